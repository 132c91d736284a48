"""Challenges of attestors: credentials that are made again to the octet, others that are not, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from leo_ref.attestation.identity.credential import IDENTITY, INTEGRITY
from leo_ref.attestation.identity.endorsement import Template, rebuilt
from leo_ref.attestation.identity.randomness import drawn
from leo_ref.core.encoding import JsonValue
from leo_ref.sealing.oaep import oaep_encrypted
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash
from leo_ref.tcg.octets import sized
from leo_ref.tcg.public import EccKey, RsaKey
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.identity.credentials import endorsement_of, flipped, public_of
from leo_ref.vectors.identity.participants import FRESH_OCTETS, NODE, OTHER_NODE, seed
from leo_ref.vectors.identity.recorded import OCTETS

Request = dict[str, JsonValue]

JOB, OTHER_JOB = (seed(f"{which} join").hex() for which in ("a", "another"))
ATTESTOR, OTHER_ATTESTOR = (seed(f"account of {which} attestor").hex() for which in ("an", "another"))
SEED, OTHER_SEED = (seed(f"{which} seed of an attestor").hex() for which in ("a", "another"))
KEYS: Final = (("p256", "ek_p256", "ak_ecdsa"), ("rsa", "ek_rsa", "ak_below_rsa"), ("p384", "ek_p384", "ak_rsapss"))
"""Recorded keys, one pair for each kind of endorsement key."""

ORDER: Final = Curve.P256.order


def asked(endorsement: str, key: str) -> Request:
    """The fields of a challenge to recorded keys."""
    return {
        "job": JOB,
        "attestor": ATTESTOR,
        "candidate": NODE,
        "endorsement": OCTETS[endorsement].hex(),
        "public": OCTETS[key].hex(),
    }


class Challenges:
    """Vectors of challenges as they are written down."""

    def __init__(self) -> None:
        """None yet."""
        self.cases = Cases("identity/challenges")

    def made(self, label: str, why: str, endorsement: str, key: str, randomness: bytes) -> Request:
        """A challenge, and the request on what comes of it if everybody is honest."""
        about = asked(endorsement, key)
        opening: Request = {"seed": SEED, "randomness": randomness.hex()}
        said = self.cases.add(label, why, {"request": "challenge_made", **about, **opening}, clause="§5")["ok"]
        assert isinstance(said, dict)
        credential = said["credential"]
        assert isinstance(credential, dict)
        request = {"request": "challenge_opened", **about, **credential, **opening, "answer": said["answer"]}
        self.cases.add(f"{label}-opened", f"{why}; made again", request, gives=said["found"], clause="§5")
        return request

    def opened(self, label: str, ends: str, why: str, honest: Request, **changes: JsonValue) -> None:
        """The same with something changed."""
        self.cases.add(label, why, {**honest, **changes}, ends, clause="§5" if ends == OK else "")


def challenge_cases() -> Cases:
    """Every check, and each two that follow one another, on a challenge for each kind of endorsement key."""
    made = Challenges()
    requests: dict[str, Request] = {}
    for kind, endorsement, key in KEYS:
        randomness = drawn(endorsement_of(endorsement), FRESH_OCTETS)
        requests[kind] = made.made(kind, "an attestor's credential", endorsement, key, randomness)
    edges(made)
    widths(made, requests)
    made_otherwise(made, requests["p256"])
    rsa_made_otherwise(made, requests["rsa"])
    points(made)
    answers(made, requests["p256"])
    order(made, requests["p256"])
    return made.cases


def edges(made: Challenges) -> None:
    """Scalars at the ends, and those that give coordinates with zeros in front."""
    made.made("scalar-most", "the greatest scalar", "ek_p256", "ak_ecdsa", bytes.fromhex(number(ORDER - 1)))
    honest = made.made("scalar-one", "the least scalar", "ek_p256", "ak_ecdsa", bytes.fromhex(number(1)))
    for label, ends, randomness, why in (
        ("zero", "CREDENTIAL_SCALAR", number(0), "no scalar"),
        ("order", "CREDENTIAL_SCALAR", number(ORDER), "zero in another form"),
        ("over", "CREDENTIAL_SCALAR", number(ORDER + 1), "one in another form"),
        ("padded", "CREDENTIAL_WIDTH", f"00{number(1)}", "one with a zero octet too many in front"),
        ("short", "CREDENTIAL_WIDTH", "01", "one without the zeros in front"),
    ):
        made.opened(f"scalar-{label}", ends, why, honest, randomness=randomness)
    for part, scalar in zero_in_front().items():
        made.made(f"zero-in-{part}", "a coordinate keeps its zeros", "ek_p256", "ak_ecdsa", scalar.to_bytes(32, "big"))


def zero_in_front() -> Mapping[str, int]:
    """Scalars for which the ephemeral x or y, or the x that is shared, has a zero octet in front."""
    key = public_of("ek_p256").key
    assert isinstance(key, EccKey)
    curve = ec.SECP256R1()
    other = ec.EllipticCurvePublicNumbers(int.from_bytes(key.x, "big"), int.from_bytes(key.y, "big"), curve)
    above = other.public_key()
    found: dict[str, int] = {}
    scalar = 1
    while len(found) < 3:
        scalar += 1
        private = ec.derive_private_key(scalar, curve)
        point = private.public_key().public_numbers()
        shared = int.from_bytes(private.exchange(ec.ECDH(), above), "big")
        for part, coordinate in (("x", point.x), ("y", point.y), ("shared", shared)):
            if coordinate >> 248 == 0:
                found.setdefault(part, scalar)
    return found


def widths(made: Challenges, requests: Mapping[str, Request]) -> None:
    """Octets too few or too many, for each kind of key."""
    for kind, honest in requests.items():
        for part in ("blob", "secret", "randomness"):
            octets = text(honest, part)
            for label, changed in (("short", octets[:-2]), ("long", f"{octets}00"), ("none", "")):
                ends, why = "CREDENTIAL_WIDTH", "as wide as the endorsement key asks"
                made.opened(f"{kind}-{part}-{label}", ends, why, honest, **{part: changed})
    of_other = requests["p384"]["blob"]
    made.opened("blob-of-p384", "CREDENTIAL_WIDTH", "as SHA-384 has it", requests["p256"], blob=of_other)
    of_other = requests["rsa"]["secret"]
    made.opened("secret-of-rsa", "CREDENTIAL_WIDTH", "for another kind of key", requests["p256"], secret=of_other)


def made_otherwise(made: Challenges, honest: Request) -> None:
    """What differs from the credential that was posted."""
    ends = "CREDENTIAL_MADE_OTHERWISE"
    made.opened("other-job", ends, "the secret is of one job", honest, job=OTHER_JOB)
    made.opened("other-attestor", ends, "a credential copied from another attestor", honest, attestor=OTHER_ATTESTOR)
    made.opened("attestor-for-job", ends, "job and attestor exchanged", honest, job=ATTESTOR, attestor=JOB)
    made.opened("other-seed", ends, "the secret is another", honest, seed=OTHER_SEED)
    made.opened("other-key", ends, "another attestation key", honest, public=OCTETS["ak_rsassa"].hex())
    made.opened("other-endorsement", ends, "another TPM", honest, endorsement=publics.encode(another()).hex())
    scalar = int(text(honest, "randomness"), 16)
    exchanged = {"blob": honest["secret"], "secret": honest["blob"]}
    made.opened("parts-exchanged", ends, "the two parts have one width", honest, **exchanged)
    made.opened("other-scalar", ends, "another ephemeral key", honest, randomness=number(scalar + 1))
    made.opened("opposite-scalar", ends, "the ephemeral x is the same", honest, randomness=number(ORDER - scalar))
    for label, octet in (("length", 1), ("tag-length", 3), ("tag", 4), ("inner", 36), ("last", 69)):
        made.opened(f"blob-{label}", ends, "one bit of the blob", honest, blob=toggled(honest, "blob", octet))
    for label, octet in (("length", 1), ("x-length", 3), ("x", 4), ("y-length", 37), ("y", 69)):
        made.opened(f"secret-{label}", ends, "one bit of the point", honest, secret=toggled(honest, "secret", octet))


def rsa_made_otherwise(made: Challenges, honest: Request) -> None:
    """What differs in the encrypted seed only."""
    ends = "CREDENTIAL_MADE_OTHERWISE"
    randomness = bytes.fromhex(text(honest, "randomness"))
    for label, octet in (("seed", 0), ("oaep-seed", 32), ("oaep-seed-end", 63)):
        made.opened(f"rsa-other-{label}", ends, "one bit", honest, randomness=toggled(honest, "randomness", octet))
    key = public_of("ek_rsa").key
    assert isinstance(key, RsaKey)
    start, oaep_seed = randomness[:32], randomness[32:]
    for label, words, why in (
        ("label-none", b"", "no label"),
        ("label-unended", IDENTITY[:-1], "the zero octet belongs to the label"),
        ("label-twice-ended", IDENTITY + b"\0", "one zero octet"),
        ("label-other", INTEGRITY, "the label of something else"),
    ):
        encrypted = oaep_encrypted(Hash.SHA256, key, start, words, oaep_seed)
        made.opened(f"rsa-{label}", ends, why, honest, secret=sized(encrypted).hex())
    weak = oaep_encrypted(Hash.SHA1, key, start, IDENTITY, oaep_seed[:20])
    made.opened("rsa-sha1", ends, "OAEP with another hash function", honest, secret=sized(weak).hex())
    made.opened("rsa-not-reduced", ends, "the same number modulo n", not_reduced(made, key))
    swapped = (oaep_seed + start).hex()
    made.opened("rsa-seeds-exchanged", ends, "the seed comes first", honest, randomness=swapped)


def not_reduced(made: Challenges, key: RsaKey) -> Request:
    """A challenge whose ciphertext is so small that it has a second form of the same width, in that form."""
    modulus = int.from_bytes(key.modulus, "big")
    for last in range(1 << 16):
        randomness = FRESH_OCTETS[:62] + last.to_bytes(2, "big")
        encrypted = oaep_encrypted(Hash.SHA256, key, randomness[:32], IDENTITY, randomness[32:])
        other = int.from_bytes(encrypted, "big") + modulus
        if other >> 2048 == 0:
            honest = made.made("rsa-small", "a small ciphertext", "ek_rsa", "ak_below_rsa", randomness)
            return {**honest, "secret": sized(other.to_bytes(256, "big")).hex()}
    raise AssertionError("one in some tens is as small")


def points(made: Challenges) -> None:
    """Other encodings of a point whose x has a zero in front."""
    scalar = zero_in_front()["x"]
    point = ec.derive_private_key(scalar, ec.SECP256R1()).public_key().public_numbers()
    x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
    honest = made.made("point", "x begins with a zero octet", "ek_p256", "ak_ecdsa", scalar.to_bytes(32, "big"))
    for label, ends, octets, why in (
        ("stripped", "CREDENTIAL_WIDTH", sized(x[1:]) + sized(y), "without the zero of x"),
        ("shifted", "CREDENTIAL_MADE_OTHERWISE", sized(x[1:]) + sized(b"\0" + y), "the zero is before y instead"),
        ("exchanged", "CREDENTIAL_MADE_OTHERWISE", sized(y) + sized(x), "y first"),
        ("uncompressed", "CREDENTIAL_WIDTH", b"\x04" + x + y, "as SEC 1 has it"),
    ):
        made.opened(f"point-{label}", ends, why, honest, secret=sized(octets).hex())


def answers(made: Challenges, honest: Request) -> None:
    """Answers to a credential that holds."""
    ends = "CREDENTIAL_ANSWER_WRONG"
    right = honest["answer"]
    made.opened("unanswered", "CREDENTIAL_UNANSWERED", "no answer in time", honest, answer=None)
    made.opened("answer-wrong", ends, "one bit", honest, answer=flipped(right))
    made.opened("answer-other-candidate", ends, "an answer is its candidate's", honest, candidate=OTHER_NODE)
    for label, why, change in (
        ("job", "the answer to a challenge of another job", {"job": OTHER_JOB}),
        ("attestor", "the answer to another attestor", {"attestor": OTHER_ATTESTOR}),
    ):
        about = {key: honest[key] for key in ("job", "attestor", "candidate", "endorsement", "public")} | change
        opening = {key: honest[key] for key in ("seed", "randomness")}
        request: Request = {"request": "challenge_made", **about, **opening}
        said = made.cases.add(f"of-other-{label}", "the same opening, another secret", request, clause="§5")["ok"]
        assert isinstance(said, dict)
        assert said["answer"] != right
        made.opened(f"answer-of-other-{label}", ends, why, honest, answer=said["answer"])
        made.opened(f"answer-secret-of-other-{label}", ends, "a secret is no answer", honest, answer=said["found"])


def order(made: Challenges, honest: Request) -> None:
    """Two checks that follow one another, both failing."""
    short = {part: text(honest, part)[:-2] for part in ("blob", "secret", "randomness")}
    scalar, other = number(ORDER), toggled(honest, "blob", 69)
    for label, ends, changes in (
        ("template-key", "EK_TEMPLATE", {"endorsement": OCTETS["ak_ecdsa"].hex(), "public": OCTETS["imported"].hex()}),
        ("key-blob", "AK_NOT_FIXED_TPM", {"public": OCTETS["imported"].hex(), "blob": short["blob"]}),
        ("blob-secret", "CREDENTIAL_WIDTH", {"blob": short["blob"], "secret": short["secret"]}),
        ("secret-randomness", "CREDENTIAL_WIDTH", {"secret": short["secret"], "randomness": short["randomness"]}),
        ("width-scalar", "CREDENTIAL_WIDTH", {"randomness": "ff" * 33}),
        ("scalar-blob", "CREDENTIAL_SCALAR", {"randomness": scalar, "blob": other}),
        ("blob-point", "CREDENTIAL_MADE_OTHERWISE", {"blob": other, "secret": toggled(honest, "secret", 69)}),
        ("point-unanswered", "CREDENTIAL_MADE_OTHERWISE", {"secret": toggled(honest, "secret", 69), "answer": None}),
        ("point-answer", "CREDENTIAL_MADE_OTHERWISE", {"secret": toggled(honest, "secret", 69), "answer": "00" * 32}),
    ):
        made.opened(f"order-{label}", ends, "the first of two is named", honest, **changes)


def text(request: Request, name: str) -> str:
    """A field that is a text."""
    value = request[name]
    assert isinstance(value, str)
    return value


def toggled(request: Request, name: str, octet: int) -> str:
    """A field with one bit of this octet changed."""
    octets = bytearray.fromhex(text(request, name))
    octets[octet] ^= 1
    return octets.hex()


def number(scalar: int) -> str:
    """A scalar of P-256 in hexadecimal."""
    return scalar.to_bytes(32, "big").hex()


def another() -> publics.Public:
    """An endorsement key of the same template, with a secret that everybody knows."""
    point = ec.derive_private_key(7, ec.SECP256R1()).public_key().public_numbers()
    public = rebuilt(Template.L_2, EccKey(Curve.P256, point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")))
    assert public is not None
    return public
