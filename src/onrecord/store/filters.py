"""Which filters and columns each table has.

    Selection(table, filters) ──▶ check

Selective filters (who, where, which type) are words of the full-text tables, which join themselves
in any combination; the others are compared in the rows they leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from onrecord.collect.days import iso_day
from onrecord.errors import StoreError
from onrecord.store.values import (
    AccountRow,
    ActorRow,
    DocumentRow,
    LinkRow,
    LoadedRow,
    PairRow,
    ParticipantRow,
    PlaceRow,
    QuantityRow,
    RelationRow,
    StatementRow,
    TellingRow,
)


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is filtered.

    Attributes:
        row: class of its rows; its fields are the columns.
        words: filters that are words of the full-text tables: filter -> field of the word.
        columns: filters that are compared: filter -> column.
        day: column that ``since`` and ``until`` are compared with, ``last`` for the latter.
        last: last day, where a row has an interval.
        by_document: the words are those of the document; the columns must be compared, too.
        joins: tables that columns come from, beside the document ``d``.
        elsewhere: columns that are not of the table itself.
    """

    row: type[Any]
    words: Mapping[str, str]
    columns: Mapping[str, str]
    day: str | None = None
    last: str | None = None
    by_document: bool = False
    joins: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for.

    Attributes:
        table: name of the table.
        filters: name -> values, one of which must hold.
        text: words that must stand in the text, or ``None``.
        since: first day, ISO 8601.
        until: last day.
        document: only of this ``doc_id``.
    """

    table: str
    filters: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    text: str | None = None
    since: str | None = None
    until: str | None = None
    document: str | None = None


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_OUTLET = {"outlet": "d.outlet"}
_ACCOUNT = "JOIN accounts a ON a.n = t.account"
_SAID = "LEFT JOIN statements s ON s.n = t.statement"
TABLE = {
    "documents": Table(
        DocumentRow, _same("actor", "place", "type", "quantity", "loaded"),
        _same("outlet", "language", "genre", "author", "url", "id", "content_id"), day="published",
        by_document=True,
    ),
    "statements": Table(
        StatementRow,
        _same("holder", "via", "actor", "place", "type", "outlet", "month") | {"speech_act": "act"}
        | {"statement_id": "id"},
        _same("kind", "voice", "mode", "polarity", "commitment", "relay", "status", "addressee"),
        day="day", elsewhere=_OUTLET,
    ),
    "accounts": Table(
        AccountRow,
        _same("actor", "place", "country", "type", "realis", "mode", "context", "holder", "outlet",
              "month", "as_actor", "as_recipient", "as_victim", "as_supporter", "as_mediator")
        | {"account_id": "id", "denied_by": "denied"},
        _same("quad", "place_basis", "precision"), day="begins", last="ends",
        elsewhere=_OUTLET | {"published": "d.published"},
    ),
    "relations": Table(
        RelationRow,
        _same("type", "subject", "object", "actor", "holder", "outlet", "month")
        | {"relation_id": "id", "denied_by": "denied"},
        _same("status", "polarity", "authority"), day="day", elsewhere=_OUTLET,
    ),
    "links": Table(
        LinkRow, _same("type", "source", "target", "outlet", "month") | {"link_id": "id"},
        _same("polarity"), day="day", elsewhere=_OUTLET,
    ),
    "participants": Table(
        ParticipantRow, _same("actor"), {"actor": "actor_id", "role": "role"}, by_document=True,
        joins=_ACCOUNT,
        elsewhere={"account_id": "a.account_id", "type": "a.type", "begins": "a.begins"},
    ),
    "pairs": Table(
        PairRow, {"actor": "actor", "recipient": "actor"},
        _same("actor", "recipient", "month", "type", "realis"), by_document=True,
        joins=_ACCOUNT, elsewhere={"account_id": "a.account_id"},
    ),
    "tellings": Table(
        TellingRow, {}, _same("holder", "realis", "denied"), by_document=True,
        joins=f"{_ACCOUNT} JOIN statements s ON s.n = t.statement",
        elsewhere={"account_id": "a.account_id", "statement_id": "s.statement_id"},
    ),
    "actors": Table(
        ActorRow, _same("actor"), {"actor": "actor_id"} | _same("type", "state", "name", "label"),
        by_document=True,
    ),
    "places": Table(
        PlaceRow, _same("place"), {"place": "place_id"} | _same("kind", "country", "name"),
        by_document=True,
    ),
    "quantities": Table(
        QuantityRow, {"kind": "quantity"}, _same("kind", "unit", "bound", "part"),
        by_document=True, joins=f"LEFT {_ACCOUNT} {_SAID}",
        elsewhere={"account_id": "a.account_id", "statement_id": "s.statement_id"},
    ),
    "loaded": Table(
        LoadedRow, {"category": "loaded"}, _same("category", "target"), by_document=True,
        joins=_SAID, elsewhere={"statement_id": "s.statement_id", "holder": "s.holder"},
    ),
}  # fmt: skip


#: Tables that a text can be looked for in: accounts by the statements that tell them.
WITH_TEXT = ("documents", "statements", "accounts")


def filters_of(table: str) -> tuple[str, ...]:
    """The names of the filters of a table."""
    known = TABLE[table]
    return tuple(sorted({*known.words, *known.columns}))


def columns_of(table: str) -> tuple[str, ...]:
    """The names of the columns that rows of a table have."""
    return tuple(one.name for one in fields(TABLE[table].row))


def check(selection: Selection) -> None:
    """Refuse filters that the table does not know.

    Raises:
        StoreError: it names the filter and those that are known.
    """
    known = filters_of(selection.table)
    for name, wanted in selection.filters:
        if name not in known:
            raise StoreError(f"{selection.table} has no filter {name!r}; it has {', '.join(known)}")
        if not wanted:
            raise StoreError(f"{name} of nothing: name one value or more, or leave it away")
    if selection.text is not None and selection.table not in WITH_TEXT:
        raise StoreError(f"{selection.table} has no text; {', '.join(WITH_TEXT)} have")
    if (selection.since or selection.until) and TABLE[selection.table].day is None:
        raise StoreError(f"{selection.table} has no day to filter by; filter by document")
    for day in (selection.since, selection.until):
        if day is not None and iso_day(day) != day:
            raise StoreError(f"{day!r} is no ISO 8601 day such as 2024-12-04")
