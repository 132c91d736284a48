"""Forwarding by control sockets: a ready-made action becomes an order to the process that holds the key."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import trio
from attrs import frozen

from leo_ref.core.encoding import to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Task
from leo_ref.core.state.ledger import State
from leo_ref.network.driver.members import Driven
from leo_ref.network.driver.ready import OFFER, picture, task_on
from leo_ref.network.ledger.driving import (
    ActionKind,
    DriverAction,
    DriverMembers,
    DriverPictures,
    DriverRole,
    MemberEntry,
)
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode, declined
from leo_ref.network.party.control import ask
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.parties.message import JoinOrder, LeaveOrder, Order, TransferOrder, WithdrawOrder


@frozen
class SocketDriver:
    """A driver of processes on this machine; :class:`leo_ref.network.ledger.driving.ActionDriver` says what it does."""

    known: Mapping[str, Driven]

    def members(self) -> DriverMembers:
        """Who takes actions."""
        known = sorted(self.known.items())
        return DriverMembers(
            members=tuple(MemberEntry(name=name, account=each.account, role=each.role) for name, each in known)
        )

    async def act(self, params: Parameters, state: State, action: DriverAction) -> None:
        """Forwards an action; it is on the member's disk when this returns."""
        member = self._member(action.member)
        if action.action is ActionKind.TAMPER:
            await self._ask(member, "POST", "/tampered")
        else:
            await self._ask(member, "POST", "/orders", to_octets(order_of(params, state, member, action)))

    async def pictures(self, state: State, name: str) -> DriverPictures:
        """The picture that a task owner posts, and what came back."""
        member = self._member(name)
        if member.role is not DriverRole.TASK_OWNER:
            raise declined(ServiceCode.NO_SUCH_MEMBER, member=name)
        after, ended = None, None
        try:
            found = await self._ask(member, "GET", "/result")
            after, ended = found.content, found.headers["Leo-Ended"]
        except DeclinedRequest as refusal:  # there is none, or none any more since another task was ordered
            if refusal.problem.code != ServiceCode.ACTION_REFUSED.word:
                raise
        return DriverPictures(before=picture(max(0, tasks_of(state, member) - 1)), after=after, ended=ended)

    def _member(self, name: str) -> Driven:
        if name not in self.known:
            raise declined(ServiceCode.NO_SUCH_MEMBER, member=name[:64])
        return self.known[name]

    async def _ask(self, member: Driven, method: str, route: str, octets: bytes = b"") -> httpx.Response:
        try:
            return await trio.to_thread.run_sync(ask, member.folder, method, route, octets)
        except PartyFailure as failure:
            is_refused = failure.name is Failure.CONTROL_REFUSED
            code = ServiceCode.ACTION_REFUSED if is_refused else ServiceCode.MEMBER_UNREACHABLE
            raise declined(code, why=failure.what) from failure


def tasks_of(state: State, member: Driven) -> int:
    """How many tasks of a member are on the ledger, settled ones too."""
    return sum(isinstance(job.terms, Task) and job.terms.owner == member.account for job in state.jobs.values())


def order_of(params: Parameters, state: State, member: Driven, action: DriverAction) -> Order:
    """The order that an action stands for; raises ACTION_INCOMPLETE where it lacks something."""
    match action:
        case DriverAction(action=ActionKind.TRANSFER, to=str() as to, amount=int() as amount):
            return TransferOrder(to=to, amount=amount)
        case DriverAction(action=ActionKind.JOIN):
            return JoinOrder(owner=member.account)
        case DriverAction(action=ActionKind.LEAVE):
            return LeaveOrder()
        case DriverAction(action=ActionKind.OFFER):
            return OFFER
        case DriverAction(action=ActionKind.WITHDRAW, service=str() as service):
            return WithdrawOrder(service=service)
        case DriverAction(action=ActionKind.POST, service=str() as service):
            return task_on(service, params.max_result, tasks_of(state, member))
        case _:
            raise declined(ServiceCode.ACTION_INCOMPLETE, action=action.action.value)
