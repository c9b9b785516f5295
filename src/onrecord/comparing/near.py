"""Which accounts of an event are held against which of ours, and why they were taken for one.

    our accounts, those of the event ──▶ nearest ──▶ Near ──▶ may(how, ours, other)

An event is held together by chains of pairs, and may hold more than one happening. So an account of
others is looked at only if, by itself, more speaks for its being the same as one of ours than
against it. What cannot both be so is named only between accounts that are most like each other, and
only of documents that are sure to tell of the same: that state the same day and the same place; of
another day, the same place and the same people or figure; of another place, the same day and these.
What is wrongly in one event should not contradict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from onrecord.merge.cluster import RIVALS
from onrecord.merge.match import EXCLUDED
from onrecord.merge.said import Saying
from onrecord.merge.signs import COUNTED, NAMED, SHORT
from onrecord.merge.verdicts import AGAINST, FITS, SAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.comparing.sources import Sources
    from onrecord.merge.match import Matcher
    from onrecord.merge.told import Told

#: Signs that both state one day, or one place no wider than a town.
DAY = frozenset({"same_day", "day_within", "night_between"})
PLACE = frozenset(
    {"same_place", "same_place_by_report", "near_place", "near_place_by_report", "place_within",
     "place_within_by_report"}
)  # fmt: skip
#: Signs of the same people, or of a figure that few share.
KNOWN = COUNTED | NAMED
PARTIES = frozenset({"same_doer", "same_sufferer"})
#: What documents must agree on to contradict each other in a field; of any other field in both.
ANCHORS = {"date": "place", "place": "day"}
#: Of more accounts of ours only so many are weighed against each of the others.
WEIGHED = 24
#: An account is held against the one of ours it is most like, and those it is nearly as like.
MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class Near:
    """How like ours the accounts of others are.

    Attributes:
        sayings: of those to be looked at.
        because: the signs of the surest pair that speak for it, in words.
        scores: of pairs of accounts the logarithm of the odds that they are one happening.
        best: of each account of others the best of its scores.
        anchored: documents that agree with ours on ``both`` day and place, on ``day`` or ``place``
            and people or figure, on both ``parties``.
    """

    sayings: tuple[Saying, ...]
    because: tuple[str, ...]
    scores: Mapping[tuple[str, str], float]
    best: Mapping[str, float]
    anchored: Mapping[str, frozenset[str]]

    def may(self, how: str, ours: Saying, other: Saying) -> bool:
        """Whether a value of others may be held against one of ours in this way."""
        if how in (SAME, FITS) or ours.account == other.account:
            return True
        score = self.scores.get((ours.account, other.account), EXCLUDED)
        if other.account not in self.best:  # ours, too
            return score >= (RIVALS if how == AGAINST else 0)
        if how != AGAINST:
            needed = RIVALS if ours.field == "happened" else 0
            return score > needed and bool(self._agrees(other, "both", "parties"))
        is_best = score > 0 and score >= self.best[other.account] - MARGIN
        is_exact = all(_is_exact(saying) for saying in (ours, other))
        return is_best and is_exact and bool(self._agrees(other, ANCHORS.get(ours.field, "both")))

    def _agrees(self, other: Saying, *ways: str) -> set[str]:
        return {way for way in ways if other.doc_id in self.anchored.get(way, ())}


def _is_exact(saying: Saying) -> bool:
    """Whether a day or place is one that another can contradict: no week, no text around."""
    if saying.field == "date":
        start, end = saying.mark.days
        return start is not None and end is not None and end - start <= SHORT
    return saying.field != "place" or bool(saying.words)


def nearest(sources: Sources, ours: Sequence[Told], refs: Mapping[str, Sequence[str]]) -> Near:
    """Weigh the other accounts of an event against ours; each document is looked at once.

    Args:
        sources: the project.
        ours: at least one.
        refs: account ids of the others, by document.
    """
    weighing = _Weighing(sources.words.matcher, ours[:WEIGHED])
    sayings: list[Saying] = []
    for doc_id, accounts in refs.items():
        telling = sources.told(doc_id)
        if telling is not None:
            known = (telling.told[a] for a in accounts if a in telling.told)
            sayings += telling.sayings(t.account_id for t in known if weighing.is_near(doc_id, t))
    return weighing.near(sayings)


class _Weighing:
    """Accounts of ours while others are weighed against them."""

    def __init__(self, matcher: Matcher, ours: Sequence[Told]) -> None:
        self.matcher = matcher
        self.ours = ours
        self.scores: dict[tuple[str, str], float] = {}
        self.best: dict[str, float] = {}
        self.surest: tuple[float, frozenset[str]] = (EXCLUDED, frozenset())
        self.anchored: dict[str, set[str]] = {}
        for one, other in combinations(ours, 2):
            score = matcher.score(matcher.signs(one, other))
            self.scores[one.account_id, other.account_id] = score
            self.scores[other.account_id, one.account_id] = score

    def is_near(self, doc_id: str, told: Told) -> bool:
        """Whether more speaks for an account being the same as one of ours than against it."""
        best = EXCLUDED
        for one in self.ours:
            signs = self.matcher.signs(one, told)
            score = self.scores[one.account_id, told.account_id] = self.matcher.score(signs)
            best = max(best, score)
            self.surest = max(self.surest, (score, signs), key=lambda pair: pair[0])
            for way in _ways(signs) if score > 0 else ():
                self.anchored.setdefault(way, set()).add(doc_id)
        self.best[told.account_id] = best
        return best > 0

    def near(self, sayings: Sequence[Saying]) -> Near:
        """What was found."""
        alone = self.matcher.alone
        counted = frozenset(sign for sign in self.surest[1] if alone.get(sign, 0) > 0)
        agreeing = {way: frozenset(found) for way, found in self.anchored.items()}
        return Near(tuple(sayings), self.matcher.because(counted), self.scores, self.best, agreeing)


def _ways(signs: frozenset[str]) -> Iterator[str]:
    """On what two accounts agree."""
    day, place, known = bool(signs & DAY), bool(signs & PLACE), bool(signs & KNOWN)
    told = {"both": day and place, "day": day and known, "place": place and known}
    yield from (way for way, holds in (told | {"parties": signs >= PARTIES}).items() if holds)
