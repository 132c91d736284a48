"""Hypothesis strategies for what the readers of TPM structures give."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import strategies as st

from leo_ref.tcg import creation, nv_index, public, signature
from leo_ref.tcg.algorithms import ECC_METHODS, RSA_METHODS, Curve, Hash, Method
from leo_ref.tcg.attest import Attest, Certified, Clock, Created, NvContents, NvDigest, Quote
from leo_ref.tcg.pcr import COUNT, Selection, Selections

LIBRARY_CURVES: dict[Curve, ec.EllipticCurve] = {Curve.P256: ec.SECP256R1(), Curve.P384: ec.SECP384R1()}
STRONG_NAMES = (Hash.SHA256, Hash.SHA384, Hash.SHA512)


def numbers(octets: int) -> st.SearchStrategy[int]:
    return st.integers(0, 2 ** (8 * octets) - 1)


def digests(algorithm: Hash) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=algorithm.size, max_size=algorithm.size)


def policies(algorithm: Hash) -> st.SearchStrategy[bytes]:
    return st.just(b"") | digests(algorithm)


hashes = st.sampled_from(Hash)
short = st.binary(max_size=70)
handles = st.binary(min_size=4, max_size=4)


@st.composite
def names_of(draw: st.DrawFn, algorithm: Hash) -> bytes:
    return algorithm.octets + draw(digests(algorithm))


names = hashes.flatmap(names_of)


@st.composite
def one_selection(draw: st.DrawFn) -> Selection:
    return Selection(draw(hashes), tuple(sorted(draw(st.sets(st.integers(0, COUNT - 1))))))


selections: st.SearchStrategy[Selections] = st.lists(one_selection(), max_size=4).map(tuple)

clocks = st.builds(Clock, numbers(8), numbers(4), numbers(4), st.booleans())


def attests(
    attested: st.SearchStrategy[Quote]
    | st.SearchStrategy[Certified]
    | st.SearchStrategy[Created]
    | st.SearchStrategy[NvContents]
    | st.SearchStrategy[NvDigest],
) -> st.SearchStrategy[Attest[Quote]]:
    """Structures of any kind; typed as quotes, since nothing here looks inside."""
    return st.builds(Attest, names, short, clocks, numbers(8), attested)


quotes = attests(st.builds(Quote, selections, short))
certified = attests(st.builds(Certified, names, names))
created = attests(st.builds(Created, names, short))
nv_contents = attests(st.builds(NvContents, names, numbers(2), short))
nv_digests = attests(st.builds(NvDigest, names, short))


@st.composite
def rsa_keys(draw: st.DrawFn) -> public.RsaKey:
    bits = draw(st.sampled_from(sorted(public.RSA_BITS)))
    modulus = draw(numbers(bits // 8)) | 1 << (bits - 1) | 1
    return public.RsaKey(bits, draw(st.sampled_from(sorted(public.EXPONENTS))), modulus.to_bytes(bits // 8, "big"))


@st.composite
def ecc_keys(draw: st.DrawFn) -> public.EccKey:
    curve = draw(st.sampled_from(Curve))
    secret = draw(st.integers(1, curve.order - 1))
    point = ec.derive_private_key(secret, LIBRARY_CURVES[curve]).public_key().public_numbers()
    return public.EccKey(curve, point.x.to_bytes(curve.size, "big"), point.y.to_bytes(curve.size, "big"))


@st.composite
def schemes(draw: st.DrawFn, methods: frozenset[Method]) -> public.Scheme | None:
    method = draw(st.none() | st.sampled_from(sorted(methods, key=lambda method: method.number)))
    if method is None:
        return None
    return public.Scheme(method, draw(hashes) if method.hashes else None)


@st.composite
def publics(draw: st.DrawFn) -> public.Public:
    name_hash = draw(st.sampled_from(STRONG_NAMES))
    key = draw(rsa_keys() | ecc_keys())
    return public.Public(
        name_hash,
        frozenset(draw(st.sets(st.sampled_from(public.Attribute)))),
        draw(policies(name_hash)),
        draw(st.none() | st.sampled_from(sorted(public.AES_BITS))),
        draw(schemes(RSA_METHODS if isinstance(key, public.RsaKey) else ECC_METHODS)),
        key,
    )


signatures: st.SearchStrategy[signature.Signature] = st.builds(
    signature.EcdsaSignature, hashes, short, short
) | st.builds(signature.RsaSignature, st.sampled_from([Method.RSASSA, Method.RSAPSS]), hashes, short)


@st.composite
def indices(draw: st.DrawFn) -> nv_index.Index:
    name_hash = draw(st.sampled_from(STRONG_NAMES))
    return nv_index.Index(
        0x01000000 | draw(numbers(3)),
        name_hash,
        draw(st.sampled_from(nv_index.Type)),
        frozenset(draw(st.sets(st.sampled_from(nv_index.NvAttribute)))),
        draw(policies(name_hash)),
        draw(numbers(2)),
    )


@st.composite
def creations(draw: st.DrawFn) -> creation.Creation:
    parent_hash = draw(st.none() | hashes)
    parents = handles if parent_hash is None else names_of(parent_hash)
    return creation.Creation(
        draw(selections), draw(short), draw(numbers(1)), parent_hash, draw(parents), draw(parents), draw(short)
    )
