"""A request as a handler sees it, and what a route is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeAlias

from attrs import AttrsInstance, field, frozen

from leo_ref.core.encoding import decode
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import Decimal
from leo_ref.network.ledger.problem import ServiceCode, declined
from leo_ref.network.ledger.service import LedgerService

JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"
EVENTS: Final = "text/event-stream"

SMALL: Final = 4096
"""Octets of a body for a route that takes none, or one that is always short."""

Limit: TypeAlias = Annotated[int, Decimal(1000)]
"""How many entries are asked for."""


@frozen(kw_only=True)
class Given:
    """A part of the address that a route takes."""

    name: str
    form: Any  # a type that a field may have
    meaning: str
    in_path: bool = False

    def read(self, text: str) -> Any:
        """Its value, or QUERY_INVALID."""
        value = decode(self.form, text)
        if isinstance(value, Rejection):
            raise declined(ServiceCode.QUERY_INVALID, name=self.name, why=value.code.name)
        return value


@frozen(kw_only=True)
class LedgerCall:
    """A request whose parts were read."""

    service: LedgerService
    given: dict[str, Any]
    octets: bytes
    client: str
    """The address that asks."""

    @property
    def limit(self) -> int:
        """How many entries are asked for."""
        asked: int = self.given.get("limit", 100)
        return asked


@frozen(kw_only=True)
class Reply:
    """Octets that are sent as they are."""

    octets: bytes
    media: str = JSON


Handler: TypeAlias = Callable[[LedgerCall], Awaitable[AttrsInstance | Reply]]


@frozen(kw_only=True)
class LedgerRoute:
    """One method of one path, and all that can come of it."""

    method: str
    path: str
    name: str
    summary: str
    handler: Handler | None
    """None for the stream of events, which the app serves by itself."""
    answer: type[AttrsInstance] | None
    """What is in the answer; None where it is no record."""
    status: int = 200
    media: str = JSON
    given: tuple[Given, ...] = ()
    body: type[AttrsInstance] | None = None
    most: int | None = None
    """The most octets of its body; None: as many as its type may have, and few where there is none."""
    problems: tuple[ServiceCode, ...] = field(factory=tuple)
    """The codes of the service that it may answer beside those of every route."""
    judges: bool = False
    """Whether it may answer codes of the protocol about what was sent: 400 and 409."""
    needs_token: bool = False
