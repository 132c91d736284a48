"""The environment of the example in Vyper, which ``./leo test`` makes apart from the project's own."""

from tests.frame.launcher import Machine

INSTALLS = "leo: installing what the example in Vyper needs"
READY = "leo: ready for the example in Vyper\n"


def test_it_is_made_once(equipped: Machine) -> None:
    run = equipped.run("test")
    assert run.returncode == 7, run.stderr
    assert INSTALLS in run.stderr
    assert READY in run.stderr
    again = equipped.run("test")
    assert (again.returncode, again.stderr) == (7, "")


def test_nothing_else_makes_it(equipped: Machine) -> None:
    for arguments in (("conformance",), ("test", "--help")):
        assert INSTALLS not in equipped.run(*arguments).stderr
    assert not (equipped.checkout / ".leo" / "vyper").exists()


def test_other_requirements_make_it_anew(equipped: Machine) -> None:
    equipped.run("test")
    with (equipped.checkout / "examples" / "vyper" / "requirements.txt").open("a") as file:
        file.write("titanoboa==0.2.8\n")
    assert READY in equipped.run("test").stderr


def test_where_it_cannot_be_made_its_tests_are_skipped_and_a_build_server_fails(equipped: Machine) -> None:
    equipped.run("conformance")  # all else is there
    equipped.given("pip-says", "ERROR: No matching distribution found for vyper\n")
    run = equipped.run("test")
    assert run.returncode == 7, run.stderr
    assert "leo: no-network: pip could not install what the example in Vyper needs" in run.stderr
    assert "leo: going on without: tests of the example in Vyper are skipped\n" in run.stderr
    equipped.environment["CI"] = "true"
    assert equipped.run("test").returncode == 1


def test_one_that_was_killed_is_made_afresh(equipped: Machine) -> None:
    equipped.run("conformance")
    equipped.given("pip-is-killed")
    assert READY not in equipped.run("test").stderr
    assert READY in equipped.run("test").stderr
