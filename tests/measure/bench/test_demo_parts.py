"""The demo played and recorded on real parts: what is recorded is what the libraries below were really asked."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from nacl.signing import VerifyKey

from leo_ref.cli.checkout import cache

if TYPE_CHECKING:
    from leo_ref.measure.bench.demo.run import Whole

MISSING = [name for name in ("swtpm", "setpriv", "dockerd") if shutil.which(name) is None]
MISSING += [name for name in ("tpm2_pytss",) if importlib.util.find_spec(name) is None]
MISSING += ["root"] if os.geteuid() != 0 else []

pytestmark = pytest.mark.skipif(
    bool(MISSING) and not os.environ.get("CI"), reason=f"{', '.join(MISSING)} missing; run ./leo test as root"
)

COMMANDS = ("quote", "pcr_extend", "rsa_decrypt", "certify_creation", "activate_credential", "create")


@pytest.fixture(scope="module")
def counted() -> tuple[Whole, Counter[str]]:
    """A demo beside its floors, and what the libraries were asked while it played."""
    from leo_ref.adapters.docker.image import make_image
    from leo_ref.adapters.tpm.tss import ESAPI
    from leo_ref.demo.participants import participants_of
    from leo_ref.demo.picture import alices_picture
    from leo_ref.measure.bench.demo.run import played, whole

    image = make_image(cache("images"), print)
    asked: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (*((ESAPI, command) for command in COMMANDS), (VerifyKey, "verify")):
            patch.setattr(owner, name, counting(asked, name, getattr(owner, name)))
        demo = played(participants_of("leo"), alices_picture(), cache("images"), print)
    return whole(demo, image, print), asked


def counting(asked: Counter[str], name: str, original: Any) -> Any:  # Any: whatever the library has
    """The original, counted."""

    def counted(*arguments: Any, **named: Any) -> Any:
        asked[name] += 1
        return original(*arguments, **named)

    return counted


def test_what_is_recorded_is_what_the_libraries_were_asked(counted: tuple[Whole, Counter[str]]) -> None:
    whole, asked = counted
    times = {name: len(calls) for name, calls in whole.played.calls.items()}
    assert whole.played.is_done
    assert {times[name] for name in ("TPM started", "endorsement key certified", "keys provisioned")} == {13}
    assert times["quote"] == asked["quote"] >= 9 + 2  # to monitors, and by itself
    assert times["register extended"] == asked["pcr_extend"]
    assert times["key opened"] == asked["rsa_decrypt"] == 2
    assert times["creation certified"] == asked["certify_creation"]
    assert times["credential activated"] == asked["activate_credential"] >= 2  # one of each attestor
    assert times["decryption key made"] == asked["create"] - 13 >= 10
    assert times["Ed25519 verification"] == asked["verify"]


def test_every_floor_is_done_as_often_as_in_the_demo(counted: tuple[Whole, Counter[str]]) -> None:
    whole, _ = counted
    calls = whole.played.calls
    for floor in whole.floors:
        assert floor.times > 0, floor
        assert floor.seconds > 0, floor
        if floor.name == "registers read":
            assert floor.times == 2 * len(calls[floor.name])  # eleven registers, eight at a time
        elif floor.name in calls:
            assert floor.times == len(calls[floor.name]), floor
    assert whole.ratio == whole.played.seconds / sum(floor.seconds for floor in whole.floors)
    assert min(whole.played.memory.own, whole.played.memory.tpms, whole.played.memory.daemon) > 0


def test_a_job_is_the_way_from_the_last_key_to_the_result(counted: tuple[Whole, Counter[str]]) -> None:
    from leo_ref.measure.bench.demo.containers import BareJob
    from leo_ref.measure.bench.demo.job import times

    whole, _ = counted
    job = times(whole.played.calls, BareJob(b"", seconds=1.0, removing=1.0))
    (opened,), (finished,) = whole.played.calls["keys opened"], whole.played.calls["finished"]
    assert 0 < job.to_result < job.to_result + job.wiping < finished.ended - opened.began
    assert job.ratio == job.to_result
