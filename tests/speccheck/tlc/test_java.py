"""Finding Java and the jar, and what a jar says of itself."""

from __future__ import annotations

import zipfile
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from leo_ref.speccheck.tlc import java as java_module
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.java import Jar, find, find_jar, find_java, read_jar


def made_jar(path: Path, version: bytes, main: bytes, manifest: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tlc2/TLCGlobals.class", b"\xca\xfe\x00" + version + b"\x01")
        archive.writestr("tlc2/TLC.class", main)
        archive.writestr("META-INF/MANIFEST.MF", manifest)
    return path


def failure_of(environment: dict[str, str]) -> Failure:
    with pytest.raises(TlcFailure) as caught:
        find(environment)
    return caught.value.name


@pytest.fixture
def no_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra."""

    def find_nothing(_name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(java_module, "find_spec", find_nothing)


def test_the_wheels_are_found_and_told(jar: Jar) -> None:
    assert jar.java.is_file()
    assert jar.path.name == "tla2tools.jar"
    assert str(find({})) == "TLC 2.15 (d5b5a7f, 2020-01-30)"
    assert find({}).options == ()


def test_a_newer_jar_is_told_not_to_write_a_trace_module(jar: Jar, tmp_path: Path) -> None:
    manifest = "Manifest-Version: 1.0\r\nImplementation-Version: 2.0 2024-08-08\r\nX-Git-ShortRevision: 5a47802\r\n"
    newer = made_jar(tmp_path / "t.jar", b"Version 2.19 of 08 August 2024", b"..-noGenerateSpecTE..", manifest)
    found = find({"TLA2TOOLS_JAR": str(newer), "JAVA_HOME": str(jar.java.parent.parent)})
    assert str(found) == "TLC 2.19 (5a47802, 2024-08-08)"
    assert found.options == ("-noGenerateSpecTE",)
    assert found.java == jar.java


def test_a_jar_that_says_nothing_is_used_all_the_same(tmp_path: Path) -> None:
    silent = made_jar(tmp_path / "t.jar", b"", b"", "Manifest-Version: 1.0\r\n")
    assert str(read_jar(silent, Path("java"))) == "TLC unknown"


@pytest.mark.parametrize("content", [b"", b"no jar", b"PK\x05\x06" + bytes(18)])
def test_a_broken_jar_is_told(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "t.jar"
    broken.write_bytes(content)
    assert failure_of({"TLA2TOOLS_JAR": str(broken)}) is Failure.JAR_BROKEN


def test_half_a_jar_is_told(jar: Jar, tmp_path: Path) -> None:
    content = jar.path.read_bytes()
    (tmp_path / "t.jar").write_bytes(content[: len(content) // 2])
    assert failure_of({"TLA2TOOLS_JAR": str(tmp_path / "t.jar")}) is Failure.JAR_BROKEN


def test_what_the_environment_names_must_be_there(tmp_path: Path) -> None:
    assert failure_of({"TLA2TOOLS_JAR": str(tmp_path / "none.jar")}) is Failure.JAR_MISSING
    assert failure_of({"JAVA_HOME": str(tmp_path)}) is Failure.JAVA_MISSING


@pytest.mark.usefixtures("no_wheels")
def test_without_the_wheels_the_path_is_tried_and_the_rest_told(jar: Jar) -> None:
    with pytest.raises(TlcFailure) as caught:
        find_java({"PATH": ""})
    assert caught.value.name is Failure.JAVA_MISSING
    assert "leo-ref[tlc]" in caught.value.remedy
    assert find_java({"PATH": str(jar.java.parent)}) == jar.java
    with pytest.raises(TlcFailure) as caught:
        find_jar({})
    assert caught.value.name is Failure.JAR_MISSING
