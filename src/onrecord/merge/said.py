"""Who says what about an event: every value of every account, with its holders.

    Reading, Account ──▶ sayings_of ──▶ Saying, one for each value and statement

A value belongs to the statements whose words hold it. A day or place that an account takes from
elsewhere in its report is said by the article, where it tells the account in its own voice; what
else is taken from elsewhere, or told by others only, belongs to all statements that tell it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.event import Value
from onrecord.merge.keys import OF_STATE, OWN, VAGUE, ordinal
from onrecord.merge.signs import REAL
from onrecord.merge.told import Spot
from onrecord.model import DOC, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.merge.keys import Teller
    from onrecord.model import Account, Actor, Place, Quantity, Reading, Statement

#: Roles of an account, and the field they are shown under.
ROLES = {"actor": "actor", "recipient": "recipient", "victim": "victims",
         "supporter": "supporter", "mediator": "mediator"}  # fmt: skip
PARTIES = frozenset(ROLES.values())
#: Holders of these types are persons, and without a name may be anybody of their kind.
ANYBODY = VAGUE | {"civilians", "demonstrators", "population"}
ARMED = "non_state_armed_group"
MEDIA, NAMES = "media", frozenset({"name", "abbreviation"})
OWN_VOICE, FORETOLD = "own_voice", "foretold"
#: Who says so does not, or not any more, say that it happened.
UNTOLD = frozenset({FORETOLD, "retracted"})
#: Precision of a place that is only said to lie by, around or outside another.
NEAR = "near"
#: What an article places and dates, whoever is quoted on the rest.
SETTING = frozenset({"date", "place"})


@dataclass(frozen=True, slots=True)
class Mark:
    """What of a value is compared.

    Attributes:
        key: equal for values that say the same.
        days: first and last day of a date.
        spot: of a place.
        ids: what an actor is and belongs to.
        vague: whether an actor may be anybody of its kind, a place anywhere near another.
        camp: ``state`` or ``armed``: who fights for a state is no armed group.
        named: words of the name of an actor, and what they may be shortened to.
        low, high, scope, as_of: of a figure; ``total`` where it counts since a day.
    """

    key: str
    days: tuple[int | None, int | None] = (None, None)
    spot: Spot | None = None
    ids: frozenset[str] = frozenset()
    vague: bool = False
    camp: str = ""
    named: frozenset[str] = frozenset()
    low: int | None = None
    high: int | None = None
    scope: str | None = None
    as_of: str | None = None
    total: str | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """One value as one statement gives it.

    Attributes:
        shown: the value without who says it.
        origin: the innermost holder, by a name that means the same in every document; ``None`` for
            the article's own voice, "" for somebody who is not named at all.
        holder_ids: what the innermost holder is and belongs to.
        unnamed: whether the holder is known by a description alone ("a witness"): who is called so
            elsewhere may be somebody else.
        media: names of the holder, folded, if it is a medium that may be an outlet.
        words: of the document that give the value; empty where the text around gives it.
        account: whose value it is, and ``content``: all that the statement says; only where
            accounts are told apart.
    """

    field: str
    mark: Mark
    shown: Value
    statement: str
    holders: tuple[str, ...]
    origin: str | None
    holder_ids: frozenset[str]
    doc_id: str
    published: int | None
    outlet: str | None
    status: str
    polarity: str
    words: tuple[Span, ...] = ()
    account: str = ""
    content: str = ""
    unnamed: bool = False
    media: tuple[str, ...] = ()


class Sayer:
    """Gives the sayings of the accounts of one reading."""

    def __init__(self, teller: Teller, reading: Reading, spots: dict[str, Spot]) -> None:
        self.teller = teller
        self.reading = reading
        self.spots = spots
        self.actors = {a.actor_id: a for a in reading.actors}
        self.places = {p.place_id: p for p in reading.places}
        self.times = {t.time_id: t for t in reading.times}
        self.quantities = {q.quantity_id: q for q in reading.quantities}
        self.statements = {s.statement_id: s for s in reading.statements}

    def of(self, account: Account) -> Iterator[Saying]:
        """All values of an account, each as often as statements give it.

        Who denies an account denies who did it, or where nobody is named, that it happened; of
        place, day and figures a denial says nothing.
        """
        telling = [
            (self.statements[s], realis)
            for s, realis in _attitudes(account)
            if s in self.statements
        ]
        named = any(part.role == "actor" and part.actor_id for part in account.participants)
        denied_field = "actor" if named else "happened"
        asserting = [t for t in telling if t[0].statement_id not in account.denied_by]
        for field, mark, shown, spans in self._values(account):
            tellers = telling if field == denied_field else asserting
            for statement, realis in who_says(field, spans, tellers):
                denied = statement.statement_id in account.denied_by
                said = _within(statement, spans) if field == "place" else spans
                what = mark, shown, said
                yield self.saying(field, what, statement, realis, denied=denied)
        for quantity_id in account.quantities:
            yield from self._figure(self.quantities[quantity_id], telling)

    def _values(self, account: Account) -> Iterator[tuple[str, Mark, Value, tuple[Span, ...]]]:
        yield "happened", Mark("yes"), shown_as("yes"), account.trigger
        time = self.times.get(account.time_id or "")
        if time is not None and (time.start or time.end):
            days = ordinal(time.start), ordinal(time.end)
            name = time.start if time.start == time.end else f"{time.start or ''}/{time.end or ''}"
            value = shown_as(name, start=time.start, end=time.end, precision=time.precision)
            yield "date", Mark(str(name), days=days), value, (time.span,)
        place = self.places.get(account.place_id or "")
        if place is not None:
            yield "place", *self._place(place), place.mentions
        for part in account.participants:
            actor = self.actors.get(part.actor_id or "")
            if actor is not None:
                yield ROLES.get(part.role, part.role), *self._party(actor), part.spans
        for mode in account.modes:
            yield "mode", Mark(mode), shown_as(mode), ()
        for span in account.instruments:
            yield "means", Mark(span.text.casefold()), shown_as(span.text.casefold()), (span,)

    def _place(self, place: Place) -> tuple[Mark, Value]:
        shown = shown_as(place.place_id, name=place.name, lat=place.lat, lon=place.lon,
                       precision=place.precision)  # fmt: skip
        spot, vague = self.spots.get(place.place_id), place.precision == NEAR
        return Mark(place.place_id, spot=spot, vague=vague), shown

    def _party(self, actor: Actor) -> tuple[Mark, Value]:
        ids = frozenset(self.teller.kin(actor))
        own = actor.actor_id.startswith(OWN)
        key = f"{actor.type}:{actor.name.casefold()}" if own else actor.actor_id
        shown = shown_as(key if own else actor.actor_id, name=actor.label)
        vague = own or actor.type in VAGUE
        named = frozenset() if own else _name_words(actor)
        return Mark(key, ids=ids, vague=vague, camp=_camp(actor), named=named), shown

    def _figure(self, quantity: Quantity, telling: list[tuple[Statement, str]]) -> Iterator[Saying]:
        low, high = quantity.low, quantity.high
        mark = Mark(
            f"{low}|{quantity.best}|{high}|{quantity.bound}|{quantity.of}|{quantity.as_of}"
            f"|{quantity.cumulative_since}",
            low=low, high=high, scope=quantity.of, as_of=quantity.as_of,
            total=quantity.cumulative_since,
        )  # fmt: skip
        value = quantity.best if quantity.best is not None else low if low is not None else high
        shown = shown_as(
            value, low=low, best=quantity.best, high=high, bound=quantity.bound, of=quantity.of,
            as_of=quantity.as_of, cumulative_since=quantity.cumulative_since,
        )  # fmt: skip
        statement = self.statements.get(quantity.said_by or "")
        said = [t for t in telling if statement is None or t[0] is statement]
        tellers = said or ([(statement, "actual")] if statement else [])
        for teller, realis in tellers:
            if teller.polarity != "-":
                what = mark, shown, (quantity.span,)
                yield self.saying(quantity.kind, what, teller, realis, denied=False)

    def saying(
        self,
        field: str,
        what: tuple[Mark, Value, tuple[Span, ...]],
        by: Statement,
        realis: str,
        *,
        denied: bool,
    ) -> Saying:
        """One value as one statement gives it.

        Args:
            field: the field of the event or tie.
            what: how the value is compared and shown, and the words that give it.
            by: the statement.
            realis: how real what it tells is to its holder.
            denied: whether its holder denies it.
        """
        holder = self.actors.get(by.holder_chain[-1])
        part = self.reading.document
        real = realis in REAL or denied or realis in ("did_not_happen", "unknown")
        mark, value, words = what
        return Saying(
            field, mark, value, by.statement_id, self.chain(by), self._origin(by, holder),
            frozenset(self.teller.kin(holder)) if holder else frozenset(),
            part.doc_id, ordinal(part.published), part.outlet,
            by.status if by.status != "live" or real else FORETOLD, "-" if denied else "+",
            words, unnamed=_is_unnamed(holder), media=_names_of_media(holder),
        )  # fmt: skip

    def chain(self, statement: Statement) -> tuple[str, ...]:
        """The holders of a statement from the outermost on, by neutral labels."""
        return tuple(
            self.actors[h].label if h in self.actors else h for h in statement.holder_chain
        )

    def _origin(self, statement: Statement, holder: Actor | None) -> str | None:
        """Who stands behind it: who is known to speak for a body is no second origin beside it."""
        if holder is None:
            return "" if statement.voice == "reported" else None
        if holder.actor_id.startswith(OWN):
            return f"{holder.type}:{holder.name.casefold()}"
        return self.teller.body_of(holder) or holder.actor_id


def _camp(actor: Actor) -> str:
    if actor.type == ARMED:
        return "armed"
    return "state" if actor.type in OF_STATE else ""


def _name_words(actor: Actor) -> frozenset[str]:
    """Words of a name, of how the text spells it, and its first letters."""
    names = {actor.name, actor.label, *(m.text for m in actor.mentions if m.form in NAMES)}
    words = [name.casefold().split() for name in names]
    return frozenset(w for one in words for w in (*one, "".join(word[0] for word in one)))


def _is_unnamed(holder: Actor | None) -> bool:
    return holder is not None and holder.actor_id.startswith(OWN) and holder.type in ANYBODY


def _names_of_media(holder: Actor | None) -> tuple[str, ...]:
    if holder is None or holder.type != MEDIA:
        return ()
    named = (m.text for m in holder.mentions if m.form in NAMES)
    return tuple(sorted({n.casefold() for n in (holder.name, holder.label, *named)}))


def shown_as(value: str | int | None, **more: object) -> Value:
    """A value without who says it."""
    return Value(value, "+", "live", (), (), (), **more)  # type: ignore[arg-type]


def _attitudes(account: Account) -> Iterable[tuple[str, str]]:
    realis = {a.statement_id: a.realis for a in account.attitudes}
    for statement in dict.fromkeys((*account.asserted_by, *account.denied_by)):
        yield statement, realis.get(statement, account.realis)


def who_says(
    field: str, spans: tuple[Span, ...], telling: list[tuple[Statement, str]]
) -> list[tuple[Statement, str]]:
    """Of the statements that tell an account those that give a value of it.

    Args:
        field: the field of the event that the value stands in, such as ``actor``.
        spans: the words that give the value.
        telling: the statements, each with how real the account is to its holder.
    """
    is_party = field in PARTIES
    holding = [t for t in telling if _within(t[0], spans) or (is_party and _names(t[0], spans))]
    own = [t for t in telling if field in SETTING and t[0].voice == OWN_VOICE]
    near = _nearest(spans, telling) if is_party else []
    return _innermost(holding) or own[:1] or near or telling


def _names(statement: Statement, spans: tuple[Span, ...]) -> bool:
    """Whether somebody else's statement names a party between its source and what it says."""
    reported = statement.voice != OWN_VOICE
    return reported and any(_apart(statement, span) == 0 for span in spans)


def _nearest(
    spans: tuple[Span, ...], telling: list[tuple[Statement, str]]
) -> list[tuple[Statement, str]]:
    """The statements beside which a party is named ("the army accused **the Front** of firing").

    Who else tells the account did not name it.
    """
    apart = [min((_apart(statement, s) for s in spans), default=0) for statement, _ in telling]
    nearest = min(apart, default=0)
    return [t for t, distance in zip(telling, apart, strict=True) if distance == nearest]


def _apart(statement: Statement, span: Span) -> int:
    """Characters between words and the whole of a statement: source, cue and content."""
    parts = (*statement.source, *statement.cue, *statement.content)
    start, end = min(p.start for p in parts), max(p.end for p in parts)
    return max(0, start - span.end, span.start - end)


def _within(statement: Statement, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans that lie in what a statement says."""
    return tuple(
        s for s in spans if any(c.start <= s.start and s.end <= c.end for c in statement.content)
    )


def _innermost(found: list[tuple[Statement, str]]) -> list[tuple[Statement, str]]:
    """Of statements within statements those of the innermost holders."""
    outer = {s.parent for s, _ in found if s.parent is not None}
    return [(s, r) for s, r in found if s.statement_id not in outer or s.holder_chain == (DOC,)]
