"""One HTML page of many results: implementations by levels, and each level by its clauses. It loads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from conformance.engine.results import totals
from conformance.engine.strict import Json

SHOWN: Final = 50
"""Failures of one implementation on the page."""

STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #111;
  background: #fff }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { border: 1px solid #767676; padding: .3rem .6rem; text-align: left; vertical-align: top }
thead th { background: #eee }
td.all { background: #d7f0d7 } td.some { background: #ffd9d3 } td.none { background: #fff; color: #595959 }
tr.clause th { font-weight: normal; padding-left: 1.5rem }
code { overflow-wrap: anywhere }
"""


def page(results: Sequence[Mapping[str, Json]]) -> str:
    """The page."""
    return "\n".join(_page(results)) + "\n"


def _page(results: Sequence[Mapping[str, Json]]) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Leo: implementations by levels and clauses</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>"
    yield "<h1>Implementations by levels and clauses</h1>"
    yield "<p>A cell says how many vectors passed, of how many that were asked.</p>"
    yield '<table>\n<thead><tr><th scope="col">level, clause</th>'
    for one in results:
        yield f'<th scope="col">{escape(_title(one))}<br>{escape(one["verdict"])}</th>'
    yield "</tr></thead>\n<tbody>"
    for level, about in _levels(results).items():
        entries = [one["levels"].get(level, {"clauses": {}}) for one in results]
        yield f'<tr><th scope="row" title="{escape(about)}">{escape(level)}</th>'
        yield from (_cell(totals(entry)) for entry in entries)
        yield "</tr>"
        clauses = dict.fromkeys(clause for entry in entries for clause in entry["clauses"])
        for clause in clauses:
            yield f'<tr class="clause"><th scope="row">{escape(clause)}</th>'
            yield from (_cell(entry["clauses"].get(clause, {})) for entry in entries)
            yield "</tr>"
    yield "</tbody>\n</table>"
    for one in results:
        yield from _details(one)
    yield "</main>\n</body>\n</html>"


def _levels(results: Sequence[Mapping[str, Json]]) -> dict[str, str]:
    return {level: entry["about"] for one in results for level, entry in one["levels"].items()}


def _title(one: Mapping[str, Json]) -> str:
    told = one["implementation"]
    return "no hello" if told is None else f"{told['name']} {told['version']} {told['build']}".strip()


def _cell(counted: Mapping[str, int]) -> str:
    asked = sum(count for verdict, count in counted.items() if verdict != "not_asked")
    if not asked:
        return '<td class="none">not asked</td>' if counted else '<td class="none">-</td>'
    passed = counted.get("passed", 0)
    warned = counted.get("warned", 0) + counted.get("disputed", 0)
    told = f"{passed:,} of {asked:,}" + (f", {warned:,} warned" if warned else "")
    return f'<td class="{"all" if passed + warned == asked else "some"}">{told}</td>'


def _details(one: Mapping[str, Json]) -> Iterator[str]:
    told = one["implementation"] or {"language": "-"}
    yield f"<h2>{escape(_title(one))}</h2>"
    yield f"<p>{escape(told['language'])}; vectors <code>{one['vectors']['sha256']}</code>; {one['seconds']} s.</p>"
    notes = [*one["remarks"], *([] if one["stopped"] is None else [f"stopped: {one['stopped']}"])]
    for title in ("unsupported", "not_asked"):
        notes += [f"{title.replace('_', ' ')}: {count}, as {reason}" for reason, count in one[title].items()]
    if notes:
        yield "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>"
    for title in ("failures", "warnings"):
        yield from _table(title, one[title])


def _table(title: str, told: Sequence[Mapping[str, Json]]) -> Iterator[str]:
    if told:
        yield f"<h3>{title}</h3>"
        headings = "".join(f'<th scope="col">{name}</th>' for name in ("vector", "clause", "what"))
        yield f"<table>\n<thead><tr>{headings}</tr></thead>"
        yield "<tbody>"
        for failure in told[:SHOWN]:
            said = failure["reason"]
            if failure["expected"]:
                said += f": expected {failure['expected']}, came {failure['came']}"
            yield f"<tr><td><code>{escape(failure['id'])}</code></td><td>{escape(failure['clause'])}</td>"
            yield f"<td><code>{escape(said)}</code></td></tr>"
        yield "</tbody>\n</table>"
        if len(told) > SHOWN:
            yield f"<p>... and {len(told) - SHOWN} more.</p>"
