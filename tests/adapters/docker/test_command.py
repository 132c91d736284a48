"""``leo image``, with small packages."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from leo_ref.adapters.docker.image import kept_image
from leo_ref.adapters.docker.image_failure import Failure, ImageFailure
from leo_ref.cli import image as door
from leo_ref.cli.image import command
from tests.adapters.docker.packages import WHOLE, Distribution

pytestmark = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None and not os.environ.get("CI"), reason="no dpkg-deb: run this on Debian or Ubuntu"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command keeps the image, and small packages to make it of."""
    made = Distribution(tmp_path)
    made.make()
    monkeypatch.setenv("PATH", made.path)
    monkeypatch.setattr(door, "cache", lambda name: tmp_path / name)
    return tmp_path / "images"


def test_what_is_made_is_shown(place: Path) -> None:
    made = CliRunner().invoke(command, ["make", "--json"])
    assert made.exit_code == 0, made.output
    kept = kept_image(place)
    assert json.loads(made.stdout) == {
        "ok": True,
        "id": kept.name,
        "archive": str(kept.archive),
        "size": kept.archive.stat().st_size,
        "packages": [f"{name} 1" for name in sorted(WHOLE)],
    }
    assert made.stderr.splitlines()[-1].startswith(f"made {kept.name}")
    shown = CliRunner().invoke(command, ["show", "--json"])
    assert (shown.stdout, shown.stderr) == (made.stdout, "")


def test_people_read_the_same(place: Path) -> None:
    made = CliRunner().invoke(command, ["make"])
    kept = kept_image(place)
    for word in (kept.name, str(kept.archive), *kept.packages):
        assert word in made.stdout


def test_an_image_that_is_not_there_is_not_shown(place: Path) -> None:
    shown = CliRunner().invoke(command, ["show"])
    assert isinstance(shown.exception, ImageFailure)
    assert shown.exception.name is Failure.IMAGE_NOT_MADE
    assert not place.exists()
