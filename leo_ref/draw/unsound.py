"""Why a library is refused: apart from :mod:`leo_ref.draw.library`, so that these can be imported whatever it says."""

from __future__ import annotations


class LibraryTooOld(ImportError):
    """PyNaCl is older than the first release whose libsodium has the whole subgroup test."""


class LibraryUnsound(ImportError):
    """PyNaCl is new enough, but the libsodium under it gets the subgroup wrong or lacks an operation."""
