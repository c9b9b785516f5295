"""Stories of several reports: what is one event, who agrees, what must never be merged."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

import onrecord
from onrecord.lexicon import DataFolders
from onrecord.merge import decode_event, encode_event, load_merge_words, merge
from onrecord.reading import default_reader
from stories import FOLDER, Outcome, Story, Tally, load_stories, tally

PROJECTS = (Path(onrecord.__file__).parent / "demo" / "project", FOLDER / "project")
STORIES = load_stories()
#: Bars over all stories: pairwise F1; agreement and dispute wrongly found in a hundred fields.
LEAST_F1, MOST_AGREED, MOST_DISPUTED = 90, 3, 5


@cache
def _outcome(number: int) -> Outcome:
    story = STORIES[number]
    readings = {key: _reader()(document) for key, document in story.documents.items()}
    pairs = [(readings[key], document) for key, document in story.documents.items()]
    return Outcome(story, merge(pairs, _words(), story.sides), readings)


@cache
def _reader() -> onrecord.reading.Reader:
    return default_reader(DataFolders(projects=PROJECTS))


@cache
def _words() -> onrecord.merge.MergeWords:
    return load_merge_words(DataFolders(projects=PROJECTS))


def _name(story: Story) -> str:
    return story.name


@pytest.mark.parametrize("number", range(len(STORIES)), ids=[s.name for s in STORIES])
def test_story(number: int) -> None:
    outcome = _outcome(number)
    failed = dict(outcome.failures())
    wrong = [f"{line} -> {found}" for line, found in failed.items() if not line.known_gap]
    assert not wrong, "\n".join(wrong)
    closed = [str(line) for line in outcome.story.lines if line.known_gap and line not in failed]
    gaps = [line for line in outcome.story.lines if line.known_gap]
    assert not gaps or len(closed) < len(gaps), "no gap any more: move the lines to expect"


def test_bars_over_all_stories() -> None:
    total = sum((tally(_outcome(n)) for n in range(len(STORIES))), Tally())
    assert total.f1 >= LEAST_F1, total
    assert total.broken == 0, total
    assert 100 * total.false_agreed <= MOST_AGREED * total.fields, total
    assert 100 * total.false_disputed <= MOST_DISPUTED * total.fields, total


def test_all_stories_together_are_the_same_in_any_order_and_in_one_corpus() -> None:
    pairs = [
        (outcome.readings[key], document)
        for outcome in map(_outcome, range(len(STORIES)))
        for key, document in outcome.story.documents.items()
    ]
    first = [encode_event(e) for e in merge(pairs, _words()).events]
    Random(7).shuffle(pairs)
    again = [encode_event(e) for e in merge([*pairs[50:], *pairs, *pairs[:3]], _words()).events]
    assert first == again
    assert [encode_event(decode_event(line)) for line in first] == first
    accounts = [a.account_id for line in first for a in decode_event(line).accounts]
    assert sorted(accounts) == sorted(a.account_id for r, _ in pairs for a in r.accounts)


def test_titles_name_no_actor_and_no_figure() -> None:
    for outcome in map(_outcome, range(len(STORIES))):
        for event in outcome.merged.events:
            parts = event.title.split(" · ")
            assert len(parts) <= 3
            places = {v.name for f in ("place",) for v in _values(event, f)}
            days = _values(event, "date")
            spans = {v.value for v in days} | {f"{v.start}–{v.end}" for v in days}
            assert set(parts[1:]) <= places | spans


def _values(event: onrecord.merge.Event, field: str) -> tuple[onrecord.merge.Value, ...]:
    return event.fields[field].values if field in event.fields else ()
