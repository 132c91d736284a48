"""§2: where a text stops being JSON is told by the reference's own definition, whatever Python runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leo_ref.core.encoding import DEPTH_LIMIT, parse
from leo_ref.core.encoding.syntax import fault_of
from leo_ref.core.rejections import Code, reject
from tests.core.encoding.samples import json_like

ROOT = Path(__file__).parents[3]

WRONG = [
    ("", 0),
    ("  ", 2),
    ("\ufeff{}", 0),
    ("{}{}", 2),
    ("1 2", 2),
    ("[", 1),
    ("[ ", 2),
    ("[1", 2),
    ("[1,", 3),
    ("[1,]", 3),
    ("[1,  ]", 5),
    ("[,1]", 1),
    ("[1,,2]", 3),
    ("[1 2]", 3),
    ("[1:2]", 2),
    ("[1}", 2),
    ("[}", 1),
    ("]", 0),
    ("{", 1),
    ("{]", 1),
    ("{,}", 1),
    ("{1:2}", 1),
    ("{'a':1}", 1),
    ('{"a"', 4),
    ('{"a"}', 4),
    ('{"a",1}', 4),
    ('{"a" 1}', 5),
    ('{"a":', 5),
    ('{"a":}', 5),
    ('{"a"::1}', 5),
    ('{"a":1', 6),
    ('{"a":1]', 6),
    ('{"a":1:', 6),
    ('{"a":1 "b":2}', 7),
    ('{"a":1,', 7),
    ('{"a":1,}', 7),
    ('{"a":1,\n }', 9),
    ('{"a":1,2}', 7),
    ('{"a":[1,{}],"b":[2,}]}', 19),
    ('{"a":{"b":1]}', 11),
    ("nul", 0),
    ("[nulL]", 1),
    ("truer", 4),
    ("True", 0),
    ("NaN", 0),
    ("[1,NaN]", 3),
    ("[-Infinity]", 1),
    ("[1,],NaN", 3),
    ("-", 0),
    ("[-]", 1),
    ("-x", 0),
    ("+1", 0),
    (".5", 0),
    ("01", 1),
    ("-01", 2),
    ("1.", 1),
    ("1.x", 1),
    ("1e", 1),
    ("1e+", 1),
    ("1.5e", 3),
    ("0x1", 1),
    ("1_0", 1),
    ("\u0661", 0),  # a digit, and none of JSON's
    ("[\u00a01]", 1),  # a blank, and none of JSON's
    ("[\f1]", 1),
    ('["abc', 1),
    ('["abc\\"]', 1),
    ('"\\', 1),
    ('["ab\n"]', 4),
    ('["ab\x1f', 4),
    ('["a\\q"]', 3),
    ('["a\\u12g4"]', 3),
    ('["a\\u123', 3),
    ('["a\\u+123"]', 3),
    ('["a\\u 123"]', 3),
    ('["a\\U0041"]', 3),
    ('["a\\\n"]', 3),
    ('{"a\\q":1}', 3),
    ('{"a\n":1}', 3),
    ('{"a', 1),
    ('{"a":"b', 5),
    ("[1] // one", 4),
]


@pytest.mark.parametrize(("text", "place"), WRONG)
def test_the_place_is_where_the_first_token_cannot_stand(text: str, place: int) -> None:
    assert fault_of(text) == place
    assert parse(text.encode()) == reject(Code.NOT_JSON, offset=len(text[:place].encode()))


@given(st.text() | json_like.map(lambda octets: octets.decode("utf-8", "replace")))
@example("[1.5E+3,-0e-1,true,false,null]")
@example('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\x7f\u2028"')
@example('\t{ "a" :\r[ ] , "b" : { } , "c" : "" }\n')
def test_there_is_no_such_place_exactly_in_json(text: str) -> None:
    def no_number(word: str) -> object:
        raise ValueError(word)

    try:
        json.loads(text, parse_constant=no_number)
    except ValueError:
        assert fault_of(text) is not None
    else:
        assert fault_of(text) is None


@pytest.mark.parametrize("wrong", ["NaN", ",", '"\\q"'])
def test_what_nests_too_deep_is_told_as_that_though_it_is_no_json_either(wrong: str) -> None:
    text = f"[{wrong}," + "[" * DEPTH_LIMIT
    assert parse(text.encode()) == reject(Code.TOO_DEEP, limit=DEPTH_LIMIT)


def test_a_fault_at_the_end_of_a_long_text_is_found() -> None:
    assert fault_of("[" + "0," * 2**20 + "]") == 2**21 + 1
    assert fault_of('["' + '\\"' * 2**20) == 1
