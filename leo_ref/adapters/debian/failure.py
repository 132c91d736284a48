"""What can keep packages from being had: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why there are no packages; the value says it in one sentence and is shown to people."""

    PACKAGE_TOOLS_MISSING = "This is made of Debian's packages, and this system lacks the tools to fetch them."
    PACKAGE_UNAVAILABLE = "A package that this is made of could not be fetched."


class PackageFailure(NamedFailure):
    """There are no packages."""

    name: Failure
