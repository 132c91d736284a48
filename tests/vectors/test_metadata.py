"""What is said of vectors beside what they ask, as the generator makes it; and no released id is lost."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.engine.metadata import Metadata
from conformance.engine.questions import ids, pieces, questions
from conformance.engine.reading import FOLDER, read
from conformance.engine.releases.changes import LOG, read_log, released, vanished
from conformance.engine.schemas import fault
from leo_ref.vectors.metadata import Marked, Notice, Severity, Source, VectorStatus, metadata
from leo_ref.vectors.text import text_of

FILES = {"rules/elect.json": Marked(Source.AUTHOR, Severity.MUST, (("rules/elect/alone", Source.ATTACK),))}
STATUSES = {
    "rules/elect/alone": Notice(status=VectorStatus.DISPUTED, reason="two readings"),
    "rules/elect/old": Notice(status=VectorStatus.SUPERSEDED, reason="it was twice there", by=("rules/elect/new",)),
    "rules/quorum/*": Notice(status=VectorStatus.WITHDRAWN, reason="the rule is gone"),
}


def test_what_is_said_is_as_the_schema_has_it_and_read_back() -> None:
    made = json.loads(text_of(metadata(FILES, STATUSES)))
    assert fault("metadata", made) is None
    found = Metadata(made)
    alone = found.of("rules/elect.json", "rules/elect/alone")
    assert (alone.severity, alone.source, alone.status, alone.reason) == ("must", "attack", "disputed", "two readings")
    assert alone.is_asked
    other = found.of("rules/elect.json", "rules/elect/other")
    assert (other.severity, other.source, other.status) == ("must", "author", "active")
    gone = found.gone("rules/elect/old")
    assert gone is not None
    assert (gone.status, gone.by, gone.is_asked) == ("superseded", ("rules/elect/new",), False)


def test_a_status_without_its_reason_or_its_successor_is_against_the_schema() -> None:
    for standing in (
        Notice(status=VectorStatus.WITHDRAWN, reason=""),
        Notice(status=VectorStatus.SUPERSEDED, reason="it was twice there"),
        Notice(status=VectorStatus.DISPUTED, reason="two readings", by=("rules/elect/new",)),
    ):
        assert fault("metadata", json.loads(text_of(metadata(FILES, {"rules/elect/alone": standing})))) is not None


def test_what_is_not_there_is_not_spoken_of() -> None:
    found = Metadata(json.loads(text_of(metadata(FILES, STATUSES))))
    known = {"rules/elect/alone", "rules/elect/new"}
    assert found.fault({"rules/elect.json"}, known) is None
    assert found.fault(set(), known) == "it speaks of the file rules/elect.json, which is not there"
    assert "disputes" in str(Metadata({**vars(found), "vectors": {}}).fault({"rules/elect.json"}, {"rules/elect/new"}))
    assert "in place of" in str(found.fault({"rules/elect.json"}, {"rules/elect/alone"}))


def test_every_vector_says_where_it_comes_from_and_how_binding_it_is() -> None:
    vectors = read(FOLDER)
    known = set(ids(vectors))
    assert vectors.metadata.fault({*vectors.cases, *vectors.models}, known) is None
    told = {path: vectors.metadata.of(path, "") for path in (*vectors.cases, *vectors.models)}
    assert {told[path].source for path in vectors.models} == {"graph"}
    assert told["draw/transcripts.json"].severity == "should"
    assert {one.severity for path, one in told.items() if path != "draw/transcripts.json"} == {"must"}
    wanted = {"draw/vrf/rfc9381-16-prove": "standard", "draw/vrf/s-order": "attack", "draw/vrf/prove-good": "author"}
    assert wanted.items() <= {name: vectors.metadata.of("draw/vrf.json", name).source for name in wanted}.items()


def test_ids_are_unique_those_of_paths_as_well() -> None:
    vectors = read(FOLDER)
    known = [*ids(vectors)]
    assert len(known) == len(set(known)) > 20_000


def test_a_path_keeps_its_id_where_others_come_or_go() -> None:
    vectors = read(FOLDER)
    file = vectors.models["models/MCElection.json"]
    (piece, *_) = (one for one in pieces(vectors) if one.path == "models/MCElection.json" and one.kind == "paths")
    before = [one.id for one in questions(vectors, piece)]
    del file["paths"][0]
    assert [one.id for one in questions(vectors, piece)][: len(before) - 1] == before[1:]


def test_no_id_that_was_released_is_lost() -> None:
    vectors, log = read(FOLDER), read_log(LOG)
    assert len(released(log)) > 20_000
    lost = vanished(log, set(ids(vectors)), vectors.metadata)
    assert not lost, "a released vector stays, or STATUSES in leo_ref/vectors/metadata.py says why it does not"


def test_a_lost_id_is_noticed_unless_a_status_says_why(tmp_path: Path) -> None:
    log = read_log(LOG)
    log["releases"][-1]["added"]["rules/quorum"]["lost"] = "00000000"
    (tmp_path / "changes.json").write_text(json.dumps(log), encoding="utf-8")
    vectors, log = read(FOLDER), read_log(tmp_path / "changes.json")
    known = set(ids(vectors))
    assert vanished(log, known, vectors.metadata) == ["rules/quorum/lost"]
    for name in ("rules/quorum/lost", "rules/quorum/*"):
        said = {name: {"status": "withdrawn", "reason": "the rule is gone"}}
        assert vanished(log, known, Metadata({"files": {}, "vectors": {}, "statuses": said})) == []
    disputed = {"rules/quorum/lost": {"status": "disputed", "reason": "it is in dispute, and must be there"}}
    assert vanished(log, known, Metadata({"files": {}, "vectors": {}, "statuses": disputed})) == ["rules/quorum/lost"]
