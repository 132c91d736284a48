"""The schemas in ``conformance/schema/`` say of documents what their reader says, but for what no schema can."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from attrs import AttrsInstance
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator, meta

from leo_ref.cli.attest import DOCUMENTS
from leo_ref.core.encoding import canonical, decode, encode, read, to_octets
from leo_ref.core.encoding.schema import schema
from leo_ref.core.rejections import Code, Rejection
from leo_ref.vectors.appraisal.asking import recorded
from leo_ref.vectors.appraisal.scene import POLICIES
from tests.attestation.appraisal.files import bundle
from tests.core.encoding.samples import EVERY_FORM
from tests.fuzz.mutation import reformed
from tests.vectors.made import ROOT

UNSAID = frozenset({Code.NOT_SORTED, Code.OUT_OF_RANGE})
"""What a schema cannot say of sets and of numbers in decimal text."""


def is_unsaid(found: Rejection) -> bool:
    """Whether no schema can refuse it: also half a surrogate, which is no text."""
    return found.code in UNSAID or found.values[-1] == "string of Unicode characters"


EXAMPLES: dict[str, list[AttrsInstance]] = {
    "policy": [*POLICIES.values()],
    "bundle": [bundle(recorded("ecc, references", 2, alone=False)), bundle(recorded("pss, candidate"))],
    "zoo": [EVERY_FORM],
}
KINDS: dict[str, type[AttrsInstance]] = {**DOCUMENTS, "zoo": type(EVERY_FORM)}
VALIDATORS = {name: Draft202012Validator(schema(kind)) for name, kind in KINDS.items()}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_file_is_the_schema(name: str) -> None:
    """``leo attest schema NAME`` writes it."""
    text = (ROOT / "conformance" / "schema" / f"{name}.schema.json").read_text("utf-8")
    assert text == json.dumps(schema(DOCUMENTS[name]), indent=2) + "\n"


@pytest.mark.parametrize("name", KINDS)
def test_it_is_a_schema_and_examples_are_valid(name: str) -> None:
    meta.validate(schema(KINDS[name]))
    for one in EXAMPLES[name]:
        VALIDATORS[name].validate(encode(one))


def agree(name: str, value: Any) -> None:  # JSON
    found = decode(KINDS[name], value)
    try:
        valid = VALIDATORS[name].is_valid(value)
    except UnicodeEncodeError:  # half of a surrogate pair
        valid = False
    if isinstance(found, Rejection):
        assert not valid or is_unsaid(found), (found, value)
    else:
        assert valid, value


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=100, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_it_agrees_with_the_reader_on_whatever_is_changed(name: str, random: Random) -> None:
    samples = [to_octets(one) for one in EXAMPLES[name]]
    octets = random.choice(samples)
    for _ in range(random.randrange(1, 4)):
        octets = reformed(random, octets, samples)
    value = read(octets)
    if not isinstance(value, Rejection):
        agree(name, value)


@pytest.mark.parametrize("name", KINDS)
def test_no_member_may_lack_and_none_be_added(name: str) -> None:
    given = encode(EXAMPLES[name][0])
    assert isinstance(given, dict)
    for member in given:
        less = {key: value for key, value in given.items() if key != member}
        assert not VALIDATORS[name].is_valid(less), member
        agree(name, less)
    assert not VALIDATORS[name].is_valid({**given, "more": None})
    assert canonical(given) == to_octets(EXAMPLES[name][0])
