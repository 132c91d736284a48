"""Endorsement keys of software: what an attestor makes for them opens with them, and with nothing else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.attestation.identity.credential import make_credential
from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.attestation.identity.randomness import FRESH, drawn
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.signature import public_key
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.node import Identity
from leo_ref.core.values import AccountId
from leo_ref.software.endorsement import activated, endorsed, endorsement_key, name_of

seeds = st.binary(min_size=32, max_size=32)
SEED, OTHER = (sha256(name).digest() for name in (b"seed", b"other"))
KEY, OTHER_KEY = public_key(SEED), public_key(OTHER)


def identity(seed: bytes = SEED, key: bytes = KEY) -> Identity:
    return Identity(
        owner=AccountId("00" * 32), endorsement_key=endorsement_key(seed), attestation_key=key, vrf_key=bytes(32)
    )


def credential(seed: bytes, key: bytes, secret: bytes, fresh: bytes = bytes(range(FRESH))) -> Credential:
    found = endorsed(identity(seed))
    assert isinstance(found, Endorsement)
    return make_credential(found, name_of(key), secret, drawn(found, fresh))


@given(seeds, seeds, st.binary(min_size=FRESH, max_size=FRESH))
def test_it_opens_what_is_made_for_it(seed: bytes, secret: bytes, fresh: bytes) -> None:
    assert activated(seed, KEY, credential(seed, KEY, secret, fresh)) == secret


@pytest.mark.parametrize(("seed", "key"), [(OTHER, KEY), (SEED, OTHER_KEY)])
def test_other_keys_open_nothing(seed: bytes, key: bytes) -> None:
    assert activated(seed, key, credential(SEED, KEY, OTHER)) is None


@given(st.data())
def test_no_octet_is_free(data: st.DataObject) -> None:
    whole = credential(SEED, KEY, OTHER)
    part = data.draw(st.sampled_from(["blob", "secret"]))
    octets = bytearray(getattr(whole, part))
    # The first four octets are lengths, and so are the two before the second coordinate: they say nothing more.
    free = () if part == "blob" else (36, 37)
    index = data.draw(st.sampled_from([place for place in range(4, len(octets)) if place not in free]))
    octets[index] ^= data.draw(st.integers(1, 255))
    assert activated(SEED, KEY, evolve(whole, **{part: bytes(octets)})) is None


@pytest.mark.parametrize("octets", [b"", bytes(69), bytes(70), bytes(71)])
def test_what_is_no_credential_opens_nothing(octets: bytes) -> None:
    whole = credential(SEED, KEY, OTHER)
    assert activated(SEED, KEY, evolve(whole, secret=octets)) is None
    assert activated(SEED, KEY, evolve(whole, blob=octets)) is None


def test_whose_keys_have_not_the_form_of_softwares_is_no_candidate() -> None:
    mine = identity()
    assert endorsed(evolve(mine, certificates=(b"",))) == reject(Code.SOFTWARE_IDENTITY, part="certificates")
    assert endorsed(evolve(mine, attestation_key=KEY[1:])) == reject(Code.SOFTWARE_IDENTITY, part="attestation_key")
    cut = endorsed(evolve(mine, endorsement_key=mine.endorsement_key[:-1]))
    assert isinstance(cut, Rejection)
    policy = bytearray(mine.endorsement_key)
    policy[12] ^= 1
    assert endorsed(evolve(mine, endorsement_key=bytes(policy))) == reject(Code.EK_TEMPLATE)
    assert isinstance(endorsed(mine), Endorsement)
