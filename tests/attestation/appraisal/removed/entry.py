"""One check of the appraisal, how it is taken out of the reference, and what tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from attrs import frozen
from immutables import Map

from leo_ref.attestation.appraisal import appraise
from leo_ref.attestation.appraisal.appraise import AppraisalQuestion
from leo_ref.attestation.appraisal.judge import Accepted, Check, Judge, Value, text
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.rejections import reject as sound_reject
from leo_ref.core.state.evidence import Finding
from leo_ref.tcg import octets
from tests.vectors.removed import Patch


@frozen(kw_only=True)
class Removed:
    """A check that an implementation lacks, and patterns of the ids of vectors: ``*`` is any characters, ``?`` one."""

    check: str
    where: str
    """The function of the reference that has the check."""
    clause: str = "§8"
    without: str
    """What an implementation without it does."""
    accepts: Sequence[str] = ()
    """Vectors that the protocol refuses, and it accepts."""
    differs: Sequence[str] = ()
    """Vectors that it answers in another way: another code, another value, no value."""
    patches: Sequence[Patch]


def not_comparing(*checks: Code) -> list[Patch]:
    """The comparisons of these codes always agree."""

    class Lenient(Judge):
        def note(self, check: Check, saw: Value, wanted: Value, agrees: bool, about: tuple[int, ...] = ()) -> bool:
            return agrees or check.code in checks

        def same(self, check: Check, saw: Value, wanted: Value, about: tuple[int, ...] = ()) -> Rejection | None:
            return None if check.code in checks else super().same(check, saw, wanted, about)

        def among(self, check: Check, values: Mapping[int, bytes], accepted: Accepted) -> int | None:
            return None if check.code in checks else super().among(check, values, accepted)

    return [("leo_ref.attestation.appraisal.appraise", "JUDGE", Lenient())]


def comparing_as_far_as_it_goes(*checks: Code) -> list[Patch]:
    """The comparisons of these codes look at no more octets than are given."""

    class Short(Judge):
        def same(self, check: Check, saw: Value, wanted: Value, about: tuple[int, ...] = ()) -> Rejection | None:
            refusal = super().same(check, saw, wanted, about)
            return None if check.code in checks and text(wanted).startswith(text(saw)) else refusal

    return [("leo_ref.attestation.appraisal.appraise", "JUDGE", Short())]


def not_refusing(module: str, *codes: Code) -> list[Patch]:
    """A reader goes on where it would refuse with these codes."""

    def lenient(code: Code, **values: Any) -> NoReturn:
        if code not in codes:
            octets.refuse(code, **values)
        return None  # type: ignore[misc]  # that it goes on is the fault

    return [(module, "refuse", lenient)]


def not_rejecting(module: str, *codes: Code) -> list[Patch]:
    """A function that would answer with these codes answers that nothing is wrong."""

    def lenient(code: Code, **values: Any) -> Rejection | None:
        return None if code in codes else sound_reject(code, **values)

    return [(module, "reject", lenient)]


def not_ending(module: str) -> list[Patch]:
    """A reader does not mind what follows."""

    def lenient(given: bytes, read: Callable[[octets.Cursor], Any], truncated: Code, trailing: Code) -> Any:
        found = octets.whole(given, read, truncated, trailing)
        if isinstance(found, Rejection) and found.code is trailing:
            return octets.whole(given[: int(found.values[0])], read, truncated, trailing)
        return found

    return [(module, "whole", lenient)]


def always(module: str, name: str, value: Any) -> list[Patch]:
    """A function that always gives the same."""
    return [(module, name, lambda *_arguments, **_named: value)]


class Anything(Mapping[Any, Finding]):
    """Job logs of which any is allowed, and shows PASS where it was not."""

    def __init__(self, known: Map[Any, Finding]) -> None:
        self.known = known

    def __contains__(self, _log: object) -> bool:
        return True

    def __getitem__(self, log: Any) -> Finding:
        return self.known.get(log, Finding.PASS)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def any_log(extra: bytes, logs: Map[Any, Finding]) -> AppraisalQuestion:
    """A question to which any job log is an answer."""
    lenient: Any = Anything(logs)
    return appraise.AppraisalQuestion(extra=extra, logs=lenient)
