"""Every code of §2 has octets that reach it, and nothing else of §2 is in the enum."""

from __future__ import annotations

import pytest

from leo_ref.core.encoding import LENGTH_LIMIT, from_octets, to_octets
from leo_ref.core.rejections import Code, Rejection
from tests.core.encoding.samples import EVERY_FORM, EveryForm

GOOD = to_octets(EVERY_FORM)


def changed(old: bytes, new: bytes) -> bytes:
    """The octets of ``EVERY_FORM`` with ``new`` in the one place of ``old``."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


REACHED = {
    Code.NOT_UTF8: changed("Zoë".encode(), "Zoë".encode("latin-1")),
    Code.NOT_JSON: GOOD[:-1],
    Code.NOT_CANONICAL: changed(b'"pair":', b'"pair": '),
    Code.DUPLICATE_KEY: changed(b'"flag":false', b'"flag":false,"flag":false'),
    Code.TOO_DEEP: changed(b'"flag":false', b'"flag":' + b"[" * 40 + b"]" * 40),
    Code.TOO_LONG: GOOD + b" " * LENGTH_LIMIT,
    Code.TOO_MANY_VALUES: changed(b'"flag":false', b'"flag":"' + b"[" * 200 + b'"'),
    Code.UNKNOWN_FIELD: changed(b'"flag":false', b'"flag":false,"flag_":false'),
    Code.MISSING_FIELD: changed(b'"flag":false,', b""),
    Code.WRONG_TYPE: changed(b'"flag":false', b'"flag":0'),
    Code.WRONG_LENGTH: changed(b'"pair":"00ab"', b'"pair":"00"'),
    Code.NOT_LOWER_HEX: changed(b'"pair":"00ab"', b'"pair":"00AB"'),
    Code.NOT_DECIMAL: changed(b'"credit":"0"', b'"credit":"00"'),
    Code.OUT_OF_RANGE: changed(b'"percent":100', b'"percent":101'),
    Code.NOT_INTEGER: changed(b'"percent":100', b'"percent":1.5'),
    Code.NOT_SORTED: changed(b'"numbers":[10,9]', b'"numbers":[9,10]'),
    Code.UNKNOWN_VARIANT: changed(b'"colour":"green"', b'"colour":"blue"'),
    Code.UNKNOWN_VERSION: changed(b'"version":1', b'"version":2'),
}


def test_the_untouched_octets_are_good() -> None:
    assert from_octets(EveryForm, GOOD) == EVERY_FORM


@pytest.mark.parametrize("code", [code for code in Code if code.clause == "§2"], ids=lambda code: code.name)
def test_reached(code: Code) -> None:
    refused = from_octets(EveryForm, REACHED[code])
    assert isinstance(refused, Rejection)
    assert refused.code is code
    assert code.name in str(refused)
