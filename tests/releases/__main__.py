"""The project in a fresh root of another release of Debian, made by debootstrap: ``./leo`` as somebody there types it.

Run as root, on Debian or Ubuntu, in a checkout:

    apt-get install -y debootstrap
    ./leo dev releases trixie -- check MCElection
    ./leo dev releases trixie --bind /etc/xdg/pip -- test --only pytest -- tests/adapters/docker
    apt-get install -y qemu-user-static binfmt-support
    ./leo dev releases bookworm --arch arm64 -- demo --software    # another processor, by emulation: slow

What is committed is cloned into the root, which is kept in ``.leo/releases/`` so that the next run starts at once; with
``--fresh`` it is made anew. The kernel stays this machine's, and so do control groups, network and clock; mounts and
processes are the run's own and end with it. Whoever uses a package index of their own binds its folders.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).parents[2]
PLACE: Final = CHECKOUT / ".leo" / "releases"
ARCHIVE: Final = "http://deb.debian.org/debian"
PACKAGES: Final = "ca-certificates,git,python3,python3-venv,procps"
COPIED: Final = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")
"""What a root takes over from this machine, so that it has its network and trusts whom this machine trusts."""

INSIDE: Final = """
set -eu
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
for folder in $BOUND; do mkdir -p "$root/$folder" && mount --bind "$folder" "$root/$folder"; done
# Not chroot alone: a Docker daemon wants a root that is a mount.
cd "$root"
pivot_root . mnt
exec chroot . /bin/sh -c 'umount -l /mnt && cd /leo && exec ./leo "$@"' leo "$@"
"""


def main() -> int:
    """The exit code of what was run there."""
    parser = argparse.ArgumentParser(
        prog="./leo dev releases",
        usage="%(prog)s RELEASE [--arch ARCH] [--fresh] [--bind FOLDER]... -- ARGUMENTS OF ./leo",
        description="Run ./leo in a root of a release.",
    )
    parser.add_argument("release", help="such as trixie")
    parser.add_argument("--arch", help="Debian's name of another processor, such as arm64; the kernel has to run it")
    parser.add_argument("--fresh", action="store_true", help="make the root anew")
    parser.add_argument("--bind", action="append", default=[], help="a folder of this machine that is there, too")
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    given, arguments = parser.parse_args(words[:end]), words[end + 1 :]
    missing = [tool for tool in ("debootstrap", "unshare", "pivot_root", "chroot", "git") if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        sys.exit(f"root's rights and {', '.join(missing) or 'no program'} are missing; apt-get install -y debootstrap")
    root = PLACE / (given.release if given.arch is None else f"{given.release}-{given.arch}")
    if given.fresh:
        shutil.rmtree(root, ignore_errors=True)
    make(given.release, given.arch, root)
    bound = {"BOUND": " ".join(given.bind), "LC_ALL": "C.UTF-8"}
    command = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", INSIDE, "sh", str(root))
    return subprocess.run((*command, *arguments), env={**os.environ, **bound}, check=False).returncode


def make(release: str, arch: str | None, root: Path) -> None:
    """The root, if it is not there, with the project as it is committed."""
    if not root.exists():
        unfinished = root.with_name(f"{root.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        options = ["--variant=minbase", f"--include={PACKAGES}"]
        if arch is not None:
            options.append(f"--arch={arch}")
        subprocess.run(("debootstrap", *options, release, str(unfinished), ARCHIVE), check=True)
        unfinished.rename(root)
    for path in filter(os.path.exists, COPIED):
        shutil.copyfile(path, f"{root}{path}")
    clone = root / "leo"
    if not clone.exists():
        subprocess.run(("git", "clone", "--quiet", str(CHECKOUT), str(clone)), check=True)
    commit = subprocess.run(
        ("git", "rev-parse", "HEAD"), cwd=CHECKOUT, check=True, capture_output=True, text=True
    ).stdout.strip()
    subprocess.run(("git", "fetch", "--quiet", str(CHECKOUT), commit), cwd=clone, check=True)
    subprocess.run(("git", "checkout", "--quiet", "--force", "--detach", commit), cwd=clone, check=True)


if __name__ == "__main__":
    sys.exit(main())
