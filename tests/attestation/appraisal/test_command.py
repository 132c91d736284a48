"""``leo attest`` as it is typed, where no TPM is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leo_ref.attestation.appraisal.example import EXAMPLE
from leo_ref.attestation.appraisal.policy import sound
from leo_ref.core.encoding import encode
from leo_ref.core.rejections import Rejection
from leo_ref.vectors.appraisal.asking import Try, recorded
from tests.attestation.appraisal.files import bundle

LEO = [sys.executable, "-c", "from leo_ref.cli import main; main()", "attest"]
GOOD = recorded("ecc, kernel list", 2, alone=False)


def run(*arguments: str, entered: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LEO, *arguments], input=entered, capture_output=True, text=True, timeout=60, check=False)


def written(folder: Path, tried: Try) -> tuple[str, str]:
    """The files of an answer and its policy."""
    places = folder / "bundle.json", folder / "policy.json"
    places[0].write_text(json.dumps(encode(bundle(tried)), indent=1))
    places[1].write_text(json.dumps(encode(tried.policy), indent=1))
    return str(places[0]), str(places[1])


def test_an_answer_passes(tmp_path: Path) -> None:
    answer, policy = written(tmp_path, GOOD)
    done = run("appraise", answer, "--policy", policy)
    assert (done.returncode, done.stdout, done.stderr) == (0, "pass\n", "")


def test_an_answer_is_refused_with_its_code(tmp_path: Path) -> None:
    answer, policy = written(tmp_path, GOOD.telling(()))
    done = run("appraise", answer, "--policy", policy)
    assert done.returncode == 1
    assert done.stdout.startswith("fail: JOB_LOG_NOT_QUOTED (§8): ")
    assert done.stderr == ""


@pytest.mark.parametrize(("tried", "code"), [(GOOD, 0), (GOOD.quoting(values=bytes(12 * 32)), 1)])
def test_every_comparison_is_told_in_words_and_in_json(tmp_path: Path, tried: Try, code: int) -> None:
    answer, policy = written(tmp_path, tried)
    plain, as_json = (run("appraise", answer, "--policy", policy, option) for option in ("--explain", "--json"))
    assert plain.returncode == as_json.returncode == code
    output: dict[str, Any] = json.loads(as_json.stdout)
    assert [one["agrees"] for one in output["compared"]][-1] is (code == 0)
    assert (output["refused"] is None) == (code == 0)
    lines = [
        (sign == "agrees", check) for sign, check in re.findall(r"^(agrees|DIFFERS) +([A-Z_]+): ", plain.stdout, re.M)
    ]
    assert lines == [(one["agrees"], one["check"]) for one in output["compared"]]
    assert all(one["given"] in plain.stdout and one["expected"] in plain.stdout for one in output["compared"])


def test_an_answer_comes_from_standard_input_too(tmp_path: Path) -> None:
    answer, policy = written(tmp_path, GOOD)
    assert run("appraise", "-", "--policy", policy, entered=Path(answer).read_text()).stdout == "pass\n"


def test_the_example_is_a_policy_that_can_be_used(tmp_path: Path) -> None:
    assert not isinstance(sound(EXAMPLE), Rejection)
    place = tmp_path / "policy.json"
    place.write_text(run("policy", "--example").stdout)
    assert json.loads(place.read_text()) == encode(EXAMPLE)
    done = run("policy", str(place))
    assert done.returncode == 0
    assert "jobs go into 14" in done.stdout


def changed(place: str, **members: object) -> None:
    value = json.loads(Path(place).read_text())
    Path(place).write_text(json.dumps({**value, **members}))


def test_what_is_wrong_with_a_file_is_named(tmp_path: Path) -> None:
    answer, policy = written(tmp_path, GOOD)

    def fails(name: str, *arguments: str) -> None:
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), done
        assert done.stderr.startswith(f"leo: {name}: ")
        assert "\n  remedy: " in done.stderr

    fails("file-unreadable", "appraise", str(tmp_path / "none"), "--policy", policy)
    fails("file-wrong", "appraise", policy, "--policy", policy)
    fails("file-wrong", "appraise", answer, "--policy", answer)
    fails("file-wrong", "policy", answer)
    changed(policy, job_register=16)
    fails("policy-unsound", "policy", policy)
    fails("policy-unsound", "appraise", answer, "--policy", policy)
    answer, policy = written(tmp_path, GOOD)
    changed(answer, public="00")
    fails("key-unfit", "appraise", answer, "--policy", policy)
    (tmp_path / "large").write_bytes(b" " * (2**22 + 1))
    fails("file-too-large", "policy", str(tmp_path / "large"))


@pytest.mark.parametrize("nonce", ["", "0", "zz", "00" * 65])
def test_a_nonce_is_octets(nonce: str, tmp_path: Path) -> None:
    _, policy = written(tmp_path, GOOD)
    done = run("quote", "--nonce", nonce, "--policy", policy)
    assert done.returncode == 2
    assert "--nonce" in done.stderr


def test_without_a_file_there_is_nothing_to_check() -> None:
    assert run("policy").returncode == 2
    assert run("appraise").returncode == 2


def test_a_policy_is_told_in_json(tmp_path: Path) -> None:
    done = run("policy", written(tmp_path, GOOD)[1], "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"registers": [*range(11), 14], "job_register": 14}


def test_a_schema_is_printed() -> None:
    done = run("schema", "policy")
    assert done.returncode == 0
    assert json.loads(done.stdout)["properties"]["kind"] == {"const": "attestation_policy"}
    assert run("schema", "nothing").returncode == 2
