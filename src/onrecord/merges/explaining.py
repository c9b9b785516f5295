"""Why accounts of a project are one event, and what keeps the nearest others out.

    Event ──▶ nearest ──▶ Near, one for each other event that comes near

What joined the accounts of an event stands in the event (``explain``). Others are looked for where
merging looks: in the slices of its accounts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.merge.cluster import AVERAGE, LEAST, MOST, RIVALS, SPOKESMEN
from onrecord.merge.locks import opposed, settle
from onrecord.merge.match import EXCLUDED
from onrecord.merge.packed import unpack_numbers
from onrecord.merges.recall import Recall
from onrecord.store.connection import row, rows
from onrecord.store.decisions import load_decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.merge import Event, MergeWords
    from onrecord.merge.locks import Locks
    from onrecord.merge.told import Told
    from onrecord.store import Store

#: Why accounts are not joined.
APART, CLOSED, AGAINST, KEPT_OUT, ON_AVERAGE, FREE = (
    "apart", "closed", "against", "excluded", "on_average", "free",
)  # fmt: skip
#: So many accounts of slices are looked at.
LOOKED_AT = 3_000
#: Of what is excluded outright so many are weighed by their signs.
EXCLUDED_LOOKED_AT = 300


@dataclass(frozen=True, slots=True)
class Near:
    """Another event that comes near.

    Attributes:
        event_id, title: of it.
        pair: the nearest accounts: one of the event that was asked for, one of this.
        score: logarithm of the odds that the pair is of one event; ``None`` if it cannot be.
        because: the signs of the pair in words.
        why: apart, closed, against, excluded, on_average or free.
        decision: number of the decision that keeps them apart.
        signs: of the pair that cannot be one event.
        average, needed: of all pairs of the two, and what it would have to be.
    """

    event_id: str
    title: str
    pair: tuple[str, str]
    score: float | None
    because: tuple[str, ...]
    why: str
    decision: int | None = None
    signs: tuple[str, ...] = ()
    average: float | None = None
    needed: float | None = None


def nearest(store: Store, words: MergeWords, event: Event, limit: int = 5) -> tuple[Near, ...]:
    """The events that come nearest to one, the nearest first.

    Args:
        store: the project, merged.
        words: from ``load_merge_words``.
        event: one of its events.
        limit: so many at most.
    """
    return tuple(_Nearest(store, words, event).all(limit))


class _Nearest:
    """The search for one event."""

    def __init__(self, store: Store, words: MergeWords, event: Event) -> None:
        self.store = store
        self.matcher = words.matcher
        self.recall = Recall(store)
        sql = "SELECT t.n, t.slices FROM events e JOIN told t ON t.event = e.n WHERE e.event_id = ?"
        self.slices = dict(rows(store, sql, (event.event_id,)))
        self.mine = self._spokesmen(self.slices)
        self.all_of_mine = [a.account_id for a in event.accounts]

    def all(self, limit: int) -> Iterator[Near]:
        """The nearest events."""
        best: dict[int, tuple[float, Told, Told]] = {}
        for number, score, mine, other in self._pairs():
            found = row(self.store, "SELECT event FROM told WHERE n = ?", (number,))
            event = found[0] if found else None
            if event is not None and (event not in best or score > best[event][0]):
                best[event] = (score, mine, other)
        locks = settle(load_decisions(self.store))
        order = sorted(best, key=lambda e: (-best[e][0], best[e][2].key))
        for event in order[:limit]:
            yield self._near(event, best[event], locks)

    def _pairs(self) -> Iterator[tuple[int, float, Told, Told]]:
        """Each other account with the nearest of ours; what is excluded by how like it is."""
        excluded: list[tuple[int, Told, Told]] = []
        for number, other in self._others():
            like = [one for one in self.mine if one.type == other.type]  # others never meet
            scores = [self.matcher.weigh(one, other) for one in like]
            if not like:
                continue
            best = scores.index(max(scores))
            if scores[best] > EXCLUDED:
                yield number, scores[best], like[best], other
            elif len(excluded) < EXCLUDED_LOOKED_AT:
                excluded.append((number, like[best], other))
        for number, mine, other in excluded:
            yield number, EXCLUDED + self._likeness(mine, other), mine, other

    def _likeness(self, one: Told, other: Told) -> float:
        found = self.matcher.signs(one, other)
        return sum(self.matcher.alone.get(sign, 0.0) for sign in found)

    def _others(self) -> Iterator[tuple[int, Told]]:
        found: dict[int, None] = {}
        for packed in self.slices.values():
            for number in unpack_numbers(packed):
                sql = "SELECT account FROM slices WHERE slice = ? LIMIT ?"
                found |= dict.fromkeys(n for (n,) in rows(self.store, sql, (number, LOOKED_AT)))
        others = [n for n in found if n not in self.slices]
        yield from self.recall.told(others[:LOOKED_AT])

    def _near(self, event: int, best: tuple[float, Told, Told], locks: Locks) -> Near:
        score, mine, other = best
        event_id, title = row(
            self.store, "SELECT event_id, title FROM events WHERE n = ?", (event,)
        ) or ("", "")
        sql = "SELECT n, account_id FROM told WHERE event = ?"
        members = dict(rows(self.store, sql, (event,)))
        because = self.matcher.because(self.matcher.signs(mine, other))
        pair = (mine.account_id, other.account_id)
        shown = score if score > EXCLUDED / 2 else None
        why, more = self._why(members, shown, locks)
        return Near(event_id, title, pair, shown, because, why, **more)

    def _why(
        self, members: dict[int, str], score: float | None, locks: Locks
    ) -> tuple[str, dict[str, Any]]:
        """What keeps the two events apart; the first of these that does."""
        theirs = list(members.values())
        closed = [locks.closed[a] for a in (*self.all_of_mine, *theirs) if a in locks.closed]
        if (by := opposed(_marks(locks, self.all_of_mine), _marks(locks, theirs))) is not None:
            return APART, {"decision": by}
        if closed:
            return CLOSED, {"decision": max(closed)}
        if score is not None and score <= 0:
            return AGAINST, {}
        return self._unfit(self._spokesmen(members))

    def _unfit(self, others: Sequence[Told]) -> tuple[str, dict[str, Any]]:
        """Why groups do not fit whose surest pair does, as ``cluster`` has it."""
        scores: defaultdict[float, list[tuple[Told, Told]]] = defaultdict(list)
        for one in self.mine:
            for other in others:
                scores[self.matcher.weigh(one, other)].append((one, other))
        if EXCLUDED in scores:
            signs = self.matcher.signs(*scores[EXCLUDED][0])
            return KEPT_OUT, {"signs": self.matcher.because(signs)}
        weighed = [max(LEAST, min(MOST, s)) for s, pairs in scores.items() for _ in pairs]
        average = sum(weighed) / len(weighed)
        several = all(len({t.report.doc_id for t in side}) > 1 for side in (self.mine, others))
        needed = RIVALS if several else AVERAGE
        figures = {"average": round(average, 1), "needed": needed}
        return ON_AVERAGE if average < needed else FREE, figures

    def _spokesmen(self, numbers: Iterable[int]) -> list[Told]:
        return [told for _, told in self.recall.told(sorted(numbers)[:SPOKESMEN])]


def _marks(locks: Locks, accounts: Iterable[str]) -> set[tuple[int, bool]]:
    none: frozenset[tuple[int, bool]] = frozenset()
    return {mark for account in accounts for mark in locks.marks.get(account, none)}
