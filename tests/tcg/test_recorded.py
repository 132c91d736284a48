"""A TPM and this reference agree: on names, digests, policies and signatures that were recorded."""

from __future__ import annotations

from itertools import pairwise

import pytest

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import attest, creation, name, nv_index, pcr, public, signature
from leo_ref.tcg.algorithms import STRONG, Hash
from leo_ref.tcg.pcr import Selection
from leo_ref.vectors.tcg import recorded
from leo_ref.vectors.tcg.pcr import asked
from leo_ref.vectors.tcg.public import REFUSED
from leo_ref.vectors.tcg.recorded import KEYS, SIGNED, Signed

TAKEN = sorted(KEYS.keys() - REFUSED.keys())
QUOTES = [signed for signed in SIGNED if signed.kind == "quote"]
BANKS = {Hash.SHA256: recorded.REGISTERS, Hash.SHA1: {register: bytes(20) for register in range(8)}}


def key(title: str) -> public.Public:
    read = public.parse(KEYS[title].octets)
    assert not isinstance(read, Rejection), (title, read)
    return read


def signed_by(signed: Signed) -> signature.Signature:
    read = signature.parse(signed.signature)
    assert not isinstance(read, Rejection), (signed, read)
    return read


def quoted(signed: Signed) -> attest.Attest[attest.Quote]:
    read = attest.quote(signed.attest)
    assert not isinstance(read, Rejection), (signed, read)
    return read


@pytest.mark.parametrize("title", TAKEN)
def test_names(title: str) -> None:
    stated = KEYS[title]
    own = public.name(key(title))
    assert own == stated.name
    if len(stated.above) == 4:
        assert name.qualified_primary(int.from_bytes(stated.above, "big"), own) == stated.qualified
    else:
        assert name.qualified_child(stated.above, own) == stated.qualified


def test_hierarchies_give_different_names() -> None:
    own = KEYS["ecc-p256"].name
    qualified = {name.qualified_primary(one, own) for one in (name.OWNER, name.ENDORSEMENT, name.PLATFORM)}
    assert len(qualified | {name.qualified_child(own, own)}) == 4


@pytest.mark.parametrize("signed", SIGNED, ids=lambda signed: f"{signed.kind}-{signed.signer}-{signed.asked}")
def test_signatures(signed: Signed) -> None:
    given = signed_by(signed)
    wrong = signature.verify(key(signed.signer), given, signed.attest)
    if given.hash is Hash.SHA1:
        assert wrong == Rejection(Code.SIGNATURE_WEAK_HASH, ("sha1",))
        assert signature.verify(key(signed.signer), given, signed.attest, STRONG | {Hash.SHA1}) is None
    else:
        assert wrong is None


@pytest.mark.parametrize("signed", QUOTES, ids=lambda signed: f"{signed.signer}-{signed.asked}")
def test_quotes(signed: Signed) -> None:
    read = quoted(signed)
    assert read.signer == KEYS[signed.signer].qualified
    assert read.extra == signed.extra
    assert read.attested.selections == asked(signed)
    assert pcr.digest(signed_by(signed).hash, read.attested.selections, BANKS) == read.attested.digest


def test_the_clock_goes_on() -> None:
    clocks = [quoted(signed).clock for signed in QUOTES if KEYS[signed.signer].above == bytes.fromhex("4000000b")]
    assert all(earlier.milliseconds <= later.milliseconds for earlier, later in pairwise(clocks))
    assert {(clock.resets, clock.restarts, clock.safe) for clock in clocks} == {(1, 0, True)}


def test_below_the_owner_counters_are_obfuscated() -> None:
    below = [quoted(signed) for signed in QUOTES if signed.signer == "child-ak-ecc-p256"]
    above = quoted(QUOTES[0])
    assert [(one.clock.resets == 1, one.firmware == above.firmware) for one in below] == [(False, False)]


@pytest.mark.parametrize("title", [title for title, stated in KEYS.items() if stated.creation])
def test_creation(title: str) -> None:
    stated = KEYS[title]
    data = creation.parse(stated.creation)
    assert isinstance(data, creation.Creation)
    selections = (Selection(Hash.SHA256, (0, 7)),)
    assert data == creation.Creation(
        selections, Hash.SHA256.digest(bytes(64)), 1, None, stated.above, stated.above, b"outside info"
    )
    certificate = attest.created(recorded.first("creation", title).attest)
    assert isinstance(certificate, attest.Attest)
    digest = key(title).name_hash.digest(stated.creation)
    assert certificate.attested == attest.Created(stated.name, digest)
    assert digest == stated.creation_hash


def test_a_certified_key() -> None:
    read = attest.certified(recorded.first("certify", "ecc-p256").attest)
    assert isinstance(read, attest.Attest)
    assert read.attested == attest.Certified(KEYS["ecc-p256"].name, KEYS["ecc-p256"].qualified)


def test_an_index_that_extends() -> None:
    index = nv_index.parse(recorded.INDEX)
    assert isinstance(index, nv_index.Index)
    assert index.type is nv_index.Type.EXTEND
    contents = bytes(index.size)
    for event in recorded.INDEX_EVENTS:
        contents = nv_index.extended(index.name_hash, contents, event)
    assert contents == recorded.INDEX_CONTENTS
    read = attest.nv_contents(recorded.first("nv", "ecc-p256").attest)
    assert isinstance(read, attest.Attest)
    assert read.attested == attest.NvContents(nv_index.name(index), 0, contents)
    digest = attest.nv_digest(recorded.first("nv-digest", "ecc-p256").attest)
    assert isinstance(digest, attest.Attest)
    assert digest.attested == attest.NvDigest(nv_index.name(index), Hash.SHA256.digest(contents))


def test_extended_registers() -> None:
    for number, register in enumerate((8, 9, 10, 16, 23)):
        event = Hash.SHA256.digest(b"event %d" % number)
        assert pcr.extended(Hash.SHA256, bytes(32), event) == recorded.REGISTERS[register]
