"""How long the canonical octets of a type may be (§2).

The limit is 4 MiB for everything whose octet strings all fit into it. A class with longer ones has twice their greatest
length more, since an octet is two digits: so what may be in memory can travel, and nothing else grows.
"""

from __future__ import annotations

from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.encoding.containers import OptionalForm
from leo_ref.core.encoding.forms import ClassForm, UnionForm, shape_of
from leo_ref.core.encoding.parsing import LENGTH_LIMIT
from leo_ref.core.encoding.scalars import Form, OctetsForm


def length_limit(form: Form) -> int:
    """The most octets of any value of this form."""
    match form:
        case OptionalForm(inner):
            return length_limit(inner)
        case UnionForm(variants):
            return max(length_limit(variant) for variant in variants.values())
        case ClassForm(cls):
            return LENGTH_LIMIT + sum(_more(field) for _, field in shape_of(cls).fields)
        case _:
            return LENGTH_LIMIT


def limit_of(form: Form, value: JsonValue) -> int:
    """The most octets of a value of this form that is of the same kind as ``value``."""
    inner = form.form if isinstance(form, OptionalForm) else form
    if isinstance(inner, UnionForm):
        kind = value.get("kind") if isinstance(value, dict) else None
        return length_limit(inner.variants[kind]) if isinstance(kind, str) and kind in inner.variants else LENGTH_LIMIT
    return length_limit(form)


def _more(form: Form) -> int:
    """The digits of an octet string that alone may be longer than other texts."""
    return 2 * form.most if isinstance(form, OctetsForm) and 2 * form.most > LENGTH_LIMIT else 0
