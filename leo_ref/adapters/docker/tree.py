"""The files of the image: which of the packages' files are kept, and in which form."""

from __future__ import annotations

import posixpath
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import field, frozen

from leo_ref.adapters.debian.contents import contents
from leo_ref.adapters.docker.image_failure import Failure, ImageFailure

KEPT: Final = re.compile(
    r"usr/lib(32|64|x32)?/.*"
    r"|usr/bin/python3[^/]*"
    r"|etc/python3[^/]*/.*"  # the standard library has links to here
    r"|usr/share/doc/[^/]+(/copyright)?"  # the licences, and links to folders that hold them
    r"|usr/share/common-licenses/.*"
)
"""Paths of files and links that are kept."""

LEFT_OUT: Final = re.compile(
    r"usr/lib/[^/]+/(gconv|audit)/.*"  # for other programs than Python
    r"|usr/lib/([^/]+/)?libthread_db[.-][^/]*"  # for debuggers; cannot be loaded by itself
    r"|usr/lib/(dpkg|mime|valgrind|os-release|locale|debug|tmpfiles\.d|systemd)(/.*)?"
    r"|usr/lib/python3[^/]*/(idlelib|ensurepip|lib2to3|pydoc_data|turtledemo|test)/.*"  # tools of programmers
    r"|usr/lib/python3[^/]*/lib-dynload/nis\..*"  # its library is not there
)
"""And of those, what is left out."""

MERGED: Final = re.compile(r"(bin|sbin|lib|lib32|lib64|libx32)(/|$)")
"""Folders that are links into ``usr``, whichever way a package spells it."""

NEEDED: Final = ("usr/bin/python3", "usr/lib/python3/dist-packages/PIL/Image.py", "usr/share/common-licenses/GPL-3")

PEOPLE: Final = {
    "etc/passwd": "root:x:0:0:root:/:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\n",
}
EMPTY: Final = ("dev", "proc", "sys", "usr/sbin")
SHARED: Final = "tmp"


@frozen
class TreeEntry:
    """A file, a link or a folder, with all that an image says about it but its path; the owner is root."""

    mode: int
    content: bytes = field(default=b"", repr=False)
    link: str | None = None
    """Where a symbolic link leads."""

    is_folder: bool = False


def tree(archives: Iterable[Path]) -> Mapping[str, TreeEntry]:
    """Path -> entry, in order of the paths; the folder of an entry comes before it.

    Args:
        archives: The packages. Their scripts are not run, so no list that these would make is there.

    Raises:
        ImageFailure: IMAGE_INCOMPLETE.
        PackageFailure: PACKAGE_UNAVAILABLE.
    """
    found: dict[str, TreeEntry] = {}
    for archive in archives:
        found |= _kept(archive)
    for path in NEEDED:
        if path not in found:
            raise ImageFailure(
                Failure.IMAGE_INCOMPLETE,
                f"There is no /{path}.",
                "Use the packages of Debian 12 or 13, where this was tried.",
            )
    found |= {path: TreeEntry(0o644, text.encode()) for path, text in PEOPLE.items()}
    found |= {name: TreeEntry(0o777, link=f"usr/{name}") for name in ("bin", "sbin", "lib", "lib64")}
    folders = {parent: TreeEntry(0o755, is_folder=True) for path in (*found, *EMPTY) for parent in _above(path)}
    folders |= {path: TreeEntry(0o755, is_folder=True) for path in EMPTY} | {SHARED: TreeEntry(0o1777, is_folder=True)}
    return dict(sorted((folders | found).items()))


def _kept(archive: Path) -> dict[str, TreeEntry]:
    found: dict[str, TreeEntry] = {}
    whole: dict[str, TreeEntry] = {}  # for links to what is itself left out
    for member, content in contents(archive):
        path = _merged(member.name)
        entry = _entry(member, content, whole)
        if entry is None:
            continue
        whole[path] = entry
        if KEPT.fullmatch(path) and not LEFT_OUT.fullmatch(path):
            found[path] = entry
    return found


def _entry(member: tarfile.TarInfo, content: bytes, whole: Mapping[str, TreeEntry]) -> TreeEntry | None:
    """In one form whatever the package says: no owner, no time, no right to become somebody else."""
    if member.isreg():
        return TreeEntry(0o755 if member.mode & 0o100 else 0o644, content)
    if member.issym():
        return TreeEntry(0o777, link=member.linkname)
    if member.islnk():
        return whole.get(_merged(member.linkname))
    return None


def _merged(name: str) -> str:
    path = posixpath.normpath(name).removeprefix("/")
    return f"usr/{path}" if MERGED.match(path) else path


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path
