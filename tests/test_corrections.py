"""Corrections change status and what corrects what; they never change what was said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from onrecord.corrections import find_corrections, load_correction_words
from onrecord.lexicon import DataFolders
from onrecord.model import Document

if TYPE_CHECKING:
    from onrecord.reading import Reader

WORDS = load_correction_words(DataFolders())
TOLL = "Police said 12 people were killed. Police later corrected the figure to 9."


def document(text: str) -> Document:
    return Document(text=text, language="en")


def test_ids_and_words_stay(reader: Reader) -> None:
    found = reader.find(document(TOLL), until="relations")
    live = tuple(replace(s, status="live", corrects=None) for s in found.statements.statements)
    before = replace(found, statements=replace(found.statements, statements=live))
    after = find_corrections(before, WORDS)
    assert [s.statement_id for s in after.statements] == [s.statement_id for s in live]
    assert [s.content for s in after.statements] == [s.content for s in live]
    assert sorted({s.status for s in after.statements}) == ["live", "superseded"]


def test_what_corrects_names_the_statement(reader: Reader) -> None:
    statements = reader(document(TOLL)).statements
    (earlier,) = [s for s in statements if s.status == "superseded"]
    (later,) = [s for s in statements if s.corrects]
    assert later.corrects == earlier.statement_id
    assert later.speech_act == "correction"


def test_a_report_that_stands_elsewhere_is_named_by_its_words(reader: Reader) -> None:
    statements = reader(document("The agency said its earlier report was wrong.")).statements
    (reference,) = [s.corrects for s in statements if s.corrects]
    match = re.fullmatch(r"(\d+)-(\d+): (.*)", reference)
    assert match is not None
    text = "The agency said its earlier report was wrong."
    assert text[int(match[1]) : int(match[2])] == match[3] == "its earlier report"


@pytest.mark.parametrize("text", ["", "Rain fell in Dorn.", "The army withdrew its men."])
def test_without_a_correction_nothing_changes(reader: Reader, text: str) -> None:
    found = reader.find(document(text), until="relations")
    assert find_corrections(found, WORDS) is found.statements
