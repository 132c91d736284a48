"""How a job's container runs (§10), as one record whose digest is the job log's ``container`` event (§8).

The executor reads the record back from what its container daemon applied, the verifier computes it from the task.
Whatever the record has no field for is told in ``other``, so that nothing a daemon does differently goes unmeasured.
What the image says of itself (its environment, its labels) is covered by the image's digest and told nowhere else.
"""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen
from immutables import Map

from leo_ref.attestation.evidence import seccomp
from leo_ref.core.encoding import digest, encode
from leo_ref.core.state.job import Network, Requirement
from leo_ref.core.values import Count, Digest

CONTAINER_DOMAIN: Final = "leo/container"

PAYLOAD_MOST: Final = 2**26
"""Octets of the longest code or data, plain; a result is shorter than this. The kernel holds every file to it."""

NANO_CPUS: Final = 10**9
"""One processor, in thousand millionths of one."""

PROCESSES: Final = 64
DESCRIPTORS: Final = 1024
SHARED_MEMORY: Final = 2**16
"""Octets; Docker wants a number though the container has no shared memory."""

NOBODY: Final = "65534:65534"
SCRATCH: Final = "/tmp"

SUPERVISOR: Final = "sha256:4b71ffbd580321b2f33f59eaea7b532f905406ad67aae344c3229684c511c99d"
"""The program of :mod:`leo_ref.adapters.docker.supervisor`, by its digest."""

MASKED: Final = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/interrupts",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/devices/virtual/powercap",
    "/sys/firmware",
)
UNWRITABLE: Final = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")

NETWORKS: Final[Map[Network, str]] = Map({Network.NONE: "none", Network.FULL: "bridge"})
"""What Docker calls them."""


@frozen(kw_only=True)
class Configuration:
    """Everything that decides what the job's program can reach. Sequences whose order means nothing are sorted."""

    kind: ClassVar[str] = "container"

    command: tuple[str, ...]
    """The first process; an argument longer than 64 characters is told by its digest."""
    environment: tuple[str, ...]
    """What differs from the image's own."""
    working_directory: str
    hostname: str
    user: str
    groups: tuple[str, ...]
    streams: tuple[str, ...]
    """What is connected to whoever made the container, under Docker's names."""

    network: str
    networks: tuple[str, ...]
    """Those it is really connected to."""
    ipc: str
    pid: str
    uts: str
    user_namespace: str
    cgroup_namespace: str

    privileged: bool
    capabilities_added: tuple[str, ...]
    capabilities_dropped: tuple[str, ...]
    no_new_privileges: bool
    seccomp: Digest | None
    """The profile; none if it is the daemon's own."""
    apparmor: str
    """``default`` also where the kernel has no AppArmor."""
    security: tuple[str, ...]
    """Other security options."""

    read_only_root: bool
    masked_paths: tuple[str, ...]
    read_only_paths: tuple[str, ...]
    tmpfs: Map[str, str]
    """Where, and its options."""
    mounts: tuple[str, ...]
    """Volumes and folders of the host, as the daemon tells them in canonical JSON."""
    devices: tuple[str, ...]

    memory: Count
    memory_and_swap: Count
    """Equal to ``memory`` where nothing of it may be swapped out; in octets."""
    shared_memory: Count
    nano_cpus: Count
    processes: Count
    """0 for any number."""
    ulimits: Map[str, str]
    """Name to ``soft:hard``."""

    runtime: str
    init: bool
    restart: str
    remove_at_end: bool
    log: str
    """The driver that keeps what the program prints."""
    health_check: tuple[str, ...]
    other: Map[str, str]
    """Anything else the daemon applies, in canonical JSON."""


def wanted(requirement: Requirement) -> Configuration:
    """The configuration that a task with this requirement runs in, the same for every executor."""
    network = NETWORKS[requirement.network]
    return Configuration(
        command=("python3", "-I", "-B", "-c", SUPERVISOR, str(requirement.time_limit), str(PAYLOAD_MOST)),
        environment=(),
        working_directory=SCRATCH,
        hostname="leo",
        user=NOBODY,
        groups=(),
        streams=("AttachStdin", "AttachStdout", "OpenStdin", "StdinOnce"),
        network=network,
        networks=(network,),
        ipc="none",
        pid="",
        uts="",
        user_namespace="",
        cgroup_namespace="private",
        privileged=False,
        capabilities_added=(),
        capabilities_dropped=("ALL",),
        no_new_privileges=True,
        seccomp=seccomp.DIGESTS[requirement.network],
        apparmor="default",
        security=(),
        read_only_root=True,
        masked_paths=MASKED,
        read_only_paths=UNWRITABLE,
        tmpfs=Map({SCRATCH: f"rw,nosuid,nodev,noexec,mode=1777,size={requirement.memory_limit // 4}"}),
        mounts=(),
        devices=(),
        memory=requirement.memory_limit,
        memory_and_swap=requirement.memory_limit,
        shared_memory=SHARED_MEMORY,
        nano_cpus=NANO_CPUS,
        processes=PROCESSES,
        ulimits=Map(
            {
                "core": "0:0",
                "fsize": f"{PAYLOAD_MOST}:{PAYLOAD_MOST}",
                "memlock": "0:0",
                "msgqueue": "0:0",
                "nofile": f"{DESCRIPTORS}:{DESCRIPTORS}",
            }
        ),
        runtime="runc",
        init=False,
        restart="no",
        remove_at_end=True,
        log="none",
        health_check=("NONE",),
        other=Map(),
    )


def configuration_digest(configuration: Configuration) -> bytes:
    """What the job log says of it, 32 octets."""
    return digest(CONTAINER_DOMAIN, encode(configuration))
