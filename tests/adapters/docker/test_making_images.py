"""What an image is made of and how it is kept, with small packages that the real dpkg-deb makes and reads."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.adapters.debian.failure import Failure as PackageReason
from leo_ref.adapters.debian.failure import PackageFailure
from leo_ref.adapters.docker import image as images
from leo_ref.adapters.docker.archive import configuration, layer, write
from leo_ref.adapters.docker.image import Image, kept_image, make_image
from leo_ref.adapters.docker.image_failure import Failure, ImageFailure
from leo_ref.adapters.docker.tree import TreeEntry, tree
from tests.adapters.docker.packages import WHOLE, Distribution

pytestmark = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None and not os.environ.get("CI"), reason="no dpkg-deb: run this on Debian or Ubuntu"
)

KEPT = {
    "usr/bin/python3": TreeEntry(0o777, link="python3.11"),
    "usr/bin/python3.11": TreeEntry(0o755, b"program"),
    "usr/lib/gnu/libpthread.so.0": TreeEntry(0o644, b"threads"),
    "usr/lib/ld.so": TreeEntry(0o644, b"loader"),
    "usr/lib/python3/dist-packages/PIL/Image.py": TreeEntry(0o644, b"pictures"),
    "usr/lib64/ld.so": TreeEntry(0o777, link="/lib/ld.so"),
    "usr/share/common-licenses/GPL-3": TreeEntry(0o644, b"terms"),
    "usr/share/doc/python3-pil/copyright": TreeEntry(0o644, b"licence"),
}
"""What is left: not the manual, no gconv modules, nothing for debuggers, no right of python3.11 to be root."""


@pytest.fixture
def distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Distribution:
    """The small packages, and tools that hand them out."""
    folder = tmp_path / "distribution"
    folder.mkdir()
    made = Distribution(folder)
    made.make()
    monkeypatch.setenv("PATH", made.path)
    return made


def built(distribution: Distribution) -> list[Path]:
    return sorted(distribution.folder.glob("*.deb"))


def test_the_tree_holds_what_runs_and_the_licences(distribution: Distribution) -> None:
    found = tree(built(distribution))
    files = {path: entry for path, entry in found.items() if not entry.is_folder and path.startswith("usr/")}
    assert files == KEPT
    assert found["lib"] == TreeEntry(0o777, link="usr/lib")
    assert found["etc/passwd"].content.startswith(b"root:")
    assert found["tmp"].mode == 0o1777


def test_a_folder_comes_before_what_is_in_it(distribution: Distribution) -> None:
    seen = {""}
    for path in tree(built(distribution)):
        assert os.path.dirname(path) in seen
        seen.add(path)


@pytest.mark.parametrize("path", ["usr/bin/python3", "usr/lib/python3/dist-packages/PIL/Image.py"])
def test_packages_without_python_or_pillow_make_no_image(distribution: Distribution, path: str) -> None:
    for name, files in WHOLE.items():
        distribution.packages[name] = {place: content for place, content in files.items() if place != path}
        distribution.build(name)
    with pytest.raises(ImageFailure) as caught:
        tree(built(distribution))
    assert caught.value.name is Failure.IMAGE_INCOMPLETE
    assert path in caught.value.what


def test_a_package_that_is_cut_off_is_named(distribution: Distribution) -> None:
    last = built(distribution)[-1]
    last.write_bytes(last.read_bytes()[:-2000])
    with pytest.raises(PackageFailure) as caught:
        tree(built(distribution))
    assert caught.value.name is PackageReason.PACKAGE_UNAVAILABLE
    assert last.name in caught.value.what


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)
ENTRIES = st.one_of(
    st.builds(TreeEntry, st.sampled_from([0o644, 0o755]), st.binary(max_size=9)),
    st.builds(TreeEntry, st.just(0o777), link=PATHS),
    st.just(TreeEntry(0o755, is_folder=True)),
)


@given(st.dictionaries(PATHS, ENTRIES))
def test_a_layer_holds_its_tree_and_nothing_of_where_it_was_made(found: Mapping[str, TreeEntry]) -> None:
    with tarfile.open(fileobj=io.BytesIO(layer(found))) as tar:
        read: dict[str, TreeEntry] = {}
        for member in tar:
            assert (member.uid, member.gid, member.uname, member.gname, member.mtime) == (0, 0, "", "", 0)
            file = tar.extractfile(member) if member.isreg() else None
            content = b"" if file is None else file.read()
            read[member.name] = TreeEntry(
                member.mode, content, member.linkname if member.issym() else None, member.isdir()
            )
    assert read == found
    assert list(read) == list(found)


def test_the_id_is_the_digest_of_the_configuration_which_names_the_layer() -> None:
    made, octets = io.BytesIO(), layer(KEPT)
    config = configuration(octets, "arm64", ["one 1", "two 2"])
    assert write(made, octets, config) == hashlib.sha256(config).digest()
    with tarfile.open(fileobj=io.BytesIO(made.getvalue())) as tar:
        files = {member.name: tar.extractfile(member) for member in tar}
        content = {name: file.read() for name, file in files.items() if file is not None}
    [named] = json.loads(content["manifest.json"])
    assert content[named["Config"]] == config
    assert [content[name] for name in named["Layers"]] == [octets]
    said = json.loads(config)
    assert said["rootfs"]["diff_ids"] == [f"sha256:{hashlib.sha256(octets).hexdigest()}"]
    assert (said["os"], said["architecture"], said["config"]["User"]) == ("linux", "arm64", "65534:65534")
    assert said["config"]["Labels"] == {"leo.packages": "one 1\ntwo 2"}


def test_an_image_is_made_once_and_again_when_asked(distribution: Distribution, tmp_path: Path) -> None:
    reports: list[str] = []
    made = make_image(tmp_path / "cache", reports.append)
    assert reports[-1].startswith(f"made {made.name}, ")
    assert made.packages == tuple(f"{name} 1" for name in sorted(WHOLE))
    before = list(reports), distribution.asked()
    assert make_image(tmp_path / "cache", reports.append) == made == kept_image(tmp_path / "cache")
    assert (reports, distribution.asked()) == before
    assert make_image(tmp_path / "cache", reports.append, again=True) == made
    assert len(distribution.asked()) == 2 * len(before[1])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_newer_package_makes_another_image_in_the_place_of_the_first(
    distribution: Distribution, tmp_path: Path
) -> None:
    first = make_image(tmp_path / "cache", print)
    distribution.packages["libc6"] = {"lib/ld.so": "newer"}
    distribution.build("libc6")
    second = make_image(tmp_path / "cache", print, again=True)
    assert second.id != first.id
    assert names(tmp_path / "cache") == {"lock", images.RECORD, second.archive.name}


def spoilt_record(cache: Path) -> None:
    (cache / images.RECORD).write_text('{"archive": ')


def another_recipe(cache: Path) -> None:
    record = json.loads((cache / images.RECORD).read_text())
    (cache / images.RECORD).write_text(json.dumps(record | {"recipe": "00"}))


def cut_off(cache: Path) -> None:
    [archive] = cache.glob("*.tar")
    os.truncate(archive, 100)


def removed(cache: Path) -> None:
    [archive] = cache.glob("*.tar")
    archive.unlink()


@pytest.mark.usefixtures("distribution")
@pytest.mark.parametrize("spoil", [spoilt_record, another_recipe, cut_off, removed])
def test_what_is_not_whole_or_made_by_other_code_is_made_again(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    made = make_image(tmp_path / "cache", print)
    spoil(tmp_path / "cache")
    with pytest.raises(ImageFailure) as caught:
        kept_image(tmp_path / "cache")
    assert caught.value.name is Failure.IMAGE_NOT_MADE
    assert make_image(tmp_path / "cache", print) == made
    assert is_whole(made)


def is_whole(image: Image) -> bool:
    with tarfile.open(image.archive) as tar:
        file = tar.extractfile(f"{image.id.hex()}.json")
        return file is not None and hashlib.sha256(file.read()).digest() == image.id


KILLED = """
import os, signal, sys
from pathlib import Path
from leo_ref.adapters.docker.image import make_image

left, folder = int(sys.argv[1]), sys.argv[2]

def count(event, arguments):
    global left
    if event in {"open", "os.rename", "os.remove", "subprocess.Popen"} and folder in str(arguments):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
make_image(Path(folder), lambda what: None, again=True)
"""
"""Ends by SIGKILL just before it does the given number of things with the folder."""


def killed_at(moment: int, cache: Path) -> bool:
    done = subprocess.run([sys.executable, "-c", KILLED, str(moment), str(cache)], check=False)
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


def test_killed_at_any_moment_it_leaves_a_whole_image_or_none(distribution: Distribution, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = make_image(cache, print)
    distribution.packages["libc6"] = {"lib/ld.so": "newer"}
    distribution.build("libc6")
    moment, found = 1, {first.id}
    while killed_at(moment, cache):
        kept = kept_image(cache)
        assert is_whole(kept)
        found.add(kept.id)
        moment += 1
    assert moment > 10
    assert len(found) == 2  # the old one until the new one is there
    made = make_image(cache, print)
    assert made.id in found - {first.id}
    assert names(cache) == {"lock", images.RECORD, made.archive.name}


@pytest.mark.usefixtures("distribution")
def test_killed_the_first_time_it_leaves_nothing_that_is_taken_for_an_image(tmp_path: Path) -> None:
    for moment in (2, 5, 8):
        assert killed_at(moment, tmp_path / "cache")
        with pytest.raises(ImageFailure):
            kept_image(tmp_path / "cache")
    made = make_image(tmp_path / "cache", print)
    assert names(tmp_path / "cache") == {"lock", images.RECORD, made.archive.name}


def test_what_apt_says_is_passed_on(distribution: Distribution, tmp_path: Path) -> None:
    distribution.tool("apt-get", "#!/bin/sh\necho 'E: Unable to locate package python3-pil' >&2; exit 100\n")
    with pytest.raises(PackageFailure) as caught:
        make_image(tmp_path / "cache", print)
    assert caught.value.name is PackageReason.PACKAGE_UNAVAILABLE
    assert "Unable to locate package python3-pil" in caught.value.what
    assert names(tmp_path / "cache") == {"lock"}


OLD_LISTS = """#!/bin/sh
case "$*" in
update) : >"{folder}/updated" ;;
download*) [ -e "{folder}/updated" ] || {{ : >python3_0_amd64.deb; echo "E: 404 Not Found" >&2; exit 100; }} ;;
esac
exec "{folder}/bin/apt-get-of-today" "$@"
"""


@pytest.mark.parametrize("user", [0, 1000])
def test_root_fetches_lists_that_are_old(
    user: int, distribution: Distribution, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (distribution.folder / "bin" / "apt-get").rename(distribution.folder / "bin" / "apt-get-of-today")
    distribution.tool("apt-get", OLD_LISTS.format(folder=distribution.folder))
    monkeypatch.setattr("os.geteuid", lambda: user)
    reports: list[str] = []
    if user == 0:
        assert is_whole(make_image(tmp_path / "cache", reports.append))
        assert "fetching the lists of packages" in reports
    else:
        with pytest.raises(PackageFailure) as caught:
            make_image(tmp_path / "cache", reports.append)
        assert "404 Not Found" in caught.value.what
        assert "apt-get update" in caught.value.remedy


def test_other_processors_are_named(distribution: Distribution, tmp_path: Path) -> None:
    distribution.tool("dpkg", "#!/bin/sh\necho m68k\n")
    with pytest.raises(ImageFailure) as caught:
        make_image(tmp_path / "cache", print)
    assert caught.value.name is Failure.PROCESSOR_UNKNOWN
    assert "m68k" in caught.value.what


def test_a_system_without_the_tools_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackageFailure) as caught:
        make_image(tmp_path / "cache", print)
    assert caught.value.name is PackageReason.PACKAGE_TOOLS_MISSING
