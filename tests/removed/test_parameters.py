"""Each parameter read under the name of each other one is noticed by a vector."""

from __future__ import annotations

from leo_ref.core.parameters import Parameters
from tests.removed import parameters
from tests.removed.replay import vectors


def test_no_parameter_can_be_taken_for_another() -> None:
    assert parameters.unnoticed(vectors()) == []


def test_what_no_vector_tells_is_found() -> None:
    """The liars of these have so much credit that a tenth of it is more than any penalty."""
    lies = [vector for vector in vectors() if vector.id in ("ledger/accuse/accuse-lie", "ledger/confirm/confirm-lie")]
    assert ("monitor_penalty", "executor_penalty") in parameters.unnoticed(lies)


def test_the_parameters_are_their_own_again() -> None:
    with parameters.reading() as (attributes, _):
        attributes["tau"].given = "rounds"
        assert Parameters().tau == Parameters().rounds
    assert Parameters().tau != Parameters().rounds
