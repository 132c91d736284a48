"""A risk in words, in numbers that people read, and as one JSON object."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.draw.risk import Chance
from leo_ref.explain.risk import Risk, RiskCase
from leo_ref.explain.words import in_credit

DIGITS: Final = 12
"""Digits of a probability behind the point in JSON."""

HEADS: Final = (
    "tau",
    "coalition",
    "nodes",
    "executor",
    "half",
    "quorum",
    "both",
    "at most",
    "all",
    "unfilled",
    "without it",
    "alone",
)

MEANING: Final = (
    "half: of the monitors' J, so nobody has a quorum without it; quorum: more than half; both: quorum and executor.",
    "at most: both, if it claims last and only where it wins; all: it is the whole group, so nobody else sees the run.",
    "unfilled: no group stands; without it: the same where the coalition claims nothing.",
    "alone: in one round, its own votes make a group where nobody else claims anything.",
)


def row(risk: Risk, case: RiskCase) -> list[str]:
    """A case under :data:`HEADS`, in percent."""
    answer = case.answer
    chances = (answer.executor, answer.half, answer.quorum, answer.captured)
    return [
        str(case.tau),
        percent(Fraction(case.credit, risk.total)),
        str(case.nodes),
        *(percent(chance.value) for chance in chances),
        percent(answer.captured_at_most),
        percent(answer.whole.value),
        percent(answer.unfilled.value),
        percent(answer.unfilled_without.value),
        percent(case.alone.value),
    ]


def free(risk: Risk) -> str:
    """How much credit is free, and what keeps the rest away."""
    away = ", ".join(f"{name} {percent(Fraction(credit, risk.total))}" for name, credit in risk.away)
    said = f"{percent(Fraction(risk.free, risk.total))} of W {in_credit(risk.total)} may apply"
    return f"{said}; not: {away}." if away else f"{said}."


def width(risk: Risk) -> str:
    """How far off the values are at most, in percent."""
    most = max((_off(chance) for case in risk.cases for chance in _chances(case).values()), default=Fraction(0))
    return percent(most)


def _off(chance: Chance) -> Fraction:
    return max(chance.value - chance.low, chance.high - chance.value)


def percent(share: Fraction) -> str:
    """Two digits behind the point, three below one percent."""
    thousandths = int(share * 100_000 + Fraction(1, 2))
    if thousandths == 0:
        return "0 %" if share == 0 else "<0.001 %"
    if thousandths < 1000:
        return f"0.{thousandths:03} %"
    hundredths = int(share * 10_000 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def as_json(risk: Risk) -> JsonValue:
    """Everything in it; amounts are base units, probabilities decimal, ``low`` rounded down and ``high`` up."""
    return {
        "W": str(risk.total),
        "free": str(risk.free),
        "away": {name: str(credit) for name, credit in risk.away},
        "rounds": risk.rounds,
        "cases": [
            {
                "tau": case.tau,
                "nodes": case.nodes,
                "credit": str(case.credit),
                **{name: _chance(chance) for name, chance in _chances(case).items()},
                "captured_at_most": _decimal(case.answer.captured_at_most, up=True),
            }
            for case in risk.cases
        ],
    }


def _chances(case: RiskCase) -> dict[str, Chance]:
    answer = case.answer
    return {
        "executor": answer.executor,
        "half": answer.half,
        "quorum": answer.quorum,
        "captured": answer.captured,
        "whole": answer.whole,
        "unfilled": answer.unfilled,
        "unfilled_without": answer.unfilled_without,
        "alone": case.alone,
    }


def _chance(chance: Chance) -> JsonValue:
    return {
        "low": _decimal(chance.low, up=False),
        "value": _decimal(chance.value, up=False),
        "high": _decimal(chance.high, up=True),
    }


def _decimal(share: Fraction, *, up: bool) -> str:
    scaled = share * 10**DIGITS
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return f"{whole // 10**DIGITS}.{whole % 10**DIGITS:0{DIGITS}}"
