"""Pictures of people: read from their files within limits, shown in the terminal, written where they can be found."""

from __future__ import annotations

import io
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError
from rich.console import Console
from rich.text import Text

from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.cli.show.wishes import PIXELS_MOST

OCTETS_MOST: Final = 8 * 2**20
COLUMNS: Final = 48
"""Of one picture in the terminal; a character shows two pixels, one above the other."""

SHADES: Final = " .:-=+*#%@"


def read(path: Path) -> bytes:
    """The octets of a picture, as they are.

    Raises:
        Failure: picture-missing, picture-empty, picture-too-long, picture-unreadable, picture-too-large.
    """
    try:
        with path.open("rb") as file:
            octets = file.read(OCTETS_MOST + 1)
    except OSError as error:
        raise CommandFailure(
            "picture-missing", f"{path}: {error.strerror}", "name a file that can be read", USAGE
        ) from error
    if not octets:
        raise CommandFailure("picture-empty", f"{path} has no octets", "name another file", USAGE)
    if len(octets) > OCTETS_MOST:
        what = f"{path} has more than {OCTETS_MOST // 2**20} MiB"
        raise CommandFailure("picture-too-long", what, "make it smaller first", USAGE)
    try:
        width, height = opened(octets).size
        pixels = width * height
    except Image.DecompressionBombError:
        pixels = PIXELS_MOST + 1
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        what = f"{path} is no picture that Pillow knows"
        raise CommandFailure("picture-unreadable", what, "name a picture, such as a PNG or a JPEG", USAGE) from error
    if pixels > PIXELS_MOST:
        what = f"{path} would unfold to more than {PIXELS_MOST // 10**6} million pixels"
        raise CommandFailure("picture-too-large", what, "make it smaller first", USAGE)
    return octets


def opened(octets: bytes) -> Image.Image:
    """The picture, its pixels not unfolded yet; how many they are is ours to judge."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(octets))


def prepare(folder: Path) -> None:
    """Makes the folder, before anything is done whose result could not be written.

    Raises:
        Failure: out-unwritable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        what = f"{folder}: {error.strerror}"
        raise CommandFailure("out-unwritable", what, "name a folder that can be written to", USAGE) from error


def save(octets: bytes, path: Path) -> None:
    """The picture as a file that any viewer opens; whatever is there is replaced."""
    opened(octets).save(path)


def show(console: Console, pictures: Sequence[bytes]) -> None:
    """Side by side; in characters where there are no colours."""
    small = [reduced(octets) for octets in pictures]
    colours = console.is_terminal and console.color_system is not None
    for row in range(0, max(picture.height for picture in small), 2):
        line = Text("  ")
        for picture in small:
            for column in range(picture.width):
                upper, lower = pixel(picture, column, row), pixel(picture, column, row + 1)
                if colours:
                    line.append("▀", f"rgb({upper[0]},{upper[1]},{upper[2]}) on rgb({lower[0]},{lower[1]},{lower[2]})")
                else:
                    line.append(SHADES[(sum(upper) + sum(lower)) * (len(SHADES) - 1) // (6 * 255)])
            line.append("   ")
        console.print(line)


def reduced(octets: bytes) -> Image.Image:
    """A picture of at most so many columns, in red, green and blue."""
    picture = opened(octets).convert("RGB")
    width = min(COLUMNS, picture.width)
    return picture.resize((width, max(2, picture.height * width // picture.width)))


def pixel(picture: Image.Image, column: int, row: int) -> tuple[int, int, int]:
    """Black below the last row."""
    if row >= picture.height:
        return (0, 0, 0)
    found = picture.getpixel((column, row))
    assert isinstance(found, tuple), "it has three colours"
    return found[0], found[1], found[2]
