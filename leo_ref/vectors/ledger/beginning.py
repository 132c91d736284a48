"""Vectors on the first state (§5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import evolve
from immutables import Map

from leo_ref.attestation.appraisal.example import EXAMPLE
from leo_ref.attestation.appraisal.kinds import Tpm
from leo_ref.attestation.appraisal.policy import KernelList, Reference
from leo_ref.attestation.identity.endorsement import Template
from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.parameters import AT_LEAST_ONE, AT_LEAST_TWO, RESULT_MOST
from leo_ref.core.values import AMOUNT_MOST, COUNT_MOST, AccountId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis, Producer
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.ledger.deployment import ALICE, HERS, NODES, start

SHORTEST: Final = tuple(name for name in AT_LEAST_TWO if name not in ("watch_window", "confirm_window"))
"""The windows that may be two blocks long whatever the others are."""


TPM: Final = Tpm(policy=EXAMPLE, roots=(), templates=frozenset({Template.L_2}))
"""Evidence of TPMs, of which no authority is believed."""
LISTED: Final = evolve(EXAMPLE, registers=(*range(11), 14), kernel_list=KernelList(violations=True, files=None))
"""A policy that asks for the kernel's list."""
REFERRED: Final = evolve(
    EXAMPLE,
    registers=LISTED.registers,
    references=(*EXAMPLE.references, Reference(register=10, values=frozenset({bytes(32)}))),
)
"""A policy that knows one value of the register of the kernel's list."""

Beginning: TypeAlias = Callable[[str, str, Genesis, str, str], None]
"""Adds a vector: name, why, document, how it ends, clause."""


def evidence(beginning: Beginning, nobody: Genesis) -> None:
    """What evidence may be judged by, where there are no nodes."""
    sound = evolve(nobody, evidence=TPM)
    beginning("evidence-tpm", "a policy without the kernel's list", sound, OK, "§4")
    every = evolve(sound, evidence=evolve(TPM, templates=frozenset(Template)))
    beginning("evidence-templates", "every template", every, OK, "§4")
    for name, why, policy in (
        ("listed", "a list that grows is published by nobody in time", LISTED),
        ("referred", "the register of that list has no value for good", REFERRED),
        ("unsound", "registers of which nothing is asked", evolve(EXAMPLE, boot_log=None)),
    ):
        given = evolve(sound, evidence=evolve(TPM, policy=policy))
        beginning(f"evidence-{name}", why, given, "POLICY_REGISTERS", "")


def genesis_cases() -> Cases:
    """Deployments that can begin, and those that cannot."""
    cases = Cases("ledger/genesis")
    sound = start()
    params = sound.parameters

    def beginning(name: str, why: str, given: Genesis, ends: str, clause: str = "") -> None:
        request: dict[str, JsonValue] = {"request": "genesis", "octets": {"$octets": encode(given)}}
        cases.add(name, why, request, ends, clause=clause)

    beginning("sound", "credit is scaled to the total", sound, OK, "§5")
    nobody = evolve(sound, nodes=Map(), balances=Map())
    beginning("nobody", "nobody is there yet", nobody, OK, "§5")
    weak = evolve(sound, nodes=sound.nodes.set(HERS.id, evolve(sound.nodes[HERS.id], credit=0)))
    beginning("node-without-credit", "it has to join", weak, OK, "§5")
    cloned = evolve(HERS.identity, endorsement_key=NODES[0].identity.endorsement_key)
    clone = sound.nodes.set(HERS.id, evolve(sound.nodes[HERS.id], identity=cloned))
    beginning("clone", "one TPM, one node", evolve(sound, nodes=clone), "EK_IN_USE")
    nobodys = evolve(HERS.identity, attestation_key=bytes(31))
    unknown = sound.nodes.set(HERS.id, evolve(sound.nodes[HERS.id], identity=nobodys))
    beginning("identity", "a key of Ed25519 has 32 octets", evolve(sound, nodes=unknown), "IDENTITY_FAILS")
    evidence(beginning, nobody)
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
        ("no-time-to-ask", evolve(params, confirm_window=6, answer_window=3)),
        ("no-time-to-ask-late", evolve(params, confirm_window=7, answer_window=3)),
        ("run-window", evolve(params, max_run_window=1)),
        ("result", evolve(params, max_result=RESULT_MOST + 1)),
        ("group", evolve(params, min_group=1)),
        ("floor", evolve(params, floor_numerator=2)),
        ("join-floor", evolve(params, join_floor_numerator=4)),
        ("join-fee", evolve(params, join_fee=params.join_deposit // params.rounds + 1)),
    ):
        why = "no job would come to an end"
        beginning(f"senseless-{name}", why, evolve(nobody, parameters=parameters), "PARAMETER_OUT_OF_RANGE")
    for name in (*AT_LEAST_ONE, *AT_LEAST_TWO):
        given = evolve(nobody, parameters=evolve(params, **{name: 0}))
        beginning(f"zero-{name.replace('_', '-')}", "nothing would ever happen in it", given, "PARAMETER_OUT_OF_RANGE")
    makers = sound.producers
    for name, why, parameters in (
        ("tau-most", "as many votes as may be", evolve(params, tau=params.max_tau)),
        ("tau-least", "as few votes as may be", evolve(params, tau=params.min_tau)),
        ("tau-one", "one vote", evolve(params, tau=1, min_tau=1, max_tau=1)),
        ("total-credit-most", "2^53 - 1 is a count", evolve(params, total_credit=COUNT_MOST)),
        ("total-credit-least", "one unit of credit", evolve(params, total_credit=1)),
        ("group-least", "an executor and a monitor", evolve(params, min_group=2)),
        ("rounds-least", "one draw", evolve(params, rounds=1)),
        ("result-nothing", "no octets of a result", evolve(params, max_result=0)),
        ("second", "a block a second", evolve(params, seconds_per_block=1)),
        ("floor-nothing", "no share of tau", evolve(params, floor_numerator=0)),
        ("floor-most", "nearly all of tau", evolve(params, floor_numerator=2**53 - 2, floor_denominator=2**53 - 1)),
        ("join-floor-nothing", "no share of tau", evolve(params, join_floor_numerator=0)),
        ("join-floor-below", "less than that of a task", evolve(params, join_floor_numerator=1)),
        ("join-fee-least", "one unit", evolve(params, join_fee=1)),
        (
            "join-fee-most",
            "all of the deposit, in the last round",
            evolve(params, join_fee=params.join_deposit // params.rounds),
        ),
        ("watch-least", "one block more than an answer takes", evolve(params, watch_window=3, answer_window=2)),
        (
            "least-confirm-window",
            "two blocks to ask for the result, and twice what an answer takes",
            evolve(params, confirm_window=6, answer_window=2),
        ),
        *(
            (f"least-{name.replace('_', '-')}", "a block may come late", evolve(params, **{name: 2}))
            for name in SHORTEST
        ),
    ):
        beginning(f"extreme-{name}", why, evolve(nobody, parameters=parameters), OK, "§3")
    above = evolve(params, total_credit=COUNT_MOST + 1)
    beginning("total-credit-above", "2^53 is no count", evolve(nobody, parameters=above), "PARAMETER_OUT_OF_RANGE")
    other = AccountId("0f" * 32)
    for name, balance, ends in (("most", 0, OK), ("above", 1, "SUPPLY_TOO_LARGE")):
        given = evolve(nobody, balances=Map({ALICE.account: AMOUNT_MOST, other: balance}))
        beginning(f"supply-{name}", "all money together is an amount, up to 2^128 - 1", given, ends, "§4")
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
        *(
            (name, why, evolve(nobody, parameters=evolve(params, **changes)), "PARAMETER_OUT_OF_RANGE")
            for name, why, changes in (
                ("second-join-fee", "the time of a block before the fee", {"seconds_per_block": 0, "join_fee": 0}),
                ("join-fee-total-credit", "the fee before all credit", {"join_fee": 0, "total_credit": 0}),
                ("group-floor", "the group before its floor", {"min_group": 1, "floor_numerator": 2}),
                ("floors", "the floor of tasks first", {"floor_numerator": 2, "join_floor_numerator": 4}),
                ("floor-fee", "the floor of joins before the deposit", {"join_floor_numerator": 4, "join_deposit": 0}),
            )
        ),
        (
            "fee-producers",
            "what the deposit pays for before the producers",
            evolve(nobody, parameters=evolve(params, join_deposit=0), producers=()),
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
            "policy-supply",
            "the policy before the balances",
            evolve(rich, evidence=evolve(TPM, policy=LISTED)),
            "POLICY_REGISTERS",
        ),
        (
            "delay-policy",
            "the delay before the policy",
            evolve(nobody, producers=(*makers, many[1]), evidence=evolve(TPM, policy=LISTED)),
            "PARAMETER_OUT_OF_RANGE",
        ),
        (
            "supply-identity",
            "the balances before the nodes",
            evolve(rich, nodes=unknown),
            "SUPPLY_TOO_LARGE",
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
