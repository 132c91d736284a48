"""Every function of the reference that is given octets by strangers, with all that it may answer.

A decoder that is not in ``DECODERS`` is not fuzzed: whoever writes one adds its line in the module of its kind. What
only TLC, the files of the checkout or the person at the keyboard says is not from strangers and has no line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.fuzz.decoders import (
    draw,
    encoding,
    explain,
    ledger,
    machine,
    message,
    oracle,
    sealing,
    software,
    story,
    transcript,
)
from tests.fuzz.judging import Decoder

DECODERS: Final[Mapping[str, Decoder]] = {
    **draw.DECODERS,
    **encoding.DECODERS,
    **explain.DECODERS,
    **ledger.DECODERS,
    **software.DECODERS,
    **message.DECODERS,
    **sealing.DECODERS,
    **story.DECODERS,
    **machine.DECODERS,
    **transcript.DECODERS,
    **oracle.DECODERS,
}
