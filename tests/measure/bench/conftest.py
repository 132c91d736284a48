"""Where TPMs cannot be used, what measures them is not tried."""

from __future__ import annotations

from tests.missing import missing, skipping

pytest_pycollect_makemodule = skipping(
    missing((), ("tpm2_pytss", "docker")),
    "./leo test installs what is needed, as root or with passwordless sudo",
    {"test_demo.py"},
)
