"""Loaded words: every row is read from its example; what the lexicon must keep."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders, load_table
from onrecord.loaded import LoadedRow
from onrecord.model import Document

if TYPE_CHECKING:
    from onrecord.reading import Reader

ROWS = load_table(DataFolders(), "loaded.csv", LoadedRow)
#: The ontology's loaded_categories that words can have; the others are of quotation marks.
CATEGORIES = {
    "label", "delegitimation", "legitimation", "accusatory_label", "emotive", "metaphor", "praise",
    "ridicule", "scare_phrase", "insinuation",
}  # fmt: skip


@pytest.fixture(scope="module")
def read_examples(reader: Reader) -> list[set[tuple[str, str]]]:
    """For each row the (category, words) found in its example; examples are paragraphs."""
    text = "\n\n".join(row.example for row in ROWS)
    found = reader.find(Document(text=text, language="en"), until="accounts")
    starts, here = [], 0
    for row in ROWS:
        starts.append(here)
        here += len(row.example) + 2
    inside: list[set[tuple[str, str]]] = [set() for _ in ROWS]
    for value in found.loaded:
        number = max(n for n, start in enumerate(starts) if start <= value.span.start)
        inside[number].add((value.category, value.span.text.lower()))
    return inside


def test_every_example_gives_its_row(read_examples: list[set[tuple[str, str]]]) -> None:
    missing = [
        row.id
        for row, values in zip(ROWS, read_examples, strict=True)
        if not any(c == row.category and t[:3] == row.phrase[:3].lower() for c, t in values)
    ]
    assert missing == []


def test_categories_are_those_of_the_ontology() -> None:
    assert {row.category for row in ROWS} == CATEGORIES


def test_no_side_has_all_the_words() -> None:
    """Praise, blame of rebels and blame of rulers are all there; none is most of the list."""
    categories = Counter(row.category for row in ROWS)
    assert min(categories[c] for c in ("label", "legitimation", "praise")) >= 20
    assert max(categories.values()) < len(ROWS) / 2


@pytest.mark.parametrize(
    ("first", "second"), [("rebels", "soldiers"), ("Ukraine", "Russia"), ("Israel", "Iran")]
)
def test_the_sides_can_be_exchanged(first: str, second: str, reader: Reader) -> None:
    def read(a: str, b: str) -> list[tuple[str, str]]:
        text = f"{a} said that the terrorists of {b} had slaughtered civilians."
        found = reader.find(Document(text=text, language="en"), until="accounts")
        return [(x.category, x.span.text) for x in found.loaded]

    assert read(first, second) == read(second, first) != []


def test_words_in_a_quotation_are_never_the_articles(reader: Reader) -> None:
    text = 'The town is quiet. "The regime is a cancer," Omar Kassem said on Monday.'
    found = reader.find(Document(text=text, language="en"), until="accounts")
    statements = {s.statement_id: s for s in found.statements.statements}
    assert len(found.loaded) == 2
    assert all(len(statements[x.statement_id].holder_chain) == 2 for x in found.loaded)


def test_spans_read_again(reader: Reader) -> None:
    text = "The \u2018heroes\u2019 of the so-called people\u2019s army burned the barbaric camp."
    found = reader.find(Document(text=text, language="en"), until="accounts")
    assert len(found.loaded) == 3
    assert all(text[x.span.start : x.span.end] == x.span.text for x in found.loaded)


def test_every_category_of_the_ontology_is_read(reader: Reader) -> None:
    text = " ".join(row.example for row in ROWS) + (
        "\n\nThe \u2018referendum\u2019 lasted two days."
        "\n\nThe minister called the protesters \u201cthugs\u201d."
    )
    found = reader.find(Document(text=text, language="en"), until="accounts")
    assert {x.category for x in found.loaded} == CATEGORIES | {"scare_quotes", "quoted_label"}
