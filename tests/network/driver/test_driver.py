"""Actions go to whom the file names, as orders that are ready; nothing else does, and nothing without the token."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.encoding import to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, ServiceId
from leo_ref.demo.picture import grey
from leo_ref.network.driver.members import Driven, members_of, write_members
from leo_ref.network.driver.ready import OFFER, task_on
from leo_ref.network.driver.sockets import order_of
from leo_ref.network.ledger.driving import ActionKind, DriverAction, DriverRole
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.problem import DeclinedRequest
from leo_ref.parties.message import JoinOrder, LeaveOrder, Order, TransferOrder, WithdrawOrder
from tests.network.ledger.world import ANN, BEN, arguments, serving, written
from tests.software.one_task import TASK

NOBODY = State(height=0, block_hash=bytes(32), beacon=b"", accounts=Map(), nodes=Map())
TO, SERVICE = BEN.name, ServiceId("5e" * 32)


def action(kind: ActionKind, **more: Any) -> DriverAction:
    return DriverAction(**{"action": kind, "member": "ann", "to": None, "amount": None, "service": None, **more})


def ann(folder: Path) -> Driven:
    return Driven(account=ANN.name, role=DriverRole.NODE, folder=folder / "ann")


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        (action(ActionKind.TRANSFER, to=TO, amount=5), TransferOrder(to=TO, amount=5)),
        (action(ActionKind.JOIN), JoinOrder(owner=ANN.name)),
        (action(ActionKind.LEAVE), LeaveOrder()),
        (action(ActionKind.OFFER), OFFER),
        (action(ActionKind.WITHDRAW, service=SERVICE), WithdrawOrder(service=SERVICE)),
        (action(ActionKind.POST, service=SERVICE), task_on(SERVICE, Parameters().max_result)),
        (action(ActionKind.TRANSFER, to=TO), None),
        (action(ActionKind.TRANSFER, amount=5), None),
        (action(ActionKind.POST), None),
        (action(ActionKind.WITHDRAW), None),
    ],
)
def test_an_action_is_an_order(tmp_path: Path, wanted: DriverAction, order: Order | None) -> None:
    if order is not None:
        assert order_of(Parameters(), NOBODY, ann(tmp_path), wanted) == order
        return
    with pytest.raises(DeclinedRequest) as refused:
        order_of(Parameters(), NOBODY, ann(tmp_path), wanted)
    assert refused.value.problem.code == "action-incomplete"


def test_the_file_is_read_back_wherever_it_is_moved(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    write_members(tmp_path / "here" / "driver.json", {"ann": ann(tmp_path / "here")})
    (tmp_path / "here").rename(tmp_path / "there")
    assert members_of(tmp_path / "there" / "driver.json") == {"ann": ann(tmp_path / "there")}


@pytest.mark.parametrize(
    "change",
    [
        lambda found: {**found, "version": 2},
        lambda _found: {},
        lambda _found: [],
        lambda found: {**found, "members": {"ann": {}}},
        lambda found: {**found, "members": {"ann": {**found["members"]["ann"], "role": "king"}}},
        lambda found: {**found, "members": {"ann": {**found["members"]["ann"], "account": "x"}}},
        lambda found: {**found, "members": ["ann"]},
    ],
)
def test_another_form_is_named(tmp_path: Path, change: Callable[[Any], Any]) -> None:
    place = tmp_path / "driver.json"
    with pytest.raises(LedgerFailure) as failure:
        members_of(place)
    assert failure.value.name is Failure.DRIVER_UNREADABLE
    write_members(place, {"ann": ann(tmp_path)})
    place.write_text(json.dumps(change(json.loads(place.read_text()))))
    with pytest.raises(LedgerFailure) as failure:
        members_of(place)
    assert failure.value.name is Failure.DRIVER_UNREADABLE


def test_only_who_has_the_token_drives_and_each_refusal_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path / "ledger")
    write_members(folder / "driver.json", {"ann": ann(folder)})
    given = arguments(folder, "state", 0, "--interval", "0", "--driver", str(folder / "driver.json"))
    with serving(given) as one:
        token = {"Authorization": f"Bearer {one.token}"}

        def act(octets: bytes, headers: dict[str, str] = token) -> tuple[int, str]:
            answer = one.post("/v1/driver", octets, headers=headers)
            return answer.status_code, answer.json()["code"]

        join = to_octets(action(ActionKind.JOIN))
        assert act(join, {}) == (401, "token-wrong")
        assert act(join, {**token, "Origin": "http://elsewhere"}) == (403, "origin-unknown")
        assert one.get("/v1/driver").status_code == 401
        assert one.get("/v1/driver/ann/pictures").status_code == 401
        assert one.get("/v1/driver", headers=token).json() == {
            "members": [{"account": ANN.name, "name": "ann", "role": "node"}]
        }
        assert act(join) == (503, "member-unreachable"), "nothing is at work there"
        assert act(to_octets(action(ActionKind.TAMPER))) == (503, "member-unreachable")
        assert act(to_octets(action(ActionKind.JOIN, member="../ann"))) == (404, "no-such-member")
        assert act(to_octets(action(ActionKind.POST))) == (409, "action-incomplete")
        assert act(b"{}") == (400, "MISSING_FIELD")
        assert act(b" " * 5000)[0] == 413

        def pictures(name: str) -> httpx.Response:
            return one.get(f"/v1/driver/{name}/pictures", headers=token)

        assert (pictures("ann").status_code, pictures("eve").status_code) == (404, 404), "none of them has a picture"


def test_each_task_has_a_picture_of_its_own(tmp_path: Path) -> None:
    """An owner has one task on the same data, so that to ask twice before a block is to ask once."""
    found = [task_on(SERVICE, 1, number).data for number in range(4)]
    assert len({*found}) == 4
    assert all(grey(OFFER.code, each) for each in found), "the program takes each"
    task = evolve(TASK, owner=ANN.name)
    one = NOBODY.with_job(JobId("aa" * 32), Job(terms=task, stage=Stage.SETTLED, escrow=0))
    order = order_of(Parameters(), one, ann(tmp_path), action(ActionKind.POST, service=SERVICE))
    assert order == task_on(SERVICE, Parameters().max_result, 1)
