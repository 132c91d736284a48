"""Alice and Bob on a running network: orders to their processes, and the story as the ledger's blocks tell it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import trio
from attrs import evolve, frozen
from httpx import Response
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Join
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId
from leo_ref.demo.bobs_program import PROGRAM
from leo_ref.demo.participants import REQUIREMENT, Participants
from leo_ref.demo.picture import CODE, alices_picture
from leo_ref.demo.play import BlockSteps, End, play
from leo_ref.demo.setup import Setup
from leo_ref.ledger import Block, Genesis, apply_block
from leo_ref.network.driver.ready import IMAGE, OFFER, task_on
from leo_ref.network.ledger.client import LedgerClient
from leo_ref.network.ledger.failure import Failure as Unanswered
from leo_ref.network.ledger.failure import LedgerFailure
from leo_ref.network.party.control import ask
from leo_ref.network.party.failure import Failure as Unreachable
from leo_ref.network.party.failure import PartyFailure
from leo_ref.network.party.role import chain_of
from leo_ref.network.testnet.building import ALICE, BOB, NEWCOMER, Members, image_of
from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.parties.message import JoinOrder, Order, Party
from leo_ref.parties.simulator.simulation import Frame, Start
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.sealing.program_result import ProgramResult

CONTACT: Final = 30.0
"""Seconds in which each party has to reach another one."""
LOOK: Final = 0.05
"""Seconds from one look for a block to the next."""
PATIENCE: Final = 60.0
"""Seconds without a block after which the story is stuck."""


@frozen(kw_only=True)
class NetworkStory:
    """Who is told about, and how."""

    actors: Participants
    setup: Setup
    start: Start
    names: tuple[str, ...]
    """Of all parties, as their folders are called."""


def story_of(folder: Path, members: Members, url: str) -> NetworkStory:
    """What the story needs of the network: names, and the ledger at its beginning. It has nobody's keys."""
    genesis = trio.run(_genesis, url)
    chain = chain_of(genesis)
    actors = Participants(
        seed=b"",
        alice=_known(members.of(ALICE)),
        bob=_known(members.of(BOB)),
        nodes=tuple(_known(members.of(name)) for name in members.nodes),
        newcomer=_known(members.of(NEWCOMER)),
        producer=_known(genesis.producers[0].account),
    )
    setup = Setup(
        alice=actors.alice,
        evidence=genesis.evidence,
        machines=Map(),
        image=IMAGE if isinstance(genesis.evidence, Software) else image_of(folder),
        code=CODE if isinstance(genesis.evidence, Software) else PROGRAM,
        data=alices_picture(),
        requirement=REQUIREMENT,
        is_chosen=False,
    )
    start = Start(
        deployment=genesis.deployment,
        producer=actors.producer,
        verifiers=chain.verifiers,
        state=chain.state,
        parties=Map({actors.alice.name: TaskOwner(keys=actors.alice, chain=chain)}),
    )
    return NetworkStory(actors=actors, setup=setup, start=start, names=(*members.nodes, NEWCOMER, BOB, ALICE))


def story(folder: Path, url: str, told: NetworkStory) -> Iterator[BlockSteps | End]:
    """What each block brought, and the end.

    Raises:
        TestnetFailure: NOBODY_REACHED, STORY_PLAYED, STORY_STUCK.
        PartyFailure: a process does not answer.
    """
    yield from play(told.actors, told.setup, told.start, frames(folder, url, told))


def frames(folder: Path, url: str, told: NetworkStory) -> Iterator[Frame]:
    """A frame for each block, with orders given when their time has come."""
    state, parties = told.start.state, told.start.parties
    if asked(folder, ALICE, "GET", "/status").json()["result"]:
        raise TestnetFailure(Failure.STORY_PLAYED, f"{folder}.", "Play it on a new one: leo testnet story NEW-FOLDER")
    await_contact(folder, told.names)
    order(folder, BOB, evolve(OFFER, code=told.setup.code, image=told.setup.image))
    joins = posted = False
    for number, block in enumerate(blocks(url), start=1):
        after = apply_block(told.start.deployment, told.start.verifiers, state, block)
        if isinstance(after, Rejection):
            raise TestnetFailure(
                Failure.STORY_STUCK, f"Block {block.height}: {after}.", "The ledger service is faulty."
            )
        state, owner = after, parties[told.actors.alice.name]
        if posted:
            parties = parties.set(told.actors.alice.name, _with_result(folder, owner))
        yield Frame(time=number, state=state, block=block, parties=parties, events=())
        if not joins and state.services:
            order(folder, NEWCOMER, JoinOrder(owner=told.actors.newcomer.name))
            joins = True
        if not posted and _has_joined(state):
            (service,) = state.services
            order(folder, ALICE, task_on(service, told.start.deployment.parameters.max_result))
            posted = True


def await_contact(folder: Path, names: Iterable[str]) -> None:
    """Until every party is connected with another.

    Raises:
        TestnetFailure: NOBODY_REACHED.
    """
    end = time.monotonic() + CONTACT
    for name in names:
        while asked(folder, name, "GET", "/status").json()["peers"] == 0:
            if time.monotonic() > end:
                what = f"{name} has no connection after {CONTACT:.0f} s."
                remedy = f"See {folder}/{name}.log, and whether a firewall blocks TCP between the parties."
                raise TestnetFailure(Failure.NOBODY_REACHED, what, remedy)
            time.sleep(LOOK)


def blocks(url: str) -> Iterator[Block]:
    """The blocks of a ledger, each as soon as it is there."""
    height, since = 0, time.monotonic()
    while True:
        try:
            found = trio.run(_blocks, url, height + 1)
        except LedgerFailure as failure:  # the service may just be starting again
            if failure.name is not Unanswered.LEDGER_UNREACHABLE or time.monotonic() > since + PATIENCE:
                raise
            found = ()
        for block in found:
            yield block
            height, since = block.height, time.monotonic()
        if not found:
            if time.monotonic() > since + PATIENCE:
                what = f"No block came in {PATIENCE:.0f} s after block {height}."
                raise TestnetFailure(Failure.STORY_STUCK, what, "leo testnet status says how each process stands.")
            time.sleep(LOOK)


def order(folder: Path, name: str, what: Order) -> None:
    """Gives an order to the process of a party."""
    asked(folder, name, "POST", "/orders", to_octets(what))


def asked(folder: Path, name: str, method: str, route: str, octets: bytes = b"") -> Response:
    """The answer of a party's process, which may just be starting again."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return ask(folder / name, method, route, octets)
        except PartyFailure as failure:
            if failure.name is not Unreachable.CONTROL_UNREACHABLE or time.monotonic() > end:
                raise
            time.sleep(LOOK)


def _has_joined(state: State) -> bool:
    joins = [job for job in state.jobs.values() if isinstance(job.terms, Join)]
    return bool(joins) and not any(job.open for job in joins)


def _with_result(folder: Path, owner: Party) -> Party:
    """Alice with what her process has opened."""
    assert isinstance(owner, TaskOwner), owner
    if owner.result is not None or not asked(folder, ALICE, "GET", "/status").json()["result"]:
        return owner
    answer = asked(folder, ALICE, "GET", "/result")
    return evolve(owner, result=ProgramResult(answer.headers["Leo-Ended"], answer.content))


def _known(account: AccountId) -> Keys:
    """Somebody of whom only the name is known."""
    none = bytes(32)
    return Keys(name=account, account=none, vrf=none, attestation=none, endorsement=none, encryption=none, secret=none)


async def _genesis(url: str) -> Genesis:
    async with LedgerClient(url) as client:
        return await client.genesis_document()


async def _blocks(url: str, first: int) -> tuple[Block, ...]:
    async with LedgerClient(url) as client:
        return await client.blocks(first)
