"""Between a configuration and what the Docker daemon says: asking for it, and reading back what was applied.

The daemon's answer is read so that nothing in it is lost. Each setting has its field, is the image's own, differs from
machine to machine without meaning (names, times, where files are kept), or ends up in ``other``. A daemon that leaves a
setting out, as Docker 20.10 does, says the same as one that tells it as null, empty, 0 or false.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from immutables import Map

from leo_ref.attestation.evidence import seccomp
from leo_ref.attestation.evidence.container import SUPERVISOR, Configuration
from leo_ref.core.encoding import canonical
from leo_ref.core.state.job import Network

Inspected = Mapping[str, Any]
"""An object as the daemon writes it."""

ARGUMENT_MOST: Final = 64
"""Characters of an argument that is told as it is."""

STREAMS: Final = ("AttachStderr", "AttachStdin", "AttachStdout", "OpenStdin", "StdinOnce", "Tty")
NO_NEW_PRIVILEGES: Final = frozenset({"no-new-privileges", "no-new-privileges=true", "no-new-privileges:true"})
APPARMOR_DEFAULTS: Final = frozenset({"", "docker-default"})

OWN_FIELDS: Final = frozenset(
    {
        *("AutoRemove", "CapAdd", "CapDrop", "CgroupnsMode", "Devices", "GroupAdd", "Init", "IpcMode", "LogConfig"),
        *("MaskedPaths", "Memory", "MemorySwap", "NanoCpus", "NetworkMode", "PidMode", "PidsLimit", "Privileged"),
        *("ReadonlyPaths", "ReadonlyRootfs", "RestartPolicy", "Runtime", "SecurityOpt", "ShmSize", "Tmpfs", "UTSMode"),
        *("Ulimits", "UsernsMode"),
    }
)
"""Settings of the host's part that have a field."""

OF_THE_PROCESS: Final = frozenset(
    {*STREAMS, "Cmd", "Entrypoint", "Env", "Healthcheck", "Hostname", "User", "WorkingDir"}
)
"""Settings of the process's part that have a field; ``Cmd`` and ``Entrypoint`` are told as the daemon joined them."""

OF_THE_IMAGE: Final = frozenset({"Image"})
"""Which image it is was measured before."""


def supervisor() -> str:
    """The program that runs first in every container."""
    return Path(__file__).with_name("supervisor.py").read_text(encoding="utf-8")


def named_argument(argument: str) -> str:
    """An argument as a configuration tells it; none that is short looks like the digest of a long one."""
    return argument if len(argument) <= ARGUMENT_MOST else f"sha256:{sha256(argument.encode()).hexdigest()}"


def asked(configuration: Configuration, image: str) -> dict[str, Any]:  # Any: as JSON has it
    """The request that makes such a container; its supervisor and its profile are ours."""
    texts = {SUPERVISOR: supervisor()}
    profiles = {seccomp.DIGESTS[network]: seccomp.profile(network) for network in Network}
    security = list(configuration.security)
    if configuration.no_new_privileges:
        security.append("no-new-privileges")
    if configuration.seccomp is not None:
        security.append(f"seccomp={canonical(profiles[configuration.seccomp]).decode()}")
    return {
        **{name: name in configuration.streams for name in STREAMS},
        "Image": image,
        "Entrypoint": [texts.get(argument, argument) for argument in configuration.command],
        "Cmd": [],
        "Env": list(configuration.environment),
        "WorkingDir": configuration.working_directory,
        "Hostname": configuration.hostname,
        "User": configuration.user,
        "Healthcheck": {"Test": list(configuration.health_check)},
        "HostConfig": {
            "GroupAdd": list(configuration.groups),
            "NetworkMode": configuration.network,
            "IpcMode": configuration.ipc,
            "PidMode": configuration.pid,
            "UTSMode": configuration.uts,
            "UsernsMode": configuration.user_namespace,
            "CgroupnsMode": configuration.cgroup_namespace,
            "Privileged": configuration.privileged,
            "CapAdd": list(configuration.capabilities_added),
            "CapDrop": list(configuration.capabilities_dropped),
            "SecurityOpt": security,
            "ReadonlyRootfs": configuration.read_only_root,
            "MaskedPaths": list(configuration.masked_paths),
            "ReadonlyPaths": list(configuration.read_only_paths),
            "Tmpfs": dict(configuration.tmpfs),
            "Mounts": [_mount(json.loads(mount)) for mount in configuration.mounts],
            "Devices": [json.loads(device) for device in configuration.devices],
            "Memory": configuration.memory,
            "MemorySwap": configuration.memory_and_swap,
            "ShmSize": configuration.shared_memory,
            "NanoCpus": configuration.nano_cpus,
            "PidsLimit": configuration.processes,
            "Ulimits": [_limit(name, pair) for name, pair in sorted(configuration.ulimits.items())],
            "Runtime": configuration.runtime,
            "Init": configuration.init,
            "RestartPolicy": {"Name": configuration.restart},
            "AutoRemove": configuration.remove_at_end,
            "LogConfig": {"Type": configuration.log},
            **{name: json.loads(value) for name, value in configuration.other.items()},
        },
    }


def applied(container: Inspected, image: Inspected) -> Configuration:
    """The configuration of a container, from what the daemon says when it is asked about it and about its image."""
    process, host = container["Config"], container["HostConfig"]
    own: Inspected = image.get("Config") or {}
    options, profile = _security(host.get("SecurityOpt") or [])
    apparmor = container.get("AppArmorProfile") or ""
    return Configuration(
        command=tuple(named_argument(argument) for argument in (container["Path"], *container["Args"])),
        environment=tuple(sorted(set(process.get("Env") or ()) ^ set(own.get("Env") or ()))),
        working_directory=process.get("WorkingDir") or "",
        hostname=process.get("Hostname") or "",
        user=process.get("User") or "",
        groups=_sorted(host, "GroupAdd"),
        streams=tuple(name for name in STREAMS if process.get(name)),
        network=host.get("NetworkMode") or "",
        networks=tuple(sorted((container.get("NetworkSettings") or {}).get("Networks") or ())),
        ipc=host.get("IpcMode") or "",
        pid=host.get("PidMode") or "",
        uts=host.get("UTSMode") or "",
        user_namespace=host.get("UsernsMode") or "",
        cgroup_namespace=host.get("CgroupnsMode") or "",
        privileged=bool(host.get("Privileged")),
        capabilities_added=_sorted(host, "CapAdd"),
        capabilities_dropped=_sorted(host, "CapDrop"),
        no_new_privileges=any(option in NO_NEW_PRIVILEGES for option in options),
        seccomp=profile,
        apparmor="default" if apparmor in APPARMOR_DEFAULTS else apparmor,
        security=tuple(sorted(option for option in options if option not in NO_NEW_PRIVILEGES)),
        read_only_root=bool(host.get("ReadonlyRootfs")),
        masked_paths=_sorted(host, "MaskedPaths"),
        read_only_paths=_sorted(host, "ReadonlyPaths"),
        tmpfs=Map(host.get("Tmpfs") or {}),
        mounts=tuple(sorted(_text(mount) for mount in container.get("Mounts") or ())),
        devices=tuple(sorted(_text(device) for device in host.get("Devices") or ())),
        memory=_count(host, "Memory"),
        memory_and_swap=_count(host, "MemorySwap"),
        shared_memory=_count(host, "ShmSize"),
        nano_cpus=_count(host, "NanoCpus"),
        processes=_count(host, "PidsLimit"),
        ulimits=Map({limit["Name"]: f"{limit['Soft']}:{limit['Hard']}" for limit in host.get("Ulimits") or ()}),
        runtime=host.get("Runtime") or "",
        init=bool(host.get("Init")),
        restart=(host.get("RestartPolicy") or {}).get("Name") or "no",
        remove_at_end=bool(host.get("AutoRemove")),
        log=(host.get("LogConfig") or {}).get("Type") or "",
        health_check=tuple((process.get("Healthcheck") or {}).get("Test") or ()),
        other=_other(process, host, own),
    )


def _security(given: list[str]) -> tuple[list[str], bytes | None]:
    """The options that are no profile of ours, and the profile's digest."""
    options, profile = [], None
    for option in given:
        if option.startswith(("seccomp={", "seccomp:{")) and profile is None:
            try:
                profile = seccomp.profile_digest(json.loads(option[len("seccomp=") :]))
                continue
            except ValueError:  # not JSON, or not of integers
                pass
        options.append(option)
    return options, profile


def _other(process: Inspected, host: Inspected, own: Inspected) -> Map[str, str]:
    """What has no field."""
    found = {name: value for name, value in host.items() if name not in OWN_FIELDS}
    for name, value in process.items():
        if name not in OF_THE_PROCESS | OF_THE_IMAGE and value != own.get(name):
            found[f"Config.{name}"] = value
    for name, known in (("LogConfig", {"Type"}), ("RestartPolicy", {"Name"})):
        found |= {f"{name}.{key}": value for key, value in (host.get(name) or {}).items() if key not in known}
    health: Inspected = process.get("Healthcheck") or {}
    found |= {f"Config.Healthcheck.{key}": value for key, value in health.items() if key != "Test"}
    # A count below zero has no place in its field.
    for name in ("Memory", "MemorySwap", "ShmSize", "NanoCpus", "PidsLimit"):
        if (host.get(name) or 0) < 0:
            found[name] = host[name]
    return Map({name: _text(value) for name, value in found.items() if not _unset(value)})


def _unset(value: object) -> bool:
    """Whether a daemon that never heard of the setting says the same."""
    if isinstance(value, list | tuple):
        return all(_unset(item) for item in value)
    return not value


def _sorted(host: Inspected, name: str) -> tuple[str, ...]:
    return tuple(sorted(host.get(name) or ()))


def _count(host: Inspected, name: str) -> int:
    count = host.get(name) or 0
    assert isinstance(count, int), name
    return max(count, 0)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _mount(read: Inspected) -> dict[str, Any]:  # Any: as JSON has it
    """What asks for a mount that is told like this."""
    source = read.get("Name") or read.get("Source")
    return {"Type": read["Type"], "Source": source, "Target": read["Destination"], "ReadOnly": not read.get("RW")}


def _limit(name: str, pair: str) -> dict[str, Any]:  # Any: as JSON has it
    soft, _, hard = pair.partition(":")
    return {"Name": name, "Soft": int(soft), "Hard": int(hard)}
