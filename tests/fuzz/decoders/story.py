"""Decoders of the story (§15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.demo import picture
from tests.fuzz.judging import Decoder, value

DECODERS: Final[Mapping[str, Decoder]] = {
    "demo.picture.read": Decoder(
        picture.read,
        value(picture.Picture, type(None)),
        (picture.alices_picture(), picture.grey(picture.CODE, picture.alices_picture())),
    ),
    "demo.picture.grey": Decoder(
        lambda octets: picture.grey(octets[: len(picture.CODE)], octets[len(picture.CODE) :]),
        value(bytes),
        (picture.CODE + picture.alices_picture(), picture.CODE.replace(b"1000", b"0000") + picture.alices_picture()),
    ),
}
