"""A model on two workers of one host: the states that one TLC finds, and a violation that is found there too."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from leo_ref.cli.check import command
from leo_ref.cli.failure import CommandFailure
from leo_ref.speccheck.manifest import chosen, read_manifest
from leo_ref.speccheck.tlc.distributed import server_command, worker_command
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.java import Jar, find
from leo_ref.speccheck.tlc.model import ModelFiles

HOST = "127.0.0.1"
READY = "is ready"


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def started(typed: list[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone when the block is left."""
    process = subprocess.Popen(
        typed, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def explored(model: ModelFiles, folder: Path) -> str:
    """What the server says, with two workers."""
    jar, port = find(), free_port()
    worker = worker_command(jar, HOST, HOST, port, 256, 1)
    said: list[str] = []
    with started(server_command(model, jar, HOST, port, 256, folder / "states"), folder) as server:
        assert server.stdout is not None
        for line in server.stdout:
            said.append(line)
            if READY in line:
                break
        with started(worker, folder), started(worker, folder):
            said += server.stdout
            server.wait()
    return "".join(said)


def files(name: str) -> ModelFiles:
    (entry,) = chosen(read_manifest(), (name,))
    return entry.files()


VIOLATED = "Error: The behavior up to this point is:"
"""All that the server says of a violation, beside the states of the trace."""


def test_two_workers_find_what_one_tlc_finds(tmp_path: Path) -> None:
    said = explored(files("MCSelection"), tmp_path)
    assert "806 distinct states found, 0 states left on queue" in said
    assert VIOLATED not in said
    assert said.count("Registration for worker") == 2


def test_a_violation_is_shown(tmp_path: Path) -> None:
    assert VIOLATED in explored(files("MCFaultClaim"), tmp_path)


@pytest.mark.parametrize("name", ["MCTrustedCompute", "MCNeedsGood"])
def test_what_has_a_property_is_refused(name: str, tmp_path: Path) -> None:
    jar = Jar(Path("t.jar"), Path("java"), "2.15", "", "", ())
    with pytest.raises(TlcFailure) as caught:
        server_command(files(name), jar, HOST, 1, 256, tmp_path)
    assert caught.value.name is Failure.NOT_DISTRIBUTABLE
    assert name in caught.value.what


def test_the_command_prints_both_commands() -> None:
    said = CliRunner().invoke(command, ["MCSelection", "--distributed", "10.0.0.1", "--json"], standalone_mode=False)
    assert said.return_value == 0
    typed = json.loads(said.stdout)
    for one in typed.values():
        assert str(find().path) in one
    assert "-Djava.rmi.server.hostname=10.0.0.1" in typed["server"]
    assert typed["worker"][-1] == "10.0.0.1"
    plain = CliRunner().invoke(command, ["MCSelection", "--distributed", "10.0.0.1"], standalone_mode=False)
    assert "TLCServer" in plain.stdout
    assert "TLCWorker" in plain.stdout


@pytest.mark.parametrize("models", [[], ["MCSelection", "MCElection"]])
def test_only_one_model_is_distributed(models: list[str]) -> None:
    with pytest.raises(CommandFailure) as caught:
        CliRunner().invoke(command, [*models, "--distributed", HOST], standalone_mode=False, catch_exceptions=False)
    assert caught.value.name == "one-model"


@pytest.mark.parametrize("address", ["", "1; rm", "a\nb"])
def test_what_is_no_host_is_named(address: str) -> None:
    typed = ["MCSelection", "--distributed", address]
    with pytest.raises(CommandFailure) as caught:
        CliRunner().invoke(command, typed, standalone_mode=False, catch_exceptions=False)
    assert caught.value.name == "address-wrong"
