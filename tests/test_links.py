"""Links: every row is read from its example; ends are accounts or statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.errors import LexiconError
from onrecord.lexicon import DataFolders, load_table
from onrecord.links import LinkRow, load_link_words
from onrecord.model import Document

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.model import Reading
    from onrecord.reading import Reader

ROWS = load_table(DataFolders(), "links.csv", LinkRow)
#: link_types of the ontology.
TYPES = {"causes", "aims_at", "benefits", "ends", "responds_to", "evidence_for", "despite"}


def read(reader: Reader, text: str) -> Reading:
    return reader(Document(text, language="en"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_example_gives_its_row(row: LinkRow, reader: Reader) -> None:
    assert row.id in {link.rule for link in read(reader, row.example).links}


def test_all_types_are_those_of_the_ontology() -> None:
    assert {row.type for row in ROWS} == TYPES


def test_ends_are_values_of_the_reading(reader: Reader) -> None:
    reading = read(
        reader,
        "Residents said soldiers had shelled the town because rebels had burned a bridge. "
        "The ceasefire benefits the rebels.",
    )
    known = {s.statement_id for s in reading.statements} | {a.actor_id for a in reading.actors}
    known |= {a.account_id for a in reading.accounts}
    assert {link.type for link in reading.links} == {"causes", "benefits"}
    for link in reading.links:
        assert {link.from_, link.to, *link.asserted_by} <= known


def test_a_denied_cause_is_denied(reader: Reader) -> None:
    (link,) = read(reader, "The raid did not cause the protests.").links
    assert link.polarity == "-"


def test_the_cause_stands_at_the_start(reader: Reader) -> None:
    reading = read(reader, "Families fled the valley because soldiers had shelled it.")
    triggers = {a.account_id: a.trigger[0].text for a in reading.accounts}
    (link,) = reading.links
    assert (triggers[link.from_], triggers[link.to]) == ("shelled", "fled")


def test_ends_within_one_statement_are_told_apart_by_their_words(reader: Reader) -> None:
    reading = read(reader, "Bread is scarce because the road is closed, the baker said.")
    (link,) = reading.links
    assert link.from_ == link.to
    assert [s.text for s in link.from_spans] == ["the road is closed"]
    assert [s.text for s in link.to_spans] == ["Bread is scarce"]


def test_words_of_the_ends_are_not_shared(reader: Reader) -> None:
    for row in ROWS[::8]:
        for link in read(reader, row.example).links:
            one, two = (
                {i for s in side for i in range(s.start, s.end)}
                for side in (link.from_spans, link.to_spans)
            )
            assert one.isdisjoint(two), row.id


@pytest.mark.parametrize(
    ("kind", "cell", "code"), [("verb", "wishes", "E5"), ("song", "causes", "E1")]
)
def test_a_wrong_row_is_refused(tmp_path: Path, kind: str, cell: str, code: str) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "links.csv").write_text(
        "id,type,kind,phrase,start,end,example\n"
        f"own,{cell},{kind},beget,agent,patient,The raid begot riots.\n",
        encoding="utf-8",
    )
    with pytest.raises(LexiconError, match=code):
        load_link_words(DataFolders(projects=(tmp_path,)))
