"""What a page may have done by the processes that hold keys: a short list of ready-made actions."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Protocol

from attrs import frozen

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, Amount, AtMost, ServiceId


class ActionKind(Enum):
    """What can be asked for."""

    TRANSFER = "transfer"
    """Needs ``to`` and ``amount``."""
    JOIN = "join"
    """A node asks to be one."""
    LEAVE = "leave"
    OFFER = "offer"
    """A service owner offers the program that turns pictures grey."""
    WITHDRAW = "withdraw"
    """Needs ``service``."""
    POST = "post"
    """A task owner has a service turn its picture grey; needs ``service``."""
    TAMPER = "tamper"
    """A node of software shows from now on that it runs another image than the service's."""


class DriverRole(Enum):
    """What a member is."""

    NODE = "node"
    SERVICE_OWNER = "service-owner"
    TASK_OWNER = "task-owner"


@frozen(kw_only=True)
class DriverAction:
    """One action of one member."""

    action: ActionKind
    member: str
    """By name."""
    to: AccountId | None
    amount: Amount | None
    service: ServiceId | None


@frozen(kw_only=True)
class MemberEntry:
    """Who takes actions."""

    name: str
    account: AccountId
    role: DriverRole


@frozen(kw_only=True)
class DriverMembers:
    """All of them."""

    members: tuple[MemberEntry, ...]


@frozen(kw_only=True)
class DriverPictures:
    """A task owner's picture before and after."""

    before: Annotated[bytes, AtMost(PAYLOAD_MOST)]
    after: Annotated[bytes, AtMost(PAYLOAD_MOST)] | None
    """Null until the result is opened."""
    ended: str | None
    """How the program ended."""


class ActionDriver(Protocol):
    """Forwards actions; raises :class:`leo_ref.network.ledger.problem.DeclinedRequest` for those that are not taken."""

    def members(self) -> DriverMembers:
        """Who takes actions."""

    async def act(self, params: Parameters, state: State, action: DriverAction) -> None:
        """Forwards an action; the member has it on disk when this returns."""

    async def pictures(self, state: State, name: str) -> DriverPictures:
        """The picture that a task owner posts, and what came back."""
