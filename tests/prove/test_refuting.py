"""A fault in a rule is refuted by both solvers, with numbers on which the faulty function itself shows it."""

from __future__ import annotations

from types import ModuleType

import pytest
from attrs import evolve

from leo_ref.prove.properties.catalogue import chosen
from leo_ref.prove.prove import prove
from leo_ref.prove.report import Conclusion
from leo_ref.prove.rules import Rules
from leo_ref.prove.solvers import SOLVERS
from leo_ref.rules import credit, market, settlement
from tests.prove.mutants import mutated

SECONDS = 60

FAULTS = {
    "posting holds nothing of the bond": (market, "post_task", "bond=service.bond - hold", "bond=service.bond"),
    "what is left over stays nowhere": (settlement, "settlement", "burned=burned,", "burned=burned - burned % 2,"),
    "the fee of one round only": (
        *(settlement, "settlement", "params.join_fee * job.round"),
        "params.join_fee",
    ),
    "an attestor's share is rounded up": (
        *(settlement, "settlement", "(job.terms.deposit - fee(params, job)) // members"),
        "-((fee(params, job) - job.terms.deposit) // members)",
    ),
    "a rich liar pays less": (
        credit,
        "after_lie",
        "max(penalty, credit // LIE_SHARE)",
        "min(penalty, credit // LIE_SHARE)",
    ),
    "no half for a candidate": (credit, "joining_credit", "total // (2 * len(active))", "total // len(active)"),
    "the last unit is lost": (credit, "normalised", "[:left]", "[: left - 1 if left else 0]"),
    "the least remainder first": (credit, "normalised", "(-rests[node], node)", "(rests[node], node)"),
}

FOUND_BY = {
    "posting holds nothing of the bond": "task-conserved",
    "what is left over stays nowhere": "task-conserved",
    "the fee of one round only": "join-signs",
    "an attestor's share is rounded up": "join-dust",
    "a rich liar pays less": "credit-lie",
    "no half for a candidate": "credit-beginning",
    "the last unit is lost": "credit-scaled",
    "the least remainder first": "credit-scaled",
}


def faulty(module: ModuleType, function: str, before: str, after: str) -> Rules:
    return evolve(Rules(), **{function: mutated(module, function, before, after)})


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refuted_with_numbers_that_show_it(fault: str) -> None:
    """`prove` runs the faulty function on each solver's numbers, and fails where nothing is wrong with them."""
    (wanted,) = chosen((FOUND_BY[fault],))
    report = prove(wanted, 2, faulty(*FAULTS[fault]), seconds=SECONDS)
    assert report.conclusion is Conclusion.REFUTED, report.problem
    assert {found.solver for found in report.refutations} == set(SOLVERS)
    assert all(found.wrong for found in report.refutations)
