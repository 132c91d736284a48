"""Every check with the vectors that tell, as ``docs/every-check.md``: ``./leo dev every-check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from leo_ref.core.rejections import CODES
from tests.attestation.appraisal import attacks
from tests.removed.equivalent import EQUIVALENT, OFF_LEDGER
from tests.removed.lacks.table import PARTS, lack_of
from tests.removed.replay import Outcome, Tried, names, room, tried
from tests.removed.room import Room
from tests.removed.words import HEAD, LIMITS, MADE_OTHERWISE
from tests.vectors.made import ROOT

DOCUMENT: Final = ROOT / "docs" / "every-check.md"

SHOWN: Final = 3
"""Vectors that are named; the others are counted."""

LENGTH_MOST: Final = 120
"""Characters of a check that are shown."""

OUTCOMES: Final = {Outcome.ACCEPTED: "accepted", Outcome.OTHERWISE: "otherwise", Outcome.NOTHING: "no answer"}


def reason(room: Room, one: Tried) -> str | None:
    """Why no vector can tell, if that is known."""
    known = EQUIVALENT.get((room.short, one.check.place, one.check.text))
    return known or OFF_LEDGER.get((room.short, one.check.place))


def section(room: Room) -> str:
    """The part of the document on one module; nothing where it has no check."""
    if not room.checks:
        return ""
    lines = [f"### {room.short}\n", "| function | without | code and clause | vectors |", "| --- | --- | --- | --- |"]
    lines += [_row(room, one) for one in tried(room)]
    return "\n".join([*lines, ""])


def _row(room: Room, one: Tried) -> str:
    check, lack = one.check, lack_of().get(one.check)
    cut = check.text if len(check.text) <= LENGTH_MOST else check.text[: LENGTH_MOST - 1] + "…"
    shown = "`" + cut.replace("|", "\\|") + "`"
    if lack is not None:
        shown += f"<br>{lack.check}; without it an implementation {lack.without}"
    codes = check.codes or tuple(dict.fromkeys(vector.code for vector, _ in one.outcomes if vector.code))
    named = ", ".join(codes[:SHOWN]) + (", …" if len(codes) > SHOWN else "")
    clauses = lack.clause if lack is not None else ", ".join(dict.fromkeys(CODES[code].clause for code in codes))
    about = f"{named}; {clauses}" if codes else "-"
    return f"| `{check.place}` | {'part ' if check.is_part else ''}{shown} | {about} | {_shown_vectors(room, one)} |"


def _shown_vectors(room: Room, one: Tried) -> str:
    known = reason(room, one)
    if known is not None or not one.outcomes:
        return f"none: {known}"
    counts = Counter(outcome for _, outcome in one.outcomes)
    said = ", ".join(f"{counts[outcome]} {words}" for outcome, words in OUTCOMES.items() if counts[outcome])
    lack = lack_of().get(one.check)
    if lack is not None:
        return f"{said}: {_shown([*lack.accepts, *lack.differs])}"
    first = sorted(one.outcomes, key=lambda lack_of: list(OUTCOMES).index(lack_of[1]))[:SHOWN]
    return f"{said}: {_shown(vector.id for vector, _ in first)}"


def _shown(patterns: Iterable[str]) -> str:
    return "<br>".join(f"`{pattern}`" for pattern in patterns) or "-"


def otherwise() -> str:
    """The part on what is more, or other, than one check that is missing."""
    lines = [MADE_OTHERWISE]
    for title, lacks in PARTS:
        rows = [
            f"| {lack.check}<br>`{lack.where}`<br>{lack.clause} | {lack.without} "
            f"| {_shown(lack.accepts)} | {_shown(lack.differs)} |"
            for lack in lacks
            if lack.patches
        ]
        if rows:
            lines.append(f"### {title}\n")
            lines.append("| check, function, clause | without it an implementation | accepts | answers otherwise |")
            lines += ["| --- | --- | --- | --- |", *rows, ""]
    return "\n".join(lines)


def rendered() -> str:
    """The text of the document."""
    sections = [section(room(name)) for name in names()]
    return "\n".join([HEAD, *(one for one in sections if one), otherwise(), attacks.rendered(), LIMITS])


if __name__ == "__main__":
    DOCUMENT.write_text(rendered(), encoding="utf-8")
