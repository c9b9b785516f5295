"""Contexts: every row is read from its example; wrong rows are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.accounts.contexts import CONTEXTS, ContextRow, load_context_words
from onrecord.errors import LexiconError
from onrecord.lexicon import DataFolders, load_table
from onrecord.model import Document

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.reading import Reader

ROWS = load_table(DataFolders(), "contexts.csv", ContextRow)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_example_gives_its_context(row: ContextRow, reader: Reader) -> None:
    accounts = reader(Document(row.example, language="en", published="2024-12-04")).accounts
    assert any(row.context in account.contexts for account in accounts)


def test_every_context_has_words() -> None:
    assert {row.context for row in ROWS} == CONTEXTS


def test_no_row_calls_an_act_terrorism() -> None:
    assert "terrorism" not in CONTEXTS


@pytest.mark.parametrize(
    ("context", "phrase", "code"), [("weather", "rain", "E5"), ("health", "", "E1")]
)
def test_a_wrong_row_is_refused(tmp_path: Path, context: str, phrase: str, code: str) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "contexts.csv").write_text(
        f"id,context,phrase,type,mode,example\nown,{context},{phrase},,,It rained.\n",
        encoding="utf-8",
    )
    with pytest.raises(LexiconError, match=code):
        load_context_words(DataFolders(projects=(tmp_path,)))
