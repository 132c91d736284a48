"""The real process: what it acknowledges it keeps, whatever happens to it; what it cannot do it names."""

from __future__ import annotations

import os
import random
import resource
import shlex
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
import trio

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.transaction import Transaction, signing_digest
from leo_ref.network.ledger.behaviour import Behaviour
from leo_ref.network.ledger.database import FILE
from leo_ref.network.ledger.disk import Disk
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.replay import Standpoint, replayed
from leo_ref.network.ledger.rules import RULES
from leo_ref.network.ledger.service import LedgerService
from leo_ref.network.ledger.store import LedgerStore, opened
from leo_ref.network.ledger.turns import Timing
from tests.network.ledger.world import (
    ANN,
    BEN,
    EVE,
    MAIN,
    ROOT,
    arguments,
    document,
    run,
    serving,
    start,
    transfer,
    written,
)

ASKED = ("--interval", "0")
"""Blocks are made when asked."""
ALONE = Behaviour(timing=Timing(interval=0, patience=1), least=0)
KILLS = int(os.environ.get("LEO_LEDGER_KILLS", "2"))
"""How often the process is killed in the midst of work; more by hand."""


def name(transaction: Transaction) -> str:
    return signing_digest(transaction.sender, transaction.counter, transaction.body).hex()


def test_a_transaction_goes_into_a_block_and_both_are_there_after_a_restart(tmp_path: Path) -> None:
    given = arguments(written(tmp_path), "state", 0, *ASKED)
    with serving(given) as first:
        sent = first.send(transfer(ANN, 0))
        assert (sent.status_code, sent.json()["lot"]) == (202, "waiting")
        assert first.send(transfer(ANN, 2)).json()["lot"] == "early"
        made = first.produce().json()
        assert (made["height"], made["transactions"]) == ("1", 1)
        before = first.get("/v1/status").json()
        code, said = first.end()
        assert (code, "block 1" in said) == (0, True)
    with serving(given) as again:
        after = again.get("/v1/status").json()
        assert {each: after[each] for each in ("height", "block", "state", "genesis", "early")} == {
            each: before[each] for each in ("height", "block", "state", "genesis", "early")
        }
        lot = again.get(f"/v1/transactions/{name(transfer(ANN, 0))}").json()
        assert (lot["lot"], lot["height"]) == ("in_block", "1")
        assert again.send(transfer(ANN, 0)).json()["lot"] == "in_block"
        assert again.send(transfer(ANN, 1)).json()["lot"] == "waiting"
        assert again.produce().json()["transactions"] == 2, "the early one waited over the restart"
        account = again.get(f"/v1/accounts/{ANN.name}").json()["account"]
        assert account["counter"] == 3
    told = run("verify", "--state", str(tmp_path / "state"), "--json")
    assert told.returncode == 0, told.stderr
    assert '"height": 2' in told.stdout


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(number: int, tmp_path: Path) -> None:
    chance = random.Random(number)
    given = arguments(written(tmp_path), "state", 0, "--interval", "0.05", "--rate", "0")
    acknowledged, heard = list[str](), dict[str, str]()
    counter = 0
    for _ in range(2):
        served = start(given)
        timer = threading.Timer(chance.uniform(0.05, 0.8), served.process.kill)
        timer.start()
        with httpx.Client(base_url=served.url, timeout=10, trust_env=False) as client:
            try:
                counter = client.get(f"/v1/accounts/{ANN.name}").json()["account"]["counter"]
                while True:
                    transaction = transfer(ANN, counter)
                    answer = client.post("/v1/transactions", content=to_octets(transaction))
                    if answer.status_code == 202:
                        acknowledged.append(name(transaction))
                        counter += 1
                    status = client.get("/v1/status").json()
                    heard[status["height"]] = status["block"]
            except httpx.HTTPError:
                pass
        timer.join()
        served.process.communicate()
    with serving(arguments(tmp_path, "state", 0, *ASKED)) as served:
        served.produce()
        lots = {each: served.get(f"/v1/transactions/{each}").json() for each in acknowledged}
        assert acknowledged
        assert {lot["lot"] for lot in lots.values()} == {"in_block"}, lots
        for height, block in heard.items():
            if height != "0":
                made = served.get(f"/v1/blocks/{int(height) + 1}").json()
                assert made["parent"] == block, "a block that somebody heard of is the ledger's"


def failing(*given: str, **options: object) -> str:
    """The name of the failure with which a service does not start."""
    told = run(*given, **options)
    assert told.returncode == 1, (told.stdout, told.stderr)
    assert told.stdout == ""
    assert told.stderr.count("remedy:") == 1
    return next(line for line in told.stderr.splitlines() if line.startswith("leo: ")).split(": ")[1]


def test_what_keeps_it_from_starting_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path)
    given = arguments(folder, "state", 0, *ASKED)
    with serving(given) as served:
        assert failing(*given) == "state-in-use"
        assert failing(*given, "--state", str(folder / "b"), "--port", str(served.port)) == "port-taken"
        assert failing(*given, "--state", str(folder / "b"), "--address", "192.0.2.1") == "address-unusable"
        served.send(transfer(ANN, 0))
        served.produce()
        served.end()
    assert failing("serve", "--state", str(folder / "none"), "--port", "0") == "state-missing"
    (folder / "genesis.json").write_bytes(to_octets(document(2)))
    assert failing(*given) == "genesis-differs"
    (folder / "genesis.json").write_bytes(b"{}")
    assert failing(*given) == "genesis-unreadable"
    written(folder)
    key = folder / "producer-0.key"
    key.chmod(0o640)
    assert failing(*given) == "key-exposed"
    key.chmod(0o600)
    assert failing(*given, "--key", str(folder / "genesis.json")) == "key-exposed"
    assert failing("key", str(key)) == "key-exists"
    run("key", str(folder / "other.key"))
    assert failing(*given, "--key", str(folder / "other.key")) == "not-a-producer"
    (folder / "state").chmod(0o755)
    assert failing(*given) == "state-exposed"
    (folder / "state").chmod(0o700)


CHANGES = {
    "UPDATE beginning SET rules = 'leo/0'": Failure.RULES_DIFFER,
    "PRAGMA user_version = 99": Failure.STATE_FORM,
    "UPDATE blocks SET hash = zeroblob(32) WHERE height = 2": Failure.LEDGER_CORRUPT,
    "UPDATE blocks SET state = zeroblob(32) WHERE height = 2": Failure.LEDGER_CORRUPT,
    "UPDATE blocks SET octets = zeroblob(8) WHERE height = 2": Failure.LEDGER_CORRUPT,
    "DELETE FROM blocks WHERE height = 2": Failure.LEDGER_CORRUPT,
    "UPDATE blocks SET octets = (SELECT octets FROM blocks WHERE height = 1) WHERE height = 2": Failure.LEDGER_CORRUPT,
    "UPDATE blocks SET made = 99999999999999 WHERE height = 3": Failure.CLOCK_BEHIND,
}


def test_a_state_directory_that_is_not_as_it_was_is_refused_by_name(tmp_path: Path) -> None:
    given = arguments(written(tmp_path), "state", 0, *ASKED)
    with serving(given) as served:
        for counter in range(3):
            served.send(transfer(ANN, counter))
            served.produce()
        served.end()
    state = tmp_path / "state"
    whole = (state / FILE).read_bytes()

    def refused() -> LedgerFailure:
        """Why a service would not start; as it starts, in this process."""
        with pytest.raises(LedgerFailure) as caught:
            _start_here(state)
        return caught.value

    for change, failure in CHANGES.items():
        (state / FILE).write_bytes(whole)
        connection = sqlite3.connect(state / FILE, isolation_level=None)
        connection.execute(change)
        connection.close()
        found = refused()
        assert found.name is failure, (change, found)
        if failure is Failure.LEDGER_CORRUPT:
            assert "block 2" in found.what, found
    (state / FILE).write_bytes(b"no database" * 1000)
    assert refused().name is Failure.LEDGER_CORRUPT
    assert failing(*given) == "ledger-corrupt"


def _start_here(state: Path) -> None:
    store = opened(state)
    try:
        trio.run(_started, store, replayed(store))
    finally:
        store.close()


async def _started(store: LedgerStore, here: Standpoint) -> None:
    LedgerService(disk=Disk(store), here=here, keys=None, behaviour=ALONE, say=print)


def test_a_full_disk_ends_the_service_by_name_and_nothing_is_lost(tmp_path: Path) -> None:
    given = arguments(written(tmp_path), "state", 0, *ASKED)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    acknowledged = []
    with serving(given, preexec_fn=small) as served:
        for counter in range(200):
            answer = served.send(transfer(ANN, counter, amount=counter + 1))
            if answer.status_code != 202:
                assert answer.status_code == 503
                assert answer.json()["code"] == "stopping"
                break
            acknowledged.append(name(transfer(ANN, counter, amount=counter + 1)))
            if counter % 8 == 7 and served.produce().status_code != 200:
                break
        _, said = served.process.communicate(timeout=30)
        assert served.process.returncode == 1
        assert "leo: disk-full" in said or "leo: disk-failed" in said, said
    with serving(given) as served:
        served.produce()
        assert acknowledged
        assert {served.get(f"/v1/transactions/{each}").json()["lot"] for each in acknowledged} == {"in_block"}


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    state = written(tmp_path) / "state"
    given = arguments(tmp_path, "state", 0, *ASKED)
    with serving(given) as served:
        served.end()
    command = [sys.executable, "-c", MAIN, "ledger", *given]
    if os.geteuid() == 0:  # whom no mode of a directory keeps out
        mount = f"mount --bind {state} {state} && mount -o remount,bind,ro {state} && exec "
        command = ["unshare", "-m", "sh", "-c", mount + shlex.join(command)]
    else:
        state.chmod(0o500)
        (state / FILE).chmod(0o400)
        (state / "lock").chmod(0o400)
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith("leo: state-unwritable: "), told.stderr
    assert failing(*given, "--state", "/proc/nothing") == "state-unwritable"


def test_rejections_keep_their_codes_and_what_is_refused_for_a_block_is_told(tmp_path: Path) -> None:
    with serving(arguments(written(tmp_path), "state", 0, *ASKED)) as served:
        forged = to_octets(transfer(ANN, 0)).replace(b'"amount":"1"', b'"amount":"2"')
        answers = {
            "SIGNATURE_INVALID": served.post("/v1/transactions", forged),
            "COUNTER_WRONG": served.send(transfer(ANN, 65)),
            "NOT_JSON": served.post("/v1/transactions", b"garbage"),
            "NOT_CANONICAL": served.post("/v1/transactions", to_octets(transfer(ANN, 0)) + b" "),
            "no-such-transaction": served.get("/v1/transactions/" + "00" * 32),
            "no-such-block": served.get("/v1/blocks/1"),
            "no-such-entry": served.get("/v1/jobs/" + "00" * 32),
            "query-invalid": served.get("/v1/blocks?from=x"),
            "token-wrong": served.post("/v1/produce"),
            "rules-differ": served.get("/v1/status", headers={"Leo-Rules": "leo/0"}),
            "genesis-differs": served.get("/v1/status", headers={"Leo-Genesis": "00"}),
            "host-unknown": served.get("/v1/status", headers={"Host": "evil.example"}),
            "origin-unknown": served.get("/v1/status", headers={"Origin": "https://evil.example"}),
        }
        assert {code: answer.json()["code"] for code, answer in answers.items()} == {code: code for code in answers}
        assert answers["COUNTER_WRONG"].json()["clause"] == "§4"
        assert answers["COUNTER_WRONG"].json()["value"] == {"given": "65", "expected": "0"}
        assert served.get("/v1/status").headers["Leo-Rules"] == RULES
        page = served.get("/v1/status", headers={"Origin": "null"})
        assert page.headers["access-control-allow-origin"] == "null"
        asked = {
            "Origin": "null",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        flight = httpx.options(served.url + "/v1/produce", headers=asked, timeout=30, trust_env=False)
        assert flight.status_code == 200
        assert flight.headers["access-control-allow-origin"] == "null"
        assert "Authorization" in flight.headers["access-control-allow-headers"]
        other = httpx.options(
            served.url + "/v1/produce", headers={**asked, "Origin": "https://evil.example"}, timeout=30, trust_env=False
        )
        assert other.status_code == 400
        assert "access-control-allow-origin" not in other.headers
        too_much = transfer(ANN, 0, amount=10**15)
        assert served.send(too_much).json()["lot"] == "waiting"
        assert served.send(transfer(EVE, 0)).json()["lot"] == "waiting"
        served.produce()
        lot = served.get(f"/v1/transactions/{name(too_much)}").json()
        assert (lot["lot"], lot["code"], lot["clause"], lot["height"]) == ("refused", "BALANCE_TOO_LOW", "§4", "1")
        assert served.send(too_much).json()["lot"] == "waiting", "it may come again"
        with httpx.stream("GET", served.url + "/v1/events?after=0", timeout=10, trust_env=False) as stream:
            lines = iter(stream.iter_lines())
            told = [line for line, _ in zip(lines, range(14), strict=False) if line.startswith(("id", "event"))]
        assert told == [
            "event: heartbeat",
            "id: 1",
            "event: block",
            "id: 2",
            "event: refused",
            "id: 3",
            "event: refused",
        ]
        assert BEN.name in served.get("/v1/accounts").json()["accounts"]
