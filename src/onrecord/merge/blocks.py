"""Which accounts are worth comparing, so that work grows with their number, not its square.

    account ──▶ slices it is in; accounts of a slice ──▶ pairs (+ blocks that were too large)

Accounts are compared only within slices: those of one type and window of days, of one type and
person, of one report. In a slice two accounts meet if they share a place, a party or rare words. A
day that is told is looked for in the same and the next window of days; a wider or missing one in
windows as wide. A block that is still too large is compared only between neighbours, in the order
of day and place, and named. What pairs a slice gives depends on its accounts alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from onrecord.merge.signs import Rarity, is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.merge.told import Told

#: Days of a window; what is told a day off still meets in it or beside it.
WINDOW = 4
#: A report without a day is looked for so many days before its publication.
RECENT = 8
#: The window of reports that state no day and have no day of publication.
UNDATED = -1
#: A longer interval is looked for like a report without a day.
LONG = 45
#: So many of the rarest words of an account lead to others.
RAREST = 6
#: In a block of more accounts two must share a second thing; of a block that is larger even then,
#: each is held only against so many that follow it, in the order of day and place.
SMALL, LARGEST, NEIGHBOURS = 24, 48, 12
#: So many rare words are looked at as a second thing.
SECOND = 10
#: Figures from here on are rare enough to be one.
FEW = 3
#: What a slice is made by.
DAYS, PERSON, REPORT = "days", "person", "report"
#: Accounts of which it is kept by what they meet.
KEPT = 20_000

Cue: TypeAlias = "tuple[str, int | str]"


@dataclass(frozen=True, slots=True)
class Crowded:
    """A block that was too large to compare all its accounts: how many, and by what they met."""

    key: str
    accounts: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of accounts worth comparing, as numbers in their list, the smaller first."""

    pairs: tuple[tuple[int, int], ...]
    crowded: tuple[Crowded, ...]


class Slice(NamedTuple):
    """Accounts that may meet: of one type and window, type and person, or of one report."""

    type: str  #: of the ontology; "" for a report
    by: str
    what: int | str  #: number of the window, name of the person, ``doc_id``


def slices_of(account: Told) -> Iterator[Slice]:
    """The slices an account is in, each once."""
    yield Slice("", REPORT, account.report.doc_id)
    for person in account.report.people if account.main else account.people:
        yield Slice(account.type, PERSON, person)
    for window in _windows(account):
        yield Slice(account.type, DAYS, window)


def slices(told: Iterable[Told]) -> dict[Slice, list[int]]:
    """All slices, those of days in their order, with the numbers of their accounts."""
    found: defaultdict[Slice, list[int]] = defaultdict(list)
    for number, account in enumerate(told):
        for one in slices_of(account):
            found[one].append(number)
    return {one: found[one] for one in sorted(found, key=_order)}


def _order(one: Slice) -> tuple[str, int, str, str]:
    """Neighbours in time stand together: they share accounts."""
    window, name = (one.what, "") if isinstance(one.what, int) else (0, one.what)
    return one.by, window, one.type, name


@dataclass(frozen=True, slots=True)
class Cues:
    """By what accounts meet; that of the latest is kept, as neighbouring slices share accounts."""

    rarity: Rarity
    first: dict[tuple[str, str], tuple[Cue, ...]] = field(default_factory=dict)
    second: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def of(self, account: Told) -> tuple[Cue, ...]:
        """Places, rare words and parties of an account."""
        known = self.first.get(account.key)
        if known is None:
            if len(self.first) >= KEPT:
                self.first.clear()
            found: list[Cue] = [*_places(account), *_words(account, self.rarity)]
            found += [("party", p) for p in account.doers | account.sufferers]
            known = self.first[account.key] = tuple(dict.fromkeys(found))
        return known

    def besides(self, account: Told) -> tuple[str, ...]:
        """What it must share with others of a large block."""
        known = self.second.get(account.key)
        if known is None:
            if len(self.second) >= KEPT:
                self.second.clear()
            known = tuple(_second(account, self.rarity))
            self.second[account.key] = known
        return known


def candidates(one: Slice, told: Sequence[Told], cues: Cues) -> Candidates:
    """Find the pairs of a slice; ``told``: its accounts in the order of their keys."""
    pairs: set[tuple[int, int]] = set()
    crowded: dict[str, int] = {}
    for key, members in _blocks(one, told, cues).items():
        for cue, part in _parts(members, told, cues):
            if len(part) > LARGEST:
                crowded[f"{_shown(key)} {cue}".strip()] = len(part)
                part.sort(key=lambda n: (_place_and_day(told[n]), n))
            pairs.update(_pairs(part))
    cut = (Crowded(key, accounts) for key, accounts in sorted(crowded.items()))
    return Candidates(tuple(sorted(pairs)), tuple(cut))


def _blocks(one: Slice, told: Sequence[Told], cues: Cues) -> dict[tuple[object, ...], list[int]]:
    blocks: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, account in enumerate(told):
        if one.by == DAYS:
            for cue in cues.of(account):
                blocks[one.type, one.what, *cue].append(number)
        else:
            blocks[account.type, one.by, one.what].append(number)
    return blocks


def _shown(key: tuple[object, ...]) -> str:
    return " ".join(str(part) for part in key)


def _parts(members: list[int], told: Sequence[Told], cues: Cues) -> Iterable[tuple[str, list[int]]]:
    """A small block as it is; a larger one by what its accounts share besides."""
    if len(members) <= SMALL:
        return (("", members),)
    parts: defaultdict[str, list[int]] = defaultdict(list)
    for number in members:
        for cue in cues.besides(told[number]):
            parts[cue].append(number)
    return ((cue, part) for cue, part in parts.items() if len(part) > 1)


def _second(account: Told, rarity: Rarity) -> Iterator[str]:
    for word in _rarest(account.words.words, rarity, SECOND):
        yield f"word {word}"
    for party in account.doers | account.sufferers:
        yield f"{account.days[0]} {party}"
    for kind, low, _, _ in account.tolls:
        if low is not None and low >= FEW:
            yield f"{kind} {low}"


def _place_and_day(account: Told) -> tuple[int, str]:
    place = account.spot.id if account.spot is not None else ""
    return account.days[0] or account.report.published or 0, place


def _pairs(members: list[int]) -> Iterator[tuple[int, int]]:
    reach = NEIGHBOURS if len(members) > LARGEST else len(members)
    for place, one in enumerate(members):
        for other in members[place + 1 : place + 1 + reach]:
            if one != other:
                yield (one, other) if one < other else (other, one)


def _places(account: Told) -> Iterator[tuple[str, str]]:
    if account.spot is not None:
        yield "place", account.spot.key
        for above in account.spot.chain:
            yield "place", above
    if account.main:
        for place in account.report.places:
            yield "place", place


def _words(account: Told, rarity: Rarity) -> Iterator[tuple[str, int]]:
    words = account.words.words
    if account.main:
        words |= account.report.head.words
    for word in _rarest(words, rarity, RAREST * (3 if account.main else 1)):
        yield "word", word


def _rarest(words: Iterable[int], rarity: Rarity, number: int) -> list[int]:
    """The rarest words, equals by their number, so that like accounts choose alike."""
    return sorted(words, key=lambda w: (-rarity.weights.get(w, rarity.unknown), w))[:number]


def _windows(account: Told) -> Iterable[int]:
    start, end = account.days
    if is_open(account.days) or (end or 0) - (start or 0) > LONG:
        published = account.report.published
        if published is None:
            return (UNDATED,)
        start, end = published - RECENT, published
    if start is None or end is None:
        return ()
    return range((start - 1) // WINDOW, (end + 1) // WINDOW + 1)
