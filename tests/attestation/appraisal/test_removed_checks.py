"""Each check of the appraisal matters: taken out, the vectors that the table names tell; in place, all of them pass."""

from __future__ import annotations

import pytest

from leo_ref.core.rejections import Code
from tests.attestation.appraisal.removed.entry import Removed
from tests.attestation.appraisal.removed.table import DOCUMENT, REMOVED, rendered
from tests.vectors.removed import Known, patched

KNOWN = Known(places=("appraisal/*.json",))
OF_THE_APPRAISAL = ("POLICY_", "QUOTE_", "LOG_", "KERNEL_LIST_FILE", "JOB_LOG_", "HISTORY_")


@pytest.mark.parametrize("removed", REMOVED, ids=lambda removed: removed.check.replace(" ", "-"))
def test_without_the_check_the_named_vectors_tell(removed: Removed, monkeypatch: pytest.MonkeyPatch) -> None:
    patched(monkeypatch, removed.patches)
    KNOWN.tell(removed)


def test_with_all_checks_they_pass() -> None:
    assert KNOWN.wrong(KNOWN.named([*(one for each in REMOVED for one in (*each.accepts, *each.differs))])) == []


def test_every_code_of_the_appraisal_has_a_check_in_the_table() -> None:
    told = set()
    for removed in REMOVED:
        for identity in KNOWN.named([*removed.accepts, *removed.differs]):
            _, answer = KNOWN.vectors()[identity]
            told.add(answer.get("refused", {}).get("code"))
    assert {code.name for code in Code if code.name.startswith(OF_THE_APPRAISAL)} <= told


def test_the_names_of_the_checks_are_unique() -> None:
    assert len({removed.check for removed in REMOVED}) == len(REMOVED)


def test_the_document_is_the_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == rendered(), "./leo dev evidence-checks"
