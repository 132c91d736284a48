"""What the protocol costs: steps of a model over lines, in batches, beside the same steps by direct calls."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from statistics import median
from typing import Final

from attrs import frozen

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle import Session, answer
from leo_ref.speccheck.tlc.locations import vectors
from leo_ref.vectors.case import expanded

MODEL: Final = "MCSettlement"
STEPS: Final = 250
"""Of the model's edges."""
TARGET: Final = 0.3
"""Steps per second in batches over steps per second by direct calls, at least."""

ORACLE: Final = "import sys; from leo_ref.cli.entry import main; main()"


@frozen(kw_only=True)
class MeasuredOracle:
    """Steps per second: direct, one request a line, and in batches; the median of the passes."""

    steps: int
    batch: int
    direct: float
    single: float
    batched: float

    @property
    def is_met(self) -> bool:
        """Whether batches are as fast as is asked for."""
        return self.batched / self.direct >= TARGET


def measure(passes: int, batch: int, count: int = STEPS) -> MeasuredOracle:
    """The first steps of the model's vectors, by turns: by calls, by lines, by lines of so many requests."""
    setting, requests = steps(count)
    direct, single, batched = [], [], []
    for _ in range(passes):
        session, _ = answer(Session(), setting)
        began = time.perf_counter()
        for request in requests:
            answer(session, request)
        direct.append(len(requests) / (time.perf_counter() - began))
        single.append(over_lines(setting, requests, 1))
        batched.append(over_lines(setting, requests, batch))
    return MeasuredOracle(
        steps=len(requests), batch=batch, direct=median(direct), single=median(single), batched=median(batched)
    )


def steps(count: int) -> tuple[dict[str, JsonValue], list[dict[str, JsonValue]]]:
    """What sets the model up, and a request for each of so many edges."""
    file = json.loads((vectors() / "models" / f"{MODEL}.json").read_text(encoding="utf-8"))
    requests: list[dict[str, JsonValue]] = []
    for source, action, *_ in file["edges"][:count]:
        row = file["states"][source]
        state = {name: file["values"][name][row[index]] for index, name in enumerate(file["variables"], 1)}
        _, name, arguments, _ = file["actions"][action]
        known = {"request": "step", "model": MODEL, "state": expanded(state, file["shared"])}
        requests.append({**known, "action": name, "arguments": arguments})
    return {"request": "model", "model": MODEL, "constants": file["constants"]}, requests


def over_lines(setting: dict[str, JsonValue], requests: list[dict[str, JsonValue]], batch: int) -> float:
    """Steps per second of ``leo oracle``, from the first request's writing to the last answer's reading."""
    with subprocess.Popen(
        [sys.executable, "-c", ORACLE, "oracle"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as oracle:
        assert oracle.stdin is not None
        assert oracle.stdout is not None

        def said(message: JsonValue) -> JsonValue:
            assert oracle.stdin is not None
            assert oracle.stdout is not None
            oracle.stdin.write(json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n")
            oracle.stdin.flush()
            found: JsonValue = json.loads(oracle.stdout.readline())
            return found

        said({"id": 0, **setting})
        numbered: list[JsonValue] = [{"id": number, **request} for number, request in enumerate(requests, 1)]
        began = time.perf_counter()
        for first in range(0, len(numbered), batch):
            part = numbered[first : first + batch]
            answers = said(part if batch > 1 else part[0])
            assert answers, "each message is answered"
        took = time.perf_counter() - began
        oracle.stdin.close()
    return len(requests) / took
