"""A party's process from its start to its end in order."""

from __future__ import annotations

import errno
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import trio
from attrs import evolve, frozen

from leo_ref.attestation.machine import Machine
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.node import Status
from leo_ref.core.values import NodeId
from leo_ref.ledger import Genesis
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.network.ledger.client import LedgerClient
from leo_ref.network.ledger.folder import locked, made_folder, read_key, read_private
from leo_ref.network.ledger.rules import RULES
from leo_ref.network.party.control import SOCKET, Control, served
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.following import followed
from leo_ref.network.party.journal import FILE, Journal, journal
from leo_ref.network.party.machine import JournaledMachine
from leo_ref.network.party.process import PartyProcess, Tempo, named
from leo_ref.network.party.role import Role, is_wanted, party_of
from leo_ref.network.party.status import status_of
from leo_ref.network.party.tampering import tampering_of
from leo_ref.network.peers.failure import PeersFailure
from leo_ref.network.peers.greeting import Agreement
from leo_ref.network.peers.library import need_library
from leo_ref.network.peers.settings import Settings
from leo_ref.parties.message import Party
from leo_ref.parties.node import Node
from leo_ref.parties.owner import Owner

if TYPE_CHECKING:
    from leo_ref.network.peers.network import PeerNetwork

KEY: Final = "key"
GENESIS: Final = "genesis.json"
BACK_MOST: Final = 60.0
"""Seconds by which a clock may have been set back."""
SEEK: Final = 30.0
"""Seconds in which somebody has to be reached; after as many again, it is told again."""


RESULT_KEY: Final = "result-key"
"""To which results are sealed: PKCS#8 in DER. Without it a key of software is derived."""

MachineMaker: TypeAlias = Callable[[Keys, Genesis], AbstractContextManager[Machine]]
"""The machine of a node, on the ledger of the document, as long as the context lasts."""


@frozen(kw_only=True)
class PartyWanted:
    """What was asked for on the command line."""

    folder: Path
    role: Role
    ledger: str
    machine: MachineMaker | None
    """What gives a node its machine."""
    peers: Settings
    metrics: str
    """Where numbers are served for others on the machine, HOST:PORT; empty: nowhere."""
    tempo: Tempo
    lasting: bool = False
    """Whether the machine is there when the process is not, so that what it answers is kept."""


@frozen(kw_only=True)
class PartyServing:
    """What is told when the process is at work."""

    account: str
    role: str
    height: int
    addresses: tuple[str, ...]
    """Where other parties reach it."""


def run(wanted: PartyWanted, serving: Callable[[PartyServing], None], say: Callable[[str], None]) -> None:
    """At work until SIGTERM or SIGINT, which end it in order.

    Raises:
        LedgerFailure, PartyFailure, PeersFailure: why it could not begin, or why it ended.
    """
    need_library()
    if not (wanted.folder / KEY).exists():
        remedy = "Make one: leo node init, or leo client init."
        raise PartyFailure(Failure.STATE_MISSING, f"{wanted.folder}.", remedy)
    made_folder(wanted.folder)
    with locked(wanted.folder):
        keys = _keys(wanted.folder)
        document = trio.run(_document, wanted)
        check_clock(wanted.folder / FILE, document.time, time.time())
        with ExitStack() as stack:
            kept = stack.enter_context(journal(wanted.folder, keys.name, genesis_hash(document), RULES))
            machine = None if wanted.machine is None else stack.enter_context(wanted.machine(keys, document))
            trio.run(_work, wanted, keys, document, kept, machine, serving, say)


def _keys(folder: Path) -> Keys:
    """Those of the key file, and the key for results where there is one.

    Raises:
        LedgerFailure: KEY_UNREADABLE, KEY_EXPOSED.
    """
    keys = read_key(folder / KEY)
    return evolve(keys, encryption=read_private(folder / RESULT_KEY)) if (folder / RESULT_KEY).exists() else keys


def check_machine(keys: Keys, party: Party, machine: Machine | None) -> None:
    """The ledger knows the node, if it does, with this machine.

    Raises:
        PartyFailure: MACHINE_DIFFERS.
    """
    assert isinstance(party, Node | Owner), "every party is one of them"
    known = party.chain.state.nodes.get(NodeId(keys.name))
    if known is None or machine is None or known.status is Status.LEFT:
        return
    if known.identity.attestation_key != machine.attestation_key:
        remedy = "Start the node with the TPM that it had, or have it leave and join with this one."
        raise PartyFailure(Failure.MACHINE_DIFFERS, f"Node {keys.name}.", remedy)


async def _document(wanted: PartyWanted) -> Genesis:
    """The genesis document: that of the state directory, else the service's, which is then kept."""
    place = wanted.folder / GENESIS
    if place.exists():
        found = from_octets(Genesis, place.read_bytes())
        if isinstance(found, Rejection):
            raise PartyFailure(Failure.JOURNAL_CORRUPT, f"{place}: {found}.", "Restore it from a copy.")
        return found
    async with LedgerClient(wanted.ledger) as client:
        document = await client.genesis_document()
    fresh = place.with_suffix(".new")
    try:
        fresh.write_bytes(to_octets(document))
        fresh.rename(place)
    except OSError as error:
        raise unwritable(fresh, error) from error
    return document


def unwritable(place: Path, error: OSError) -> PartyFailure:
    """What the disk said of a file that is no journal."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PartyFailure(Failure.DISK_FULL, f"{place}.", "Make room, then start the party again.")
    return PartyFailure(
        Failure.STATE_UNWRITABLE, f"{place}: {error.strerror}.", "Give this user a directory of its own."
    )


def check_clock(place: Path, begun: int, now: float) -> None:
    """The clock is behind neither the journal nor the beginning of the ledger; all in seconds since 1970.

    A report of a party counts only if it has a higher number than those before, and numbers are made of the time.

    Raises:
        PartyFailure: CLOCK_BEHIND.
    """
    seen = {f"the ledger began at {begun}": float(begun)}
    seen |= {
        f"{each} was written at {each.stat().st_mtime:.0f}": each.stat().st_mtime
        for each in place.parent.glob(f"{place.name}*")
    }
    newest = max(seen, key=lambda what: seen[what])
    if now < seen[newest] - BACK_MOST:
        raise PartyFailure(
            Failure.CLOCK_BEHIND, f"It says {now:.0f}, and {newest}.", "Set the clock, and start it again."
        )


async def _seek(peers: PeerNetwork, settings: Settings, say: Callable[[str], None]) -> None:
    """Says by name when a party that was told of others reaches nobody; it goes on to try."""
    while settings.bootstrap or settings.mdns:
        try:
            await peers.reached(seconds=SEEK)
            await trio.sleep(SEEK)
        except PeersFailure as failure:
            say(f"{failure.name.name.lower().replace('_', '-')}: {failure.what}\n  remedy: {failure.remedy}")


async def _work(
    wanted: PartyWanted,
    keys: Keys,
    document: Genesis,
    kept: Journal,
    machine: Machine | None,
    serving: Callable[[PartyServing], None],
    say: Callable[[str], None],
) -> None:
    from leo_ref.network.peers.network import open_peers  # needs libp2p

    tampering = tampering_of(wanted.folder)
    journaled = JournaledMachine(inner=machine, journal=kept) if machine is not None and wanted.lasting else None
    beginning = party_of(wanted.role, keys, document, journaled or machine)
    following = followed(beginning, kept, journaled, twist=tampering)
    check_machine(keys, following.party, machine)
    genesis, ending = genesis_hash(document), trio.Event()
    settings = evolve(wanted.peers, fetches=lambda _sender, imprint: is_wanted(following.party, imprint))
    async with (
        LedgerClient(wanted.ledger, genesis) as ledger,
        open_peers(keys, Agreement(genesis=genesis, rules=RULES), settings) as peers,
    ):
        process = PartyProcess(keys, genesis, following, ledger, peers, say, tempo=wanted.tempo)
        if machine is not None:
            process.is_running = lambda: machine.is_running
        control = Control(
            process,
            lambda: status_of(process, wanted.role, len(peers.peers())),
            lambda: dict(peers.counters),
            lambda: tampering.begin(process.party),
        )
        place = wanted.folder / SOCKET
        place.unlink(missing_ok=True)  # of a process that was killed: nobody else has this directory
        failures = list[Exception]()
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(served, control.app(whole=True), f"unix:{place}", ending)
                if wanted.metrics:
                    nursery.start_soon(served, control.app(whole=False), wanted.metrics, ending)
                nursery.start_soon(process.run)
                nursery.start_soon(_seek, peers, wanted.peers, say)
                while not place.exists():
                    await trio.sleep(0.01)
                serving(
                    PartyServing(
                        account=keys.name,
                        role=wanted.role.value,
                        height=process.height,
                        addresses=peers.addresses,
                    )
                )
                with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as received:
                    async for _ in received:
                        break
                ending.set()
                nursery.cancel_scope.cancel()
        except* Exception as group:
            failures = [*named(group)]
        if failures:
            raise failures[0]
