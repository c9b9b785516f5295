"""The values of a reading: what one document says, who says so, and with which words.

The interchange format ``onrecord-reading/1``: frozen, in the order of the JSON, offsets in code
points, end exclusive; unknown is ``None``; nothing is built without its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from onrecord.identity import content_hash as content_hash  # noqa: PLC0414 (given on)
from onrecord.identity import document_hash, sha256_of

SCHEMA = "onrecord-reading/1"
DOC = "DOC"  #: stands for the document itself, the outermost holder of every statement


def _need(spans: tuple[object, ...], what: str) -> None:
    if not spans:
        raise ValueError(f"{what} was read from no words at all")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start:end`` of a text; ``text`` re-reads equal."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the text where an actor is named or described."""

    start: int
    end: int
    text: str
    form: str


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """What a reading says of its document; the text itself is not repeated."""

    doc_id: str
    content_id: str
    id: str | None
    sha256: str
    n_chars: int
    title: str | None
    outlet: str | None
    author: str | None
    url: str | None
    genre: str | None
    language: str | None
    published: str | None
    published_precision: str | None
    published_source: str | None
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who: a state, body, group or person, with every mention."""

    actor_id: str
    name: str
    type: str
    state: str | None
    sectors: tuple[str, ...]
    label: str
    personal_data: str
    external_ids: dict[str, str]
    rule: str
    mentions: tuple[Mention, ...]

    def __post_init__(self) -> None:
        _need(self.mentions, f"actor {self.actor_id}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where, how precisely (``uncertainty_km`` around the point), and all ``claimants`` of it."""

    place_id: str
    name: str
    kind: str
    country: str | None
    precision: str
    lat: float | None
    lon: float | None
    gazetteer: str | None
    gazetteer_id: str | None
    reference_point: tuple[float, float] | None
    located_in: str | None
    mentions: tuple[Span, ...]
    admin1: str | None = None
    claimants: tuple[str, ...] = ()
    uncertainty_km: float | None = None

    def __post_init__(self) -> None:
        _need(self.mentions, f"place {self.place_id}")
        if self.lat is not None and self.precision not in ("point", "near"):
            raise ValueError(f"place {self.place_id}: an area is not a point")


@dataclass(frozen=True, slots=True)
class Time:
    """When: an interval of days (ISO 8601, both ends included; ``None`` = open or unknown)."""

    time_id: str
    span: Span
    kind: str
    start: str | None
    end: str | None
    precision: str
    anchor: str | None
    timex: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many: a figure with bounds, as one statement gives it."""

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
    cumulative_since: str | None


@dataclass(frozen=True, slots=True)
class Stance:
    """For or against: what the holder of a statement thinks of an actor, account or relation."""

    target: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The atom: a holder chain, a content, and how the innermost holder stands to it."""

    statement_id: str
    holder_chain: tuple[str, ...]
    parent: str | None
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
    stance: tuple[Stance, ...]
    addressee: str | None
    made_on: str | None
    made_at: str | None
    status: str
    corrects: str | None
    about_accounts: tuple[str, ...]
    about_relations: tuple[str, ...]
    about_links: tuple[str, ...]
    rule: str
    confidence: float

    def __post_init__(self) -> None:
        _need(self.content, f"statement {self.statement_id}")
        if self.holder_chain[:1] != (DOC,):
            raise ValueError(f"statement {self.statement_id}: the chain must start at {DOC}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A word that judges, in the mouth of the holder of its statement."""

    span: Span
    category: str
    statement_id: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in a role of an account; ``inferred`` if the words stand in another clause."""

    role: str
    actor_id: str | None
    spans: tuple[Span, ...]
    inferred: bool


@dataclass(frozen=True, slots=True)
class Attitude:
    """How real an account is to the holder of one statement."""

    statement_id: str
    realis: str


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of other codebooks; ``None`` where not determined."""

    quad: str
    cameo_root: str | None
    acled: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """One document's version of an event; ``place_basis`` is "clause" or the "report" around."""

    account_id: str
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    trigger: tuple[Span, ...]
    participants: tuple[Participant, ...]
    instruments: tuple[Span, ...]
    place_id: str | None
    time_id: str | None
    quantities: tuple[str, ...]
    attitudes: tuple[Attitude, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    realis: str
    codes: Codes
    rule: str
    confidence: float
    place_basis: str | None = None

    def __post_init__(self) -> None:
        _need(self.trigger, f"account {self.account_id}")
        if not self.asserted_by and not self.denied_by:
            raise ValueError(f"account {self.account_id} is told by nobody")


@dataclass(frozen=True, slots=True)
class Relation:
    """A lasting tie between two actors, or an actor and a place, as somebody tells it."""

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

    def __post_init__(self) -> None:
        _need(self.spans, f"relation {self.relation_id}")
        if not self.asserted_by and not self.denied_by:
            raise ValueError(f"relation {self.relation_id} is told by nobody")


class Link(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """One step of the argument of a text. No dataclass: its key ``from`` is a word of Python."""

    link_id: str
    type: str
    from_: str
    to: str
    polarity: str
    spans: tuple[Span, ...]
    asserted_by: tuple[str, ...]
    rule: str
    confidence: float
    from_spans: tuple[Span, ...] = ()  #: the words at its ends, which may be in one statement
    to_spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        _need(self.spans, f"link {self.link_id}")
        if not self.asserted_by:
            raise ValueError(f"link {self.link_id} is told by nobody")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something seen but not decided, with the reason and the candidates."""

    stage: str
    span: Span | None
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    """What read the document: versions of code, reader, lexicon and models."""

    onrecord: str
    reader: str
    lexicon: str
    models: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything onrecord read in one document."""

    schema: str
    document: DocumentPart
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    statements: tuple[Statement, ...]
    loaded: tuple[Loaded, ...]
    accounts: tuple[Account, ...]
    relations: tuple[Relation, ...]
    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]
    versions: Versions


@dataclass(frozen=True, slots=True)
class Document:
    """One collected text with its metadata; never changes. Prose begins at ``prose_start``."""

    text: str
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    genre: str | None = None
    language: str | None = None
    published: str | None = None
    published_precision: str | None = None
    published_source: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    prose_start: int = 0  #: where prose begins, after a metadata line at the head of a plain text
    gaps: tuple[Gap, ...] = ()

    @property
    def content_id(self) -> str:
        """``c_`` + 16 hex digits of the SHA-256 of the text."""
        return "c_" + self.sha256[:16]

    @property
    def sha256(self) -> str:
        """SHA-256 of the UTF-8 bytes of the text, as hex."""
        return sha256_of(self.text)

    @property
    def doc_id(self) -> str:
        """``d_`` + hash of content and origin: one text printed twice is two documents."""
        return document_hash(self.text, self.outlet, self.url, self.published, self.id)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be collected or read: which, at what stage, and why."""

    document: str
    stage: str
    reason: str
