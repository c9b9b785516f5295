"""The merged event of the interchange format: what many documents say of one happening.

The classes of ``onrecord-event/1`` (READING: one event a line). An event has no voice of its own:
every value names who says it, in which statements, and whether it still stands. A figure that
nobody states is absent, not 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

SCHEMA = "onrecord-event/1"
#: A chain of holders, outermost first, by neutral labels; ``DOC`` is the document itself.
Holders = tuple[str, ...]


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """One value of a field, and who says or denies it.

    No dataclass: keys that mean nothing for a field are left out of the JSON.

    Attributes:
        value: day or interval, place id, actor id, number or word, as the field has it.
        polarity: "+" asserted, "-" denied, by these holders.
        status: live, superseded (its holder gave another later, or a more exact one), retracted,
            or foretold (told only before it happened, or as a plan); only live ones count in a
            verdict.
        documents: ids of the documents that hold the statements.
        name: of a place or actor.
        start, end: first and last day of a date.
        lat, lon, precision: of a place.
        low, best, high, bound, of, as_of: of a figure.
    """

    value: str | int | None
    polarity: str
    status: str
    holders: tuple[Holders, ...]
    statements: tuple[str, ...]
    documents: tuple[str, ...]
    name: str | None = None
    start: str | None = None
    end: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    bound: str | None = None
    of: str | None = None
    as_of: str | None = None
    cumulative_since: str | None = None


@dataclass(frozen=True, slots=True)
class EventField:
    """All values of a field, held against each other.

    ``hostile_side_agreement``: holders of sides that the user has confirmed as opposed give
    compatible values.
    """

    verdict: str
    values: tuple[Value, ...]
    hostile_side_agreement: bool = False


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account of the event.

    Attributes:
        id: what the caller named its document.
        start: where the words begin that tell of it, in the text.
    """

    account_id: str
    doc_id: str
    id: str | None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two accounts are in one event: the odds (0 to 1) and the signs they are made of."""

    pair: tuple[str, str]
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Accounts of one happening, field by field.

    Attributes:
        title: built from type, neutral label, place and date only.
        n_documents, n_outlets, n_origins: documents; outlets, copies of one text counted once;
            distinct innermost holders. They are never added up.
        first_seen: day of the first publication.
        first_said_by: statement that told it first.
        copies: groups of documents that share their text, each with the original first.
    """

    schema: str
    event_id: str
    title: str
    type: str
    accounts: tuple[AccountRef, ...]
    fields: dict[str, EventField]
    n_documents: int
    n_outlets: int
    n_origins: int
    first_seen: str | None
    first_said_by: str | None
    explain: tuple[Reason, ...]
    copies: tuple[tuple[str, ...], ...] = ()


def told_as(event: Event) -> str:
    """How an event is told: ``live`` if anybody says that it happened, still; else less than that.

    Else ``foretold`` (a plan, threat or expectation only), ``retracted``, or ``denied`` (only
    denials speak of it).
    """
    field = event.fields.get("happened")
    said = {v.status for v in field.values if v.polarity == "+"} if field is not None else set()
    if not said:
        denials = (v for one in event.fields.values() for v in one.values if v.polarity == "-")
        return "denied" if any(denials) else "live"
    return next((how for how in ("foretold", "retracted") if said == {how}), "live")


def encode_event(event: Event) -> bytes:
    """An event as one line of JSON without the line break."""
    return msgspec.json.encode(event)


def decode_event(line: bytes | str) -> Event:
    """Read back a line; raises ``msgspec.ValidationError`` with the path of what is wrong."""
    return msgspec.json.decode(line, type=Event)


def event_schema() -> dict[str, object]:
    """The JSON Schema of an event, made from the classes above."""
    return msgspec.json.schema(Event)
