"""Which accounts are worth comparing, so that work grows with their number, not its square.

    accounts ──▶ candidates ──▶ pairs (+ blocks that were too large)

Two accounts meet if they are of one type family, near in time, and share a place, a party, a
person, or rare words. A day that is told is looked for in the same and the next window of days; a
wider or missing one in windows as wide. A block that is still too large is compared only between
neighbours, in the order of day and place, and named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.signs import is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.merge.signs import Rarity
    from onrecord.merge.told import Told

#: Days of a window; what is told a day off still meets in it or beside it.
WINDOW = 4
#: A report without a day is looked for so many days before its publication.
RECENT = 8
#: The window of reports that state no day and have no day of publication.
UNDATED = -1
#: A longer interval is looked up by persons and places only.
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


@dataclass(frozen=True, slots=True)
class Crowded:
    """A block that was too large to compare all its accounts: how many, and by what they met."""

    key: str
    accounts: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of accounts worth comparing, as numbers of their list, the smaller first."""

    pairs: tuple[tuple[int, int], ...]
    crowded: tuple[Crowded, ...]


def candidates(told: Sequence[Told], rarity: Rarity) -> Candidates:
    """Find the pairs; ``told`` must be in the order of their keys."""
    blocks: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, account in enumerate(told):
        for key in dict.fromkeys(_keys(account, rarity)):
            blocks[account.type, *key].append(number)
        blocks[account.type, "report", account.report.doc_id].append(number)
    pairs: set[tuple[int, int]] = set()
    crowded: dict[str, int] = {}
    for key, members in blocks.items():
        for cue, part in _parts(members, told, rarity):
            if len(part) > LARGEST:
                crowded[f"{_shown(key)} {cue}".strip()] = len(part)
                part.sort(key=lambda n: (_place_and_day(told[n]), n))
            pairs.update(_pairs(part))
    cut = (Crowded(key, accounts) for key, accounts in sorted(crowded.items()))
    return Candidates(tuple(sorted(pairs)), tuple(cut))


def _shown(key: tuple[object, ...]) -> str:
    return " ".join(str(part) for part in key)


def _parts(
    members: list[int], told: Sequence[Told], rarity: Rarity
) -> Iterable[tuple[str, list[int]]]:
    """A small block as it is; a larger one by what its accounts share besides."""
    if len(members) <= SMALL:
        return (("", members),)
    parts: defaultdict[str, list[int]] = defaultdict(list)
    for number in members:
        for cue in _second(told[number], rarity):
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
            yield (one, other) if one < other else (other, one)


def _keys(account: Told, rarity: Rarity) -> Iterator[tuple[object, ...]]:
    for person in account.report.people if account.main else account.people:
        yield "person", person
    cues = [*_places(account), *_words(account, rarity)]
    cues += [("party", p) for p in account.doers | account.sufferers]
    for window in _windows(account):
        for cue in cues:
            yield (window, *cue)


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
    for word in _rarest(words, rarity, RAREST * (2 if account.main else 1)):
        yield "word", word


def _rarest(words: Iterable[int], rarity: Rarity, number: int) -> list[int]:
    """The rarest words, equals by their number, so that like accounts choose alike."""
    return sorted(words, key=lambda w: (-rarity.weights.get(w, rarity.unknown), w))[:number]


def _windows(account: Told) -> Iterable[int]:
    start, end = account.days
    if is_open(account.days):
        published = account.report.published
        if published is None:
            return (UNDATED,)
        start, end = published - RECENT, published
    if start is None or end is None or end - start > LONG:
        return ()
    return range((start - 1) // WINDOW, (end + 1) // WINDOW + 1)
