"""What Bob sells: a program that turns any picture grey, for a container with Python and Pillow."""

from __future__ import annotations

from typing import Final

PROGRAM: Final = b"""\
import sys

from PIL import Image

Image.MAX_IMAGE_PIXELS = 24 * 10**6
picture = Image.open(sys.stdin.buffer)
picture.convert("RGB").convert("L").save(sys.stdout.buffer, "PNG")
"""
