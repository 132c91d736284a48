"""The authority that certifies TPMs of software is kept in a folder, for its owner alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from leo_ref.adapters.tpm.authority import AUTHORITY, kept_authority
from leo_ref.adapters.tpm.failure import Failure, TpmFailure


def test_it_is_made_once(tmp_path: Path) -> None:
    made = kept_authority(tmp_path / "authority")
    assert kept_authority(tmp_path / "authority").certificate == made.certificate
    assert (tmp_path / "authority" / AUTHORITY).stat().st_mode & 0o777 == 0o600


def _exposed(place: Path) -> None:
    place.chmod(0o644)


def _garbled(place: Path) -> None:
    place.write_bytes(b"no key")


def _of_two(place: Path) -> None:
    kept_authority(place.parent.parent / "other")
    other = (place.parent.parent / "other" / AUTHORITY).read_text()
    key, mark, _ = place.read_text().partition("-----BEGIN CERTIFICATE")
    place.write_text(key + mark + other.partition(mark)[2])


@pytest.mark.parametrize("spoil", [_exposed, _garbled, _of_two])
def test_what_is_none_is_named(tmp_path: Path, spoil: object) -> None:
    kept_authority(tmp_path / "authority")
    assert callable(spoil)
    spoil(tmp_path / "authority" / AUTHORITY)
    with pytest.raises(TpmFailure) as failure:
        kept_authority(tmp_path / "authority")
    assert failure.value.name is Failure.AUTHORITY_BROKEN
