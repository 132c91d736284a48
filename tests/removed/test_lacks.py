"""What is told of a missing check is so: without it the named vectors are accepted, or answered otherwise."""

from __future__ import annotations

from pkgutil import resolve_name

import pytest

from leo_ref.core.rejections import Code
from tests.removed.lack import Lack, outcomes, patched
from tests.removed.lacks.library import naive
from tests.removed.lacks.table import LACKS, lack_of
from tests.removed.named import by_id, named
from tests.removed.replay import Outcome, Turns

OF_THE_APPRAISAL = ("POLICY_", "QUOTE_", "LOG_", "KERNEL_LIST_FILE", "JOB_LOG_", "HISTORY_")


@pytest.mark.parametrize("lack", LACKS, ids=lambda lack: lack.check.replace(" ", "-"))
def test_the_named_vectors_tell(lack: Lack) -> None:
    assert lack.right()
    assert outcomes(lack) == lack.right()


def test_each_is_of_a_check_of_its_own_or_made_otherwise() -> None:
    assert all(bool(lack.text) != bool(lack.patches) for lack in LACKS)
    assert len({lack.check for lack in LACKS}) == len(LACKS)
    assert set(lack_of().values()) == {lack for lack in LACKS if lack.text}


def test_each_is_of_a_function_of_the_reference() -> None:
    for lack in LACKS:
        resolve_name(f"leo_ref.{lack.where}")


def test_the_library_that_checks_nothing_is_all_that_differs() -> None:
    """With it and every check in Python, whatever is said of points is the same."""
    lacks = [lack for lack in LACKS if any(module == "leo_ref.draw.library" for module, _, _ in lack.patches)]
    about = {identity for lack in lacks for identity in lack.right()} | {*named(["draw/vrf/*verify-good"])}
    with patched(naive()):
        assert {by_id()[identity].outcome(Turns()) for identity in about} == {Outcome.RIGHT}


def test_every_code_of_the_appraisal_is_told() -> None:
    codes = {by_id()[identity].code for lack in LACKS for identity in lack.right()}
    assert {code.name for code in Code if code.name.startswith(OF_THE_APPRAISAL)} <= codes
