"""Relations: every row is read from its example; who tells them; what is never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders, load_table
from onrecord.model import Document
from onrecord.relations.words import RelationRow, StatusRow

if TYPE_CHECKING:
    from onrecord.found import Found
    from onrecord.model import Relation
    from onrecord.reading import Reader

ROWS = load_table(DataFolders(), "relations.csv", RelationRow)
STATUS = load_table(DataFolders(), "relation_status.csv", StatusRow)
#: relation_types of the ontology.
TYPES = {
    "alias_of", "member_of", "part_of", "led_by", "represents", "derived_from", "backs", "arms",
    "funds", "allied_with", "opposes", "designated_as", "has_forces_in", "controls", "shelters",
    "linked_to", "located_in",
}  # fmt: skip


def find(reader: Reader, text: str) -> Found:
    document = Document(
        text, language="en", published="2024-05-08", published_precision="day",
        published_source="metadata",
    )  # fmt: skip
    return reader.find(document, until="links")


def read(reader: Reader, text: str) -> tuple[Relation, ...]:
    return find(reader, text).relations


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_example_gives_its_row(row: RelationRow, reader: Reader) -> None:
    assert row.id in {relation.rule for relation in read(reader, row.example)}


@pytest.mark.parametrize("row", STATUS, ids=lambda row: row.id)
def test_every_status_word_is_read(row: StatusRow, reader: Reader) -> None:
    relations = read(reader, row.example)
    if row.status == "one_of":
        assert {relation.type for relation in relations} == {"member_of"}
    elif row.status == "own":
        assert relations
    elif row.status == "none":
        assert {relation.polarity for relation in relations} == {"-"}
    else:
        assert row.status in {relation.status for relation in relations}


def test_all_types_are_those_of_the_ontology() -> None:
    assert {row.type for row in ROWS} == TYPES


@pytest.mark.parametrize(
    ("first", "second"), [("Iran", "Norway"), ("Russia", "Ukraine"), ("Israel", "Lebanon")]
)
def test_the_sides_can_be_exchanged(first: str, second: str, reader: Reader) -> None:
    def shape(a: str, b: str) -> list[tuple[str, str, str]]:
        text = f"{a} is arming the rebels, {b} said. {b} no longer backs the rebels, {a} said."
        return [(x.type, x.status, x.polarity) for x in read(reader, text)]

    assert shape(first, second) == shape(second, first) != []


def test_each_relation_is_told_by_somebody_with_words(reader: Reader) -> None:
    text = "Iran denied that it arms the Houthis. Hamas leader Samir Odeh left for Norway."
    found = find(reader, text)
    told = {s.statement_id for s in found.statements.statements}
    assert found.relations
    for relation in found.relations:
        assert {*relation.asserted_by, *relation.denied_by} <= told
        assert all(text[s.start : s.end] == s.text for s in relation.spans)


def test_a_year_says_since_when(reader: Reader) -> None:
    (relation,) = read(reader, "Norway has backed the Osk Front since 2015.")
    assert relation.since is not None
    assert relation.since[:4] == "2015"


@pytest.mark.parametrize(
    ("text", "status", "since", "until"),
    [
        ("Samir Odeh has led Hamas since March 2017.", "current", "2017-03-01", None),
        ("Samir Odeh, leader of Hamas since 2017, left.", "current", "2017-01-01", None),
        ("Russia and Belarus have been allies since 1997.", "current", "1997-01-01", None),
        ("Samir Odeh was president of Chad until 2020.", "former", None, "2020-12-31"),
        ("Islamic State held Mosul until July 2017.", "former", None, "2017-07-31"),
        ("Islamic State took control of Mosul in June 2014.", "current", "2014-06-01", None),
        ("The Taliban lost control of Kabul in 2001.", "former", None, "2001-12-31"),
        ("Germany banned Hezbollah in April 2020.", "current", "2020-04-01", None),
        ("Iran backed Hezbollah in 1985.", "current", None, None),
    ],
)
def test_times_bound_a_tie_where_they_say_when_it_began_or_ended(
    text: str, status: str, since: str | None, until: str | None, reader: Reader
) -> None:
    (relation,) = read(reader, text)
    assert (relation.status, relation.since, relation.until) == (status, since, until)


@pytest.mark.parametrize("text", [
    "{a} fighters captured the port from {b}. {b} is at war with {a}.",
    "Samir Odeh, a senior {a} commander, quit {a} and joined {b} in 2019.",
    "Links between {a} and {b} are old. {a} cut its ties with {b}.",
    "{a} does not back {b}. {b} denied that it was arming {a}.",
    "Norway banned {a} and removed {b} from its list of terrorist organisations.",
    "{a} controls Mosul. Kirkuk is in the hands of {b}.",
    "{a} is fighting alongside {b}. The Reed Brigade broke away from {a}.",
    "{a} spokesman Samir Odeh spoke on behalf of {b}. {a} gets its weapons from {b}.",
])  # fmt: skip
def test_no_tie_depends_on_whose_it_is(text: str, reader: Reader) -> None:
    def shape(first: str, second: str) -> list[tuple[str, ...]]:
        relations = read(reader, text.format(a=first, b=second))
        return [(x.type, x.status, x.polarity, str(x.value), x.rule) for x in relations]

    shapes = [shape("Hamas", "Hezbollah"), shape("Hezbollah", "Hamas"), shape("ISIL", "Hamas")]
    assert shapes[0] == shapes[1] == shapes[2] != []


def test_reading_twice_gives_the_same_ids(reader: Reader) -> None:
    text = "Norway backs the Osk Front. Norway-backed troops left."
    assert read(reader, text) == read(reader, text) != ()
