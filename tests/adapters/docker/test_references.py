"""An image of a registry is named by its digest, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.adapters.docker.image_failure import Failure, ImageFailure

pytest.importorskip("docker", reason="the docker library is missing; ./leo test brings it")

from leo_ref.adapters.docker.loading import ImageReference, reference

DIGEST = "0f" * 32
PART = st.from_regex(r"[a-z0-9]{1,5}([._-][a-z0-9]{1,5})?", fullmatch=True)
NAMES = st.builds(
    lambda host, port, parts: "/".join([f"{host}:{port}" if port else host, *parts]),
    PART,
    st.one_of(st.none(), st.integers(1, 65535)),
    st.lists(PART, min_size=1, max_size=3),
)


@given(NAMES, st.binary(min_size=32, max_size=32))
def test_a_name_and_a_digest_are_read(name: str, digest: bytes) -> None:
    wanted = reference(f"{name}@sha256:{digest.hex()}")
    assert wanted == ImageReference(name, digest)
    assert reference(str(wanted)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "python",
        "python:3.12",
        f"sha256:{DIGEST}",
        f"@sha256:{DIGEST}",
        f"python:3.12@sha256:{DIGEST}",
        f"python@sha256:{DIGEST[:-1]}",
        f"python@sha256:{DIGEST}0",
        f"python@sha256:{DIGEST.upper()}",
        f"python@sha512:{DIGEST}",
        f"Python@sha256:{DIGEST}",
        f"python@sha256:{DIGEST}\n",
        f"host:x/python@sha256:{DIGEST}",
        f"host:5000@sha256:{DIGEST}",
        f"a//b@sha256:{DIGEST}",
        f"../b@sha256:{DIGEST}",
        f"{'a' * 256}@sha256:{DIGEST}",
    ],
)
def test_what_names_no_single_image_is_refused(text: str) -> None:
    with pytest.raises(ImageFailure) as caught:
        reference(text)
    assert caught.value.name is Failure.REFERENCE_WRONG
