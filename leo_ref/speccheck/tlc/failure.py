"""What can go wrong with the tools: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why TLC gave no verdict; the value says it in one sentence and is shown to people."""

    JAVA_MISSING = "No Java was found to run TLC with."
    JAVA_TOO_OLD = "This Java is older than the one that the TLA+ tools were compiled for."
    JAR_MISSING = "No tla2tools.jar was found."
    JAR_BROKEN = "The file is not a usable tla2tools.jar."
    OUT_OF_MEMORY = "Java ran out of memory, or could not get the heap it was told to take."
    STACK_OVERFLOW = "TLC's stack overflowed while it evaluated an expression."
    TIME_LIMIT = "TLC did not finish within its time limit and was stopped."
    TLC_KILLED = "TLC was killed by a signal that did not come from here."
    TLC_FAILED = "TLC stopped for a reason that it did not classify."
    DISK_FULL = "TLC, or this program, could not write its files."
    MODULE_MISSING = "The model's TLA+ module does not exist."
    CFG_MISSING = "The model's configuration file does not exist."
    CFG_WRONG = "The configuration file does not fit its module."
    CFG_NOT_GROUNDABLE = "The configuration has a statement with which the dumped graph is not the model's graph."
    NOT_DISTRIBUTABLE = "The configuration has a property, which TLC does not check on several machines."
    SPEC_DOES_NOT_PARSE = "The TLA+ module, or one that it extends, does not parse."
    EVALUATION_FAILED = "TLC could not evaluate an expression of the model."
    OUTPUT_NOT_UNDERSTOOD = "TLC's output lacks a message that every run of it has."
    VALUE_NOT_UNDERSTOOD = "The text is not a TLA+ value as TLC prints it."
    CONSTANTS_NOT_PRINTED = "The model did not print its constants."
    DUMP_MISSING = "The dumped state graph does not exist."
    DUMP_TRUNCATED = "The dumped state graph ends before its end."
    DUMP_NOT_UNDERSTOOD = "A line of the dumped state graph is none that TLC writes for a whole graph."
    DUMP_MISCOUNTED = "The dumped state graph has another number of states or edges than TLC reports."


class TlcFailure(NamedFailure):
    """The tools failed."""

    name: Failure
