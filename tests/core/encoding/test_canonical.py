"""§2: canonical octets and digests, against the examples of RFC 8785 and plain SHA-256."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import JsonValue, canonical, digest, parse
from leo_ref.core.encoding.canonical import NUMBER_MOST
from leo_ref.core.rejections import Code, reject
from tests.core.encoding.samples import json_values

# RFC 8785, section 3.2.2: the input, and section 3.2.4: its canonical octets.
SAMPLE = rb"""{
  "numbers": [333333333.33333329, 1E30, 4.50,
              2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""
SAMPLE_CANONICAL = bytes.fromhex(
    "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e33333333"
    "3333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c"
    "5c5c5c5c222f227d"
)
SAMPLE_NUMBERS = b'"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'

# RFC 8785, section 3.2.3: seven keys and the order of their values once sorted.
SORTING = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\U0001f600": "Emoji: Grinning Face",
    "\x80": "Control",
    "\xf6": "Latin Small Letter O With Diaeresis",
}
SORTED = [
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
]


def test_rfc_sample_without_its_fractions() -> None:
    value = json.loads(SAMPLE)
    del value["numbers"]
    assert SAMPLE_NUMBERS in SAMPLE_CANONICAL
    octets = SAMPLE_CANONICAL.replace(SAMPLE_NUMBERS, b"")
    assert canonical(value) == octets
    assert parse(octets) == value


def test_rfc_sample_is_refused_for_its_fractions() -> None:
    assert parse(SAMPLE) == parse(SAMPLE_CANONICAL) == reject(Code.NOT_INTEGER, path="$.numbers[0]")


@given(json_values)
def test_octets_are_those_of_the_library_for_all_text(value: JsonValue) -> None:
    assert canonical(value) == rfc8785.dumps(value)


ASCII = st.text(st.characters(max_codepoint=127))


@given(st.dictionaries(ASCII, st.one_of(ASCII, st.integers(-NUMBER_MOST, NUMBER_MOST), st.booleans(), st.none())))
def test_octets_are_those_of_the_library_for_ascii(value: dict[str, JsonValue]) -> None:
    assert canonical(value) == rfc8785.dumps(value)
    assert canonical((value, [value])) == rfc8785.dumps((value, [value]))


def test_each_ascii_character_is_written_as_by_the_library() -> None:
    for code in range(128):
        value: JsonValue = {chr(code): code, "A": {}, "": [chr(code)]}
        assert canonical(value) == rfc8785.dumps(value)


def test_rfc_key_order() -> None:
    octets = canonical(dict(SORTING))
    assert list(json.loads(octets).values()) == SORTED
    assert parse(octets) == SORTING


@pytest.mark.parametrize(
    ("value", "octets"),
    [
        ({}, b"{}"),
        ((), b"[]"),
        ({"b": [1, None], "a": (True, "")}, b'{"a":[true,""],"b":[1,null]}'),
        ('\x00\x1f\b\f\n\r\t"\\/\x7f\u2028', b'"\\u0000\\u001f\\b\\f\\n\\r\\t\\"\\\\/\x7f\xe2\x80\xa8"'),
    ],
)
def test_examples(value: JsonValue, octets: bytes) -> None:
    assert canonical(value) == octets


def test_digest_is_the_hash_of_domain_nul_and_octets() -> None:
    assert digest("leo/select", {"round": 1}) == sha256(b'leo/select\x00{"round":1}').digest()


@given(json_values)
def test_domains_part_equal_values(value: JsonValue) -> None:
    assert digest("leo/a", value) != digest("leo/b", value)


@pytest.mark.parametrize("domain", ["leo\0x", "léo"])
def test_a_domain_is_ascii_without_nul(domain: str) -> None:
    with pytest.raises(AssertionError):
        digest(domain, None)
