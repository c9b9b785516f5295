"""What of a reading accounts are compared by.

Reading (+ Document) ──▶ Teller ──▶ Told, one for each account

A place, actor or figure that only this document can name ("the group", "he") is no key; a date or
place that the text does not state stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onrecord.merge.signs import Rarity
from onrecord.merge.text import Runs, numbers_of, sentence_ends, sentences_around, text_of, words_of
from onrecord.merge.told import Report, Spot, Told, place_key
from onrecord.places.distance import NEAR_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.merge.told import Days, Toll
    from onrecord.model import Account, Actor, Document, Place, Quantity, Reading, Span, Time

#: Ids of actors that only their document knows.
OWN = "x_"
NAMED_BY_TEXT = "n_"
#: Places of these kinds are small enough to tell reports apart.
SMALL = frozenset(
    {"city", "district", "village", "facility", "camp", "base", "crossing", "airport", "admin2"}
)
#: How far (km) a place reaches of which the reading does not say it.
REACH = {"city": 10.0, "district": 5.0, "village": 3.0, "admin2": 40.0}
REACH_ELSE = 5.0
#: What is "near" a town is nearer to it than to the next: so far from it at most, to be compared.
BESIDE = 10.0
#: Characters at the head of a report that tell what it is about.
HEAD = 1500
#: Sentences in which the main event is told first.
LEAD = 2
#: Parties that may be anybody.
VAGUE = frozenset({"person_unnamed", "persons_unnamed", "group_unspecified", "abstract"})
#: Actors of these types act for their state; others only live or fight in it.
OF_STATE = frozenset({"state", "government", "government_body", "state_military", "police"})
PERSON = "person"
_SUFFER = ("recipient", "victim")
#: Parts of the day in TIMEX3, and hours that lie in the night between two days.
_PARTS = {"TEV": "late", "TNI": "late", "TMO": "early"}
EVENING, DAWN = 18, 8
_TIMEX_DAY = len("2024-12-04")
_HARM = ("fatalities", "injured")
#: A number that is tied to a word.
_AGE = re.compile(r"\b\d{1,2}(?=-[^\W\d])")


def ordinal(day: str | None) -> int | None:
    """A day as a number; ``None`` where there is none.

    >>> ordinal("1970-01-01")
    719163
    """
    return date.fromisoformat(day[:10]).toordinal() if day else None


def day_of(number: int | None) -> str | None:
    """The ISO day of a number."""
    return None if number is None else date.fromordinal(number).isoformat()


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the ``Told`` of readings.

    Attributes:
        parents: of an actor id the id of what it is a part of.
        rarity: what words weigh.
    """

    parents: Mapping[str, str]
    rarity: Rarity

    def __call__(self, reading: Reading, document: Document | None = None) -> tuple[Told, ...]:
        """All accounts of one reading, in its order."""
        if not reading.accounts:
            return ()
        return tuple(_Telling(self, reading, text_of(reading, document)).all())

    def kin(self, actor: Actor) -> Iterator[str]:
        """An actor's ids that mean the same in every document: its own, its state's, its whole's.

        The first is the actor itself, unless only its document knows it.
        """
        key = None if actor.actor_id.startswith(OWN) else actor.actor_id
        while key is not None:
            yield key
            key = self.parents.get(key)
        if actor.state is not None and actor.type in OF_STATE:
            yield actor.state

    def body_of(self, actor: Actor) -> str | None:
        """The body of a state, or the organisation, that a person of the tables speaks for."""
        return self.parents.get(actor.actor_id) if actor.type == PERSON else None


class _Telling:
    """The accounts of one reading while they are made comparable."""

    def __init__(self, teller: Teller, reading: Reading, text: str) -> None:
        self.teller = teller
        self.reading = reading
        self.text = text
        self.ends = sentence_ends(text)
        runs = Runs(text)
        self.wording = {a.account_id: runs.beside(a.trigger) for a in reading.accounts}
        self.actors = {a.actor_id: a for a in reading.actors}
        self.places = {p.place_id: p for p in reading.places}
        self.times = {t.time_id: t for t in reading.times}
        self.figures: dict[str | None, list[Quantity]] = {}
        for quantity in reading.quantities:
            self.figures.setdefault(quantity.account_id, []).append(quantity)
        self.told_else = self._told_else()
        self.report = self._report()

    def _report(self) -> Report:
        part = self.reading.document
        head = f"{part.title or ''}\n{self.text[:HEAD]}"
        speakers = {h for s in self.reading.statements for h in s.holder_chain}
        names = ((a.actor_id, _full_name(a)) for a in self.reading.actors)
        people = {key: name for key, name in names if name and key not in speakers}
        cast = (p.actor_id for account in self.reading.accounts for p in account.participants)
        small = (p for p in self.reading.places if p.kind in SMALL or p.lat is not None)
        return Report(
            part.doc_id,
            ordinal(part.published),
            part.outlet,
            self.teller.rarity.bag(numbers_of(words_of(head) - self.told_else)),
            frozenset(people.values()),
            frozenset(people[actor] for actor in cast if actor in people),
            frozenset(_AGE.findall(head)),
            frozenset(place_key(p.place_id, p.lat, p.lon) for p in small),
            frozenset().union(*self.wording.values()),
        )

    def _told_else(self) -> frozenset[str]:
        """Words of places and times: these are compared by what they mean."""
        places = (m for place in self.reading.places for m in place.mentions)
        return _words_of(places) | _words_of(time.span for time in self.reading.times)

    def _words_of_role(self, account: Account, role: str) -> frozenset[int]:
        spans = (s for part in account.participants if part.role == role for s in part.spans)
        return numbers_of(_words_of(spans))

    def all(self) -> Iterator[Told]:
        accounts = self.reading.accounts
        main = max(accounts, key=self._weight)
        for number, account in enumerate(accounts):
            yield self._told(account, number, is_main=account is main)

    def _weight(self, account: Account) -> tuple[bool, bool, int, int]:
        """How much a report is about an account: what happened, told first, most often."""
        first = min(span.start for span in account.trigger)
        in_lead = first < (self.ends[LEAD - 1] if len(self.ends) >= LEAD else len(self.text))
        real = account.realis in ("actual", "ongoing")
        heavy = account.codes.quad == "material_conflict"
        counted = len(account.trigger) + 2 * bool(self.figures.get(account.account_id))
        return real and heavy, in_lead, counted, -first

    def _told(self, account: Account, number: int, *, is_main: bool) -> Told:
        cast = [(p.role, self.actors.get(p.actor_id or "")) for p in account.participants]
        known = [(role, actor) for role, actor in cast if actor is not None]
        sentences = sentences_around(self.text, self.ends, account.trigger)
        place = self.places.get(account.place_id or "")
        told_else = self.told_else
        return Told(
            account_id=account.account_id,
            report=self.report,
            order=number,
            main=is_main,
            type=account.type,
            modes=frozenset(account.modes),
            days=_days(self.times.get(account.time_id or ""), self.report.published),
            part=_part_of_day(self.times.get(account.time_id or "")),
            spot=self._spot(place) if place else None,
            spot_is_own=account.place_basis != "report",
            doers=self._ids(known, ("actor",)),
            sufferers=self._ids(known, _SUFFER),
            crowd=frozenset((role, a.type) for role, a in known if a.actor_id.startswith(OWN)),
            people=frozenset(n for _, a in known if (n := _full_name(a))),
            tolls=frozenset(self._tolls(account)),
            things=self._words_of_role(account, "recipient"),
            hurt=self._words_of_role(account, "victim"),
            ages=frozenset(_AGE.findall(sentences)),
            means=numbers_of(w for s in account.instruments for w in words_of(s.text)),
            called=numbers_of(_words_of(account.trigger)),
            words=self.teller.rarity.bag(
                numbers_of(words_of(sentences) - told_else - _words_of(account.trigger))
            ),
            wording=self.wording[account.account_id],
            realis=account.realis,
        )

    def _ids(self, cast: list[tuple[str, Actor]], roles: tuple[str, ...]) -> frozenset[str]:
        of_role = (actor for role, actor in cast if role in roles and actor.type not in VAGUE)
        return frozenset(i for actor in of_role for i in self.teller.kin(actor))

    def _spot(self, place: Place) -> Spot:
        point = (place.lat, place.lon) if place.lat is not None else place.reference_point
        is_point = place.lat is not None
        radius = place.uncertainty_km or REACH.get(place.kind, REACH_ELSE)
        if radius == NEAR_KM:
            radius = BESIDE
        return Spot(
            place.place_id,
            place.kind,
            place.country,
            place.admin1,
            tuple(self._chain(place)),
            None if point is None or None in point else point,  # type: ignore[arg-type]
            radius if is_point else None,
        )

    def _chain(self, place: Place) -> Iterator[str]:
        seen = {place.place_id}
        above = self.places.get(place.located_in or "")
        while above is not None and above.place_id not in seen:
            seen.add(above.place_id)
            yield above.place_id
            above = self.places.get(above.located_in or "")

    def _tolls(self, account: Account) -> Iterator[Toll]:
        for figure in self.figures.get(account.account_id, ()):
            if figure.kind in _HARM and figure.cumulative_since is None:
                yield figure.kind, figure.low, figure.high, figure.of


def _words_of(spans: Iterable[Span]) -> frozenset[str]:
    return frozenset(word for span in spans for word in words_of(span.text))


def _full_name(actor: Actor) -> str | None:
    """The name of a person who holds no office, if it has more than one word."""
    is_private = actor.type == "person" and actor.personal_data != "public_figure"
    named = is_private and actor.actor_id.startswith(NAMED_BY_TEXT)
    return actor.name.casefold() if named and " " in actor.name else None


def _part_of_day(time: Time | None) -> str | None:
    """Late or early, by a TIMEX3 value such as 2024-12-04TNI or 2024-12-04T05:30."""
    part = (time.timex or "")[_TIMEX_DAY:] if time is not None else ""
    if part[:3] in _PARTS:
        return _PARTS[part[:3]]
    hour = int(part[1:3]) if part[1:3].isdigit() else None
    if hour is None:
        return None
    return "late" if hour >= EVENING else "early" if hour < DAWN else None


def _days(time: Time | None, published: int | None) -> Days:
    if time is None:
        return None, None
    start, end = ordinal(time.start), ordinal(time.end)
    if start is not None and end is None:
        end = published if published is not None and published >= start else None
    return start, end
