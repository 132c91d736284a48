"""How long the canonical octets of a type may be, and how many values they may hold (§2).

The limit is 4 MiB for everything whose octet strings all fit into it. A class with longer ones has twice their greatest
length more, since an octet is two digits: so what may be in memory can travel, and nothing else grows. A class that has
a lower limit names it by a class variable, ``octets_most: ClassVar[int]``.

Many small values cost a reader far more than one long one. Each begins after a comma or an opening bracket; a class
that strangers send bounds these by a class variable, ``values_most: ClassVar[int]``.
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
        case ClassForm(cls) if hasattr(cls, "octets_most"):
            assert isinstance(cls.octets_most, int), "a number of octets"
            return cls.octets_most
        case ClassForm(cls):
            return LENGTH_LIMIT + sum(_more(field) for _, field in shape_of(cls).fields)
        case _:
            return LENGTH_LIMIT


def value_limit(form: Form) -> int | None:
    """The most commas and opening brackets of any value of this form, those in strings included; None: no limit."""
    match form:
        case UnionForm(variants):
            limits = [value_limit(variant) for variant in variants.values()]
            known = [limit for limit in limits if limit is not None]
            return max(known) if len(known) == len(limits) else None
        case ClassForm(cls):
            limit = getattr(cls, "values_most", None)
            assert limit is None or isinstance(limit, int), "a number of values"
            return limit
        case _:
            return None


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
