"""Transcripts as files: read line by line, and written while a run goes on."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.parties.simulator.simulation import Frame
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.reader import LINE_MOST
from leo_ref.transcript.recorder import Lines, recorder_of

MAGIC: Final = b"\x1f\x8b"
"""How a file of gzip begins (RFC 1952)."""


def lines_of(path: Path, on_octets: Callable[[int], None]) -> Iterator[bytes]:
    """The lines of a file or pipe, plain or of gzip, with their newlines; of one that is too long, only what shows it.

    ``on_octets`` is told how many octets of a file were read each time; a pipe has no place to tell.

    Raises:
        Failure: transcript-unreadable, transcript-damaged.
    """
    try:
        with path.open("rb") as file, _plain(file) as stream:
            before = 0
            while octets := stream.readline(LINE_MOST + 2):
                if file.seekable():
                    on_octets(file.tell() - before)
                    before = file.tell()
                yield octets
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CommandFailure(
            "transcript-damaged", f"{path}: {error}", "take the file from where it was whole", USAGE
        ) from error
    except OSError as error:
        raise CommandFailure(
            "transcript-unreadable", f"{path}: {error.strerror}", "name a file that `leo demo --record` wrote", USAGE
        ) from error


def _plain(file: BufferedReader) -> BinaryIO:
    """What a file says, decompressed as it is read if it begins as gzip's files do, and as no transcript does."""
    return cast(BinaryIO, gzip.open(file)) if file.peek(len(MAGIC)).startswith(MAGIC) else file


@contextmanager
def recording(path: Path | None, opening: OpeningEntry, frames: Iterable[Frame]) -> Iterator[Iterator[Frame]]:
    """The same frames; what passes is written to ``path``, and the closing once the block is left in peace.

    Whole lines are written as they come, so a run that is killed leaves a transcript that ends early.

    Raises:
        Failure: transcript-unwritable.
    """
    if path is None:
        yield iter(frames)
        return
    try:
        stream = path.open("wb")
    except OSError as error:
        raise CommandFailure(
            "transcript-unwritable",
            f"{path}: {error.strerror}",
            "name a file in a folder that can be written to",
            USAGE,
        ) from error
    recorder, lines = recorder_of(opening).begun()

    def passing() -> Iterator[Frame]:
        nonlocal recorder
        for frame in frames:
            recorder, written = recorder.frame(frame)
            _write(stream, written)
            yield frame

    with stream:
        _write(stream, lines)
        yield passing()
        _write(stream, recorder.closed()[1])


def _write(stream: IO[bytes], lines: Lines) -> None:
    stream.writelines(lines)
    stream.flush()
