"""Fact, opinion or both: every word of the table judges in its example, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders, load_table
from onrecord.model import Document
from onrecord.opinion import OpinionRow, find_marks, load_opinion_words

if TYPE_CHECKING:
    from onrecord.reading import Reader

ROWS = load_table(DataFolders(), "opinion.csv", OpinionRow)
WORDS = load_opinion_words(DataFolders())


def test_every_row_judges_in_its_example(reader: Reader) -> None:
    missed = []
    for row in (row for row in ROWS if row.class_ != "describing"):
        found = reader.find(Document(text=row.example, language="en"), until="accounts")
        seen = {mark.row.id for mark in find_marks(found, WORDS)}
        kinds = {statement.kind for statement in found.statements.statements}
        if row.id not in seen or not kinds & {"opinion", "mixed"}:
            missed.append(f"{row.id}: {row.example} {sorted(seen)} {sorted(kinds)}")
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers killed two men near the bridge on Monday.",
        "The army said that two men had been killed near the bridge.",
        "The law passed with nine votes.",
        "Residents had to flee the town.",
        "The guards must have seen the convoy.",
        "The minister rejected the treaty.",
        "Is the bridge open?",
        "The largest hospital of the province is closed.",
    ],
)
def test_plain_reports_are_claims_of_fact(reader: Reader, text: str) -> None:
    found = reader.find(Document(text=text, language="en"), until="accounts")
    assert {s.kind for s in found.statements.statements} == {"fact_claim"}


def test_who_describes_does_not_judge_by_that(reader: Reader) -> None:
    for row in (row for row in ROWS if row.class_ == "describing"):
        found = reader.find(Document(text=row.example, language="en"), until="accounts")
        assert {s.kind for s in found.statements.statements} == {"fact_claim"}, row.id


def test_ids_do_not_depend_on_the_kind(reader: Reader) -> None:
    document = Document(text="The brutal raid destroyed the market, they said.", language="en")
    before = reader.find(document, until="loaded").statements.statements
    after = reader.find(document, until="accounts").statements.statements
    assert [s.statement_id for s in before] == [s.statement_id for s in after]
    assert "mixed" in {s.kind for s in after}
