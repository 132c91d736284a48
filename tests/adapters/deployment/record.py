"""Records the transcripts of the vectors ``transcripts/...``: ``./leo dev record-runs``.

Plays the story on real parts, honest and with faults, as root; has each transcript verified and checked by TLC,
and writes them to ``leo_ref/vectors/recorded/transcripts/``, compressed with the same octets for the same lines.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from leo_ref.demo.catalogue import FAULTS
from leo_ref.vectors.transcript import WHERE, compressed, path_of
from leo_ref.vectors.transcripts.recorded import HONEST, RECORDED
from tests.adapters.deployment.running import leo, short_folder
from tests.attestation.appraisal.record import tools

LIMIT: Final = 300
"""Seconds for one command, on the slowest machine."""


def said(base: Path, *arguments: str) -> Any:  # parsed JSON
    """What a command says, which must end well."""
    process = leo(*arguments, base=base)
    output, errors = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, (arguments, output.decode(), errors.decode())
    return json.loads(output)


def record(name: str, base: Path) -> str:
    """One transcript, which must hold and be a behaviour of ``Leo``; what to tell of it."""
    transcript = base / f"{name}.jsonl"
    fault = () if name == HONEST else ("--fault", name)
    played = said(base, "demo", "--json", "--out", str(base / "out"), "--record", str(transcript), *fault)
    place = base / transcript.with_suffix(".jsonl.gz").name
    place.write_bytes(compressed(transcript.read_bytes()))
    verified = said(base, "verify", "--json", str(place))
    checked = said(base, "check", "--json", "--trace", str(place))
    path_of(name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(place, path_of(name))
    size = path_of(name).stat().st_size
    return f"{played['outcome']}, {verified['lines']} lines, {checked['steps']} steps, {size >> 10} KiB"


def run(names: Sequence[str]) -> None:
    """The transcripts of these names, and with which tools they were made."""
    base = short_folder()
    try:
        for name in names:
            began = time.monotonic()
            summary = record(name, base)
            print(f"{name}: {summary}, {time.monotonic() - began:.0f} s", flush=True)
    finally:
        shutil.rmtree(base)
    made = {
        "by": "./leo dev record-runs",
        "date": time.strftime("%Y-%m-%d"),
        "tools": {**tools(), "docker": version("docker")},
    }
    (WHERE / "made.json").write_text(json.dumps(made, indent=1) + "\n", encoding="ascii")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{HONEST}, or a fault; default: the vectors")
    options = parser.parse_args()
    known = (HONEST, *FAULTS)
    unknown = [name for name in options.names if name not in known]
    if unknown:
        sys.exit(f"{', '.join(unknown)}: none of {', '.join(known)}")
    run(options.names or RECORDED)


if __name__ == "__main__":
    main()
