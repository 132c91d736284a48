"""Small packages, made by the real dpkg-deb, and an ``apt-get`` of ours that chooses and hands out those."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

WHOLE: Mapping[str, Mapping[str, str]] = {
    "python3": {"usr/bin/python3.11": "program", "usr/bin/python3": "-> python3.11", "usr/bin/pydoc3": "other"},
    "python3-pil": {
        "usr/lib/python3/dist-packages/PIL/Image.py": "pictures",
        "usr/share/doc/python3-pil/copyright": "licence",
        "usr/share/doc/python3-pil/changelog.gz": "news",
        "usr/share/man/man1/pil.1": "manual",
    },
    "libc6": {
        "lib/ld.so": "loader",
        "lib/gnu/libthread_db.so.1": "debugger",
        "usr/lib/libthread_db-1.0.so": "debugger",
        "usr/lib/gnu/libpthread.so.0": "threads",
        "lib64/ld.so": "-> /lib/ld.so",
        "usr/lib/gnu/gconv/KOI8.so": "letters",
        "etc/passwd": "somebody",
    },
    "base-files": {"usr/share/common-licenses/GPL-3": "terms", "etc/motd": "welcome"},
}
"""Package -> path -> content, or where a link leads."""

APT = """#!/bin/sh
echo "$*" >>"{folder}/asked"
case "$*" in
*--simulate*) for name in {chosen}; do echo "Inst $name (1 Debian:12 [amd64])"; done ;;
download*) shift; for name; do cp "{folder}/${{name%%=*}}.deb" "${{name%%=*}}_1_amd64.deb" || exit 1; done ;;
esac
"""


@frozen
class Distribution:
    """A folder with packages, and the tools that hand them out."""

    folder: Path
    packages: dict[str, Mapping[str, str]] = field(factory=lambda: dict(WHOLE))

    def make(self) -> None:
        """Makes the packages and the tools."""
        (self.folder / "bin").mkdir(exist_ok=True)
        for name in self.packages:
            self.build(name)
        chosen = " ".join(sorted(set(self.packages) - {"base-files"}))
        self.tool("apt-get", APT.format(folder=self.folder, chosen=chosen))
        self.tool("apt-cache", "#!/bin/sh\n")
        self.tool("dpkg", "#!/bin/sh\necho amd64\n")

    def tool(self, name: str, script: str) -> None:
        """Puts a program in the place of one of the distribution's."""
        (self.folder / "bin" / name).write_text(script)
        (self.folder / "bin" / name).chmod(0o755)

    @property
    def path(self) -> str:
        """A search path on which these tools come first."""
        return f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"

    def asked(self) -> list[str]:
        """What apt-get was asked."""
        return (self.folder / "asked").read_text().splitlines()

    def build(self, name: str) -> Path:
        """Makes one package of the files that it is to hold."""
        root = self.folder / "tree" / name
        for path, content in self.packages[name].items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if content.startswith("-> "):
                place.symlink_to(content.removeprefix("-> "))
            else:
                place.write_text(content)
                place.chmod(0o4755 if content == "program" else 0o640)
        (root / "DEBIAN").mkdir(mode=0o755)
        (root / "DEBIAN" / "control").write_text(
            f"Package: {name}\nVersion: 1\nArchitecture: amd64\nMaintainer: nobody\nDescription: none\n"
        )
        built = self.folder / f"{name}.deb"
        made = ("dpkg-deb", "--build", "-Znone", str(root), str(built))
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(root)
        return built
