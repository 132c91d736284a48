"""``./leo`` with a Python that only pretends to install: what it makes, when, and what it says when it cannot.

The pretended interpreter and a ``PATH`` of the few tools that the launcher may use stand in a temporary folder, so that
nothing here touches the network, the system's packages or the real environment.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import field, frozen

ROOT = Path(__file__).parents[2]
SHELL = shutil.which("dash") or "/bin/sh"
TOOLS = ("cat", "dirname", "env", "grep", "head", "mkdir", "mv", "paste", "readlink", "rm", "sed", "sha256sum", "tail")
OF_THE_PRETENCE = ("cp", "sleep", "touch")

PYTHON = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in
*_base_executable*) echo "$BASE" ;;
*%d-venv*) echo python3.11-venv ;;
*Python.h*) [ ! -e "$STATE/no-headers" ] || echo python3.11-dev ;;
*version_info*) [ ! -e "$STATE/old" ] ;;
*ensurepip*) [ ! -e "$STATE/no-ensurepip" ] ;;
*"import docker"*) [ -e "$STATE/docker-answers" ] ;;
*"import tpm2_pytss"*) [ -e "$STATE/tpm2-pytss" ] ;;
-V) cat "$STATE/version" ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$BASE" "$3/bin/python" ;;
"-m pip --version") ;;
"-m pip wheel "*)
    if [ -e "$STATE/build-says" ]; then cat "$STATE/build-says"; exit 1; fi
    if [ -e "$STATE/build-is-killed" ]; then rm "$STATE/build-is-killed"; kill -9 "$PPID"; exit 1; fi
    mkdir -p "$WHEELS" && touch "$WHEELS/tpm2_pytss-3.whl" ;;
"-m pip install --no-index "*)
    if [ -e "$STATE/parts-are-killed" ]; then rm "$STATE/parts-are-killed"; kill -9 "$PPID"; exit 1; fi
    touch "$STATE/tpm2-pytss" ;;
"-m pip install "*)
    if [ -e "$STATE/pip-says" ]; then cat "$STATE/pip-says"; exit 1; fi
    if [ -e "$STATE/pip-is-killed" ]; then rm "$STATE/pip-is-killed"; kill -9 "$PPID"; exit 1; fi
    while [ -e "$STATE/pip-waits" ]; do sleep 0.02; done
    cp "$STATE/installed-leo" "${0%python}leo" ;;
-c*) exec "$REAL" "$@" ;;
esac
"""
LEO = """#!/bin/sh
pwd
for word in "$@"; do echo "<$word>"; done
[ ! -e /proc/self/fd/9 ] || echo "the lock is still held"
exit 7
"""


@frozen
class Machine:
    """A pretended machine with one checkout on it."""

    folder: Path
    checkout: Path
    environment: dict[str, str] = field(factory=dict)

    def start(self, *arguments: str, script: Path | None = None, cwd: Path | None = None) -> subprocess.Popen[str]:
        """Starts the launcher in a process group of its own."""
        return subprocess.Popen(
            [SHELL, str(script or self.checkout / "leo"), *arguments],
            cwd=cwd or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(
        self, *arguments: str, script: Path | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs the launcher to its end."""
        process = self.start(*arguments, script=script, cwd=cwd)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def given(self, name: str, text: str = "") -> Path:
        """Puts one of the conditions that the pretended tools look for."""
        path = self.folder / "state" / name
        path.write_text(text)
        return path

    def tool(self, name: str, script: str) -> Path:
        """Puts a tool on the ``PATH``."""
        path = self.folder / "bin" / name
        path.write_text(script)
        path.chmod(0o755)
        return path

    def pip_calls(self) -> int:
        """How often pip has installed something."""
        calls = self.folder / "calls"
        return calls.read_text().count("-m pip install") if calls.exists() else 0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with Python and a fresh checkout."""
    for name in ("bin", "state", "checkout"):
        (tmp_path / name).mkdir()
    for name in TOOLS + OF_THE_PRETENCE:
        found = shutil.which(name)
        assert found, f"the launcher needs {name}"
        (tmp_path / "bin" / name).symlink_to(found)
    checkout = tmp_path / "checkout"
    shutil.copy(ROOT / "leo", checkout)
    (checkout / "requirements.lock").write_text("attrs==26.1.0 \\\n    --hash=sha256:00\nclick==8.5.1 \\\n")
    (checkout / "requirements-tpm.lock").write_text("tpm2-pytss==3.0.0 \\\n    --hash=sha256:00\n")
    (checkout / "pyproject.toml").write_text("[project]\n")
    environment = {
        "PATH": str(tmp_path / "bin"),
        "STATE": str(tmp_path / "state"),
        "CALLS": str(tmp_path / "calls"),
        "BASE": str(tmp_path / "bin" / "python3"),
        "REAL": sys.executable,
        "WHEELS": str(checkout / ".leo" / "wheels"),
    }
    machine = Machine(tmp_path, checkout, environment)
    machine.tool("python3", PYTHON)
    machine.given("version", "Python 3.11.7\n")
    machine.tool("id", "#!/bin/sh\necho 1000\n")
    machine.given("installed-leo", LEO).chmod(0o755)
    return machine


def wait_for(condition: Callable[[], bool]) -> None:
    """Waits until ``condition`` holds; how long that takes is no matter."""
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("it never happened")


def test_first_run_makes_the_environment_names_it_and_passes_everything_on(machine: Machine) -> None:
    run = machine.run("check", "a b", "", "--help", cwd=machine.folder / "state")
    assert run.returncode == 7
    assert run.stdout.splitlines() == [str(machine.folder / "state"), "<check>", "<a b>", "<>", "<--help>"]
    assert "Python 3.11.7" in run.stderr
    assert "attrs 26.1.0, click 8.5.1" in run.stderr


def test_second_run_is_silent_and_does_not_touch_pip(machine: Machine) -> None:
    machine.run()
    (machine.folder / "calls").unlink()
    run = machine.run("check")
    assert run.stderr == ""
    assert (machine.folder / "calls").read_text() == "-V\n"


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_installs_again_into_the_same_environment(machine: Machine, name: str) -> None:
    machine.run()
    (machine.checkout / ".venv" / "mine").touch()
    before = machine.pip_calls()
    with (machine.checkout / name).open("a") as file:
        file.write("# changed\n")
    assert machine.run().returncode == 7
    assert machine.pip_calls() > before
    assert (machine.checkout / ".venv" / "mine").exists()


def test_another_python_behind_the_environment_installs_again(machine: Machine) -> None:
    machine.run()
    before = machine.pip_calls()
    machine.given("version", "Python 3.12.1\n")
    assert machine.run().returncode == 7
    assert machine.pip_calls() > before


def test_works_through_a_chain_of_symbolic_links(machine: Machine) -> None:
    (machine.folder / "first").symlink_to("checkout/leo")
    (machine.folder / "state" / "second").symlink_to(machine.folder / "first")
    run = machine.run(script=Path("second"), cwd=machine.folder / "state")
    assert run.returncode == 7
    assert run.stdout.splitlines()[0] == str(machine.folder / "state")
    assert (machine.checkout / ".venv" / ".leo-stamp").exists()


def test_works_in_a_folder_with_spaces(machine: Machine) -> None:
    checkout = machine.checkout.rename(machine.folder / "my check out")
    assert machine.run(script=checkout / "leo").returncode == 7


def test_a_killed_set_up_is_thrown_away_and_made_again(machine: Machine) -> None:
    machine.given("pip-is-killed")
    assert machine.run().returncode == -signal.SIGKILL
    half_made = machine.checkout / ".venv" / "half-made"
    half_made.touch()
    run = machine.run()
    assert run.returncode == 7
    assert not half_made.exists()
    assert machine.run().stderr == ""


def test_a_killed_update_is_not_taken_for_the_environment_before_it(machine: Machine) -> None:
    machine.run()
    lock = machine.checkout / "requirements.lock"
    before = lock.read_text()
    lock.write_text(before.replace("8.5.1", "8.5.2"))
    machine.given("pip-is-killed")
    assert machine.run().returncode == -signal.SIGKILL
    lock.write_text(before)
    half_made = machine.checkout / ".venv" / "half-made"
    half_made.touch()
    assert machine.run().returncode == 7
    assert not half_made.exists()


def test_a_broken_stamp_is_repaired(machine: Machine) -> None:
    machine.run()
    stamp = machine.checkout / ".venv" / ".leo-stamp"
    whole = stamp.read_text()
    stamp.write_text(whole[:-20])
    assert machine.run().returncode == 7
    assert stamp.read_text() == whole


def test_an_environment_without_its_python_is_made_again(machine: Machine) -> None:
    machine.run()
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    (machine.checkout / ".venv" / "old").touch()
    assert machine.run().returncode == 7
    assert not (machine.checkout / ".venv" / "old").exists()


def test_an_environment_made_by_hand_is_adopted(machine: Machine) -> None:
    venv = machine.checkout / ".venv"
    (venv / "bin").mkdir(parents=True)
    shutil.copy(machine.folder / "bin" / "python3", venv / "bin" / "python")
    (venv / "mine").touch()
    assert machine.run().returncode == 7
    assert (venv / "mine").exists()
    assert machine.run().stderr == ""


def test_a_moved_checkout_gets_a_new_environment(machine: Machine) -> None:
    machine.run()
    moved = machine.checkout.rename(machine.folder / "moved")
    (moved / ".venv" / "old").touch()
    assert machine.run(script=moved / "leo").returncode == 7
    assert not (moved / ".venv" / "old").exists()


def test_two_at_once_install_once(machine: Machine) -> None:
    waits = machine.given("pip-waits")
    first = machine.start("first")
    wait_for(lambda: machine.pip_calls() == 1)
    second = machine.start("second")
    assert second.stderr
    assert second.stderr.readline() == "leo: waiting for another ./leo that is setting up\n"
    waits.unlink()
    for process, name in ((first, "first"), (second, "second")):
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 7
        assert out.splitlines()[1:] == [f"<{name}>"]
    assert machine.pip_calls() == 2  # the locked packages, then the project, by the first alone


def test_an_interrupt_while_setting_up_is_one_line(machine: Machine) -> None:
    waits = machine.given("pip-waits")
    process = machine.start()
    wait_for(lambda: machine.pip_calls() == 1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "leo: interrupted while setting up; the next ./leo starts it afresh"
    waits.unlink()
    assert machine.run().returncode == 7


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk-full"),
        ("WARNING: Failed to establish a new connection: [Errno -2] Name or service not known", "no-network"),
        ("ERROR: No matching distribution found for attrs==26.1.0", "no-network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "hash-mismatch"),
        ("ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "certificate"),
        ("ERROR: something nobody has thought of", "setup-failed"),
    ],
)
def test_a_failed_install_is_named_with_its_remedy_and_tried_again(machine: Machine, said: str, name: str) -> None:
    says = machine.given("pip-says", f"Traceback (most recent call last):\n  File x\n{said}\n")
    run = machine.run()
    assert run.returncode == 1
    assert f"leo: {name}: " in run.stderr
    assert "  remedy: " in run.stderr
    assert "Traceback" not in run.stderr
    says.unlink()
    assert machine.run().returncode == 7


def test_no_python_is_named(machine: Machine) -> None:
    (machine.folder / "bin" / "python3").unlink()
    run = machine.run()
    assert run.returncode == 1
    assert run.stderr.startswith("leo: python-missing: there is no python3 here\n  remedy: sudo apt-get ")


def test_an_old_python_is_named_with_its_version(machine: Machine) -> None:
    machine.given("old")
    machine.given("version", "Python 3.9.2\n")
    run = machine.run()
    assert run.returncode == 1
    assert "leo: python-too-old: " in run.stderr
    assert "python3 is Python 3.9.2" in run.stderr


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    newer = machine.tool("python3.12", PYTHON.replace("$BASE", "$NEWER").replace("$STATE/old", "$STATE/never"))
    machine.environment["NEWER"] = str(newer)
    machine.given("old")
    run = machine.run()
    assert run.returncode == 7
    assert f"({newer})" in run.stderr


def test_an_unknown_python_that_was_asked_for_is_named(machine: Machine) -> None:
    machine.environment["LEO_PYTHON"] = "/nowhere/python 4"
    run = machine.run()
    assert run.returncode == 1
    assert "leo: python-missing: LEO_PYTHON names /nowhere/python 4" in run.stderr


def test_the_missing_system_package_is_installed_by_root(machine: Machine) -> None:
    without = machine.given("no-ensurepip")
    machine.tool("id", "#!/bin/sh\necho 0\n")
    # As on a fresh machine: nothing can be installed before the lists are there.
    apt = 'case "$*" in update) touch "$STATE/lists" ;; *python3.11-venv) [ -e "$STATE/lists" ] && rm "%s" ;; esac'
    machine.tool("apt-get", f"#!/bin/sh\n{apt % without}\n")
    run = machine.run()
    assert run.returncode == 7
    assert "leo: installing the system package python3.11-venv" in run.stderr


def test_without_rights_the_exact_line_to_type_is_shown(machine: Machine) -> None:
    machine.given("no-ensurepip")
    machine.tool("id", "#!/bin/sh\necho 1000\n")
    machine.tool("sudo", "#!/bin/sh\nexit 1\n")
    machine.tool("apt-get", "#!/bin/sh\nexit 1\n")
    run = machine.run()
    assert run.returncode == 1
    assert "remedy: sudo apt-get update && sudo apt-get install -y python3.11-venv\n" in run.stderr


def test_a_system_without_apt_is_told_what_is_missing(machine: Machine) -> None:
    machine.given("no-ensurepip")
    run = machine.run()
    assert run.returncode == 1
    assert "leo: venv-missing: " in run.stderr


NOTHING = "#!/bin/sh\nexit 0\n"


@pytest.fixture
def equipped(machine: Machine) -> Machine:
    """A machine that has the system's packages for TPMs, and a Docker daemon that answers."""
    for name in ("swtpm", "setpriv", "cc", "pkg-config"):
        machine.tool(name, NOTHING)
    machine.given("docker-answers")
    return machine


@pytest.fixture
def bare(machine: Machine) -> Machine:
    """A machine without them whose user may install them; ``apt-get`` puts programs of theirs into place."""
    machine.given("no-headers")
    machine.tool("id", "#!/bin/sh\necho 0\n")
    put = 'for name in $names; do cp "$BASE" "${BASE%python3}$name"; done'
    which = 'case "$*" in *docker.io) names=dockerd ;; *) names="swtpm setpriv" ;; esac'
    machine.tool("apt-get", f'#!/bin/sh\necho "apt-get $*" >>"$CALLS"\n{which}\n{put}\n')
    return machine


@pytest.mark.parametrize("command", ["test", "tpm", "demo"])
def test_what_uses_a_tpm_gets_its_parts_once(equipped: Machine, command: str) -> None:
    run = equipped.run(command, "x")
    assert run.returncode == 7
    assert "leo: building tpm2-pytss, as locked: tpm2-pytss 3.0.0\nleo: ready for TPMs\n" in run.stderr
    (equipped.folder / "calls").unlink()
    again = equipped.run(command)
    assert again.stderr == ""
    calls = (equipped.folder / "calls").read_text()
    assert "-m pip" not in calls
    assert ("import docker" in calls) == (command != "tpm")


def test_a_machine_that_is_booted_uses_a_tpm(equipped: Machine) -> None:
    assert "leo: ready for TPMs\n" in equipped.run("machine", "boot").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("test", "--help"),
        ("tpm", "start", "-h"),
        ("machine", "appraise"),
        ("image", "make"),
        ("demo", "--seed", "x", "--software"),
        ("demo", "--help"),
        (),
    ],
)
def test_what_uses_no_parts_gets_none(bare: Machine, arguments: tuple[str, ...]) -> None:
    assert bare.run(*arguments).returncode == 7
    assert not (bare.folder / "state" / "tpm2-pytss").exists()
    calls = (bare.folder / "calls").read_text()
    assert "import docker" not in calls
    assert "apt-get" not in calls


def test_another_lock_of_the_parts_builds_them_again(equipped: Machine) -> None:
    equipped.run("test")
    with (equipped.checkout / "requirements-tpm.lock").open("a") as file:
        file.write("# changed\n")
    assert "leo: ready for TPMs" in equipped.run("test").stderr


def test_the_parts_are_missed_when_swtpm_is_removed(equipped: Machine) -> None:
    equipped.run("test")
    (equipped.folder / "bin" / "swtpm").unlink()
    equipped.tool("id", "#!/bin/sh\necho 1000\n")
    assert "needs swtpm" in equipped.run("test").stderr


def test_root_gets_the_system_packages_that_are_missing(bare: Machine) -> None:
    run = bare.run("tpm")
    assert run.returncode == 7, run.stderr
    packages = "swtpm util-linux gcc libc6-dev pkg-config libtss2-dev python3.11-dev"
    assert f"leo: installing the system packages {packages}\n" in run.stderr
    assert f" {packages}\n" in (bare.folder / "calls").read_text()


def without_rights(machine: Machine) -> None:
    """Nobody may install anything."""
    machine.tool("id", "#!/bin/sh\necho 1000\n")
    machine.tool("sudo", "#!/bin/sh\nexit 1\n")
    machine.tool("apt-get", "#!/bin/sh\nexit 1\n")


def test_without_rights_tests_run_without_the_parts(machine: Machine) -> None:
    without_rights(machine)
    run = machine.run("test")
    assert run.returncode == 7
    assert "leo: tpm-parts-missing: " in run.stderr
    assert "remedy: sudo apt-get update && sudo apt-get install -y swtpm " in run.stderr
    assert "leo: going on without: tests of real TPMs are skipped\n" in run.stderr


@pytest.mark.parametrize(("command", "ci"), [("test", "true"), ("tpm", ""), ("demo", "")])
def test_without_rights_nothing_else_runs_without_the_parts(machine: Machine, command: str, ci: str) -> None:
    without_rights(machine)
    machine.environment["CI"] = ci
    run = machine.run(command)
    assert run.returncode == 1
    assert "leo: tpm-parts-missing: " in run.stderr
    assert machine.run("check").returncode == 7


def test_a_failed_build_is_named_and_leaves_the_environment(equipped: Machine) -> None:
    says = equipped.given("build-says", "WARNING: Failed to establish a new connection: Name or service not known\n")
    run = equipped.run("tpm")
    assert run.returncode == 1
    assert "leo: no-network: pip could not build tpm2-pytss" in run.stderr
    says.unlink()
    (equipped.checkout / ".venv" / "mine").touch()
    assert equipped.run("tpm").returncode == 7
    assert (equipped.checkout / ".venv" / "mine").exists()


def test_a_killed_build_leaves_the_environment(equipped: Machine) -> None:
    equipped.given("build-is-killed")
    assert equipped.run("tpm").returncode != 7
    (equipped.checkout / ".venv" / "mine").touch()
    assert equipped.run("tpm").returncode == 7
    assert (equipped.checkout / ".venv" / "mine").exists()


def test_parts_that_were_half_installed_are_thrown_away(equipped: Machine) -> None:
    equipped.given("parts-are-killed")
    assert equipped.run("tpm").returncode != 7
    (equipped.checkout / ".venv" / "half-made").touch()
    assert equipped.run("tpm").returncode == 7
    assert not (equipped.checkout / ".venv" / "half-made").exists()


@pytest.mark.parametrize("command", ["test", "demo"])
def test_root_gets_docker_once(bare: Machine, command: str) -> None:
    run = bare.run(command)
    assert run.returncode == 7, run.stderr
    assert "leo: installing the system package docker.io\n" in run.stderr
    assert run.stderr.endswith("leo: ready for containers\n")
    again = bare.run(command)
    assert again.returncode == 7
    assert again.stderr == ""


def test_where_a_daemon_answers_docker_is_not_installed(bare: Machine) -> None:
    bare.given("docker-answers")
    assert bare.run("demo").returncode == 7
    assert "docker.io" not in (bare.folder / "calls").read_text()


def test_a_client_without_a_daemon_is_not_enough(bare: Machine) -> None:
    bare.tool("docker", NOTHING)
    assert "leo: installing the system package docker.io\n" in bare.run("demo").stderr


def without_docker(machine: Machine) -> None:
    """All that TPMs need is there, and no daemon answers this user, who is not root."""
    (machine.folder / "state" / "docker-answers").unlink()


def test_a_daemon_that_only_root_can_start_is_of_no_use_to_others(equipped: Machine) -> None:
    without_docker(equipped)
    equipped.tool("dockerd", NOTHING)
    assert "leo: docker-missing: " in equipped.run("demo").stderr


def test_without_docker_tests_run(equipped: Machine) -> None:
    without_docker(equipped)
    run = equipped.run("test")
    assert run.returncode == 7
    assert "leo: docker-missing: " in run.stderr
    assert "remedy: sudo apt-get update && sudo apt-get install -y docker.io && sudo usermod" in run.stderr
    assert run.stderr.endswith("leo: going on without: tests of containers are skipped\n")


@pytest.mark.parametrize(("command", "ci"), [("test", "true"), ("demo", "")])
def test_without_docker_nothing_else_runs(equipped: Machine, command: str, ci: str) -> None:
    without_docker(equipped)
    equipped.environment["CI"] = ci
    run = equipped.run(command)
    assert run.returncode == 1
    assert "leo: docker-missing: " in run.stderr
    assert equipped.run("tpm").returncode == 7


def test_docker_that_apt_cannot_install_is_named(bare: Machine) -> None:
    bare.run("tpm")
    bare.tool("apt-get", "#!/bin/sh\necho 'E: Unable to locate package docker.io' >&2\nexit 100\n")
    run = bare.run("demo")
    assert run.returncode == 1
    assert "leo: setup-failed: apt-get could not install docker.io\n  remedy: sudo apt-get update" in run.stderr
    assert "E: Unable to locate package docker.io" in run.stderr
