"""Times: every row of the data reads its example; what counts from publication needs one."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from onrecord.lexicon import DataFolders
from onrecord.model import Document
from onrecord.times import TimePattern, TimeWord, TimeWords, find_times, load_time_words

if TYPE_CHECKING:
    from onrecord.found import TimesFound
    from onrecord.reading import Reader

WORDS = load_time_words(DataFolders())
PUBLISHED = "2024-12-04"
#: Words of these classes stand around a time, not in it: its direction must change, or nothing.
AROUND = {"NOYEAR", "NOTIME", "AGE", "HAVE", "THAN"}
AHEAD = {
    "PLAN",
    "FUTURE",
    "PLANVERB",
    "BE",
    "PLANFOR",
    "PLANNOUN",
    "PLANADJ",
    "AHEADOF",
    "GRANT",
    "SCHEDULE",
}


@pytest.fixture(scope="session")
def words() -> TimeWords:
    return WORDS


def times_of(text: str, reader: Reader, published: str | None = PUBLISHED) -> TimesFound:
    return find_times(reader.begin(Document(text, published=published)), WORDS)


@pytest.mark.parametrize("row", WORDS.patterns, ids=lambda row: row.id)
def test_a_pattern_reads_its_example(row: TimePattern, reader: Reader) -> None:
    found = times_of(row.example, reader).times
    assert row.id in [t.rule for t in found]


@pytest.mark.parametrize("row", WORDS.rows, ids=lambda row: row.id)
def test_a_word_stands_in_its_example(row: TimeWord, reader: Reader) -> None:
    forms = row.phrase.split("|")
    low = row.example.lower()
    assert any(form in low for form in forms)
    found = times_of(row.example, reader).times
    classes = set(row.classes.split())
    if classes & AHEAD:
        assert any((t.start or t.end or "") > PUBLISHED for t in found)
    elif not classes & AROUND:
        texts = " ".join(_with_neighbours(t.span.start, t.span.end, low) for t in found)
        assert any(form in texts for form in forms)


def _with_neighbours(start: int, end: int, text: str) -> str:
    """The words of a time and the few words around that patterns may look at."""
    return text[max(0, start - 25) : end + 15]


def test_without_a_day_of_publication_nothing_is_counted_from_it(reader: Reader) -> None:
    text = "On Monday jets struck the port. Rebels left last week. It began on 27 November."
    found = times_of(text, reader, None)
    assert [(t.start, t.end) for t in found.times] == [(None, None)] * 3
    assert len(found.gaps) == 3


def test_a_publication_known_to_the_month_places_no_weekday(reader: Reader) -> None:
    found = reader.begin(Document("On Monday jets struck.", published="2024-12"))
    document = replace(found.document, published_precision="month")
    assert find_times(replace(found, document=document), WORDS).times[0].start is None


@pytest.mark.parametrize(
    "text",
    [
        "Section 2011 of the code applies.",
        "The 24-year-old driver was aged 24.",
        "Resolution 1973 was adopted.",
        "He may march with us, sat or not.",
        "They counted 2,011 people and 2000 villages.",
        "It was the second attack of its kind.",
    ],
)
def test_no_time_is_found(text: str, reader: Reader) -> None:
    assert times_of(text, reader).times == ()


def test_tokens_lead_to_the_time(reader: Reader) -> None:
    found = reader.begin(Document("Rebels attacked on 27 November 2024.", published=PUBLISHED))
    times = find_times(found, WORDS)
    mention = times.index.at(4)
    assert mention is not None
    assert mention.id == times.times[0].time_id
    assert found.parse.tokens[mention.head].text in ("27", "November")


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    text = "On Monday at 10:40, and again two days later, jets struck."
    assert times_of(text, reader) == times_of(text, reader)


def test_the_words_travel_to_a_worker(words: TimeWords) -> None:
    assert pickle.loads(pickle.dumps(words)).patterns == words.patterns


MADE_ON = {
    "The minister said on Monday that troops had shelled the port.": "on Monday",
    "On Monday, the minister said that troops had shelled the port.": "On Monday",
    "Troops shelled the port on Sunday, the minister said on Monday.": "on Monday",
    '"Troops shelled the port," the minister told reporters on Monday.': "on Monday",
    "The ministry said in a statement on Monday that troops had left.": "on Monday",
    "In a statement issued on Monday, the ministry said troops had left.": "on Monday",
    "The minister on Monday denied that troops had shelled the port.": "on Monday",
    "According to a statement on Monday by the ministry, troops left.": "on Monday",
    "Yesterday the spokesman claimed that rebels had fled.": "Yesterday",
    "The minister said that on Monday troops had shelled the port.": None,
    "The minister said troops had shelled the port on Monday.": None,
    "Troops will withdraw on Friday, the minister said.": None,
}


@pytest.mark.parametrize(("text", "words"), MADE_ON.items())
def test_a_statement_was_made_on_the_day_of_its_cue(
    text: str, words: str | None, reader: Reader
) -> None:
    read = reader(Document(text, published=PUBLISHED, language="en"))
    spans = {time.time_id: time.span.text for time in read.times}
    said = [s for s in read.statements if s.voice == "reported"]
    assert [spans.get(s.made_on or "") for s in said] == [words]
