"""``docs/kernel-list.md`` says what the reader of lists does."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from leo_ref.attestation.appraisal.bundle import PUBLISHED_MOST
from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.algorithms import STRONG, Hash
from leo_ref.tcg.ima import IMA_PCR, TEMPLATES, ImaLog, encode_ima_log, parse_ima_log, template_data
from leo_ref.tcg.ima_replay import AGGREGATES, boot_aggregate, replay_ima
from leo_ref.vectors.tcg import boots, ima
from tests.vectors.made import ROOT

PAGE = (ROOT / "docs" / "kernel-list.md").read_text("utf-8")
ROWS = {
    cells[1].split(" (")[0]: cells[2:]
    for cells in (re.split(r" \| |^\| | \|$", line) for line in PAGE.splitlines() if line.startswith("| "))
}


def words(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def test_templates_and_hashes_are_those_that_are_read() -> None:
    assert words(ROWS["template"][0]) == {name.decode("ascii") for name in TEMPLATES}
    assert words(ROWS["digest of a file"][0]) == {algorithm.title for algorithm in STRONG}
    assert int(ROWS["register"][0]) == IMA_PCR
    assert ROWS["length"][0] == f"at most {PUBLISHED_MOST} octets"
    assert {f"0 to {pcrs[-1]}" for pcrs in AGGREGATES} == set(re.findall(r"0 to \d", ROWS["first entry"][0]))


def test_codes_are_codes() -> None:
    named = {word for row in ROWS.values() for word in words(row[1]) if word.startswith("IMA_")}
    assert len(named) == 8
    assert named <= {code.name for code in Code}


@pytest.mark.parametrize("algorithm", Hash)
def test_a_file_s_hash_passes_or_is_refused_as_told(algorithm: Hash) -> None:
    entry = evolve(ima.INIT, algorithm=algorithm, digest=bytes(range(algorithm.size)))
    entry = evolve(entry, template_digest=Hash.SHA1.digest(template_data(entry)))
    found = parse_ima_log(encode_ima_log(ImaLog(Hash.SHA1, (ima.FIRST, entry))))
    if algorithm.title in words(ROWS["digest of a file"][0]):
        assert isinstance(found, ImaLog)
    else:
        assert isinstance(found, Rejection)
        assert found.code.name in words(ROWS["digest of a file"][1])


@pytest.mark.parametrize("algorithm", [Hash.SHA256, Hash.SHA384, Hash.SHA512])
def test_the_first_entry_is_by_sha256(algorithm: Hash) -> None:
    values = boots.values()
    first = evolve(ima.FIRST, algorithm=algorithm, digest=boot_aggregate(algorithm, values, range(10)))
    found = replay_ima(ImaLog(Hash.SHA1, (first,)), Hash.SHA256, values)
    assert isinstance(found, Rejection) is (algorithm is not Hash.SHA256)
    if isinstance(found, Rejection):
        assert found.code.name in words(ROWS["first entry"][1])


def test_an_entry_is_as_long_as_told() -> None:
    stated = re.search(r"An entry of `ima-ng` has (\d+) octets and the name of its file", PAGE)
    assert stated is not None
    assert ima.INIT.template == b"ima-ng"
    assert len(encode_ima_log(ImaLog(Hash.SHA1, (ima.INIT,)))) == int(stated[1]) + len(ima.INIT.name)
