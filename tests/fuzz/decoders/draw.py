"""Decoders of the draw (§6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.rejections import Code, Rejection
from leo_ref.draw import keys, proof, ticket, vrf
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.proof import Proof
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket
from tests.fuzz.decoders.keys import ALPHA, BAD_POINTS, PROOFS, SECRET
from tests.fuzz.judging import Decoder, value

OF_KEYS: Final = frozenset(code for code in Code if code.name.startswith("VRF_KEY_"))
OF_PROOFS: Final = frozenset(code for code in Code if code.name.startswith(("VRF_PROOF_", "VRF_GAMMA_", "VRF_S_")))
OF_VERIFYING: Final = OF_PROOFS | {Code.VRF_CHALLENGE_MISMATCH}


def verify(octets: bytes, suite: Suite) -> bytes | Rejection:
    """The octets are key (32), proof (80), message."""
    return vrf.verify(octets[:32], octets[112:], octets[32:112], suite)


def verify_known(octets: bytes) -> bytes | Rejection:
    """The octets are proof (80), message; the key is known."""
    return vrf.verify(PublicKey(SECRET.public_key), octets[80:], octets[:80])


def draw(octets: bytes) -> Ticket | Rejection:
    """The octets are key (32), proof (80), message."""
    return ticket.verified(octets[:32], octets[112:], octets[32:112], 500, 1000, 10)


DECODERS: Final[Mapping[str, Decoder]] = {
    "draw.keys.validated": Decoder(
        keys.validated,
        value(PublicKey, codes=OF_KEYS, back=lambda key: key.octets),
        (SECRET.public_key, keys.secret(bytes(32)).public_key, *BAD_POINTS),
    ),
    "draw.proof.decode": Decoder(
        proof.decode,
        value(Proof, codes=OF_PROOFS, back=lambda one: proof.encode(one.gamma, one.challenge, one.response)),
        (*PROOFS, *(point + PROOFS[0][32:] for point in BAD_POINTS)),
    ),
    "draw.vrf.proof_to_hash": Decoder(vrf.proof_to_hash, value(bytes, codes=OF_PROOFS), PROOFS),
    "draw.vrf.verify (TAI)": Decoder(
        lambda octets: verify(octets, Suite.TAI),
        value(bytes, codes=OF_KEYS | OF_VERIFYING),
        (SECRET.public_key + PROOFS[2] + ALPHA, SECRET.public_key + PROOFS[0]),
    ),
    "draw.vrf.verify (ELL2)": Decoder(
        lambda octets: verify(octets, Suite.ELL2),
        value(bytes, codes=OF_KEYS | OF_VERIFYING),
        (SECRET.public_key + PROOFS[5] + ALPHA, SECRET.public_key + PROOFS[3]),
    ),
    "draw.vrf.verify (known key)": Decoder(
        verify_known, value(bytes, codes=OF_VERIFYING), (PROOFS[2] + ALPHA, PROOFS[0])
    ),
    "draw.ticket.verified": Decoder(
        draw,
        value(Ticket, codes=OF_KEYS | OF_VERIFYING | {Code.NOT_DRAWN}),
        (SECRET.public_key + PROOFS[2] + ALPHA, SECRET.public_key + PROOFS[0]),
    ),
}
