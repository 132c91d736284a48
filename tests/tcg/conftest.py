"""On a build server nothing is skipped: without the recordings, their tests are not part of the run.

Elsewhere they are skipped, with the reason and the remedy (:mod:`tests.tcg.real_evidence`).
"""

from __future__ import annotations

import os

from tests.tcg.real_evidence import ARE_HERE

collect_ignore = [] if ARE_HERE or not os.environ.get("CI") else ["test_real_logs.py", "test_real_quote.py"]
