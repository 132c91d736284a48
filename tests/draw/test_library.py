"""A PyNaCl that gets the subgroup wrong is refused where the draw is imported."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import nacl
import pytest
from nacl import bindings
from nacl.exceptions import UnavailableError

from leo_ref.draw import library
from leo_ref.draw.unsound import LibraryTooOld, LibraryUnsound
from tests.draw import slow_curve

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("version", ["1.6.2", "1.6.10", "1.7", "1.7.0.dev1", "2.0.0"])
def test_new_enough(version: str) -> None:
    assert library.version_is_new_enough(version)


@pytest.mark.parametrize("version", ["1.5.0", "1.6.1", "1.6", "0.9.9", "1", "", "x.y"])
def test_too_old_or_unreadable(version: str) -> None:
    assert not library.version_is_new_enough(version)


def test_an_old_release_is_refused_at_import(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(nacl, "__version__", "1.5.0")
        # An older one still has no such name: its version must be asked before its names are.
        patched.delattr(bindings, "crypto_core_ed25519_is_valid_point")
        with pytest.raises(LibraryTooOld, match=r"PyNaCl 1\.6\.2 or newer .* this is 1\.5\.0"):
            importlib.reload(library)
    importlib.reload(library)


def test_a_library_with_the_old_subgroup_check_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The old check asked only for x = 0 of q times the point, and so also let (0, -1) pass."""

    def old_check(octets: bytes) -> bool:
        point = slow_curve.decode(octets)
        return point is not None and slow_curve.multiply(slow_curve.Q, point)[0] == 0

    monkeypatch.setattr(library, "is_valid_point", old_check)
    with pytest.raises(LibraryUnsound, match="mixed order"):
        library.require_sound_library()


def test_a_library_that_multiplies_points_of_mixed_order_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def multiply(scalar: bytes, point: bytes) -> bytes:
        found = slow_curve.decode(point)
        assert found is not None
        return slow_curve.encode(slow_curve.multiply(int.from_bytes(scalar, "little"), found))

    monkeypatch.setattr(library, "multiply", multiply)
    with pytest.raises(LibraryUnsound, match="mixed order"):
        library.require_sound_library()


def test_a_library_that_refuses_everything_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "is_valid_point", lambda _: False)
    with pytest.raises(LibraryUnsound, match="mixed order"):
        library.require_sound_library()


def test_the_library_is_tried_on_each_coset() -> None:
    tried = set(library.mixed_order_points())
    cosets = {slow_curve.encode(slow_curve.add(slow_curve.BASE, point)) for point in slow_curve.SMALL[1:]}
    assert tried == cosets
    assert len(tried) == 7


def test_a_library_built_without_the_operations_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_: bytes) -> bytes:
        raise UnavailableError

    monkeypatch.setattr(library, "add", unavailable)
    with pytest.raises(LibraryUnsound, match="mixed order"):
        library.require_sound_library()


PRETENDED = """
import nacl
{change}
from leo_ref.cli import main
main()
"""
OLD = 'nacl.__version__ = "1.6.1"'
OLD_CHECK = """
from nacl import bindings
bindings.crypto_core_ed25519_is_valid_point = lambda point: True
"""


@pytest.mark.parametrize(("change", "name"), [(OLD, "library-too-old"), (OLD_CHECK, "library-unsound")])
@pytest.mark.parametrize("arguments", [("demo",), ("oracle",), ("verify", "--help")])
def test_the_command_line_says_what_is_wrong_and_what_to_do(change: str, name: str, arguments: tuple[str, ...]) -> None:
    said = subprocess.run(
        [sys.executable, "-c", PRETENDED.format(change=change), *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "LEO_TRACEBACK"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert said.returncode == 1
    assert said.stdout == ""
    first, second = said.stderr.splitlines()
    assert first.startswith(f"leo: {name}: the draw needs ")
    assert second.startswith("  remedy: pip install ")


def test_an_installer_is_told_the_same_oldest_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = ".".join(str(number) for number in library.OLDEST)
    assert f"pynacl>={oldest}" in project["dependencies"]
