"""A faulty reference fails at the vector that is there for its fault: the faults that the first simulators had."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from tests.vectors.made import ROOT


@frozen
class Mutant:
    """A fault: what is changed in which module, and the vector that tells."""

    name: str
    module: str
    right: str
    wrong: str
    vector: str


MUTANTS = [
    Mutant(
        "votes compared as text",
        "rules/committee.py",
        "-group[node].j",
        "[-ord(digit) for digit in str(group[node].j)]",
        "rules/elect/nine-and-ten",
    ),
    Mutant(
        "half is a quorum",
        "rules/committee.py",
        "2 * weight(job, nodes) >",
        "2 * weight(job, nodes) >=",
        "rules/quorum/exactly-half",
    ),
    Mutant(
        "a tie pays the executor",
        "rules/course.py",
        "return Outcome.DONE if is_quorum(job, job.confirmed) else Outcome.UNDECIDED",
        "return Outcome.DONE if 2 * len(job.confirmed) > 0 else Outcome.UNDECIDED",
        "rules/outcome/half-confirmed",
    ),
    Mutant(
        "the payment is lost when nothing is decided",
        "rules/settlement.py",
        "case _:\n            return task.payment - params.gas_fee",
        "case _:\n            return 0 if outcome is Outcome.UNDECIDED else task.payment - params.gas_fee",
        "ledger/confirm/block-undecided",
    ),
    Mutant(
        "a job is settled again",
        "ledger/tick.py",
        "    if job.stage is Stage.SETTLED:\n        return job\n",
        "    if job.stage is Stage.SETTLED:\n        return settled_as(job, Outcome.DONE)\n",
        "ledger/task/block-after",
    ),
    Mutant(
        "what floors leave over vanishes",
        "rules/settlement.py",
        "burned = put_in - bond - sum(amount for _, amount in received)",
        "burned = params.gas_fee",
        "rules/settle/example",
    ),
    Mutant(
        "those who answered share what all were to have",
        "rules/settlement.py",
        "members = len(monitors(job))",
        "members = len(set(paid_monitors(job, outcome)))",
        "rules/settle/executor-fault-proved",
    ),
    Mutant(
        "a service at fault keeps its bond",
        "rules/settlement.py",
        "bond = 0 if outcome is Outcome.SERVICE_FAULT else hold",
        "bond = hold",
        "rules/settle/service-fault",
    ),
    Mutant(
        "a program may take all the time that its window leaves",
        "rules/market.py",
        "if 2 * (limit + params.handling) >",
        "if limit + params.handling >",
        "ledger/task/post-time-too-long",
    ),
    Mutant(
        "one bond stands for every task",
        "rules/market.py",
        "if service.bond < hold:",
        "if service.bond < 0:",
        "ledger/task/post-second",
    ),
    Mutant(
        "a bond stays in a service that was withdrawn",
        "ledger/tick.py",
        "if service.bond and not service.live",
        "if service.bond and service.live",
        "ledger/task/block-withdrawn",
    ),
    Mutant(
        "outsiders have a vote",
        "rules/committee.py",
        "return node in job.group and node != job.executor",
        "return node != job.executor",
        "ledger/confirm/confirm-by-outsider",
    ),
    Mutant(
        "questions may be answered from another run",
        "attestation/evidence/nonce.py",
        '{"beacon": beacon.hex(), ',
        "{",
        "ledger/task/show",
    ),
    Mutant(
        "monitors are paid for asking",
        "rules/settlement.py",
        "(node for node in job.confirmed if node not in job.asked)",
        "job.confirmed",
        "ledger/task/block-done",
    ),
    Mutant(
        "an answer that is a block late counts",
        "rules/course.py",
        "height >= when for when in due",
        "height > when for when in due",
        "ledger/challenge/block-not-answered",
    ),
    Mutant(
        "the deadline comes before a proof",
        "rules/course.py",
        "return job.proven\n            if not job.given",
        "return Outcome.DONE if over else job.proven\n            if not job.given",
        "ledger/confirm/block-proof-and-quorum",
    ),
    Mutant(
        "the last proof of a block counts",
        "rules/proof.py",
        "proven=job.proven or outcome",
        "proven=outcome",
        "ledger/disputes/block-task-key-first",
    ),
    Mutant(
        "credit is only rounded down",
        "rules/credit.py",
        "[:left]",
        "[:0]",
        "rules/normalise/total-1900",
    ),
]


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference and the conformance suite, to be broken."""
    folder = tmp_path_factory.mktemp("mutants")
    for name in ("leo_ref", "conformance"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def replay(folder: Path, *vectors: str) -> subprocess.CompletedProcess[str]:
    """Pytest on some vectors, with the reference that is in the folder."""
    chosen = [f"conformance/test_vectors.py::test_case[{vector}]" for vector in vectors]
    quiet = ("-q", "--import-mode=importlib", "-p", "no:cacheprovider")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *chosen, *quiet],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_sound_reference_passes(copied: Path) -> None:
    done = replay(copied, *(mutant.vector for mutant in MUTANTS))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(MUTANTS)} passed" in done.stdout


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_fault_fails_at_its_vector(copied: Path, mutant: Mutant) -> None:
    module = copied / "leo_ref" / mutant.module
    source = module.read_text(encoding="utf-8")
    assert source.count(mutant.right) == 1, mutant.right
    try:
        module.write_text(source.replace(mutant.right, mutant.wrong), encoding="utf-8")
        faulty = replay(copied, mutant.vector)
    finally:
        module.write_text(source, encoding="utf-8")
    assert faulty.returncode == 1, faulty.stdout + faulty.stderr
    assert f"FAILED conformance/test_vectors.py::test_case[{mutant.vector}]" in faulty.stdout
