"""What is wrong with a request that cannot be answered. The protocol's own refusals are answers, not faults."""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

LONGEST: Final = 200
"""Characters of a detail that are passed on."""


@unique
class RequestFault(Enum):
    """Why there is no answer; the value says it to people."""

    NOT_JSON = "The line is not one JSON value."
    NOT_AN_OBJECT = "The request is not an object."
    UNKNOWN_REQUEST = "There is no such request."
    MISSING_FIELD = "The request lacks a field."
    UNKNOWN_FIELD = "The request has a field too many."
    WRONG_FIELD = "A field of the request has a value that it cannot have."
    UNKNOWN_MODEL = "No request `model` has set this model up."
    UNKNOWN_ACTION = "The model has no such action."
    BAD_CONSTANTS = "These are not the constants of a model."
    BAD_STATE = "The values of the request do not belong together."


MISSHAPEN: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What rules and readers, which trust their state, raise where its parts contradict one another."""


class BadRequest(Exception):
    """A fault on its way to the surface; raised and caught inside :mod:`leo_ref.oracle` only."""

    def __init__(self, fault: RequestFault, detail: str) -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail[:LONGEST]
