"""What speaks for and against two accounts being of one event.

    two Told ──▶ signs ──▶ the names of the signs that hold

A sign is a plain fact about two accounts: "the same day", "another place", "a rare figure is the
same". How much each counts stands in ``merge/weights.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from onrecord.merge.told import Bag, ordered
from onrecord.places.distance import NEAR_KM, apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.merge.told import Days, Spot, Told, Toll

#: Event happened, so to whoever tells it.
REAL = frozenset({"actual", "ongoing"})
UNREAL = frozenset({"planned", "called_for", "hypothetical", "attempted"})
#: Signs of what cannot be one event, unless the same people are named. For two days that follow
#: each other the same age or figure is enough: reports are often a day off.
EXCLUDING = frozenset({"elsewhere", "other_day", "other_day_near"})
DAY_OFF = "next_day"
#: No place is shared: so it is too if the places lie near each other or come from the report.
NO_SHARED_PLACE = "places_apart"
OTHER_TOWN = frozenset({"elsewhere_by_report", "near_town", "near_town_by_report"})
COUNTED = frozenset({"same_age", "same_ages", "few_toll", "rare_toll", "small_toll"})
NAMED = frozenset({"people_in_reports", "person_in_reports", "same_person"})
#: How signs begin by which two reports share something that few others have.
SPECIFIC = (
    "same_place",
    "near_place",
    "place_within",
    "same_area",
    "places_shared",
    "same_doer",
    "same_sufferer",
    "same_person",
    "people_in",
    "person_in",
    "person_beside",
    "same_age",
    "few_toll",
    "rare_toll",
)
#: Modes of which only equals go together.
APART = frozenset({"abduct", "sexual", "crowd-control", "sideAB"})
#: Tolls from here on seldom come twice; the second figure is a little rarer.
RARE, FEW = 7, 3
#: So many are the dead of a whole war, told as background: counts differ, the war does not.
VAST = 20_000
#: Counts of one event may rise so many times at most.
MANY_TIMES = 8
#: Days between publications that are near, or within a week.
NEAR_DAYS, WEEK, MONTH = 2, 7, 31
#: A day is often told a day off: nights, time zones.
SLIP = 1
#: How much wording two texts share, by steps (cosine of word weights).
STEPS = (0.08, 0.12, 0.17, 0.25, 0.4)
#: Shares of the words around two tellings that are the same, by steps.
ALIKE = (0.15, 0.4, 0.75)
#: So much of the words around a telling stands in the other report: it is told there, too.
REPEATED = 0.6
#: A longer interval does not fix a day.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a shared word says: the logarithm of how few texts hold it."""

    weights: Mapping[int, float]
    unknown: float

    def bag(self, words: frozenset[int]) -> Bag:
        """Words with what they weigh together."""
        return Bag(words, self.weight(words))

    def weight(self, words: Iterable[int]) -> float:
        """Sum of squared weights."""
        weights, unknown = self.weights, self.unknown
        found = [weights.get(w, unknown) for w in sorted(words)]
        return sum([weight * weight for weight in found])

    def alike(self, one: Bag, other: Bag) -> float:
        """Cosine of two sets of words: 0 nothing shared, 1 the same."""
        both = one.words & other.words
        return self.weight(both) / sqrt(one.weight * other.weight) if both else 0.0


def signs(one: Told, other: Told, rarity: Rarity) -> frozenset[str]:
    """Names of the signs that hold for two accounts; the order of the two makes no difference."""
    return completed(settings(one, other), one, other, rarity)


def settings(one: Told, other: Told) -> frozenset[str]:
    """Those of the signs that tell of time, place and people, which cost least to find."""
    a, b = ordered(one, other)
    return frozenset((*_when(a, b), *_where(a, b), *_who(a, b)))


def completed(found: frozenset[str], one: Told, other: Told, rarity: Rarity) -> frozenset[str]:
    """All signs, where those of ``settings`` are known."""
    a, b = ordered(one, other)
    found = found.union(
        _figures(a.tolls, b.tolls), _manner(a, b), _reality(a, b), _telling(a, b, rarity)
    )
    if _one_report(a, b) or any(sign.startswith(SPECIFIC) for sign in found):
        return found
    return found | {"nothing_specific"}


def _one_report(a: Told, b: Told) -> bool:
    return a.report.doc_id == b.report.doc_id


# ---- when ---------------------------------------------------------------------------------------


def _when(a: Told, b: Told) -> Iterator[str]:
    if is_open(a.days) or is_open(b.days):
        yield from _published_and_day(a, b)
        return
    gap = days_between(a.days, b.days)
    exact = _length(a.days) < SHORT and _length(b.days) < SHORT
    if gap > SLIP and exact and a.report.outlet is not None and a.report.outlet == b.report.outlet:
        yield "other_day_same_outlet"
    if gap == 0:
        yield "same_day" if exact else "day_within"
    elif gap <= SLIP:
        yield "day_beside" if not exact else "night_between" if _by_night(a, b) else "next_day"
    elif not exact:
        yield "other_span"
    else:
        yield "other_day_near" if gap <= WEEK else "other_day"


def _by_night(a: Told, b: Told) -> bool:
    """Whether two days that follow each other may be one night."""
    early, late = (a, b) if (a.days[0] or 0) < (b.days[0] or 0) else (b, a)
    return early.part == "late" or late.part == "early"


def _published_and_day(a: Told, b: Told) -> Iterator[str]:
    """What publication says where one text, or both, states no day."""
    dated, undated = (a, b) if is_open(b.days) else (b, a)
    published = undated.report.published
    if published is None:
        yield "no_date"
        return
    if is_open(dated.days):
        other = dated.report.published
        yield "no_date" if other is None else f"published_{_lag(abs(published - other))}"
        return
    start, end = dated.days
    if start is not None and published < start - SLIP and undated.realis in REAL:
        yield "told_before"
        return
    yield f"told_{_lag(max(0, published - (end if end is not None else published)))}_after"


def _lag(days: int) -> str:
    if days <= NEAR_DAYS:
        return "near"
    return "week" if days <= WEEK else "month" if days <= MONTH else "long"


def is_open(days: Days) -> bool:
    """Whether a text fixes no day at all."""
    return days[0] is None or days[1] is None


def _length(days: Days) -> int:
    return 0 if days[0] is None or days[1] is None else days[1] - days[0] + 1


def days_between(one: Days, other: Days) -> int:
    """Days between two intervals; 0 if they meet or one is open there."""
    gaps = (
        late[0] - early[1]
        for early, late in ((one, other), (other, one))
        if late[0] is not None and early[1] is not None
    )
    return max(0, *gaps, 0)


# ---- where --------------------------------------------------------------------------------------


def _where(a: Told, b: Told) -> Iterator[str]:
    if a.spot is None or b.spot is None:
        yield "no_place"
    else:
        sure = "" if a.spot_is_own and b.spot_is_own else "_by_report"
        yield places_held(a.spot, b.spot) + sure
    ours, theirs = a.report.places, b.report.places
    if not _one_report(a, b) and ours and theirs:
        if ours & theirs:
            yield "places_shared"
        elif a.main and b.main:
            yield "places_apart"


def places_held(a: Spot, b: Spot) -> str:
    """How two places stand to each other, by id, what they lie in, and distance."""
    if "country" in (a.kind, b.kind):
        return "elsewhere" if a.country and b.country and a.country != b.country else "only_country"
    if a.id == b.id:
        return "same_area" if a.radius is None else "same_place"
    if a.id in b.chain or b.id in a.chain or _lies_in(a, b) or _lies_in(b, a):
        return "place_within"
    if a.point is None or b.point is None or a.radius is None or b.radius is None:
        return "elsewhere" if a.country != b.country and a.country and b.country else "place_unsure"
    distance = apart(a.point, b.point)
    if distance <= max(a.radius, b.radius):
        return "near_place"
    return "near_town" if distance <= NEAR_KM + a.radius + b.radius else "elsewhere"


def _lies_in(small: Spot, large: Spot) -> bool:
    """Whether a place lies in an area, as far as its own record says."""
    return (
        large.kind == "admin1"
        and large.admin1 is not None
        and ((large.admin1, large.country) == (small.admin1, small.country))
    )


# ---- who ----------------------------------------------------------------------------------------


def _who(a: Told, b: Told) -> Iterator[str]:
    yield from _parties(a.doers, b.doers, "doer")
    yield from _parties(a.sufferers, b.sufferers, "sufferer")
    if a.doers and b.doers and a.doers & b.sufferers and b.doers & a.sufferers:
        yield "turned_round"
    if a.people & b.people:
        yield "same_person"
    elif (a.main or b.main) and not _one_report(a, b) and a.report.people & b.report.people:
        several = len(a.report.people & b.report.people) > 1
        both = "people_in_reports" if several else "person_in_reports"
        yield both if a.main and b.main else "person_beside"
    elif a.main and b.main and a.report.cast and b.report.cast:
        yield "people_apart"
    if a.people and b.people and not a.people & b.people:
        yield "other_person"


def _parties(a: frozenset[str], b: frozenset[str], role: str) -> Iterator[str]:
    if a and b:
        yield f"same_{role}" if a & b else f"other_{role}"


# ---- figures ------------------------------------------------------------------------------------


def _figures(a: frozenset[Toll], b: frozenset[Toll]) -> Iterator[str]:
    kinds = {t[0] for t in a} & {t[0] for t in b}
    if not kinds:
        return
    ones, others = (_highest(tolls, kinds) for tolls in (a, b))
    if any(min(ones[kind], others[kind]) >= VAST for kind in kinds):
        yield "vast_toll"
        return
    shared = [n for kind in kinds if (n := ones[kind]) == others[kind]]
    if shared:
        most = max(shared)
        yield "rare_toll" if most >= RARE else "few_toll" if most >= FEW else "small_toll"
        return
    ratio = max(_ratio(ones[kind], others[kind]) for kind in kinds)
    yield "toll_apart" if ratio > MANY_TIMES else "other_toll"


def _highest(tolls: frozenset[Toll], kinds: set[str]) -> dict[str, int]:
    return {
        kind: max((low or high or 0) for k, low, high, _ in tolls if k == kind) for kind in kinds
    }


def _ratio(one: int, other: int) -> float:
    return max(one, other) / max(1, min(one, other))


# ---- how, whether, in which words ---------------------------------------------------------------


def _manner(a: Told, b: Told) -> Iterator[str]:
    if a.modes and b.modes:
        yield "same_mode" if a.modes & b.modes else "other_mode"
        if a.modes & APART != b.modes & APART:
            yield "modes_exclude"
    yield "same_called" if a.called & b.called else "other_called"
    if a.things and b.things:
        yield "same_thing" if a.things & b.things else "other_thing"
    if a.hurt and b.hurt:
        yield "same_hurt" if a.hurt & b.hurt else "other_hurt"
    if a.ages and b.ages:
        yield "same_age" if a.ages & b.ages else "other_age"
    elif a.main and b.main and a.report.ages and b.report.ages:
        yield "same_ages" if a.report.ages & b.report.ages else "other_ages"
    if a.means and b.means:
        yield "same_means" if a.means & b.means else "other_means"
    yield f"type_{a.type.lower()}" if a.type == b.type else "other_type"


def _reality(a: Told, b: Told) -> Iterator[str]:
    kinds = {a.realis, b.realis}
    if kinds & UNREAL:
        yield "plan_and_fact" if kinds & REAL else "both_plans"
    elif "did_not_happen" in kinds and kinds & REAL:
        yield "denied_and_told"


def _telling(a: Told, b: Told, rarity: Rarity) -> Iterator[str]:
    if _one_report(a, b):
        yield "same_report"
        if a.is_bare or b.is_bare:
            yield "bare_with_main" if a.main or b.main else "bare"
        return
    yield "both_main" if a.main and b.main else "one_main" if a.main or b.main else "no_main"
    yield f"words_{_step(rarity.alike(a.words, b.words))}"
    yield from _wording(a, b)
    if a.main and b.main:
        yield f"reports_{_step(rarity.alike(a.report.head, b.report.head))}"
    elif a.main or b.main:
        side, main = (b, a) if a.main else (a, b)
        yield f"words_in_report_{_step(rarity.alike(side.words, main.report.head))}"


def _wording(a: Told, b: Told) -> Iterator[str]:
    """Whether the same words tell both, or tell something else in the other report."""
    shared = sum(_held(a.wording, b.wording) >= step for step in ALIKE)
    if shared:
        yield f"wording_{shared}"
        return
    elsewhere = (_held(a.wording, b.report.wording), _held(b.wording, a.report.wording))
    number = sum(share >= REPEATED for share in elsewhere)
    if number:
        yield "wording_elsewhere" if number == 1 else "wordings_elsewhere"


def _held(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of the smaller of two sets that the other holds."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def _step(value: float) -> int:
    return sum(value >= step for step in STEPS)
