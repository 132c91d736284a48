"""All checks of the appraisal, and ``docs/evidence-checks.md`` of them: ``./leo dev evidence-checks``."""

from __future__ import annotations

from tests.attestation.appraisal import attacks
from tests.attestation.appraisal.removed.entry import Removed
from tests.attestation.appraisal.removed.envelopes import ENVELOPES
from tests.attestation.appraisal.removed.quotes import QUOTES
from tests.attestation.appraisal.removed.state import COURSE, POLICY, STATE
from tests.vectors import removed
from tests.vectors.made import ROOT

DOCUMENT = ROOT / "docs" / "evidence-checks.md"

PARTS = (
    ("Quotes", QUOTES),
    ("Registers and logs", STATE),
    ("The job and its course", COURSE),
    ("Policies", POLICY),
    ("Envelopes", ENVELOPES),
)

REMOVED: tuple[Removed, ...] = tuple(entry for _, entries in PARTS for entry in entries)

HEAD = """\
# The checks of an appraisal, and the vectors that tell

What an implementation does that lacks one check of a TPM's answer ([attestation.md](attestation.md)), and which
conformance vectors show it. Each row was tried: the check was taken out of the reference, and nothing else; the vectors
of the third column were then accepted although the protocol refuses them, those of the fourth were answered in another
way (another code, another value). With the check in place all of them pass. The test that tries it is
`tests/attestation/appraisal/test_removed_checks.py`. This file is made by `./leo dev evidence-checks` from the table
in `tests/attestation/appraisal/removed/`; a test holds the two together.

In an id `*` stands for any characters and `?` for one. What is wrong with octets that are not the form of anything has
its vectors in `tcg/`.
"""

FOOT = """\
## What no vector shows

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


def rendered() -> str:
    """The text of the document."""
    return removed.rendered(HEAD, PARTS, attacks.rendered() + "\n" + FOOT)


if __name__ == "__main__":
    DOCUMENT.write_text(rendered(), encoding="utf-8")
