"""The random value of a proof (RFC 9381, section 5.2)."""

from __future__ import annotations

from hashlib import sha512

from attrs import evolve

from leo_ref.draw import vrf
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.proof import Proof
from leo_ref.draw.suite import Suite
from tests.removed.lack import Lack, Patch

sound_check = vrf.check


def beta_of(*, suite_octet: bool = True, front: bytes = b"\x03", back: bytes = b"\0") -> list[Patch]:
    def beta(suite: Suite, eight_gamma: bytes) -> bytes:
        return sha512((bytes([suite.octet]) if suite_octet else b"") + front + eight_gamma + back).digest()

    return [("leo_ref.draw.vrf", "beta", beta)]


def check_with_gamma(key: PublicKey, alpha: bytes, decoded: Proof, suite: Suite = Suite.TAI) -> vrf.VrfTrace:
    """Gamma itself where eight times Gamma belongs."""
    return evolve(sound_check(key, alpha, decoded, suite), eight_gamma=decoded.gamma)


VALUES = (
    Lack(
        check="the random value is of eight times Gamma",
        where="draw.vrf.check",
        clause="RFC 9381, 5.2",
        without="has other random values; without the check of Gamma's subgroup several for one key and message",
        differs=["draw/vrf/[ell2-]verify-good", "draw/vrf/rfc9381-??-verify", "draw/tickets/[ell2-]drawn"],
        patches=[("leo_ref.draw.vrf", "check", check_with_gamma)],
    ),
    *(
        Lack(
            check=f"the random value is a hash of {words}",
            where="draw.vrf.beta",
            clause="RFC 9381, 5.2",
            without="has other random values",
            differs=["draw/vrf/[ell2-]verify-good", "draw/vrf/rfc9381-??-verify", "draw/tickets/drawn"],
            patches=patches,
        )
        for words, patches in (
            ("the suite", beta_of(suite_octet=False)),
            ("the octet 3", beta_of(front=b"")),
            ("the octet 0 at its end", beta_of(back=b"")),
        )
    ),
)
