"""What the kit makes of programs that misbehave: the verdict of each, bounded memory, and nothing left running."""

from __future__ import annotations

import pytest

from tests.conformance.hostile import ADAPTERS, MARK, HostileOutcome, measured, put_to

LARGE = ("line of 100 MB", "JSON of 100 MB", "endless line", "nested too deeply", "20 MB of complaints")
"""Those that try to fill the kit's memory."""

MEBIBYTES = 64


@pytest.mark.parametrize("name", [name for name in ADAPTERS if name not in LARGE])
def test_its_verdict_is_right_and_nothing_of_it_survives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MARK, f"test-{name.encode().hex()}")
    held(name, put_to(name))


@pytest.mark.parametrize("name", LARGE)
def test_it_does_not_fill_the_memory(name: str) -> None:
    found = measured(name)
    held(name, found)
    assert found.mebibytes < MEBIBYTES


def held(name: str, found: HostileOutcome) -> None:
    """The outcome is the one that is written beside the adapter."""
    wanted = ADAPTERS[name]
    assert wanted.verdict in found.verdicts, found
    assert any(wanted.says in said for said in found.said) or not wanted.says, found
    if wanted.verdict == "passed":
        assert found.verdicts == {"passed": 8}
    assert found.left == 0
