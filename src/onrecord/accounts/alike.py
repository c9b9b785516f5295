"""What speaks for and against two tellings being of one happening.

    two happenings ──▶ signs ──▶ the names of the signs that hold

A sign is a plain fact about two tellings: "the same place", "a definite noun", "another toll". How
much each counts, alone or with another, stands in ``coreference.csv``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from onrecord.accounts.happening import HEAD, REAL, others_harmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.accounts.happening import Describer, Happening
    from onrecord.accounts.tolls import Toll

#: The sentence up to which a report's main event is told first.
LEAD = 1
#: A toll from here on seldom comes twice in a report; the second figure is a little rarer.
RARE, FEW = 7, 3
#: Tolls of one event may be counted, and rise, so many times at most.
MANY_TIMES = 8
#: Two sentences apart is near, five not far.
NEAR, FAR = 2, 5
#: A telling is held against so many earlier happenings at most.
REACH = 40
#: Forms of one word share so many letters at least: "explode", "explosion".
STEM = 4
_HARMED = frozenset({"fatalities", "injured"})
_BARE = frozenset({"bare"})
#: What is told so is not what happened: a plan, a call, a condition. An attempt did happen.
UNREAL = frozenset({"planned", "called_for", "hypothetical"})
DENIED = "did_not_happen"
#: Modes of which only equals go together.
APART = frozenset({"abduct", "sexual", "crowd-control", "sideAB"})


def signs_of_all(
    earlier: Sequence[Happening],
    new: Happening,
    describer: Describer,
    enough: frozenset[str] = frozenset(),
) -> Iterator[tuple[Happening, frozenset[str]]]:
    """Earlier happenings of a telling's type, the latest first, each with the signs that hold.

    Signs that are ``enough`` end the look at a pair: then not all that hold are given.
    """
    fitting = [old for old in earlier if old.kind == new.kind]
    latest = max(fitting, key=lambda old: (old.sentence, old.first), default=None)
    for old in reversed(fitting[-REACH:]):
        found = signs(old, new, describer, enough)
        yield old, found | {"latest"} if old is latest else found


def signs(
    old: Happening, new: Happening, describer: Describer, enough: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Names of the signs that hold for what is known of a happening and a new telling."""
    found = {*_reality(old, new, describer), *_manner(old, new), *_figures(old, new)}
    if enough.isdisjoint(found):
        found.update(_where_when(old, new, describer), _distance(old, new, describer))
    if enough.isdisjoint(found):
        found.update(_people(old, new, describer), _wording(old, new))
    return frozenset(found)


def _distance(old: Happening, new: Happening, describer: Describer) -> Iterator[str]:
    apart = min(new.sentence, new.first) - old.sentence
    if apart <= 0 and (how := describer.hanging.how(old, new)):
        yield how
    if apart <= 1:
        yield "same_sentence" if apart <= 0 else "next_sentence"
    else:
        yield "near" if apart <= NEAR else "not_far" if apart <= FAR else "far"
    if old.first <= LEAD:
        yield "told_first"
        if new.first <= HEAD:
            yield "both_lead"


def _wording(old: Happening, new: Happening) -> Iterator[str]:
    if old.words & new.words:
        yield "same_word"
    elif akin(old.words, new.words):
        yield "akin_word"
    if new.nouns - {"verb"}:
        order = ("definite", "indefinite", "bare")
        yield next(f"{name}_noun" for name in order if name in new.nouns)
        if "verb" not in new.nouns:
            yield "only_noun"
    if new.only_takes_up:
        yield "takes_up"
    yield from _others(old, new)
    yield from _harm(old, new)


def _others(old: Happening, new: Happening) -> Iterator[str]:
    """Words for one against words for several."""
    if new.others:
        yield "others_told"
    if old.plural != new.plural and not _verbs(old, new):
        yield "other_number"
    later = old.sentence < new.first
    if later and not old.plural and _is_any(new) and not old.affected & new.affected:
        yield "any_such"


def _is_any(new: Happening) -> bool:
    """Whether several are told of without who, where, when: "stop attacks on clinics"."""
    told = new.somebody or new.places or new.times or new.tolls
    return new.plural and new.nouns == _BARE and bool(new.affected) and not told


def _verbs(old: Happening, new: Happening) -> bool:
    """Whether a verb tells the one that is not told by nouns of several alone."""
    return any(
        hit.trigger.row.pos == "verb"
        for draft in (new if old.plural else old).drafts
        for hit in draft.hits
    )


def _harm(old: Happening, new: Happening) -> Iterator[str]:
    if new.harmed and new.harmed == new.words:
        yield "only_harm"
    if new.harmed & old.harmed:
        yield "same_harm"
    elif new.harmed and not old.harmed:
        yield "harm_after_deed"
    elif old.harmed and not new.harmed:
        yield "deed_after_harm"


def _people(old: Happening, new: Happening, describer: Describer) -> Iterator[str]:
    if old.affected and new.affected:
        yield "same_affected" if old.affected & new.affected else "other_affected"
        if others_harmed(old, new):
            yield "others_harmed"
    else:
        yield "nobody_affected_before" if new.affected else "nobody_affected"
    if new.persons & old.affected or old.persons & new.affected:
        yield "same_person"
    elif new.named & old.affected or old.named & new.affected:
        yield "same_party_affected"
    yield from _acting(old, new, describer)


def _acting(old: Happening, new: Happening, describer: Describer) -> Iterator[str]:
    if old.actors and new.actors:
        if old.actors & new.actors or describer.brings_in(old, new):
            yield "same_actor"
        elif describer.may_be_alike(old, new):
            yield "akin_actor"
        elif not describer.may_act_for(old, new):
            yield "another_actor"
        if describer.other_doer(old, new):
            yield "other_doer"
    else:
        yield "nobody_acted_before" if new.somebody else "nobody_acts"
    if old.doers & new.doers:
        yield "same_doer"


def _figures(old: Happening, new: Happening) -> Iterator[str]:
    if not (old.tolls or new.tolls):
        return
    one, two = ({t for t in h.tolls if t[0] in _HARMED} for h in (old, new))
    shared = {number for _, number in one & two}
    if shared:
        most = max(shared)
        yield "rare_toll" if most >= RARE else "few_toll" if most >= FEW else "small_toll"
    elif {kind for kind, _ in one} & {kind for kind, _ in two}:
        yield "toll_apart" if _are_apart(one, two) else "other_toll"
    elif two and not one:
        yield "first_toll"


def _are_apart(one: set[Toll], two: set[Toll]) -> bool:
    """Whether all tolls of one kind differ so much that no count of one event does."""
    kinds = {kind for kind, _ in one} & {kind for kind, _ in two}
    low, high = (max(n for kind, n in tolls if kind in kinds) for tolls in (one, two))
    return max(low, high) > MANY_TIMES * max(1, min(low, high))


def _where_when(old: Happening, new: Happening, describer: Describer) -> Iterator[str]:
    if old.places and new.places:
        is_same = bool(old.places & new.places)
        is_other = describer.elsewhere(old, new)
        yield "elsewhere" if is_other else "same_place" if is_same else "place_within"
    else:
        yield "no_place_before" if new.places else "no_place"
        if describer.elsewhere(old, new):
            yield "elsewhere"
        if describer.same_scene(old, new):
            yield "same_scene"
    if describer.other_land(old, new):
        yield "other_land"
    if describer.leads_on(old, new):
        yield "leads_on"
    if old.times and new.times:
        is_same = describer.same_days(old, new)
        is_other = describer.another_day(old, new)
        yield "another_day" if is_other else "same_time" if is_same else "time_within"
    else:
        yield "no_time_before" if new.times else "no_time"


def _manner(old: Happening, new: Happening) -> Iterator[str]:
    if old.modes & new.modes:
        yield "same_mode"
    elif old.modes and new.modes:
        yield "other_mode"
    if old.modes and new.modes and old.modes & APART != new.modes & APART:
        yield "modes_exclude"
    if old.means & new.means:
        yield "same_means"
    if new.apart:
        yield "of_a_period"
    if new.since != old.since and (new.harmed or old.harmed):
        yield "counted_since"
    if new.of_war != old.of_war:
        yield "of_a_war"
    yield old.kind.lower()


def _reality(old: Happening, new: Happening, describer: Describer) -> Iterator[str]:
    if old.realis == new.realis or (old.realis in REAL and describer.only_asks_who(new)):
        yield "same_reality"
    elif (old.realis in REAL) != (new.realis in REAL):
        yield "not_yet_real" if {old.realis, new.realis} & UNREAL else "other_reality"
        if _would_lend_doer(old, new):
            yield "denied_doer"


def _would_lend_doer(old: Happening, new: Happening) -> bool:
    """Whether who is denied to have done it would stand as doer in words that name nobody."""
    denied, told = (old, new) if old.realis == DENIED else (new, old)
    return denied.realis == DENIED and denied.somebody and not told.somebody


def akin(one: set[str], two: set[str]) -> bool:
    """Whether two sets of words share a word or a stem."""
    return any(_share_stem(a, b) for a in one for b in two)


@lru_cache(maxsize=4096)
def _share_stem(a: str, b: str) -> bool:
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    length = min(len(a), len(b)) if shared is None else shared
    return a == b or (length >= STEM and length >= min(len(a), len(b)) - 2)
