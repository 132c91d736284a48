"""`leo tpm` as it is typed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leo_ref.adapters.tpm import doctor, nv
from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.doctor import ALGORITHMS_OF
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import NO_PADDING, decrypted
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.swtpm import Swtpm, throw_away_tpm
from leo_ref.adapters.tpm.templates import CERTIFICATE_INDEX, KeyKind
from leo_ref.adapters.tpm.tss import TPML_PCR_SELECTION
from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selection

ROOT = Path(__file__).parents[3]
LEO = [sys.executable, "-c", "from leo_ref.cli import main; main()", "tpm"]


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    environment = {**os.environ, **variables}
    return subprocess.run(
        [*LEO, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_start_runs_until_it_is_stopped_and_leaves_nothing(sent: signal.Signals, code: int, as_json: bool) -> None:
    options = ["--json"] if as_json else []
    with subprocess.Popen([*LEO, "start", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = json.loads(line)["tcti"] if as_json else line.strip()
        assert run("doctor", "--tcti", address).returncode == 0
        process.send_signal(sent)
        assert process.wait(60) == code
    assert not Path(address.removeprefix("swtpm:path=")).parent.exists()


def test_the_start_of_one_that_dies_is_a_failure() -> None:
    with subprocess.Popen(
        [*LEO, "start", "--json"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        os.kill(json.loads(process.stdout.readline())["pid"], signal.SIGKILL)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("leo: swtpm-died: ")


def test_the_doctor_finds_nothing_missing(swtpm: Swtpm) -> None:
    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
    said = run("doctor", "--json", LEO_TCTI=swtpm.address)
    assert said.returncode == 0
    report = json.loads(said.stdout)
    assert report["ok"] is report["is_software"] is True
    assert report["certificates"] == report["provisioned"] == ["ecc"]
    assert "sha256" in report["banks"]
    assert "swtpm is software" in run("doctor", "--tcti", swtpm.address).stdout


@pytest.mark.parametrize("octets", [None, b"no certificate"])
def test_the_doctor_says_what_is_missing_and_how_to_get_it(octets: bytes | None) -> None:
    with throw_away_tpm() as swtpm:
        if octets is not None:
            with connect(swtpm.address) as tpm:
                nv.write_certificate(tpm, CERTIFICATE_INDEX[KeyKind.ECC], octets)
        said = run("doctor", "--tcti", swtpm.address)
    assert said.returncode == 1
    assert "missing: certificate of the ecc endorsement key" in said.stdout
    assert "\n  remedy: " in said.stdout


def test_the_doctor_misses_a_bank_that_is_switched_off(swtpm: Swtpm) -> None:
    off = pcr.encode(tuple(Selection(bank, tuple(range(24)) if bank is Hash.SHA384 else ()) for bank in Hash))
    with connect(swtpm.address) as tpm, tpm.step("switch banks") as esys:
        esys.pcr_allocate(TPML_PCR_SELECTION.unmarshal(off)[0])
    swtpm.power_cycle()
    said = run("doctor", "--json", "--tcti", swtpm.address)
    assert said.returncode == 1
    report = json.loads(said.stdout)
    assert report["banks"] == ["sha384"]
    assert [one["what"] for one in report["missing"]] == ["registers of the bank sha256"]


@pytest.mark.parametrize("name", ["ECC", "RSASSA", "OAEP"])
def test_one_kind_of_key_is_enough(name: str, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """swtpm knows everything; that it does not is faked by leaving an algorithm out of what is looked for."""
    unknown = 0x7FFF
    monkeypatch.setattr(doctor, "ALGORITHMS", {**doctor.ALGORITHMS, **({name: unknown} if name == "OAEP" else {})})
    kinds = {kind: {**names, **({name: unknown} if name in names else {})} for kind, names in ALGORITHMS_OF.items()}
    monkeypatch.setattr(doctor, "ALGORITHMS_OF", kinds)
    with certified_tpm(authority, tuple(KeyKind)) as swtpm, connect(swtpm.address) as tpm:
        missing = doctor.examine(tpm).missing
    assert [one.what for one in missing] == (["OAEP"] if name == "OAEP" else [])
    with certified_tpm(authority, (KeyKind.ECC,)) as swtpm, connect(swtpm.address) as tpm:
        missing = doctor.examine(tpm).missing
    assert (name in [one.what for one in missing]) == (name != "RSASSA")


@pytest.mark.parametrize("name", ["TPM2_RSA_Decrypt", "TPM2_PolicyCounterTimer"])
def test_the_doctor_misses_a_command(name: str, tpm: Tpm, monkeypatch: pytest.MonkeyPatch) -> None:
    """swtpm knows every command; one number is changed to that of none."""
    monkeypatch.setattr(doctor, "COMMANDS", {**doctor.COMMANDS, name: 0x15A})
    assert [one.what for one in doctor.examine(tpm).missing] == [name]


def test_the_doctor_misses_openings(tpm: Tpm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A TPM that opens nothing without padding, as some profiles have it: FAKE, the decryption is refused here."""

    def refusing(*arguments: Any) -> bytes:
        if arguments[-1] is NO_PADDING:
            raise TpmFailure(Failure.TPM_REFUSED, "no", "none")
        return decrypted(*arguments)

    monkeypatch.setattr(doctor, "decrypted", refusing)
    assert doctor.examine(tpm).missing == (doctor.NOT_OPENED,)
    # So it is where what comes out is not the opening.
    monkeypatch.setattr(doctor, "decrypted", lambda *arguments: decrypted(*arguments)[:-1])
    assert doctor.examine(tpm).missing == (doctor.NOT_OPENED,)


def test_clear_says_what_it_removed(swtpm: Swtpm) -> None:
    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
    assert json.loads(run("clear", "--json", "--tcti", swtpm.address).stdout) == {
        "ok": True,
        "removed": ["0x814c4500", "0x814c4510"],
        "left": [],
    }
    assert run("clear", "--tcti", swtpm.address).stdout == "the TPM has no keys of Leo\n"


def test_a_tpm_that_is_not_there_is_told_with_its_remedy() -> None:
    said = run("clear", "--tcti", "swtpm:path=/nowhere")
    assert said.returncode == 1
    assert said.stderr.startswith("leo: tpm-missing: ")
    assert "\n  remedy: " in said.stderr


def test_one_that_hangs_is_told_with_its_remedy(swtpm: Swtpm) -> None:
    os.kill(swtpm.pid, signal.SIGSTOP)
    said = run("doctor", "--tcti", swtpm.address, "--limit", "0.2")
    assert said.returncode == 1
    assert said.stderr.startswith("leo: time-limit: ")
