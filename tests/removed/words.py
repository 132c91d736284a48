"""What ``docs/every-check.md`` says beside its tables."""

from __future__ import annotations

from typing import Final

HEAD: Final = """\
# Every check, and the vectors that tell

Take any one check out of the code that judges the draw, evidence, transactions and blocks, and at least one conformance
vector is answered in another way. This was tried for each of them: the checks are found in the syntax tree of the
reference, so none is left out by oversight; each is taken out alone, in a running reference; and all vectors that reach
it are replayed. Of many it is told what goes wrong without them. Then come mistakes that are more than one missing
check, or another than a missing one; and attacks, with what refuses them.

Made by `./leo dev every-check`; `tests/removed/` holds reference, vectors and this together.

## One check less

A check is whatever refuses:

- a condition before a refusal, and each part of it that refuses on its own, marked "part": of `a or b` each of the two,
  of a number between two others each end, of two tuples that must be equal each element;
- one row of a table of attributes; one of several values that are judged in turn (`for x`);
- an exception of a library that is taken for a refusal (`except`);
- for each format, that its octets are all there (`nothing is missing`), and no more (`nothing follows`);
- each place where the refusal of another function is heeded, shown as the call or as the test of its result.

What only exempts from a check is none. The last column says how many vectors are then accepted though the protocol
refuses them; how many are answered otherwise (another code, another value, a refusal of what is sound); and how many
get no answer, because the reference fails where the check kept it from failing: what another implementation does with
these is open. Those that are accepted are named first. Where no vector can tell, the reason stands there instead.

In an id `*` stands for any characters and `?` for one; `[ell2-]` may be there or not: such a vector is there for each
of the two suites.
"""

MADE_OTHERWISE: Final = """\
## Made otherwise

What an implementation does that compares less, in another way or in another order, or lacks several checks at once.
Each was put into the reference, and nothing else; the vectors of the third column were then accepted although the
protocol refuses them, those of the fourth were answered in another way (another code, another value). libsodium refuses
some points on its own wherever it multiplies; rows on the order of points were tried with a library that does not.
"""

LIMITS: Final = """\
## What no vector shows

- That a candidate of try-and-increment is passed over because it is not canonical or of small order: no message is
  known that hashes to one. `tests/draw/test_try_and_increment.py` shows it with chosen hashes.
- That Elligator 2 maps zero to the identity: no message is known that hashes to zero. `tests/draw/test_rfc9380.py`.
- That more than one octet of the challenge is compared, and all 16: forging agreement in n octets takes 256^n guesses,
  for whoever makes vectors too. The first and the last octet have vectors.
- That a prover's nonce is secret and never used twice. `vrf_prove` and `vrf_transcript` show that it is the RFC's.
- That a key is enrolled: who takes the key from the answer accepts everybody. `identity/` has the vectors of enrolment.
- That a nonce is the monitor's: its VRF proof is judged as any other (`draw/`).
- That an answer came in time: the ledger's stages say so, and the vectors of `models/MCAttestation` have it.
- That a log is looked up by its digest, and nothing is fetched because an answer names it.

## Checks that are not made

- A clock that is not `safe` is accepted: after one hard power cut an honest TPM's stays so.
- A signature's number s may be in either half: nothing takes signatures for names.
- Revocation is by lists that are given, and nothing asks an authority's server: an appraisal needs no network.
- Signatures in the kernel's list (`ima-sig`) are not verified: files are known by digest (`KERNEL_LIST_FILE`).
- Nothing says whether a TPM is hardware: which authorities are pinned does ([attestation.md](attestation.md)).
- A copy of a software TPM that answers alone, its counters as they were and its clock ahead, is that TPM. Two that both
  answer show when one's clock stands behind that of what was shown; other answers are not compared with one another.
- Certified NV indices are read (`tcg.attest`) and no appraisal rests on one: jobs are measured into a register
  ([decision 0013](decisions/0013-job-measurement.md)).
- Deadlines are no part of an appraisal, which knows no time: the ledger's stages are (§8).
"""
