"""§2: octets from strangers are accepted in one form only, and nothing raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leo_ref.core.encoding import DEPTH_LIMIT, LENGTH_LIMIT, NUMBER_MOST, JsonValue, canonical, parse
from leo_ref.core.rejections import Code, Rejection, reject
from tests.core.encoding.samples import json_like, json_values, text


@given(json_values)
def test_parse_undoes_canonical(value: JsonValue) -> None:
    parsed = parse(canonical(value))
    assert not isinstance(parsed, Rejection)
    assert canonical(parsed) == canonical(value)


@given(st.binary(max_size=40) | json_like)
@example(b'{"\\ud800":1,"\\ud801":2}')
@example(b'["\\\\","\\ud83d\\ude00","\\udead"]')
@example(b'"\\')
@example(b'"' + b'\\"' * 10**6)  # an open string of many quotes: a scan that starts over at each would not end
@example(b"]" * 10**5 + b"[" * 10**5)
def test_accepted_octets_are_canonical_and_none_raise(octets: bytes) -> None:
    parsed = parse(octets)
    if isinstance(parsed, Rejection):
        str(parsed).encode("utf-8")
    else:
        assert canonical(parsed) == octets


@pytest.mark.parametrize(
    ("octets", "rejection"),
    [
        (b"", reject(Code.NOT_JSON, offset=0)),
        (b"\xef\xbb\xbf{}", reject(Code.NOT_JSON, offset=0)),
        (b"{}\x00", reject(Code.NOT_JSON, offset=2)),
        (b'"a\x00"', reject(Code.NOT_JSON, offset=2)),
        (b'["\xc3\xa9",x]', reject(Code.NOT_JSON, offset=6)),
        (b"{}{}", reject(Code.NOT_JSON, offset=2)),
        (b"[1,]", reject(Code.NOT_JSON, offset=3)),
        (b"[01]", reject(Code.NOT_JSON, offset=2)),
        (b"[+1]", reject(Code.NOT_JSON, offset=1)),
        (b"['a']", reject(Code.NOT_JSON, offset=1)),
        (b'["\xc3\xa9",NaN]', reject(Code.NOT_JSON, offset=6)),
        (b"[-Infinity]", reject(Code.NOT_JSON, offset=1)),
        (b'{"a":Infinity}', reject(Code.NOT_JSON, offset=5)),
        (b'"\xff"', reject(Code.NOT_UTF8, offset=1)),
        (b'"\xed\xa0\x80"', reject(Code.NOT_UTF8, offset=1)),
        (b'"\xc0\x80"', reject(Code.NOT_UTF8, offset=1)),
        (b'{"a":1,"a":1}', reject(Code.DUPLICATE_KEY, key="a")),
        (b'[{"a":1,"\\u0061":2}]', reject(Code.DUPLICATE_KEY, key="a")),
        (b'{"\\ud800":1,"\\ud800":1}', reject(Code.DUPLICATE_KEY, key="\\ud800")),
        (b'{"a":1,"a":1', reject(Code.NOT_JSON, offset=12)),
        (b"1.0", reject(Code.NOT_INTEGER, path="$")),
        (b"[1e3]", reject(Code.NOT_INTEGER, path="$[0]")),
        (b'{"a":{"b c":[0,1.5]}}', reject(Code.NOT_INTEGER, path='$.a["b c"][1]')),
        (b"[1e99999]", reject(Code.NOT_INTEGER, path="$[0]")),
        (b'"NaN[[[["', None),
        (b" {}", reject(Code.NOT_CANONICAL, offset=0)),
        (b"{}\n", reject(Code.NOT_CANONICAL, offset=2)),
        (b'{"a": 1}', reject(Code.NOT_CANONICAL, offset=5)),
        (b'{"b":1,"a":1}', reject(Code.NOT_CANONICAL, offset=2)),
        (b"[-0]", reject(Code.NOT_CANONICAL, offset=1)),
        (b'"\\u0061"', reject(Code.NOT_CANONICAL, offset=1)),
        (b'"\\/"', reject(Code.NOT_CANONICAL, offset=1)),
        (b'"\\u000A"', reject(Code.NOT_CANONICAL, offset=2)),
        (b'"\\ud83d\\ude00"', reject(Code.NOT_CANONICAL, offset=1)),
        (b'"\xc3\xa9\\ud800"', reject(Code.NOT_CANONICAL, offset=3)),
        (b'"\\\\ud800\\udc00"', reject(Code.NOT_CANONICAL, offset=8)),
        (b'"\\\\ud800"', None),
    ],
)
def test_examples(octets: bytes, rejection: Rejection | None) -> None:
    parsed = parse(octets)
    if rejection is None:
        assert not isinstance(parsed, Rejection)
    else:
        assert parsed == rejection


@given(json_values, st.data())
def test_the_offset_is_that_of_the_first_needless_space(value: JsonValue, data: st.DataObject) -> None:
    octets = canonical(value)
    ends = [0, len(octets)] if isinstance(value, str | int | None) else [0, 1, len(octets) - 1, len(octets)]
    offset = data.draw(st.sampled_from(ends))
    assert parse(octets[:offset] + b" " + octets[offset:]) == reject(Code.NOT_CANONICAL, offset=offset)


@given(text, json_values, json_values)
def test_one_key_twice(key: str, first: JsonValue, second: JsonValue) -> None:
    name = canonical(key)
    octets = b"{" + name + b":" + canonical(first) + b"," + name + b":" + canonical(second) + b"}"
    assert parse(octets) == reject(Code.DUPLICATE_KEY, key=key)


@given(json_values)
def test_cut_anywhere(value: JsonValue) -> None:
    octets = canonical([value])
    for length in range(len(octets)):
        refused = parse(octets[:length])
        assert isinstance(refused, Rejection)
        assert refused.code in (Code.NOT_JSON, Code.NOT_UTF8)


@pytest.mark.parametrize("sign", [1, -1])
def test_numbers_end_where_doubles_stop_counting(sign: int) -> None:
    refused = reject(Code.OUT_OF_RANGE, path="$[0]", low=-NUMBER_MOST, high=NUMBER_MOST)
    assert parse(b"[%d]" % (sign * NUMBER_MOST)) == [sign * NUMBER_MOST]
    assert parse(b"[%d]" % (sign * (NUMBER_MOST + 1))) == refused
    # More digits than Python converts.
    assert parse(b"[%s9%s]" % (b"-" if sign < 0 else b"", b"0" * 10**5)) == refused


def test_a_bad_number_below_a_long_key_costs_one_path() -> None:
    key = "k" * 2**20
    octets = b'{"%s":[%s1.5]}' % (key.encode(), b"0," * 2**20)
    assert parse(octets) == reject(Code.NOT_INTEGER, path=f"$.{key}[{2**20}]")


def _depth(value: JsonValue) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


@given(json_values, st.integers(DEPTH_LIMIT - 4, DEPTH_LIMIT))
def test_depth_is_counted_in_arrays_and_objects(value: JsonValue, wraps: int) -> None:
    nested = b"[" * wraps + canonical(value) + b"]" * wraps
    deep = reject(Code.TOO_DEEP, limit=DEPTH_LIMIT)
    assert (parse(nested) == deep) is (_depth(value) + wraps > DEPTH_LIMIT)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"[":'])
def test_depth_that_would_overflow_any_stack(opening: bytes) -> None:
    assert parse(opening * 10**5) == reject(Code.TOO_DEEP, limit=DEPTH_LIMIT)


def test_length_is_counted_in_octets() -> None:
    longest = b'"' + "é".encode() * (LENGTH_LIMIT // 2 - 1) + b'"'
    assert len(longest) == LENGTH_LIMIT
    assert parse(longest) == json.loads(longest)
    assert parse(longest + b" ") == reject(Code.TOO_LONG, limit=LENGTH_LIMIT, length=LENGTH_LIMIT + 1)
