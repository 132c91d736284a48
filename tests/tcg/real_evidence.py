"""Where recordings of real machines are: public test data of other projects, and not this project's to hand on.

Whoever has them says so in ``LEO_REAL_EVIDENCE``, or keeps them beside the checkout. The folder has event logs, an IMA
list, a Windows machine's quote and log, and ``expected-pcrs.json`` with the values for each log and bank.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[3] / "shared" / "real-evidence"
FOLDER = Path(os.environ.get("LEO_REAL_EVIDENCE") or BESIDE)
WINDOWS = FOLDER / "windows_gcp_shielded_vm.json"

ARE_HERE = (FOLDER / "expected-pcrs.json").is_file()

needed = pytest.mark.skipif(
    not ARE_HERE,
    reason="no recordings of real machines here; set LEO_REAL_EVIDENCE to their folder",
)
