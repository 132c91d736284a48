"""Policies as octets: those that say of each register what it must hold, and those that do not."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.attestation.appraisal.policy import BootLog, Policy, Reference
from leo_ref.core.encoding import JsonValue, to_octets
from leo_ref.tcg.event_types import EventType
from leo_ref.vectors.appraisal.scene import KNOWN, LOG, POLICIES, reference
from leo_ref.vectors.case import OK, Cases

TYPES: Final = Map(
    {
        4: frozenset({EventType.EV_EFI_BOOT_SERVICES_APPLICATION, EventType.EV_EFI_BOOT_SERVICES_DRIVER}),
        5: frozenset({EventType.EV_EFI_ACTION, EventType.EV_EFI_GPT_EVENT}),
        7: frozenset({EventType.EV_EFI_VARIABLE_AUTHORITY}),
    }
)
"""A policy's own list of what may follow separators."""


def policy_cases() -> Cases:
    """Sound ones, then faults in the order of the checks."""
    cases = Cases("appraisal/policies")
    for name, policy in POLICIES.items():
        _add(cases, name.replace(" ", "-"), "it says what each register holds", policy)
    plain, logged, listed = (POLICIES[name] for name in ("references", "boot log", "kernel list"))
    highest = evolve(plain, registers=(*plain.registers, 23), references=(*plain.references, reference(23)))
    _add(cases, "register-23", "the highest", highest)
    both = evolve(logged, references=(reference(7),))
    _add(cases, "reference-and-log", "the log must account for a value, and only one is accepted", both)
    typed = evolve(logged, boot_log=evolve(LOG, after_separator=TYPES))
    _add(cases, "types", "what may follow which separator", typed)
    _add(cases, "types-none", "nothing may", evolve(logged, boot_log=evolve(LOG, after_separator=Map())))
    for register in (8, 9, 11, 12, 13, 14, 15):
        policy = evolve(POLICIES["job only"], registers=(register,), job_register=register)
        _add(cases, f"job-in-{register}", "only a reset or restart of the TPM sets it back", policy)
    for register in (0, 7, 10, 16, 17, 20, 23):
        policy = evolve(POLICIES["job only"], registers=(register,), job_register=register)
        _fault(cases, f"job-in-{register}", "firmware's, the kernel's, or to be reset", policy, "job_register")
    for name, policy, part in (
        ("no-register", evolve(plain, registers=()), "registers"),
        ("register-24", evolve(plain, registers=(*plain.registers, 24)), "registers"),
        ("registers-twice", evolve(plain, registers=(0, *plain.registers)), "registers"),
        ("registers-falling", evolve(plain, registers=plain.registers[::-1]), "registers"),
        ("job-not-quoted", evolve(plain, job_register=15), "all"),
        ("references-twice", evolve(plain, references=(*plain.references, reference(7))), "references"),
        ("references-falling", evolve(plain, references=plain.references[::-1]), "references"),
        (
            "no-value",
            evolve(plain, references=(*plain.references[:7], Reference(register=7, values=frozenset()))),
            "references",
        ),
        ("reference-missing", evolve(plain, references=plain.references[1:]), "all"),
        ("reference-too-many", evolve(plain, references=(*plain.references, reference(8))), "all"),
        ("reference-of-job", evolve(plain, references=(*plain.references, reference(14))), "all"),
        ("log-of-nothing", evolve(logged, boot_log=_log()), "boot_log"),
        ("log-twice", evolve(logged, boot_log=_log(0, *LOG.registers)), "boot_log"),
        ("log-falling", evolve(logged, boot_log=_log(*LOG.registers[::-1])), "boot_log"),
        ("types-of-8", evolve(logged, boot_log=evolve(LOG, after_separator=TYPES.set(8, frozenset()))), "boot_log"),
        (
            "types-of-a-reference",
            evolve(
                logged,
                references=(reference(4),),
                boot_log=BootLog(registers=(*range(4), *range(5, 10)), after_separator=TYPES),
            ),
            "boot_log",
        ),
        ("log-of-fewer", evolve(logged, boot_log=_log(*LOG.registers[1:])), "all"),
        ("log-of-more", evolve(logged, boot_log=_log(*LOG.registers, 11)), "all"),
        ("log-of-job", evolve(logged, boot_log=_log(*LOG.registers, 14)), "all"),
        ("log-of-kernel", evolve(listed, boot_log=_log(*LOG.registers, 10)), "all"),
        ("nothing-of-10", evolve(listed, kernel_list=None), "all"),
        ("list-without-10", evolve(logged, kernel_list=KNOWN), "all"),
        ("list-without-9", evolve(listed, registers=(*range(9), 10, 14), boot_log=_log(*range(9))), "kernel_list"),
        ("list-alone", evolve(listed, registers=(10, 14), boot_log=None), "kernel_list"),
        ("order-registers-job", evolve(plain, registers=(), job_register=0), "registers"),
    ):
        _fault(cases, name, "a register of which it is not said once what it holds", policy, part)
    octets = to_octets(typed)
    for name, types, ends in (
        ("unknown", b'"EV_EFI_ACTION","EV_EFI_GPT_EVENT4"', "UNKNOWN_VARIANT"),
        ("as-numbers", b"2147483654,2147483655", "WRONG_TYPE"),
        ("falling", b'"EV_EFI_GPT_EVENT","EV_EFI_ACTION"', "NOT_SORTED"),
        ("twice", b'"EV_EFI_ACTION","EV_EFI_ACTION"', "NOT_SORTED"),
    ):
        changed = octets.replace(b'"EV_EFI_ACTION","EV_EFI_GPT_EVENT"', types)
        assert changed != octets, name
        cases.add(f"types-{name}", "types by their names, each once, rising", _asking(changed), ends, clause="§8")
    octets = to_octets(plain)
    for name, changed, ends in (
        ("empty", b"", "NOT_JSON"),
        ("not-canonical", octets + b"\n", "NOT_CANONICAL"),
        ("version-2", octets.replace(b'"version":1', b'"version":2'), "UNKNOWN_VERSION"),
        ("without-firmware", octets.replace(b'"firmware":"0",', b""), "MISSING_FIELD"),
        ("more", octets.replace(b'"firmware":"0",', b'"firmware":"0","hardware":true,'), "UNKNOWN_FIELD"),
        ("another-kind", octets.replace(b"attestation_policy", b"evidence"), "UNKNOWN_VARIANT"),
    ):
        assert changed != octets, name
        cases.add(name, "no policy in canonical octets", _asking(changed), ends, clause="§8")
    return cases


def _log(*registers: int) -> BootLog:
    return BootLog(registers=registers, after_separator=True)


def _asking(octets: bytes) -> dict[str, JsonValue]:
    return {"request": "attestation_policy", "octets": octets.hex()}


def _add(cases: Cases, name: str, why: str, policy: Policy) -> None:
    cases.add(name, why, _asking(to_octets(policy)), OK, gives=True, clause="§8")


def _fault(cases: Cases, name: str, why: str, policy: Policy, part: str) -> None:
    said = cases.add(f"fault-{name}", why, _asking(to_octets(policy)), "POLICY_REGISTERS")
    assert said == {"refused": {"code": "POLICY_REGISTERS", "values": {"part": part}}}, (name, said)
