"""Links: every row is read from its example; ends are accounts or statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders, load_table
from onrecord.links import LinkRow
from onrecord.model import Document

if TYPE_CHECKING:
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
