"""Vectors on the first state (§5)."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.draw.suite import Suite
from leo_ref.encoding import JsonValue, to_octets
from leo_ref.ledger import Genesis, Producer
from leo_ref.values import AMOUNT_MOST, AccountId
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.ledger.deployment import ALICE, HERS, NODES, start


def genesis_cases() -> Cases:
    """Deployments that can begin, and those that cannot."""
    cases = Cases("ledger/genesis")
    sound = start()
    params = sound.parameters

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
        ("tau", evolve(params, tau=0)),
        ("tau-above-most", evolve(params, tau=params.max_tau + 1)),
        ("tau-below-least", evolve(params, tau=params.min_tau - 1)),
        ("least-votes", evolve(params, min_tau=0)),
        ("apply-window", evolve(params, apply_window=1)),
        ("ready-window", evolve(params, ready_window=1)),
        ("keys-window", evolve(params, keys_window=1)),
        ("confirm-window", evolve(params, confirm_window=1)),
        ("confirm-window-of-nothing", evolve(params, confirm_window=0)),
        ("block-of-no-time", evolve(params, seconds_per_block=0)),
        ("watch-window", evolve(params, watch_window=1, answer_window=2)),
        ("answer-window", evolve(params, answer_window=1)),
        ("answer-outlasts-watch", evolve(params, watch_window=5, answer_window=5)),
        ("run-window", evolve(params, max_run_window=1)),
        ("group", evolve(params, min_group=1)),
        ("floor", evolve(params, floor_numerator=2)),
    ):
        why = "no job would come to an end"
        beginning(f"senseless-{name}", why, evolve(nobody, parameters=parameters), "PARAMETER_OUT_OF_RANGE")
    makers = sound.producers
    many = tuple(Producer(account=AccountId(f"{number:064x}"), vrf_key=bytes(32)) for number in range(65))
    slow = evolve(nobody, parameters=evolve(params, draw_delay=64))
    beginning("most-producers", "as many as may be", evolve(slow, producers=many[:64]), OK, "§4")
    beginning("suite", "the other suite", evolve(sound, suite=Suite.ELL2), OK, "§4")
    beginning("no-producer", "nobody makes blocks", evolve(nobody, producers=()), "PRODUCERS_OUT_OF_RANGE")
    beginning("too-many-producers", "one more than may be", evolve(slow, producers=many), "PRODUCERS_OUT_OF_RANGE")
    beginning("producer-twice", "two turns for one", evolve(slow, producers=makers * 2), "PRODUCER_AGAIN")
    why = "its producer knows a beacon beforehand: others come in between"
    beginning("delay-too-short", why, evolve(nobody, producers=(*makers, many[1])), "PARAMETER_OUT_OF_RANGE")
    for name, why, given, code in (
        (
            "parameters-producers",
            "parameters before producers",
            evolve(nobody, parameters=evolve(params, tau=0), producers=()),
            "PARAMETER_OUT_OF_RANGE",
        ),
        ("twice-delay", "producers before the delay", evolve(nobody, producers=makers * 2), "PRODUCER_AGAIN"),
        (
            "delay-supply",
            "the delay before the balances",
            evolve(rich, producers=(*makers, many[1])),
            "PARAMETER_OUT_OF_RANGE",
        ),
        (
            "supply-clone",
            "the balances before the nodes",
            evolve(rich, nodes=clone),
            "SUPPLY_TOO_LARGE",
        ),
    ):
        beginning(f"both-{name}", why, given, code)
    return cases
