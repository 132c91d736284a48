"""What a document looks like, as a JSON Schema (draft 2020-12), for editors and for those who write such files.

It is made from the forms by which documents are read, so it cannot say anything else. What no schema can say it lets
pass: the order of a set's elements, the greatest value of a number in decimal text, halves of surrogates in text, and
whether the octets are canonical (§2).
"""

from __future__ import annotations

from typing import Final

from attrs import AttrsInstance

from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.encoding.containers import MapForm, OptionalForm, SequenceForm, SetForm, TruthOrForm
from leo_ref.core.encoding.forms import ClassForm, UnionForm, form_of, shape_of
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

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
HEX: Final = "^(?:[0-9a-f]{2})*$"
DECIMAL: Final = "^(?:0|[1-9][0-9]*)$"

Schema = dict[str, JsonValue]


def schema(cls: type[AttrsInstance]) -> Schema:
    """The schema of a document: its own members at the top, the classes in it under ``$defs``."""
    definitions: dict[str, JsonValue] = {}
    top = _members(cls, definitions)
    return {"$schema": DIALECT, "title": _summary(cls), **top, "$defs": dict(sorted(definitions.items()))}


def value_schema(annotation: object) -> Schema:
    """The schema of a single value of any type that a field may have, as long as no class is in it."""
    definitions: dict[str, JsonValue] = {}
    found = _of(form_of(annotation), definitions)
    assert not definitions, "no class is in it"
    return found


def _members(cls: type[AttrsInstance], definitions: dict[str, JsonValue]) -> Schema:
    shape = shape_of(cls)
    members: dict[str, JsonValue] = {}
    if shape.kind is not None:
        members["kind"] = {"const": shape.kind}
    if shape.version is not None:
        members["version"] = {"const": shape.version}
    for name, form in shape.fields:
        members[name] = _of(form, definitions)
    return {"type": "object", "additionalProperties": False, "required": [*members], "properties": members}


def _of(form: Form, definitions: dict[str, JsonValue]) -> Schema:
    match form:
        case TextForm():
            return {"type": "string"}
        case TruthForm():
            return {"type": "boolean"}
        case NumberForm(most):
            return {"type": "integer", "minimum": 0, "maximum": most}
        case DecimalForm(most):
            return {"type": "string", "pattern": DECIMAL, "maxLength": len(str(most))}
        case OctetsForm(least, most):
            return {"type": "string", "pattern": HEX, "minLength": 2 * least, "maxLength": 2 * most}
        case NameForm(octets):
            return {"type": "string", "pattern": HEX, "minLength": 2 * octets, "maxLength": 2 * octets}
        case ChoiceForm(choices):
            return {"enum": [word(choice) for choice in choices]}
        case OptionalForm(inner):
            return {"anyOf": [{"type": "null"}, _of(inner, definitions)]}
        case TruthOrForm(inner):
            return {"anyOf": [{"type": "boolean"}, _of(inner, definitions)]}
        case SequenceForm(inner, most):
            bound: Schema = {} if most is None else {"maxItems": most}
            return {"type": "array", "items": _of(inner, definitions), **bound}
        case SetForm(inner):
            return {"type": "array", "uniqueItems": True, "items": _of(inner, definitions)}
        case MapForm(key, value):
            names, values = _of(key, definitions), _of(value, definitions)
            return {"type": "object", "propertyNames": names, "additionalProperties": values}
        case UnionForm(variants):
            return {"oneOf": [_of(variant, definitions) for _, variant in sorted(variants.items())]}
        case ClassForm(cls):
            name = cls.__name__
            if name not in definitions:
                definitions[name] = {}  # first, for a class that refers to itself
                definitions[name] = {"description": _summary(cls), **_members(cls, definitions)}
            return {"$ref": f"#/$defs/{name}"}
        case _:
            raise TypeError(f"no schema for {form!r}")


def _summary(cls: type[AttrsInstance]) -> str:
    """The first sentence of its documentation."""
    return (cls.__doc__ or cls.__name__).strip().partition("\n")[0].partition(". ")[0].rstrip(".")
