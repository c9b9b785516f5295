"""For or against: every row of the table shows its value in its example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders, load_table
from onrecord.model import Document
from onrecord.stance import StanceRow, load_stance_words

if TYPE_CHECKING:
    from onrecord.model import Reading
    from onrecord.reading import Reader

ROWS = load_table(DataFolders(), "stance.csv", StanceRow)


def read(reader: Reader, text: str) -> Reading:
    return reader(Document(text=text, language="en"))


def test_every_row_is_a_cue() -> None:
    known = {row.id for row in load_stance_words(DataFolders()).cues.values()}
    assert not {row.id for row in ROWS if row.pos != "loaded"} - known


def test_neutral_words_are_loaded_and_show_none(reader: Reader) -> None:
    for row in (row for row in ROWS if row.pos == "loaded"):
        reading = read(reader, row.example)
        assert reading.loaded, row.id
        assert not [s for s in reading.statements if s.stance], row.id


def test_every_row_shows_its_value_in_its_example(reader: Reader) -> None:
    missed = []
    for row in (row for row in ROWS if row.pos != "loaded"):
        shown = {x.value for s in read(reader, row.example).statements for x in s.stance}
        if row.value not in shown:
            missed.append(f"{row.id}: {row.example} {sorted(shown)}")
    assert not missed, "\n".join(missed)


def test_a_stance_is_never_the_articles_when_somebody_else_says_it(reader: Reader) -> None:
    reading = read(reader, 'The envoy condemned the raid. "The army is brutal," he said.')
    holders = [s.holder_chain for s in reading.statements if s.stance]
    assert len(holders) == 2
    assert all(len(chain) == 2 for chain in holders)


@pytest.mark.parametrize(
    "text",
    [
        "The army shelled the town, the mayor said.",
        "The group denied responsibility for the attack.",
        "The envoy did not condemn the attack.",
        "The envoy may welcome the ceasefire.",
        "The army rejected claims that it had shelled the town.",
    ],
)
def test_plain_reports_show_no_stance(reader: Reader, text: str) -> None:
    assert not [s for s in read(reader, text).statements if s.stance]


def test_targets_are_in_the_reading(reader: Reader) -> None:
    reading = read(reader, "Iran condemned the raid. Iraq praised the army for the ceasefire.")
    known = {a.actor_id for a in reading.actors} | {a.account_id for a in reading.accounts}
    targets = {x.target for s in reading.statements for x in s.stance}
    assert targets
    assert targets <= known
