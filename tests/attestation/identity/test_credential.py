"""Credentials: a TPM opened them, and so does the half of a TPM that is written here with other tools."""

from __future__ import annotations

from hashlib import sha256

import pytest
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.kdf.kbkdf import KBKDFHMAC, CounterLocation, Mode
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leo_ref.attestation.identity.credential import judge_widths, kdf_a, kdf_e, make_credential
from leo_ref.attestation.identity.endorsement import Endorsement, Template, rebuilt
from leo_ref.attestation.identity.randomness import FRESH, drawn, judge_randomness, width
from leo_ref.core.rejections import Code, reject
from leo_ref.core.state.credential import Credential
from leo_ref.tcg.algorithms import Curve, Hash
from leo_ref.tcg.public import EccKey, RsaKey
from leo_ref.vectors.identity.participants import SECRET
from leo_ref.vectors.identity.recorded import OCTETS

HASHES = {Hash.SHA256: hashes.SHA256(), Hash.SHA384: hashes.SHA384()}
CURVES = {Curve.P256: ec.SECP256R1(), Curve.P384: ec.SECP384R1()}

RSA_KEY = rsa.generate_private_key(65537, 2048)
"""New in each run: nothing below depends on which it is."""


def sized(octets: bytes) -> tuple[bytes, bytes]:
    """The contents of the TPM2B in front, and what follows."""
    length = int.from_bytes(octets[:2], "big")
    assert len(octets) >= 2 + length
    return octets[2 : 2 + length], octets[2 + length :]


def whole(octets: bytes) -> bytes:
    """The contents of a TPM2B that is all there is."""
    contents, rest = sized(octets)
    assert not rest
    return contents


def ecc_endorsement(scalar: int, template: Template) -> tuple[Endorsement, ec.EllipticCurvePrivateKey]:
    assert template.curve is not None
    private = ec.derive_private_key(scalar, CURVES[template.curve])
    point = private.public_key().public_numbers()
    size = template.curve.size
    public = rebuilt(template, EccKey(template.curve, point.x.to_bytes(size, "big"), point.y.to_bytes(size, "big")))
    assert public is not None
    return Endorsement(public, template), private


def rsa_endorsement() -> Endorsement:
    modulus = RSA_KEY.public_key().public_numbers().n
    public = rebuilt(Template.L_1, RsaKey(2048, 0, modulus.to_bytes(256, "big")))
    assert public is not None
    return Endorsement(public, Template.L_1)


def seed_for_rsa(credential: Credential) -> bytes:
    algorithm = hashes.SHA256()
    form = padding.OAEP(padding.MGF1(algorithm), algorithm, b"IDENTITY\0")
    return RSA_KEY.decrypt(whole(credential.secret), form)


def seed_for_ecc(credential: Credential, endorsement: Endorsement, private: ec.EllipticCurvePrivateKey) -> bytes:
    key, algorithm = endorsement.public.key, endorsement.public.name_hash
    assert isinstance(key, EccKey)
    x, rest = sized(whole(credential.secret))
    y = whole(rest)
    assert len(x) == len(y) == key.curve.size
    point = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), private.curve)
    shared = private.exchange(ec.ECDH(), point.public_key())
    derive = ConcatKDFHash(HASHES[algorithm], algorithm.size, b"IDENTITY\0" + x + key.x)
    return derive.derive(shared)


def activated(endorsement: Endorsement, seed: bytes, blob: bytes, name: bytes) -> bytes | None:
    """The secret in the blob, if it is for the object with this name."""
    algorithm = HASHES[endorsement.public.name_hash]
    tag, inner = sized(whole(blob))
    integrity = hmac.HMAC(derived(endorsement, seed, b"INTEGRITY", b"", 8 * algorithm.digest_size), algorithm)
    integrity.update(inner + name)
    if integrity.finalize() != tag:
        return None
    assert endorsement.public.aes_bits is not None
    key = derived(endorsement, seed, b"STORAGE", name, endorsement.public.aes_bits)
    decryptor = Cipher(AES(key), CFB(bytes(16))).decryptor()
    return whole(decryptor.update(inner) + decryptor.finalize())


def derived(endorsement: Endorsement, seed: bytes, label: bytes, context: bytes, bits: int) -> bytes:
    """SP 800-108 by a library: [counter] ‖ label ‖ 0 ‖ context ‖ [bits]."""
    algorithm = HASHES[endorsement.public.name_hash]
    return KBKDFHMAC(
        algorithm, Mode.CounterMode, bits // 8, 4, 4, CounterLocation.BeforeFixed, label, context, None
    ).derive(seed)


@pytest.mark.parametrize("kind", ["p256", "rsa", "p384", "imported"])
def test_a_tpm_opened_what_we_made(kind: str) -> None:
    assert OCTETS[f"opened_{kind}"] == SECRET


@given(
    st.integers(1, 2**200),
    st.sampled_from([Template.L_2, Template.H_2, Template.H_3]),
    st.binary(min_size=34, max_size=34),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=FRESH, max_size=FRESH),
)
@example(1, Template.L_2, bytes(34), bytes(32), bytes(FRESH))
@example(1, Template.H_3, bytes(34), bytes(32), (Curve.P384.order - 2).to_bytes(FRESH, "big"))
def test_the_holder_of_the_key_opens_it(
    scalar: int, template: Template, name: bytes, secret: bytes, fresh: bytes
) -> None:
    endorsement, private = ecc_endorsement(scalar, template)
    made = make_credential(endorsement, name, secret, drawn(endorsement, fresh))
    assert judge_widths(endorsement, made) is None
    seed = seed_for_ecc(made, endorsement, private)
    assert activated(endorsement, seed, made.blob, name) == secret
    assert activated(endorsement, seed, made.blob, name[:-1] + bytes([name[-1] ^ 1])) is None


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=FRESH, max_size=FRESH))
@settings(max_examples=20)
def test_the_holder_of_an_rsa_key_opens_it(secret: bytes, fresh: bytes) -> None:
    made = make_credential(rsa_endorsement(), bytes(34), secret, drawn(rsa_endorsement(), fresh))
    assert judge_widths(rsa_endorsement(), made) is None
    assert activated(rsa_endorsement(), seed_for_rsa(made), made.blob, bytes(34)) == secret


@pytest.mark.parametrize("template", [Template.L_1, Template.L_2, Template.H_3])
@given(st.data())
@settings(max_examples=30)
def test_other_randomness_gives_other_octets(template: Template, data: st.DataObject) -> None:
    endorsement = rsa_endorsement() if template is Template.L_1 else ecc_endorsement(7, template)[0]
    randomness = drawn(endorsement, sha256(data.draw(st.binary())).digest() * 3)
    bit = data.draw(st.integers(0, 8 * len(randomness) - 1))
    other = (int.from_bytes(randomness, "big") ^ 1 << bit).to_bytes(len(randomness), "big")
    one = make_credential(endorsement, bytes(34), SECRET, randomness)
    assert one == make_credential(endorsement, bytes(34), SECRET, randomness)
    if judge_randomness(endorsement, other) is None:
        two = make_credential(endorsement, bytes(34), SECRET, other)
        assert one.secret != two.secret
        # The last octets for RSA are OAEP's alone, which hides the seed and has no part in what comes from it.
        assert (one.blob == two.blob) == (template is Template.L_1 and bit < 8 * 32)


def test_the_other_point_with_this_x_gives_another_credential() -> None:
    endorsement, _ = ecc_endorsement(7, Template.L_2)
    one = make_credential(endorsement, bytes(34), SECRET, (9).to_bytes(32, "big"))
    two = make_credential(endorsement, bytes(34), SECRET, (Curve.P256.order - 9).to_bytes(32, "big"))
    assert one.blob == two.blob
    assert one.secret != two.secret


@pytest.mark.parametrize("template", [Template.L_2, Template.H_2, Template.H_3])
def test_a_scalar_lies_between_zero_and_the_order(template: Template) -> None:
    endorsement, _ = ecc_endorsement(7, template)
    assert template.curve is not None
    size, order = template.curve.size, template.curve.order
    assert width(endorsement) == size
    for scalar, fits in ((0, False), (1, True), (order - 1, True), (order, False), (2 ** (8 * size) - 1, False)):
        refusal = None if fits else reject(Code.CREDENTIAL_SCALAR)
        assert judge_randomness(endorsement, scalar.to_bytes(size, "big")) == refusal


@pytest.mark.parametrize("endorsement", [rsa_endorsement(), ecc_endorsement(7, Template.H_3)[0]])
def test_all_that_is_drawn_fits(endorsement: Endorsement) -> None:
    ends = [bytes(FRESH), b"\xff" * FRESH]
    key = endorsement.public.key
    if isinstance(key, EccKey):
        ends += [(key.curve.order + more).to_bytes(FRESH, "big") for more in (-2, -1, 0)]
    for fresh in ends:
        randomness = drawn(endorsement, fresh)
        assert judge_randomness(endorsement, randomness) is None
        for other in (randomness[:-1], randomness + b"\0", b"\0" + randomness, b""):
            assert judge_randomness(endorsement, other) == reject(
                Code.CREDENTIAL_WIDTH, part="randomness", expected=len(randomness), length=len(other)
            )


@given(st.sampled_from([Hash.SHA256, Hash.SHA384]), st.binary(min_size=1, max_size=80), st.integers(1, 100))
def test_the_derivations_are_those_of_nist(algorithm: Hash, key: bytes, length: int) -> None:
    by_library = KBKDFHMAC(
        HASHES[algorithm], Mode.CounterMode, length, 4, 4, CounterLocation.BeforeFixed, b"LABEL", b"uv", None
    ).derive(key)
    assert kdf_a(algorithm, key, b"LABEL\0", b"u", b"v", 8 * length) == by_library
    agreed = ConcatKDFHash(HASHES[algorithm], length, b"LABEL\0uv").derive(key)
    assert kdf_e(algorithm, key, b"LABEL\0", b"u", b"v", 8 * length) == agreed
