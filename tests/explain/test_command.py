"""``leo draw``: what is typed, what is said, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leo_ref.cli import draw
from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.core.encoding import LENGTH_LIMIT
from leo_ref.explain.snapshot import DEFAULTS, NODE_DEFAULTS, JoinTerms, Snapshot, SnapshotNode, TaskTerms
from tests.explain.files import example_file, labelled, octets

ROOT = Path(__file__).parents[2]
FILE = example_file()
DRAWN = labelled(FILE, "drawn too")


def leo_draw(*arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(draw.command, list(arguments), input=given)


def failure(*arguments: str, given: bytes = b"") -> CommandFailure:
    found = leo_draw(*arguments, given=given).exception
    assert isinstance(found, CommandFailure), found
    assert found.exit_code == USAGE
    return found


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "s.json"
    path.write_bytes(octets(FILE))
    return str(path)


def test_the_example_can_be_fed_back(tmp_path: Path) -> None:
    made = leo_draw("--example")
    assert made.exit_code == 0
    path = tmp_path / "s.json"
    path.write_text(made.stdout)
    document = leo_draw(str(path))
    assert document.exit_code == 0, document.output
    for label in (node["label"] for node in FILE["nodes"].values()):
        assert label in document.stdout
    for word in ("Executor (§7): ", "Monitors: ", "Quorum", "KEY_TOO_NEW", "VRF_CHALLENGE_MISMATCH", "NOT_DRAWN"):
        assert word in document.stdout
    assert max(len(line) for line in document.stdout.splitlines()) <= 120
    assert "\x1b" not in document.stdout
    assert leo_draw("-", given=made.stdout_bytes).stdout == document.stdout


def document(*arguments: str) -> Any:  # parsed JSON
    result = leo_draw(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_json_says_the_same_and_shows_no_secret_unasked(file: str) -> None:
    plain, explained = document(file), document(file, "--explain")
    assert not any("proving" in claim or "checking" in claim for claim in plain["claims"])
    assert sum("proving" in claim for claim in explained["claims"]) == sum("seed" in n for n in FILE["nodes"].values())
    for claim in explained["claims"]:
        claim.pop("proving", None)
        claim.pop("checking", None)
    assert explained == plain
    assert plain["end"] == "READY"
    assert [member["node"] for member in plain["group"]] == [plain["executor"], *plain["monitors"]]
    assert plain["J"] == sum(member["j"] for member in plain["group"][1:])
    assert sum(int(node["w"]) for node in plain["nodes"]) == int(plain["draw"]["W"])
    assert len(plain["nodes"]) == len(FILE["nodes"])
    obstacles = {node["label"]: node["obstacle"]["code"] for node in plain["nodes"] if not node["may_serve"]}
    assert obstacles["too poor"] == "CREDIT_TOO_LOW"
    assert obstacles["key too new"] == "KEY_TOO_NEW"
    assert all(node["obstacle"] is None for node in plain["nodes"] if node["may_serve"])
    for seed in (node["seed"] for node in FILE["nodes"].values() if "seed" in node):
        assert seed not in json.dumps(explained)


def test_explained_values_stand_in_lines_of_their_own(file: str) -> None:
    said = leo_draw(file, "--explain").stdout
    claim = next(claim for claim in document(file, "--explain")["claims"] if claim["node"] == DRAWN)
    for part in ("proving", "checking"):
        for name, value in claim[part].items():
            assert re.search(rf"^  {name} += +{re.escape(str(value))}  \(", said, re.M), name
    assert f"alpha           = {claim['alpha']}" in said
    assert f"canonical       = {claim['canonical']}" in said


def test_numbers_that_are_compared_stand_one_below_the_other(file: str) -> None:
    """Of a node without votes the lower threshold is 0, with one digit."""
    said = leo_draw(file, "--node", labelled(FILE, "not drawn")).stdout.splitlines()
    compared = [line for line in said if re.match("  (b|threshold_below|threshold_above) ", line)]
    assert len(compared) == 3
    assert len({line.index("  (") for line in compared}) == 1


def test_one_node_is_explained(file: str) -> None:
    said = document(file, "--node", DRAWN[:6])
    assert [claim["node"] for claim in said["claims"] if "checking" in claim] == [DRAWN]
    headings = re.findall(
        "^([0-9a-f]{8}) .* (?:draws over|proves, with its seed|is checked|is answered)$",
        leo_draw(file, "--node", DRAWN[:6]).stdout,
        re.M,
    )
    assert headings == [DRAWN[:8]] * 3


def test_tickets_of_a_file(file: str, tmp_path: Path) -> None:
    tickets = tmp_path / "t.json"
    tickets.write_bytes(octets([{"node": DRAWN, "proof": "00"}]))
    said = document(file, "--tickets", str(tickets))
    assert said["claims"][-1]["reason"]["code"] == "ALREADY_APPLIED"
    assert leo_draw(file, "--tickets", str(tickets)).exit_code == 0


def test_what_cannot_be_read_is_named(tmp_path: Path, file: str) -> None:
    nothing = str(tmp_path / "none.json")
    assert "No such file" in failure(nothing).what
    assert "Is a directory" in failure(str(tmp_path)).what
    assert "No such file" in failure(file, "--tickets", nothing).what
    long = tmp_path / "long.json"
    long.write_bytes(b" " * (LENGTH_LIMIT + 1))
    assert failure(str(long)).name == "file-too-large"
    assert failure("-", "--tickets", "-").name == "input-twice"
    wrong = failure("-", given=b'{"height": 1')
    assert (wrong.name, "NOT_JSON" in wrong.what, "§2" in wrong.what) == ("file-wrong", True, True)
    assert "tickets" not in failure(file, "--tickets", file).what
    assert failure(file, "--tickets", file).name == "file-wrong"


@pytest.mark.parametrize(("start", "count"), [("zz", 0), ("", len(FILE["nodes"]))])
def test_a_node_that_is_none_or_many(file: str, start: str, count: int) -> None:
    assert failure(file, "--node", start).what.startswith(f"{count} of {len(FILE['nodes'])} ")


def test_without_a_file_the_usage_is_shown() -> None:
    result = leo_draw()
    assert result.exit_code == 2
    assert "--example" in result.output


def test_the_document_names_every_field_and_its_default() -> None:
    text = (ROOT / "docs" / "snapshot.md").read_text(encoding="utf-8")
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    rows = {cells[0].strip(" `"): cells[-1].strip() for cells in lines}
    assert rows.keys() == {*Snapshot.__annotations__, *SnapshotNode.__annotations__}
    for name, default in {**DEFAULTS, **NODE_DEFAULTS}.items():
        assert name in rows
        if isinstance(default, bool | int) or (isinstance(default, str) and default):
            assert rows[name].strip("`") == json.dumps(default)
    for cls in (TaskTerms, JoinTerms):
        assert "{" + ", ".join(cls.__annotations__) + "}" in text


def test_the_commands_of_the_document_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("docs/snapshot.md", "README.md"):
        commands = re.findall(r"^    (\./leo draw .*)$", (ROOT / name).read_text(encoding="utf-8"), re.M)
        assert len(commands) >= 4
        for line in commands:
            steps, _, target = line.partition("  #")[0].partition(" > ")
            said = ""
            for step in steps.split(" | "):
                result = leo_draw(*step.split()[2:], given=said.encode())
                assert result.exit_code == 0, result.output
                said = result.stdout
            if target:
                Path(target).write_text(said)
