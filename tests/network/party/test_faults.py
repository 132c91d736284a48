"""What the machine does to a party: each by one name."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trio

from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import keys_of
from leo_ref.network.ledger.failure import Failure as StateTrouble
from leo_ref.network.ledger.failure import LedgerFailure
from leo_ref.network.ledger.folder import made_folder, new_key
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.journal import FILE, journal
from leo_ref.network.party.process import Tempo
from leo_ref.network.party.role import Role
from leo_ref.network.party.serve import BACK_MOST, GENESIS, KEY, PartyWanted, _seek, check_clock, run
from leo_ref.network.peers.greeting import Agreement
from leo_ref.network.peers.settings import Settings
from tests.parties.simulator.deployment import beginning

network = pytest.importorskip("leo_ref.network.peers.network")

DOCUMENT = beginning(3)


def ended(folder: Path) -> PartyFailure | LedgerFailure:
    """Why a process ends that begins with this directory."""
    wanted = PartyWanted(
        folder=folder,
        role=Role.TASK_OWNER,
        ledger="http://127.0.0.1:9",
        machine=None,
        peers=Settings(),
        metrics="",
        tempo=Tempo(),
    )
    with pytest.raises((PartyFailure, LedgerFailure)) as failure:
        run(wanted, lambda _: None, lambda _: None)
    assert isinstance(failure.value, PartyFailure | LedgerFailure)
    return failure.value


@contextmanager
def disk(place: Path, size: str) -> Iterator[Path]:
    """A disk of its own, of so many octets."""
    if os.geteuid() != 0:
        pytest.skip("to mount a disk one has to be root")
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def begun(folder: Path) -> None:
    made_folder(folder)
    new_key(folder / KEY)
    (folder / GENESIS).write_bytes(to_octets(DOCUMENT))


def test_a_full_disk_has_a_name(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "64k") as folder:
        begun(folder)
        (folder / "more").write_bytes(bytes(os.statvfs(folder).f_bavail * os.statvfs(folder).f_bsize))
        assert ended(folder).name is Failure.DISK_FULL


def test_a_directory_that_cannot_be_written_has_a_name(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "1m") as folder:
        begun(folder)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        assert ended(folder).name is StateTrouble.STATE_UNWRITABLE


def test_a_clock_before_the_ledger_or_the_journal_has_a_name(tmp_path: Path) -> None:
    begun(tmp_path)
    with journal(tmp_path, keys_of(bytes(32)).name, bytes(32), "1"):
        pass
    now = (tmp_path / FILE).stat().st_mtime
    check_clock(tmp_path / FILE, DOCUMENT.time, now - BACK_MOST + 1)
    for begin, clock in ((DOCUMENT.time, now - BACK_MOST - 1), (int(now + 2 * BACK_MOST), now)):
        with pytest.raises(PartyFailure) as failure:
            check_clock(tmp_path / FILE, begin, clock)
        assert failure.value.name is Failure.CLOCK_BEHIND
    os.utime(tmp_path / FILE, (time.time() + 3600,) * 2)
    assert ended(tmp_path).name is Failure.CLOCK_BEHIND


def test_who_reaches_nobody_says_so_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody listens at one of the addresses, but judges by other rules."""
    monkeypatch.setattr("leo_ref.network.party.serve.SEEK", 0.2)
    said = list[str]()
    nobody = "/ip4/127.0.0.1/tcp/9"

    async def main() -> None:
        ours, theirs = (Agreement(genesis=bytes(32), rules=rules) for rules in ("1", "2"))
        here = Settings(listen=("/ip4/127.0.0.1/tcp/0",))
        async with network.open_peers(keys_of(b"b" * 32), theirs, here) as other, trio.open_nursery() as nursery:
            settings = Settings(listen=(), bootstrap=(nobody, other.addresses[0]))
            peers = await nursery.start(_opened, ours, settings)
            nursery.start_soon(_seek, peers, settings, said.append)
            while len(said) < 3:
                await trio.sleep(0.01)
            nursery.cancel_scope.cancel()

    trio.run(main)
    assert said[0].startswith("nobody-reached: 0 accounts are connected")
    assert nobody in said[2]
    assert "other-rules" in said[2]


async def _opened(agreement: Agreement, settings: Settings, task_status: Any) -> None:
    async with network.open_peers(keys_of(bytes(32)), agreement, settings) as peers:
        task_status.started(peers)
        await trio.sleep_forever()


def test_who_was_told_of_nobody_does_not_complain() -> None:
    async def main() -> None:
        await _seek(None, Settings(listen=()), print)  # type: ignore[arg-type]  # nobody is asked

    trio.run(main)
