"""Records from swtpm the answers of the vectors ``appraisal/...``: ``./leo dev record-answers``.

It needs the extra ``tpm`` and swtpm, touches no other TPM, and writes ``leo_ref/vectors/recorded/answers.json``. Keys,
signatures and clocks are new each time. The registers hold what :mod:`leo_ref.vectors.appraisal.scene` says: its boot
and its kernel's list are extended into a fresh TPM one by one, as firmware and kernel would do it, so a genuine quote
fits a log made by hand.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from leo_ref.adapters.tpm import handles, measure, quote, templates
from leo_ref.adapters.tpm.authority import Authority, throw_away_authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.provision import endorsement_session, provision
from leo_ref.adapters.tpm.quote import OWN_SCHEME, statement
from leo_ref.adapters.tpm.swtpm import Swtpm
from leo_ref.adapters.tpm.templates import TEMPLATES, KeyKind
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2_ALG, TPM2B_PUBLIC, TPM2B_SENSITIVE_CREATE, TPMT_PUBLIC
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.attestation.identity.certification import Statement
from leo_ref.attestation.identity.endorsement import Endorsement, templated
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Phase
from leo_ref.tcg import attest
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selection, Selections
from leo_ref.tcg.public import Public
from leo_ref.vectors.appraisal import scene
from leo_ref.vectors.appraisal.scene import POLICIES, WORKS, NamedQuestion

WHERE: Final = Path(__file__).parents[3] / "leo_ref" / "vectors" / "recorded" / "answers.json"

COURSE: Final = tuple(scene.COURSE.items())


KINDS: Final = {"ecc": (KeyKind.ECC, False), "rsa": (KeyKind.RSA, False), "pss": (KeyKind.RSA, True)}
"""Kinds of attestation keys in the names of runs, and whether the scheme is RSAPSS, which the adapter does not make."""


class Machine:
    """A machine with a TPM that is switched on, and what was recorded of it."""

    def __init__(
        self, name: str, kind: KeyKind, swtpm: Swtpm, tpm: Tpm, job_register: int, *, pss: bool = False
    ) -> None:
        self.name, self.kind, self.swtpm, self.tpm = name, kind, swtpm, tpm
        self.job_register = job_register
        self.sent: list[bytes] = []
        self.listed = 0
        self.start = bytes(BANK.size)
        made = provision(tpm, kind)
        self.key = _key(made.endorsement_key, with_pss(tpm) if pss else made.attestation_key, kind)

    def boot(self) -> None:
        """Extends what firmware and boot loader would have measured."""
        for event in scene.BOOT:
            measure.measure(self.tpm, event.digests[0], event.pcr)
        self.listed = 0
        self.begin()

    def measure_list(self, count: int, entries: tuple[Any, ...] = scene.LIST) -> None:
        """Extends the kernel's list up to ``count`` entries."""
        for entry in entries[self.listed : count]:
            measure.measure(self.tpm, scene.measured(entry), 10)
        self.listed = count

    def begin(self) -> None:
        """From now on another job is measured."""
        self.start = self.value(self.job_register)
        self.sent = []

    def work(self, asked: NamedQuestion, log: str) -> None:
        """Measures what is new in the job log."""
        events = WORKS[asked.work].logs[log]
        assert list(events[: len(self.sent)]) == self.sent, log
        for event in events[len(self.sent) :]:
            measure.measure(self.tpm, event, self.job_register)
        self.sent = list(events)

    def value(self, register: int) -> bytes:
        """A register's value."""
        return measure.read(self.tpm, (Selection(BANK, (register,)),))[BANK][register]

    def values(self, policy: Policy) -> list[str]:
        """The registers' values, as the policy wants them."""
        return [self.value(register).hex() for register in policy.registers]

    def answer(self, run: str, asked: NamedQuestion, log: str, policy: str, **more: Any) -> dict[str, Any]:  # Any: JSON
        """An honest answer."""
        self.work(asked, log)
        said = quote.quote(self.tpm, self.kind, asked.extra, POLICIES[policy].selections)
        return {
            "run": run,
            "machine": self.name,
            "policy": policy,
            "work": asked.work,
            "round": asked.round,
            "phase": asked.phase.value,
            "monitor": asked.monitor,
            "log": log,
            "listed": self.listed,
            "start": self.start.hex(),
            "values": self.values(POLICIES[policy]),
            "attest": said.attest.hex(),
            "signature": said.signature.hex(),
            **more,
        }

    def signed(self, name: str, make: Callable[[Any], Any]) -> dict[str, str]:  # Any: the library's own
        """What else the attestation key signs."""
        with self.tpm.step(name) as esys:
            said = statement(*make(esys))
        return shown(name, self.name, said)

    def quoted(self, name: str, extra: bytes, selections: Selections) -> dict[str, str]:
        """A quote that was asked for otherwise than a monitor would."""
        return shown(name, self.name, quote.quote(self.tpm, self.kind, extra, selections))


def with_pss(tpm: Tpm) -> bytes:
    """Puts an attestation key that signs with RSAPSS in the place of the one that does with RSASSA."""
    handle = handles.ATTESTATION_KEY[KeyKind.RSA]
    template, _ = TPMT_PUBLIC.unmarshal(templates.attestation(KeyKind.RSA))
    template.parameters.rsaDetail.scheme.scheme = TPM2_ALG.RSAPSS
    parent = tpm.persistent(handles.ENDORSEMENT_KEY[KeyKind.RSA])
    with tpm.step("make an attestation key for PSS") as esys:
        with endorsement_session(tpm) as session:
            made = esys.create(parent, TPM2B_SENSITIVE_CREATE(), TPM2B_PUBLIC(template), session1=session)
        with endorsement_session(tpm) as session:
            key = esys.load(parent, made[0], made[1], session1=session)
    with tpm.loaded(key), tpm.step("put it in the other's place") as esys:
        esys.evict_control(ESYS_TR.OWNER, tpm.persistent(handle), handle)
        tpm.forget(handle)
        esys.tr_close(esys.evict_control(ESYS_TR.OWNER, key, handle))
    return handles.public_area(tpm, handle)


def shown(name: str, machine: str, said: Statement) -> dict[str, str]:
    return {"name": name, "machine": machine, "attest": said.attest.hex(), "signature": said.signature.hex()}


def _key(endorsement: bytes, attestation: bytes, kind: KeyKind) -> dict[str, str]:
    public = publics.parse(endorsement)
    assert isinstance(public, Public), public
    above = templated(public, frozenset({TEMPLATES[kind]}))
    assert isinstance(above, Endorsement), above
    return {"public": attestation.hex(), "qualified_parent": above.qualified_name.hex()}


class Recorder:
    """All that is recorded."""

    def __init__(self) -> None:
        self.authority: Authority = throw_away_authority()
        self.keys: dict[str, dict[str, str]] = {}
        self.answers: list[dict[str, Any]] = []  # Any: JSON
        self.signed: list[dict[str, str]] = []

    @contextmanager
    def machine(self, name: str, job_register: int = 14) -> Iterator[Machine]:
        """A fresh machine, with a key of the kind that its name begins with."""
        kind, pss = KINDS.get(name.partition(",")[0], KINDS["ecc"])
        with certified_tpm(self.authority, (kind,)) as swtpm, connect(swtpm.address) as tpm:
            machine = Machine(name, kind, swtpm, tpm, job_register, pss=pss)
            self.keys[name] = machine.key
            yield machine

    def course(self, machine: Machine, run: str, policy: str, monitors: int = 1, work: str = "task") -> None:
        """All three phases of a job, as they should be."""
        for phase, log in COURSE:
            if POLICIES[policy].kernel_list is not None:
                machine.measure_list(scene.LIST_IN[phase])
            for monitor in range(monitors):
                asked = NamedQuestion(work=work, phase=phase, monitor=monitor)
                self.answers.append(machine.answer(run, asked, log, policy))
                time.sleep(0.002)  # a clock in milliseconds

    def record(self) -> None:
        """Everything."""
        for kind in KINDS:
            for policy, monitors in (("references", 2), ("boot log", 2), ("kernel list", 1), ("all registers", 1)):
                name = f"{kind}, {policy}"
                with self.machine(name) as machine:
                    machine.boot()
                    self.course(machine, name, policy, monitors)
                    if policy == "kernel list":
                        machine.begin()
                        for phase, log in COURSE:
                            asked = NamedQuestion(work="next task", phase=phase)
                            self.answers.append(machine.answer(f"{name}, next task", asked, log, policy))
                            time.sleep(0.002)
        self.record_candidates()
        self.record_others()
        self.record_power()
        self.record_rollback()
        self.record_lies()

    def record_candidates(self) -> None:
        """A candidate of each kind, and a second round."""
        for kind in KINDS:
            with self.machine(f"{kind}, candidate") as machine:
                asked = NamedQuestion(work="join")
                self.answers.append(machine.answer(f"{kind}, candidate", asked, "nothing", "job only"))
        with self.machine("ecc, second round") as machine:
            self.answers.append(machine.answer("ecc, second round", NamedQuestion(round=2), "prepared", "job only"))

    def record_others(self) -> None:
        """A list with a violation."""
        for kind in KINDS:
            name = f"{kind}, violation"
            with self.machine(name) as machine:
                machine.boot()
                machine.measure_list(len(scene.VIOLATED), scene.VIOLATED)
                self.answers.append(machine.answer(name, NamedQuestion(), "prepared", "tolerant", list="violated"))

    def record_power(self) -> None:
        """Sleep and a power cut between two phases; each answer is sound by itself."""
        with certified_tpm(self.authority) as swtpm:
            with connect(swtpm.address) as tpm:
                machine = self.switched_on("power", swtpm, tpm)
                machine.boot()
                self.answers.append(machine.answer("power, at first", NamedQuestion(), "prepared", "references"))
            swtpm.suspend()
            swtpm.start(resume=True)
            with connect(swtpm.address) as tpm:
                machine.tpm = tpm
                asked = NamedQuestion(phase=Phase.DURING)
                self.answers.append(machine.answer("power, after sleep", asked, "running", "references"))
            swtpm.power_cycle()
            with connect(swtpm.address) as tpm:
                machine = self.switched_on("power", swtpm, tpm)
                machine.boot()
                asked = NamedQuestion(phase=Phase.AFTER)
                self.answers.append(machine.answer("power, after a cut", asked, "finished", "references"))

    def record_rollback(self) -> None:
        """The state of the TPM is copied and put back: the machine does again what it did, on an earlier clock."""
        with certified_tpm(self.authority) as swtpm, tempfile.TemporaryDirectory() as folder:
            with connect(swtpm.address) as tpm:
                self.switched_on("rollback", swtpm, tpm)
            swtpm.stop()
            copy = Path(folder) / "state"
            shutil.copytree(swtpm.folder / "state", copy)
            for run, phase, log in (
                ("rollback, at first", Phase.BEFORE, "prepared"),
                ("rollback, put back", Phase.DURING, "running"),
            ):
                shutil.rmtree(swtpm.folder / "state")
                shutil.copytree(copy, swtpm.folder / "state")
                swtpm.start()
                with connect(swtpm.address) as tpm:
                    machine = self.switched_on("rollback", swtpm, tpm)
                    machine.boot()
                    time.sleep(1 if phase is Phase.BEFORE else 0)
                    self.answers.append(machine.answer(run, NamedQuestion(phase=phase), log, "references"))
                swtpm.stop()
            swtpm.start()

    def switched_on(self, name: str, swtpm: Swtpm, tpm: Tpm) -> Machine:
        """A machine with a TPM that stays the same."""
        machine = Machine(name, KeyKind.ECC, swtpm, tpm, 14)
        self.keys[name] = machine.key
        return machine

    def record_lies(self) -> None:
        """What an honest TPM signs for a dishonest machine."""
        with self.machine("liar") as machine:
            asked = NamedQuestion()
            machine.boot()
            self.answers.append(machine.answer("liar, honest", asked, "prepared", "references"))
            right = POLICIES["references"].selections
            registers = right[0].registers
            for name, selections in (
                ("no bank", ()),
                ("no register", (Selection(BANK, ()),)),
                ("one more", (Selection(BANK, (*registers, 23)),)),
                ("one less", (Selection(BANK, registers[1:]),)),
                ("23 for 14", (Selection(BANK, (*registers[:-1], 23)),)),
                ("bank twice", (*right, *right)),
                ("weaker bank", (Selection(Hash.SHA1, registers),)),
                ("weaker bank beside", (*right, Selection(Hash.SHA1, registers))),
                ("other bank", (Selection(Hash.SHA384, registers),)),
            ):
                self.signed.append(machine.quoted(name, asked.extra, selections))
            for name, extra in (
                ("empty question", b""),
                ("prefix of the question", asked.extra[:16]),
                ("question in hexadecimal", asked.extra.hex().encode()),
                ("question and more", asked.extra + b"\0"),
                ("nonce alone", asked.nonce),
                ("half of the nonce", asked.nonce[:32]),
            ):
                self.signed.append(machine.quoted(name, extra, right))
            key = machine.tpm.persistent(handles.ATTESTATION_KEY[machine.kind])
            self.signed.append(machine.signed("certify", lambda esys: esys.certify(key, key, asked.extra, OWN_SCHEME)))
            self.signed.append(
                machine.signed("time", lambda esys: esys.get_time(key, asked.extra, OWN_SCHEME, ESYS_TR.ENDORSEMENT))
            )


def check(recorder: Recorder) -> None:
    """That the TPM signed what it was asked for; the appraisal is no part of it."""
    for one in recorder.answers:
        found = attest.quote(bytes.fromhex(one["attest"]))
        assert not isinstance(found, Rejection), (one, found)
        assert found.attested.selections == POLICIES[one["policy"]].selections, one


def tools() -> dict[str, str]:
    """What was used."""
    said = subprocess.run(("swtpm", "--version"), capture_output=True, check=True, text=True).stdout
    tss = subprocess.run(("pkg-config", "--modversion", "tss2-esys"), capture_output=True, check=True, text=True).stdout
    return {"swtpm": said.split(",")[0].split()[-1], "tpm2-pytss": version("tpm2-pytss"), "tpm2-tss": tss.strip()}


def main() -> None:
    """Records and writes."""
    recorder = Recorder()
    recorder.record()
    check(recorder)
    found = {
        "made": {"by": "./leo dev record-answers", "date": time.strftime("%Y-%m-%d"), "tools": tools()},
        "keys": recorder.keys,
        "answers": recorder.answers,
        "signed": recorder.signed,
    }
    WHERE.write_text(json.dumps(found, indent=1) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
