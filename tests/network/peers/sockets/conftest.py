"""Tests on real sockets need the library for connections."""

from __future__ import annotations

from tests.missing import missing, skipping

pytest_pycollect_makemodule = skipping(
    missing((), ("libp2p",)), "./leo test installs what is needed, as root or with passwordless sudo"
)
