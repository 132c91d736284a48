"""Who asks whom about what in these vectors, and the machine that answers: its boot, its kernel's list, its policies.

The recorded answers are to these questions, so nothing here may change without recording them again
(``./leo dev record-answers``).
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256, sha512
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.attestation.appraisal.answer import JobLog, question_digest
from leo_ref.attestation.appraisal.appraise import AppraisalQuestion
from leo_ref.attestation.appraisal.policy import BootLog, KernelList, Policy, Reference
from leo_ref.attestation.evidence import log
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.wipe import wanted_wipe
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Job, Join, Part, Requirement, Stage, Task
from leo_ref.core.state.service import Offer
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.tcg.ima import Entry
from leo_ref.tcg.ima_replay import bank_digest
from leo_ref.tcg.replay import start
from leo_ref.vectors.tcg import boots, ima


def named(what: str) -> bytes:
    """32 octets that stand for something."""
    return sha256(f"leo appraisal vectors: {what}".encode()).digest()


def imprint(what: str) -> Imprint:
    """The imprint of a payload that nobody has."""
    return Imprint(length=16 + len(what), root=named(what))


NODE: Final = NodeId(named("the executor").hex())
MONITORS: Final = (NodeId(named("a monitor").hex()), NodeId(named("another monitor").hex()))

# --- jobs -------------------------------------------------------------------------------------------------------------


@frozen
class JobPhases:
    """A job as the ledger has it in each phase, and what an executor measures."""

    name: JobId
    job: Job
    offer: Offer | None
    logs: Mapping[str, JobLog]

    def allowed(self, phase: Phase) -> Map[JobLog, Finding]:
        """What the ledger lets a monitor expect."""
        return log.expected(self.job, self.offer, phase)


def _task(what: str) -> JobPhases:
    offer = Offer(
        least_tau=0,
        least_result_limit=0,
        least_time_limit=0,
        code=imprint(f"code of {what}"),
        image=named(f"image of {what}"),
        price=3,
        key_commitment=named("code key"),
    )
    requirement = Requirement(min_credit=0)
    terms = Task(
        run_window=32,
        result_limit=2**20,
        hold=0,
        owner=AccountId(named("Alice").hex()),
        service=ServiceId(named(f"service of {what}").hex()),
        data=imprint(f"data of {what}"),
        key_commitment=named("data key"),
        result_key=b"",
        requirement=requirement,
        payment=10,
        deposit=3,
        tau=10,
        service_owner=AccountId(named("Bob").hex()),
        price=3,
    )
    keys = Map({part: named(f"{part.value} key of {what}") for part in Part})
    result = named(f"result of {what}")
    job = Job(terms=terms, stage=Stage.CONFIRM, round=1, escrow=19, executor=NODE, keys=keys, requested=result)
    prepared = log.prepared(offer.image, wanted(requirement), offer.code, terms.data)
    running = (*prepared, log.keys_opened(keys))
    return JobPhases(
        name=JobId(named(what).hex()),
        job=job,
        offer=offer,
        logs={
            "nothing": (),
            "prepared": prepared,
            "running": running,
            "finished": (*running, log.result_made(result), log.wiped(wanted_wipe(requirement))),
        },
    )


TASK: Final = _task("the task")
NEXT_TASK: Final = _task("the next task")
JOIN: Final = JobPhases(
    name=JobId(named("the join").hex()),
    job=Job(terms=Join(candidate=NODE, deposit=10, tau=10), stage=Stage.CONFIRM, round=1, escrow=30),
    offer=None,
    logs={"nothing": ()},
)
WORKS: Final = {"task": TASK, "next task": NEXT_TASK, "join": JOIN}

COURSE: Final = {Phase.BEFORE: "prepared", Phase.DURING: "running", Phase.AFTER: "finished"}
"""The job log of each phase where all goes well."""


@frozen(kw_only=True)
class NamedQuestion:
    """A monitor's question, by names."""

    work: str = "task"
    round: int = 1
    phase: Phase = Phase.BEFORE
    monitor: int = 0

    @property
    def nonce(self) -> bytes:
        """64 octets, as of a VRF."""
        return sha512(f"{self.work}, {self.round}, {self.phase.value}, {self.monitor}".encode()).digest()

    @property
    def extra(self) -> bytes:
        """What the TPM signs along."""
        job = WORKS[self.work].name
        return question_digest(self.nonce, job, self.round, self.phase, MONITORS[self.monitor])

    @property
    def question(self) -> AppraisalQuestion:
        """As an appraisal takes it."""
        return AppraisalQuestion(extra=self.extra, logs=WORKS[self.work].allowed(self.phase))


# --- the machine ------------------------------------------------------------------------------------------------------

BOOT: Final = boots.HONEST.events
BOOT_LOG: Final = boots.OCTETS
BOOTED: Final = boots.values()
"""All registers after the boot."""

FILES: Final = {name: named(name) for name in ("init", "shell", "agent", "changed")}
LIST: Final = (
    ima.FIRST,
    *(ima.entry(f"/usr/bin/{name}".encode(), FILES[name]) for name in ("init", "shell", "agent")),
)
"""The kernel's list in the end; a moment has a beginning of it."""

LIST_IN: Final = {Phase.BEFORE: 2, Phase.DURING: 3, Phase.AFTER: 4}
"""How many entries there are at each phase."""

VIOLATED: Final = (*LIST[:2], ima.violation(b"/usr/bin/changed"))
"""A list in which a file changed while it was measured."""


def measured(entry: Entry) -> bytes:
    """By what the kernel extends register 10."""
    return bank_digest(entry, boots.BANKS[0])


# --- policies ---------------------------------------------------------------------------------------------------------

FIRMWARE: Final = 0x2019102300163636
"""The version that swtpm 0.7 gives."""

LOADED: Final = tuple(range(10))
KNOWN: Final = KernelList(violations=False, files=frozenset(FILES[name] for name in ("init", "shell", "agent")))
TOLERANT: Final = KernelList(violations=True, files=None)
LOG: Final = BootLog(registers=LOADED, after_separator=True)


def reference(register: int, *values: bytes) -> Reference:
    """The values that a register may have, those after the boot where none are given."""
    return Reference(register=register, values=frozenset(values or (BOOTED[register],)))


def _policy(
    registers: tuple[int, ...],
    *references: Reference,
    job_register: int = 14,
    firmware: int = 0,
    boot_log: BootLog | None = None,
    kernel_list: KernelList | None = None,
) -> Policy:
    return Policy(
        registers=registers,
        job_register=job_register,
        firmware=firmware,
        references=references,
        boot_log=boot_log,
        kernel_list=kernel_list,
    )


POLICIES: Final[Mapping[str, Policy]] = {
    "job only": _policy((14,)),
    "references": _policy((*range(8), 14), *(reference(register) for register in range(8))),
    "choice": _policy((7, 11), reference(7, BOOTED[7], named("another boot")), job_register=11),
    "boot log": _policy((*LOADED, 14), boot_log=LOG, firmware=FIRMWARE),
    "kernel list": _policy((*range(11), 14), boot_log=LOG, kernel_list=KNOWN),
    "tolerant": _policy((*range(11), 14), *(reference(register) for register in LOADED), kernel_list=TOLERANT),
    "all registers": _policy(
        tuple(range(24)),
        *(reference(register, start(register, boots.BANKS[0])) for register in (*range(11, 14), *range(15, 24))),
        boot_log=LOG,
        kernel_list=TOLERANT,
        firmware=FIRMWARE,
    ),
}
"""Accepted by :func:`leo_ref.attestation.appraisal.policy.sound`; the vectors show it."""
