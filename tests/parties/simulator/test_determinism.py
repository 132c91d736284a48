"""The same seed gives the same octets, in any process and under any hash seed; another seed gives others."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from immutables import Map

from leo_ref.parties.simulator.plan import Plan
from tests.parties.simulator.deployment import NODES, deployment, recorded, run

ROOT = Path(__file__).parents[3]
STORM: Map[str, int] = Map({str(NODES[1].name): 900})


def fingerprint(seed: bytes) -> str:
    """The digest of the transcript of a run with everything that may go wrong."""
    plan = Plan(seed=seed, delay=(1, 90), drop=50, duplicate=100, crashes=STORM)
    frames = run(deployment(tasks=2, tau=20), plan, 26)
    return sha256(b"".join(recorded(frames))).hexdigest()


def test_the_same_seed_gives_the_same_transcript_under_any_hash_seed() -> None:
    program = "from tests.parties.simulator.test_determinism import fingerprint; print(fingerprint(b'seed'))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for hash_seed in ("0", "1", "4242")
    }
    assert printed == {fingerprint(b"seed") + "\n"}


def test_another_seed_gives_another_transcript() -> None:
    assert fingerprint(b"seed") != fingerprint(b"another seed")
