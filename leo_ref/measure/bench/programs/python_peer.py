"""Proves and verifies with a Python package: one JSON question a line on standard input, one answer a line.

Runs in the environment of the peers, where this project is not installed. Its argument names the package.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha512
from time import process_time
from typing import Any

ORDER = 2**252 + 27742317777372353535851937790883648493

Answer = dict[str, Any]  # Any: what JSON can say


class Sortes:
    """The VRF of ``aimarket-oracle-sortes``; it proves from the seed."""

    def __init__(self) -> None:
        from sortes import vrf

        self.prove = vrf.prove
        self.public_key = vrf.sk_to_pk
        self.beta = vrf.proof_to_hash
        self._verify = vrf.verify

    def verify(self, public_key: bytes, alpha: bytes, proof: bytes, beta: bytes) -> bool:
        """Whether the proof shows ``beta``."""
        return bool(self._verify(public_key, alpha, proof) == beta)


class DotRing:
    """The IETF VRF of ``dot-ring`` on Ed25519 by try-and-increment; it proves from the scalar."""

    def __init__(self) -> None:
        from dot_ring import IETF_VRF, Ed25519_NU

        self._suite = IETF_VRF[Ed25519_NU]
        self.beta = self._suite.ecvrf_proof_to_hash

    def public_key(self, seed: bytes) -> bytes:
        """The key in this package's own encoding of points."""
        return bytes(self._suite.get_public_key(scalar(seed)))

    def prove(self, seed: bytes, alpha: bytes) -> bytes:
        """The proof, encoded."""
        return bytes(self._suite.prove(alpha, scalar(seed), b"").to_bytes())

    def verify(self, public_key: bytes, alpha: bytes, proof: bytes, beta: bytes) -> bool:
        """Whether the proof shows ``beta``."""
        decoded = self._suite.from_bytes(proof)
        return bool(decoded.verify(public_key, alpha, b"") and self._suite.proof_to_hash(decoded.output_point) == beta)


def scalar(seed: bytes) -> bytes:
    """The secret scalar of a seed (RFC 8032, section 5.1.5), below the order, little-endian."""
    clamped = int.from_bytes(sha512(seed).digest()[:32], "little") & ~0b111 & (1 << 254) - 1 | 1 << 254
    return (clamped % ORDER).to_bytes(32, "little")


def answer(peer: Sortes | DotRing, question: dict[str, str]) -> Answer:
    """The answer to one question, with the microseconds of the processor that it took."""
    given = {name: bytes.fromhex(value) for name, value in question.items() if name != "op"}
    if question["op"] == "prove":
        began = process_time()
        proof = peer.prove(given["seed"], given["alpha"])
        us = (process_time() - began) * 1e6
        public_key = peer.public_key(given["seed"])
        return {"us": us, "public_key": public_key.hex(), "proof": proof.hex(), "beta": peer.beta(proof).hex()}
    began = process_time()
    holds = peer.verify(given["public_key"], given["alpha"], given["proof"], given["beta"])
    return {"us": (process_time() - began) * 1e6, "holds": holds}


def main() -> None:
    """Answers until there are no more questions."""
    peer = Sortes() if sys.argv[1] == "sortes" else DotRing()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(peer, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
