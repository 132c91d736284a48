"""How long the page takes to open a large ledger: ``./leo dev page-large``; 200 nodes and 2,000 blocks, unless told."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.values import LEO, NodeId
from leo_ref.ledger import Genesis
from leo_ref.ledger.block import NO_PASSES
from leo_ref.ledger.genesis import FirstNode
from leo_ref.network.ledger.database import create
from leo_ref.network.ledger.making import made_block, names_of
from leo_ref.network.ledger.replay import replayed
from leo_ref.network.ledger.store import Commit, opened
from leo_ref.network.party.software import software_machine
from leo_ref.parties.keys import identity
from tests.network.ledger.world import PRODUCERS, TIME, Served, arguments, document, keys, serving, transfer, written

TRANSFERS: Final = 3
"""Of each block."""


@frozen(kw_only=True)
class Opened:
    """Seconds from the start of loading."""

    shown: float
    """Until the newest height is there with all accounts."""
    whole: float
    """Until the log has every height."""


def large(nodes: int) -> tuple[Genesis, list[Keys]]:
    """A deployment with so many nodes, and their keys."""
    members = [keys(f"node {number}") for number in range(nodes)]
    start = document()
    first = {
        NodeId(each.name): FirstNode(identity=identity(each, software_machine(each), each.name), credit=10**6)
        for each in members
    }
    balances = Map({each.name: 1000 * LEO for each in members})
    return evolve(start, nodes=Map(first), balances=balances), members


def build(folder: Path, nodes: int, blocks: int) -> None:
    """A state directory with a ledger of so many nodes and blocks."""
    start, members = large(nodes)
    written(folder)
    (folder / "genesis.json").write_bytes(to_octets(start))
    (folder / "state").mkdir(mode=0o700)
    create(folder / "state", to_octets(start))
    store, maker = opened(folder / "state"), keys(PRODUCERS[0])
    here, sent = replayed(store), [0] * nodes
    for height in range(1, blocks + 1):
        ready = []
        for number in range(TRANSFERS):
            who = (height * TRANSFERS + number) % nodes
            ready.append(transfer(members[who], sent[who], to=members[(who + height) % nodes]))
            sent[who] += 1
        applied = made_block(here.deployment, here.verifiers, maker, here.state, ready, 0, NO_PASSES)
        store.commit(
            Commit(
                block=applied.block,
                octets=applied.octets,
                state=applied.digest,
                made=(TIME + height) * 1000,
                ids=names_of(applied.block.transactions),
                refused=(),
                own=True,
            )
        )
        here = evolve(here, state=applied.state)
    store.close()


def opening(served: Served, nodes: int, blocks: int) -> Opened:
    """Opens the page on a service."""
    from tests.network.page.browser import chromium, watched

    with chromium() as browser, watched(browser) as one:
        began = time.monotonic()
        one.open(ledger=served.url)
        one.shows(blocks)
        one.page.locator("[role=tabpanel] tbody tr").nth(nodes - 1).wait_for()
        shown = time.monotonic() - began
        one.page.get_by_text(f"Show more: {blocks - 60} older").wait_for()
        whole = time.monotonic() - began
        one.shot("large")
        assert (one.said, one.went(served.url)) == ([], [])
    return Opened(shown=shown, whole=whole)


def main() -> int:
    """Builds, opens and prints."""
    parser = argparse.ArgumentParser(prog="./leo dev page-large", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--nodes", type=int, default=200)
    parser.add_argument("--blocks", type=int, default=2000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leo-page-") as place:
        folder = Path(place) / "ledger"
        build(folder, given.nodes, given.blocks)
        with serving(arguments(folder, "state", 0, "--interval", "0", "--rate", "0")) as served:
            found = opening(served, given.nodes, given.blocks)
    print(f"{given.nodes} nodes, {given.blocks} blocks: shown in {found.shown:.2f} s, whole log in {found.whole:.2f} s")  # noqa: T201  # a tool of the command line
    return 0


if __name__ == "__main__":
    sys.exit(main())
