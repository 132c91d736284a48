"""A small colour picture, and the program that turns it grey by integer arithmetic.

The picture is a binary portable pixmap (P6, 255 levels) and becomes a portable graymap (P5). In the real container the
code is a program; here it is the three weights that the program below multiplies with.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

SCALE: Final = 4
WIDTH: Final = 16 * SCALE
HEIGHT: Final = 8 * SCALE

CODE: Final = b"grey = (299 red + 587 green + 114 blue) / 1000"
"""What Bob sells."""

_CODE: Final = re.compile(rb"grey = \((\d{1,4}) red \+ (\d{1,4}) green \+ (\d{1,4}) blue\) / (\d{1,5})")
_HEADER: Final = re.compile(rb"P([56])\n(\d{1,4}) (\d{1,4})\n255\n")


@frozen
class Picture:
    """Pixels in rows from the top; each is three octets in colour, one in grey."""

    width: int
    height: int
    depth: int
    pixels: bytes

    def row(self, number: int) -> list[bytes]:
        """The pixels of one row, left to right."""
        start, length = number * self.width * self.depth, self.width * self.depth
        row = self.pixels[start : start + length]
        return [row[at : at + self.depth] for at in range(0, length, self.depth)]


def read(octets: bytes) -> Picture | None:
    """The picture in the octets of a P6 or P5 file, or None."""
    header = _HEADER.match(octets)
    if header is None:
        return None
    depth = 3 if header[1] == b"6" else 1
    width, height, pixels = int(header[2]), int(header[3]), octets[header.end() :]
    return Picture(width, height, depth, pixels) if len(pixels) == width * height * depth else None


def alices_picture() -> bytes:
    """A sunset: orange above, blue below, a bright sun."""
    pixels = bytearray()
    for y in range(HEIGHT):
        for x in range(WIDTH):
            if (x - 8 * SCALE) ** 2 + 4 * (y - 3 * SCALE) ** 2 <= 10 * SCALE**2:
                pixels += bytes((255, 230, 90))
            elif y < 5 * SCALE:
                pixels += bytes((250 - 12 * y // SCALE, 90 + 22 * y // SCALE, 40 + 3 * x // SCALE))
            else:
                pixels += bytes((20 + x // SCALE, 60 + 5 * x // SCALE, 190 - 15 * (y - 5 * SCALE) // SCALE))
    return b"P6\n%d %d\n255\n" % (WIDTH, HEIGHT) + bytes(pixels)


def grey(code: bytes, data: bytes) -> bytes:
    """What an executor runs: (code, data) -> result. Nothing comes out where either is not as expected."""
    weights, picture = _CODE.fullmatch(code), read(data)
    if weights is None or picture is None or picture.depth != 3:
        return b""
    red, green, blue, whole = (int(number) for number in weights.groups())
    if whole == 0:
        return b""
    pixels = bytes(
        min(255, (red * r + green * g + blue * b) // whole) for y in range(picture.height) for r, g, b in picture.row(y)
    )
    return b"P5\n%d %d\n255\n" % (picture.width, picture.height) + pixels
