"""The lint of names finds what stands for two things, and the exceptions that are needed no more."""

from pathlib import Path

import pytest

from lints.names import findings, main

ROOT = Path(__file__).parents[2]


def package(folder: Path, **modules: str) -> Path:
    """A package of these modules."""
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(source)
    return folder


def test_every_name_means_one_thing() -> None:
    assert findings(ROOT / "leo_ref") == []


def test_a_name_in_two_modules_is_found(tmp_path: Path) -> None:
    two = package(tmp_path, fee="class Amount: ...", bond="class Amount: ...", name="class Name: ...")
    assert findings(two, {}) == [f"Amount is in {two / 'bond.py'}, {two / 'fee.py'}"]
    assert findings(two, {"Amount": "of money"}) == []


def test_an_exception_must_be_needed(tmp_path: Path) -> None:
    one = package(tmp_path, fee="class Amount: ...", bond="class _Amount: ...")
    assert findings(one, {"Amount": "of money"}) == ["Amount is an exception, but not in two modules"]


def test_what_is_inside_another_is_no_name_of_its_module(tmp_path: Path) -> None:
    inside = package(tmp_path, fee="class Fee:\n    class Amount: ...", bond="def f():\n    class Amount: ...")
    assert findings(inside, {}) == []


def test_findings_are_printed_and_give_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package(tmp_path, fee="class Fee: ...", bond="class Fee: ...")
    assert main([str(tmp_path)]) == 1
    assert "Fee is in " in capsys.readouterr().out
    assert main([]) == 2
    assert main([str(ROOT / "leo_ref")]) == 0
