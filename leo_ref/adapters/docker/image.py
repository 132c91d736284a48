"""The container image with Python and Pillow: made here, from the distribution's packages, without a registry.

The same packages give the same image to the last bit, on whichever machine it is made, so its digest can be agreed on
and made again by whoever doubts it. It is kept, and made again when the code here has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import field, frozen

from leo_ref.adapters.debian import apt
from leo_ref.adapters.debian.apt import Package, Say
from leo_ref.adapters.debian.place import locked, workshop
from leo_ref.adapters.docker import archive, tree
from leo_ref.adapters.docker.image_failure import Failure, ImageFailure

WANTED: Final = ("python3", "python3-pil")
LICENCES: Final = "base-files"
"""Holds the texts that the packages' notes on copyright refer to; what it needs itself is not needed for them."""

WITHOUT: Final = (
    *("dpkg", "mime-support", "media-types"),  # for installing; types of files, with Perl
    *("libnsl2", "libtirpc3", "libtirpc3t64"),  # for Python's module nis, with Kerberos
)
"""What WANTED needs by its packages' word, and Python and Pillow do not."""

PROCESSORS: Final = {"amd64": "amd64", "arm64": "arm64", "ppc64el": "ppc64le", "riscv64": "riscv64", "s390x": "s390x"}
"""Debian's names -> Docker's."""

RECORD: Final = "python-pillow.json"
REMEDY: Final = "leo image make"


@frozen
class Image:
    """An image in a file."""

    archive: Path
    """What ``docker load`` takes."""

    id: bytes = field(repr=bytes.hex)
    """The SHA-256 of its configuration, which is what a daemon calls it by; 32 octets."""

    packages: tuple[str, ...]
    """Name and version of each package in it."""

    @property
    def name(self) -> str:
        """The id as Docker writes it."""
        return f"sha256:{self.id.hex()}"


def make_image(cache: Path, report: Say, *, again: bool = False) -> Image:
    """The image from the folder ``cache``, where it is made if it is not there.

    Args:
        cache: Where it is kept; a killed process leaves no half of it.
        report: Gets what is done next, in words; nothing where the image is there.
        again: Make it even if it is there, from the packages of today.

    Raises:
        ImageFailure: PROCESSOR_UNKNOWN, IMAGE_INCOMPLETE.
        PackageFailure: PACKAGE_TOOLS_MISSING, PACKAGE_UNAVAILABLE.
    """
    with locked(cache):
        kept = None if again else _kept(cache)
        return kept or _make(cache, report)


def kept_image(cache: Path) -> Image:
    """The image that was made.

    Raises:
        ImageFailure: IMAGE_NOT_MADE.
    """
    found = _kept(cache)
    if found is None:
        raise ImageFailure(
            Failure.IMAGE_NOT_MADE, f"There is none in {cache}, or the code that makes it has changed since.", REMEDY
        )
    return found


def _kept(cache: Path) -> Image | None:
    try:
        record = json.loads((cache / RECORD).read_text(encoding="utf-8"))
        found = Image(cache / record["archive"], bytes.fromhex(record["id"]), tuple(record["packages"]))
        whole = record["recipe"] == _recipe() and found.archive.stat().st_size == record["size"]
    except (OSError, ValueError, LookupError, TypeError):
        return None  # not there, or not written by us
    return found if whole else None


def _recipe() -> str:
    """Of the code that an image depends on."""
    code = b"".join(Path(module).read_bytes() for module in (__file__, tree.__file__, archive.__file__))
    return hashlib.sha256(code).hexdigest()


def _fetch(place: Path, report: Say) -> Mapping[Package, Path]:
    report(f"choosing what {' and '.join(WANTED)} need")
    chosen = apt.chosen(WANTED, WITHOUT, place)
    report(f"fetching {len(chosen) + 1} packages")
    return apt.fetch((*(f"{package.name}={package.version}" for package in chosen), LICENCES), place)


def _make(cache: Path, report: Say) -> Image:
    apt.need_tools()
    native = apt.architecture()
    if native not in PROCESSORS:
        what = f"This system's packages are for {native}."
        raise ImageFailure(Failure.PROCESSOR_UNKNOWN, what, f"Use a machine for {', '.join(PROCESSORS)}.")
    with workshop(cache) as place:
        fetched = apt.with_lists(lambda: _fetch(place, report), report)
        report(f"fetched {sum(file.stat().st_size for file in fetched.values()) / 1e6:.0f} MB; packing the image")
        packages = tuple(sorted(map(str, fetched)))
        layer = archive.layer(tree.tree(fetched[package] for package in sorted(fetched)))
        made = place / "image"
        with made.open("wb") as file:
            identity = archive.write(file, layer, archive.configuration(layer, PROCESSORS[native], packages))
            file.flush()
            os.fsync(file.fileno())
        image = Image(cache / f"python-pillow-{identity.hex()[:16]}.tar", identity, packages)
        record = {
            "archive": image.archive.name,
            "id": identity.hex(),
            "packages": packages,
            "recipe": _recipe(),
            "size": made.stat().st_size,
        }
        written = place / RECORD
        with written.open("w", encoding="utf-8") as text:
            json.dump(record, text, indent=1)
            text.flush()
            os.fsync(text.fileno())
        made.rename(image.archive)
        written.rename(cache / RECORD)  # from here on it is there
        for older in cache.glob("python-pillow-*.tar"):
            if older != image.archive:
                older.unlink()
    report(f"made {image.name}, {image.archive.stat().st_size / 1e6:.0f} MB")
    return image
