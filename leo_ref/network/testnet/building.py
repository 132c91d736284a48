"""A network from nothing: keys, the genesis document, and one process for each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Kind, Software
from leo_ref.attestation.machine import Identifiable
from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.parameters import Parameters
from leo_ref.core.values import AccountId, NodeId
from leo_ref.demo.participants import FUNDS
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.network.driver.members import Driven, write_members
from leo_ref.network.ledger.driving import DriverRole
from leo_ref.network.ledger.folder import made_folder, new_key, read_key, write_private
from leo_ref.network.party.serve import KEY, RESULT_KEY
from leo_ref.network.party.software import software_machine
from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.network.testnet.namespaces import LinkImpairment, removed
from leo_ref.network.testnet.namespaces import made as made_namespaces
from leo_ref.network.testnet.processes import NetworkProcess, read, stop, written
from leo_ref.network.testnet.starter import Starter, Starting, starter
from leo_ref.parties.keys import identity, producer

FILE: Final = "testnet.json"
LEDGER: Final = "ledger"
ALICE: Final = "alice"
BOB: Final = "bob"
NEWCOMER: Final = "newcomer"
NODE: Final = "node-"
DOCKER: Final = "docker"
"""The process with the container daemon, and its folder."""
SOCKET: Final = "socket"
IMAGE: Final = "image"
AUTHORITY: Final = "authority"
"""The folder of who certifies TPMs of software; without it the network is one of software alone."""
GENESIS: Final = "genesis.json"
DRIVER: Final = "driver.json"
PRODUCER: Final = "producer.key"
SPARE: Final = 16
"""Connections from this machine beyond one for each node."""


@frozen(kw_only=True)
class TestnetWanted:
    """What was asked for on the command line."""

    __test__ = False

    folder: Path
    nodes: int
    interval: float
    """Seconds between blocks, where they do not come early."""
    weather: LinkImpairment | None = None
    """Each process gets a network namespace of its own, with this on its way; None: all are on this machine's."""
    tpm: bool = False
    """Whether each node has a TPM of software, and all of them a container daemon."""


@frozen(kw_only=True)
class Members:
    """Everybody's account by the name of the folder."""

    accounts: Map[str, AccountId]

    def of(self, name: str) -> AccountId:
        """The account of one."""
        return self.accounts[name]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of the first nodes."""
        return tuple(sorted(name for name in self.accounts if name.startswith(NODE)))


def up(wanted: TestnetWanted, starts: Starter, say: Callable[[str], None]) -> str:
    """Starts a network, with keys and ledger of its own if there are none yet; gives back its ledger service's address.

    Raises:
        TestnetFailure: TESTNET_EXISTS, TESTNET_SOFTWARE; PROCESS_ENDED: then nothing is left running.
    """
    folder = wanted.folder
    made_folder(folder)
    if (folder / FILE).exists():
        raise TestnetFailure(Failure.TESTNET_EXISTS, f"{folder}.", f"Play on it, or end it: leo testnet down {folder}")
    if not (folder / GENESIS).exists():
        say(f"making keys for {wanted.nodes} nodes, a newcomer, Alice, Bob and a producer")
        made(folder, wanted.nodes, tpm=wanted.tpm)
    has_tpms = (folder / AUTHORITY).exists()
    if wanted.tpm and not has_tpms:
        raise TestnetFailure(Failure.TESTNET_SOFTWARE, f"{folder}.", "Name another folder, or leave out --tpm.")
    keys = {place.parent.name: read_key(place) for place in sorted(folder.glob(f"*/{KEY}"))}
    first, *others = [name for name in keys if name.startswith(NODE)]
    running = dict[str, NetworkProcess]()
    known: dict[str, str] = {name: each.name for name, each in keys.items()}

    def started(name: str, *arguments: str) -> Starting:
        found = starts.start(name, arguments)
        running[name] = found.process
        written(folder / FILE, running.values(), known)
        return found

    def at_work(found: Starting) -> Any:  # Any: what JSON can say
        said = found.said()
        running[found.process.name] = evolve(found.process, arguments=settled(found.process.arguments, said))
        return said

    addresses = dict[str, str]()

    def listens(name: str) -> str:
        return f"/ip4/{addresses.get(name, '127.0.0.1')}/tcp/0"

    write_members(folder / DRIVER, {name: driven(folder, name, each.name) for name, each in keys.items()})
    try:
        if wanted.weather is not None:
            say("making network namespaces")
            addresses = made_namespaces(folder, (LEDGER, *keys), wanted.weather)
        if has_tpms:
            say("starting a container daemon, and making the image if it is not there")
            known[IMAGE] = at_work(started(DOCKER, "image", "serve", "--json", str(folder / DOCKER)))["image"]
        say("starting the ledger service")
        ledger = started(
            LEDGER,
            *("ledger", "serve", "--json", "--state", str(folder / LEDGER), "--key", str(folder / PRODUCER)),
            *("--genesis", str(folder / GENESIS), "--port", "0", "--interval", str(wanted.interval)),
            *("--least", "0", "--rate", "0", "--driver", str(folder / DRIVER)),
            *("--address", addresses.get(LEDGER, "127.0.0.1")),
        )
        url = str(at_work(ledger)["url"])
        say(f"starting {len(keys)} parties")
        work = ("--json", "--ledger", url, "--per-address", str(len(keys) + SPARE))
        node = partial(_node, folder, has_tpms=has_tpms)
        at_first = started(first, *node(first), *work, "--listen", listens(first))
        more = (*work, "--bootstrap", str(at_work(at_first)["addresses"][0]), "--listen")
        waiting = [started(name, *node(name), *more, listens(name)) for name in (*others, NEWCOMER)]
        waiting += [
            started(name, "client", "serve", str(folder / name), "--role", role, *more, listens(name))
            for name, role in ((BOB, "service-owner"), (ALICE, "task-owner"))
        ]
        for each in waiting:
            at_work(each)
    except BaseException:
        _stopped(folder, running.values())
        removed(folder)
        (folder / FILE).unlink(missing_ok=True)
        raise
    written(folder / FILE, running.values(), {**known, "url": url})
    return url


def again(folder: Path, name: str) -> None:
    """Starts a process that has ended once more, at the same address.

    Raises:
        TestnetFailure: TESTNET_MISSING, TESTNET_FORM; PROCESS_UNKNOWN; PROCESS_RUNS; PROCESS_ENDED.
    """
    processes, more = read(folder / FILE)
    found = {each.name: each for each in processes}
    if name not in found:
        raise TestnetFailure(Failure.PROCESS_UNKNOWN, f"{name}: there are {', '.join(found)}.", "Name one of them.")
    if found[name].is_alive:
        raise TestnetFailure(Failure.PROCESS_RUNS, f"{name}, process {found[name].pid}.", "Nothing is to be done.")
    with starter(folder) as starts:
        starting = starts.start(name, found[name].arguments)
        starts.release()
        found[name] = starting.process
        written(folder / FILE, found.values(), more)
        starting.said()


def settled(arguments: Sequence[str], said: Any) -> tuple[str, ...]:  # Any: what JSON can say
    """The arguments with the addresses that the process has now instead of any that is free."""
    given = list(arguments)
    if "addresses" not in said and "url" not in said:
        return tuple(given)  # a container daemon, whose socket has its place
    if "--port" in given:
        given[given.index("--port") + 1] = str(said["url"]).rpartition(":")[2]
    else:
        given[given.index("--listen") + 1] = str(said["addresses"][0]).partition("/p2p/")[0]
    return tuple(given)


def driven(folder: Path, name: str, account: AccountId) -> Driven:
    """A member for the driver of the ledger service."""
    owners = {ALICE: DriverRole.TASK_OWNER, BOB: DriverRole.SERVICE_OWNER}
    return Driven(account=account, role=owners.get(name, DriverRole.NODE), folder=folder / name)


def _node(folder: Path, name: str, *, has_tpms: bool) -> tuple[str, ...]:
    machine = ("--swtpm", "--docker", str(folder / DOCKER / SOCKET)) if has_tpms else ("--software",)
    return ("node", "serve", str(folder / name), *machine)


def _stopped(folder: Path, processes: Iterable[NetworkProcess]) -> None:
    """Ends all processes, and what nodes leave running so that they can go on."""
    running = [each for each in processes if each.name != DOCKER]
    stop(running)
    if (folder / AUTHORITY).exists():
        from leo_ref.adapters.deployment.node_machine import ended

        for place in folder.glob(f"*/{KEY}"):
            ended(place.parent)
    stop(each for each in processes if each.name == DOCKER)


def down(folder: Path) -> int:
    """Ends all processes of a network; how many still ran. Folders with keys and ledger stay.

    Raises:
        TestnetFailure: TESTNET_MISSING, TESTNET_FORM.
    """
    processes, _ = read(folder / FILE)
    alive = sum(each.is_alive for each in processes)
    _stopped(folder, processes)
    removed(folder)
    (folder / FILE).unlink(missing_ok=True)
    return alive


def image_of(folder: Path) -> bytes:
    """The digest of the image that a network with containers runs.

    Raises:
        TestnetFailure: TESTNET_MISSING, TESTNET_FORM.
    """
    return bytes.fromhex(read(folder / FILE)[1][IMAGE].removeprefix("sha256:"))


def members_of(folder: Path) -> tuple[Members, str]:
    """Everybody of a running network, and the address of its ledger service.

    Raises:
        TestnetFailure: TESTNET_MISSING, TESTNET_FORM; PROCESS_ENDED where not all of it runs.
    """
    processes, found = read(folder / FILE)
    ended = [each.name for each in processes if not each.is_alive]
    if ended:
        where = f"See {folder}/{ended[0]}.log."
        raise TestnetFailure(Failure.PROCESS_ENDED, f"{', '.join(ended)}.", where)
    url = found.pop("url")
    found.pop(IMAGE, None)
    return Members(accounts=Map({name: AccountId(account) for name, account in found.items()})), url


def document(keys: Mapping[str, Keys], maker: Keys, evidence: Kind, machines: Mapping[str, Identifiable]) -> Genesis:
    """The genesis document: default parameters, evidence of one kind, all credit in equal parts."""
    first = [each for name, each in keys.items() if name.startswith(NODE)]
    credit = Parameters().total_credit // len(first)
    return Genesis(
        parameters=Parameters(),
        suite=Suite.TAI,
        time=int(time.time()),
        evidence=evidence,
        producers=(producer(maker),),
        balances=Map({each.name: FUNDS for each in keys.values()}),
        nodes=Map(
            {
                NodeId(each.name): FirstNode(identity=identity(each, machines[each.name], each.name), credit=credit)
                for each in first
            }
        ),
    )


def made(folder: Path, nodes: int, *, tpm: bool = False) -> None:
    """Keys and machines for everybody, and last the genesis document that names them."""
    names = (ALICE, BOB, NEWCOMER, *(f"{NODE}{number:02}" for number in range(1, nodes + 1)))
    for name in names:
        made_folder(folder / name)
    keys = {name: new_key(folder / name / KEY) for name in names}
    evidence, machines = _machines(folder, keys, tpm=tpm)
    (folder / GENESIS).write_bytes(to_octets(document(keys, new_key(folder / PRODUCER), evidence, machines)))


def _machines(folder: Path, keys: Mapping[str, Keys], *, tpm: bool) -> tuple[Kind, dict[str, Identifiable]]:
    """How evidence is judged, and what the machine of each node is known by, by account."""
    nodes = {name: each for name, each in keys.items() if name.startswith(NODE) or name == NEWCOMER}
    if not tpm:
        return Software(), {each.name: software_machine(each) for each in nodes.values()}
    from leo_ref.adapters.deployment.node_machine import evidence_of, made_in_software
    from leo_ref.adapters.deployment.result_key import result_key
    from leo_ref.adapters.tpm.authority import kept_authority

    authority = kept_authority(folder / AUTHORITY)
    write_private(folder / ALICE / RESULT_KEY, result_key())
    found = dict[str, Identifiable]()
    for name, each in nodes.items():
        found[each.name] = made_in_software(folder / name, each, authority)
    return evidence_of(authority), found
