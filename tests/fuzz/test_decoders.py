"""No octets make a decoder raise, or answer what its documentation does not say; ``tests.fuzz.run`` tries many more."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.draw.keys import PublicKey
from leo_ref.oracle import Session
from lints.purity import IMPURE_ROOMS
from tests.fuzz.decoders import DECODERS
from tests.fuzz.decoders.oracle import of_answer
from tests.fuzz.judging import Decoder, Undocumented, of_truth, outcome_of, value
from tests.fuzz.mutation import CHANGES, Change, json_of, mutated

ROOT = Path(__file__).parents[2]

each_decoder = pytest.mark.parametrize("name", DECODERS)

# A library's word on what it will do one day is no answer of a decoder.
pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")


ROOMS = sorted(path for path in (ROOT / "leo_ref").iterdir() if path.is_dir() and path.name not in IMPURE_ROOMS)
INSIDE = {
    "draw.ticket.ticket": "its octets are a random value that was proved",
    "explain.values.checking": "is vrf.verify with the values in between",
    "core.encoding.codec.from_octets": "is tried with every type of document",
    "sealing.opening.judge_opening": "is the first half of shown",
    "sealing.oaep.oaep_decoded": "is the second half of it",
    "tcg.octets.whole": "is what the readers of its room are made of",
}
"""Functions whose octets come from others in the table, or that others are made of."""


def readers() -> Iterator[str]:
    """Public functions that may answer with a rejection, and that are given octets first."""
    for room in ROOMS:
        for place in sorted(room.rglob("*.py")):
            for node in ast.parse(place.read_text(encoding="utf-8")).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
                    continue
                arguments = node.args.args
                given = {ast.unparse(one.annotation) for one in arguments[:2] if one.annotation is not None}
                if "bytes" in given and {"Rejection", "Malformed"} & set(re.findall(r"\w+", ast.unparse(node.returns))):
                    module = ".".join(place.relative_to(ROOT / "leo_ref").with_suffix("").parts)
                    yield f"{module}.{node.name}"


def test_no_decoder_lacks_its_line() -> None:
    tried = {re.sub(r" \(.*", "", name) for name in DECODERS}
    assert set(readers()) - tried - set(INSIDE) == set()


@each_decoder
def test_samples_are_valid(name: str) -> None:
    """Mutations of what is refused anyway would show little."""
    outcomes = {outcome_of(DECODERS[name], octets) for octets in DECODERS[name].samples}
    assert outcomes & {"value", "true", "ok"}


@each_decoder
@settings(max_examples=150)
@given(octets=st.binary(max_size=200))
@example(octets=b"")
@example(octets=b"[" * 100_000)
@example(octets=b"9" * 100_000)
@example(octets=b'"' + b"\\" * 100_001)
@example(octets=b'{"a":' * 33 + b"0" + b"}" * 33)
@example(octets=b"\xff" * 1000)
def test_any_octets_get_a_documented_answer(name: str, octets: bytes) -> None:
    outcome_of(DECODERS[name], octets)


@each_decoder
@settings(max_examples=300)
@given(random=st.randoms())
def test_valid_octets_that_were_tampered_with_get_a_documented_answer(name: str, random: Random) -> None:
    outcome_of(DECODERS[name], mutated(random, DECODERS[name].samples))


def with_elements_twice(value: Any) -> Iterator[Any]:  # JSON
    """The value with one element of one of its arrays repeated, for each element."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for at, inner in pairs:
        for changed in with_elements_twice(inner):
            copy = value.copy()
            copy[at] = changed
            yield copy
        if isinstance(value, list):
            yield [*value[: at + 1], *value[at:]]


@each_decoder
def test_valid_octets_with_something_around_them_or_twice_in_them(name: str) -> None:
    for octets in sorted(DECODERS[name].samples, key=len)[:20]:
        for more in (b"\0", b"\xff", b"\n", b" ", octets):
            outcome_of(DECODERS[name], octets + more)
            outcome_of(DECODERS[name], more + octets)
        for changed in islice(with_elements_twice(json_of(octets)), 200):
            outcome_of(DECODERS[name], json.dumps(changed, sort_keys=True, separators=(",", ":")).encode())


@each_decoder
def test_every_place_where_valid_octets_can_end(name: str) -> None:
    octets = min(DECODERS[name].samples, key=len)
    for length in range(0, len(octets), max(1, len(octets) // 100)):
        outcome_of(DECODERS[name], octets[:length])


@pytest.mark.parametrize("change", CHANGES)
def test_mutations_change_something_and_survive_anything(change: Change) -> None:
    random = Random(1)
    samples = (b"", b"\x00", b"{}", b"[]", b'{"a":[1,"b",{"c":null}]}', b'["\xc3\xa9"]', b"[" * 50_000)
    made = {change(random, octets, samples) for octets in samples for _ in range(50)}
    assert made - set(samples)


JUDGED = value(PublicKey, codes=frozenset({Code.VRF_KEY_LENGTH}), back=lambda key: key.octets)


@pytest.mark.parametrize(
    ("answer", "judge"),
    [
        (None, JUDGED),
        (PublicKey(b"another"), JUDGED),
        (reject(Code.VRF_KEY_SMALL_ORDER, key="00"), JUDGED),
        (Rejection(Code.VRF_KEY_LENGTH, ("9" * 2000,)), JUDGED),
        (1, of_truth),
        ((Session(), b'{"id":1,"ok":1}'), of_answer),
        ((Session(), b'{"ok":1}\n'), of_answer),
        ((Session(), b'{"id":1,"maybe":1}\n'), of_answer),
        ((Session(), b'{"id":1,"ok":1,"refused":{}}\n'), of_answer),
    ],
)
def test_an_undocumented_answer_is_a_finding(answer: object, judge: Callable[[bytes, Any], str]) -> None:
    with pytest.raises(Undocumented):
        outcome_of(Decoder(lambda _: answer, judge, ()), b"octets")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz.run", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("engine", ["random", "hypothesis"])
def test_the_command_counts_what_it_did(engine: str) -> None:
    done = run("--engine", engine, "--target", "draw.keys.validated", "--cases", "60")
    assert done.returncode == 0, done.stdout
    assert done.stdout.split()[:3] == ["draw.keys.validated", "60", "cases"]


BROKEN = """
import sys
from tests.fuzz import decoders, engines, judging
decoders.DECODERS = {"broken": judging.Decoder(lambda octets: %s, judging.of_truth, (b"long", b"too"))}
sys.argv[1:] = ["random", "broken", "99", "0", "1", "1024"]
engines.main()
"""


@pytest.mark.parametrize(
    ("decoder", "finding", "octets"),
    [
        ("octets[3] == 0", "IndexError('index out of range')", b"too"),
        ("len(bytes(int.from_bytes(octets, 'big'))) == 0", "MemoryError()", b"long"),
    ],
)
def test_a_finding_comes_with_its_octets(decoder: str, finding: str, octets: bytes) -> None:
    program = [sys.executable, "-c", BROKEN % decoder]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"finding": finding, "octets": octets.hex()}
