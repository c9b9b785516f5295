"""A reading as rows of the tables: what queries need of it.

Line, key of its document ──▶ rows_of ──▶ rows of each table
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.store.line import Account, Line, Relation, Span, Statement, Time

#: Bits of the key of a row beside its document: kind and position.
BITS, POSITION_BITS = 24, 20
#: Roles of the side that an account happens to.
SUFFERING = ("recipient", "victim")
#: Between words that do not stand together.
GAP = " … "
#: Tables of rows: the number in the key of a row, and how many columns there are.
TABLES = {
    "statements": (1, 22),
    "accounts": (2, 19),
    "participants": (3, 6),
    "pairs": (4, 8),
    "tellings": (5, 6),
    "relations": (6, 18),
    "links": (7, 11),
    "actors": (8, 10),
    "places": (9, 13),
    "quantities": (10, 14),
    "loaded": (11, 6),
}

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]


def first_key(document: int, table: str) -> int:
    """The key of the first row of a document in a table."""
    return (document << BITS) + (TABLES[table][0] << POSITION_BITS)


def rows_of(line: Line, document: int) -> Rows:
    """The rows of a reading, table by table, in the order of the columns.

    Args:
        line: the reading.
        document: key of its document, ``documents.n``.

    Raises:
        KeyError: it names a statement that it does not hold.
    """
    tables = _tables(line, document)
    return {name: _numbered(first_key(document, name), rows) for name, rows in tables.items()}


def _numbered(first: int, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(number, *cells) for number, cells in enumerate(rows, first)]


def _tables(line: Line, document: int) -> dict[str, Iterable[tuple[Any, ...]]]:
    """The rows without their keys."""
    day, accounts = line.document.published, line.accounts
    said = first_key(document, "statements")
    statements = {s.statement_id: said + i for i, s in enumerate(line.statements)}
    told = first_key(document, "accounts")
    numbers = {a.account_id: told + i for i, a in enumerate(accounts)}
    times = {t.time_id: t for t in line.times}
    holders = {s.statement_id: s.holder_chain[-1] for s in line.statements}
    return {
        "statements": [_statement(s, document, day) for s in line.statements],
        "accounts": [_account(a, document, times.get(a.time_id or "")) for a in accounts],
        "participants": [
            (numbers[a.account_id], p.role, p.actor_id, _words(p.spans), p.inferred)
            for a in accounts for p in a.participants
        ],
        "pairs": _pairs(accounts, numbers, times),
        "tellings": [
            (numbers[a.account_id], statements[t.statement_id], holders[t.statement_id], t.realis,
             t.statement_id in a.denied_by) for a in accounts for t in a.attitudes
        ],
        "relations": [_relation(r, document, day) for r in line.relations],
        "links": [
            (document, x.link_id, day, x.type, x.from_, x.to, x.polarity, _words(x.spans), x.rule,
             x.confidence) for x in line.links
        ],
        "actors": [
            (document, a.actor_id, a.name, a.label, a.type, a.state, " ".join(a.sectors),
             a.personal_data, len(a.mentions)) for a in line.actors
        ],
        "places": [
            (document, p.place_id, p.name, p.kind, p.country, p.admin1, " ".join(p.claimants),
             p.precision, p.lat, p.lon, p.uncertainty_km, len(p.mentions)) for p in line.places
        ],
        "quantities": [
            (document, q.quantity_id, numbers.get(q.account_id or ""),
             statements.get(q.said_by or ""), q.kind, q.unit, q.low, q.best, q.high, q.bound, q.of,
             q.as_of, q.span.text) for q in line.quantities
        ],
        "loaded": [
            (document, statements.get(x.statement_id), x.category, x.target, x.span.text)
            for x in line.loaded
        ],
    }  # fmt: skip


def _words(spans: Iterable[Span]) -> str:
    return GAP.join([span.text for span in spans])


def _statement(s: Statement, document: int, day: str | None) -> tuple[Any, ...]:
    return (
        document, s.statement_id, day, s.holder_chain[-1], "|".join(s.holder_chain), s.speech_act,
        s.kind, s.voice, s.mode, s.polarity, s.commitment, s.relay_stance, s.status, s.addressee,
        _words(s.source) or None, _words(s.cue) or None, _words(s.content), s.content[0].start,
        s.content[-1].end, s.rule, s.confidence,
    )  # fmt: skip


def _account(a: Account, document: int, time: Time | None) -> tuple[Any, ...]:
    when = (time.start, time.end, time.precision) if time else (None, None, None)
    return (
        document, a.account_id, a.type, " ".join(a.modes), " ".join(a.contexts), _words(a.trigger),
        a.trigger[0].start, a.realis, a.codes.quad, a.place_id, a.place_basis, *when,
        len(a.asserted_by), len(a.denied_by), a.rule, a.confidence,
    )  # fmt: skip


def _relation(r: Relation, document: int, day: str | None) -> tuple[Any, ...]:
    return (
        document, r.relation_id, day, r.type, r.subject, r.object, r.value, r.authority, r.status,
        r.polarity, r.since, r.until, _words(r.spans), len(r.asserted_by), len(r.denied_by),
        r.rule, r.confidence,
    )  # fmt: skip


def _pairs(
    accounts: tuple[Account, ...], numbers: dict[str, int], times: dict[str, Time]
) -> Iterator[tuple[Any, ...]]:
    """Every acting with every suffering side, each pair once an account."""
    for a in accounts:
        acting = dict.fromkeys(p.actor_id for p in a.participants if p.role == "actor")
        suffering = dict.fromkeys(p.actor_id for p in a.participants if p.role in SUFFERING)
        month = _month(times.get(a.time_id or ""))
        for actor in acting:
            for other in suffering:
                if actor is not None and other is not None:
                    yield (numbers[a.account_id], actor, other, month, a.type, a.realis,
                           len(a.asserted_by))  # fmt: skip


def _month(time: Time | None) -> str | None:
    """The month of an interval that lies in one, as ``2024-12``."""
    if time is None or time.start is None or time.end is None:
        return None
    return time.start[:7] if time.start[:7] == time.end[:7] else None
