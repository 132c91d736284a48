"""What a machine answered, as the journal keeps it: a class for each method of ``Machine`` that is asked but once."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen

from leo_ref.attestation.machine import MeasuredLog, Opened, Vouched
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.values import AtMost, Digest

QUOTE_MOST: Final = 2**20
"""Octets of the longest quote with all that is shown beside it."""


@frozen(kw_only=True)
class Activated:
    """What was in a credential; None where the TPM did not open it."""

    kind: ClassVar[str] = "activated"
    secret: Digest | None


@frozen(kw_only=True)
class VouchedKeys:
    """Keys for a job."""

    kind: ClassVar[str] = "vouched"
    keys: Vouched


@frozen(kw_only=True)
class Prepared:
    """The log of a container that waits."""

    kind: ClassVar[str] = "prepared"
    log: MeasuredLog


@frozen(kw_only=True)
class Shown:
    """A quote."""

    kind: ClassVar[str] = "shown"
    quote: Annotated[bytes, AtMost(QUOTE_MOST)]


@frozen(kw_only=True)
class OpenedKeys:
    """What became of the released keys."""

    kind: ClassVar[str] = "opened"
    keys: Opened


@frozen(kw_only=True)
class StillRunning:
    """The program had not ended."""

    kind: ClassVar[str] = "running"


@frozen(kw_only=True)
class FinishedRun:
    """What is left of a run."""

    kind: ClassVar[str] = "finished"
    log: MeasuredLog
    sealed: Annotated[bytes, AtMost(PAYLOAD_MOST)]


@frozen(kw_only=True)
class Dismissed:
    """The job is over."""

    kind: ClassVar[str] = "dismissed"


MachineAnswer: TypeAlias = (
    Activated | VouchedKeys | Prepared | Shown | OpenedKeys | StillRunning | FinishedRun | Dismissed
)
