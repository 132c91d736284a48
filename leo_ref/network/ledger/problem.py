"""Why the service says no: one form for all answers, with the protocol's codes or the service's own.

The protocol's codes are in upper case and have a clause; those of the service are in lower case and have none.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.core.rejections import Rejection

MALFORMED: Final = "§2"
"""The clause of octets that are no value. Whoever sent them made a mistake, whatever the ledger's state is."""


@unique
class ServiceCode(Enum):
    """What the service refuses by itself: HTTP status, and one sentence."""

    def __init__(self, status: int, meaning: str) -> None:
        self.status = status
        self.__doc__ = meaning

    QUERY_INVALID = (400, "A part of the address is not what the route takes.")
    TOKEN_WRONG = (401, "The route needs the token that the service printed when it started.")
    ORIGIN_UNKNOWN = (403, "A page of this origin may not ask.")
    NO_SUCH_ROUTE = (404, "There is no such route.")
    NO_SUCH_BLOCK = (404, "The ledger has no block of this height yet.")
    NO_SUCH_TRANSACTION = (404, "The service does not know the transaction, or has forgotten its refusal.")
    NO_SUCH_ENTRY = (404, "The ledger has nothing of this name.")
    NO_DRIVER = (404, "The service was started without a driver: it forwards no actions.")
    NO_SUCH_MEMBER = (404, "The driver knows nobody of this name who takes this.")
    WRONG_METHOD = (405, "The route has no such method.")
    BODY_SLOW = (408, "The body did not come in time.")
    RULES_DIFFER = (409, "The other side goes by another version of the rules.")
    GENESIS_DIFFERS = (409, "The other side is of another deployment.")
    NOT_OUR_TURN = (409, "It is another producer's turn.")
    BLOCK_AHEAD = (409, "Blocks before this one are missing; the service is asking for them.")
    BLOCK_OTHER = (409, "The ledger has another block of this height.")
    BLOCK_HELD = (409, "The turn was passed; the block waits in case that none of a later turn comes.")
    PASS_OUT_OF_PLACE = (409, "The statement is not about the next height, or no turn that is due.")
    PRESENCE_UNKNOWN = (409, "The ledger has no account or node of this name.")
    PRESENCE_FORGED = (409, "The account did not sign the statement.")
    PRESENCE_STALE = (409, "The statement is about another height, or older than one that came before.")
    ACTION_INCOMPLETE = (409, "The action lacks something that it needs.")
    ACTION_REFUSED = (409, "The process that holds the key does not take the order.")
    BODY_TOO_LONG = (413, "The body is longer than the route takes.")
    HOST_UNKNOWN = (421, "The request is for a host that this service is not.")
    RATE_EXCEEDED = (429, "The address asks more often than it may.")
    SENDER_FULL = (429, "The sender has as many transactions waiting as it may.")
    INTERNAL = (500, "A fault in the service.")
    MEMBER_UNREACHABLE = (503, "The process that holds the key does not answer.")
    POOL_FULL = (503, "As many transactions of this sort wait as may.")
    BUSY = (503, "The service answers as many requests as it may.")
    SUBSCRIBERS_FULL = (503, "As many follow the events as may.")
    STOPPING = (503, "The service is stopping; what it did not acknowledge is to be sent again.")

    @property
    def word(self) -> str:
        """The permanent name in answers."""
        return self.name.lower().replace("_", "-")


@frozen(kw_only=True)
class Problem:
    """Why the service says no."""

    code: str
    """The protocol's, in upper case, or the service's own, in lower case."""
    clause: str | None
    """Of docs/protocol.md; null for codes of the service."""
    message: str
    """For people."""
    value: Map[str, str]
    """What mattered, each as text."""


class DeclinedRequest(Exception):
    """A request that gets no more than a problem; raised in the service and caught where answers are made."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(status, problem)
        self.status = status
        self.problem = problem


def declined(code: ServiceCode, **value: object) -> DeclinedRequest:
    """A refusal of the service."""
    assert code.__doc__ is not None, "each has its sentence"
    said = Map({name: str(each) for name, each in value.items()})
    return DeclinedRequest(code.status, Problem(code=code.word, clause=None, message=code.__doc__, value=said))


def problem_of(rejection: Rejection) -> Problem:
    """A rejection of the protocol in the form of the service."""
    code = rejection.code
    assert code.__doc__ is not None, "each has its sentence"
    value = Map({name: str(each) for name, each in zip(code.carries, rejection.values, strict=True)})
    return Problem(code=code.name, clause=code.clause, message=code.__doc__, value=value)


def rejected(rejection: Rejection) -> DeclinedRequest:
    """What the rules refuse: 400 for octets that are no value, 409 for a value that the ledger does not take."""
    return DeclinedRequest(400 if rejection.code.clause == MALFORMED else 409, problem_of(rejection))
