"""The page of records says what the code reads."""

from __future__ import annotations

from leo_ref.core.encoding.forms import shape_of
from tests.core.encoding.records import DOCUMENT, everything, title, written


def test_the_page_is_as_it_would_be_made() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "run: ./leo dev records"


def test_no_two_records_have_one_title() -> None:
    titles = [title(cls) for cls in everything()]
    assert len(titles) == len(set(titles))


def test_every_field_of_every_record_is_there() -> None:
    page = written()
    for cls in everything():
        section = page.partition(f"### {title(cls)}\n")[2].partition("\n##")[0]
        assert [name for name, _ in shape_of(cls).fields if f"| `{name}` |" not in section] == []


def test_texts_are_markdown() -> None:
    assert "``" not in written()
    assert ":class:" not in written()
