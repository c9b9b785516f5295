"""Records with named fields, from JSON or a table, become documents.

    {"text": …, "date": …} + Columns ──▶ record_document ──▶ Document

``text`` is required. ``id``, ``published`` or ``date``, ``title``, ``outlet`` or ``source``,
``author``, ``url``, ``language`` and ``genre`` are understood, or what ``Columns`` names instead;
other keys are kept as metadata.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from onrecord.collect.columns import Columns
from onrecord.collect.days import written_days
from onrecord.collect.stated import stated_publication
from onrecord.collect.zones import counted_in
from onrecord.errors import DocumentError
from onrecord.model import Document, Gap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

#: Field of a document: the keys it may stand under, the first that is given wins.
KEYS = {
    "text": ("text",),
    "id": ("id",),
    "title": ("title",),
    "outlet": ("outlet", "source"),
    "author": ("author",),
    "url": ("url",),
    "genre": ("genre",),
    "language": ("language",),
    "published": ("published", "date"),
}
#: The usual names of all columns.
USUAL = Columns()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record lies: its file, and the line, row or offset in it."""

    file: str
    at: dict[str, Any] = field(default_factory=dict)

    @property
    def metadata(self) -> dict[str, Any]:
        """What a document without an id keeps of it."""
        return {"file": self.file} | self.at


def keys_of(name: str, columns: Columns) -> tuple[str, ...]:
    """The keys that a field of a document may stand under."""
    own: str | None = getattr(columns, name)
    return KEYS[name] if own is None else (own,)


def check_columns(names: Sequence[str], columns: Columns) -> None:
    """Refuse a table without a column for the text, or without one that the user named.

    Raises:
        DocumentError: it names the column, those that there are, and what to do.
    """
    there = set(names)
    for field_name in KEYS:
        own: str | None = getattr(columns, field_name)
        if (field_name == "text" or own) and not there.intersection(keys_of(field_name, columns)):
            shown = ", ".join(names)[:200]
            told = f'no column "{own or field_name}" for the {field_name}; the file has {shown}'
            hint = f'name it in onrecord.toml: [collect.columns] {field_name} = "…"'
            raise DocumentError(f"{told}; {hint}")


def record_document(
    given: dict[str, Any], origin: Origin, columns: Columns = USUAL, *, what: str = "line"
) -> Document:
    """The document of one record.

    Args:
        given: its fields; emptied of those that are understood.
        origin: where it lies; kept as metadata where the record has no id.
        columns: the names that the user gave to fields.
        what: what to call the record in messages.

    Raises:
        DocumentError: no text, or a field of the wrong kind.

    >>> record = {"text": "Rebels advanced.", "date": "2024-12-04"}
    >>> record_document(record, Origin("a.jsonl", {"line": 1})).published
    '2024-12-04'
    """
    key = keys_of("text", columns)[0]
    text = given.pop(key, None)
    if not isinstance(text, str) or not text.strip():
        reason = f'no text: the {what} needs "{key}" with the characters of the document'
        raise DocumentError(reason)
    known = {name: _take(given, keys_of(name, columns)) for name in KEYS if name != "text"}
    written = known.pop("published")
    zone = columns.zones.of(known["outlet"], known["url"])
    days, counted = counted_in(zone, partial(_days, written, columns.date_format))
    dated, between, gaps = stated_publication(days, written or "", known["url"], counted)
    if written and not days:
        form = columns.date_format
        fits = f"does not fit {form}" if form else "is no ISO 8601 day"
        gaps = (Gap("collect", None, f"the day of publication {fits}", (written,)),)
    if known["id"] is None:
        given = origin.metadata | given
    return Document(
        text,
        id=known["id"],
        title=known["title"],
        outlet=known["outlet"],
        author=known["author"],
        url=known["url"],
        genre=known["genre"],
        language=known["language"],
        metadata=given | between,
        gaps=gaps,
        **dated,
    )


def _days(written: str | None, form: str | None, zone: ZoneInfo | None) -> tuple[date, ...]:
    return written_days(written, form, zone) if written else ()


def _take(given: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first non-empty value under one of the keys; a later key stays metadata."""
    for key in keys:
        value = given.get(key)
        if value is None or value == "":
            given.pop(key, None)
        elif isinstance(value, str):
            del given[key]
            return value
        elif isinstance(value, int) and not isinstance(value, bool):
            del given[key]
            return str(value)
        else:
            raise DocumentError(f'"{key}" must be a string, not {type(value).__name__}')
    return None
