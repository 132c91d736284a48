"""What is refused, and where, does not depend on the Python that runs the reference."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from tests.core.encoding.pythons import OTHERS
from tests.core.encoding.test_syntax import WRONG
from tests.vectors.made import ROOT

ANSWERS = """
import json, sys
from leo_ref.core.encoding import parse
from leo_ref.core.rejections import Rejection
for line in sys.stdin:
    value = parse(bytes.fromhex(line))
    print(str(value) if isinstance(value, Rejection) else "ok " + json.dumps(value))
"""
PIECES = ["[", "]", "{", "}", ",", ":", '"', '"a"', '"b":', "0", "-1", "1.5", "1e9", "true", "null", "NaN", " ", "\n"]
PIECES += ["\\", "\\u00e9", "\\ud800", "é", "\x00", "{}", "[1,", '{"a":1,', ",]", ",}", "Infinity", "u", "9" * 5000]


def answers(python: Path, texts: list[bytes]) -> list[str]:
    """What the reference says to each text on this Python, with the libraries of this one, all of them in Python."""
    libraries = Path(attrs.__file__).parents[1]
    run = subprocess.run(
        [python, "-I", "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(libraries)!r}]\n{ANSWERS}"],
        input="".join(text.hex() + "\n" for text in texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


@pytest.mark.skipif(not OTHERS, reason="one Python only; install another, such as python3.13, to compare the two")
def test_every_python_gives_the_same_answers() -> None:
    chance = random.Random("one answer from every Python")
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 12))).encode() for _ in range(20_000)]
    texts += [text.encode() for text, _ in WRONG]
    here = answers(Path(sys.executable), texts)
    assert len(here) == len(texts)
    for other in OTHERS:
        different = [trio for trio in zip(texts, here, answers(other, texts), strict=True) if trio[1] != trio[2]]
        assert not different, (other, different[:3])
