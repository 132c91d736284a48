"""The API over real sockets: only what is documented, whatever is sent; and strangers who mean harm."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

import httpx
import pytest
from attrs import evolve

from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.state.ledger import State
from leo_ref.ledger import genesis
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.network.ledger.documents import PassStatement
from leo_ref.network.ledger.openapi import document_octets
from leo_ref.network.ledger.presence import present
from leo_ref.network.ledger.problem import ServiceCode
from leo_ref.network.ledger.room import SENDER_TRANSACTIONS
from leo_ref.network.ledger.routes import EVERYWHERE, ROUTES
from leo_ref.parties.producer import block_on, passing
from tests.network.ledger.world import (
    ANN,
    BEN,
    EVE,
    PRODUCERS,
    ROOT,
    Served,
    arguments,
    document,
    keys,
    serving,
    transfer,
    written,
)

DOCUMENTED: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
)
"""What schemathesis checks. ``positive_data_acceptance`` is not among it: no schema says that octets are canonical."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = written(tmp_path_factory.mktemp("api"))
    with serving(arguments(folder, "state", 0, "--interval", "0", "--rate", "0")) as one:
        for counter in range(3):
            one.send(transfer(ANN, counter))
            one.produce()
        yield one


def test_the_document_is_made_from_the_code_and_kept_with_it() -> None:
    made = document_octets(ROUTES, EVERYWHERE)
    kept = ROOT / "docs" / "ledger-openapi.json"
    assert kept.read_bytes() == made, f"leo ledger openapi > {kept.relative_to(ROOT)}"


def test_every_code_of_the_service_is_documented_somewhere() -> None:
    told = {code for route in ROUTES for code in route.problems} | {*EVERYWHERE}
    assert {*ServiceCode} - told == {ServiceCode.NO_SUCH_ROUTE, ServiceCode.WRONG_METHOD}, "these are of no route"


def test_schemathesis_finds_nothing_that_is_not_documented(served: Served, tmp_path: Path) -> None:
    told = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", served.url + "/v1/openapi.json"),
            *("--exclude-path", "/v1/events", "--checks", ",".join(DOCUMENTED), "--phases", "coverage,fuzzing"),
            *("-n", "2", "--seed", "1", "--generation-database", "none", "--no-color"),
            *("-H", f"Authorization: Bearer {served.token}"),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=tmp_path,  # it leaves a cache
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-1000:]
    tested = re.search(r"^ *Tested: +(\d+)$", told.stdout, re.M)
    assert tested is not None
    assert int(tested[1]) == len(ROUTES) - 2, "all but the stream, which does not end, and the document itself"


def code(answer: httpx.Response) -> str:
    """The code of a refusal, which has the one form."""
    problem = answer.json()
    assert set(problem) == {"code", "clause", "message", "value"}, problem
    found = problem["code"]
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("given", ["Bearer {token}x", "Bearer", "Basic {token}", "{token}", "Bearer \xe4"])
def test_without_the_token_nothing_is_made(served: Served, given: str) -> None:
    before = served.get("/v1/status").json()["height"]
    answer = served.post("/v1/produce", headers={"Authorization": given.format(token=served.token).encode("latin-1")})
    assert (answer.status_code, code(answer)) == (401, "token-wrong")
    assert served.get("/v1/status").json()["height"] == before


def test_the_head_of_the_stream_ends(served: Served) -> None:
    answer = httpx.head(served.url + "/v1/events", timeout=30, trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


def test_a_short_statement_has_a_short_body(served: Served) -> None:
    assert code(served.post("/v1/passes", b" " * 5000)) == "body-too-long"
    assert code(served.post("/v1/presence", b" " * 5000)) == "body-too-long"
    assert (
        code(served.post("/v1/produce", b" " * 5000, headers={"Authorization": f"Bearer {served.token}"}))
        == "body-too-long"
    )


def test_pages_go_on_where_the_one_before_ended(served: Served) -> None:
    names, after, is_end = list[str](), "", False
    while not is_end:
        page = served.get(f"/v1/accounts?limit=1{'&after=' + after if after else ''}").json()
        names += [*page["accounts"]]
        after, is_end = page["after"], page["after"] is None
    assert names == sorted([ANN.name, BEN.name])
    first = served.get("/v1/blocks?limit=2").json()
    assert ([block["height"] for block in first["blocks"]], first["next"]) == (["1", "2"], "3")
    last = served.get("/v1/blocks?from=3").json()
    assert ([block["height"] for block in last["blocks"]][:1], last["next"]) == (["3"], None)
    assert served.get("/v1/blocks?from=18446744073709551615").json() == {"blocks": [], "next": None}


def test_nobody_takes_the_room_of_another(served: Served) -> None:
    start = served.get(f"/v1/accounts/{ANN.name}").json()["account"]["counter"]
    answers = [served.send(transfer(ANN, start + number)) for number in range(SENDER_TRANSACTIONS + 2)]
    assert {answer.status_code for answer in answers[:SENDER_TRANSACTIONS]} == {202}
    assert code(answers[SENDER_TRANSACTIONS]) == "sender-full"
    assert "retry-after" in answers[SENDER_TRANSACTIONS].headers
    assert served.send(transfer(BEN, 0, to=ANN)).status_code == 202
    assert served.produce().json()["transactions"] == SENDER_TRANSACTIONS + 1
    assert served.send(transfer(ANN, start + SENDER_TRANSACTIONS)).status_code == 202


def test_forged_statements_are_refused_by_name(served: Served) -> None:
    state = genesis(verifiers_of(document()), document())
    assert isinstance(state, State)
    deployment, owner = document().deployment, keys(PRODUCERS[0])
    height = int(served.get("/v1/status").json()["height"])
    other = block_on(deployment, owner, state, ())
    ahead = evolve(other, height=height + 2)
    parent = bytes.fromhex(served.get("/v1/status").json()["block"])
    here = evolve(state, height=height, block_hash=parent)
    by_eve = evolve(block_on(deployment, keys(PRODUCERS[0]), here, ()), signature=bytes(64))
    taken = PassStatement(height=height + 1, parent=parent, turn=0, producer=owner.name, signature=bytes(64))
    own = genesis_hash(document())

    def said(who: Keys, height: int, number: int) -> bytes:
        return to_octets(present(who, own, height, number, idle=False, running=False))

    fresh = present(ANN, own, height, 5, idle=False, running=False)
    answers = {
        "block-other": served.post("/v1/blocks", to_octets(other)),
        "block-ahead": served.post("/v1/blocks", to_octets(ahead)),
        "BLOCK_FORGED": served.post("/v1/blocks", to_octets(by_eve)),
        "WRONG_PRODUCER": served.post("/v1/blocks", to_octets(evolve(by_eve, producer=EVE.name))),
        "TURN_NOT_PASSED": served.post("/v1/blocks", to_octets(evolve(by_eve, turn=1))),
        "PASS_FORGED": served.post("/v1/passes", to_octets(taken)),
        "NOT_A_PRODUCER": served.post("/v1/passes", to_octets(evolve(taken, producer=EVE.name))),
        "pass-out-of-place": served.post("/v1/passes", to_octets(evolve(taken, turn=40))),
        "presence-unknown": served.post("/v1/presence", said(EVE, height, 0)),
        "presence-forged": served.post("/v1/presence", to_octets(evolve(fresh, running=True))),
        "genesis-differs": served.post("/v1/presence", to_octets(evolve(fresh, genesis=bytes(32)))),
    }
    assert {name: code(answer) for name, answer in answers.items()} == {name: name for name in answers}
    assert served.post("/v1/presence", to_octets(fresh)).status_code == 200
    assert served.post("/v1/presence", to_octets(fresh)).status_code == 200, "it may be sent again"
    older = present(ANN, own, height, 4, idle=True, running=False)
    assert code(served.post("/v1/presence", to_octets(older))) == "presence-stale"
    assert (
        code(served.post("/v1/presence", to_octets(present(ANN, own, 0, 9, idle=True, running=False))))
        == "presence-stale"
    )
    statement = passing(owner, here, 0)
    assert served.post("/v1/passes", to_octets(evolve(taken, signature=statement))).status_code == 200


def raw(served: Served, octets: bytes, *, end: bool = False) -> bytes:
    """What comes back until the service closes the connection."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        found = b""
        with suppress(ConnectionError):
            connection.sendall(octets)
            if end:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                found += part
        return found


KEY: Final = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"


@pytest.fixture(scope="module")
def harried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with little patience and little room."""
    folder = written(tmp_path_factory.mktemp("harried"))
    given = arguments(folder, "state", 0, "--interval", "0", "--slow", "0.5", "--connections", "8", "--rate", "40")
    with serving(given) as one:
        yield one


def is_well(served: Served) -> bool:
    """Whether it answers, once its patience with others is over."""
    for _ in range(200):
        with suppress(httpx.HTTPError):
            if served.get("/healthz").status_code == 200:
                return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    "octets",
    [
        b"\0\xff" * 5000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: " + b"a" * 10**6,
        b"POST /v1/transactions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST /v1/transactions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /v1/status HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 1000,
        b"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        b"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + KEY,
        b"GET /v1/status HTTP/1.1\r\nHost",
        b"",
    ],
)
def test_garbage_and_silence_end_a_connection_and_nothing_else(harried: Served, octets: bytes) -> None:
    answer = raw(harried, octets.replace(b"{port}", str(harried.port).encode()))
    assert b" 200 " not in answer.partition(b"\n")[0]
    assert is_well(harried)


def test_bodies_that_are_too_long_or_too_slow_are_refused_by_name(harried: Served) -> None:
    head = f"POST /v1/transactions HTTP/1.1\r\nHost: 127.0.0.1:{harried.port}\r\n".encode()
    assert b'"body-too-long"' in raw(harried, head + b"Content-Length: 5000000\r\n\r\n")
    chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    assert b'"body-too-long"' in raw(harried, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 5, end=True)
    assert b'"body-slow"' in raw(harried, head + b"Content-Length: 100\r\n\r\n{")
    assert is_well(harried)


def test_a_flood_of_connections_keeps_nobody_out_for_long(harried: Served) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            with suppress(ConnectionError):
                stack.enter_context(socket.create_connection(("127.0.0.1", harried.port), timeout=5))
        assert is_well(harried), "those that say nothing are let go"
    assert is_well(harried)


def test_a_connection_that_has_ended_leaves_its_room(harried: Served) -> None:
    assert is_well(harried)
    for _ in range(30):  # of which there may be eight at once
        assert harried.get("/healthz").status_code in (200, 429)


def test_who_asks_too_often_is_told_so(harried: Served) -> None:
    with httpx.Client(base_url=harried.url, trust_env=False) as client:
        answers = [client.get("/healthz") for _ in range(400)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert {code(answer) for answer in refused} == {"rate-exceeded"}
    assert is_well(harried)


def test_who_follows_the_events_and_reads_nothing_keeps_up_nobody(harried: Served) -> None:
    with socket.create_connection(("127.0.0.1", harried.port), timeout=5) as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        stalled.sendall(f"GET /v1/events?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{harried.port}\r\n\r\n".encode())
        for _ in range(5):
            assert is_well(harried)
            assert harried.produce().status_code in (200, 429)
