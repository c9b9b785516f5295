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
#: A longer interval is looked up by persons and places only.
LONG = 45
#: So many of the rarest words of an account lead to others.
RAREST = 6
#: A block of more accounts is compared between neighbours only, each with so many that follow it.
LARGEST, NEIGHBOURS = 400, 60


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
        for key in _keys(account, rarity):
            blocks[account.type, *key].append(number)
        blocks[account.type, "report", account.report.doc_id].append(number)
    pairs: set[tuple[int, int]] = set()
    crowded = []
    for key, members in blocks.items():
        if len(members) > LARGEST:
            crowded.append(Crowded(str(key), len(members)))
        pairs.update(_pairs(members))
    return Candidates(tuple(sorted(pairs)), tuple(sorted(crowded, key=lambda c: c.key)))


def _pairs(members: list[int]) -> Iterator[tuple[int, int]]:
    reach = NEIGHBOURS if len(members) > LARGEST else len(members)
    for place, one in enumerate(members):
        for other in members[place + 1 : place + 1 + reach]:
            yield one, other


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
        yield "place", account.spot.id
        for above in account.spot.chain:
            yield "place", above
    if account.main:
        for place in account.report.places:
            yield "place", place


def _words(account: Told, rarity: Rarity) -> Iterator[tuple[str, int]]:
    words = account.words | account.report.head if account.main else account.words
    rare = sorted(words, key=lambda w: (-rarity.weights.get(w, rarity.unknown), w))
    for word in rare[: RAREST * (2 if account.main else 1)]:
        yield "word", word


def _windows(account: Told) -> Iterable[int]:
    start, end = account.days
    if is_open(account.days):
        published = account.report.published
        if published is None:
            return ()
        start, end = published - RECENT, published
    if start is None or end is None or end - start > LONG:
        return ()
    return range((start - 1) // WINDOW, (end + 1) // WINDOW + 1)
