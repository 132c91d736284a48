#!/usr/bin/env python3
"""Speaks the conformance protocol for the contract: requests on standard input, answers on standard output."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from src.compiled import CONTRACTS
from src.requests import Session


def main() -> None:
    """Another folder of contracts may be named: a test breaks a rule in a copy."""
    session = Session(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else CONTRACTS)
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, list):
            said = [{"id": request["id"]} | session.answer(request) for request in asked]
        else:
            said = {"id": asked["id"]} | session.answer(asked)
        sys.stdout.write(json.dumps(said, separators=(",", ":")) + "\n")
        sys.stdout.flush()


main()
