"""The one table of the API: what is served, documented and tested is this."""

from __future__ import annotations

from functools import cache
from typing import Final

from attrs import AttrsInstance

from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, Height, JobId, NodeId, ServiceId
from leo_ref.ledger import Block, Genesis
from leo_ref.network.ledger import documents, handlers
from leo_ref.network.ledger.documents import PassStatement, Presence, ServiceStatus, StateSummary, TransactionLot
from leo_ref.network.ledger.driving import DriverAction, DriverMembers, DriverPictures
from leo_ref.network.ledger.openapi import document_octets
from leo_ref.network.ledger.problem import ServiceCode
from leo_ref.network.ledger.route import EVENTS, SMALL, TEXT, Given, LedgerCall, LedgerRoute, Limit, Reply
from leo_ref.view.height import HeightView

EVERYWHERE: Final = (
    ServiceCode.ORIGIN_UNKNOWN,
    ServiceCode.RULES_DIFFER,
    ServiceCode.GENESIS_DIFFERS,
    ServiceCode.HOST_UNKNOWN,
    ServiceCode.RATE_EXCEEDED,
    ServiceCode.INTERNAL,
    ServiceCode.BUSY,
)
"""What any route may answer."""

READING: Final = (ServiceCode.BODY_SLOW, ServiceCode.BODY_TOO_LONG, ServiceCode.STOPPING)
"""What a route may answer that takes a body."""

LIMIT: Final = Given(name="limit", form=Limit, meaning="How many at most, up to 1000; 100 if nothing is said.")


def _named(form: object) -> Given:
    return Given(name="id", form=form, meaning="Its name: 64 hexadecimal digits.", in_path=True)


def _after(form: object) -> Given:
    return Given(name="after", form=form, meaning="Only those whose names come after this one.")


def _part(
    part: str, name: str, form: object, entry: type[AttrsInstance], page: type[AttrsInstance]
) -> tuple[LedgerRoute, LedgerRoute]:
    """The routes for a part of the state."""
    return (
        LedgerRoute(
            method="GET",
            path=f"/v1/{part}",
            name=part,
            summary=f"The {part} after the newest block, in the order of their names.",
            handler=handlers.several(part),
            answer=page,
            given=(_after(form), LIMIT),
            problems=(ServiceCode.QUERY_INVALID,),
        ),
        LedgerRoute(
            method="GET",
            path=f"/v1/{part}/{{id}}",
            name=name,
            summary=f"One {name} after the newest block.",
            handler=handlers.one(part, entry, name),
            answer=entry,
            given=(_named(form),),
            problems=(ServiceCode.QUERY_INVALID, ServiceCode.NO_SUCH_ENTRY),
        ),
    )


async def _own_document(_call: LedgerCall) -> Reply:
    return Reply(octets=_document())


@cache
def _document() -> bytes:
    return document_octets(ROUTES, EVERYWHERE)


ROUTES: Final[tuple[LedgerRoute, ...]] = (
    LedgerRoute(
        method="GET",
        path="/v1/status",
        name="status",
        summary="How the service stands: height, hashes, whose turn it is, what waits.",
        handler=handlers.status,
        answer=ServiceStatus,
    ),
    LedgerRoute(
        method="GET",
        path="/v1/genesis",
        name="genesis",
        summary="The genesis document, in canonical octets.",
        handler=handlers.genesis,
        answer=Genesis,
    ),
    LedgerRoute(
        method="GET",
        path="/v1/state",
        name="state",
        summary="The state after the newest block, without its parts.",
        handler=handlers.state,
        answer=StateSummary,
    ),
    *_part("accounts", "account", AccountId, documents.AccountEntry, documents.AccountPage),
    *_part("nodes", "node", NodeId, documents.NodeEntry, documents.NodePage),
    *_part("services", "service", ServiceId, documents.ServiceEntry, documents.ServicePage),
    *_part("jobs", "job", JobId, documents.JobEntry, documents.JobPage),
    LedgerRoute(
        method="GET",
        path="/v1/blocks",
        name="blocks",
        summary="Blocks one after the other, as many as fit into an answer.",
        handler=handlers.blocks,
        answer=documents.BlockPage,
        given=(Given(name="from", form=Height, meaning="The height of the first; 1 if nothing is said."), LIMIT),
        problems=(ServiceCode.QUERY_INVALID,),
    ),
    LedgerRoute(
        method="GET",
        path="/v1/blocks/{height}",
        name="block",
        summary="A block in its canonical octets.",
        handler=handlers.block,
        answer=Block,
        given=(Given(name="height", form=Height, meaning="From 1.", in_path=True),),
        problems=(ServiceCode.QUERY_INVALID, ServiceCode.NO_SUCH_BLOCK),
    ),
    LedgerRoute(
        method="GET",
        path="/v1/log",
        name="log",
        summary="What happened at each height, in words, as many heights as fit into an answer.",
        handler=handlers.log,
        answer=documents.LogPage,
        given=(Given(name="from", form=Height, meaning="The first height; 0 if nothing is said."), LIMIT),
        problems=(ServiceCode.QUERY_INVALID,),
    ),
    LedgerRoute(
        method="GET",
        path="/v1/views/{height}",
        name="view",
        summary="Everything that people may want to see of one height, for the page.",
        handler=handlers.view,
        answer=HeightView,
        given=(Given(name="height", form=Height, meaning="From 0.", in_path=True),),
        problems=(ServiceCode.QUERY_INVALID, ServiceCode.NO_SUCH_BLOCK),
    ),
    LedgerRoute(
        method="POST",
        path="/v1/blocks",
        name="follow",
        summary="Another producer's next block.",
        handler=handlers.follow,
        answer=documents.Noted,
        body=Block,
        problems=(*READING, ServiceCode.BLOCK_AHEAD, ServiceCode.BLOCK_OTHER, ServiceCode.BLOCK_HELD),
        judges=True,
    ),
    LedgerRoute(
        method="POST",
        path="/v1/passes",
        name="pass",
        summary="Another producer's statement that a turn brought no block.",
        handler=handlers.note_pass,
        answer=documents.Noted,
        body=PassStatement,
        most=SMALL,
        problems=(*READING, ServiceCode.PASS_OUT_OF_PLACE),
        judges=True,
    ),
    LedgerRoute(
        method="POST",
        path="/v1/transactions",
        name="submit",
        summary="A transaction; when it is answered, it is on disk.",
        handler=handlers.submit,
        answer=TransactionLot,
        status=202,
        body=Transaction,
        problems=(*READING, ServiceCode.SENDER_FULL, ServiceCode.POOL_FULL),
        judges=True,
    ),
    LedgerRoute(
        method="GET",
        path="/v1/transactions/{id}",
        name="transaction",
        summary="What has become of a transaction.",
        handler=handlers.lot,
        answer=TransactionLot,
        given=(Given(name="id", form=AccountId, meaning="Its id: 64 hexadecimal digits.", in_path=True),),
        problems=(ServiceCode.QUERY_INVALID, ServiceCode.NO_SUCH_TRANSACTION, ServiceCode.STOPPING),
    ),
    LedgerRoute(
        method="POST",
        path="/v1/presence",
        name="presence",
        summary="An account's statement whether it is idle, or runs a program.",
        handler=handlers.note_presence,
        answer=documents.Noted,
        body=Presence,
        most=SMALL,
        problems=(
            *READING,
            ServiceCode.PRESENCE_UNKNOWN,
            ServiceCode.PRESENCE_FORGED,
            ServiceCode.PRESENCE_STALE,
            ServiceCode.POOL_FULL,
        ),
        judges=True,
    ),
    LedgerRoute(
        method="POST",
        path="/v1/produce",
        name="produce",
        summary="Make a block now, if it is this producer's turn.",
        handler=handlers.produce,
        answer=documents.MadeBlock,
        problems=(*READING, ServiceCode.TOKEN_WRONG, ServiceCode.NOT_OUR_TURN),
        needs_token=True,
    ),
    LedgerRoute(
        method="GET",
        path="/v1/driver",
        name="driver",
        summary="Who takes ready-made actions, where the service was started with a driver.",
        handler=handlers.members,
        answer=DriverMembers,
        problems=(ServiceCode.TOKEN_WRONG, ServiceCode.NO_DRIVER),
        needs_token=True,
    ),
    LedgerRoute(
        method="POST",
        path="/v1/driver",
        name="act",
        summary="Have a ready-made action done by the process that holds the key.",
        handler=handlers.act,
        answer=documents.Noted,
        status=202,
        body=DriverAction,
        most=SMALL,
        problems=(
            *READING,
            ServiceCode.TOKEN_WRONG,
            ServiceCode.NO_DRIVER,
            ServiceCode.NO_SUCH_MEMBER,
            ServiceCode.ACTION_INCOMPLETE,
            ServiceCode.ACTION_REFUSED,
            ServiceCode.MEMBER_UNREACHABLE,
        ),
        judges=True,
        needs_token=True,
    ),
    LedgerRoute(
        method="GET",
        path="/v1/driver/{member}/pictures",
        name="pictures",
        summary="The picture that a task owner posts, and what came back.",
        handler=handlers.pictures,
        answer=DriverPictures,
        given=(Given(name="member", form=str, meaning="Its name.", in_path=True),),
        problems=(
            ServiceCode.QUERY_INVALID,
            ServiceCode.TOKEN_WRONG,
            ServiceCode.NO_DRIVER,
            ServiceCode.NO_SUCH_MEMBER,
            ServiceCode.MEMBER_UNREACHABLE,
        ),
        needs_token=True,
    ),
    LedgerRoute(
        method="GET",
        path="/v1/events",
        name="events",
        summary="Blocks and refusals as they come, as server-sent events: block, refused, heartbeat, missed.",
        handler=None,
        answer=None,
        media=EVENTS,
        given=(
            Given(
                name="after",
                form=Height,
                meaning="Events behind this number; the header Last-Event-ID goes before. Else those to come.",
            ),
        ),
        problems=(ServiceCode.QUERY_INVALID, ServiceCode.SUBSCRIBERS_FULL, ServiceCode.STOPPING),
    ),
    LedgerRoute(
        method="GET",
        path="/v1/openapi.json",
        name="openapi",
        summary="This document.",
        handler=_own_document,
        answer=None,
    ),
    LedgerRoute(
        method="GET",
        path="/metrics",
        name="metrics",
        summary="Numbers for Prometheus.",
        handler=handlers.metrics,
        answer=None,
        media=TEXT,
    ),
    LedgerRoute(
        method="GET",
        path="/healthz",
        name="health",
        summary="Whether the service takes transactions.",
        handler=handlers.health,
        answer=documents.Noted,
        problems=(ServiceCode.STOPPING,),
    ),
)
