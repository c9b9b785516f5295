"""Lists of events: filters, pages, counts; values are always parameters.

    EventSelection ──▶ newest_events ──▶ a page of EventRow, the newest day first
                   ──▶ select_events ──▶ all of them
                   ──▶ count_events

Who an event is about, and who tells it, is found by its accounts: one account must fulfil all of
these filters and hold the text. Day, area and verdicts are those of the event. Whichever filter
leaves few events leads to them; where all leave many, they are gone through from the newest day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from onrecord.collect.days import iso_day
from onrecord.errors import StoreError
from onrecord.merge.compare import LIVE
from onrecord.model import DOC
from onrecord.store.connection import row, rows
from onrecord.store.events import get_event_by_key
from onrecord.store.filters import TABLE
from onrecord.store.keys import UNKNOWN, match
from onrecord.store.rows import BITS, POSITION_BITS, TABLES
from onrecord.store.search import expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.store.connection import Store

#: Verdicts of a field; all but the first are rare enough to be looked up.
VERDICTS = ("single", "agreed", "compatible", "disputed", "not_comparable", "retracted_only")
#: Which events count, by what is said of them.
OWN = "own_voice"
RULES = ("asserted", "origins>=2", OWN, "not_disputed")
_RULE = re.compile("asserted|origins>=[1-9][0-9]{0,8}|own_voice|not_disputed")
#: So many accounts, points or statements are few: their events are sorted. Where there are more,
#: going through the days finds a page soon.
FEW, FEW_STATEMENTS = 6_000, 5_000
#: So many accounts that words lead to are held while going through the days; more are so dense that
#: each event is looked at by itself.
HELD = 70_000
#: Degrees.
EAST, NORTH = 180, 90
#: Events that are looked at first; then ten times as many, and so on.
FIRST_LOOK = 200
#: Filters by accounts: the same as those of the table of accounts.
BY_ACCOUNT = TABLE["accounts"].words
COLUMNS = ("event_id", "type", "title", "begins", "ends", "lat", "lon", "first_seen", "accounts",
           "documents", "outlets", "origins", "verdicts")  # fmt: skip
_ROW = f"SELECT {', '.join(COLUMNS)} FROM events WHERE n = ?"
_DAYS = "ORDER BY e.begins DESC, e.event_id"
_MANY_WORDS = "SELECT 1 FROM row_keys k WHERE k.row_keys MATCH ?"
_MANY_STATEMENTS = "SELECT 1 FROM statement_words w WHERE w.statement_words MATCH ?"
_MANY_POINTS = "SELECT 1 FROM events b INDEXED BY events_by_point WHERE {}"
_TELLINGS = tuple((TABLES["tellings"][0] + more) << POSITION_BITS for more in (0, 1))
_SAID = (
    f"y.n >= ((w.rowid >> {BITS}) << {BITS}) + {_TELLINGS[0]}"
    f" AND y.n < ((w.rowid >> {BITS}) << {BITS}) + {_TELLINGS[1]} AND y.statement = w.rowid"
)
#: From accounts and statements to their events, by small indexes.
_BY_WORDS = (
    "SELECT e.n, e.begins FROM row_keys k"
    " CROSS JOIN told t INDEXED BY told_events ON t.n = k.rowid"
    " CROSS JOIN events e INDEXED BY events_short ON e.n = t.event"
    " WHERE k.row_keys MATCH ? AND {}"
)
_BY_TEXT = (
    f"SELECT e.n, e.begins FROM statement_words w CROSS JOIN tellings y ON {_SAID}"
    " CROSS JOIN told t INDEXED BY told_events ON t.n = y.account"
    " CROSS JOIN events e INDEXED BY events_short ON e.n = t.event"
    " WHERE w.statement_words MATCH ? AND {}"
)
_IN_BOX = (
    "SELECT e.n, e.begins FROM events b INDEXED BY events_by_point"
    " CROSS JOIN events e INDEXED BY events_short ON e.n = b.n WHERE {} AND {}"
)
#: Whether an account fulfils the filters, and is told by a statement with the text.
_FULFILS = "EXISTS (SELECT 1 FROM row_keys k WHERE k.rowid = t.n AND k.row_keys MATCH ?)"
_HOLDS = (
    f"EXISTS (SELECT 1 FROM tellings y WHERE y.n >= ((t.n >> {BITS}) << {BITS}) + {_TELLINGS[0]}"
    f" AND y.n < ((t.n >> {BITS}) << {BITS}) + {_TELLINGS[1]} AND y.account = t.n AND EXISTS"
    " (SELECT 1 FROM statement_words w WHERE w.rowid = y.statement AND w.statement_words MATCH ?))"
)

Candidate: TypeAlias = "tuple[str, int]"


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event without its values; ``verdicts``: field=verdict, separated by a space."""

    event_id: str
    type: str
    title: str
    begins: str | None
    ends: str | None
    lat: float | None
    lon: float | None
    first_seen: str | None
    accounts: int
    documents: int
    outlets: int
    origins: int
    verdicts: str


@dataclass(frozen=True, slots=True)
class EventSelection:
    """Which events are asked for.

    Attributes:
        filters: by accounts: name -> values, one of which must hold.
        text: words that a statement about the event must hold.
        since, until: days; the event may have happened between them.
        box: west, south, east, north in degrees; its first point lies there.
        verdict: of some field, or ``field=verdict``.
        rule: which events count: ``asserted`` (somebody says that it happened, still),
            ``origins>=2`` (so many do), ``own_voice`` (an article does in its own),
            ``not_disputed`` (asserted, and no field is disputed); ``None`` keeps all, also what is
            only planned or denied.
    """

    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    text: str | None = None
    since: str | None = None
    until: str | None = None
    box: tuple[float, float, float, float] | None = None
    verdict: str | None = None
    rule: str | None = None


def check_events(selection: EventSelection) -> None:
    """Refuse what no event can fulfil by its form.

    Raises:
        StoreError: it names what is wrong and what is known.
    """
    for name, _ in selection.filters:
        if name not in BY_ACCOUNT:
            known = (*sorted(BY_ACCOUNT), "box", "rule", "since", "text", "until", "verdict")
            raise StoreError(f"events have no filter {name!r}; they have {', '.join(known)}")
    if selection.rule is not None and not _RULE.fullmatch(selection.rule):
        raise StoreError(f"{selection.rule!r} is no rule; there are {', '.join(RULES)}")
    _check_days(selection.since, selection.until)
    verdict = selection.verdict
    if verdict is not None and verdict.rpartition("=")[2] not in VERDICTS:
        raise StoreError(f"{verdict!r} is no verdict; there are {', '.join(VERDICTS)}")
    if selection.box is not None:
        west, south, east, north = selection.box
        if not (max(-west, west, -east, east) <= EAST and -NORTH <= south <= north <= NORTH):
            raise StoreError("a box is west, south, east, north in degrees, such as 36,35,38,37")


def _check_days(since: str | None, until: str | None) -> None:
    for day in (since, until):
        if day is not None and iso_day(day) != day:
            raise StoreError(f"{day!r} is no ISO 8601 day such as 2024-12-04")
    if since is not None and until is not None and since > until:
        raise StoreError(f"no day is from {since} on and until {until}")


def newest_events(
    store: Store, selection: EventSelection, limit: int = 50, offset: int = 0
) -> list[EventRow]:
    """A page of events, those of the newest day first; those without a day last."""
    return [_row(store, n) for n in islice(event_keys(store, selection), offset, offset + limit)]


def select_events(store: Store, selection: EventSelection) -> Iterator[EventRow]:
    """All events, those of the newest day first."""
    return (_row(store, n) for n in event_keys(store, selection))


def count_events(store: Store, selection: EventSelection) -> int:
    """How many events there are."""
    return sum(1 for _ in event_keys(store, selection))


def event_keys(store: Store, selection: EventSelection) -> Iterator[int]:
    """The keys of all events (``events.n``), those of the newest day first.

    Raises:
        StoreError: a filter that is not known, or a value that is none.
    """
    check_events(selection)
    if selection.text is not None and expression(selection.text) is None:
        return iter(())  # no word in it
    found = _Listing(store, selection).keys()
    if selection.rule != OWN:
        return found
    return (n for n in found if _is_told_in_own_voice(store, n))


def _is_told_in_own_voice(store: Store, n: int) -> bool:
    event = get_event_by_key(store, n)
    happened = event.fields.get("happened") if event is not None else None
    values = happened.values if happened is not None else ()
    return any(v.polarity == "+" and v.status == LIVE and (DOC,) in v.holders for v in values)


def _row(store: Store, n: int) -> EventRow:
    found = row(store, _ROW, (n,))
    if found is None:
        raise StoreError("the project was merged meanwhile; ask again")
    return EventRow(*found)


class _Listing:
    """One list of events while it is made."""

    def __init__(self, store: Store, selection: EventSelection) -> None:
        self.store = store
        self.selection = selection
        named = [(BY_ACCOUNT[name], values) for name, values in selection.filters]
        self.words = match("accounts", named) if named else None
        found = expression(selection.text) if selection.text is not None else None
        self.text = f"content : ({found})" if found else None
        self.where, self.values = _conditions(selection)

    def keys(self) -> Iterator[int]:
        """The events in their order, by the filter that leaves few."""
        if (found := self._by_text()) is not None:
            return self._told(found, words=True, text=False)
        if (found := self._by_words()) is not None:
            return self._told(found, words=False, text=True)
        if (found := self._in_box()) is not None:
            return self._told(found, words=True, text=True)
        if self.text is not None and self.words is None:
            return self._by_report()
        return self._by_day()

    @cached_property
    def held(self) -> frozenset[int] | None:
        """The accounts that words alone lead to; ``None`` if they are too many, or text counts."""
        if self.words is None or self.text is not None:
            return None
        if self._are_many(_MANY_WORDS, (self.words,), HELD):
            return None
        sql = "SELECT rowid FROM row_keys WHERE row_keys MATCH ?"
        return frozenset(n for (n,) in rows(self.store, sql, (self.words,)))

    # ---- few: all are found, then sorted --------------------------------------------------------

    def _by_words(self) -> list[Candidate] | None:
        if self.words is None or self._are_many(_MANY_WORDS, (self.words,), FEW):
            return None
        return self._few(_BY_WORDS.format(self.where), (self.words, *self.values))

    def _by_text(self) -> list[Candidate] | None:
        if self.text is None or self._are_many(_MANY_STATEMENTS, (self.text,), FEW_STATEMENTS):
            return None
        return self._few(_BY_TEXT.format(self.where), (self.text, *self.values))

    def _in_box(self) -> list[Candidate] | None:
        if self.selection.box is None:
            return None
        inside, corners = _inside("b", self.selection.box)
        if self._are_many(_MANY_POINTS.format(inside), corners, FEW):
            return None
        return self._few(_IN_BOX.format(inside, self.where), (*corners, *self.values))

    def _are_many(self, sql: str, values: tuple[Any, ...], most: int) -> bool:
        found = row(self.store, f"SELECT count(*) FROM ({sql} LIMIT {most + 1})", values)
        return found is not None and found[0] > most

    def _few(self, sql: str, values: tuple[Any, ...]) -> list[Candidate]:
        """Events with their days."""
        return [(day or "", n) for n, day in set(rows(self.store, sql, values))]

    def _told(self, found: list[Candidate], *, words: bool, text: bool) -> Iterator[int]:
        """Sort events; those of which no account fulfils what was not looked at are left out."""
        checked = (words and self.words is not None) or (text and self.text is not None)
        for n in self._sorted(found):
            if not checked or self._is_told(n):
                yield n

    def _sorted(self, found: Iterable[Candidate]) -> Iterator[int]:
        """By day, the newest first, and within a day by id, which is only now looked up."""
        sql = "SELECT event_id FROM events WHERE n = ?"
        for _, same in groupby(sorted(found, reverse=True), key=itemgetter(0)):
            named = ((row(self.store, sql, (n,)), n) for _, n in same)
            yield from (n for _, n in sorted((one[0], n) for one, n in named if one is not None))

    def _is_told(self, event: int) -> bool:
        """Whether an account of the event fulfils the filters by accounts, and holds the text."""
        if self.held is not None:
            accounts = rows(self.store, "SELECT n FROM told WHERE event = ?", (event,))
            return any(n in self.held for (n,) in accounts)
        wanted = [(_FULFILS, self.words), (_HOLDS, self.text)]
        parts = [(sql, value) for sql, value in wanted if value is not None]
        sql = " AND ".join(("t.event = ?", *(sql for sql, _ in parts)))
        values = (event, *(value for _, value in parts))
        return row(self.store, f"SELECT 1 FROM told t WHERE {sql} LIMIT 1", values) is not None

    # ---- many: gone through until a page is full ------------------------------------------------

    def _by_day(self) -> Iterator[int]:
        """Along the index of days; more and more at a time, no lock between."""
        checked = self.words is not None or self.text is not None
        index = "events_by_day"
        if self.selection.verdict is not None and "single" not in self.selection.verdict:
            index = f"events_{self.selection.verdict.rpartition('=')[2]}"
        sql = f"SELECT e.n FROM events e INDEXED BY {index} WHERE {self.where} {_DAYS}"
        at, size = 0, FIRST_LOOK
        while page := list(rows(self.store, f"{sql} LIMIT {size} OFFSET {at}", self.values)):
            yield from (n for (n,) in page if not checked or self._is_told(n))
            at, size = at + len(page), size * 10

    def _by_report(self) -> Iterator[int]:
        """What common words are found in: by the month of the newest report, then by day."""
        given: set[int] = set()
        waiting: list[Candidate] = []
        for month in self._months():
            text = f"{self.text} AND keys : {match('statements', [('month', (month,))])}"
            found = set(rows(self.store, _BY_TEXT.format(self.where), (text, *self.values)))
            waiting += [(day or "", n) for n, day in found if n not in given]
            given.update(n for n, _ in found)
            yield from self._sorted(one for one in waiting if one[0] >= month)
            waiting = [one for one in waiting if one[0] < month]
        yield from self._sorted(waiting)

    def _months(self) -> Iterator[str]:
        """The months in which documents were published, the newest first, then the unknown."""
        below = "9999~"
        sql = "SELECT max(published) FROM documents WHERE published < ?"
        while (found := row(self.store, sql, (below,))) and found[0] is not None:
            below = found[0][:7]
            yield below
        yield UNKNOWN


def _conditions(selection: EventSelection) -> tuple[str, tuple[Any, ...]]:
    """What is compared in the row of an event ``e``, as SQL with its values."""
    parts: list[tuple[str, tuple[Any, ...]]] = []
    if selection.since is not None:
        parts.append(("e.ends >= ?", (selection.since,)))
    if selection.until is not None:
        parts.append(("e.begins <= ?", (selection.until,)))
    if selection.verdict is not None:
        name, _, verdict = selection.verdict.rpartition("=")
        parts.append((f"instr(e.verdicts, '={verdict}') > 0", ()))  # as the index has it
        if name:
            wanted = f" {name}={verdict} "
            parts.append(("instr(' ' || e.verdicts || ' ', ?) > 0", (wanted,)))
    parts += _counting(selection.rule)
    if selection.box is not None:
        parts.append(_inside("e", selection.box))
    types = dict(selection.filters).get("type", ())
    if types:
        parts.append((f"e.type IN ({', '.join('?' * len(types))})", types))
    where = " AND ".join(sql for sql, _ in parts) or "1"
    return where, tuple(value for _, values in parts for value in values)


def _counting(rule: str | None) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if rule is not None:
        yield "e.origins >= ?", (int(rule.partition(">=")[2] or 1),)
    if rule == "not_disputed":
        yield "instr(e.verdicts, '=disputed') = 0", ()


def _inside(table: str, box: tuple[float, float, float, float]) -> tuple[str, tuple[float, ...]]:
    """Whether the point of an event lies in a box; one from 170 to -170 crosses the date line."""
    west, south, east, north = box
    across = f"{table}.lon >= ? {'AND' if west <= east else 'OR'} {table}.lon <= ?"
    return f"{table}.lat BETWEEN ? AND ? AND ({across})", (south, north, west, east)
