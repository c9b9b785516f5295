"""One field of an event: who says what, and whether they agree.

    sayings of a field ──▶ compare_field ──▶ EventField

Values are held against each other between origins: distinct innermost holders, the article's own
voice being its outlet's, with all outlets that printed the same text. Five papers that quote the
same hospital are one origin, so they do not agree; they repeat. "A witness" of two papers may be
one or two, so they do not agree either, but may contradict (``voice_of``). Nor is an
article a second origin for what it quotes in the same words.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec

from onrecord.merge.event import EventField
from onrecord.merge.said import FORETOLD
from onrecord.merge.verdicts import AGAINST, FITS, SAME, held_against

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onrecord.merge.event import Value
    from onrecord.merge.said import Mark, Saying

LIVE, SUPERSEDED = "live", "superseded"
#: Fields of which somebody may say several at once.
MANY = frozenset({"recipient", "victims", "supporter", "mediator", "mode", "means"})
#: Fields that a later value of the same holder replaces.
COUNTED_OUT = MANY | {"actor", "happened"}

Sides = dict[str, str]


def compare_field(
    field: str, sayings: Sequence[Saying], outlets: Mapping[str, str], sides: Mapping[str, str]
) -> EventField:
    """Hold all values of a field against each other.

    Args:
        field: its name.
        sayings: all that is said of it.
        outlets: of each document the outlet, or group of outlets with one text, it counts for.
        sides: of each actor id the side that the user has confirmed.
    """
    settled = settle(field, sayings, outlets)
    live = [s for s in settled if s.status == LIVE] or [s for s in settled if s.status == FORETOLD]
    verdict = _verdict(field, live, outlets) if live else "retracted_only"
    return EventField(verdict, values_of(settled), _hostile(field, live, sides))


def origin_of(saying: Saying, outlets: Mapping[str, str]) -> str:
    """Who stands behind a saying, as far as is known.

    An outlet that others quote is the same that speaks in its own documents.
    """
    quoted = next((outlets[name] for name in saying.media if name in outlets), None)
    if saying.origin and quoted is None:
        return saying.origin
    return f"outlet {quoted or outlets[saying.doc_id]}"


def voice_of(saying: Saying, outlets: Mapping[str, str]) -> str:
    """Who speaks for sure: whoever has no name may be another one in another outlet.

    So "a witness" of one outlet neither corrects "a witness" of another, nor makes two that agree.
    """
    origin = origin_of(saying, outlets)
    return f"{origin} in {outlets[saying.doc_id]}" if saying.unnamed else origin


# ---- what still stands --------------------------------------------------------------------------


def settle(field: str, sayings: Iterable[Saying], outlets: Mapping[str, str]) -> tuple[Saying, ...]:
    """Carry corrections to the earlier reports of an outlet; let later counts replace earlier."""
    found = sorted(sayings, key=_time_order)
    undoing = [(n, s) for n, s in enumerate(found) if s.status not in (LIVE, FORETOLD)]
    for n, saying in enumerate(found):
        if saying.status == LIVE:
            later = (s for m, s in undoing if m > n)
            found[n] = replace(saying, status=_undone(saying, later, outlets) or LIVE)
    if field in COUNTED_OUT:
        return tuple(found)
    latest = _latest(found, outlets)
    for n, saying in enumerate(found):
        since = latest[voice_of(saying, outlets), saying.polarity].values()
        if saying.status == LIVE and any(_replaces(field, later, saying) for later in since):
            found[n] = replace(saying, status=SUPERSEDED)
    return tuple(_without_wider(field, found, outlets))


def _time_order(saying: Saying) -> tuple[bool, int, str, str, str]:
    published = saying.published
    return published is None, published or 0, saying.doc_id, saying.statement, saying.mark.key


def _undone(saying: Saying, later: Iterable[Saying], outlets: Mapping[str, str]) -> str | None:
    """The status that the same outlet gives the value later."""
    outlet = outlets[saying.doc_id]
    return next(
        (
            s.status
            for s in later
            if s.mark.key == saying.mark.key
            and outlets[s.doc_id] == outlet
            and s.doc_id != saying.doc_id
        ),
        None,
    )


Latest = defaultdict[tuple[str, str], dict[str, "Saying"]]


def _latest(found: Iterable[Saying], outlets: Mapping[str, str]) -> Latest:
    """Of each holder and polarity the values that still stand, each as it was said last."""
    latest: Latest = defaultdict(dict)
    for saying in found:
        if saying.status == LIVE and saying.published is not None:
            latest[voice_of(saying, outlets), saying.polarity][saying.mark.key] = saying
    return latest


def _replaces(field: str, later: Saying, earlier: Saying) -> bool:
    """Whether a holder has said otherwise since: the later word counts."""
    if earlier.published is None or (later.published or 0) <= earlier.published:
        return False
    return held_against(field, earlier.mark, later.mark) == AGAINST


def _without_wider(
    field: str, found: Sequence[Saying], outlets: Mapping[str, str]
) -> Iterator[Saying]:
    """What a holder also says more exactly ("in March", "on 7 March") stands no more by itself."""
    exact: defaultdict[str, dict[str, Mark]] = defaultdict(dict)
    for saying in found:
        if saying.status == LIVE and saying.polarity == "+":
            exact[voice_of(saying, outlets)][saying.mark.key] = saying.mark
    for saying in found:
        others = exact[voice_of(saying, outlets)].values()
        wider = saying.status == LIVE and any(_is_wider(field, saying.mark, o) for o in others)
        yield replace(saying, status=SUPERSEDED) if wider else saying


# ---- the verdict --------------------------------------------------------------------------------


def _verdict(field: str, live: Sequence[Saying], outlets: Mapping[str, str]) -> str:
    asserted: defaultdict[str, dict[str, Mark]] = defaultdict(dict)
    denied: dict[str, Mark] = {}
    origins: set[str] = set()
    quoted = {(s.doc_id, s.polarity, s.mark.key) for s in live if s.origin}
    # "A monitor" may be the one whom the same article names, and is no second origin.
    naming = {s.doc_id for s in live if s.origin and not s.unnamed}
    for saying in live:
        if saying.polarity == "-":
            denied[saying.mark.key] = saying.mark
        elif saying.origin or (saying.doc_id, "+", saying.mark.key) not in quoted:
            asserted[voice_of(saying, outlets)][saying.mark.key] = saying.mark
            if not (saying.unnamed and saying.doc_id in naming):
                origins.add(origin_of(saying, outlets))
    marks = [m for group in asserted.values() for m in group.values()]
    if any(held_against(field, d, m) in (SAME, FITS) for d in denied.values() for m in marks):
        return "disputed"
    groups = [narrowest(field, list(group.values())) for group in asserted.values()]
    found = {between(field, one, other) for one, other in combinations(groups, 2)}
    if AGAINST in found:
        return "disputed"
    if len(origins) < 2:  # noqa: PLR2004 (one origin is single)
        return "single"
    return (
        "agreed" if found == {SAME} else "compatible" if found & {SAME, FITS} else "not_comparable"
    )


def narrowest(field: str, marks: list[Mark]) -> list[Mark]:
    """Without marks that another of the same holder says more exactly."""
    if field in MANY:
        return marks
    return [m for m in marks if not any(_is_wider(field, m, o) for o in marks if o is not m)]


def _is_wider(field: str, one: Mark, other: Mark) -> bool:
    if held_against(field, one, other) != FITS:
        return False
    if field == "date":
        return _days_of(one) > _days_of(other)
    if field == "actor":
        return one.vague and not other.vague
    if field == "place" and one.spot is not None and other.spot is not None:
        return one.spot.radius is None and other.spot.radius is not None
    return one.high is None and other.high is not None


def _days_of(mark: Mark) -> float:
    start, end = mark.days
    return float("inf") if start is None or end is None else end - start


def between(field: str, one: list[Mark], other: list[Mark]) -> str:
    """How what two origins say of a field stands to each other."""
    found = [held_against(field, a, b) for a in one for b in other]
    if {m.key for m in one} == {m.key for m in other} or found == [SAME]:
        return SAME
    if SAME in found or FITS in found:
        return FITS
    return AGAINST if AGAINST in found else "apart"


def _hostile(field: str, live: Sequence[Saying], sides: Mapping[str, str]) -> bool:
    """Whether holders of sides that the user has set as opposed say what goes together."""
    if not sides:
        return False
    of_side = [
        (side, saying)
        for saying in live
        if saying.polarity == "+" and (side := _side(saying, sides)) is not None
    ]
    return any(
        one != other and held_against(field, a.mark, b.mark) in (SAME, FITS)
        for (one, a), (other, b) in combinations(of_side, 2)
    )


def _side(saying: Saying, sides: Mapping[str, str]) -> str | None:
    found = {sides[i] for i in saying.holder_ids if i in sides}
    return found.pop() if len(found) == 1 else None


# ---- what is shown ------------------------------------------------------------------------------


def values_of(sayings: Iterable[Saying]) -> tuple[Value, ...]:
    """One value for all who say the same.

    Most said first; of equally often said ones figures of all people before those of a part, a day
    before a month, a town before a province; then the higher figure, since a lower one may count
    some of them only, as an article does that tells of each of its dead; then what was said first.
    """
    groups: defaultdict[tuple[str, str, str], list[Saying]] = defaultdict(list)
    for saying in sayings:
        groups[saying.mark.key, saying.polarity, saying.status].append(saying)
    order = {key: n for n, key in enumerate(groups)}

    def rank(key: tuple[str, str, str]) -> tuple[int, float, int, int]:
        same = groups[key]
        mark = same[0].mark
        return -len({s.statement for s in same}), _width(mark), -(mark.low or 0), order[key]

    return tuple(_value(groups[key], key[1], key[2]) for key in sorted(groups, key=rank))


def _width(mark: Mark) -> float:
    """How little a value fixes, among values of its field."""
    if mark.spot is not None:
        return mark.spot.radius is None
    if mark.days != (None, None):
        return _days_of(mark)
    return mark.scope is not None or mark.low is mark.high is None


def _value(same: Sequence[Saying], polarity: str, status: str) -> Value:
    return msgspec.structs.replace(
        same[0].shown,
        polarity=polarity,
        status=status,
        holders=tuple(dict.fromkeys(s.holders for s in same)),
        statements=tuple(dict.fromkeys(s.statement for s in same)),
        documents=tuple(dict.fromkeys(s.doc_id for s in same)),
    )
