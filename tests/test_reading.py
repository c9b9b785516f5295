"""A reading keeps its promises on any document: evidence, holders, nothing lost or guessed."""

from __future__ import annotations

import csv
import json
import os
import pickle
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.errors import StageError
from onrecord.interchange import encode_reading
from onrecord.model import DOC, Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.model import Reading
    from onrecord.reading import Reader

SAMPLE = [
    json.loads(line)
    for line in (resources.files("onrecord") / "demo" / "sample.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
HARD = {
    "empty": "",
    "spaces": " \n\t\n ",
    "no sentence": "aleppo " * 300,
    "one long word": "x" * 30_000,
    "control characters": (
        "The army\x00 said\x07 \u202ethat it\u200b left.\x85\nRebels\x1b[31m left."
    ),
    "unbalanced": "“We left, he said. ‘They \"stayed, she «said„. It's 'over. \"\"\" ''' ””",
    "nested": "“He told me ‘they said “go”’,” she said. “‘“‘x’”’”",
    "every quotation mark": "„Geht“, «allez», \u2039va\u203a, ``go'', 'go', \"go\", ‘go’, “go”.",
    "astral": "🚀🚀 The army said 🚀 it fired \U0001d7cf\U0001d7d0 rockets 🚀.",
    "combining": "The arḿy of Türki̇ye said it left I\u0307stanbul.",
    "markup": "<p>The army &amp; the <b>rebels</b> said “no”.</p>",
    "mojibake": "ï¿½ï¿½We urge people to stay at home he said. \ufffd\ufffd",
    "only marks": '“” ‘’ "" ... !!! ??? — –',
}


@pytest.fixture(scope="session")
def readings(reader: Reader) -> list[tuple[str, Reading]]:
    documents = [
        Document(text=d["text"], id=d["id"], published=d["published"], language="en")
        for d in SAMPLE
    ]
    return [(document.text, reader(document)) for document in documents]


def spans(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for item in value.values():
            yield from spans(item)
    elif isinstance(value, list):
        for item in value:
            yield from spans(item)


def check(text: str, reading: Reading) -> None:
    """What holds of every reading."""
    shown = json.loads(encode_reading(reading))
    for span in spans(shown):
        assert text[span["start"] : span["end"]] == span["text"] != ""
    actors = {DOC} | {a.actor_id for a in reading.actors}
    places = {p.place_id for p in reading.places}
    statements = {s.statement_id for s in reading.statements}
    accounts = {a.account_id for a in reading.accounts}
    assert len(statements) == len(reading.statements)
    assert len(accounts) == len(reading.accounts)
    for s in reading.statements:
        assert set(s.holder_chain) <= actors
        assert s.parent is None or s.parent in statements
        assert (s.voice == "own_voice") == s.rule.startswith("own_voice")
        assert set(s.about_accounts) <= accounts
    for a in reading.accounts:
        assert set(a.asserted_by) | set(a.denied_by) <= statements
        assert {x.statement_id for x in a.attitudes} <= statements
        assert {p.actor_id for p in a.participants} - {None} <= actors
        assert a.place_id is None or a.place_id in places
    for r in reading.relations:
        assert {r.subject, r.object} - {None} <= actors | places
        assert set(r.asserted_by) | set(r.denied_by) <= statements
    for q in reading.quantities:
        assert q.account_id is None or q.account_id in accounts
        assert q.said_by is None or q.said_by in statements
    for x in reading.loaded:
        assert x.statement_id in statements


def uncovered(text: str, reading: Reading, reader: Reader) -> list[str]:
    """Sentences with letters of which no statement holds any."""
    document = Document(text=text, language="en")
    covered = {
        i
        for s in reading.statements
        for span in (*s.content, *s.source, *s.cue)
        for i in range(span.start, span.end)
    }
    layout = reader.begin(document).layout
    return [
        text[a:b]
        for a, b, _ in layout.sentences
        if (a, b) not in layout.datelines
        and (a, b - 1) not in layout.labels
        and (a, b) not in layout.notes
        and any(c.isalpha() for c in text[a:b])
        and covered.isdisjoint(range(a, b))
    ]


@pytest.mark.parametrize("name", HARD)
def test_hard_texts_are_read_with_evidence(reader: Reader, name: str) -> None:
    text = HARD[name]
    reading = reader(Document(text=text, published="2024-12-04", language="en"))
    check(text, reading)
    assert uncovered(text, reading, reader) == []


def test_the_sample_is_read_with_evidence(
    reader: Reader, readings: list[tuple[str, Reading]]
) -> None:
    for text, reading in readings:
        check(text, reading)
        assert reading.statements
        assert uncovered(text, reading, reader) == []


def test_reading_twice_gives_the_same_bytes(
    reader: Reader, readings: list[tuple[str, Reading]]
) -> None:
    text, reading = readings[0]
    part = reading.document
    again = reader(Document(text=text, id=part.id, published=part.published, language="en"))
    assert encode_reading(again) == encode_reading(reading)


def test_a_reader_travels_to_another_process(reader: Reader) -> None:
    document = Document("The army said it left Homs.", language="en")
    travelled = pickle.loads(pickle.dumps(reader))
    assert encode_reading(travelled(document)) == encode_reading(reader(document))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قال الجيش اليوم إن قواته انسحبت من المدينة بعد اشتباكات عنيفة استمرت ثلاثة أيام.", "ar"),
        ("Die Armee sagte am Montag, dass ihre Truppen die Stadt verlassen haben.", "de"),
    ],
)
def test_a_language_without_a_reader_is_a_gap_not_a_failure(
    reader: Reader, text: str, language: str
) -> None:
    reading = reader(Document(text))
    assert reading.document.language == language
    assert reading.document.n_chars == len(text)
    assert reading.statements == ()
    assert [g.stage for g in reading.gaps] == ["language"]


def test_without_a_publication_date_relative_times_stay_unknown(reader: Reader) -> None:
    reading = reader(Document("The army left Homs on Monday. It fell yesterday.", language="en"))
    assert reading.document.published is None
    assert [(t.start, t.end) for t in reading.times] == [(None, None)] * 2
    assert "times" in {g.stage for g in reading.gaps}


def test_a_future_publication_date_is_kept_as_given(reader: Reader) -> None:
    reading = reader(Document("They left yesterday.", published="2099-01-01", language="en"))
    assert reading.document.published == "2099-01-01"
    assert [t.start for t in reading.times] == ["2098-12-31"]


def test_a_fault_of_a_stage_names_the_stage(reader: Reader) -> None:
    def broken(_found: object) -> object:
        raise ZeroDivisionError("on purpose")

    stages = tuple((n, broken if n == "times" else s) for n, s in reader.stages)
    with pytest.raises(StageError, match="times: ZeroDivisionError: on purpose"):
        replace(reader, stages=stages)(Document("They left.", language="en"))


def loaded_words() -> set[str]:
    file = resources.files("onrecord") / "data" / "en" / "loaded.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {row["phrase"].lower() for row in rows if row["category"] != "metaphor"}


def test_no_label_of_the_system_holds_a_loaded_word(readings: list[tuple[str, Reading]]) -> None:
    words = loaded_words()
    for _, reading in readings:
        for actor in reading.actors:
            spoken = set(actor.label.lower().split())
            assert spoken.isdisjoint(words), actor.label


def test_statements_name_what_they_are_about(readings: list[tuple[str, Reading]]) -> None:
    for _, reading in readings:
        told = {
            (attitude.statement_id, account.account_id)
            for account in reading.accounts
            for attitude in account.attitudes
        }
        named = {(s.statement_id, a) for s in reading.statements for a in s.about_accounts}
        assert named == told


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Regime soldiers left the town.", "soldiers"),
        ("Three regime helicopters circled above the port.", "helicopters"),
        ("The terrorists left the town.", "armed group members"),
        ("The martyrs of the village were buried.", None),
    ],
)
def test_words_that_judge_stay_out_of_labels(reader: Reader, text: str, label: str | None) -> None:
    actors = reader(Document(text, language="en")).actors
    words = loaded_words()
    assert all(set(a.label.lower().split()).isdisjoint(words) for a in actors)
    if label:
        assert any(label in a.label for a in actors)


REAL = Path(os.environ.get("EVAL", "../shared/eval")).parent / "data/fakes_syria/dev.jsonl"


@pytest.mark.skipif(not REAL.exists(), reason="the development data are not here")
def test_real_reports_are_read_with_evidence_and_neutral_labels(reader: Reader) -> None:
    words = loaded_words()
    for line in REAL.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        reading = reader(Document(given["text"], published=given["date"], language="en"))
        check(given["text"], reading)
        for actor in reading.actors:
            if actor.actor_id.startswith(("x_", "n_")):  # others have formal names
                assert set(actor.label.lower().split()).isdisjoint(words), actor.label
