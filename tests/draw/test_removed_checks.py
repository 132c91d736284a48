"""Each check of the draw matters: taken out, the vectors that the table names tell; in place, all of them pass."""

from __future__ import annotations

import pytest

from tests.draw.removed.entry import Removed, naive
from tests.draw.removed.table import DOCUMENT, REMOVED, rendered
from tests.vectors.removed import Known, patched


def spelled(pattern: str) -> set[str]:
    """A pattern for both suites stands for two."""
    return {pattern.replace("[ell2-]", ""), pattern.replace("[ell2-]", "ell2-")}


KNOWN = Known(places=("draw/*.json", "rules/elect.json", "ledger/lookback.json"), spelled=spelled)


@pytest.mark.parametrize("removed", REMOVED, ids=lambda removed: removed.check.replace(" ", "-"))
def test_without_the_check_the_named_vectors_tell(removed: Removed, monkeypatch: pytest.MonkeyPatch) -> None:
    patched(monkeypatch, removed.patches)
    KNOWN.tell(removed)


def test_with_all_checks_they_pass() -> None:
    assert KNOWN.wrong(KNOWN.named([*(one for each in REMOVED for one in (*each.accepts, *each.differs))])) == []


def test_the_library_that_checks_nothing_is_all_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With it and every check in Python, whatever is said of points is the same."""
    about = KNOWN.named(
        pattern
        for removed in REMOVED
        if any(module == "leo_ref.draw.library" for module, _, _ in removed.patches)
        for pattern in (*removed.accepts, *removed.differs, "draw/vrf/*verify-good")
    )
    patched(monkeypatch, naive())
    assert KNOWN.wrong(about) == []


def test_the_names_of_the_checks_are_unique() -> None:
    assert len({removed.check for removed in REMOVED}) == len(REMOVED)


def test_the_document_is_the_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == rendered(), "./leo dev draw-checks"
