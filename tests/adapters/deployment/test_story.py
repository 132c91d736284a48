"""The story on real TPMs and in a real container: honest, with every fault that machines find, and with pictures."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from click.testing import CliRunner
from PIL import Image

from leo_ref.cli import verify
from leo_ref.demo.catalogue import FAULTS
from tests.adapters.deployment.running import Left, leo, short_folder

LIMIT = 300
"""Seconds for one story, on the slowest machine."""


@pytest.fixture
def base() -> Iterator[Path]:
    folder = short_folder()
    yield folder
    shutil.rmtree(folder)


@frozen
class Played:
    code: int
    said: Any  # parsed JSON
    transcript: Path
    left: Left


def played(base: Path, *arguments: str) -> Played:
    transcript = base / "transcript"
    process = leo("demo", "--json", "--out", str(base), "--record", str(transcript), *arguments, base=base)
    output, errors = process.communicate(timeout=LIMIT)
    assert output, errors.decode()
    return Played(process.returncode, json.loads(output), transcript, Left.now(base))


def verified(transcript: Path) -> Any:  # parsed JSON
    result = CliRunner().invoke(verify.command, [str(transcript), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_honest_story_with_a_picture_of_ones_own(base: Path) -> None:
    picture = base / "own.jpeg"
    Image.effect_noise((640, 480), 90).convert("RGB").save(picture)
    story = played(base, "--picture", str(picture))
    said = story.said
    assert (story.code, said["ok"], said["outcome"], said["evidence"], said["drawn"]) == (0, True, "DONE", "tpm", 10)
    with Image.open(said["result"]) as grey:
        assert (grey.size, grey.mode) == ((640, 480), "L")
    assert not any("SOFTWARE" in step["proof"] for step in said["steps"])
    assert story.left.is_clean
    assert verified(story.transcript)["evidence"] == "tpm"


PARTIES = ("bob-no-padding",)
"""Of the faults of parties that only a machine finds the one that its TPM finds: what it is given does not open. The
others are found behind the TPM, and are played in software."""

FAULTY = (*(name for name, fault in FAULTS.items() if fault.of_machine), *PARTIES)
"""`tests/demo` plays the others, without machines."""


@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_ends_as_it_must_names_the_guilty_and_leaves_nothing(base: Path, fault: str) -> None:
    story = played(base, "--fault", fault)
    assert (story.code, story.said["ok"], story.said["outcome"]) == (0, True, FAULTS[fault].outcome.value)
    assert any(FAULTS[fault].shows_in in step["proof"] for step in story.said["steps"])
    assert story.left.is_clean
    verified(story.transcript)


def broken_png() -> bytes:
    """A picture whose header is right, and whose pixels end in the middle."""
    octets = io.BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(octets, "PNG")
    return octets.getvalue()[:20_000]


def test_a_picture_that_bobs_program_cannot_read_ends_honestly(base: Path) -> None:
    picture = base / "broken.png"
    picture.write_bytes(broken_png())
    story = played(base, "--picture", str(picture))
    assert (story.code, story.said["outcome"], story.said["ended"], story.said["result"]) == (0, "DONE", "FAILED", None)
    verified(story.transcript)
