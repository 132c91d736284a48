"""The adapters to begin with: short, green, and what docs/implementing.md says of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.small import small_folder

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "examples" / "templates"
PAGE = (ROOT / "docs" / "implementing.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"`\./leo conformance -- (\S+) (examples/templates/\S+)`", PAGE)
LINES_MOST = 60


def test_the_page_names_every_template_and_each_is_short() -> None:
    assert {ROOT / path for _, path in COMMANDS} == {*TEMPLATES.glob("adapter.*")}
    for path in TEMPLATES.iterdir():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_MOST, path


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few, with the whole level of the adapters."""
    return small_folder(tmp_path_factory.mktemp("vectors"))


@pytest.mark.parametrize(("language", "path"), COMMANDS, ids=[path.rpartition("/")[2] for _, path in COMMANDS])
def test_it_is_green_and_fails_when_it_is_broken(language: str, path: str, vectors: Path, tmp_path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    done = kit(vectors, language, ROOT / path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "questions    46 passed" in done.stdout
    broken = tmp_path / Path(path).name
    assert text.count("leo/nonce") == 1
    broken.write_text(text.replace("leo/nonce", "leo/nonces"), encoding="utf-8")
    done = kit(vectors, language, broken)
    assert done.returncode == 1
    assert "questions    9 different, 37 passed" in done.stdout


def kit(vectors: Path, language: str, path: Path) -> subprocess.CompletedProcess[str]:
    """The adapter is asked for its level."""
    command = [sys.executable, "-m", "conformance", "--vectors", str(vectors), "--", language, str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
