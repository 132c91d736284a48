"""Why a log cannot be put to TLC: one name, the line, and what is wrong there."""

from __future__ import annotations

from enum import Enum, unique

from attrs import frozen


@unique
class LogFault(Enum):
    """What is wrong with a log; that a run is no behaviour is a verdict, and none of these."""

    EMPTY = "The log has no line."
    NOT_JSON = "The line is not one JSON object, or names a member twice."
    WRONG_MEMBERS = "The object lacks a member, or has one that is not known."
    WRONG_TYPE = "The value has another type than its place."
    UNKNOWN_NAME = "There is nothing of that name in the log's first line, or in the specification."
    OUT_OF_RANGE = "The number is none that TLC can compute with here."
    NO_TASK = "The log has no task, and Leo is about one."


@frozen
class BadLog(Exception):
    """The first thing that is wrong."""

    line: int
    fault: LogFault
    detail: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.fault.name}: {self.fault.value} {self.detail}"
