"""One task from its posting to its payment, through rules and ticks: stages, beacons, the bond, what is kept."""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import EncryptionKeys, Job, Outcome, Part, Requirement, Stage
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import (
    Apply,
    Approve,
    Body,
    Certificates,
    Confirm,
    OfferService,
    PostTask,
    ReleaseKey,
    RequestPayment,
    Show,
)
from leo_ref.core.values import LEO, AccountId, JobId, NodeId, ServiceId
from leo_ref.draw.ticket import Ticket
from leo_ref.ledger.apply import execute
from leo_ref.ledger.tick import tick
from leo_ref.sealing.result import result_digest
from tests.course.scene import ALICE, BOB, JOB, SERVICE
from tests.course.symbols import RIGHT, Symbols, evidence

PARAMS: Final = Parameters(lookback=0, min_group=3, draw_delay=2)
VOTES: Final = {"x": 5, "m1": 4, "m2": 3}
MONITORS: Final = ("m1", "m2")
IMPRINT: Final = Imprint(length=16, root=bytes(32))


class Drawn(Symbols):
    """FAKE draw: everybody has the votes of the table, with certified keys."""

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        return Ticket(VOTES[node], bytes(64))

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        return True


def first_state() -> State:
    identity = Identity(owner=AccountId("o"), endorsement_key=bytes(32), attestation_key=bytes(32), vrf_key=bytes(32))
    node = Node(
        identity=identity, endorsement=bytes(32), status=Status.ACTIVE, credit=PARAMS.total_credit // 4, since=0
    )
    everybody = (ALICE, BOB, *VOTES)
    return State(
        height=0,
        block_hash=bytes(32),
        beacon=beacon(0),
        accounts=Map({AccountId(name): Account(20 * LEO) for name in everybody}),
        nodes=Map({NodeId(name): node for name in VOTES}),
    )


def beacon(height: int) -> bytes:
    return bytes([height]) * 64


class Play:
    """A ledger to which transactions are sent."""

    def __init__(self) -> None:
        self.state = first_state()

    @property
    def job(self) -> Job:
        return self.state.jobs[JOB]

    def stands(self, stage: Stage) -> bool:
        """Whether the task is in this stage."""
        return self.job.stage is stage

    def send(self, sender: str, body: Body, name: str = "") -> None:
        after = execute(PARAMS, Drawn(), self.state, AccountId(sender), name, body)
        assert not isinstance(after, Rejection), after
        self.state = after

    def end_block(self) -> None:
        height = self.state.height + 1
        self.state = tick(PARAMS, self.state, bytes(32), beacon(height))

    def end_blocks(self, stage: Stage) -> None:
        """Blocks until the task is in this stage."""
        for _ in range(PARAMS.max_run_window):
            if self.job.stage is stage:
                return
            self.end_block()
        raise AssertionError(stage)


def during(node: str) -> Evidence:
    return evidence("x", Phase.DURING, NodeId(node), b"pass")


def offered(play: Play) -> None:
    offer = Offer(
        code=IMPRINT,
        image=bytes(32),
        price=3 * LEO,
        key_commitment=bytes(32),
        least_tau=0,
        least_result_limit=0,
        least_time_limit=0,
    )
    play.send(BOB, OfferService(offer=offer, bond=3 * LEO), SERVICE)


def posted(play: Play) -> None:
    body = PostTask(
        service=ServiceId(SERVICE),
        data=IMPRINT,
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=10 * LEO,
        deposit=8 * LEO,
        tau=10,
        run_window=32,
        result_limit=2**20,
    )
    play.send(ALICE, body, JOB)


def drawn(play: Play) -> None:
    """Everybody claims a place."""
    play.end_blocks(Stage.APPLY)
    keys = EncryptionKeys(task=b"for the task", service=b"for the service")
    for node in VOTES:
        certificates = Certificates(task=b"", service=b"")
        play.send(node, Apply(job=JOB, round=1, proof=b"", encryption_keys=keys, certificates=certificates))
    play.end_blocks(Stage.READY)


def shown(play: Play) -> None:
    """The group is drawn and its executor shows its machine."""
    drawn(play)
    play.send("x", Show(job=JOB, evidence=evidence("x", Phase.BEFORE, None, b"pass")))


def test_from_posting_to_payment() -> None:
    play = Play()
    offered(play)
    posted(play)
    play.end_block()
    assert play.stands(Stage.POSTED)
    assert play.state.services[SERVICE].bond == LEO
    play.end_blocks(Stage.APPLY)
    assert (play.state.height, play.job.beacon) == (1 + PARAMS.draw_delay, beacon(play.state.height))
    shown(play)
    closed = play.state.height
    assert play.job.beacon == beacon(closed)
    play.end_block()
    assert play.stands(Stage.APPROVE)
    assert play.job.executor == "x"
    for node in MONITORS:
        play.send(node, Approve(job=JOB))
    play.end_block()
    assert play.stands(Stage.KEYS)
    assert play.job.beacon == beacon(closed)
    for part, owner in ((Part.SERVICE, BOB), (Part.TASK, ALICE)):
        play.send(owner, ReleaseKey(job=JOB, part=part, key=RIGHT))
    assert play.stands(Stage.KEYS)
    play.end_block()
    opened = play.state.height
    assert play.stands(Stage.RUN)
    assert play.job.beacon == beacon(opened)
    while play.state.height < opened + PARAMS.watch_window:
        play.end_block()
    after = evidence("x", Phase.AFTER, None, b"pass")
    play.send("x", RequestPayment(job=JOB, result=result_digest(b"result"), evidence=after))
    play.end_block()
    assert play.stands(Stage.CONFIRM)
    for node in MONITORS:
        play.send(node, Confirm(job=JOB, evidence=during(node)))
    before = play.job
    play.end_blocks(Stage.SETTLED)
    paid = {BOB: 3 * LEO, "x": 11 * LEO, "m1": 8 * LEO + 3 * LEO // 2, "m2": 8 * LEO + 3 * LEO // 2}
    assert play.job == Job(
        terms=before.terms,
        stage=Stage.SETTLED,
        round=1,
        escrow=0,
        group=before.group,
        executor=before.executor,
        outcome=Outcome.DONE,
        payouts=Map({AccountId(name): units for name, units in paid.items()}),
    )
    assert play.state.burned == LEO
    assert play.state.services[SERVICE].bond == 3 * LEO
    assert play.state.accounts[ALICE].balance == 10 * LEO


def test_a_service_that_keeps_its_key_loses_what_was_held_and_has_the_rest_back() -> None:
    play = Play()
    offered(play)
    posted(play)
    shown(play)
    play.end_block()
    play.send("m1", Approve(job=JOB))
    play.end_block()
    play.send(ALICE, ReleaseKey(job=JOB, part=Part.TASK, key=RIGHT))
    play.end_blocks(Stage.SETTLED)
    assert play.job.outcome is Outcome.SERVICE_FAULT
    # Of the hold of 2 LEO the fee and half of the votes' pay burn; m1 has the other half.
    assert play.state.accounts[AccountId("m1")].balance == 20 * LEO + LEO // 2
    assert play.state.burned == LEO + LEO // 2
    service = play.state.services[SERVICE]
    assert (service.live, service.bond) == (False, 0)
    assert [play.state.accounts[one].balance for one in (ALICE, BOB)] == [20 * LEO, 18 * LEO]


def test_an_executor_that_shows_nothing_is_at_fault() -> None:
    play = Play()
    offered(play)
    posted(play)
    drawn(play)
    play.end_blocks(Stage.SETTLED)
    assert play.job.outcome is Outcome.EXECUTOR_FAULT
