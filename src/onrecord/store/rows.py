"""A line of a reading as rows of the tables: the part of it that queries need.

    line of JSON ──▶ read_line ──▶ Line ──▶ rows_of(Line, n) ──▶ rows of each table

Only the needed fields are decoded, into small structs: what the rest says stays in the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from onrecord.model import DOC, Versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Positions that fit into the key of a row beside its reading.
POSITIONS = 1 << 20
#: Roles of the side that an account happens to.
SUFFERING = ("recipient", "victim")
#: Between words that do not stand together.
GAP = " … "
#: Table and the number of its columns.
TABLES = {
    "statements": 22,
    "accounts": 19,
    "participants": 8,
    "pairs": 8,
    "tellings": 7,
    "about": 5,
    "relations": 18,
    "links": 11,
    "actors": 10,
    "places": 13,
    "quantities": 14,
    "loaded": 6,
}

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]


class _Part(msgspec.Struct, frozen=True, gc=False):
    """Base of the parts: frozen, and not watched for cycles, of which there are none."""


class _Span(_Part, frozen=True):
    start: int
    end: int
    text: str


class _Document(_Part, frozen=True):
    doc_id: str
    published: str | None


class _Actor(_Part, frozen=True):
    actor_id: str
    name: str
    type: str
    state: str | None
    sectors: tuple[str, ...]
    label: str
    personal_data: str
    mentions: tuple[msgspec.Raw, ...]


class _Place(_Part, frozen=True):
    place_id: str
    name: str
    kind: str
    country: str | None
    precision: str
    lat: float | None
    lon: float | None
    mentions: tuple[msgspec.Raw, ...]
    admin1: str | None = None
    claimants: tuple[str, ...] = ()
    uncertainty_km: float | None = None


class _Time(_Part, frozen=True):
    time_id: str
    start: str | None
    end: str | None
    precision: str


class _Quantity(_Part, frozen=True):
    quantity_id: str
    span: _Span
    kind: str
    unit: str
    low: int | None
    best: int | None
    high: int | None
    bound: str
    of: str | None
    as_of: str | None
    said_by: str | None
    account_id: str | None


class _Statement(_Part, frozen=True):
    statement_id: str
    holder_chain: tuple[str, ...]
    source: tuple[_Span, ...]
    cue: tuple[_Span, ...]
    content: tuple[_Span, ...]
    voice: str
    mode: str
    speech_act: str
    kind: str
    polarity: str
    commitment: str
    relay_stance: str
    addressee: str | None
    status: str
    about_accounts: tuple[str, ...]
    about_relations: tuple[str, ...]
    rule: str
    confidence: float


class _Loaded(_Part, frozen=True):
    span: _Span
    category: str
    statement_id: str
    target: str | None


class _Participant(_Part, frozen=True):
    role: str
    actor_id: str | None
    spans: tuple[_Span, ...]
    inferred: bool


class _Attitude(_Part, frozen=True):
    statement_id: str
    realis: str


class _Codes(_Part, frozen=True):
    quad: str


class _Account(_Part, frozen=True):
    account_id: str
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    trigger: tuple[_Span, ...]
    participants: tuple[_Participant, ...]
    place_id: str | None
    time_id: str | None
    attitudes: tuple[_Attitude, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    realis: str
    codes: _Codes
    rule: str
    confidence: float
    place_basis: str | None = None


class _Relation(_Part, frozen=True):
    relation_id: str
    type: str
    subject: str
    object: str | None
    value: str | None
    authority: str | None
    status: str
    polarity: str
    since: str | None
    until: str | None
    spans: tuple[_Span, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    rule: str
    confidence: float


class _Link(_Part, frozen=True, rename={"from_": "from"}):
    link_id: str
    type: str
    from_: str
    to: str
    polarity: str
    spans: tuple[_Span, ...]
    rule: str
    confidence: float


class Line(_Part, frozen=True):
    """What rows are made of."""

    document: _Document
    actors: tuple[_Actor, ...]
    places: tuple[_Place, ...]
    times: tuple[_Time, ...]
    quantities: tuple[_Quantity, ...]
    statements: tuple[_Statement, ...]
    loaded: tuple[_Loaded, ...]
    accounts: tuple[_Account, ...]
    relations: tuple[_Relation, ...]
    links: tuple[_Link, ...]
    versions: Versions


_DECODER = msgspec.json.Decoder(Line)


def read_line(line: bytes) -> Line:
    """The needed part of a line; raises ``msgspec.DecodeError`` if it is no reading."""
    return _DECODER.decode(line)


def rows_of(line: Line, document: int) -> Rows:
    """The rows of a reading, table by table, in the order of the columns.

    Args:
        line: the reading.
        document: key of its document, ``documents.n``.

    Raises:
        KeyError: it names a statement that it does not hold.
    """
    tables = _tables(line, document)
    base = document * POSITIONS
    return {
        name: [(base + i, *cells) for i, cells in enumerate(found)]
        for name, found in tables.items()
    }


def _tables(line: Line, document: int) -> Rows:
    """The rows without their keys."""
    base, day = document * POSITIONS, line.document.published
    statements = {s.statement_id: base + i for i, s in enumerate(line.statements)}
    accounts = {a.account_id: base + i for i, a in enumerate(line.accounts)}
    times = {t.time_id: t for t in line.times}
    begins = {
        a.account_id: times[a.time_id].start if a.time_id in times else None for a in line.accounts
    }
    holders = {s.statement_id: s.holder_chain[-1] for s in line.statements}
    return {
        "statements": [_statement(s, document, day) for s in line.statements],
        "accounts": [_account(a, document, times.get(a.time_id or "")) for a in line.accounts],
        "participants": [
            (accounts[a.account_id], p.role, p.actor_id, _words(p.spans), p.inferred,
             begins[a.account_id], a.type) for a in line.accounts for p in a.participants
        ],
        "pairs": list(_pairs(line.accounts, accounts, times)),
        "tellings": [
            (accounts[a.account_id], statements[t.statement_id], holders[t.statement_id], t.realis,
             t.statement_id in a.denied_by, begins[a.account_id])
            for a in line.accounts for t in a.attitudes
        ],
        "about": list(_about(line, statements, day)),
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
            (document, q.quantity_id, accounts.get(q.account_id or ""),
             statements.get(q.said_by or ""), q.kind, q.unit, q.low, q.best, q.high, q.bound, q.of,
             q.as_of, q.span.text) for q in line.quantities
        ],
        "loaded": [
            (document, statements.get(x.statement_id), x.category, x.target, x.span.text)
            for x in line.loaded
        ],
    }  # fmt: skip


def _words(spans: Iterable[_Span]) -> str:
    return GAP.join([span.text for span in spans])


def _statement(s: _Statement, document: int, day: str | None) -> tuple[Any, ...]:
    return (
        document, s.statement_id, day, s.holder_chain[-1], "|".join(s.holder_chain), s.speech_act,
        s.kind, s.voice, s.mode, s.polarity, s.commitment, s.relay_stance, s.status, s.addressee,
        _words(s.source) or None, _words(s.cue) or None, _words(s.content), s.content[0].start,
        s.content[-1].end, s.rule, s.confidence,
    )  # fmt: skip


def _account(a: _Account, document: int, time: _Time | None) -> tuple[Any, ...]:
    when = (time.start, time.end, time.precision) if time else (None, None, None)
    return (
        document, a.account_id, a.type, " ".join(a.modes), " ".join(a.contexts), _words(a.trigger),
        a.trigger[0].start, a.realis, a.codes.quad, a.place_id, a.place_basis, *when,
        len(a.asserted_by), len(a.denied_by), a.rule, a.confidence,
    )  # fmt: skip


def _relation(r: _Relation, document: int, day: str | None) -> tuple[Any, ...]:
    return (
        document, r.relation_id, day, r.type, r.subject, r.object, r.value, r.authority, r.status,
        r.polarity, r.since, r.until, _words(r.spans), len(r.asserted_by), len(r.denied_by),
        r.rule, r.confidence,
    )  # fmt: skip


def _pairs(
    accounts: tuple[_Account, ...], numbers: dict[str, int], times: dict[str, _Time]
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


def _month(time: _Time | None) -> str | None:
    """The month of an interval that lies in one, as ``2024-12``."""
    if time is None or time.start is None or time.end is None:
        return None
    return time.start[:7] if time.start[:7] == time.end[:7] else None


def _about(
    line: Line, statements: dict[str, int], day: str | None
) -> Iterator[tuple[int, str, str, str | None]]:
    """Whom and what each statement concerns, each in each role once."""
    told = {a.account_id: _told(a) for a in line.accounts}
    tied = {r.relation_id: _tied(r) for r in line.relations}
    for s in line.statements:
        concerned = {(holder, "holder") for holder in s.holder_chain if holder != DOC}
        for account in s.about_accounts:
            concerned |= told.get(account, set())
        for relation in s.about_relations:
            concerned |= tied.get(relation, set())
        for subject, role in sorted(concerned):
            yield statements[s.statement_id], subject, role, day


def _told(account: _Account) -> set[tuple[str, str]]:
    sides = {(p.actor_id, p.role) for p in account.participants if p.actor_id is not None}
    return sides | ({(account.place_id, "place")} if account.place_id else set())


def _tied(relation: _Relation) -> set[tuple[str, str]]:
    ends = {(relation.subject, "subject")}
    return ends | ({(relation.object, "object")} if relation.object else set())
