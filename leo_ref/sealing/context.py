"""What a sealed payload is and whom it is for (§9): it opens as that and as nothing else."""

from __future__ import annotations

from typing import ClassVar, Final, TypeAlias

from attrs import frozen

from leo_ref.core.encoding import digest, encode
from leo_ref.core.values import AccountId, Digest, JobId, ServiceId

CONTEXT_DOMAIN: Final = "leo/payload-context"


@frozen(kw_only=True)
class CodeContext:
    """The code of a service, which has no id yet when its code is sealed."""

    kind: ClassVar[str] = "code"
    owner: AccountId
    """The service owner."""
    image: Digest
    """Of the container image that runs it."""


@frozen(kw_only=True)
class DataContext:
    """The data of a task, which has no id yet when its data are sealed."""

    kind: ClassVar[str] = "data"
    owner: AccountId
    """The task owner."""
    service: ServiceId


@frozen(kw_only=True)
class ResultContext:
    """The result of a job."""

    kind: ClassVar[str] = "result"
    job: JobId


Context: TypeAlias = CodeContext | DataContext | ResultContext


def context_digest(context: Context) -> bytes:
    """What stands for the context when keys are made from it, 32 octets."""
    return digest(CONTEXT_DOMAIN, encode(context))
