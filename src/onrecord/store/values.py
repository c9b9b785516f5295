"""The rows that queries give: frozen values, one class a table.

What the fields mean stands in ``schema.sql``. Lists within a field are separated by a space, holder
chains by ``|``. ``doc_id`` leads to the text, ``first_char`` to the words in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text."""

    doc_id: str
    content_id: str
    id: str | None
    title: str | None
    outlet: str | None
    author: str | None
    url: str | None
    genre: str | None
    language: str | None
    published: str | None
    published_precision: str | None
    place: str
    added: str
    n_chars: int


@dataclass(frozen=True, slots=True)
class EventAccountRow:
    """Which account is in which event."""

    event_id: str
    doc_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Who holds what to be so."""

    doc_id: str
    outlet: str | None
    statement_id: str
    day: str | None
    holder: str
    chain: str
    speech_act: str
    kind: str
    voice: str
    mode: str
    polarity: str
    commitment: str
    relay: str
    status: str
    addressee: str | None
    source: str | None
    cue: str | None
    content: str
    first_char: int
    last_char: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One document's version of one event."""

    doc_id: str
    outlet: str | None
    published: str | None
    account_id: str
    type: str
    modes: str
    contexts: str
    words: str
    first_char: int
    realis: str
    quad: str
    place: str | None
    place_basis: str | None
    begins: str | None
    ends: str | None
    precision: str | None
    asserted: int
    denied: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """Who took which part in an account."""

    doc_id: str
    account_id: str
    type: str
    begins: str | None
    role: str
    actor_id: str | None
    words: str
    inferred: int


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A lasting tie."""

    doc_id: str
    outlet: str | None
    relation_id: str
    day: str | None
    type: str
    subject: str
    object: str | None
    value: str | None
    authority: str | None
    status: str
    polarity: str
    since: str | None
    until: str | None
    words: str
    asserted: int
    denied: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A step of the argument of a text."""

    doc_id: str
    outlet: str | None
    link_id: str
    day: str | None
    type: str
    source: str
    target: str
    polarity: str
    words: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor as a document names it."""

    doc_id: str
    actor_id: str
    name: str
    label: str
    type: str
    state: str | None
    sectors: str
    personal_data: str
    mentions: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as a document names it."""

    doc_id: str
    place_id: str
    name: str
    kind: str
    country: str | None
    admin1: str | None
    claimants: str
    precision: str
    lat: float | None
    lon: float | None
    uncertainty: float | None
    mentions: int


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """A figure."""

    doc_id: str
    quantity_id: str
    account_id: str | None
    statement_id: str | None
    kind: str
    unit: str
    low: int | None
    best: int | None
    high: int | None
    bound: str
    part: str | None
    words: str


@dataclass(frozen=True, slots=True)
class LoadedRow:
    """A word that judges."""

    doc_id: str
    statement_id: str | None
    holder: str | None
    category: str
    target: str | None
    words: str


@dataclass(frozen=True, slots=True)
class TellingRow:
    """Which statement tells of an account, and how real it is to its holder."""

    doc_id: str
    account_id: str
    statement_id: str
    holder: str
    realis: str
    denied: int


@dataclass(frozen=True, slots=True)
class PairRow:
    """An acting and a suffering side of an account."""

    doc_id: str
    account_id: str
    actor: str
    recipient: str
    month: str | None
    type: str
    realis: str
    asserted: int


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many accounts in a month; ``None`` where an account may lie in several."""

    month: str | None
    accounts: int
