"""How merging grows: CPU for each account and memory, from ten thousand accounts to a million.

    python bench/merge.py 10000 100000                  a corpus that grows in time, as news does
    python bench/merge.py 10000 100000 --dense          the same days, ever more reports a day

Accounts are invented, with the skew of war reporting: few places, parties and words take most of
it (Zipf), an event is told once or twice, seldom a hundred times; a third states no day, a fifth no
place. The exponent of places is set so that the largest of 40 areas has about a third of all
accounts, as Aleppo has in FA-KES (35 % of 407 reports); other shares are guesses. Days are even.
Each size runs in a process of
its own; compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from bisect import bisect_left
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from onrecord.lexicon import DataFolders
from onrecord.merge.events import group
from onrecord.merge.told import Report, Spot, Told
from onrecord.merge.words import load_merge_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.merge.signs import Rarity

#: Accounts a day, in a corpus that grows in time.
A_DAY = 100
PLACES, PARTIES, VOCABULARY, PEOPLE = 3000, 300, 40_000, 200_000
ZIPF_PLACE, ZIPF_PARTY, ZIPF_WORD, ZIPF_SIZE = 1.4, 1.0, 1.0, 2.2
MOST_TOLD = 200
NO_DAY, NO_PLACE, NAMED = 0.33, 0.2, 0.15
DAYS_ALL = 1000
START = 735_000
MEBI = 1024 * 1024


class Measured(NamedTuple):
    """One size: seconds of CPU, mebibytes at most, pairs compared, groups found, blocks cut."""

    accounts: int
    cpu: float
    memory: float
    pairs: int
    groups: int
    crowded: int


class Zipf:
    """Numbers from 0, the first the most frequent."""

    def __init__(self, size: int, exponent: float) -> None:
        self.sums = list(accumulate((n + 1) ** -exponent for n in range(size)))

    def __call__(self, random: Random) -> int:
        """Draw one."""
        return bisect_left(self.sums, random.random() * self.sums[-1])


def accounts(number: int, days: int, rarity: Rarity, seed: int = 7) -> list[Told]:
    """Invented accounts, in the order of their keys."""
    random = Random(seed)
    made: list[Told] = []
    known = sorted(rarity.weights, key=lambda w: (rarity.weights[w], w))
    rare = [crc32(str(n).encode()) for n in range(VOCABULARY - len(known))]
    told = _Teller(random, days, [*known, *rare], rarity)
    while len(made) < number:
        made += told.event(len(made), number - len(made))
    return sorted(made, key=lambda one: one.key)


class _Teller:
    def __init__(
        self, random: Random, days: int, vocabulary: Sequence[int], rarity: Rarity
    ) -> None:
        self.random = random
        self.bag = rarity.bag
        self.vocabulary = vocabulary
        self.days = days
        self.place, self.party = Zipf(PLACES, ZIPF_PLACE), Zipf(PARTIES, ZIPF_PARTY)
        self.word, self.size = Zipf(VOCABULARY, ZIPF_WORD), Zipf(MOST_TOLD, ZIPF_SIZE)

    def event(self, first: int, most: int) -> Iterator[Told]:
        """All accounts of one event."""
        random = self.random
        day, place = START + random.randrange(self.days), self.place(random)
        doer, sufferer = f"p{self.party(random)}", f"p{self.party(random)}"
        words = self._words(14)
        people = {f"n{random.randrange(PEOPLE)}"} if random.random() < NAMED else set()
        dead = int(random.paretovariate(1.2))
        for n in range(min(self.size(random) + 1, most)):
            published = day + min(20, int(random.expovariate(0.7)))
            own = words | self._words(12)
            spot = None if random.random() < NO_PLACE else _spot(place)
            report = Report(
                doc_id=f"d_{first + n:08x}",
                published=published,
                outlet=None,
                head=self.bag(own | self._words(30)),
                people=frozenset(people),
                cast=frozenset(people),
                ages=frozenset(),
                places=frozenset({spot.key} if spot else ()),
            )
            yield Told(
                account_id=f"a_{first + n:08x}",
                report=report,
                order=0,
                main=True,
                type="ASSAULT",
                modes=frozenset({"aerial"}),
                days=(None, None) if random.random() < NO_DAY else (day, day),
                part=None,
                spot=spot,
                spot_is_own=True,
                doers=frozenset({doer}),
                sufferers=frozenset({sufferer}),
                crowd=frozenset(),
                people=frozenset(people),
                tolls=frozenset({("fatalities", dead, dead, None)}),
                things=frozenset(),
                hurt=frozenset(),
                ages=frozenset(),
                means=frozenset(),
                words=self.bag(own),
                realis="actual",
            )

    def _words(self, number: int) -> frozenset[int]:
        return frozenset(self.vocabulary[self.word(self.random)] for _ in range(number))


def _spot(number: int) -> Spot:
    point = (30.0 + number % 60 / 10, 35.0 + number // 60 / 5)
    area = f"area{number % 40}"
    return Spot(f"place{number}", "city", "SYR", area, (area,), point, 10.0)


def measure(number: int, days: int) -> Measured:
    """Group invented accounts, in this process."""
    words = load_merge_words(DataFolders())
    told = accounts(number, days, words.matcher.rarity)
    begin = time.process_time()
    found = group(told, words)
    cpu = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEBI
    return Measured(number, cpu, memory, found.compared, len(found.groups), len(found.crowded))


def _apart(number: int, days: int) -> Measured:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (number, days))


def report(found: Sequence[Measured]) -> Iterator[str]:
    """Lines of a table; the first size is 1.00."""
    yield "accounts  µs/account  ratio  pairs/account  events  blocks cut  MiB"
    first = found[0].cpu / found[0].accounts
    for m in found:
        each = m.cpu / m.accounts
        yield (
            f"{m.accounts:8d}  {each * 1e6:10.0f}  {each / first:5.2f}  "
            f"{m.pairs / m.accounts:13.1f}  {m.groups:6d}  {m.crowded:10d}  {m.memory:.0f}"
        )


def main() -> None:
    """Measure the sizes given, smallest first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("accounts", nargs="+", type=int)
    parser.add_argument("--dense", action="store_true", help="the same days for every size")
    args = parser.parse_args()
    sizes = sorted(args.accounts)
    found = [_apart(n, DAYS_ALL if args.dense else max(30, n // A_DAY)) for n in sizes]
    for line in report(found):
        print(line)


if __name__ == "__main__":
    main()
