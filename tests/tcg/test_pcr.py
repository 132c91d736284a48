"""Digests of selected values, held against a plain computation; points, held against a library's curve."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import pcr, policy
from leo_ref.tcg.algorithms import Curve, Hash
from leo_ref.tcg.pcr import Selection, Selections
from tests.tcg import values
from tests.tcg.values import LIBRARY_CURVES


def value_of(bank: Hash, register: int) -> bytes:
    """A value unlike that of any other register or bank."""
    return hashlib.shake_128(f"{bank.title} {register}".encode()).digest(bank.size)


BANKS = {bank: {register: value_of(bank, register) for register in range(pcr.COUNT)} for bank in Hash}


@given(algorithm=values.hashes, selections=values.selections)
def test_the_digest_is_over_the_values_in_order(algorithm: Hash, selections: Selections) -> None:
    plain = hashlib.new(algorithm.title)
    for selection in selections:
        for register in selection.registers:
            plain.update(value_of(selection.bank, register))
    assert pcr.digest(algorithm, selections, BANKS) == plain.digest()


@given(bank=values.hashes, register=st.integers(0, 23), cut=st.integers(1, 20))
def test_each_value_counts_and_has_its_length(bank: Hash, register: int, cut: int) -> None:
    selections = (Selection(bank, (register,)),)
    without = {**BANKS, bank: {other: value for other, value in BANKS[bank].items() if other != register}}
    missing = Rejection(Code.PCR_VALUE_MISSING, (bank.title, register))
    assert pcr.digest(Hash.SHA256, selections, without) == missing
    assert pcr.digest(Hash.SHA256, selections, {}) == missing
    short = {bank: {register: value_of(bank, register)[cut:]}}
    refused = Rejection(Code.PCR_VALUE_LENGTH, (bank.title, register, bank.size, bank.size - cut))
    assert pcr.digest(Hash.SHA256, selections, short) == refused


@given(first=values.selections, second=values.selections)
def test_a_policy_depends_on_selection_values_and_order(first: Selections, second: Selections) -> None:
    start = policy.start(Hash.SHA256)
    value, other = bytes(32), b"\1" * 32
    assert policy.with_pcr(Hash.SHA256, start, first, value) != policy.with_pcr(Hash.SHA256, start, first, other)
    same = policy.with_pcr(Hash.SHA256, start, first, value) == policy.with_pcr(Hash.SHA256, start, second, value)
    assert same == (first == second)
    then = policy.with_auth_value(Hash.SHA256, policy.with_pcr(Hash.SHA256, start, first, value))
    assert then != policy.with_pcr(Hash.SHA256, policy.with_auth_value(Hash.SHA256, start), first, value)


@pytest.mark.parametrize("curve", Curve)
@given(data=st.data())
def test_points(curve: Curve, data: st.DataObject) -> None:
    secret = data.draw(st.integers(1, curve.order - 1))
    point = ec.derive_private_key(secret, LIBRARY_CURVES[curve]).public_key().public_numbers()
    assert curve.holds(point.x, point.y)
    assert curve.holds(point.x, curve.field - point.y)
    assert not curve.holds(point.x + curve.field, point.y)
    assert not curve.holds(point.x, point.y + curve.field)
    x, y = data.draw(st.integers(0, curve.field - 1)), data.draw(st.integers(0, curve.field - 1))
    assert not curve.holds(point.x, y) or y in (point.y, curve.field - point.y)
    assert curve.holds(x, y) == on_curve(curve, x, y)


def on_curve(curve: Curve, x: int, y: int) -> bool:
    try:
        ec.EllipticCurvePublicNumbers(x, y, LIBRARY_CURVES[curve]).public_key()
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("curve", Curve)
def test_the_order_is_the_groups(curve: Curve) -> None:
    first = ec.derive_private_key(1, LIBRARY_CURVES[curve]).public_key().public_numbers()
    last = ec.derive_private_key(curve.order - 1, LIBRARY_CURVES[curve]).public_key().public_numbers()
    assert (first.x, first.y) == (last.x, curve.field - last.y)
