"""``./leo`` makes its environment once, repairs it, and makes it anew where it must."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.frame.launcher import Machine


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


def test_a_checkout_may_have_any_path_in_any_locale(machine: Machine) -> None:
    checkout = machine.checkout.rename(machine.folder / "größe")
    site = checkout / ".venv" / "lib" / "python3.11" / "site-packages"
    machine.environment["SITE"] = str(site)
    machine.given("pth", f"{checkout}\n")
    assert machine.run(script=checkout / "leo").returncode == 7
    assert (site / "_leo_ref.pth").read_bytes().isascii()
    added = "import os, site, sys; site.addsitedir(os.environ['SITE']); print(ascii(sys.path[-1]))"
    environment = {**machine.environment, "LC_ALL": "C"}
    shown = subprocess.run(
        [sys.executable, "-S", "-c", added], env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == ascii(str(checkout))


def test_an_environment_that_names_another_checkout_is_left_as_it_is(machine: Machine) -> None:
    machine.given("pth", "/elsewhere\n")
    assert machine.run().returncode == 7
    site = machine.checkout / ".venv" / "lib" / "python3.11" / "site-packages"
    assert (site / "_leo_ref.pth").read_text() == "/elsewhere\n"
