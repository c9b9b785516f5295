"""What the store needs of a line of a reading, decoded into small structs.

line of JSON ──▶ read_line ──▶ Line

A third of the time of ``decode_reading``: the fields that no row holds are passed over, and the
values are those of ``onrecord.model``, whose classes say what they mean.
"""

from __future__ import annotations

import msgspec

from onrecord.model import Versions  # noqa: TC001  msgspec reads the annotations


class _Part(msgspec.Struct, frozen=True, gc=False):
    """Base of the parts: frozen, and not watched for cycles, of which there are none."""


class Span(_Part, frozen=True):
    """Characters of the text."""

    start: int
    end: int
    text: str


class Mention(_Part, frozen=True):
    """One mention, which is only counted."""


class Document(_Part, frozen=True):
    """Which document was read."""

    doc_id: str
    published: str | None


class Actor(_Part, frozen=True):
    """Who."""

    actor_id: str
    name: str
    type: str
    state: str | None
    sectors: tuple[str, ...]
    label: str
    personal_data: str
    mentions: tuple[Mention, ...]


class Place(_Part, frozen=True):
    """Where."""

    place_id: str
    name: str
    kind: str
    country: str | None
    precision: str
    lat: float | None
    lon: float | None
    mentions: tuple[Mention, ...]
    admin1: str | None = None
    claimants: tuple[str, ...] = ()
    uncertainty_km: float | None = None


class Time(_Part, frozen=True):
    """When."""

    time_id: str
    start: str | None
    end: str | None
    precision: str


class Quantity(_Part, frozen=True):
    """How many."""

    quantity_id: str
    span: Span
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


class Statement(_Part, frozen=True):
    """Who holds what to be so."""

    statement_id: str
    holder_chain: tuple[str, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
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


class Loaded(_Part, frozen=True):
    """A word that judges."""

    span: Span
    category: str
    statement_id: str
    target: str | None


class Participant(_Part, frozen=True):
    """Who took which part."""

    role: str
    actor_id: str | None
    spans: tuple[Span, ...]
    inferred: bool


class Attitude(_Part, frozen=True):
    """How real an account is to a holder."""

    statement_id: str
    realis: str


class Codes(_Part, frozen=True):
    """Codes of other codebooks."""

    quad: str


class Account(_Part, frozen=True):
    """A version of an event."""

    account_id: str
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    trigger: tuple[Span, ...]
    participants: tuple[Participant, ...]
    place_id: str | None
    time_id: str | None
    attitudes: tuple[Attitude, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    realis: str
    codes: Codes
    rule: str
    confidence: float
    place_basis: str | None = None


class Relation(_Part, frozen=True):
    """A lasting tie."""

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
    spans: tuple[Span, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    rule: str
    confidence: float


class Link(_Part, frozen=True, rename={"from_": "from"}):
    """A step of the argument."""

    link_id: str
    type: str
    from_: str
    to: str
    polarity: str
    spans: tuple[Span, ...]
    rule: str
    confidence: float


class Line(_Part, frozen=True):
    """What rows are made of."""

    document: Document
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    statements: tuple[Statement, ...]
    loaded: tuple[Loaded, ...]
    accounts: tuple[Account, ...]
    relations: tuple[Relation, ...]
    links: tuple[Link, ...]
    versions: Versions


_DECODER = msgspec.json.Decoder(Line)


def read_line(line: bytes) -> Line:
    """The needed part of a line; raises ``msgspec.DecodeError`` if it is no reading."""
    return _DECODER.decode(line)
