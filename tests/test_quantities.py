"""Quantities: every row of the data tells its example's figure; what is no count gives none."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders
from onrecord.model import Document
from onrecord.quantities import find_quantities, load_quantity_words
from onrecord.quantities.amounts import bounded
from onrecord.quantities.words import CountedNoun, CountingWord, QuantityWord
from onrecord.times import find_times, load_time_words

if TYPE_CHECKING:
    from onrecord.found import QuantitiesFound
    from onrecord.reading import Reader

TIMES = load_time_words(DataFolders())
WORDS = load_quantity_words(DataFolders())
NUMBERS = tuple(dict.fromkeys(WORDS.numbers.rows))


def quantities_of(text: str, reader: Reader) -> QuantitiesFound:
    found = reader.begin(Document(text, published="2024-12-04"))
    found = replace(found, times=find_times(found, TIMES))
    return find_quantities(found, WORDS)


@pytest.mark.parametrize("row", WORDS.rows, ids=lambda row: row.id)
def test_a_row_tells_its_example(
    row: CountedNoun | CountingWord | QuantityWord, reader: Reader
) -> None:
    found = quantities_of(row.example, reader)
    assert found.quantities or found.gaps
    if not isinstance(row, QuantityWord):
        assert row.kind is None or row.kind in {q.kind for q in found.quantities}
    if isinstance(row, CountedNoun):
        assert row.of is None or row.of in {q.of for q in found.quantities}
        assert row.unit in {q.unit for q in found.quantities}
    if isinstance(row, QuantityWord) and row.role in ("before", "after"):
        assert [q.bound for q in found.quantities] == [row.value]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.id)
def test_a_number_is_counted_in_its_example(row: object, reader: Reader) -> None:
    assert quantities_of(row.example, reader).quantities  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("number", "bound", "low", "best", "high"),
    [
        (23, "exact", 23, 23, 23),
        (23, "at_least", 23, 23, None),
        (40, "up_to", None, 40, 40),
        (40, "about", None, 40, None),
    ],
)
def test_bounds(
    number: int, bound: str, low: int | None, best: int | None, high: int | None
) -> None:
    assert bounded(number, bound) == (low, best, high, bound)


@pytest.mark.parametrize(
    "text",
    [
        "The driver, aged 24, left in 2012.",
        "The town lies 30 km from Goma.",
        "Turnout was 40 percent.",
        "Flight 17 was shot down near Hrabove.",
        "The 72-hour truce holds.",
        "Resolution 2254 was adopted.",
        "The 81st Brigade advanced with T-72 tanks.",
        "He was killed on 12 May 2023 at 5 pm.",
    ],
)
def test_what_is_no_count_gives_no_people(text: str, reader: Reader) -> None:
    assert quantities_of(text, reader).quantities == ()


def test_a_figure_that_nobody_states_is_absent_not_zero(reader: Reader) -> None:
    assert quantities_of("Soldiers were killed near Lyman.", reader).quantities == ()


def test_tokens_lead_to_the_quantity(reader: Reader) -> None:
    found = quantities_of("The strike killed 12 people in Aleppo.", reader)
    mention = found.index.headed(4)
    assert mention is not None
    assert mention.id == found.quantities[0].quantity_id
    assert found.quantities[0].said_by is None


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    text = "At least 12 people were killed and dozens wounded, including three children."
    assert quantities_of(text, reader) == quantities_of(text, reader)


def test_the_words_travel_to_a_worker() -> None:
    assert pickle.loads(pickle.dumps(WORDS)).rows == WORDS.rows
