"""The challenge of a proof (§6; RFC 9381, sections 5.3 and 5.4.3)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha512

from attrs import evolve

from leo_ref.draw import vrf
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.proof import CHALLENGE_LENGTH, Proof
from leo_ref.draw.suite import Suite
from tests.removed.lack import Lack, Patch

sound_check = vrf.check
NAMES = ("key", "h", "gamma", "u", "v")


def comparing(same: Callable[[int, int], bool]) -> list[Patch]:
    """The recomputed challenge counts as the proof's wherever ``same`` says so."""

    def check(key: PublicKey, alpha: bytes, decoded: Proof, suite: Suite = Suite.TAI) -> vrf.VrfTrace:
        found = sound_check(key, alpha, decoded, suite)
        return evolve(found, c=decoded.challenge) if same(found.c, decoded.challenge) else found

    return [("leo_ref.draw.vrf", "check", check)]


def challenge_without(part: str) -> list[Patch]:
    """A challenge that is a hash of everything else."""

    def challenge(suite: Suite, *points: bytes) -> int:
        parts = {
            "suite": bytes([suite.octet]),
            "front": b"\x02",
            **dict(zip(NAMES, points, strict=True)),
            "back": b"\0",
        }
        hashed = sha512(b"".join(octets for name, octets in parts.items() if name != part)).digest()
        return int.from_bytes(hashed[:CHALLENGE_LENGTH], "little")

    return [("leo_ref.draw.vrf", "challenge", challenge)]


def octet(at: int) -> Callable[[int, int], bool]:
    return lambda one, two: (one ^ two) >> 8 * at & 0xFF == 0


CHALLENGE = "RFC 9381, 5.4.3"
FALSE = "a false Gamma, so a random value of the prover's choice"

CHALLENGES = (
    Lack(
        check="the challenge matches",
        where="draw.vrf.verify",
        clause="§6; RFC 9381, 5.3",
        without="accepts anything that has the form of a proof",
        text="found.c != decoded.challenge",
        accepts=[
            "draw/vrf/[ell2-]other-*",
            "draw/vrf/[ell2-]flipped-c-*",
            "draw/vrf/[ell2-]flipped-s-?",
            "draw/vrf/[ell2-]flipped-key-255",
            "draw/vrf/[ell2-]flipped-gamma-255",
            "draw/vrf/[ell2-]zero-challenge",
            "draw/vrf/[ell2-]s-zero",
            "draw/vrf/[ell2-]c-zero",
            "draw/vrf/[ell2-]gamma-of-another-*",
            "draw/vrf/[ell2-]forged-without-*",
            "draw/tickets/[ell2-]forged",
            "draw/tickets/[ell2-]replayed-*",
        ],
    ),
    Lack(
        check="the challenge matches in all its octets",
        where="draw.vrf.verify",
        clause="§6; RFC 9381, 5.3",
        without="compares the first octet only, and takes one guess in 256 for a proof",
        accepts=["draw/vrf/[ell2-]forged-first-octet"],
        patches=comparing(octet(0)),
    ),
    Lack(
        check="the challenge matches up to its last octet",
        where="draw.vrf.verify",
        clause="§6; RFC 9381, 5.3",
        without="compares the last octet only",
        accepts=["draw/vrf/[ell2-]forged-last-octet"],
        patches=comparing(octet(15)),
    ),
    *(
        Lack(
            check=f"the challenge is a hash of {words}",
            where="draw.vrf.challenge",
            clause=CHALLENGE,
            without=without,
            accepts=[f"draw/vrf/[ell2-]forged-without-{part}", *more],
            differs=["draw/vrf/[ell2-]verify-good"],
            patches=challenge_without(part),
        )
        for part, words, without, more in (
            ("suite", "the suite", "takes a proof for either suite's challenge", []),
            ("front", "the octet 2", "does not keep this hash apart from the others", []),
            ("key", "Y", "accepts the proofs of the drafts before the RFC, which do not fix the key", []),
            ("h", "H", "does not fix the message but through V", []),
            ("gamma", "Gamma", f"accepts {FALSE}: Gamma is computed when c is known", []),
            ("u", "U", f"accepts {FALSE}, and needs no secret", []),
            ("v", "V", f"accepts {FALSE}: Gamma is in no equation", ["draw/tickets/[ell2-]forged-false-gamma"]),
            ("back", "the octet 0 at its end", "is not what the RFC says", []),
        )
    ),
)
