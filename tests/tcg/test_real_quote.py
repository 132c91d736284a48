"""A quote and a key's creation, from a cloud's Windows machine; its SHA-1 signatures are refused by their own code."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import attest, creation, name, pcr, public, signature
from leo_ref.tcg.algorithms import STRONG, Hash
from tests.tcg import real_evidence
from tests.tcg.real_evidence import WINDOWS

pytestmark = real_evidence.needed

OLD = STRONG | {Hash.SHA1}
WEAK = Rejection(Code.SIGNATURE_WEAK_HASH, ("sha1",))


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:  # Any: another project's file
    read: dict[str, Any] = json.loads(WINDOWS.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def key(recorded: dict[str, Any]) -> public.Public:
    octets = b64decode(recorded["AK"]["Public"])
    read = public.parse(octets)
    assert isinstance(read, public.Public)
    assert public.encode(read) == octets
    return read


def signed(key: public.Public, octets: bytes, over: bytes) -> None:
    """The signature is the key's, and is refused unless SHA-1 will do."""
    read = signature.parse(octets)
    assert not isinstance(read, Rejection)
    assert signature.encode(read) == octets
    assert signature.verify(key, read, over, OLD) is None
    assert signature.verify(key, read, over) == WEAK


def test_quote(recorded: dict[str, Any], key: public.Public) -> None:
    octets = b64decode(recorded["Quote"]["Quote"])
    signed(key, b64decode(recorded["Quote"]["Signature"]), octets)
    read = attest.quote(octets)
    assert isinstance(read, attest.Attest)
    assert attest.encode(read) == octets
    values = {value["Index"]: b64decode(value["Digest"]) for value in recorded["Log"]["PCRs"]}
    assert pcr.digest(Hash.SHA1, read.attested.selections, {Hash.SHA1: values}) == read.attested.digest


def test_creation(recorded: dict[str, Any], key: public.Public) -> None:
    octets = b64decode(recorded["AK"]["CreateAttestation"])
    signed(key, b64decode(recorded["AK"]["CreateSignature"]), octets)
    certificate = attest.created(octets)
    assert isinstance(certificate, attest.Attest)
    data = creation.parse(b64decode(recorded["AK"]["CreateData"]))
    assert isinstance(data, creation.Creation)
    digest = key.name_hash.digest(creation.encode(data))
    assert certificate.attested == attest.Created(public.name(key), digest)
    assert certificate.signer == name.qualified_child(data.parent_qualified, public.name(key))
