"""Vectors on the first state (§5)."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.encoding import JsonValue, to_octets
from leo_ref.ledger import Genesis
from leo_ref.values import AMOUNT_MOST
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.ledger.deployment import ALICE, HERS, NODES, start


def genesis_cases() -> Cases:
    """Deployments that can begin, and those that cannot."""
    cases = Cases("ledger/genesis")
    sound = start()

    def beginning(name: str, why: str, given: Genesis, ends: str, clause: str = "") -> None:
        request: dict[str, JsonValue] = {"request": "genesis", "octets": to_octets(given).hex()}
        cases.add(name, why, request, ends, clause=clause)

    beginning("sound", "credit is scaled to the total", sound, OK, "§5")
    nobody = evolve(sound, nodes=Map(), balances=Map())
    beginning("nobody", "nobody is there yet", nobody, OK, "§5")
    weak = evolve(sound, nodes=sound.nodes.set(HERS.id, evolve(sound.nodes[HERS.id], credit=0)))
    beginning("node-without-credit", "it has to join", weak, OK, "§5")
    cloned = evolve(HERS.identity, endorsement_key=NODES[0].identity.endorsement_key)
    clone = sound.nodes.set(HERS.id, evolve(sound.nodes[HERS.id], identity=cloned))
    beginning("clone", "one TPM, one node", evolve(sound, nodes=clone), "EK_IN_USE")
    rich = evolve(sound, balances=sound.balances.set(ALICE.account, AMOUNT_MOST))
    beginning("too-much-money", "sums stay amounts", rich, "SUPPLY_TOO_LARGE")
    for name, parameters in (
        ("tau", evolve(sound.parameters, tau=0)),
        ("tau-above-most", evolve(sound.parameters, tau=sound.parameters.max_tau + 1)),
        ("tau-below-least", evolve(sound.parameters, tau=sound.parameters.min_tau - 1)),
        ("least-votes", evolve(sound.parameters, min_tau=0)),
        ("window", evolve(sound.parameters, confirm_window=0)),
        ("block-of-no-time", evolve(sound.parameters, seconds_per_block=0)),
        ("watch-window", evolve(sound.parameters, watch_window=1, answer_window=2)),
        ("answer-window", evolve(sound.parameters, answer_window=1)),
        ("answer-outlasts-watch", evolve(sound.parameters, watch_window=5, answer_window=5)),
        ("run-window", evolve(sound.parameters, max_run_window=1)),
        ("group", evolve(sound.parameters, min_group=1)),
        ("floor", evolve(sound.parameters, floor_numerator=2)),
    ):
        why = "no job would come to an end"
        beginning(f"senseless-{name}", why, evolve(sound, parameters=parameters), "PARAMETER_OUT_OF_RANGE")
    return cases
