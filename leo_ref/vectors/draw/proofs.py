"""Vectors on proofs that are sound (§6): the RFC's, and messages, keys and numbers of every shape."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.draw import vrf
from leo_ref.draw.hash_to_curve import first_point
from leo_ref.draw.keys import Secret, secret
from leo_ref.draw.suite import Suite
from leo_ref.vectors.case import Cases
from leo_ref.vectors.draw.forged import mixed_order
from leo_ref.vectors.draw.honest import ALPHA, KEY, OWN, SEED, messages, named, proving, verifying
from leo_ref.vectors.draw.rfc9381 import EXAMPLES
from leo_ref.vectors.metadata import Source

LENGTHS: Final = (0, 1, 2, 31, 32, 33, 62, 63, 64, 95, 96, 111, 112, 127, 128, 129, 255, 256, 1000, 10_000)
"""Octets of messages: on both sides of the block of SHA-512 (128), also with what is hashed beside the message."""

COUNTERS: Final = (0, 1, 2, 3, 5, 8)
"""With which try-and-increment succeeds; half of all messages give zero."""


def message_with_counter(counter: int) -> bytes:
    """The first message for which try-and-increment succeeds with this counter."""
    return next(message for message in messages() if first_point(Suite.TAI.octet, KEY, message)[0] == counter)


def message_whose_proof_ends(suite: Suite, tail: bytes, *, at: int) -> bytes:
    """The first message whose proof has ``tail`` before the octet ``at``."""
    return next(message for message in messages() if vrf.prove(OWN, message, suite)[:at].endswith(tail))


def seed_whose_key_ends(tail: bytes) -> bytes:
    """The first seed, of one octet repeated or counted, whose key has this last octet."""
    for number in range(100_000):
        seed = number.to_bytes(32, "big")
        if secret(seed).public_key.endswith(tail):
            return seed
    raise AssertionError("one key in 256 has it")


def add_rfc_examples(cases: Cases) -> None:
    """Proof and random value of each example."""
    for example in EXAMPLES:
        why = f"RFC 9381, appendix B, example {example.number}"
        suite, key = Suite[example.suite], bytes.fromhex(example.key)
        message = bytes.fromhex(example.alpha)
        proved: JsonValue = {"key": example.key, "proof": example.proof, "beta": example.beta}
        asked = proving(bytes.fromhex(example.seed), message, suite)
        name = f"rfc9381-{example.number}"
        cases.add(f"{name}-prove", why, asked, gives=proved, clause="§6", source=Source.STANDARD)
        asked = verifying(key, message, bytes.fromhex(example.proof), suite)
        cases.add(f"{name}-verify", why, asked, gives=example.beta, clause="§6", source=Source.STANDARD)


def add_sound(cases: Cases, suite: Suite) -> None:
    """Sound proofs, each made and verified."""

    def sound(name: str, why: str, message: bytes, own: Secret = OWN, seed: bytes = SEED) -> None:
        made = vrf.transcript(own, message, suite)
        beta = made.beta.hex()
        proved: JsonValue = {"key": own.public_key.hex(), "proof": made.proof.hex(), "beta": beta}
        cases.add(
            named(suite, f"prove-{name}"),
            why,
            proving(seed, message, suite),
            gives=proved,
            clause="§6",
            source=Source.AUTHOR,
        )
        asked = verifying(own.public_key, message, made.proof, suite)
        cases.add(named(suite, f"verify-{name}"), why, asked, gives=beta, clause="§6", source=Source.AUTHOR)

    sound("good", "the proof about which others lie", ALPHA)
    for length in LENGTHS:
        sound(f"alpha-of-{length}", "a message has any length", b"\xa5" * length)
    if suite is Suite.TAI:
        for counter in COUNTERS:
            why = f"try-and-increment passes over the first {counter}"
            sound(f"counter-{counter}", why, message_with_counter(counter))
    why = "numbers have all their octets, also zeros"
    sound("c-ends-in-zero", why, message_whose_proof_ends(suite, b"\0", at=48))
    sound("s-ends-in-zero", why, message_whose_proof_ends(suite, b"\0", at=80))
    for tail, seed in (("00", seed_whose_key_ends(b"\0")), ("ff", seed_whose_key_ends(b"\xff"))):
        sound(f"key-ends-in-{tail}", "a key has all its octets", ALPHA, secret(seed), seed)
    _, again = mixed_order(suite, 0, 0)
    beta = vrf.transcript(OWN, ALPHA, suite).beta.hex()
    why = "another nonce gives another proof and the same random value"
    cases.add(
        named(suite, "verify-other-nonce"),
        why,
        verifying(KEY, ALPHA, again, suite),
        gives=beta,
        clause="§6",
        source=Source.AUTHOR,
    )
