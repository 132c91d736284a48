"""Signatures by keys whose secrets are known: what is accepted, and what is not however sound it looks."""

from __future__ import annotations

import pytest
from attrs import evolve
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import signature
from leo_ref.tcg.algorithms import Curve, Hash, Method
from leo_ref.tcg.public import Attribute, EccKey, Public, RsaKey, Scheme
from leo_ref.tcg.signature import EcdsaSignature, RsaSignature, verify
from tests.tcg import values
from tests.tcg.values import LIBRARY_CURVES, publics, signatures

LIBRARY_HASHES = {Hash.SHA256: hashes.SHA256(), Hash.SHA384: hashes.SHA384(), Hash.SHA512: hashes.SHA512()}
strong = st.sampled_from(sorted(LIBRARY_HASHES, key=lambda algorithm: algorithm.number))
messages = st.binary(max_size=100)


def signing(key: RsaKey | EccKey, scheme: Scheme | None) -> Public:
    return Public(Hash.SHA256, frozenset({Attribute.SIGN, Attribute.RESTRICTED}), b"", None, scheme, key)


def code_of(result: Rejection | None) -> Code | None:
    return None if result is None else result.code


@st.composite
def ecdsa(draw: st.DrawFn) -> tuple[Public, EcdsaSignature, bytes]:
    """A key, its signature, the message."""
    curve, algorithm, message = draw(st.sampled_from(Curve)), draw(strong), draw(messages)
    secret = ec.derive_private_key(draw(st.integers(1, curve.order - 1)), LIBRARY_CURVES[curve])
    point = secret.public_key().public_numbers()
    key = EccKey(curve, point.x.to_bytes(curve.size, "big"), point.y.to_bytes(curve.size, "big"))
    r, s = decode_dss_signature(secret.sign(message, ec.ECDSA(LIBRARY_HASHES[algorithm], deterministic_signing=True)))
    scheme = draw(st.sampled_from((None, Scheme(Method.ECDSA, algorithm))))
    made = EcdsaSignature(algorithm, r.to_bytes(curve.size, "big"), s.to_bytes(curve.size, "big"))
    return signing(key, scheme), made, message


@given(sound=ecdsa())
def test_ecdsa(sound: tuple[Public, EcdsaSignature, bytes]) -> None:
    key, made, message = sound
    assert verify(key, made, message) is None
    assert code_of(verify(key, made, message + b"\0")) is Code.SIGNATURE_MISMATCH
    assert code_of(verify(key, evolve(made, r=made.s, s=made.r), message)) is Code.SIGNATURE_MISMATCH
    assert code_of(verify(evolve(key, attributes=frozenset()), made, message)) is Code.SIGNATURE_KEY


@given(sound=ecdsa())
def test_ecdsa_signatures_are_malleable(sound: tuple[Public, EcdsaSignature, bytes]) -> None:
    key, made, message = sound
    assert isinstance(key.key, EccKey)
    order, size = key.key.curve.order, key.key.curve.size
    negative = (order - int.from_bytes(made.s, "big")).to_bytes(size, "big")
    assert verify(key, evolve(made, s=negative), message) is None


@given(sound=ecdsa(), part=st.sampled_from(("r", "s")), turns=st.integers(1, 3))
def test_ecdsa_numbers_have_one_form(sound: tuple[Public, EcdsaSignature, bytes], part: str, turns: int) -> None:
    key, made, message = sound
    assert isinstance(key.key, EccKey)
    octets: bytes = getattr(made, part)
    number = int.from_bytes(octets, "big") + turns * key.key.curve.order

    def changed(number_octets: bytes) -> EcdsaSignature:
        return evolve(made, r=number_octets) if part == "r" else evolve(made, s=number_octets)

    for length in range(len(octets), len(octets) + 3):
        if number < 2 ** (8 * length):
            wide = number.to_bytes(length, "big")
            expected = Code.SIGNATURE_RANGE if length == len(octets) else Code.SIGNATURE_WIDTH
            assert code_of(verify(key, changed(wide), message)) is expected
    assert code_of(verify(key, changed(b"\0" + octets), message)) is Code.SIGNATURE_WIDTH
    assert code_of(verify(key, changed(octets[1:]), message)) is Code.SIGNATURE_WIDTH
    for out in (0, key.key.curve.order):
        assert verify(key, changed(out.to_bytes(len(octets), "big")), message) == Rejection(
            Code.SIGNATURE_RANGE, (part,)
        )


@pytest.fixture(scope="module")
def rsa_secret() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def rsa_public(secret: rsa.RSAPrivateKey, scheme: Scheme | None) -> Public:
    modulus = secret.public_key().public_numbers().n
    return signing(RsaKey(2048, 0, modulus.to_bytes(256, "big")), scheme)


@pytest.mark.parametrize("algorithm", LIBRARY_HASHES, ids=str)
def test_rsassa(rsa_secret: rsa.RSAPrivateKey, algorithm: Hash) -> None:
    made = rsa_secret.sign(b"message", padding.PKCS1v15(), LIBRARY_HASHES[algorithm])
    for scheme in (None, Scheme(Method.RSASSA, algorithm)):
        key = rsa_public(rsa_secret, scheme)
        given_ = RsaSignature(Method.RSASSA, algorithm, made)
        assert verify(key, given_, b"message") is None
        assert code_of(verify(key, given_, b"massage")) is Code.SIGNATURE_MISMATCH
        relabelled = verify(key, evolve(given_, method=Method.RSAPSS), b"message")
        assert code_of(relabelled) is (Code.SIGNATURE_SCHEME if scheme else Code.SIGNATURE_MISMATCH)


@pytest.mark.parametrize("salt", [0, 20, 31, 32, 33, 222])
def test_the_salt_has_any_length(rsa_secret: rsa.RSAPrivateKey, salt: int) -> None:
    form = padding.PSS(padding.MGF1(hashes.SHA256()), salt)
    made = RsaSignature(Method.RSAPSS, Hash.SHA256, rsa_secret.sign(b"message", form, hashes.SHA256()))
    key = rsa_public(rsa_secret, Scheme(Method.RSAPSS, Hash.SHA256))
    assert verify(key, made, b"message") is None
    assert code_of(verify(key, made, b"massage")) is Code.SIGNATURE_MISMATCH
    assert code_of(verify(evolve(key, scheme=None), evolve(made, method=Method.RSASSA), b"message")) is (
        Code.SIGNATURE_MISMATCH
    )


def test_the_mask_has_the_hash_of_the_scheme(rsa_secret: rsa.RSAPrivateKey) -> None:
    form = padding.PSS(padding.MGF1(hashes.SHA1()), 32)
    made = RsaSignature(Method.RSAPSS, Hash.SHA256, rsa_secret.sign(b"message", form, hashes.SHA256()))
    key = rsa_public(rsa_secret, Scheme(Method.RSAPSS, Hash.SHA256))
    assert code_of(verify(key, made, b"message")) is Code.SIGNATURE_MISMATCH


def test_an_rsa_number_is_below_the_modulus(rsa_secret: rsa.RSAPrivateKey) -> None:
    key = rsa_public(rsa_secret, Scheme(Method.RSASSA, Hash.SHA256))
    assert isinstance(key.key, RsaKey)
    modulus = int.from_bytes(key.key.modulus, "big")
    for number in range(20):
        message = b"message %d" % number
        sound = int.from_bytes(rsa_secret.sign(message, padding.PKCS1v15(), hashes.SHA256()), "big")
        if sound + modulus < 2**2048:
            made = RsaSignature(Method.RSASSA, Hash.SHA256, (sound + modulus).to_bytes(256, "big"))
            assert verify(key, made, message) == Rejection(Code.SIGNATURE_RANGE, ("rsa",))
    made = RsaSignature(Method.RSASSA, Hash.SHA256, key.key.modulus)
    assert verify(key, made, b"") == Rejection(Code.SIGNATURE_RANGE, ("rsa",))


@given(key=publics(), made=signatures, message=messages)
def test_no_key_and_signature_raise(key: Public, made: signature.Signature, message: bytes) -> None:
    assert isinstance(verify(key, made, message, frozenset(Hash)), Rejection)


@given(key=publics(), made=signatures, weak=values.hashes)
def test_a_hash_that_is_not_accepted(key: Public, made: signature.Signature, weak: Hash) -> None:
    wrong = verify(
        evolve(key, scheme=None, attributes=frozenset({Attribute.SIGN})),
        evolve(made, hash=weak),
        b"",
        frozenset(Hash) - {weak},
    )
    assert code_of(wrong) in (Code.SIGNATURE_WEAK_HASH, Code.SIGNATURE_SCHEME)
