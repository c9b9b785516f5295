"""Which accounts of an event are held against which of ours, and why they were taken for one.

    our accounts, those of the event ──▶ nearest ──▶ Near ──▶ may(how, ours, other)

An event is held together by chains of pairs, and may hold more than one happening. So an account of
others is looked at only if, by itself, more speaks for its being the same as one of ours than
against it; and what cannot both be so is named only between accounts that are most like each other:
what is wrongly in one event should not contradict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from onrecord.merge.cluster import RIVALS
from onrecord.merge.match import EXCLUDED
from onrecord.merge.verdicts import AGAINST, FITS, SAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.comparing.sources import Sources
    from onrecord.merge.said import Saying
    from onrecord.merge.told import Told

#: Of more accounts of ours only so many are weighed against each of the others.
WEIGHED = 24
#: An account is held against the one of ours it is most like, and those it is nearly as like.
MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class Near:
    """How like ours the accounts of others are.

    Attributes:
        accounts: those to be looked at, by document.
        because: the signs of the surest pair that speak for it, in words.
        scores: of pairs of accounts the logarithm of the odds that they are one happening.
        best: of each account of others the best of its scores.
    """

    accounts: Mapping[str, tuple[str, ...]]
    because: tuple[str, ...]
    scores: Mapping[tuple[str, str], float]
    best: Mapping[str, float]

    def may(self, how: str, ours: Saying, other: Saying) -> bool:
        """Whether a value of others may be held against one of ours in this way."""
        if how in (SAME, FITS) or ours.account == other.account:
            return True
        score = self.scores.get((ours.account, other.account), EXCLUDED)
        if how != AGAINST:
            return score > 0
        if other.account not in self.best:  # ours, too
            return score >= RIVALS
        return score > 0 and score >= self.best[other.account] - MARGIN


def nearest(sources: Sources, ours: Sequence[Told], refs: Mapping[str, Sequence[str]]) -> Near:
    """Weigh the other accounts of an event against ours.

    Args:
        sources: the project.
        ours: at least one.
        refs: account ids of the others, by document.
    """
    matcher = sources.words.matcher
    weighed = ours[:WEIGHED]
    kept: dict[str, list[str]] = {}
    scores: dict[tuple[str, str], float] = {}
    best: dict[str, float] = {}
    surest: tuple[float, frozenset[str]] = (EXCLUDED, frozenset())
    for doc_id, told in _told(sources, refs):
        for one in weighed:
            signs = matcher.signs(one, told)
            score = scores[one.account_id, told.account_id] = matcher.score(signs)
            best[told.account_id] = max(best.get(told.account_id, EXCLUDED), score)
            surest = max(surest, (score, signs), key=lambda pair: pair[0])
        if best[told.account_id] > 0:
            kept.setdefault(doc_id, []).append(told.account_id)
    for one, other in combinations(weighed, 2):
        score = matcher.score(matcher.signs(one, other))
        scores[one.account_id, other.account_id] = score
        scores[other.account_id, one.account_id] = score
    counted = frozenset(sign for sign in surest[1] if matcher.alone.get(sign, 0) > 0)
    accounts = {doc_id: tuple(found) for doc_id, found in kept.items()}
    return Near(accounts, matcher.because(counted), scores, best)


def _told(sources: Sources, refs: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Told]]:
    for doc_id, accounts in refs.items():
        telling = sources.told(doc_id)
        known = telling.told if telling is not None else {}
        yield from ((doc_id, known[account]) for account in accounts if account in known)
