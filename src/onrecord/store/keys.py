"""What rows are found by: words such as ``holder=HTS``, which the full-text tables index.

    Line, outlet ──▶ keys_of ──▶ Keys ──▶ statement_words, row_keys
    {"holder": "HTS"} ──▶ match ──▶ the expression for MATCH

A word holds the table, a field and a value. Letters that the tokenizer would fold or cut are
written as ``=`` and their code. Columns of few values (voice, polarity ...) have no words: they are
compared in the rows. Whoever changes what ``keys_of`` gives must add a migration that
makes both tables anew: rows are taken out of them by the same words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from onrecord.store.rows import BITS, GAP, first_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.store.line import Account, Line, Relation

#: One letter for each table, before the field.
LETTERS = {"documents": "d", "statements": "s", "accounts": "a", "relations": "r", "links": "l"}
#: Stands for the month of a day that is not known.
UNKNOWN = "unknown"
_PLAIN = re.compile(r"[^a-z0-9_]")

Fields: TypeAlias = "Iterable[tuple[str, str | None]]"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the rows of one reading are found by: (n, content, keys) and (n, keys)."""

    statements: list[tuple[int, str, str]]
    others: list[tuple[int, str]]


def word(table: str, field: str, value: str) -> str:
    """The word of a value in a field of a table.

    >>> word("statements", "holder", "SYR-GOV")
    'sholder==53=59=52=2d=47=4f=56'
    """
    return f"{LETTERS[table]}{field}={_written(value)}"


@lru_cache(maxsize=2_000)  # most values are hashes of one document; a large cache is slow
def _written(value: str) -> str:
    """A value as a word holds it."""
    plain = value.isascii() and value.isidentifier() and value.islower()
    return value if plain else _PLAIN.sub(_coded, value)


def _coded(found: re.Match[str]) -> str:
    return "".join(f"={byte:02x}" for byte in found[0].encode("utf-8", "surrogatepass"))


def match(table: str, fields: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """The expression that finds rows with one of the values in each of the fields.

    >>> match("accounts", [("type", ("assault", "coerce"))])
    '("atype=assault" OR "atype=coerce")'
    """
    each = (" OR ".join(f'"{word(table, field, v)}"' for v in values) for field, values in fields)
    return " AND ".join(f"({one})" for one in each)


def keys_of(line: Line, document: int, outlet: str | None) -> Keys:
    """What the rows of a reading are found by.

    Args:
        line: the reading.
        document: key of its document.
        outlet: of the document.
    """
    holders = {s.statement_id: s.holder_chain[-1] for s in line.statements}
    published = (("outlet", outlet), ("month", _month(line.document.published)))
    others = {
        "accounts": _of_accounts(line, holders, outlet),
        "relations": ([*_of_relation(r, holders), *published] for r in line.relations),
        "links": (
            [("id", x.link_id), ("type", x.type), ("source", x.from_), ("target", x.to), *published]
            for x in line.links
        ),
    }
    return Keys(
        list(_of_statements(line, document, words("statements", published))),
        [
            (document << BITS, words("documents", _of_document(line))),
            *((n, words(table, fields)) for table, rows in others.items()
              for n, fields in enumerate(rows, first_key(document, table))),
        ],
    )  # fmt: skip


def words(table: str, fields: Fields) -> str:
    """The words of fields, each once, separated by a space; what is unknown has none."""
    letter = LETTERS[table]
    return " ".join({f"{letter}{f}={_written(v)}": None for f, v in fields if v is not None})


def _month(day: str | None) -> str:
    return day[:7] if day else UNKNOWN


def _of_document(line: Line) -> list[tuple[str, str | None]]:
    return [
        *[("actor", a.actor_id) for a in line.actors],
        *[("place", p.place_id) for p in line.places],
        *[("type", a.type) for a in line.accounts],
        *[("quantity", q.kind) for q in line.quantities],
        *[("loaded", x.category) for x in line.loaded],
    ]


def _of_statements(line: Line, document: int, published: str) -> Iterator[tuple[int, str, str]]:
    """Number, content and words of each statement; what it tells of lends it its words."""
    told = {a.account_id: words("statements", _told(a)) for a in line.accounts}
    for r in line.relations:
        told[r.relation_id] = words("statements", (("actor", r.subject), ("actor", r.object)))
    for n, s in enumerate(line.statements, first_key(document, "statements")):
        own = [
            f"sid={s.statement_id}",
            word("statements", "holder", s.holder_chain[-1]),
            word("statements", "act", s.speech_act),
        ]
        for holder in s.holder_chain[1:]:
            own += (word("statements", "via", holder), word("statements", "actor", holder))
        own += [told.get(one, "") for one in (*s.about_accounts, *s.about_relations)]
        yield n, GAP.join([span.text for span in s.content]), f"{' '.join(own)} {published}"


def _told(a: Account) -> list[tuple[str, str | None]]:
    actors: list[tuple[str, str | None]] = [("actor", p.actor_id) for p in a.participants]
    return [("type", a.type), ("place", a.place_id), *actors]


def _of_accounts(
    line: Line, holders: dict[str, str], outlet: str | None
) -> Iterator[list[tuple[str, str | None]]]:
    times = {t.time_id: t.start for t in line.times}
    countries = {p.place_id: p.country for p in line.places}
    for a in line.accounts:
        own = [("id", a.account_id), ("realis", a.realis), *_told(a), *_tellers(a, holders)]
        own += [("mode", one) for one in a.modes]
        own += [("context", one) for one in a.contexts]
        own += [(f"as_{p.role}", p.actor_id) for p in a.participants]
        own += (("country", countries.get(a.place_id or "")), ("outlet", outlet))
        yield [*own, ("month", _month(times.get(a.time_id or "")))]


def _of_relation(r: Relation, holders: dict[str, str]) -> list[tuple[str, str | None]]:
    ends = (("subject", r.subject), ("object", r.object), ("actor", r.subject), ("actor", r.object))
    return [("id", r.relation_id), ("type", r.type), *ends, *_tellers(r, holders)]


def _tellers(told: Account | Relation, holders: dict[str, str]) -> list[tuple[str, str | None]]:
    asserted = [("holder", holders[one]) for one in told.asserted_by]
    denied = [("denied", holders[one]) for one in told.denied_by]
    return [*asserted, *denied, *[("holder", holder) for _, holder in denied]]
