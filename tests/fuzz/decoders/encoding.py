"""Decoders of canonical octets (§2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.encoding import canonical, parse, read, to_octets
from tests.core.encoding.samples import EVERY_FORM, EveryForm
from tests.fuzz.decoders.document import document
from tests.fuzz.decoders.message import MESSAGES
from tests.fuzz.decoders.vectors import sent
from tests.fuzz.judging import PARSING, READING, Decoder, value

DECODERS: Final[Mapping[str, Decoder]] = {
    "core.encoding.parsing.parse": Decoder(
        parse, value(object, codes=PARSING, back=canonical), (to_octets(EVERY_FORM), *sent("decode")[:20], *MESSAGES)
    ),
    "core.encoding.parsing.read": Decoder(
        read, value(object, codes=READING), (to_octets(EVERY_FORM), *sent("decode")[:20], *MESSAGES)
    ),
    "every form of a field": document(EveryForm, to_octets(EVERY_FORM)),
}
