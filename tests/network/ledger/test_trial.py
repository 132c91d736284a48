"""A genesis document from what is typed: producers, balances, and first nodes by what they printed of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from leo_ref.attestation.appraisal.example import EXAMPLE
from leo_ref.attestation.appraisal.kinds import Software, Tpm
from leo_ref.cli.failure import CommandFailure
from leo_ref.cli.ledger import command as ledger
from leo_ref.cli.node import command as node
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.values import LEO, NodeId
from leo_ref.ledger import Genesis
from leo_ref.network.ledger.trial import NodeCard
from leo_ref.network.party.role import chain_of


def printed(folder: Path, name: str) -> Path:
    """What `leo node init` prints, in a file."""
    place = folder / f"{name}.json"
    done = CliRunner().invoke(node, ["init", str(folder / name), "--software"], catch_exceptions=False)
    place.write_text(done.stdout)
    return place


def genesis_of(*arguments: str) -> Genesis:
    done = CliRunner().invoke(ledger, ["genesis", *arguments], catch_exceptions=False)
    found = from_octets(Genesis, done.stdout.encode().strip())
    assert isinstance(found, Genesis), done.output
    return found


def test_first_nodes_are_named_by_what_they_printed(tmp_path: Path) -> None:
    CliRunner().invoke(ledger, ["key", str(tmp_path / "key")], catch_exceptions=False)
    places = [printed(tmp_path, name) for name in ("one", "two", "three")]
    found = genesis_of(
        "--key",
        str(tmp_path / "key"),
        "--node-balance",
        "7",
        *(text for each in places for text in ("--node", str(each))),
    )
    cards = [from_octets(NodeCard, place.read_bytes().strip()) for place in places]
    assert {name: first.identity for name, first in found.nodes.items()} == {
        NodeId(card.account): card.identity for card in cards if isinstance(card, NodeCard)
    }
    assert len({first.credit for first in found.nodes.values()}) == 1
    assert set(found.balances.values()) == {7 * LEO}
    assert len(chain_of(found).state.nodes) == 3


@pytest.mark.parametrize(
    ("text", "name"), [("{}", "node-unreadable"), ("", "node-unreadable"), (None, "node-unreadable")]
)
def test_what_is_no_node_is_named(tmp_path: Path, text: str | None, name: str) -> None:
    if text is not None:
        (tmp_path / "node.json").write_text(text)
    CliRunner().invoke(ledger, ["key", str(tmp_path / "key")], catch_exceptions=False)
    with pytest.raises(CommandFailure) as failure:
        genesis_of("--key", str(tmp_path / "key"), "--node", str(tmp_path / "node.json"))
    assert failure.value.name == name


def test_evidence_of_tpms_is_judged_as_the_file_says(tmp_path: Path) -> None:
    CliRunner().invoke(ledger, ["key", str(tmp_path / "key")], catch_exceptions=False)
    place, said = tmp_path / "evidence.json", Tpm(policy=EXAMPLE, roots=(), templates=frozenset())
    place.write_bytes(to_octets(said) + b"\n")
    assert genesis_of("--key", str(tmp_path / "key"), "--evidence", str(place)).evidence == said
    assert genesis_of("--key", str(tmp_path / "key")).evidence == Software()
    place.write_text('{"kind":"hardware"}')
    with pytest.raises(CommandFailure) as failure:
        genesis_of("--key", str(tmp_path / "key"), "--evidence", str(place))
    assert failure.value.name == "evidence-unreadable"


def test_a_node_that_is_named_twice_is_refused(tmp_path: Path) -> None:
    CliRunner().invoke(ledger, ["key", str(tmp_path / "key")], catch_exceptions=False)
    place = str(printed(tmp_path, "one"))
    with pytest.raises(CommandFailure, match="named twice"):
        genesis_of("--key", str(tmp_path / "key"), "--node", place, "--node", place)
