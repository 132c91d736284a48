"""The API over real sockets: only what is documented, whatever is sent; and strangers who mean harm."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

import httpx
import pytest
import schemathesis
from attrs import evolve
from hypothesis import HealthCheck, Phase, settings
from immutables import Map
from schemathesis.checks import CHECKS

from leo_ref.core.encoding import to_octets
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


def test_schemathesis_finds_nothing_that_is_not_documented(served: Served) -> None:
    schema = schemathesis.openapi.from_url(served.url + "/v1/openapi.json").exclude(path="/v1/events")
    config = settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[*HealthCheck],
    )
    checks = [CHECKS.get_one(name) for name in DOCUMENTED]
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        def check(case: schemathesis.Case) -> None:
            case.call_and_validate(
                checks=checks, headers={**(case.headers or {}), "Authorization": f"Bearer {served.token}"}
            )

        @config
        @operation.schema.hooks if False else (lambda function: function)
        def attempt() -> None: ...

        tried += 1
        from hypothesis import given

        config(given(case=operation.as_strategy())(check))()
    assert tried == len(ROUTES) - 1
