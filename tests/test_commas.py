"""Commas that a text lost: each word of the table works in its example, and offsets stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from onrecord.errors import LexiconError
from onrecord.lexicon import DataFolders
from onrecord.model import Document
from onrecord.parse import parser as parsing
from onrecord.parse.commas import COMMA, SpeakerWord, load_speaker_words, lost
from onrecord.reading import speaker_nouns

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.parse.possessives import Piece
    from onrecord.reading import Reader

WORDS = load_speaker_words(DataFolders(), *speaker_nouns(DataFolders()))
SENTENCES = {
    "Two shells fell on the school the army said on Monday.": "the army",
    "A shell hit the square killing one policeman a local source told AFP.": "a local source",
    "Jets struck the town killing ten people the Bo Observatory said.": "the Bo Observatory",
}
FIRST = next(iter(SENTENCES))


def split(reader: Reader, example: str) -> tuple[list[str], list[int]]:
    """The words of an example as the parser sees them, and before which of them its bars stand."""
    words, bars = list[str](), list[int]()
    for part in example.split(" | "):
        bars.append(len(words))
        words += [token.text for token in reader.parser.nlp.make_doc(part)]
    return words, bars[1:]


@pytest.mark.parametrize("row", WORDS.rows, ids=lambda row: row.id)
def test_each_word_works_in_its_example(reader: Reader, row: SpeakerWord) -> None:
    words, bars = split(reader, row.example)
    assert lost(words, WORDS) == bars
    without = replace(WORDS, rows=tuple(r for r in WORDS.rows if r.id != row.id))
    assert lost(words, without) != bars


@pytest.mark.parametrize(
    "who",
    [
        *("Syrian officials", "Israeli officials", "Ukrainian officials", "Malian officials"),
        *("rebel media", "army media", "pro-government media", "anti-government media"),
        *("soldiers", "fighters", "loyalists", "insurgents", "settlers", "protesters"),
    ],
)
def test_all_sides_speak(reader: Reader, who: str) -> None:
    words, bars = split(reader, f"Two shells fell on the school | {who} said.")
    assert lost(words, WORDS) == bars == [6]


@pytest.mark.parametrize(("text", "source"), SENTENCES.items())
def test_who_speaks_is_read_and_no_comma_is_left(reader: Reader, text: str, source: str) -> None:
    found = reader.find(Document(text=text, language="en"), until="actors")
    assert all(text[t.start : t.end] == t.text for t in found.parse.tokens)
    assert COMMA not in {t.text for t in found.parse.tokens}
    assert [t.i for t in found.parse.tokens] == list(range(len(found.parse.tokens)))
    assert all(0 <= t.head < len(found.parse.tokens) for t in found.parse.tokens)
    (said,) = [s for s in reader(Document(text=text, language="en")).statements if s.cue]
    assert said.source[0].text == source


def test_only_a_text_without_a_comma_is_given_any(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def note(piece: Piece, *_: object) -> Piece:
        asked.append(" ".join(piece.words))
        return piece

    monkeypatch.setattr(parsing, "give_commas", note)
    reader.find(Document(text=f"{FIRST} It rained, and fog came.", language="en"), "actors")
    assert not asked
    reader.find(Document(text=FIRST, language="en"), "actors")
    assert len(asked) == 1


def test_a_kind_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    rows = "id,phrase,kind,example\nx,said,sings,Two shells fell.\n"
    (tmp_path / "lexicon" / "speaker_words.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(LexiconError, match="kind 'sings' is none of"):
        load_speaker_words(DataFolders(projects=(tmp_path,)), *speaker_nouns(DataFolders()))
