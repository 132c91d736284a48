"""A build server compares Pythons where it has several: there nothing is skipped, so the test is left out."""

from __future__ import annotations

import os

from tests.core.encoding.pythons import OTHERS

collect_ignore = [] if OTHERS or not os.environ.get("CI") else ["test_pythons.py"]
