"""Values survive TLA+ and JSON; what TLC prints is read; what is no value is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.itf import from_json, to_json
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.model import model_in
from leo_ref.speccheck.tlc.parsing import parse, parse_state
from leo_ref.speccheck.tlc.result import TlcOutcome
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.values import Value, function, order, pretty, record, sequence

TEXTS: Final = st.text(st.sampled_from('abJ_# \\"\n\t|->:@,7'), max_size=5)


def one_kind(members: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Sets, functions, sequences and records of these."""
    return st.one_of(
        st.frozensets(members, max_size=3),
        st.lists(members, max_size=3).map(sequence),
        st.dictionaries(TEXTS, members, max_size=3).map(record),
        st.dictionaries(st.integers(-2, 4), members, max_size=3).map(lambda items: function(items.items())),
        st.dictionaries(st.frozensets(TEXTS, max_size=2), members, max_size=2).map(
            lambda items: function(items.items())
        ),
    )


# Truth values and integers are never in one set: TLC compares only values of one kind, and Python takes True for 1.
NO_TRUTH: Final = st.recursive(st.one_of(st.integers(), TEXTS), one_kind, max_leaves=8)
NO_INTEGERS: Final = st.recursive(
    st.one_of(st.booleans(), TEXTS),
    lambda members: st.one_of(
        st.frozensets(members, max_size=3),
        st.dictionaries(TEXTS, members, max_size=3).map(record),
        st.dictionaries(st.booleans(), members, max_size=2).map(lambda items: function(items.items())),
    ),
    max_leaves=8,
)
VALUES: Final = st.one_of(NO_TRUTH, NO_INTEGERS)


@given(VALUES)
def test_a_value_survives_tla(value: Value) -> None:
    assert order(parse(pretty(value))) == order(value)


@given(VALUES)
def test_a_value_survives_json(value: Value) -> None:
    assert order(from_json(json.loads(json.dumps(to_json(value))))) == order(value)


@given(VALUES, VALUES)
def test_two_values_have_two_texts(one: Value, other: Value) -> None:
    same = order(one) == order(other)
    assert (pretty(one) == pretty(other)) == same
    assert (json.dumps(to_json(one)) == json.dumps(to_json(other))) == same


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<<7, 8>>", function([(1, 7), (2, 8)])),
        ("(1 :> 7 @@ 2 :> 8)", sequence([7, 8])),
        ("(2 :> 8 @@\n   1 :> 7)", sequence([7, 8])),
        ("[a |-> 1]", function([("a", 1)])),
        ('("a" :> 1)', record({"a": 1})),
        ("<< >>", ("fn", frozenset())),
        ("<<>>", ("fn", frozenset())),
        ("{}", frozenset()),
        ("1..3", frozenset({1, 2, 3})),
        ("-2..-1", frozenset({-2, -1})),
        ("3..2", frozenset()),
        ("-7", -7),
        ("n1", "n1"),
        (r'"a\\nb\"\n"', 'a\\nb"\n'),
        ("<<<<1>>, << >>>>", sequence([sequence([1]), sequence([])])),
        ("<< [ who |->\n     -1..0 ] >>", sequence([record({"who": frozenset({-1, 0})})])),
    ],
)  # fmt: skip
def test_what_tlc_prints_is_read(text: str, value: Value) -> None:
    assert order(parse(text)) == order(value)


def test_truth_values_are_no_integers() -> None:
    assert parse("TRUE") is True
    assert parse("FALSE") is False
    assert type(parse("1")) is int


@pytest.mark.parametrize(
    "text",
    ["", "<<1", "{1,}", "{1 2}", "[a |-> ]", "[a |-> 1", "(1 :> 2 @@)", "()", "[]", '"a', "1..", "1..x", "1 2", "|->",
     "TRUE FALSE", "}", "<" * 5000, "<<" * 5000, "[x \\in S |-> 1]"],
)  # fmt: skip
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(TlcFailure) as caught:
        parse(text)
    assert caught.value.name is Failure.VALUE_NOT_UNDERSTOOD
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "document",
    [None, 1.5, {"#set": 1}, {"#map": [[1]]}, {"#map": [1]}, {"#bigint": "x"}, {"#bigint": 5}, {"#other": []},
     {"#set": [], "a": 1}, [None], {"a": [1.0]}],
)  # fmt: skip
def test_json_that_stands_for_no_value_is_refused(document: object) -> None:
    with pytest.raises(TlcFailure) as caught:
        from_json(document)
    assert caught.value.name is Failure.VALUE_NOT_UNDERSTOOD


def test_json_keeps_apart_what_javascript_would_not() -> None:
    assert to_json(2**53 - 1) == 2**53 - 1
    assert to_json(2**53) == {"#bigint": "9007199254740992"}
    assert to_json(-(2**53)) == {"#bigint": "-9007199254740992"}
    assert to_json(sequence([])) == {}
    assert to_json(frozenset()) == {"#set": []}
    assert to_json(sequence(["b", "a"])) == ["b", "a"]
    assert to_json(frozenset({10, 9})) == {"#set": [9, 10]}
    assert to_json(record({"#set": 1})) == {"#map": [["#set", 1]]}


def test_the_variables_of_a_state_are_read() -> None:
    assert parse_state("/\\ b = <<1,\n        2>>\n/\\ a = {}\n") == {"b": sequence([1, 2]), "a": frozenset()}
    assert parse_state('a = " = "') == {"a": " = "}


# One text of each construct, in TLC's own reach: its sets hold values of one kind.
PRINTED: Final[tuple[Value, ...]] = (
    True,
    -3,
    'a "quoted" \\ text\n\t.',
    frozenset(),
    frozenset({-1, 0, 1, 5}),
    sequence([]),
    sequence([sequence([sequence([1]), "x"]), False]),
    record({"who": "n1", "n 2": frozenset({"a"}), "2x": sequence([3])}),
    record({"TRUE": 1, "LET": 3, "who": 2}),
    record({"_": 1, "who": 2}),
    record({"WF_x": 1, "who": 2}),
    function([(0, "zero"), (1, "one"), (-7, "less")]),
    function([(frozenset({1}), sequence(["s"])), (frozenset({1, 2}), sequence([]))]),
    sequence(record({"number": number, "name": "a name that makes the line long"}) for number in range(12)),
    frozenset(record({"who": who, "what": what}) for who in "ab" for what in range(3)),
)


def test_tlc_reads_what_is_written_and_its_answer_is_read(jar: Jar, tmp_path: Path) -> None:
    lines = ["---- MODULE Print ----", "EXTENDS Integers, TLC", "VARIABLE x"]
    lines += [f"ASSUME PrintT({pretty(value)})" for value in PRINTED]
    lines += ["ASSUME 1 > 2", "Init == x = 0", "Next == x' = x", "===="]
    (tmp_path / "Print.tla").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "Print.cfg").write_text("INIT Init\nNEXT Next\n", encoding="utf-8")
    result = run(model_in(tmp_path, "Print"), jar=jar)
    assert result.outcome is TlcOutcome.ASSUMPTION
    assert "module Print" in result.violated
    assert result.notes == ()
    assert [order(value) for value in result.printed] == [order(value) for value in PRINTED]
