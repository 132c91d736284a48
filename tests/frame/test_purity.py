"""The purity lint finds each thing it is there for, and nothing in code as the core is written."""

import ast
import tomllib
from pathlib import Path

import pytest

from lints.purity import IMPURE_ROOMS, findings, main, pure_modules

ROOT = Path(__file__).parents[2]

IMPURE = {
    "price = 1.5": "float",
    "phase = 2j": "float",
    "inverse = 10**-1": "float",
    "def half(x: int) -> int:\n    return x / 2": "division",
    "def halve(x: int) -> int:\n    x /= 2\n    return x": "division",
    "def f(x: int) -> int:\n    return float(x)": "call",
    "def f(x: int) -> int:\n    return round(x)": "call",
    "def f(x: str) -> int:\n    return hash(x)": "call",
    "def f() -> str:\n    return open('x').read()": "call",
    "print('hello')": "call",
    "input()": "call",
    "exec('x = 1')": "call",
    "eval('1')": "call",
    "__import__('os')": "call",
    "def key() -> object:\n    return SigningKey.generate()": "random",
    "def key() -> object:\n    return ec.generate_private_key(CURVE)": "random",
    "from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key": "import",
    "count = 0\ndef f() -> None:\n    global count\n    count = 1": "state",
    "def f() -> None:\n    x = 1\n    def g() -> None:\n        nonlocal x\n        x = 2": "state",
    "SEEN = {}": "state",
    "SEEN: Final = []": "state",
    "SEEN: dict[str, int] = {}": "state",
    "SEEN = set()": "state",
    "SEEN = collections.defaultdict(int)": "state",
    "SEEN = [x for x in (1, 2)]": "state",
    "if True:\n    SEEN = {1}": "state",
    "class Node:\n    seen = []": "state",
    "TOTAL = 0\nTOTAL += 1": "state",
    "def f(seen: list[int] = []) -> None: ...": "state",
    "def f(*, seen: list[int] = []) -> None: ...": "state",
    "try:\n    x = 1\nexcept:\n    x = 2": "except",
    "async def f() -> None: ...": "async",
    "import os": "import",
    "import time": "import",
    "import datetime": "import",
    "from datetime import date": "import",
    "import os.path": "import",
    "def f() -> None:\n    import random": "import",
    "import math": "import",
    "from math import sqrt": "import",
    "from functools import lru_cache": "import",
    "import functools": "import",
    "from nacl.utils import random": "import",
    "import nacl.utils": "import",
    "if TYPE_CHECKING:\n    import os\nelse:\n    import sys": "import",
}

PURE = """
from __future__ import annotations
from math import comb, isqrt
from typing import TYPE_CHECKING, Final
from nacl.bindings import crypto_sign_open
if TYPE_CHECKING:
    from typing_extensions import TypeForm
__all__ = ["half"]
LIMITS: Final = (1, 2)
NAMES: Final = frozenset({"a", "b"})
TABLE: Final[Mapping[str, int]] = {"a": 1}
def half(x: int) -> int:
    local = [x // 2, comb(x, 2), 2**3]
    try:
        return local[0]
    except IndexError:
        return 0
"""


@pytest.mark.parametrize(("source", "rule"), IMPURE.items(), ids=list(IMPURE))
def test_each_impurity_is_found_by_its_rule(source: str, rule: str) -> None:
    found = findings(source)
    assert {finding.rule for finding in found} == {rule}


def test_pure_code_has_no_findings() -> None:
    assert findings(PURE) == []


def test_the_names_of_a_type_checking_block_alone_are_exempt() -> None:
    only_types = "if TYPE_CHECKING:\n    import os"
    assert findings(only_types) == []
    assert findings(only_types.replace("TYPE_CHECKING", "True"))


def test_an_exception_needs_a_reason_in_words_on_its_line() -> None:
    assert findings("from functools import cache  # purity: a memo keyed by few classes") == []
    assert findings("from functools import cache  # purity:")
    assert findings("# purity: not on the line\nfrom functools import cache")


def test_the_line_of_a_finding_is_the_line_of_the_fault() -> None:
    assert [finding.line for finding in findings("x = 1\n\ny = 1.5\n")] == [3]


def test_a_finding_is_printed_with_its_place_and_gives_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tmp_path / "rules" / "fee.py"
    module.parent.mkdir()
    module.write_text("FEE = 0.1\n")
    assert main([str(tmp_path)]) == 1
    assert f"{module}:1: float: the literal 0.1" in capsys.readouterr().out
    module.write_text("FEE = 1\n")
    assert main([str(tmp_path)]) == 0


def test_rooms_that_touch_the_world_are_left_out_and_no_others(tmp_path: Path) -> None:
    for name in ("cli/a.py", "speccheck/b.py", "ledger/cli.py", "tick.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert [str(path.relative_to(tmp_path)) for path in pure_modules(tmp_path)] == ["ledger/cli.py", "tick.py"]


def test_lint_and_import_contract_agree_on_which_rooms_are_impure() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}
    exempt = {line.split()[0].removesuffix(".**") for line in contracts["pure"]["ignore_imports"]}
    assert exempt == {f"leo_ref.{room}" for room in IMPURE_ROOMS}


def test_every_pure_module_parses_and_is_looked_at() -> None:
    modules = pure_modules(ROOT / "leo_ref")
    assert ROOT / "leo_ref" / "core" / "rejections.py" in modules
    for module in modules:
        ast.parse(module.read_text())
