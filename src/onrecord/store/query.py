"""Filters of rows as SQL; values are always parameters.

Selection ──▶ select ──▶ all rows, in the order of adding
          ──▶ newest ──▶ a page of them, the newest first
          ──▶ count
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from onrecord.store.connection import row, rows
from onrecord.store.filters import TABLE, Selection, check, columns_of
from onrecord.store.keys import UNKNOWN, match
from onrecord.store.rows import BITS, POSITION_BITS, TABLES
from onrecord.store.search import expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.store.connection import Store

#: Rows that are held at a time.
PAGE = 2_000
#: So many matches are sorted by day; more are gone through month by month, the newest first.
SORTED = 2_000
#: A longer time between ``since`` and ``until`` is compared in the rows only.
MONTHS = 36
#: Tables whose rows have a month among their words.
MONTHLY = ("statements", "accounts", "relations", "links")
_TOLD = (
    "t.n IN (SELECT y.account FROM statement_words w CROSS JOIN tellings y"
    f" ON y.n >= ((w.rowid >> {BITS}) << {BITS}) + ({TABLES['tellings'][0]} << {POSITION_BITS})"
    f" AND y.n < ((w.rowid >> {BITS}) << {BITS}) + ({TABLES['tellings'][0] + 1} << {POSITION_BITS})"
    " AND y.statement = w.rowid WHERE w.statement_words MATCH ?)"
)


@dataclass(frozen=True, slots=True)
class _Sql:
    """A query in parts: where rows come from, their order, and what must hold."""

    source: str
    order: str
    conditions: tuple[str, ...]
    values: tuple[Any, ...]

    def tail(self, *more: str) -> str:
        """From its FROM to its WHERE."""
        where = " AND ".join((*self.conditions, *more)) or "1"
        return f"FROM {self.source} WHERE {where}"


def select(store: Store, selection: Selection) -> Iterator[tuple[Any, ...]]:
    """All rows, in the order of adding; some are held at a time, no lock between.

    Raises:
        StoreError: an unknown filter.
    """
    sql = _built(store, selection)
    last = -1
    while sql is not None:
        tail = sql.tail(*_range(sql.source, last + 1, None))
        text = (
            f"SELECT t.n, {columns_sql(selection.table)} {tail} ORDER BY {sql.order} LIMIT {PAGE}"
        )
        page = list(rows(store, text, sql.values))
        yield from (found[1:] for found in page)
        if len(page) < PAGE:
            return
        last = page[-1][0]


def count(store: Store, selection: Selection, limit: int = -1) -> int:
    """How many rows there are; counted up to a limit, if one is given."""
    sql = _built(store, selection)
    if sql is None:
        return 0
    text = f"SELECT count(*) FROM (SELECT 1 {sql.tail()} LIMIT {limit})"
    found = row(store, text, sql.values)
    return int(found[0]) if found else 0


def newest(
    store: Store, selection: Selection, limit: int = 50, offset: int = 0
) -> list[tuple[Any, ...]]:
    """A page of rows, those of the newest day first; without a day last."""
    if TABLE[selection.table].day is None:
        found = list(select(store, selection))
        return found[offset : offset + limit]
    if selection.table in MONTHLY and _is_filtered(selection) and _is_many(store, selection):
        return _by_month(store, selection, limit, offset)
    return _sorted(store, selection, limit, offset)


def _is_filtered(selection: Selection) -> bool:
    words = TABLE[selection.table].words
    return bool(selection.text) or any(name in words for name, _ in selection.filters)


def _is_many(store: Store, selection: Selection) -> bool:
    return count(store, selection, SORTED + 1) > SORTED


def _sorted(store: Store, selection: Selection, limit: int, offset: int) -> list[tuple[Any, ...]]:
    sql = _built(store, selection)
    if sql is None:
        return []
    tail = sql.tail()
    if selection.table == "documents":  # along the days: sorting would fetch all that fits
        tail = tail.replace("t.n IN (SELECT", "+t.n IN (SELECT")
    text = (
        f"SELECT {columns_sql(selection.table)} {tail}"
        f" ORDER BY t.{TABLE[selection.table].day} DESC, t.n DESC LIMIT {limit:d} OFFSET {offset:d}"
    )
    return list(rows(store, text, sql.values))


def _by_month(store: Store, selection: Selection, limit: int, offset: int) -> list[tuple[Any, ...]]:
    """Months from the newest; each is found by its word and sorted by itself."""
    found: list[tuple[Any, ...]] = []
    for month in _months(store, selection):
        within = replace(selection, filters=(*selection.filters, ("month", (month,))))
        found += _sorted(store, within, offset + limit - len(found), 0)
        if len(found) >= offset + limit:
            break
    return found[offset : offset + limit]


def _months(store: Store, selection: Selection) -> Iterator[str]:
    """The months that rows of a table lie in, the newest first; last those without a day."""
    day = TABLE[selection.table].day
    sql = f"SELECT max({day}) FROM {selection.table} WHERE {day} < ?"
    below = (selection.until or "9999") + "~"
    while (found := row(store, sql, (below,))) and found[0] is not None:
        below = found[0][:7]
        yield below
        if selection.since is not None and below <= selection.since[:7]:
            return
    yield UNKNOWN


# ---- SQL ----------------------------------------------------------------------------------------


def columns_sql(table: str) -> str:
    """The columns of the rows of a table, as a SELECT has them."""
    where = TABLE[table].elsewhere
    own = "t" if table == "documents" else "d"
    named = ({"doc_id": f"{own}.doc_id"} | dict(where)).get
    return ", ".join(named(name) or f"t.{name}" for name in columns_of(table))


def joins_sql(table: str) -> str:
    """What a table is joined with, so that its columns are there."""
    return (
        ""
        if table == "documents"
        else f"JOIN documents d ON d.n = t.n >> {BITS} {TABLE[table].joins}"
    )


def _built(store: Store, selection: Selection) -> _Sql | None:
    """The query; ``None`` where nothing can be found: no word in the text, no such document."""
    check(selection)
    text = None if selection.text is None else expression(selection.text)
    if selection.text is not None and text is None:
        return None
    words, compared = _words(selection), _compared(selection)
    build = _documents if selection.table == "documents" else partial(_rows, selection.table)
    sql = build(words, text, compared)
    if selection.document is None:
        return sql
    found = row(store, "SELECT n FROM documents WHERE doc_id = ?", (selection.document,))
    if found is None:
        return None
    bits = 0 if selection.table == "documents" else BITS
    within = _range(sql.source, found[0] << bits, (found[0] + 1) << bits)
    return replace(sql, conditions=(*within, *sql.conditions))


def _range(source: str, first: int, end: int | None) -> Iterator[str]:
    """Rows from a key to another; where words lead to the rows, their keys say where to look."""
    found_by_words = " k " in source
    yield f"{'+' if found_by_words else ''}t.n >= {first}"  # the plus: no other way to the rows
    if found_by_words:
        yield f"k.rowid >= {first >> BITS << BITS}"
    if end is not None:
        yield f"{'+' if found_by_words else ''}t.n < {end}"
    if end is not None and found_by_words:
        yield f"k.rowid < {end}"


def _compared(selection: Selection) -> tuple[list[str], list[Any]]:
    """What is compared in the rows: columns, and days."""
    table = TABLE[selection.table]
    conditions: list[str] = []
    values: list[Any] = []
    for name, wanted in selection.filters:
        if name in table.columns:
            column = (dict(table.elsewhere) | {}).get(
                table.columns[name], f"t.{table.columns[name]}"
            )
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if selection.since is not None:
        conditions.append(f"t.{table.day} >= ?")
        values.append(selection.since)
    if selection.until is not None:
        conditions.append(f"t.{table.last or table.day} <= ?")
        values.append(selection.until)
    return conditions, values


def _words(selection: Selection) -> str | None:
    """What is found by words: the filters that have one, and the months."""
    table = TABLE[selection.table]
    given = [
        (table.words[name], wanted) for name, wanted in selection.filters if name in table.words
    ]
    given += [(name, wanted) for name, wanted in selection.filters if name == "month"]
    if selection.table in MONTHLY:
        months = _between(selection.since, selection.until)
        given += [("month", months)] if months else []
    letters = "documents" if table.by_document else selection.table
    return match(letters, given) if given else None


def _between(since: str | None, until: str | None) -> tuple[str, ...]:
    """The months from one day to another, if they are not too many."""
    if since is None or until is None:
        return ()
    first, last = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (since, until))
    if not 0 <= last - first < MONTHS:
        return ()
    return tuple(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1))


def _documents(words: str | None, text: str | None, compared: tuple[list[str], list[Any]]) -> _Sql:
    conditions, values = compared
    if words is not None:
        conditions.append(f"t.n IN (SELECT rowid >> {BITS} FROM row_keys WHERE row_keys MATCH ?)")
        values.append(words)
    if text is not None:
        conditions.append("t.n IN (SELECT rowid FROM document_words WHERE document_words MATCH ?)")
        values.append(text)
    return _Sql("documents t", "t.n", tuple(conditions), tuple(values))


def _rows(
    name: str, words: str | None, text: str | None, compared: tuple[list[str], list[Any]]
) -> _Sql:
    conditions, values = compared
    table = TABLE[name]
    joins = joins_sql(name)
    if name == "statements" and (words or text):
        parts = ([f"keys : ({words})"] if words else []) + ([f"content : ({text})"] if text else [])
        source = f"statement_words k CROSS JOIN statements t ON t.n = k.rowid {joins}"
        conditions.append("k.statement_words MATCH ?")
        return _Sql(source, "k.rowid", tuple(conditions), (*values, " AND ".join(parts)))
    if text is not None:
        conditions.append(_TOLD)
        values.append(f"content : ({text})")
    if words is None:
        return _Sql(f"{name} t {joins}", "t.n", tuple(conditions), tuple(values))
    first = TABLES[name][0] << POSITION_BITS
    here = (
        f"t.n >= k.rowid + {first} AND t.n < k.rowid + {first + (1 << POSITION_BITS)}"
        if table.by_document
        else "t.n = k.rowid"
    )
    conditions.append("k.row_keys MATCH ?")
    source = f"row_keys k CROSS JOIN {name} t ON {here} {joins}"
    order = "k.rowid, t.n" if table.by_document else "k.rowid"
    return _Sql(source, order, tuple(conditions), (*values, words))


def pairs_by_month(
    store: Store, actor: str, recipient: str, realis: tuple[str, ...]
) -> list[tuple[str | None, int]]:
    """Accounts by month in which one acts and the other is acted upon, as somebody asserts.

    Args:
        store: where.
        actor: who acts.
        recipient: whom it happens to.
        realis: only accounts of these.
    """
    sql = (
        "SELECT nullif(month, ''), sum(accounts) FROM pair_months WHERE actor = ? AND recipient = ?"
        f" AND realis IN ({', '.join('?' * len(realis))}) GROUP BY month ORDER BY month"
    )
    return [(month, number) for month, number in rows(store, sql, (actor, recipient, *realis))]
