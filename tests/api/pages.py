"""The pages of the public API, ``docs/api/``, from its docstrings: ``./leo dev api``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

import attrs
from attrs import frozen

import leo_ref
from leo_ref.core.rejections import Code
from tests.core.encoding.records import meanings, plain
from tests.vectors.made import ROOT

FOLDER: Final = ROOT / "docs" / "api"

MADE: Final = "Made by `./leo dev api` from the docstrings; a test holds both together."


@frozen
class Page:
    """A page: its file, what it is about, and the names on it, in their order."""

    title: str
    about: str
    names: tuple[str, ...]


PAGES: Final[Mapping[str, Page]] = {
    "ledger.md": Page(
        "Ledger: genesis, block, transaction",
        "How a deployment begins, and how a state of the ledger follows from the one before (§4). The fields of all\n"
        "documents are in [records.md](../records.md).",
        (
            *("Genesis", "FirstNode", "Producer", "Software", "Tpm", "Parameters", "genesis", "Deployment"),
            *("verifiers_of", "Verifiers", "State", "Account", "apply_block", "Block", "apply_transaction"),
            *("Transaction", "Transfer", "Keys", "keys_of", "producer_of", "sign_transaction", "make_block"),
        ),
    ),
    "draw.md": Page(
        "The draw",
        "Who is drawn for a job, and with how many votes (§6, §7). [draw.md](../draw.md) has every octet,\n"
        "[snapshot.md](../snapshot.md) the file that `draw_group` reads.",
        (
            *(
                "draw_group",
                "DrawReport",
                "NodeStanding",
                "ClaimAnswer",
                "Malformed",
                "draw_alpha",
                "vrf_secret",
                "Secret",
            ),
            *("vrf_prove", "vrf_verify", "sortition", "verify_ticket", "Ticket", "Suite"),
        ),
    ),
    "appraisal.md": Page(
        "Appraisal",
        "What the answer of a TPM shows by a policy (§8). [attestation.md](../attestation.md) has both files and all\n"
        "checks. To read them: `decode(Policy, read_json(octets))`.",
        ("appraise", "Policy", "Bundle", "Appraisal", "Finding", "Compared"),
    ),
    "oracle.md": Page(
        "The oracle",
        "One question in, one answer out, as other implementations ask the reference.\n"
        "[docs/conformance.md](../conformance.md) lists the questions.",
        ("ask", "Session", "Answer"),
    ),
    "values.md": Page(
        "Values: octets, JSON, rejections",
        "How documents become octets and octets documents (§2), and how a refusal is told. All codes are in\n"
        "[codes.md](codes.md).",
        (
            *("from_octets", "to_octets", "decode", "encode", "read_json", "JsonValue", "Rejection", "Code"),
            *("LEO", "CREDIT", "Map"),
        ),
    ),
}

PLAIN: Final[Mapping[str, str]] = {
    "Answer": "An answer of the oracle: a JSON object with one member, `ok`, `refused` or `error`.",
    "CREDIT": "Base units in one credit: 10^6.",
    "JsonValue": "A JSON value: `None`, a truth value, an integer, a text, a list, or a dict with texts as keys.",
    "LEO": "Base units in one LEO: 10^8.",
    "Map": "A map that does not change, `immutables.Map`: `Map({key: value})` makes one, `set` gives another one.",
}
"""Names that have no docstring of their own."""


def index() -> str:
    """The first page: every name with its first sentence."""
    lines = [
        "# The Python API",
        "",
        "What `import leo_ref` offers, with types: for programs that ask the reference without a command. All",
        "functions are pure. Bad input gives a `Rejection`, which is returned and not raised; test for it with",
        "`isinstance`. Names are imported at their first use. README.md has an",
        "[example](../../README.md#the-python-api).",
        "",
        MADE,
    ]
    for file, page in PAGES.items():
        lines += ["", f"## [{page.title}]({file})", "", "| name | |", "| --- | --- |"]
        lines += [f"| [`{name}`]({file}#{anchor(page, name)}) | {cell(first(name))} |" for name in page.names]
    lines += [
        "",
        "## [Codes of rejections](codes.md)",
        "",
        "Every code, its clause, and the values that it carries.",
        "",
    ]
    return "\n".join(lines)


def codes() -> str:
    """The page of all codes."""
    lines = [
        "# Codes of rejections",
        "",
        "Why the reference refuses an input: every member of `leo_ref.Code`, the clause of",
        "[protocol.md](../protocol.md) that it enforces, and the values that a rejection with it carries.",
        "",
        MADE,
        "",
        "| code | clause | meaning | values |",
        "| --- | --- | --- | --- |",
    ]
    for code in Code:
        carried = ", ".join(f"`{name}`" for name in code.carries)
        lines.append(f"| `{code.name}` | {code.clause} | {cell(plain(code.__doc__ or ''))} | {carried} |")
    return "\n".join([*lines, ""])


def anchor(page: Page, name: str) -> str:
    """The place of a name on its page; of several that differ in capitals alone, later ones have a number."""
    before = [other for other in page.names[: page.names.index(name)] if other.lower() == name.lower()]
    return name.lower() + (f"-{len(before)}" if before else "")


def cell(text: str) -> str:
    """A text inside a table."""
    return text.replace("|", "\\|")


def documented(name: str) -> str:
    """The docstring of a name, as Markdown, with its paragraphs."""
    if name in PLAIN:
        return PLAIN[name]
    text = inspect.getdoc(getattr(leo_ref, name))
    assert text, f"{name} has no docstring"
    paragraphs = [plain(paragraph) for paragraph in text.split("\n\n")]
    return "\n\n".join(re.sub(r"^(Returns|Raises):", r"**\1.**", paragraph) for paragraph in paragraphs)


def first(name: str) -> str:
    """The first sentence of a name's docstring."""
    return re.split(r"(?<=\.)\s", documented(name).partition("\n\n")[0])[0]


def section(name: str) -> str:
    """A name with its form, its text and its parts."""
    thing = getattr(leo_ref, name)
    lines = [f"## {name}", ""]
    if name not in PLAIN:
        lines += ["```python", *form(name, thing), "```", ""]
    lines += [documented(name), ""]
    if inspect.isclass(thing):
        parts = [*fields(thing), *members(thing)]
        if parts:
            lines += ["| part | type | meaning |", "| --- | --- | --- |"]
            lines += [f"| `{cell(part)}` | `{cell(kind)}` | {cell(meaning)} |" for part, kind, meaning in parts]
            lines.append("")
    if name not in PLAIN:
        own = "" if thing.__name__ == name else f" as `{thing.__name__}`"
        lines += [f"Defined in `{thing.__module__}`{own}.", ""]
    return "\n".join(lines)


def form(name: str, thing: object) -> list[str]:
    """What stands in the source before the colon, with the name that the API gives it."""
    if inspect.isclass(thing):
        return [f"class {name}"]
    assert inspect.isfunction(thing), name
    signature = inspect.signature(thing)
    parts = [argument(parameter) for parameter in signature.parameters.values()]
    line = f"def {name}({', '.join(parts)}) -> {signature.return_annotation}"
    if len(line) <= 100:
        return [line]
    return [f"def {name}(", *(f"    {part}," for part in parts), f") -> {signature.return_annotation}"]


def argument(parameter: inspect.Parameter) -> str:
    """An argument as the source has it, but for a default that is a member of an enum or a map."""
    text = f"{parameter.name}: {parameter.annotation}"
    match parameter.default:
        case inspect.Parameter.empty:
            return text
        case Enum() as default:
            return f"{text} = {default}"
        case int() as default:
            return f"{text} = {default}"
        case _:
            return f"{text} = ..."


def fields(cls: type) -> Iterator[tuple[str, str, str]]:
    """The fields of a class, or the members of an enum."""
    if cls is Code:
        return
    if issubclass(cls, Enum):
        for member in cls:
            yield member.name, repr(member.value), said_below(cls, member.name)
        return
    if not attrs.has(cls):
        return
    known = meanings(cls)
    for field in attrs.fields(cls):
        default = "" if field.default is attrs.NOTHING or not simple(field.default) else f" = {field.default}"
        yield field.name, f"{cls.__annotations__[field.name]}{default}", known.get(field.name, "")


def said_below(cls: type, name: str) -> str:
    """What the source says below a member of an enum."""
    found = re.search(rf'^    {name} = .*\n    """(.*?)"""', inspect.getsource(cls), re.M | re.S)
    return plain(found[1]) if found else ""


def simple(value: object) -> bool:
    """Whether a default is worth its place on the page."""
    return isinstance(value, int | bytes)


def members(cls: type) -> Iterator[tuple[str, str, str]]:
    """The methods and properties of a class, in their order."""
    if issubclass(cls, Enum):
        return
    for name, member in vars(cls).items():
        if name.startswith("_") or not getattr(member, "__doc__", None):
            continue
        about = plain((inspect.getdoc(member) or "").partition("\n\n")[0])
        if isinstance(member, property):
            yield name, str(get_type(member)), about
        elif inspect.isfunction(member):
            signature = inspect.signature(member)
            given = ", ".join(argument(one) for one in list(signature.parameters.values())[1:])
            yield f"{name}({given})", str(signature.return_annotation), about


def get_type(member: property) -> object:
    """What a property gives."""
    assert member.fget is not None
    return member.fget.__annotations__["return"]


def written() -> dict[str, str]:
    """Every file of the folder, by its name."""
    pages = {
        file: f"# {page.title}\n\n{page.about}\n\n{MADE}\n\n" + "\n".join(section(name) for name in page.names)
        for file, page in PAGES.items()
    }
    return {"README.md": index(), **pages, "codes.md": codes()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in written().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
