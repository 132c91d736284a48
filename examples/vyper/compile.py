#!/usr/bin/env python3
"""Compiles the contracts into `build/`, where they have changed. The adapter would do it too, at its first request."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from src.compiled import CONTRACTS, compiled

for name in ("Leo", "Rules", "Symbols"):
    compiled(name, Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else CONTRACTS)
