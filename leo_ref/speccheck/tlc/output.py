"""From TLC's messages to a result: collects what a run says until it ends, then judges it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.messages import BARE, Message
from leo_ref.speccheck.tlc.parsing import parse, parse_state
from leo_ref.speccheck.tlc.result import Progress, TlcOutcome, TlcResult, TlcStep
from leo_ref.speccheck.tlc.values import Value

_PROGRESS: Final = re.compile(
    r"Progress\((\d+)\).*?: ([\d,]+) states generated.*?, ([\d,]+) distinct states found.*?, ([\d,]+) states left"
)
_TOTALS: Final = re.compile(r"([\d,]+) states generated, ([\d,]+) distinct states found")
_INITIAL: Final = re.compile(r": ([\d,]+) (?:distinct )?states? generated(?:, with ([\d,]+) of them distinct)?")
_DEPTH: Final = re.compile(r"graph search is ([\d,]+)")
_STEP: Final = re.compile(r"\d+: <([^\n]*)>\n(.*)", re.DOTALL)
_PLACE: Final = re.compile(r" line \d+, col \d+ to line .*")
_NAME: Final = re.compile(r"(?:[Ii]nvariant|[Pp]roperty|Assumption) (.+?) (?:is|was) (?:violated|false)")

VERDICTS: Final = {
    2104: TlcOutcome.ASSUMPTION,
    2107: TlcOutcome.INVARIANT,
    2108: TlcOutcome.ACTION_PROPERTY,
    2110: TlcOutcome.INVARIANT,
    2112: TlcOutcome.ACTION_PROPERTY,
    2114: TlcOutcome.DEADLOCK,
    2116: TlcOutcome.LIVENESS,
}
"""Numbers of the messages that are verdicts."""


class Output:
    """What one run of TLC has said so far."""

    def __init__(
        self, on_progress: Callable[[Progress], None] | None, clock: Callable[[], float], *, recovered: bool = False
    ) -> None:
        self._recovered = recovered
        self._on_progress = on_progress
        self._clock = clock
        self._version = ""
        self._verdict: tuple[TlcOutcome, str] | None = None
        self._complete = False
        self._checking = False
        self._generated = self._distinct = self._initial = self._initial_generated = self._depth = 0
        self._steps: list[str] = []
        self._back_to: int | None = None
        self._bare: list[str] = []
        self.said: list[Message] = []
        """Every message that is none of the usual ones, for the report of a failure."""

    def add(self, message: Message) -> None:
        """Take in the next message."""
        text = message.text
        match message.number:
            case number if number == BARE:
                # Until it starts to check, TLC tells the names of the modules that it reads.
                if self._checking:
                    self._bare.append(text)
                self.said.append(message)
            case 2262:
                self._version = text
            case 2185:
                self._checking = True
            case 2189 | 2269 | 2187 | 2186 | 2192 | 2267 | 2268 | 2212 | 2219 | 2220 | 2401 | 2121 | 2264:
                pass
            case 2190 | 2191 | 2207 | 2208:
                if found := _INITIAL.search(text):
                    self._initial_generated = _integer(found[1])
                    self._initial = _integer(found[2] or found[1])
            case 2200:
                self._progress(text)
            case 2199:
                if found := _TOTALS.search(text):
                    self._generated, self._distinct = _integer(found[1]), _integer(found[2])
            case 2194:
                if found := _DEPTH.search(text):
                    self._depth = _integer(found[1])
            case 2193:
                self._complete = True
            case 2217:
                # Without a verdict the trace leads to an error of evaluation: it is for people, and may have holes.
                if self._verdict is not None:
                    self._steps.append(text)
                else:
                    self.said.append(message)
            case 2218:
                self._back_to = len(self._steps) - 1
            case 2122:
                self._back_to = _integer(text.partition(":")[0]) - 1
            case number if number in VERDICTS:
                self._judge(VERDICTS[number], text)
            case _:
                self.said.append(message)

    @property
    def outcome(self) -> TlcOutcome | None:
        """The verdict so far."""
        if self._verdict is not None:
            return self._verdict[0]
        return TlcOutcome.OK if self._complete else None

    def result(self, seconds: float) -> TlcResult:
        """The verdict, which must be there, and all that belongs to it."""
        outcome, violated = self._verdict or (TlcOutcome.OK, "")
        if outcome is TlcOutcome.OK and not (self._version and self._distinct and (self._initial or self._recovered)):
            raise TlcFailure(
                Failure.OUTPUT_NOT_UNDERSTOOD,
                "TLC ended well and did not say how many states it found.",
                "Use a released tla2tools.jar, 2.15 or newer.",
            )
        printed, notes = _values(self._bare)
        return TlcResult(
            outcome=outcome,
            violated=violated,
            version=self._version,
            generated=self._generated,
            distinct=self._distinct,
            initial=self._initial,
            initial_generated=self._initial_generated,
            depth=self._depth,
            seconds=seconds,
            counterexample=tuple(_step(text) for text in self._steps),
            back_to=self._back_to,
            printed=tuple(printed),
            notes=tuple(notes),
        )

    def _judge(self, outcome: TlcOutcome, text: str) -> None:
        """The first verdict counts; a violated initial state stands in the message itself."""
        if self._verdict is not None:
            return
        name = _NAME.search(text)
        self._verdict = (outcome, name[1] if name is not None else "")
        head, _, state = text.partition("\n")
        if head.endswith("initial state:"):
            self._steps.append(f"1: <Initial predicate>\n{state}")

    def _progress(self, text: str) -> None:
        found = _PROGRESS.search(text)
        if found is not None and self._on_progress is not None:
            depth, generated, distinct, queue = (_integer(digits) for digits in found.groups())
            self._on_progress(Progress(generated, distinct, queue, depth, self._clock()))


def _step(text: str) -> TlcStep:
    """A state of a trace: its number, the action and its place in angle brackets, and the variables below."""
    found = _STEP.match(text)
    if found is None:
        raise TlcFailure(
            Failure.OUTPUT_NOT_UNDERSTOOD,
            f"TLC shows a step of a counter-example as {text[:200]!r}.",
            "Use a released tla2tools.jar, 2.15 or newer.",
        )
    label = _PLACE.sub("", found[1])
    return TlcStep("" if label == "Initial predicate" else label, parse_state(found[2]))


def _values(lines: list[str]) -> tuple[list[Value], list[str]]:
    """Values and other lines; TLC indents the further lines of a value that takes several."""
    blocks: list[str] = []
    for line in lines:
        if blocks and line.startswith(" "):
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    values: list[Value] = []
    notes: list[str] = []
    for block in blocks:
        try:
            values.append(parse(block))
        except TlcFailure:
            notes.append(block)
    return values, notes


def _integer(digits: str) -> int:
    return int(digits.replace(",", ""))
