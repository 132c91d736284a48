"""Every document of the protocol, field by field, as ``docs/records.md``: ``./leo dev records``.

The tables are made from the forms by which documents are read; what a field means is the text below it in the source.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Final

from attrs import AttrsInstance

from leo_ref.core.encoding.containers import MapForm, OptionalForm, SequenceForm, SetForm, TruthOrForm
from leo_ref.core.encoding.forms import ClassForm, UnionForm, form_of, shape_of
from leo_ref.core.encoding.limits import length_limit, value_limit
from leo_ref.core.encoding.parsing import LENGTH_LIMIT
from leo_ref.core.encoding.scalars import (
    ChoiceForm,
    DecimalForm,
    Form,
    NameForm,
    NumberForm,
    OctetsForm,
    TextForm,
    TruthForm,
    word,
)
from tests.core.encoding.chapters import CHAPTERS, Chapter
from tests.vectors.made import ROOT

DOCUMENT: Final = ROOT / "docs" / "records.md"

HEAD: Final = """\
# Records

Every document of the protocol, field by field. An implementation that reads and writes these needs no other source for
what travels. [protocol.md](protocol.md#2-values) says how values are written as JSON, what is refused, and in which
order; this page says which fields there are.

- A record is a JSON object with exactly its fields. Fields are listed in the order in which they are read: of several
  faults the one of the first field is the answer. In canonical octets (RFC 8785) they are sorted by name.
- Where a record has a `kind` or a `version`, they are members like the others, with the value that stands here. They
  are in the canonical octets, and in a digest unless it is over members that [protocol.md](protocol.md#2-values) names.
- *text of digits* is a decimal number in a string; *octets* are lower-case hexadecimal; *id* is the hexadecimal of 32
  octets.
- A record has at most 4 MiB of canonical octets, unless more stands under its name.

The VRF suite of a deployment is the `suite` of its genesis document; every proof of the deployment is made with it.

Made by `./leo dev records` from the code that reads the records; a test holds both together.
"""

POWERS: Final = {2**exponent: f"2^{exponent}" for exponent in range(10, 513)} | {
    2**exponent - 1: f"2^{exponent} - 1" for exponent in range(10, 513)
}

Record = type[AttrsInstance]


def number(value: int) -> str:
    """A number as people write it."""
    return POWERS.get(value, str(value))


@cache
def everything() -> tuple[Record, ...]:
    """All records of the page, in its order."""
    found = (cls for chapter in CHAPTERS for root in roots(chapter) for cls in below(root))
    return tuple(dict.fromkeys(found))


def title(cls: Record) -> str:
    """The name of a record on the page; of two with one name the room tells them apart."""
    names = [other.__name__ for other in everything()]
    room = cls.__module__.split(".")[-2]
    return cls.__name__ if names.count(cls.__name__) == 1 else f"{cls.__name__} ({room})"


def anchor(cls: Record) -> str:
    """A link to the record's place on the page."""
    slug = "".join(sign for sign in title(cls).lower().replace(" ", "-") if sign.isalnum() or sign == "-")
    return f"[{title(cls)}](#{slug})"


def described(form: Form) -> str:
    """What a field may hold."""
    match form:
        case TextForm():
            return "text"
        case TruthForm():
            return "`true` or `false`"
        case NumberForm(most):
            return f"number, at most {number(most)}"
        case DecimalForm(most):
            return f"text of digits, at most {number(most)}"
        case OctetsForm(least, most):
            return f"{number(most)} octets" if least == most else f"octets, at most {number(most)}"
        case NameForm(octets):
            return "id" if octets == 32 else f"hexadecimal of {octets} octets"
        case ChoiceForm(choices):
            return " or ".join(f"`{word(choice)}`" for choice in choices)
        case OptionalForm(inner):
            return f"{described(inner)}; or `null`"
        case TruthOrForm(inner):
            return f"`true` or `false`, or {described(inner)}"
        case SequenceForm(inner, most):
            return f"array of: {described(inner)}" if most is None else f"array of at most {most}: {described(inner)}"
        case SetForm(inner):
            return f"sorted array without repetition of: {described(inner)}"
        case MapForm(key, value):
            return f"object from {described(key)} to: {described(value)}"
        case UnionForm(variants):
            return " or ".join(anchor(variant.cls) for _, variant in sorted(variants.items()))
        case ClassForm(cls):
            return anchor(cls)
        case _:
            raise TypeError(f"no words for {form!r}")


def parts(form: Form) -> Iterator[Record]:
    """The records that a form names."""
    match form:
        case OptionalForm(inner) | TruthOrForm(inner) | SequenceForm(form=inner) | SetForm(inner):
            yield from parts(inner)
        case MapForm(_, value):
            yield from parts(value)
        case UnionForm(variants):
            for _, variant in sorted(variants.items()):
                yield variant.cls
        case ClassForm(cls):
            yield cls
        case _:
            return


def below(cls: Record) -> Iterator[Record]:
    """A record, then those in it, each where it is first named."""
    yield cls
    for _, form in shape_of(cls).fields:
        for part in parts(form):
            yield from below(part)


@cache
def meanings(cls: Record) -> dict[str, str]:
    """What the source says below each field."""
    body = ast.parse(inspect.getsource(sys.modules[cls.__module__])).body
    found: dict[str, str] = {}
    for statement in body:
        if isinstance(statement, ast.ClassDef) and statement.name == cls.__name__:
            for field, text in zip(statement.body, statement.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                        found[field.target.id] = plain(str(text.value.value))
    return found


def plain(text: str) -> str:
    """A text of the source as Markdown."""
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", " ".join(text.split())).replace("``", "`")


def section(cls: Record) -> str:
    """The record's name, what it is, and its fields."""
    shape, about = shape_of(cls), inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0]
    limit = length_limit(ClassForm(cls))
    longer = f" It has at most {limit} octets." if limit != LENGTH_LIMIT else ""
    values = value_limit(ClassForm(cls))
    if values is not None:
        longer += f" At most {values} of them are commas and opening brackets."
    lines = [f"### {title(cls)}\n", plain(about) + longer, ""]
    rows = [("kind", f'`"{shape.kind}"`', "")] if shape.kind is not None else []
    rows += [("version", f"`{shape.version}`", "")] if shape.version is not None else []
    rows += [(name, described(form), meanings(cls).get(name, "")) for name, form in shape.fields]
    if rows:
        lines += ["| field | form | meaning |", "| --- | --- | --- |"]
        lines += [f"| `{name}` | {form} | {meaning.replace('|', chr(92) + '|')} |" for name, form, meaning in rows]
    else:
        lines.append("It has no fields: `{}`.")
    return "\n".join([*lines, ""])


def written() -> str:
    """The whole page."""
    seen: set[Record] = set()
    texts = [HEAD]
    for chapter in CHAPTERS:
        texts.append(f"## {chapter.title}\n\n{chapter.about}\n")
        for cls in dict.fromkeys(cls for root in roots(chapter) for cls in below(root)):
            if cls not in seen:
                seen.add(cls)
                texts.append(section(cls))
    return "\n".join(texts)


def roots(chapter: Chapter) -> Iterator[Record]:
    """The documents that a chapter begins with."""
    for document in chapter.documents:
        yield from parts(form_of(document))


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
