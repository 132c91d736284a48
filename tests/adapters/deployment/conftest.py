"""The story on real parts needs TPMs and a container daemon: what is missing is named, in CI a failure."""

from __future__ import annotations

from tests.missing import missing, skipping

pytest_pycollect_makemodule = skipping(
    missing(("swtpm", "setpriv", "dockerd", "unshare"), ("tpm2_pytss", "docker"), root=True),
    "as root, ./leo test installs what is needed",
)
