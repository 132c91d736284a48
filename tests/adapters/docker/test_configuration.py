"""The configuration is what the daemon applies: whatever is run otherwise is told otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.adapters.docker.configuration import applied, asked, named_argument, supervisor
from leo_ref.adapters.docker.creation import create, create_as
from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.attestation.evidence.container import SUPERVISOR, Configuration, configuration_digest, wanted
from leo_ref.core.state.job import Network
from tests.adapters.docker.running import REQUIREMENT, sandbox

CONFIGURATION = wanted(REQUIREMENT)
HOST = {"Type": "bind", "Source": "/", "Destination": "/host", "Mode": "", "RW": True, "Propagation": "rslave"}

OTHERWISE: dict[str, dict[str, Any]] = {
    "the host's network": {"network": "host", "networks": ("host",)},
    "the host's processes": {"pid": "host"},
    "the host's messages": {"ipc": "host"},
    "the host's control groups": {"cgroup_namespace": "host"},
    "a folder of the host": {"mounts": (json.dumps(HOST, sort_keys=True, separators=(",", ":")),)},
    "a root that can be written": {"read_only_root": False},
    "more scratch space": {"tmpfs": Map({"/tmp": "rw,size=1g"})},
    "a second scratch space": {"tmpfs": CONFIGURATION.tmpfs.set("/var", "rw")},
    "all privileges": {"privileged": True, "capabilities_dropped": ()},
    "root": {"user": "0:0"},
    "a group": {"groups": ("0",)},
    "a capability": {"capabilities_added": ("SYS_PTRACE",)},
    "the capabilities that Docker gives": {"capabilities_dropped": ()},
    "new privileges": {"no_new_privileges": False, "seccomp": None},
    "the daemon's system calls": {"seccomp": None},
    "all system calls": {"seccomp": None, "security": ("seccomp=unconfined",)},
    "no masked paths": {"masked_paths": ("/proc/keys",)},
    "no read-only paths": {"read_only_paths": ("/proc/sys",)},
    "more memory": {"memory": 2**28, "memory_and_swap": 2**28},
    "swap": {"memory_and_swap": 2**28},
    "half a processor": {"nano_cpus": 5 * 10**8},
    "more processes": {"processes": 1000},
    "core dumps": {"ulimits": CONFIGURATION.ulimits.set("core", "100:100")},
    "a log": {"log": "json-file"},
    "what stays afterwards": {"remove_at_end": False},
    "an init": {"init": True},
    "another name": {"hostname": "mallory"},
    "a variable": {"environment": ("LD_PRELOAD=/x.so",)},
    "another folder": {"working_directory": "/"},
    "another time limit": {"command": (*CONFIGURATION.command[:-2], "1000", CONFIGURATION.command[-1])},
    "an open error stream": {"streams": ("AttachStderr", *CONFIGURATION.streams)},
    "a setting without a field": {"other": Map({"OomScoreAdj": "500"})},
    "more settings without a field": {
        "other": Map({"CpusetCpus": '"0"', "ExtraHosts": '["a:1.2.3.4"]', "Sysctls": '{"net.ipv4.ip_forward":"1"}'})
    },
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_runs_otherwise_is_read_back_as_it_runs(daemon: Daemon, image: str, what: str) -> None:
    api = daemon.client.api
    made = api.create_container_from_config(asked(evolve(CONFIGURATION, **OTHERWISE[what]), image))["Id"]
    try:
        found = applied(api.inspect_container(made), api.inspect_image(image))
    finally:
        api.remove_container(made, force=True, v=True)
    # One thing may bring another: without namespaces of its own a container has no label either.
    assert {name: getattr(found, name) for name in OTHERWISE[what]} == OTHERWISE[what]
    assert configuration_digest(found) != configuration_digest(CONFIGURATION)


def test_a_daemon_that_applies_something_else_is_named(
    daemon: Daemon, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = Sandbox.configuration
    monkeypatch.setattr(Sandbox, "configuration", lambda box: evolve(true(box), memory_and_swap=0))
    with pytest.raises(DockerFailure) as failed:
        create(daemon, image, REQUIREMENT)
    assert failed.value.name is Failure.NOT_AS_ASKED
    assert "memory_and_swap is 0 instead of" in failed.value.what
    assert not daemon.client.containers.list(all=True, ignore_removed=True)


def containers(daemon: Daemon) -> set[str]:
    return {found.id for found in daemon.client.containers.list(all=True, ignore_removed=True)}


def test_a_network_that_the_daemon_lacks_is_named(daemon: Daemon, image: str) -> None:
    before = containers(daemon)  # the daemon may still be at removing one of another test
    with pytest.raises(DockerFailure) as failed:
        create(daemon, image, evolve(REQUIREMENT, network=Network.FULL))
    assert failed.value.name is Failure.NOT_AS_ASKED
    assert "NetworkDisabled" in failed.value.what
    assert containers(daemon) <= before


def test_a_limit_that_is_changed_while_it_runs_is_told(daemon: Daemon, image: str) -> None:
    with sandbox(daemon, image) as box:
        daemon.client.api.update_container(box.container, mem_limit=2**28, memswap_limit=2**28)
        assert box.configuration() == evolve(CONFIGURATION, memory=2**28, memory_and_swap=2**28)


def test_the_image_speaks_for_itself(daemon: Daemon, image: str) -> None:
    """What an image declares is in its digest; it changes nothing here, and what is taken from it does."""
    api = daemon.client.api
    made = api.create_container(image, "x")["Id"]
    changes = ["ENV A=1", "LABEL b=2", "EXPOSE 80", "WORKDIR /srv", "USER root", 'CMD ["y"]', "HEALTHCHECK CMD z"]
    api.commit(made, repository="leo-test", tag="talkative", changes=changes)
    api.remove_container(made)
    talkative = daemon.client.images.get("leo-test:talkative").id
    try:
        with sandbox(daemon, talkative) as box:
            assert box.configuration() == CONFIGURATION
        other = evolve(CONFIGURATION, environment=("A=2",))
        box = create_as(daemon, talkative, REQUIREMENT, other)
        assert box.configuration().environment == ("A=1", "A=2")
        box.discard()
    finally:
        daemon.client.images.remove(talkative, force=True, noprune=True)


def test_the_supervisor_is_the_one_that_the_protocol_names() -> None:
    assert named_argument(supervisor()) == SUPERVISOR


def answer(**changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a daemon says of a container that was asked for, as little as it may say."""
    request = asked(CONFIGURATION, "sha256:0")
    host = {name: value for name, value in request.pop("HostConfig").items() if value}
    process = {name: value for name, value in request.items() if value}
    first, *rest = request["Entrypoint"]
    networks: dict[str, Any] = {"Networks": {"none": {}}}
    container = {"Path": first, "Args": rest, "Config": process, "HostConfig": host, "NetworkSettings": networks}
    return {**container, **changes}, {"Config": None}


def test_a_daemon_may_leave_out_what_is_not_set() -> None:
    assert applied(*answer()) == CONFIGURATION


def test_the_distributions_own_profile_is_the_default() -> None:
    assert applied(*answer(AppArmorProfile="docker-default")) == CONFIGURATION
    assert applied(*answer(AppArmorProfile="unconfined")) != CONFIGURATION


@pytest.mark.parametrize("value", [1, "x", ["x"], {"x": None}, True, -1, 0.5])
def test_settings_of_daemons_to_come_are_told(value: object) -> None:
    container, image = answer()
    container["HostConfig"]["SomethingNew"] = value
    assert applied(container, image) == evolve(
        CONFIGURATION, other=Map({"SomethingNew": json.dumps(value, separators=(",", ":"))})
    )
    container, image = answer()
    container["Config"]["SomethingNew"] = value
    assert set(applied(container, image).other) == {"Config.SomethingNew"}


def test_memory_without_bounds_is_told() -> None:
    container, image = answer()
    container["HostConfig"]["MemorySwap"] = -1
    found: Configuration = applied(container, image)
    assert found.memory_and_swap == 0
    assert found.other == Map({"MemorySwap": "-1"})
