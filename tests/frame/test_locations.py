"""The specification and the vectors are found in a checkout and in an installed package."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from leo_ref.speccheck.tlc import locations

ROOT = Path(__file__).parents[2]
KIT = "leo_ref/_kit/conformance/vectors"


def test_in_a_checkout_they_are_the_checkout_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "_PACKAGE", tmp_path / "leo_ref")
    for folder in ("spec", "conformance/vectors", "leo_ref/_spec", KIT):
        (tmp_path / folder).mkdir(parents=True)
    assert locations.specification() == tmp_path / "spec"
    assert locations.vectors() == tmp_path / "conformance" / "vectors"


def test_in_an_installed_package_they_are_the_package_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "_PACKAGE", tmp_path / "leo_ref")
    for folder in ("leo_ref/_spec", KIT):
        (tmp_path / folder).mkdir(parents=True)
    assert locations.specification() == tmp_path / "leo_ref" / "_spec"
    assert locations.vectors() == tmp_path / KIT


def test_a_damaged_installation_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "_PACKAGE", tmp_path / "leo_ref")
    with pytest.raises(FileNotFoundError, match="_spec"):
        locations.specification()


def test_the_wheel_carries_every_file_of_both(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    assert "leo_ref/py.typed" in carried
    for source, target in (("spec", "_spec"), ("conformance", "_kit/conformance")):
        for path in (ROOT / source).rglob("*"):
            if path.suffix in {".tla", ".cfg", ".json", ".jsonl", ".toml", ".gz"}:
                assert f"leo_ref/{target}/{path.relative_to(ROOT / source).as_posix()}" in carried
    assert not any(name.startswith(("tests/", "lints/", "conformance/")) for name in carried)
