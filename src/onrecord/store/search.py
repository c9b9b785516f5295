"""Full-text search that no query can break.

    "user's words" ──▶ phrases ──▶ expression ──▶ document_words, statement_words

Words are found in any case and with any accents; all of them must stand in the text. Words in
double quotes are a phrase; a star at the end finds what begins so. Nothing else has a meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.model import Span
from onrecord.store.connection import row, rows

if TYPE_CHECKING:
    from onrecord.store.connection import Store

#: So many hits are put in the order of how well they fit; more come last added first.
RANKED = 1_000
#: Characters shown around the first word that is found.
AROUND = 80
_PIECE = re.compile(r'"([^"]*)"(\*?)|([^\s"]+)')
_WORD = re.compile(r"\w", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that holds the words, and where the first of them stands."""

    doc_id: str
    id: str | None
    title: str | None
    outlet: str | None
    published: str | None
    passage: Span


def expression(text: str) -> str | None:
    """The words of a user as an expression for MATCH; ``None`` if there is no word in them.

    >>> expression('shelled "the bus station" AND Osk* ...')
    '"shelled" "the bus station" "AND" "Osk" *'
    """
    found = [f'"{words}"{" *" if star else ""}' for words, star in _phrases(text)]
    return " ".join(found) or None


def _phrases(text: str) -> list[tuple[str, bool]]:
    """Words and phrases, and whether what only begins so is meant."""
    pieces: list[tuple[str, bool]] = []
    for quoted, star, word in _PIECE.findall(text.replace("\0", " ")):
        words, begins = (quoted, bool(star)) if not word else (word.rstrip("*"), word.endswith("*"))
        if _WORD.search(words):
            pieces.append((words, begins))
    return pieces


def search(store: Store, text: str, limit: int = 20) -> tuple[Hit, ...]:
    """Documents that hold all the words, in title or text; the best first.

    Args:
        store: where.
        text: what somebody typed; any characters.
        limit: so many at most.
    """
    wanted = expression(text)
    if wanted is None:
        return ()
    many = f"SELECT count(*) FROM (SELECT 1 FROM document_words(?) LIMIT {RANKED + 1})"
    count = row(store, many, (wanted,)) or (0,)
    order = "rank" if count[0] <= RANKED else "w.rowid DESC"
    sql = (
        "SELECT d.doc_id, d.id, d.title, d.outlet, d.published, d.text FROM document_words w"
        " CROSS JOIN documents d ON d.n = w.rowid WHERE w.document_words MATCH ?"
        f" ORDER BY {order} LIMIT ?"
    )
    pattern = _pattern(text)
    return tuple(
        Hit(doc_id, name, title, outlet, day, _passage(whole, pattern))
        for doc_id, name, title, outlet, day, whole in rows(store, sql, (wanted, limit))
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(words) for words, _ in _phrases(text)), re.I)


def _passage(text: str, pattern: re.Pattern[str]) -> Span:
    """The surroundings of the first word, cut between words."""
    found = pattern.search(text)
    middle = found.start() if found else 0
    start, end = max(0, middle - AROUND), min(len(text), middle + AROUND)
    if start:
        start = text.find(" ", start, middle) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", middle, end), found.end() if found else middle + 1)
    return Span(start, end, text[start:end])
