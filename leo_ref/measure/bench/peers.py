"""The draw beside other implementations, on the same seeds and messages, by turns on one core.

The peers are installed in a temporary folder, which is removed in the end. Each is asked through its own interface and
times itself, without the pipe between; times are those of the processor. Ours proves with a key pair at hand, as vrf.js
does, and verifies from the octets of a key, as all do; whatever else a peer's interface makes it do again, it does.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Rejection
from leo_ref.draw import keys, vrf
from leo_ref.measure.bench.children import Talker, finish, talking
from leo_ref.measure.bench.draw import seed
from leo_ref.measure.bench.failure import BenchFailure, Failure

INPUTS: Final = 100
BLOCK: Final = 10
WARM: Final = 20
"""Inputs before the first that counts: compilers that work while a program runs need them."""

INSTALL_SECONDS: Final = 600.0
NPM_OPTIONS: Final = ("--no-audit", "--no-fund", "--ignore-scripts")
PIP_OPTIONS: Final = ("--no-input", "--disable-pip-version-check", "--no-cache-dir", "--only-binary", ":all:")
PROGRAMS: Final = Path(__file__).parent / "programs"


@frozen(kw_only=True)
class Peer:
    """Another implementation; its key pairs are those of RFC 8032, as ours."""

    name: str
    version: str
    language: str
    method: str
    """What it computes, where that differs from ECVRF-EDWARDS25519-SHA512-TAI of RFC 9381."""
    package: str
    program: tuple[str, ...]
    """The program of ``PROGRAMS`` and its argument."""
    pip: tuple[str, ...] = ()
    """Options for pip, where it is on PyPI."""
    prove_target: float | None = None
    """How many times faster ours must be."""
    verify_target: float | None = None

    @property
    def is_python(self) -> bool:
        """Whether it is a Python package; else it is one of npm."""
        return self.program[0].endswith(".py")


PEERS: Final = (
    Peer(
        name="vrf.js",
        version="0.0.5",
        language="JavaScript",
        method="draft 02, SHA-256, random nonces",
        package="vrf.js@0.0.5",
        program=("vrf_js.js",),
        prove_target=20.0,
        verify_target=12.0,
    ),
    Peer(
        name="aimarket-oracle-sortes",
        version="0.1.2",
        language="Python",
        method="the same",
        package="aimarket-oracle-sortes==0.1.2",
        program=("python_peer.py", "sortes"),
        pip=("--no-deps",),  # the VRF needs none; the service around it does
    ),
    Peer(
        name="dot-ring",
        version="0.1.11",
        language="Python, GMP",
        method="suite string and points encoded its own way",
        package="dot-ring==0.1.11",
        program=("python_peer.py", "dot_ring"),
    ),
)


@frozen(kw_only=True)
class PeerTimes:
    """What came out for one peer. Times in microseconds, medians over all blocks."""

    peer: Peer
    prove_us: float
    verify_us: float
    prove_ratio: float
    """How many times faster ours proves."""
    verify_ratio: float
    """How many times faster ours verifies."""
    agrees: bool
    """Whether its random values are those of RFC 9381."""
    accepts_its_own: bool
    refuses_others: bool
    """Whether it refuses its proofs for other messages."""

    @property
    def is_met(self) -> bool:
        """Whether the targets, if there are any, are met."""
        return self.prove_ratio >= (self.peer.prove_target or 0) and self.verify_ratio >= (self.peer.verify_target or 0)


@frozen
class Batch:
    """Some inputs with one implementation: mean microseconds of an input, the random values, and two questions."""

    prove_us: float
    verify_us: float
    betas: tuple[bytes, ...]
    accepts: bool = True
    refuses: bool = True


def compare(inputs: int = INPUTS, report: Callable[[str], None] = lambda _what: None) -> list[PeerTimes]:
    """Ours and every peer, input by input.

    Raises:
        BenchFailure: a tool is missing, or a peer could not be installed or failed.
    """
    node, npm = _tool("node"), _tool("npm")
    with tempfile.TemporaryDirectory(prefix="leo-peers-") as name, ExitStack() as stack:
        folder = Path(name)
        python = _install(folder, npm, report)
        talkers = {}
        with _one_core():
            for peer in PEERS:
                program, arguments = str(PROGRAMS / peer.program[0]), peer.program[1:]
                command = (str(python), "-I", program, *arguments) if peer.is_python else (node, program, name)
                talkers[peer] = stack.enter_context(talking(peer.name, command, folder))
            return _compare(talkers, inputs, report)


def _compare(talkers: Mapping[Peer, Talker], inputs: int, report: Callable[[str], None]) -> list[PeerTimes]:
    """By turns: a block of inputs with ours, the same block with each peer, then the next block."""
    ours: list[Batch] = []
    theirs: dict[Peer, list[Batch]] = {peer: [] for peer in talkers}
    for first in range(-WARM, inputs, BLOCK):
        numbers = range(first, min(first + BLOCK, inputs))
        mine = _our_block(numbers)
        blocks = {peer: _their_block(talker, numbers) for peer, talker in talkers.items()}
        if first >= 0:
            ours.append(mine)
            for peer, block in blocks.items():
                theirs[peer].append(block)
            report(f"{numbers.stop} of {inputs} inputs")
    return [_compared(peer, ours, blocks) for peer, blocks in theirs.items()]


def _compared(peer: Peer, ours: Sequence[Batch], theirs: Sequence[Batch]) -> PeerTimes:
    """Ratios are medians over all blocks."""
    pairs = list(zip(ours, theirs, strict=True))
    return PeerTimes(
        peer=peer,
        prove_us=median(block.prove_us for block in theirs),
        verify_us=median(block.verify_us for block in theirs),
        prove_ratio=median(their.prove_us / our.prove_us for our, their in pairs),
        verify_ratio=median(their.verify_us / our.verify_us for our, their in pairs),
        agrees=all(our.betas == their.betas for our, their in pairs),
        accepts_its_own=all(block.accepts for block in theirs),
        refuses_others=all(block.refuses for block in theirs),
    )


def _our_block(numbers: Sequence[int]) -> Batch:
    secrets = [keys.secret(_seed(number)) for number in numbers]
    messages = [_message(number) for number in numbers]
    began = process_time()
    proofs = [vrf.prove(own, alpha) for own, alpha in zip(secrets, messages, strict=True)]
    proved = process_time()
    found = [
        vrf.verify(own.public_key, alpha, proof) for own, alpha, proof in zip(secrets, messages, proofs, strict=True)
    ]
    verified = process_time()
    betas = tuple(beta for beta in found if not isinstance(beta, Rejection))
    per_input = 1e6 / len(numbers)
    return Batch((proved - began) * per_input, (verified - proved) * per_input, betas)


def _their_block(talker: Talker, numbers: Sequence[int]) -> Batch:
    proving = verifying = 0.0
    found, accepts, refuses = [], True, True
    for number in numbers:
        alpha = _message(number).hex()
        made = talker.ask({"op": "prove", "seed": _seed(number).hex(), "alpha": alpha})
        given = {"op": "verify", **{name: made[name] for name in ("public_key", "proof", "beta")}}
        checked = talker.ask({**given, "alpha": alpha})
        other = talker.ask({**given, "alpha": _message(number + 1).hex()})
        proving += made["us"]
        verifying += checked["us"]
        found.append(bytes.fromhex(made["beta"]))
        accepts, refuses = accepts and checked["holds"], refuses and not other["holds"]
    return Batch(proving / len(numbers), verifying / len(numbers), tuple(found), accepts, refuses)


def _seed(number: int) -> bytes:
    return seed(f"key {number}")


def _message(number: int) -> bytes:
    return seed(f"message {number}")


def _install(folder: Path, npm: str, report: Callable[[str], None]) -> Path:
    """Installs all peers in ``folder``; the Python of their environment."""
    python = folder / "python" / "bin" / "python"
    with_npm = (npm, "install", "--prefix", str(folder), "--cache", str(folder / "npm-cache"), *NPM_OPTIONS)
    with_pip = (str(python), "-m", "pip", "install", *PIP_OPTIONS)
    for peer in PEERS:
        report(f"installing {peer.name} {peer.version}")
        if peer.is_python:
            if not python.exists():
                _run((sys.executable, "-m", "venv", str(folder / "python")), folder)
            _run((*with_pip, *peer.pip, peer.package), folder)
        else:
            _run((*with_npm, peer.package), folder)
    return python


def _run(command: Sequence[str], folder: Path) -> None:
    exit_code, said = finish(command, folder, INSTALL_SECONDS)
    if exit_code != 0:
        lines = (
            [line for line in said.splitlines() if "err" in line.lower()] or said.splitlines() or ["it said nothing"]
        )
        raise BenchFailure(
            Failure.PEER_NOT_INSTALLED,
            f"`{Path(command[0]).name} {' '.join(command[1:])}` ended with {exit_code}: {lines[-1].strip()}",
            "Connect to the network, or set PIP_INDEX_URL and npm_config_registry to a mirror.",
        )


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BenchFailure(
            Failure.TOOL_MISSING,
            f"There is no {name} here.",
            "sudo apt-get update && sudo apt-get install -y nodejs npm",
        )
    return found


@contextmanager
def _one_core() -> Iterator[None]:
    """This process and all that it starts meanwhile stay on one core, where the system knows of such things."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
