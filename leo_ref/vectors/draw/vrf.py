"""Vectors on proofs that are not sound (§6), each with the first check that it fails."""

from __future__ import annotations

from typing import Final

from leo_ref.draw import vrf
from leo_ref.draw.edwards import ORDER
from leo_ref.draw.keys import secret
from leo_ref.draw.proof import encode
from leo_ref.draw.suite import Suite
from leo_ref.vectors.case import Cases
from leo_ref.vectors.draw import forged
from leo_ref.vectors.draw.honest import ALPHA, KEY, OTHER_KEY, OWN, named, other, proof_in, verifying
from leo_ref.vectors.draw.points import bad_points, fault_of, flipped, octets
from leo_ref.vectors.draw.proofs import (
    add_rfc_examples,
    add_sound,
    message_whose_proof_ends,
    seed_whose_key_ends,
)

MISMATCH: Final = "VRF_CHALLENGE_MISMATCH"

POINT_BITS: Final = (0, 1, 7, 8, 100, 127, 128, 200, 253, 254, 255)
"""Of the 256 of a key or Gamma; the last is the sign of x."""

CHALLENGE_BITS: Final = (0, 1, 2, 3, 63, 64, 126, 127)
RESPONSE_BITS: Final = (0, 1, 7, 127, 128, 250, 251, 252, 253, 254, 255)


class Lies:
    """Vectors about one node's proof in one suite, which name only what is changed."""

    def __init__(self, cases: Cases, suite: Suite) -> None:
        """No lie yet."""
        self.cases = cases
        self.suite = suite
        self.proof = proof_in(suite)
        self.gamma, self.c, self.s = self.proof[:32], self.proof[32:48], self.proof[48:]

    def add(
        self, name: str, why: str, code: str, *, key: bytes = KEY, alpha: bytes = ALPHA, proof: bytes | None = None
    ) -> None:
        """A lie, and the code that it gets."""
        asked = verifying(key, alpha, self.proof if proof is None else proof, self.suite)
        self.cases.add(named(self.suite, name), why, asked, code)


def add_lengths(lies: Lies) -> None:
    """Octets too few or too many."""
    for length in (0, 1, 31, 33, 64):
        lies.add(f"key-of-{length}", "a key has 32 octets", "VRF_KEY_LENGTH", key=(KEY * 2)[:length])
    ended = secret(seed_whose_key_ends(b"\0"))
    proof = vrf.prove(ended, ALPHA, lies.suite)
    for name, key in (("key-without-last-zero", ended.public_key[:-1]), ("key-with-one-zero", KEY + b"\0")):
        why = "a zero at the end belongs to the key, or does not"
        lies.add(name, why, "VRF_KEY_LENGTH", key=key, proof=lies.proof if key[:32] == KEY else proof)
    for length in (0, 1, 32, 48, 79, 81, 160):
        proof = (lies.proof * 2)[:length]
        lies.add(f"proof-of-{length}", "a proof has 80 octets", "VRF_PROOF_LENGTH", proof=proof)
    why = "a zero at the end belongs to s, or does not"
    lies.add("proof-with-one-zero", why, "VRF_PROOF_LENGTH", proof=lies.proof + b"\0")
    message = message_whose_proof_ends(lies.suite, b"\0", at=80)
    short = vrf.prove(OWN, message, lies.suite)[:-1]
    lies.add("proof-without-last-zero", why, "VRF_PROOF_LENGTH", alpha=message, proof=short)


def add_points(lies: Lies) -> None:
    """Keys and Gammas that are no acceptable points; c = 0 leaves a verifier nothing to multiply Gamma by."""
    for name, point, code in bad_points(KEY):
        lies.add(f"key-{name}", "a key that would allow more than one proof", f"VRF_KEY_{code}", key=point)
    for name, point, code in bad_points(lies.gamma):
        rest, why = lies.c + lies.s, "a Gamma that would allow more than one random value"
        lies.add(f"gamma-{name}", why, f"VRF_GAMMA_{code}", proof=point + rest)
        rest, why = bytes(16) + lies.s, "c = 0 makes no Gamma acceptable"
        lies.add(f"gamma-{name}-c-zero", why, f"VRF_GAMMA_{code}", proof=point + rest)


def add_numbers(lies: Lies) -> None:
    """s out of range, and numbers in range that are wrong."""
    response = int.from_bytes(lies.s, "little")
    why = "the same proof in other octets, were s not bounded"
    for name, large in (
        ("order", ORDER),
        ("order-plus-1", ORDER + 1),
        ("plus-order", response + ORDER),
        ("plus-8-orders", response + 8 * ORDER),
        ("two-to-253", 2**253),
        ("all-ones", 2**256 - 1),
    ):
        lies.add(f"s-{name}", why, "VRF_S_TOO_LARGE", proof=lies.gamma + lies.c + octets(large))
    for name, small in (("zero", 0), ("one", 1), ("order-minus-1", ORDER - 1), ("negated", ORDER - response)):
        lies.add(f"s-{name}", "in range, and wrong", MISMATCH, proof=lies.gamma + lies.c + octets(small))
    for name, challenge in (("zero", bytes(16)), ("all-ones", b"\xff" * 16), ("reversed", lies.c[::-1])):
        proof = lies.gamma + challenge + lies.s
        lies.add(f"c-{name}", "any c is in range; this one is wrong", MISMATCH, proof=proof)
    proof = lies.gamma + bytes(48)
    lies.add("zero-challenge", "c = s = 0 satisfies careless equations", MISMATCH, proof=proof)
    swapped = lies.gamma + lies.s[:16] + lies.c + lies.s[16:]
    lies.add("c-and-s-swapped", "s before c", MISMATCH, proof=swapped)
    big_endian = lies.gamma + lies.c[::-1] + lies.s[::-1]
    code = "VRF_S_TOO_LARGE" if int.from_bytes(lies.s, "big") >= ORDER else MISMATCH
    lies.add("big-endian", "numbers in the wrong order of octets", code, proof=big_endian)


def add_flipped(lies: Lies) -> None:
    """One bit is another one, in every field."""
    for bit in POINT_BITS:
        key, gamma = flipped(KEY, bit), flipped(lies.gamma, bit)
        code = f"VRF_KEY_{fault_of(key)}" if fault_of(key) else MISMATCH
        lies.add(f"flipped-key-{bit}", "one bit of the key", code, key=key)
        code = f"VRF_GAMMA_{fault_of(gamma)}" if fault_of(gamma) else MISMATCH
        lies.add(f"flipped-gamma-{bit}", "one bit of Gamma", code, proof=gamma + lies.c + lies.s)
    for bit in CHALLENGE_BITS:
        proof = lies.gamma + flipped(lies.c, bit) + lies.s
        lies.add(f"flipped-c-{bit}", "one bit of c", MISMATCH, proof=proof)
    for bit in RESPONSE_BITS:
        response = flipped(lies.s, bit)
        code = "VRF_S_TOO_LARGE" if int.from_bytes(response, "little") >= ORDER else MISMATCH
        lies.add(f"flipped-s-{bit}", "one bit of s", code, proof=lies.gamma + lies.c + response)
    lies.add("flipped-bit", "one bit of s", MISMATCH, proof=lies.proof[:79] + bytes([lies.proof[79] ^ 1]))
    lies.add("flipped-alpha", "one bit of the message", MISMATCH, alpha=flipped(ALPHA, 0))


def add_borrowed(lies: Lies) -> None:
    """Proofs of something else."""
    lies.add("other-message", "a replayed proof", MISMATCH, alpha=ALPHA + b"\0")
    lies.add("no-message", "a proof for another message", MISMATCH, alpha=b"")
    lies.add("shorter-message", "a proof for a longer message", MISMATCH, alpha=ALPHA[:-1])
    lies.add("other-key", "a borrowed proof", MISMATCH, key=OTHER_KEY)
    asked = verifying(KEY, ALPHA, lies.proof, other(lies.suite))
    lies.cases.add(named(lies.suite, "other-suite"), "a proof of the other suite", asked, MISMATCH)
    theirs = vrf.transcript(secret(bytes(32)), ALPHA, lies.suite).gamma
    lies.add("gamma-of-another-key", "another node's random value", MISMATCH, proof=theirs + lies.c + lies.s)
    later = vrf.transcript(OWN, ALPHA + b"\0", lies.suite).gamma
    lies.add("gamma-of-another-message", "another round's random value", MISMATCH, proof=later + lies.c + lies.s)
    lies.add("gamma-is-key", "a point, but not this one", MISMATCH, proof=KEY + lies.c + lies.s)
    h = forged.hashed_point(lies.suite)
    lies.add("gamma-is-h", "as of a secret of one", MISMATCH, proof=h + lies.c + lies.s)
    numbers = int.from_bytes(lies.c, "little"), ORDER - int.from_bytes(lies.s, "little")
    lies.add(
        "key-negated",
        "minus the key, with minus s",
        MISMATCH,
        key=flipped(KEY, 255),
        proof=encode(lies.gamma, *numbers),
    )
    negated = encode(flipped(lies.gamma, 255), *numbers)
    lies.add("key-and-gamma-negated", "the secret's negative", MISMATCH, key=flipped(KEY, 255), proof=negated)


def add_forged(lies: Lies) -> None:
    """Proofs that a verifier accepts who leaves out one thing."""
    for number in range(1, 8):
        key, proof = forged.mixed_order(lies.suite, number, 0)
        why = "8 divides c, so the equations hold: RFC 9381 without the question of the subgroup accepts"
        lies.add(f"forged-key-mixed-{number}", why, "VRF_KEY_NOT_IN_SUBGROUP", key=key, proof=proof)
        _, proof = forged.mixed_order(lies.suite, 0, number)
        lies.add(f"forged-gamma-mixed-{number}", why, "VRF_GAMMA_NOT_IN_SUBGROUP", proof=proof)
        key, proof = forged.mixed_order(lies.suite, number, 8 - number)
        lies.add(f"forged-both-mixed-{number}", why, "VRF_KEY_NOT_IN_SUBGROUP", key=key, proof=proof)
    for number in range(8):
        key, proof = forged.small_order(lies.suite, number)
        why = "a secret of zero: without a question about the order everybody proves one and the same value"
        lies.add(f"forged-key-small-{number}", why, "VRF_KEY_SMALL_ORDER", key=key, proof=proof)
    for part in ("suite", "front", "key", "h", "gamma", "u", "v", "back"):
        proof = forged.challenge_leaves_out(lies.suite, part)
        lies.add(f"forged-without-{part}", f"the challenge is a hash of {part} too", MISMATCH, proof=proof)
    message, proof = forged.uncleared(lies.suite)
    lies.add("forged-cofactor-of-h", "H in the whole group", MISMATCH, alpha=message, proof=proof)
    for name, why, h in forged.other_points(lies.suite):
        lies.add(f"forged-{name}", why, MISMATCH, proof=forged.proof_over(lies.suite, h))
    for name, octet in (("first", 0), ("last", 15)):
        proof = forged.agrees_in(lies.suite, octet)
        why = "a false random value whose challenges agree in one octet"
        lies.add(f"forged-{name}-octet", why, MISMATCH, proof=proof)


def add_ordered(lies: Lies) -> None:
    """Two faults at once: the first check that fails gives the code."""
    far_too_large = b"\xff" * 32
    zero, short = octets(0), lies.proof[:79]
    why = "two faults: the first check that fails decides"
    lies.add("order-key-length", why, "VRF_KEY_LENGTH", key=b"", proof=b"")
    lies.add("order-key-point", why, "VRF_KEY_SMALL_ORDER", key=zero, proof=short)
    lies.add("order-proof-length", why, "VRF_PROOF_LENGTH", proof=zero + lies.c + far_too_large[:31])
    lies.add("order-key-before-gamma", why, "VRF_KEY_NOT_ON_CURVE", key=octets(2), proof=far_too_large + short[:48])
    proof = octets(2) + lies.c + far_too_large
    lies.add("order-gamma-before-s", why, "VRF_GAMMA_NOT_ON_CURVE", proof=proof)
    _, mixed = forged.mixed_order(lies.suite, 0, 1)
    proof = mixed[:48] + far_too_large
    lies.add("order-subgroup-before-s", why, "VRF_GAMMA_NOT_IN_SUBGROUP", proof=proof)
    proof = lies.gamma + bytes(16) + far_too_large
    lies.add("order-s-before-challenge", why, "VRF_S_TOO_LARGE", proof=proof)


def vrf_cases() -> Cases:
    """The examples of the RFC, sound proofs, and every lie about a key or a proof."""
    cases = Cases("draw/vrf")
    add_rfc_examples(cases)
    for suite in Suite:
        add_sound(cases, suite)
        lies = Lies(cases, suite)
        for add in (add_lengths, add_points, add_numbers, add_flipped, add_borrowed, add_forged, add_ordered):
            add(lies)
    return cases
