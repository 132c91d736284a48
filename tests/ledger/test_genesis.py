"""What a deployment may begin with (§3, §5)."""

from __future__ import annotations

import pytest
from attrs import evolve, fields_dict
from immutables import Map

from leo_ref.attestation.appraisal.example import EXAMPLE as POLICY
from leo_ref.attestation.appraisal.kinds import Software, Tpm
from leo_ref.attestation.appraisal.policy import KernelList, Reference
from leo_ref.core.parameters import AT_LEAST_ONE, RESULT_MOST, Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity, Status
from leo_ref.core.values import AMOUNT_MOST, AccountId, NodeId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import genesis as beginning
from leo_ref.ledger.deployment import Producer
from leo_ref.ledger.genesis import FirstNode, Genesis, genesis_hash
from tests.ledger.participants import VERIFIERS

PARAMETERS = Parameters(total_credit=1000, min_tau=1)
PRODUCERS = tuple(Producer(account=AccountId(f"{number:064x}"), vrf_key=bytes(32)) for number in range(65))


def first(number: int, credit: int) -> FirstNode:
    identity = Identity(
        owner=AccountId(f"{number:064x}"),
        endorsement_key=number.to_bytes(32, "big"),
        attestation_key=bytes(32),
        vrf_key=bytes(32),
    )
    return FirstNode(identity=identity, credit=credit)


def start(params: Parameters = PARAMETERS, *credit: int) -> Genesis:
    nodes = {NodeId(f"{number:064x}"): first(number, units) for number, units in enumerate(credit or (300, 100, 0))}
    return Genesis(
        parameters=params,
        suite=Suite.TAI,
        time=0,
        evidence=Software(),
        producers=PRODUCERS[:1],
        balances=Map({AccountId("a" * 64): 5}),
        nodes=Map(nodes),
    )


def genesis(document: Genesis) -> State | Rejection:
    return beginning(VERIFIERS, document)


def test_credit_is_scaled_and_whoever_has_none_must_join() -> None:
    state = genesis(start())
    assert isinstance(state, State)
    assert [node.credit for _, node in sorted(state.nodes.items())] == [750, 250, 0]
    assert [node.status for _, node in sorted(state.nodes.items())] == [Status.ACTIVE, Status.ACTIVE, Status.SUSPENDED]


@pytest.mark.parametrize("name", AT_LEAST_ONE)
def test_a_parameter_of_nothing_is_refused(name: str) -> None:
    assert isinstance(genesis(start(evolve(PARAMETERS, **{name: 1}))), State)
    refused = genesis(start(evolve(PARAMETERS, **{name: 0})))
    assert refused == reject(Code.PARAMETER_OUT_OF_RANGE, parameter=name)


@pytest.mark.parametrize("name", [name for name in fields_dict(Parameters) if name.endswith("_window")])
def test_a_window_of_one_block_is_refused(name: str) -> None:
    params = evolve(PARAMETERS, answer_window=2)
    least = {"watch_window": 3, "confirm_window": 6}.get(name, 2)
    assert isinstance(genesis(start(evolve(params, **{name: least}))), State)
    for short in (0, 1):
        refused = genesis(start(evolve(params, **{name: short})))
        assert refused == reject(Code.PARAMETER_OUT_OF_RANGE, parameter=name)


def test_who_is_asked_last_still_answers_in_the_watch_window() -> None:
    assert isinstance(genesis(start(evolve(PARAMETERS, watch_window=5, answer_window=4))), State)
    late = genesis(start(evolve(PARAMETERS, watch_window=4, answer_window=4)))
    assert late == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="watch_window")


def test_who_lacks_the_result_has_two_blocks_to_ask_for_it() -> None:
    """What is due a block later than it is known may come a block late, too."""
    assert isinstance(genesis(start(evolve(PARAMETERS, confirm_window=10, answer_window=4))), State)
    for short in (8, 9):
        hasty = genesis(start(evolve(PARAMETERS, confirm_window=short, answer_window=4)))
        assert hasty == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="confirm_window")
    both = genesis(start(evolve(PARAMETERS, watch_window=4, answer_window=4, confirm_window=9)))
    assert both == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="watch_window")


def test_a_result_that_may_be_asked_for_fits_into_a_transaction() -> None:
    assert isinstance(genesis(start(evolve(PARAMETERS, max_result=RESULT_MOST))), State)
    longer = genesis(start(evolve(PARAMETERS, max_result=RESULT_MOST + 1)))
    assert longer == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="max_result")


def test_the_votes_of_a_join_are_those_that_a_task_may_ask_for() -> None:
    for tau in (3, 4, 7):
        assert isinstance(genesis(start(evolve(PARAMETERS, min_tau=3, tau=tau, max_tau=7))), State)
    for tau in (2, 8):
        refused = genesis(start(evolve(PARAMETERS, min_tau=3, tau=tau, max_tau=7)))
        assert refused == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="tau")


def test_a_group_needs_a_monitor_and_the_floor_is_below_tau() -> None:
    assert isinstance(genesis(start(evolve(PARAMETERS, min_group=2))), State)
    lonely = genesis(start(evolve(PARAMETERS, min_group=1)))
    assert lonely == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="min_group")
    assert isinstance(genesis(start(evolve(PARAMETERS, floor_numerator=2, floor_denominator=3))), State)
    for numerator, denominator in ((3, 3), (4, 3), (0, 0)):
        impossible = genesis(start(evolve(PARAMETERS, floor_numerator=numerator, floor_denominator=denominator)))
        assert impossible == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="floor_numerator")


def test_the_floor_of_a_join_is_below_tau() -> None:
    assert isinstance(genesis(start(evolve(PARAMETERS, join_floor_numerator=2, join_floor_denominator=3))), State)
    for numerator, denominator in ((3, 3), (4, 3), (0, 0)):
        floor = evolve(PARAMETERS, join_floor_numerator=numerator, join_floor_denominator=denominator)
        assert genesis(start(floor)) == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="join_floor_numerator")


def test_a_join_costs_something_and_its_deposit_pays_for_all_rounds() -> None:
    for fee, rounds in ((1, 3), (3, 3), (9, 1)):
        assert isinstance(genesis(start(evolve(PARAMETERS, join_fee=fee, rounds=rounds, join_deposit=9))), State)
    for fee, rounds in ((0, 3), (4, 3), (10, 1)):
        refused = genesis(start(evolve(PARAMETERS, join_fee=fee, rounds=rounds, join_deposit=9)))
        assert refused == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="join_fee")


def test_the_first_beacon_is_the_genesis_hash() -> None:
    state = genesis(start())
    assert isinstance(state, State)
    assert state.beacon == state.block_hash == genesis_hash(start())
    assert genesis_hash(evolve(start(), time=1)) != genesis_hash(start())


def test_there_are_producers_and_each_is_one() -> None:
    slow = evolve(start(), parameters=evolve(PARAMETERS, draw_delay=64))
    assert isinstance(genesis(evolve(slow, producers=PRODUCERS[:64])), State)
    nobody = genesis(evolve(slow, producers=()))
    assert nobody == reject(Code.PRODUCERS_OUT_OF_RANGE, producers=0, most=64)
    many = genesis(evolve(slow, producers=PRODUCERS))
    assert many == reject(Code.PRODUCERS_OUT_OF_RANGE, producers=65, most=64)
    twice = genesis(evolve(slow, producers=(*PRODUCERS[:3], evolve(PRODUCERS[1], vrf_key=b"\x01" * 32))))
    assert twice == reject(Code.PRODUCER_AGAIN, producer=PRODUCERS[1].account)


def test_everybody_makes_a_block_before_a_draw_opens() -> None:
    assert isinstance(genesis(evolve(start(evolve(PARAMETERS, draw_delay=3)), producers=PRODUCERS[:3])), State)
    hasty = genesis(evolve(start(evolve(PARAMETERS, draw_delay=2)), producers=PRODUCERS[:3]))
    assert hasty == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="draw_delay")
    at_once = genesis(start(evolve(PARAMETERS, draw_delay=0)))
    assert at_once == reject(Code.PARAMETER_OUT_OF_RANGE, parameter="draw_delay")


def test_balances_add_up_to_an_amount() -> None:
    most = Map({AccountId("a" * 64): AMOUNT_MOST})
    assert isinstance(genesis(evolve(start(), balances=most)), State)
    refused = genesis(evolve(start(), balances=most.set(AccountId("b" * 64), 1)))
    assert refused == reject(Code.SUPPLY_TOO_LARGE, supply=str(AMOUNT_MOST + 1))


def test_one_endorsement_key_backs_one_first_node() -> None:
    copied = start()
    names = sorted(copied.nodes)
    twice = evolve(copied, nodes=copied.nodes.set(names[2], copied.nodes[names[0]]))
    refused = genesis(twice)
    assert isinstance(refused, Rejection)
    assert refused == reject(Code.EK_IN_USE, node=names[0])


def test_the_first_nodes_are_checked_like_any_other() -> None:
    document = start()
    name = sorted(document.nodes)[1]
    unknown = evolve(document.nodes[name], identity=evolve(document.nodes[name].identity, endorsement_key=b""))
    refused = genesis(evolve(document, nodes=document.nodes.set(name, unknown)))
    assert refused == reject(Code.IDENTITY_FAILS, node=name, why="EK_TEMPLATE")


def test_a_ledger_judges_by_what_does_not_grow() -> None:
    """A kernel's list, and register 10 by reference, change with every file."""
    tpm = Tpm(policy=POLICY, roots=(), templates=frozenset())
    assert isinstance(genesis(evolve(start(), evidence=tpm)), State)
    listed = evolve(POLICY, registers=(*range(11), 14), kernel_list=KernelList(violations=False, files=None))
    registers = tuple(sorted({*POLICY.registers, 10}))
    reference = Reference(register=10, values=frozenset({bytes(32)}))
    measured = evolve(POLICY, registers=registers, references=(reference,))
    none = evolve(POLICY, registers=())
    for policy, part in ((listed, "kernel_list"), (none, "registers"), (measured, "kernel_list")):
        refused = genesis(evolve(start(), evidence=evolve(tpm, policy=policy)))
        assert refused == reject(Code.POLICY_REGISTERS, part=part)
