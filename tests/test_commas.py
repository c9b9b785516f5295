"""Commas that a text lost: each word of the table works in its example, and offsets stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.errors import LexiconError
from onrecord.lexicon import DataFolders
from onrecord.model import Document
from onrecord.parse.commas import COMMA, SpeakerWord, SpeakerWords, load_speaker_words, lost

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.reading import Reader

WORDS = load_speaker_words(DataFolders())
SENTENCES = (
    "Two shells fell on the school the army said on Monday.",
    "A mortar hit the square killing one policeman a security source told AFP.",
    "Jets struck the town killing ten people the Syrian Observatory for Human Rights said.",
)


def split(example: str) -> tuple[list[str], list[int]]:
    """The words of an example, and before which of them its bars stand."""
    words, bars = list[str](), list[int]()
    for word in example.replace(".", " .").replace(";", " ;").split():
        if word == "|":
            bars.append(len(words))
        else:
            words.append(word)
    return words, bars


@pytest.mark.parametrize("row", WORDS.rows, ids=lambda row: row.id)
def test_each_word_works_in_its_example(row: SpeakerWord) -> None:
    words, bars = split(row.example)
    assert lost(words, WORDS) == bars
    without = SpeakerWords(tuple(r for r in WORDS.rows if r.id != row.id))
    assert lost(words, without) != bars or row.kind == "none"


@pytest.mark.parametrize("text", SENTENCES)
def test_who_speaks_is_read_and_no_comma_is_left(reader: Reader, text: str) -> None:
    found = reader.find(Document(text=text, language="en"), until="actors")
    assert all(text[t.start : t.end] == t.text for t in found.parse.tokens)
    assert COMMA not in {t.text for t in found.parse.tokens}
    assert [t.i for t in found.parse.tokens] == list(range(len(found.parse.tokens)))
    assert all(0 <= t.head < len(found.parse.tokens) for t in found.parse.tokens)
    said = [s for s in reader(Document(text=text, language="en")).statements if s.cue]
    assert [span.text for s in said for span in s.cue][:1] in (["said"], ["told"])


def test_a_text_with_a_comma_is_left_alone(reader: Reader) -> None:
    text = f"{SENTENCES[0]} It rained, and nobody slept."
    found = reader.find(Document(text=text, language="en"), until="actors")
    assert text[found.parse.tokens[-1].start :] == "."


def test_a_kind_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    rows = "id,phrase,kind,example\nx,said,sings,Two shells fell.\n"
    (tmp_path / "lexicon" / "speaker_words.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(LexiconError, match="kind 'sings' is none of"):
        load_speaker_words(DataFolders(projects=(tmp_path,)))
