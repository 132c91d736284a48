"""A policy says of each register that is quoted what it must hold, and is a document."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.attestation.appraisal.policy import BootLog, KernelList, Policy, Reference, sound
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.tcg.boot import AFTER_SEPARATOR
from leo_ref.vectors.appraisal.scene import KNOWN, LOG, POLICIES, reference
from tests.vectors.made import ROOT

some = st.lists(st.integers(0, 25), max_size=12, unique=True).map(lambda found: tuple(sorted(found)))
policies = st.builds(
    Policy,
    registers=some,
    job_register=st.integers(0, 25),
    firmware=st.integers(0, 2**64 - 1),
    references=some.map(lambda found: tuple(Reference(register=one, values=frozenset({bytes(32)})) for one in found)),
    boot_log=st.none() | st.builds(BootLog, registers=some, after_separator=st.booleans()),
    kernel_list=st.none() | st.builds(KernelList, violations=st.booleans(), files=st.none()),
)


@st.composite
def nearly_sound(draw: st.DrawFn) -> Policy:
    """A policy made to be sound, in which one part may be another's."""
    job = draw(st.sampled_from([8, 9, 11, 12, 13, 14, 15]))
    others = draw(st.lists(st.integers(0, 23), unique=True))
    listed = draw(st.booleans())
    accounted = {register for register in others if register not in (job, 10)} | (
        set(range(10)) - {job} if listed else set()
    )
    logged = {register for register in accounted if draw(st.booleans())}
    good = Policy(
        registers=tuple(sorted(accounted | {job} | ({10} if listed else set()))),
        job_register=job,
        firmware=0,
        references=tuple(reference(register) for register in sorted(accounted - logged)),
        boot_log=BootLog(registers=tuple(sorted(logged)), after_separator=False) if logged else None,
        kernel_list=KernelList(violations=True, files=None) if listed else None,
    )
    other = draw(policies)
    part = draw(st.sampled_from(["", "registers", "job_register", "references", "boot_log", "kernel_list"]))
    return evolve(good, **{part: getattr(other, part)}) if part else good


def explained(policy: Policy, register: int) -> bool:
    """Whether something is said of a register."""
    return (
        register == policy.job_register
        or any(one.register == register and one.values for one in policy.references)
        or (policy.boot_log is not None and register in policy.boot_log.registers)
        or (policy.kernel_list is not None and register == 10)
    )


@settings(max_examples=500)
@given(policy=policies | nearly_sound())
def test_a_policy_is_sound_exactly_if_all_is_said_and_nothing_else(policy: Policy) -> None:
    mentioned = {register for register in range(-1, 30) if explained(policy, register)}
    references = [one.register for one in policy.references]
    logged = [] if policy.boot_log is None else list(policy.boot_log.registers)
    expected = (
        mentioned == set(policy.registers)
        and max(policy.registers, default=24) < 24
        and policy.job_register in (8, 9, 11, 12, 13, 14, 15)
        and policy.job_register not in references + logged
        and not (policy.kernel_list is not None and 10 in references + logged)
        and not (policy.boot_log is not None and not logged)
        and not (policy.kernel_list is not None and not mentioned >= set(range(10)))
    )
    assert (sound(policy) is policy) == expected


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_is_a_document(name: str) -> None:
    policy = POLICIES[name]
    assert from_octets(Policy, to_octets(policy)) == policy
    assert isinstance(from_octets(Policy, to_octets(policy) + b"\n"), Rejection)


def test_a_register_that_anybody_resets_is_none_for_jobs() -> None:
    for register in (16, 23, *range(17, 23)):
        policy = evolve(POLICIES["job only"], registers=(register,), job_register=register)
        assert isinstance(sound(policy), Rejection)


def test_registers_below_ten_stand_beside_a_kernel_s_list() -> None:
    """Otherwise its first entry, the digest of these, could not be computed again."""
    listed = POLICIES["kernel list"]
    for missing in range(10):
        left = tuple(register for register in LOG.registers if register != missing)
        policy = evolve(
            listed, registers=(*left, 10, 14), boot_log=BootLog(registers=left, after_separator=True), kernel_list=KNOWN
        )
        assert isinstance(sound(policy), Rejection), missing


def test_the_document_tells_what_may_follow_a_separator() -> None:
    lines = (ROOT / "docs" / "attestation.md").read_text("utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("| register | what follows"))
    accounted: dict[int, set[str]] = {}
    for line in lines[begin + 2 :]:
        if not line:
            break
        _, register, types, _ = line.split("|")
        accounted[int(register)] = {name.strip(" `") for name in types.split(",")}
    assert accounted == {register: {kind.name for kind in kinds} for register, kinds in AFTER_SEPARATOR.items()}
