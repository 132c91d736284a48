"""What each route answers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

import trio
from attrs import AttrsInstance, asdict

from leo_ref.core.encoding import canonical, from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.ledger import Block
from leo_ref.network.ledger import documents
from leo_ref.network.ledger.documents import PassStatement, Presence
from leo_ref.network.ledger.driving import ActionDriver, DriverAction
from leo_ref.network.ledger.problem import ServiceCode, declined, rejected
from leo_ref.network.ledger.route import TEXT, LedgerCall, Reply

PAGE_OCTETS: Final = 2**20
"""The octets of a page; a single entry may have more."""

T = TypeVar("T")


def _read(cls: type[T], octets: bytes) -> T:
    value = from_octets(cls, octets)
    if isinstance(value, Rejection):
        raise rejected(value)
    return value


async def status(call: LedgerCall) -> AttrsInstance:
    """How the service stands."""
    return call.service.status()


async def health(call: LedgerCall) -> AttrsInstance:
    """Whether it takes transactions."""
    if call.service.disk.stopping.is_set():
        raise declined(ServiceCode.STOPPING)
    return documents.Noted(height=call.service.state.height)


async def genesis(call: LedgerCall) -> Reply:
    """The genesis document."""
    return Reply(octets=call.service.here.document)


async def block(call: LedgerCall) -> Reply:
    """The canonical octets of a block."""
    stored = await trio.to_thread.run_sync(call.service.disk.store.block, call.given["height"])
    if stored is None:
        raise declined(ServiceCode.NO_SUCH_BLOCK, height=call.given["height"])
    return Reply(octets=stored.octets)


async def blocks(call: LedgerCall) -> Reply:
    """Blocks from a height on, as many as fit into a page."""
    first, store = call.given.get("from", 1), call.service.disk.store
    lengths = await trio.to_thread.run_sync(store.lengths, first, min(call.limit, 1000))
    count, octets = 0, 0
    for length in lengths:
        if count and octets + length > PAGE_OCTETS:
            break
        count, octets = count + 1, octets + length
    found = await trio.to_thread.run_sync(store.blocks, first, count)
    after = max(first, 1) + len(found)
    following = canonical(str(after)) if after <= call.service.state.height else b"null"
    return Reply(octets=b'{"blocks":[%b],"next":%b}' % (b",".join(each.octets for each in found), following))


async def log(call: LedgerCall) -> Reply:
    """What happened at many heights, as much as fits into a page."""
    service, first = call.service, call.given.get("from", 0)
    most, newest = min(call.limit, 1000), service.state
    found = await trio.to_thread.run_sync(service.views.log, service.ledgers, newest, first, most)
    members, octets = list[bytes](), 0
    for member in map(to_octets, found):
        if members and octets + len(member) > PAGE_OCTETS:
            break
        members.append(member)
        octets += len(member)
    after = first + len(members)
    following = canonical(str(after)) if after <= newest.height else b"null"
    return Reply(octets=b'{"heights":[%b],"next":%b}' % (b",".join(members), following))


async def view(call: LedgerCall) -> Reply:
    """Everything of one height."""
    service, height, newest = call.service, call.given["height"], call.service.state
    if height > newest.height:
        raise declined(ServiceCode.NO_SUCH_BLOCK, height=height)
    return Reply(octets=await trio.to_thread.run_sync(service.views.view, service.ledgers, newest, height))


async def state(call: LedgerCall) -> AttrsInstance:
    """The state after the newest block, without its parts."""
    here = call.service.here
    return documents.StateSummary(
        height=here.state.height,
        block_hash=here.state.block_hash,
        state=here.digest,
        beacon=here.state.beacon,
        burned=here.state.burned,
        accounts=len(here.state.accounts),
        nodes=len(here.state.nodes),
        services=len(here.state.services),
        jobs=len(here.state.jobs),
        open_jobs=call.service.attendance.expected.open_jobs,
    )


def one(part: str, cls: Callable[..., AttrsInstance], name: str) -> Callable[[LedgerCall], Any]:
    """The handler for one entry of a part of the state."""

    async def handler(call: LedgerCall) -> AttrsInstance:
        now = call.service.state
        entry = getattr(now, part).get(call.given["id"])
        if entry is None:
            raise declined(ServiceCode.NO_SUCH_ENTRY, id=call.given["id"])
        return cls(height=now.height, **{name: entry})

    return handler


def several(part: str) -> Callable[[LedgerCall], Any]:
    """The handler for a page of a part of the state, in the order of the names."""

    async def handler(call: LedgerCall) -> Reply:
        return Reply(octets=await trio.to_thread.run_sync(_page, call, part))

    return handler


def _page(call: LedgerCall, part: str) -> bytes:
    now = call.service.state
    entries: Mapping[str, AttrsInstance] = getattr(now, part)
    after = call.given.get("after", "")
    names = call.service.names(part)
    names = names[bisect_right(names, after) :]
    members, octets, last = list[bytes](), 0, None
    for name in names[: call.limit]:
        member = b"%b:%b" % (canonical(name), to_octets(entries[name]))
        if members and octets + len(member) > PAGE_OCTETS:
            break
        members.append(member)
        octets, last = octets + len(member), name
    is_end = len(members) == len(names)
    parts = {
        "after": b"null" if is_end else canonical(last if last is not None else after or "00" * 32),
        "height": canonical(str(now.height)),
        part: b"{%b}" % b",".join(members),
    }
    return b"{%b}" % b",".join(canonical(name) + b":" + parts[name] for name in sorted(parts))


async def submit(call: LedgerCall) -> AttrsInstance:
    """Takes a transaction."""
    return await call.service.intake.submit(call.octets, call.client)


async def lot(call: LedgerCall) -> AttrsInstance:
    """What has become of a transaction."""
    name = bytes.fromhex(call.given["id"])
    found = await call.service.intake.lot(name)
    if found is None:
        raise declined(ServiceCode.NO_SUCH_TRANSACTION, id=name.hex())
    return found


async def follow(call: LedgerCall) -> AttrsInstance:
    """Takes another producer's block."""
    return await call.service.follow(await trio.to_thread.run_sync(partial(_read, Block, call.octets)))


async def note_pass(call: LedgerCall) -> AttrsInstance:
    """Takes another producer's statement that a turn brought no block."""
    return await call.service.note_pass(_read(PassStatement, call.octets))


async def note_presence(call: LedgerCall) -> AttrsInstance:
    """Takes an account's statement about itself."""
    return await call.service.note_presence(_read(Presence, call.octets), call.octets)


async def produce(call: LedgerCall) -> AttrsInstance:
    """Makes a block now."""
    return await call.service.produce()


def _driver(call: LedgerCall) -> ActionDriver:
    if call.service.driver is None:
        raise declined(ServiceCode.NO_DRIVER)
    return call.service.driver


async def members(call: LedgerCall) -> AttrsInstance:
    """Who takes actions."""
    return _driver(call).members()


async def act(call: LedgerCall) -> AttrsInstance:
    """Forwards an action to the process that holds the key."""
    action, driver = _read(DriverAction, call.octets), _driver(call)
    await driver.act(call.service.here.deployment.parameters, call.service.state, action)
    return documents.Noted(height=call.service.state.height)


async def pictures(call: LedgerCall) -> AttrsInstance:
    """The picture that a task owner posts, and what came back."""
    return await _driver(call).pictures(call.service.state, call.given["member"])


async def metrics(call: LedgerCall) -> Reply:
    """Numbers for Prometheus, in its text format 0.0.4."""
    service = call.service
    gauges = {
        "height": service.state.height,
        "pool_ready": len(service.intake.pool.ready),
        "pool_early": len(service.intake.pool.early),
        "present": len(service.attendance.said),
        "turn": service.status().turn,
        "others_reached": sum(other.reached for other in service.others()),
        "others_in_trouble": sum(other.trouble is not None for other in service.others()),
    }
    lines = [f"# TYPE leo_ledger_{name} gauge\nleo_ledger_{name} {value}\n" for name, value in gauges.items()]
    lines += [
        f"# TYPE leo_ledger_{name}_total counter\nleo_ledger_{name}_total {value}\n"
        for name, value in {
            **asdict(service.counted),
            "taken": service.intake.taken,
            "declined": service.intake.declined,
        }.items()
    ]
    return Reply(octets="".join(lines).encode("ascii"), media=TEXT)
