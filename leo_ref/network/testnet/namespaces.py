"""A network namespace for each process of a network (as root): a machine of its own, as far as connections go.

All are joined by a bridge, which is in a namespace of its own, with a way to this machine for the people's commands.
The names of all namespaces begin with a mark of the network's folder; with them everything else goes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.network.testnet.failure import Failure, TestnetFailure

WHERE: Final = Path("/run/netns")
DEVICES: Final = Path("/sys/class/net")
LAN: Final = "lan"
"""The namespace with the bridge."""
DEVICE: Final = "eth0"
"""The way out of a namespace."""
FIRST: Final = 2
"""The last part of the first address; this machine has the one before."""


@frozen(kw_only=True)
class LinkImpairment:
    """What each process's own sending suffers, by ``tc netem``."""

    delay: int = 0
    """Thousandths of a second, at most: each packet is late by any time up to it."""
    loss: float = 0.0
    """Percent of packets."""

    @property
    def is_fair(self) -> bool:
        """Nothing is late and nothing is lost."""
        return not (self.delay or self.loss)


@frozen(kw_only=True)
class LinkCount:
    """What a process has sent, as ``tc`` counts it."""

    name: str
    packets: int
    dropped: int
    is_cut: bool


def mark_of(folder: Path) -> str:
    """With what the names of a network's namespaces begin."""
    return f"leo-{sha256(str(folder.resolve()).encode()).hexdigest()[:6]}"


def namespace_of(folder: Path, name: str) -> str | None:
    """The namespace of a process; None where the network has none."""
    found = f"{mark_of(folder)}-{name}"
    return found if (WHERE / found).exists() else None


def made(folder: Path, names: Sequence[str], weather: LinkImpairment) -> dict[str, str]:
    """Namespaces for these processes, each with an address, which are given back by name.

    Raises:
        TestnetFailure: NETNS_REFUSED, NETEM_MISSING; IPROUTE_MISSING.
    """
    removed(folder)
    mark, net = mark_of(folder), sha256(str(folder.resolve()).encode()).digest()
    subnet = f"198.{18 + net[0] % 2}.{net[1]}"  # for tests of networks, RFC 2544
    addresses = {name: f"{subnet}.{FIRST + number}" for number, name in enumerate(names)}
    lan = f"{mark}-{LAN}"
    try:
        for each in (lan, *(f"{mark}-{name}" for name in names)):
            _ip("netns", "add", each)
        ports = [f"link add {port} type veth peer name {DEVICE} netns {mark}-{name}" for name, port in _ports(names)]
        _ip("link", "add", mark, "type", "veth", "peer", "name", "host", "netns", lan)
        _batch(lan, ["link add bridge type bridge", *ports])
        joined = ["host", *(port for _, port in _ports(names))]
        _batch(lan, [f"link set {each} master bridge" for each in joined])
        _batch(lan, [f"link set {each} up" for each in ("lo", "bridge", *joined)])
        for name, address in addresses.items():
            own = [f"addr add {address}/24 dev {DEVICE}", "link set lo up", f"link set {DEVICE} up"]
            _batch(f"{mark}-{name}", own)
            if not weather.is_fair:
                _impaired(f"{mark}-{name}", weather)
        _ip("addr", "add", f"{subnet}.{FIRST - 1}/24", "dev", mark)
        _ip("link", "set", mark, "up")
    except BaseException:
        removed(folder)
        raise
    return addresses


def removed(folder: Path) -> None:
    """Nothing is left that carries the folder's mark; the processes in it have to have ended."""
    if (DEVICES / mark_of(folder)).exists():  # with a namespace it would go some time later
        _ip("link", "del", mark_of(folder))
    for place in sorted(WHERE.glob(f"{mark_of(folder)}-*")):
        _ip("netns", "del", place.name)


def cut(folder: Path, name: str, *, heals: bool = False) -> None:
    """Cuts a process off, or ends that.

    Raises:
        TestnetFailure: PROCESS_UNKNOWN, where it has no namespace; NETNS_REFUSED.
    """
    ports = dict(_ports(names_of(folder)))
    if name not in ports:
        raise TestnetFailure(Failure.PROCESS_UNKNOWN, f"{name} has no namespace.", "leo testnet up --netns")
    _ip("-n", f"{mark_of(folder)}-{LAN}", "link", "set", ports[name], "up" if heals else "down")


def names_of(folder: Path) -> list[str]:
    """The processes that have namespaces."""
    mark = mark_of(folder)
    found = [place.name.removeprefix(f"{mark}-") for place in sorted(WHERE.glob(f"{mark}-*"))]
    return [name for name in found if name != LAN]


def counted(folder: Path) -> list[LinkCount]:
    """What each process has sent and lost so far."""
    mark, found = mark_of(folder), list[LinkCount]()
    for name in names_of(folder):
        links = json.loads(_ip("-n", f"{mark}-{name}", "-j", "-s", "link", "show", "dev", DEVICE))
        queues = json.loads(_run("tc", "-n", f"{mark}-{name}", "-j", "-s", "qdisc", "show", "dev", DEVICE))
        found.append(
            LinkCount(
                name=name,
                packets=links[0]["stats64"]["tx"]["packets"],
                dropped=sum(each.get("drops", 0) for each in queues),
                is_cut="LOWER_UP" not in links[0]["flags"],
            )
        )
    return found


def _ports(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each process with its port at the bridge; a device's name has at most 15 characters."""
    return [(name, f"p-{name}"[:15]) for name in names]


def _impaired(namespace: str, weather: LinkImpairment) -> None:
    half = weather.delay / 2
    late = ("delay", f"{half}ms", f"{half}ms") if weather.delay else ()
    lost = ("loss", f"{weather.loss}%") if weather.loss else ()
    arguments = ("-n", namespace, "qdisc", "add", "dev", DEVICE, "root", "netem", "limit", "10000", *late, *lost)
    try:
        _run("tc", *arguments)
    except TestnetFailure as failure:
        raise TestnetFailure(
            Failure.NETEM_MISSING, failure.what, "Use a kernel with CONFIG_NET_SCH_NETEM, or no delay and no loss."
        ) from failure


def _batch(namespace: str, lines: Sequence[str]) -> None:
    _ip("-n", namespace, "-batch", "-", given="\n".join(lines) + "\n")


def _ip(*arguments: str, given: str = "") -> str:
    return _run("ip", *arguments, given=given)


def _run(tool: str, *arguments: str, given: str = "") -> str:
    place = shutil.which(tool)
    if place is None:
        raise TestnetFailure(Failure.IPROUTE_MISSING, f"{tool} is not there.", "sudo apt-get install iproute2")
    done = subprocess.run((place, *arguments), input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        what = f"{tool} {' '.join(arguments)}: {done.stderr.strip()}."
        raise TestnetFailure(Failure.NETNS_REFUSED, what, "Be root, in a machine where namespaces may be made.")
    return done.stdout
