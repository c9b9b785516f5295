"""One happening told in several sentences is one account of the document.

    drafts ──▶ Joiner ──▶ one draft for each happening

Each telling is held against the happenings of its type told so far. What speaks for and against
their being one is weighed (``alike.py``, ``coreference.csv``; a logistic regression fitted by
``scripts/fit_coreference.py``, decision 0021); the best joins if more speaks for it than against.

Without weights, rules decide: a telling joins only on a definite noun that takes it up ("the
attack"), somebody specific to whom the same was done, the same place and day, or bare harm told in
the next sentence; another time, place, doer or victim, or another degree of reality, keep it apart.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from onrecord.accounts.alike import APART, FEW, RARE, akin, signs, signs_of_all
from onrecord.accounts.happening import HEAD, REAL, Describer, Draft, Happening, others_harmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.accounts.words import SignWeight

#: How many earlier happenings of a type a telling is held against.
REACH = 8
#: Bare harm belongs to what was told at most so many sentences before.
NEXT = 1
#: A definite noun may add whom, where and when if it takes up what was told so near.
NEARBY = 3
#: What the same harm to the same single person counts: too rare in the annotated reports to be
#: fitted, but no person is killed twice.
SURE = 4.0
#: What "these villagers" counts right after villagers to whom something was done, and "a bomber"
#: soon after "the bomber" with whom the report opens: too rare to be fitted, too.
POINTED = 2.0
#: What the same dead and the same hurt count beside one of the two, seldom as that is.
BOTH_TOLLS = 2.0
#: What is told only by "the crime", "the incident" is of something told before, if of anything.
TAKING_UP = -1.5
#: Signs that two tellings cannot be of one happening, whatever else speaks for it.
EXCLUDING = frozenset(
    {
        "another_day",
        "answers",
        "any_such",
        "aside",
        "counted_since",
        "denied_doer",
        "elsewhere",
        "leads_on",
        "modes_exclude",
        "not_yet_real",
        "of_a_war",
        "other_land",
        "other_number",
        "others_told",
        "toll_apart",
    }
)
#: The sign of a toll that seldom comes twice in a report.
_SELDOM = "rare_toll"
_HARMED = frozenset({"fatalities", "injured"})


class Joiner:
    """Joins the drafts of one document."""

    def __init__(self, describer: Describer, weights: Sequence[SignWeight]) -> None:
        self.circumstances = describer.circumstances
        self.describer = describer
        self.weights = weights
        self.alone = {row.signs: row.weight for row in weights if " " not in row.signs}
        joint = ((row.wanted, row.weight) for row in weights if " " in row.signs)
        self.joint = tuple(joint)

    def join(self, drafts: Iterable[Draft]) -> list[Draft]:
        """One draft for each happening, in the order of the first telling."""
        known: dict[str, list[Happening]] = {}
        told: list[Happening] = []
        for draft in drafts:
            new = self.describer.describe(draft)
            earlier = known.setdefault(new.kind, [])
            same = self.choose(earlier, new)
            if same is not None:
                same.add(new)
                self._unite(earlier, told, same, new)
            elif not new.only_takes_up:
                earlier.append(new)
                told.append(new)
        return [self._joined(happening.drafts) for happening in told]

    def _unite(
        self,
        earlier: list[Happening],
        told: list[Happening],
        same: Happening,
        new: Happening,
    ) -> None:
        """Join two happenings that a telling shows to be one: both have its seldom toll."""
        if not self.weights or not any(number >= RARE for _, number in new.tolls):
            return
        for old, found in signs_of_all(earlier, new, self.describer, EXCLUDING):
            if old is same or _SELDOM not in found or self.weight(found) <= 0:
                continue
            both = signs(old, same, self.describer, EXCLUDING)
            if EXCLUDING.isdisjoint(both):
                first, second = sorted((old, same), key=told.index)
                first.add(second)
                earlier.remove(second)
                told.remove(second)
                return

    def choose(self, earlier: Sequence[Happening], new: Happening) -> Happening | None:
        """The earlier happening of its type that a telling is of, or None if it is of none."""
        others = [old for old in earlier if not self._is_unharmed(old, new)]
        return self._weighed(others, new) if self.weights else self._ruled(others, new)

    def _is_unharmed(self, old: Happening, new: Happening) -> bool:
        """Whether one is the setting of harm that is denied: "nobody was killed in the raid"."""
        denied = [h.realis == "did_not_happen" for h in (old, new)]
        if denied[0] == denied[1]:
            return False
        heads = [{hit.head for hit in h.drafts[-1].hits} for h in (old, new)]
        above = [{self.describer.tokens[i].head for i in some} for some in heads]
        return not (heads[0].isdisjoint(above[1]) and heads[1].isdisjoint(above[0]))

    def _weighed(self, earlier: Sequence[Happening], new: Happening) -> Happening | None:
        """The happening for which most speaks, the latest of equals, if more than against it."""
        best, most = None, TAKING_UP if new.only_takes_up else 0.0
        for old, found in signs_of_all(earlier, new, self.describer, EXCLUDING):
            if not EXCLUDING.isdisjoint(found):
                continue
            weight = self.weight(found)
            if "same_person" in found and self._same_sufferer(old, new):
                weight += SURE
            if self.describer.points_at(old, new) or self.describer.brings_in(old, new):
                weight += POINTED
            if len({kind for kind, _ in old.tolls & new.tolls} & _HARMED) == len(_HARMED):
                weight += BOTH_TOLLS
            if weight > most:
                best, most = old, weight
        return best

    def weight(self, found: frozenset[str]) -> float:
        """What signs count together: logarithm of the odds that two tellings are one."""
        # A set has no order, and a sum of rounded numbers depends on it: near ties would waver.
        alone = fsum([self.alone.get(sign, 0.0) for sign in found])
        joint = sum([weight for wanted, weight in self.joint if wanted <= found])
        return self.alone.get("", 0.0) + alone + joint

    def _ruled(self, earlier: Sequence[Happening], new: Happening) -> Happening | None:
        fitting = [old for old in earlier if old.kind == new.kind]
        return next((h for h in fitting[: -REACH - 1 : -1] if self._is_same(h, new)), None)

    def _joined(self, drafts: list[Draft]) -> Draft:
        """All tellings as one: the narrowest place, the closest time."""
        places = [d.place for d in drafts]
        times = [d.time.value for d in drafts if d.time.value is not None]
        named = [p.value for p in places if p.value is not None]
        return Draft(
            tuple(hit for d in drafts for hit in d.hits),
            tuple(cast for d in drafts for cast in d.casts),
            self.circumstances.nesting.together(named) if named else places[0],
            self.circumstances.closest(times) if times else drafts[0].time,
            drafts[0].realis,
        )

    # ---- whether two are one -----------------------------------------------------------------

    def _is_same(self, old: Happening, new: Happening) -> bool:
        apart = self.describer.hanging.is_below(old, new) or self._contradict(old, new)
        return not apart and (
            self._takes_up(old, new)
            or self._same_sufferer(old, new)
            or self._same_scene(old, new)
            or _is_outcome(old, new)
            or _same_toll(old, new)
        )

    def _contradict(self, old: Happening, new: Happening) -> bool:
        real = (old.realis in REAL, new.realis in REAL)
        if real[0] != real[1] and "did_not_happen" not in (old.realis, new.realis):
            return not (real[0] and self.describer.only_asks_who(new))
        if old.modes & APART != new.modes & APART and old.modes and new.modes:
            return True
        if self.describer.other_doer(old, new):
            return True
        if others_harmed(old, new) and not _same_toll(old, new):
            return True
        return self.describer.elsewhere(old, new) or self.describer.another_day(old, new)

    def _takes_up(self, old: Happening, new: Happening) -> bool:
        """A definite noun of the same word or a wider one."""
        if new.only_takes_up:
            known = not new.affected or bool(new.affected & old.affected)
            return known and new.sentence - old.sentence <= NEARBY and _fits(old, new)
        nouns = [h for h in new.drafts[0].hits if h.trigger.row.pos == "noun"]
        noun = next((h for h in nouns if self.describer.is_definite(h.head)), None)
        if noun is None:
            return False
        wider = not noun.trigger.modes and not noun.trigger.needs
        alike = akin(old.words, new.words) or bool(old.modes & set(noun.trigger.modes))
        return (wider or alike) and _fits(old, new)

    def _same_sufferer(self, old: Happening, new: Happening) -> bool:
        """The same was done to somebody specific."""
        again = bool(new.named & old.affected)
        return again and (akin(old.words, new.words) or bool(old.harmed or new.harmed))

    def _same_scene(self, old: Happening, new: Happening) -> bool:
        """The same word, or the same means, at the same place and time."""
        if not (old.places & new.places and old.times & new.times):
            return False
        return akin(old.words, new.words) or bool(old.modes & new.modes)


def _is_outcome(old: Happening, new: Happening) -> bool:
    """Harm that nobody does, told right after violence that has harmed nobody so yet."""
    told = new.somebody or new.apart or new.places or new.times
    bare = not told and new.harmed == new.words
    near = 0 < new.sentence - old.sentence <= NEXT
    return bare and near and not old.harmed & new.harmed and old.realis == new.realis


def _same_toll(old: Happening, new: Happening) -> bool:
    """As many killed or hurt: a number that is seldom met twice, or of the head of a report."""
    shared = {number for kind, number in old.tolls & new.tolls if kind in _HARMED}
    if not shared or max(shared) >= RARE or old.first > HEAD:
        return bool(shared) and max(shared) >= RARE
    named_once = bool(old.named) != bool(new.named)  # "a boy", then by his name
    return max(shared) >= FEW or named_once or bool(old.affected & new.affected)


def _fits(old: Happening, new: Happening) -> bool:
    """Whom, where and when the new telling names, the old one names too, or leaves open nearby."""
    near = new.sentence - old.sentence <= NEARBY
    pairs = (
        (old.affected, new.affected),
        (old.places, new.places),
        (old.times, new.times),
        (old.doers, new.doers),
    )
    return all(not said or bool(known & said) or (near and not known) for known, said in pairs)
