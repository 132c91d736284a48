"""Decoders of a run that somebody recorded."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final

from immutables import Map

from leo_ref.parties.simulator.plan import Plan
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.reader import Reader
from leo_ref.transcript.recorder import recorder_of
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify as verify_transcript
from tests.fuzz.judging import Decoder, value
from tests.parties.simulator.deployment import beginning, deployment, recorded, run

RECORDED_RUN = recorded(run(deployment(nodes=3), Plan(seed=b"fuzz"), 1), 3)
OPENING_LINE = tuple(recorder_of(OpeningEntry(genesis=beginning(3), names=Map())).begun()[1])

DECODERS: Final[Mapping[str, Decoder]] = {
    "transcript line": Decoder(Reader().line, value(tuple, Broken), OPENING_LINE),
    "transcript": Decoder(
        lambda octets: verify_transcript(BytesIO(octets).readlines()),
        value(ReplayReport, Broken),
        (b"".join(RECORDED_RUN),),
    ),
}
