"""The equations of a proof, its random value and its message (§6; RFC 9381, sections 5.2 to 5.4)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha512
from itertools import count

from attrs import evolve

from leo_ref.core.encoding import JsonValue, digest
from leo_ref.core.values import JobId
from leo_ref.draw import edwards, hash_to_curve, suite, ticket, vrf
from leo_ref.draw.edwards import FIELD, Affine, coordinates, eightfold, is_canonical
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.proof import CHALLENGE_LENGTH, Proof
from leo_ref.draw.suite import Suite
from tests.draw.removed.entry import Removed, naive
from tests.vectors.removed import Patch

sound_check, sound_encode_to_curve, sound_challenge = vrf.check, suite.encode_to_curve, vrf.challenge
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


def h_of(hashing: Callable[[Suite, bytes, bytes], Affine]) -> list[Patch]:
    return [("leo_ref.draw.vrf", "encode_to_curve", hashing)]


def other(suite: Suite) -> Suite:
    return Suite.ELL2 if suite is Suite.TAI else Suite.TAI


def h_of_other_suite(suite: Suite, key: bytes, alpha: bytes) -> Affine:
    """The right method with the octet of the other suite."""
    hashing = hash_to_curve.try_and_increment if suite is Suite.TAI else hash_to_curve.elligator2
    return hashing(other(suite).octet, key, alpha)


def h_negated(suite: Suite, key: bytes, alpha: bytes) -> Affine:
    x, y = sound_encode_to_curve(suite, key, alpha)
    return FIELD - x, y


def uncleared(points: list[Affine]) -> list[bytes]:
    """H, the first of two, as it is."""
    h, gamma = points
    return [edwards.encode(h), *eightfold([gamma])]


def counting(front: bytes, back: bytes, first: int = 0) -> list[Patch]:
    """Try-and-increment with other octets around, or another first counter."""

    def try_and_increment(suite: int, salt: bytes, alpha: bytes) -> Affine:
        for counter in count(first):
            candidate = sha512(bytes([suite]) + front + salt + alpha + bytes([counter]) + back).digest()[:32]
            point = coordinates(candidate) if is_canonical(candidate) else None
            if point is not None:
                return point
        raise AssertionError

    return [("leo_ref.draw.suite", "try_and_increment", try_and_increment)]


def elligator_in(domain: bytes, *, suite_octet: bool) -> list[Patch]:
    def elligator2(suite: int, salt: bytes, alpha: bytes) -> Affine:
        whole = domain + (bytes([suite]) if suite_octet else b"")
        return hash_to_curve.map_to_curve(hash_to_curve.hash_to_field(salt + alpha, whole))

    return [("leo_ref.draw.suite", "elligator2", elligator2)]


def beta_of(*, suite_octet: bool = True, front: bytes = b"\x03", back: bytes = b"\0") -> list[Patch]:
    def beta(suite: Suite, eight_gamma: bytes) -> bytes:
        return sha512((bytes([suite.octet]) if suite_octet else b"") + front + eight_gamma + back).digest()

    return [("leo_ref.draw.vrf", "beta", beta)]


def check_with_gamma(key: PublicKey, alpha: bytes, decoded: Proof, suite: Suite = Suite.TAI) -> vrf.VrfTrace:
    """Gamma itself where eight times Gamma belongs."""
    return evolve(sound_check(key, alpha, decoded, suite), eight_gamma=decoded.gamma)


def alpha_of(*names: str, domain: str = ticket.SELECT_DOMAIN) -> list[Patch]:
    """A message of some parts only."""

    def alpha(block_hash: bytes, job: JobId, round_number: int) -> bytes:
        parts: dict[str, JsonValue] = {"block": block_hash.hex(), "job": job, "round": round_number}
        return digest(domain, {name: parts[name] for name in names})

    return [("leo_ref.draw.ticket", "alpha", alpha)]


def octet(at: int) -> Callable[[int, int], bool]:
    return lambda one, two: (one ^ two) >> 8 * at & 0xFF == 0


CHALLENGE = "RFC 9381, 5.4.3"
FALSE = "a false Gamma, so a random value of the prover's choice"

EQUATIONS = (
    Removed(
        check="the challenge matches",
        where="draw.vrf.verify",
        clause="§6; RFC 9381, 5.3",
        without="accepts anything that has the form of a proof",
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
        patches=comparing(lambda *_: True),
    ),
    Removed(
        check="the challenge matches in all its octets",
        where="draw.vrf.verify",
        clause="§6; RFC 9381, 5.3",
        without="compares the first octet only, and takes one guess in 256 for a proof",
        accepts=["draw/vrf/[ell2-]forged-first-octet"],
        patches=comparing(octet(0)),
    ),
    Removed(
        check="the challenge matches up to its last octet",
        where="draw.vrf.verify",
        clause="§6; RFC 9381, 5.3",
        without="compares the last octet only",
        accepts=["draw/vrf/[ell2-]forged-last-octet"],
        patches=comparing(octet(15)),
    ),
    *(
        Removed(
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
    Removed(
        check="the cofactor of H is cleared",
        where="draw.vrf.check",
        clause="RFC 9381, 5.4.1",
        without="computes with a point of mixed order",
        accepts=["draw/vrf/[ell2-]forged-cofactor-of-h"],
        differs=["draw/vrf/[ell2-]verify-*-ends-in-zero"],
        patches=[*naive(), ("leo_ref.draw.vrf", "eightfold", uncleared)],
    ),
    Removed(
        check="H is a hash of the key too",
        where="draw.suite.encode_to_curve",
        clause="RFC 9381, 5.4.1",
        without="has the same H for every key",
        accepts=["draw/vrf/[ell2-]forged-h-without-key"],
        differs=["draw/vrf/[ell2-]verify-good"],
        patches=h_of(lambda suite, _, alpha: sound_encode_to_curve(suite, b"", alpha)),
    ),
    Removed(
        check="H is a hash of the message",
        where="draw.suite.encode_to_curve",
        clause="RFC 9381, 5.4.1",
        without="has one random value for a key",
        differs=["draw/vrf/[ell2-]verify-good", "draw/vrf/[ell2-]verify-alpha-of-1"],
        patches=h_of(lambda suite, key, _: sound_encode_to_curve(suite, key, b"")),
    ),
    Removed(
        check="H is a hash of the suite (TAI), or in its domain (ELL2)",
        where="draw.suite.encode_to_curve",
        clause="RFC 9381, 5.4.1",
        without="does not keep the suites apart",
        accepts=["draw/vrf/[ell2-]forged-h-of-other-suite"],
        differs=["draw/vrf/[ell2-]verify-good"],
        patches=h_of(h_of_other_suite),
    ),
    Removed(
        check="H has the right one of two signs",
        where="draw.hash_to_curve",
        clause="RFC 9381, 5.4.1.1; RFC 9380, 6.7.1",
        without="chooses the other x, as libsodium's Elligator does for some messages",
        accepts=["draw/vrf/[ell2-]forged-h-negated"],
        differs=["draw/vrf/[ell2-]verify-good", "draw/transcripts/good", "draw/transcripts/ell2-good"],
        patches=h_of(h_negated),
    ),
    Removed(
        check="try-and-increment counts from 0",
        where="draw.hash_to_curve.first_point",
        clause="RFC 9381, 5.4.1.1",
        without="never finds what counter 0 gives",
        differs=["draw/vrf/verify-counter-0", "draw/transcripts/counter-0"],
        patches=counting(b"\x01", b"\0", first=1),
    ),
    Removed(
        check="try-and-increment hashes the octets 1 and 0 too",
        where="draw.hash_to_curve.first_point",
        clause="RFC 9381, 5.4.1.1",
        without="follows a draft before the RFC, which had no octet 0",
        differs=["draw/vrf/verify-good", "draw/vrf/verify-counter-?", "draw/transcripts/counter-?"],
        patches=counting(b"\x01", b""),
    ),
    Removed(
        check="Elligator 2 hashes in a domain with the suite's octet",
        where="draw.hash_to_curve.field_element",
        clause="RFC 9381, 5.4.1.2 and 5.5",
        without="has the domain of no suite",
        differs=["draw/vrf/ell2-verify-good", "draw/transcripts/ell2-*", "draw/vrf/rfc9381-19-verify"],
        patches=elligator_in(b"ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_", suite_octet=False),
    ),
    Removed(
        check="Elligator 2 hashes in the domain of ECVRF",
        where="draw.hash_to_curve.field_element",
        clause="RFC 9381, 5.4.1.2 and 5.5",
        without="has the domain of RFC 9380's own examples",
        differs=["draw/vrf/ell2-verify-good", "draw/transcripts/ell2-*", "draw/vrf/rfc9381-19-verify"],
        patches=elligator_in(b"QUUX-V01-CS02-with-edwards25519_XMD:SHA-512_ELL2_NU_", suite_octet=True),
    ),
    Removed(
        check="the random value is of eight times Gamma",
        where="draw.vrf.check",
        clause="RFC 9381, 5.2",
        without="has other random values; without the check of Gamma's subgroup several for one key and message",
        differs=["draw/vrf/[ell2-]verify-good", "draw/vrf/rfc9381-??-verify", "draw/tickets/[ell2-]drawn"],
        patches=[("leo_ref.draw.vrf", "check", check_with_gamma)],
    ),
    *(
        Removed(
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
    *(
        Removed(
            check=f"the message names the {part}",
            where="draw.ticket.alpha",
            clause="§6",
            without=without,
            differs=["draw/tickets/alpha", "draw/tickets/alpha-*"],
            patches=alpha_of(*{"block", "job", "round"} - {part}),
        )
        for part, without in (
            ("block", "draws what a prover knew before the job was written"),
            ("job", "has one winner for all jobs of a block"),
            ("round", "draws the same group in every round of one seed"),
        )
    ),
    Removed(
        check="the message has a domain of its own",
        where="draw.ticket.alpha",
        clause="§2, §6",
        without="lets a proof for a challenge (§8) stand for one of a draw",
        differs=["draw/tickets/alpha", "draw/tickets/alpha-*"],
        patches=alpha_of("block", "job", "round", domain=""),
    ),
)
