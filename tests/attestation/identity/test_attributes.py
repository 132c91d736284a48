"""What keys must be: for any set of attributes, exactly those that the rules need, and none that they exclude."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.attestation.identity.attributes import AttestationKey, DecryptionKey, attestation_key, decryption_key
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import public as publics
from leo_ref.tcg.public import Attribute, Public
from leo_ref.vectors.identity.keys import HIERARCHY, measured
from leo_ref.vectors.identity.recorded import OCTETS

ATTESTATION_NEEDS = {
    Attribute.FIXED_TPM,
    Attribute.FIXED_PARENT,
    Attribute.SENSITIVE_DATA_ORIGIN,
    Attribute.RESTRICTED,
    Attribute.SIGN,
}
ATTESTATION_LACKS = {Attribute.DECRYPT, Attribute.X509_SIGN}
DECRYPTION_NEEDS = {
    Attribute.FIXED_TPM,
    Attribute.FIXED_PARENT,
    Attribute.SENSITIVE_DATA_ORIGIN,
    Attribute.ADMIN_WITH_POLICY,
    Attribute.DECRYPT,
}
DECRYPTION_LACKS = {Attribute.USER_WITH_AUTH, Attribute.SIGN, Attribute.RESTRICTED}

CHANGES = st.frozensets(st.sampled_from(Attribute), max_size=3)


def public_of(name: str) -> Public:
    public = publics.parse(OCTETS[name])
    assert isinstance(public, Public)
    return public


@given(st.sampled_from(["ak_ecdsa", "ak_rsassa", "ak_rsapss"]), CHANGES)
def test_attestation_keys(name: str, changes: frozenset[Attribute]) -> None:
    public = public_of(name)
    public = evolve(public, attributes=public.attributes ^ changes)
    found = attestation_key(publics.encode(public), publics.name(public), HIERARCHY)
    fit = public.attributes >= ATTESTATION_NEEDS and not public.attributes & ATTESTATION_LACKS
    assert isinstance(found, AttestationKey) == fit, found


@given(CHANGES)
def test_decryption_keys(changes: frozenset[Attribute]) -> None:
    public = public_of("decryption")
    public = evolve(public, attributes=public.attributes ^ changes)
    found = decryption_key(publics.encode(public), measured())
    fit = public.attributes >= DECRYPTION_NEEDS and not public.attributes & DECRYPTION_LACKS
    assert isinstance(found, DecryptionKey) == fit, found


@given(st.data())
def test_any_changed_octet_gives_another_key_or_none(data: st.DataObject) -> None:
    octets = OCTETS["ak_ecdsa"]
    public = public_of("ak_ecdsa")
    at = data.draw(st.integers(0, len(octets) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = octets[:at] + bytes([octets[at] ^ 1 << bit]) + octets[at + 1 :]
    assert isinstance(attestation_key(changed, publics.name(public), HIERARCHY), Rejection)
    assert isinstance(decryption_key(changed, measured()), Rejection)
