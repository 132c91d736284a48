"""Every check with the vectors that tell, as ``docs/every-check.md``: ``./leo dev every-check``."""

from __future__ import annotations

from collections import Counter
from typing import Final

from leo_ref.core.rejections import CODES
from tests.removed.equivalent import EQUIVALENT, OFF_LEDGER
from tests.removed.replay import Outcome, Tried, names, room, tried
from tests.removed.room import Room
from tests.vectors.made import ROOT

DOCUMENT: Final = ROOT / "docs" / "every-check.md"

SHOWN: Final = 3
"""Vectors that are named; the others are counted."""

LENGTH_MOST: Final = 120
"""Characters of a check that are shown."""

HEAD: Final = """\
# Every check of evidence, identity and the ledger, and the vectors that tell

Take any one check out of the code that reads and judges evidence, transactions and blocks, and at least one conformance
vector is answered in another way. This was tried for each of them: the checks are found in the syntax tree of the
reference, so none is left out by oversight; each is taken out alone, in a running reference; and all vectors that reach
it are replayed. What a missing check means for an implementation is told, for fewer of them, in
[draw-checks.md](draw-checks.md) and [evidence-checks.md](evidence-checks.md).

A check is whatever refuses:

- a condition before a refusal, and each part of it that refuses on its own, marked "part": of `a or b` each of the two,
  of a number between two others each end, of two tuples that must be equal each element;
- one row of a table of attributes; one of several values that are judged in turn (`for x`);
- an exception of a library that is taken for a refusal (`except`);
- for each format, that its octets are all there (`nothing is missing`), and no more (`nothing follows`);
- each place where the refusal of another function is heeded, shown as the call or as the test of its result.

What only exempts from a check is none. The last column says how many vectors are then accepted though the protocol
refuses them; how many are answered otherwise (another code, another value, a refusal of what is sound); and how many
get no answer, because the reference fails where the check kept it from failing: what another implementation does with
these is open. Those that are accepted are named first. Where no vector can tell, the reason stands there instead.

Made by `./leo dev every-check`; `tests/removed/test_every_check.py` holds reference, vectors and this together.
"""

OUTCOMES: Final = {Outcome.ACCEPTED: "accepted", Outcome.OTHERWISE: "otherwise", Outcome.NOTHING: "no answer"}


def reason(room: Room, one: Tried) -> str | None:
    """Why no vector can tell, if that is known."""
    known = EQUIVALENT.get((room.short, one.check.place, one.check.text))
    return known or OFF_LEDGER.get((room.short, one.check.place))


def section(room: Room) -> str:
    """The part of the document on one module; nothing where it has no check."""
    if not room.checks:
        return ""
    lines = [f"## {room.short}\n", "| function | without | code and clause | vectors |", "| --- | --- | --- | --- |"]
    lines += [_row(room, one) for one in tried(room)]
    return "\n".join([*lines, ""])


def _row(room: Room, one: Tried) -> str:
    check = one.check
    cut = check.text if len(check.text) <= LENGTH_MOST else check.text[: LENGTH_MOST - 1] + "…"
    shown = "`" + cut.replace("|", "\\|") + "`"
    codes = check.codes or tuple(dict.fromkeys(vector.code for vector, _ in one.outcomes if vector.code))
    named = ", ".join(codes[:SHOWN]) + (", …" if len(codes) > SHOWN else "")
    clauses = ", ".join(dict.fromkeys(CODES[code].clause for code in codes))
    about = f"{named}; {clauses}" if codes else "-"
    return f"| `{check.place}` | {'part ' if check.is_part else ''}{shown} | {about} | {_told(room, one)} |"


def _told(room: Room, one: Tried) -> str:
    known = reason(room, one)
    if known is not None or not one.outcomes:
        return f"none: {known}"
    counts = Counter(outcome for _, outcome in one.outcomes)
    said = ", ".join(f"{counts[outcome]} {words}" for outcome, words in OUTCOMES.items() if counts[outcome])
    first = sorted(one.outcomes, key=lambda told: list(OUTCOMES).index(told[1]))[:SHOWN]
    return said + ": " + "<br>".join(f"`{vector.id}`" for vector, _ in first)


def rendered() -> str:
    """The text of the document."""
    sections = [section(room(name)) for name in names()]
    return "\n".join([HEAD, *(one for one in sections if one)])


if __name__ == "__main__":
    DOCUMENT.write_text(rendered(), encoding="utf-8")
