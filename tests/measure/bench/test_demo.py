"""What ``leo bench demo`` records and works out; on real parts it is tested in test_demo_parts.py."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from leo_ref.cli import bench
from leo_ref.core import signature
from leo_ref.core.signature import sign
from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import keys, vrf
from leo_ref.measure.bench.demo import cryptography, job, measured, memory, recording
from leo_ref.measure.bench.demo.operations import CRYPTOGRAPHY
from leo_ref.measure.bench.demo.recording import RecordedPlace
from leo_ref.measure.bench.demo.run import Say
from leo_ref.measure.bench.fleet import asking
from leo_ref.parties import keys as secrets
from tests.measure.bench.demo_measured import measured as made_up

SEED = bytes(32)
JOB, NODE = JobId("ab" * 32), NodeId("cd" * 32)


class Own:
    """A class with a method of its own."""

    def message(self, what: str) -> str:
        return what


def test_what_is_recorded_is_every_call_wherever_the_function_is_known() -> None:
    before, own = (signature.sign, vars(secrets)["sign"], vrf.prove, Own.message), Own()
    with recording.recording(
        {
            "sign": RecordedPlace(signature, "sign"),
            "prove": RecordedPlace(vrf, "prove"),
            "message": RecordedPlace(Own, "message"),
        }
    ) as calls:
        assert vars(secrets)["sign"] is signature.sign is not before[0]
        vars(secrets)["sign"](SEED, b"one")
        signature.sign(SEED, b"two")
        asking.nonce_proof(SEED, NODE, JOB, 1, Phase.DURING)
        assert own.message("what") == "what"
    assert (signature.sign, vars(secrets)["sign"], vrf.prove, Own.message) == before
    sign(SEED, b"three")
    assert [call.arguments for call in calls["sign"]] == [(SEED, b"one"), (SEED, b"two")]
    assert [call.arguments for call in calls["message"]] == [(own, "what")]
    assert len(calls["prove"]) == 1
    assert all(call.began <= call.ended for name in calls for call in calls[name])


def test_a_call_that_raises_is_recorded_and_everything_is_as_before_after_an_error() -> None:
    before = vrf.prove
    with pytest.raises(AttributeError), recording.recording({"prove": RecordedPlace(vrf, "prove")}) as calls:
        vrf.prove(None, b"")  # type: ignore[arg-type]  # what raises
    assert vrf.prove is before
    assert len(calls["prove"]) == 1


def test_the_cryptography_is_done_once_more_call_by_call() -> None:
    with recording.recording(CRYPTOGRAPHY) as calls:
        proof = asking.nonce_proof(SEED, NODE, JOB, 1, Phase.DURING)
        assert asking.nonce(keys.secret(SEED).public_key, NODE, JOB, 1, Phase.DURING, proof) is not None
        signed = signature.sign(SEED, b"message")
        assert signature.signed(signature.public_key(SEED), b"message", signed)
    times = {floor.name: floor.times for floor in cryptography.floors(calls)}
    assert times.keys() == CRYPTOGRAPHY.keys()
    assert {name: often for name, often in times.items() if often} == {
        "VRF proof": 1,
        "VRF verification": 1,
        "Ed25519 signature": 1,
        "Ed25519 verification": 1,
    }


def test_a_ratio_is_the_whole_over_the_sum_of_its_floors_and_the_median_of_its_passes() -> None:
    whole, to_result, with_removal, small = made_up((2.0, 4.0), (8.0, 2.0), (4.0, 3.0)).ratios
    assert (whole.ratios, whole.found) == ((1.0, 4.0, 2.0), 2.0)
    assert (to_result.ratios, to_result.found) == ((2.0, 1.0, 1.5), 1.5)
    assert with_removal.ratios == (2.0, 4 / 3, 5 / 3)
    assert small.found == 4.0


def test_the_large_picture_has_about_so_many_pixels() -> None:
    wide = Image.open(io.BytesIO(job.picture(100_000)))
    assert wide.format == "PNG"
    assert abs(wide.width * wide.height - 100_000) < 1000


def test_memory_is_of_this_process_and_its_children() -> None:
    own = memory.family(1)
    assert 1 in own
    assert memory.proportional([]) == 0


@pytest.mark.parametrize(
    ("whole", "to_result", "arguments", "expected"),
    [
        (4.0, 2.6, ["--strict"], 0),
        (4.1, 2.6, ["--strict"], 1),
        (4.0, 2.7, ["--strict"], 1),
        (4.1, 2.7, [], 0),
    ],
)
def test_a_missed_target_is_shown_and_fails_only_if_asked(
    whole: float, to_result: float, arguments: list[str], expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int, tuple[int, ...]]] = []

    def measure(passes: int, pixels: int, nodes: Sequence[int], _cache: Path, _say: Say) -> measured.MeasuredDemo:
        asked.append((passes, pixels, tuple(nodes)))
        return made_up((whole, to_result))

    monkeypatch.setattr(measured, "measure", measure)
    ended = CliRunner().invoke(bench.command, ["demo", "--nodes", "13", "--megapixels", "2", *arguments])
    assert ended.exit_code == expected, ended.output
    assert ("missed" in ended.stdout) == (whole > 4.0 or to_result > 2.6)
    assert asked == [(3, 2_000_000, (13,))]


def test_as_json_with_its_plot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "measure", lambda *_arguments: made_up((4.0, 2.0)))
    plot = tmp_path / "nodes.svg"
    ended = CliRunner().invoke(bench.command, ["demo", "--json", "--plot", str(plot)])
    assert ended.exit_code == 0, ended.output
    message = json.loads(ended.stdout)["demo"]
    assert message["ok"]
    assert [row["ratio"] for row in message["ratios"][:2]] == [2.0, 1.0]
    assert message["operations"][0] == {"name": "quote", "times": 2, "demo_seconds": 0.5, "bare_seconds": 1.5}
    assert message["operations"][1]["demo_seconds"] is None
    assert (message["sizes"][0]["nodes"], message["sizes"][0]["seconds"]) == (12, 8.0)
    assert plot.read_text().startswith("<?xml")
