"""Every way in which a file can be wrong is answered with the place, the clause and what stands there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import LENGTH_LIMIT
from leo_ref.core.parameters import AT_LEAST_ONE, AT_LEAST_TWO
from leo_ref.draw.keys import secret
from leo_ref.draw.sortition import VOTES_MOST
from leo_ref.explain import Malformed, Situation, read_claims, read_snapshot
from leo_ref.explain.snapshot import LABEL_MOST
from tests.explain.files import example_file, labelled, malformed, octets, seed, situation
from tests.frame.test_secrets import shows

FILE = example_file()
NODE = labelled(FILE, "drawn, by its seed")
AT = f"$.nodes.{NODE}"

Change = Callable[[Any], object]  # of the JSON of a file


def put(*path: Any) -> Change:  # steps into JSON, then the value
    """Put a value into a place."""
    *steps, last, value = path

    def change(file: Any) -> None:
        for step in steps:
            file = file[step]
        file[last] = value

    return change


def node(name: str, value: object) -> Change:
    return put("nodes", NODE, name, value)


def both(*changes: Change) -> Change:
    return lambda file: [change(file) for change in changes]


def without(*path: str) -> Change:
    *steps, last = path

    def change(file: Any) -> None:
        for step in steps:
            file = file[step]
        del file[last]

    return change


JOIN = {"tau": 10, "candidate": "ab" * 32}

WRONG: dict[str, tuple[Change, str, str, str]] = {
    "an unknown field": (put("colour", "red"), "$.colour", "UNKNOWN_FIELD", '"red"'),
    "an unknown field of a node": (node("colour", 1), f"{AT}.colour", "UNKNOWN_FIELD", "1"),
    "an unknown parameter": (put("parameters", "tua", 3), "$.parameters.tua", "UNKNOWN_FIELD", "3"),
    "an unknown field of the task": (put("task", "price", "1"), "$.task.price", "UNKNOWN_FIELD", '"1"'),
    "no height": (without("height"), "$.height", "MISSING_FIELD", ""),
    "no credit": (without("nodes", NODE, "credit"), f"{AT}.credit", "MISSING_FIELD", ""),
    "no nodes": (without("nodes"), "$.nodes", "MISSING_FIELD", ""),
    "no beacon": (without("beacon"), "$.beacon", "MISSING_FIELD", ""),
    "no job": (without("job"), "$.job", "MISSING_FIELD", ""),
    "a height as a number": (put("height", 100), "$.height", "WRONG_TYPE", "100"),
    "a signed credit": (node("credit", "-5"), f"{AT}.credit", "NOT_DECIMAL", '"-5"'),
    "a credit with a fraction": (node("credit", 1.5), f"{AT}.credit", "NOT_INTEGER", ""),
    "nodes as a list": (put("nodes", []), "$.nodes", "WRONG_TYPE", "[]"),
    "a node as a text": (put("nodes", NODE, "x"), AT, "WRONG_TYPE", '"x"'),
    "parameters as null": (put("parameters", None), "$.parameters", "WRONG_TYPE", "null"),
    "a short name": (put("nodes", "ab", {"credit": "1"}), "$.nodes.ab", "WRONG_LENGTH", '{"credit": "1"}'),
    "a beacon in capitals": (put("beacon", "AB" * 32), "$.beacon", "NOT_LOWER_HEX", '"ABAB'),
    "a long beacon": (put("beacon", "ab" * 65), "$.beacon", "WRONG_LENGTH", '"abab'),
    "posted later than the round": (put("posted", "101"), "$.posted", "height 100", '"101"'),
    "a short seed": (node("seed", "ab"), f"{AT}.seed", "WRONG_LENGTH", ""),
    "a long proof": (node("proof", "ab" * 1025), f"{AT}.proof", "WRONG_LENGTH", '"abab'),
    "another status": (node("status", "ASLEEP"), f"{AT}.status", "UNKNOWN_VARIANT", '"ASLEEP"'),
    "another suite": (put("suite", "P256"), "$.suite", "UNKNOWN_VARIANT", '"P256"'),
    "a parameter out of range": (
        put("parameters", "rounds", 0),
        "$.parameters.rounds",
        "PARAMETER_OUT_OF_RANGE",
        "0",
    ),
    "the round before the first": (put("round", 0), "$.round", "from 1 to 5", "0"),
    "the round after the last": (put("round", 6), "$.round", "from 1 to 5", "6"),
    "neither task nor join": (without("task"), "$", "neither", ""),
    "task and join": (put("join", JOIN), "$", "both", ""),
    "no votes": (put("task", "tau", 0), "$.task.tau", "tau is from 1", "0"),
    "too many votes": (put("task", "tau", 1001), "$.task.tau", "1000", "1001"),
    "no votes in a join": (
        both(without("task"), put("join", {**JOIN, "tau": 0})),
        "$.join.tau",
        "tau is from 1",
        "0",
    ),
    "more votes than can be counted": (
        both(put("parameters", {"max_tau": 2**53 - 1}), put("task", "tau", VOTES_MOST + 1)),
        "$.task.tau",
        "not counted",
        str(VOTES_MOST + 1),
    ),
    "registered in the future": (node("since", "101"), f"{AT}.since", "height 100", '"101"'),
    "a long label": (node("label", "x" * (LABEL_MOST + 1)), f"{AT}.label", "40 characters", '"xxx'),
    "a label that steers the terminal": (node("label", "\x1b[2J"), f"{AT}.label", "printable", "\\u001b"),
    "a seed of another key": (node("vrf_key", "ab" * 32), f"{AT}.seed", "not the node's", ""),
    "neither key nor seed": (without("nodes", NODE, "seed"), f"{AT}.vrf_key", "VRF key", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_snapshot(name: str) -> None:
    change, path, what, value = WRONG[name]
    file = example_file()
    change(file)
    found = malformed(file)
    assert found.path == path
    assert what in found.what
    assert found.value.startswith(value) or value in found.value
    assert bool(found.value) == bool(value)
    assert found.clause in str(found)
    assert str(found).isprintable()


@pytest.mark.parametrize("name", [*AT_LEAST_ONE, *AT_LEAST_TWO])
def test_every_parameter_is_judged(name: str) -> None:
    zero = "0" if name == "total_credit" else 0
    assert malformed({**FILE, "parameters": {name: zero}}).path == f"$.parameters.{name}"


def test_a_secret_is_not_repeated() -> None:
    for seed_text in ("ab" * 31, "AB" * 32, "cd" * 32):
        file = example_file()
        file["nodes"][NODE] |= {"seed": seed_text, "vrf_key": "ab" * 32}
        assert seed_text not in str(malformed(file))
    assert "7be470aeba50" in str(octets(FILE)), "the seed is in the file"
    read = situation(FILE)
    seeds = [claim.seed for claim in read.claims if claim.seed is not None]
    assert seeds
    assert not [seed for seed in seeds if shows(repr(read), seed)]


TEXTS = {
    "empty": (b"", "NOT_JSON", "Line 1, octet 1"),
    "binary": (b"\x7fELF\xff\xfe", "NOT_UTF8", "Line 1, octet 5"),
    "cut off": (b'{\n "height": "1",\n', "NOT_JSON", "Line 3"),
    "a comment": (b'{\n "height": "1", // one\n', "NOT_JSON", "Line 2, octet 17"),
    "too deep": (b"[" * 99, "TOO_DEEP", "limit"),
    "too long": (b" " * (LENGTH_LIMIT + 1), "TOO_LONG", "limit"),
    "twice": (b'{"height":"1","height":"2"}', "DUPLICATE_KEY", "height"),
    "a list": (b"[]", "WRONG_TYPE", "object"),
    "a number": (b"7", "WRONG_TYPE", "object"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_snapshot(name: str) -> None:
    text, what, where = TEXTS[name]
    found = read_snapshot(text)
    assert isinstance(found, Malformed)
    assert what in found.what
    assert where in found.what


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:0123456789.eE-ntulasfr\\ \n', max_size=60).map(str.encode))
def test_no_octets_raise(text: bytes) -> None:
    assert isinstance(read_snapshot(text), Malformed)
    assert isinstance(read_claims(situation(FILE), text), Situation | Malformed)


SHORTER = {
    "a ticket of nothing": ([{"node": NODE}], "$[0]", "a `proof`, or a `seed`"),
    "a ticket without a node": ([{"node": NODE, "proof": ""}, {"proof": ""}], "$[1].node", "MISSING_FIELD"),
    "an unknown field": ([{"node": NODE, "proof": "", "j": 3}], "$[0].j", "UNKNOWN_FIELD"),
    "a seed of another key": ([{"node": NODE, "seed": "ab" * 32}], "$[0].seed", "not the node's"),
    "no list": ({"node": NODE}, "$", "WRONG_TYPE"),
}


@pytest.mark.parametrize("name", SHORTER)
def test_wrong_tickets(name: str) -> None:
    file, path, what = SHORTER[name]
    found = read_claims(situation(FILE), octets(file))
    assert isinstance(found, Malformed)
    assert found.path == path
    assert what in found.what


def test_layout_is_free_and_defaults_are_filled_in() -> None:
    whole = example_file()
    for name in whole["nodes"]:
        whole["nodes"][name] = {"since": "0", "status": "ACTIVE", "owner": name, **whole["nodes"][name]}
    whole["nodes"][NODE]["vrf_key"] = secret(bytes.fromhex(whole["nodes"][NODE]["seed"])).public_key.hex()
    turned = dict(reversed(whole.items()))
    turned["nodes"] = dict(reversed(whole["nodes"].items()))
    assert situation(turned) == situation(FILE)
    assert situation(FILE) != situation({**FILE, "beacon": seed("another").hex()})
