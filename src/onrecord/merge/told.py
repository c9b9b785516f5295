"""What merging knows of one account: small, comparable, and free of its document.

    Reading (+ its text) ──▶ told_of ──▶ Report, one Told for each account

Everything a pair of accounts is compared by stands here, so that a million of them fit in memory.
Days are ordinals of the proleptic Gregorian calendar; intervals include both ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

#: kind, lowest, highest (``None`` = open), of whom.
Toll: TypeAlias = tuple[str, int | None, int | None, str | None]
#: First and last day; ``None`` = open or unknown.
Days: TypeAlias = tuple[int | None, int | None]


def place_key(place_id: str, lat: float | None, lon: float | None) -> str:
    """A point by its place on earth, to about a kilometre: "near Homs" is where Homs is."""
    return place_id if lat is None or lon is None else f"{lat:.2f},{lon:.2f}"


@dataclass(frozen=True, slots=True)
class Bag:
    """Words as numbers, and the sum of the squares of their weights."""

    words: frozenset[int]
    weight: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as far as it can be held against another.

    Attributes:
        id: place id; ``chain`` adds what it lies in, the nearest first.
        point: degrees north and east, of a point or the reference point of an area.
        radius: how far (km) the event may lie from the point; ``None`` for an area.
    """

    id: str
    kind: str
    country: str | None
    admin1: str | None
    chain: tuple[str, ...]
    point: tuple[float, float] | None
    radius: float | None

    @property
    def key(self) -> str:
        """What blocks meet by: the same for a town and what lies near it."""
        is_point = self.point is not None and self.radius is not None
        lat, lon = self.point if self.point is not None and is_point else (None, None)
        return place_key(self.id, lat, lon)


@dataclass(frozen=True, slots=True)
class Report:
    """What all accounts of one document share."""

    doc_id: str
    published: int | None
    outlet: str | None
    head: Bag  #: words of title and beginning, as numbers
    people: frozenset[str]  #: full names of persons who hold no office and say nothing
    cast: frozenset[str]  #: those of them who play a role in an account
    ages: frozenset[str]  #: numbers as in "a 9-year-old boy", at the beginning
    places: frozenset[str]  #: keys of towns and smaller places that are named
    wording: frozenset[int]  #: that of all its accounts


@dataclass(frozen=True, slots=True)
class Told:
    """One account, as merging sees it.

    Attributes:
        order: number of the account in its document; ``main`` is what the report is about.
        days: stated interval; ``(None, None)`` where the text states none.
        part: "late" if it was in the evening or night of its day, "early" if before or in the
            morning, else ``None``.
        doers, sufferers: who of them is named: ids that mean the same in every document.
        crowd: kinds of unnamed parties, by role.
        people: full names of private persons in any role.
        things, hurt: words for what is hit, taken or told; for who is harmed, as numbers.
        called: words that tell that it happened, as numbers.
        words: other words of the sentences that tell it: without place, time and trigger.
        ages: numbers as in "a 9-year-old boy".
        wording: runs of three words beside the words that tell it, as numbers.
    """

    account_id: str
    report: Report
    order: int
    main: bool
    type: str
    modes: frozenset[str]
    days: Days
    part: str | None
    spot: Spot | None
    spot_is_own: bool
    doers: frozenset[str]
    sufferers: frozenset[str]
    crowd: frozenset[tuple[str, str]]
    people: frozenset[str]
    tolls: frozenset[Toll]
    things: frozenset[int]
    hurt: frozenset[int]
    ages: frozenset[str]
    means: frozenset[int]
    called: frozenset[int]
    words: Bag
    wording: frozenset[int]
    realis: str

    @property
    def is_bare(self) -> bool:
        """Whether it states nothing that could be held against others: "the attack"."""
        own_place = self.spot is not None and self.spot_is_own
        stated = (self.days[0], self.doers, self.sufferers, self.people, self.tolls, self.ages)
        return not own_place and not any(stated)

    @property
    def key(self) -> tuple[str, str]:
        """A name that no other account of any document has."""
        return self.report.doc_id, self.account_id


def ordered(one: Told, other: Told) -> tuple[Told, Told]:
    """Two accounts in the order of their keys."""
    return (one, other) if one.key <= other.key else (other, one)
