"""Decide all names of a document together.

    draft ──▶ decide ──▶ draft with choices, and the context that made them

Big places and countries come first: they say where the document is. Then the other names are
decided in that light, and names that only differ in their romanisation are looked up.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.places.around import SAID, UNLIKELY
from onrecord.places.lists import is_set_in, neighbours
from onrecord.places.resolve import Context, choose, contained, count_countries, kilometres
from onrecord.places.spelling import ARABIC_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.places.draft import Draft, Key
    from onrecord.places.words import Candidate, PlaceWords

#: Inhabitants (logarithm) from which a town says by itself in which country a document is.
ANCHOR = 5.0
ROUNDS = 2
#: Farther apart, two towns are not named for what lies between them.
PAIR_KM = 300.0
#: What "north of X" without a distance may mean; what lies twice as far is another place.
FARTHEST_KM = 100.0


def decide(draft: Draft, words: PlaceWords, states: Sequence[str]) -> Context:
    """Choose a place for each name that has one.

    Args:
        draft: the names; its choices are filled in.
        words: the tables.
        states: ISO 3166-1 alpha-3 codes of the actors' states, one for each mention.

    Returns:
        The countries the document speaks of, and the chosen places.
    """
    for left, right in neighbours(draft.arounds, draft.tokens, words):
        names = {draft.arounds[n].name.folded for n in (left, right)}
        is_inner = _contain(draft, draft.keys[left], draft.keys[right]) if len(names) > 1 else None
        if is_inner:
            _make_sure(draft, left, right, words)
        elif is_inner is not None and _is_owned(draft, left, right):
            draft.arounds[right] = draft.arounds[right]._replace(level=SAID)
    context = Context(count_countries((), states))
    heads = _heads(draft)
    for _ in range(ROUNDS):
        for key, candidates in draft.options.items():
            if candidates and key not in heads:
                draft.choices[key] = choose(candidates, key[1], context)
        context = _context(draft, states)
    _measure(draft, context)
    _romanise(draft, words, context)
    _pair(draft, words)
    return _context(draft, states)


def _heads(draft: Draft) -> set[Key]:
    """Names of datelines for which a place stands out by itself, whatever the text is about."""
    settled: set[Key] = set()
    for key, around in zip(draft.keys, draft.arounds, strict=True):
        if around.name.first in draft.datelines and draft.options[key]:
            choice = choose(draft.options[key], key[1], Context({}))
            if choice.winner is not None:
                draft.choices[key] = choice
                settled.add(key)
    return settled


def _make_sure(draft: Draft, left: int, right: int, words: PlaceWords) -> None:
    """Take "X, Y" and "X in Y" for places if X lies in Y, whatever the model sees in them."""
    if is_set_in(draft.tokens, draft.arounds[left], words):
        draft.arounds[left] = draft.arounds[left]._replace(level=SAID)
        draft.arounds[right] = draft.arounds[right]._replace(level=SAID, located=True)


def _is_owned(draft: Draft, left: int, right: int) -> bool:
    """Whether only a possessive joins two names ("Syria's Quneitra"), and no person is named."""
    owner, owned = draft.arounds[left], draft.arounds[right]
    between = draft.tokens[owner.name.last : owned.name.first]
    if [t.tag for t in between] != ["POS"]:
        return False
    known = any(p.curated or is_area(p) for p in draft.options[draft.keys[right]])
    return known or "PERSON" not in draft.labels(owned)


def _contain(draft: Draft, left: Key, right: Key) -> bool | None:
    """Keep what fits if one name can lie in the other; whether the left one does, None if none."""
    for inner, outer in ((left, right), (right, left)):
        if any(c.kind == "country" for c in draft.options[inner]):
            continue
        within = contained(draft.options[inner], draft.options[outer])
        if within:
            draft.options[inner] = within
            return inner == left
    return None


def _context(draft: Draft, states: Iterable[str]) -> Context:
    chosen = [place for _, place in draft.chosen()]
    settled = {place.id: place for place in chosen}
    return Context(count_countries(_anchors(chosen), states), tuple(settled.values()))


def _anchors(places: Iterable[Candidate]) -> Iterator[Candidate]:
    for place in places:
        if is_area(place) or place.weight >= ANCHOR:
            yield place


def is_area(place: Candidate) -> bool:
    """Whether a place is a country, first-level area, region or sea: names that few share."""
    return place.precision not in ("point", "near", "admin2")


def _pair(draft: Draft, words: PlaceWords) -> None:
    """Take "between X and Y" for places if both are towns of one country, not far apart."""
    for n, (left, right) in enumerate(pairwise(draft.arounds)):
        opening = draft.tokens[left.begins].lower
        if words.uses["preposition"].get(opening) != "between" or left.level < UNLIKELY:
            continue
        gap = draft.tokens[left.name.last : right.name.first]
        chosen = [draft.choices.get(key) for key in draft.keys[n : n + 2]]
        one, other = (choice and choice.winner for choice in chosen)
        if len(gap) != 1 or one is None or other is None or one.country != other.country:
            continue
        apart = kilometres(one, other)
        if apart is not None and apart <= PAIR_KM:
            draft.arounds[n] = left._replace(level=SAID)
            draft.arounds[n + 1] = right._replace(level=SAID)


def _measure(draft: Draft, context: Context) -> None:
    """Drop what lies elsewhere than the words right after a name say: "X, 30 km north of Y"."""
    for n, (left, right) in enumerate(pairwise(draft.arounds)):
        gap = draft.tokens[left.last : right.first]
        choice = draft.choices.get(draft.keys[n + 1])
        base = choice.winner if choice is not None else None
        near = right.relation == "near" and (right.direction or right.distance)
        if base is None or not near or len(gap) > 1 or any(t.pos != "PUNCT" for t in gap):
            continue
        key, farthest = draft.keys[n], FARTHEST_KM if right.distance is None else right.distance
        fitting = [c for c in draft.options[key] if _is_within(c, base, 2 * farthest)]
        if len(fitting) < len(draft.options[key]):
            draft.options[key] = fitting
            draft.choices[key] = choose(fitting, key[1], context)


def _is_within(place: Candidate, base: Candidate, farthest: float) -> bool:
    apart = kilometres(place, base)
    return apart is None or apart <= farthest


def _romanise(draft: Draft, words: PlaceWords, context: Context) -> None:
    """Unknown names by their consonants, in countries the text speaks of."""
    countries = sorted(ARABIC_SCRIPT.intersection(context.countries))
    for key, around in zip(draft.keys, draft.arounds, strict=True):
        if draft.options[key] or around.level < SAID or key in draft.choices:
            continue
        if any(key[0] in words.uses[use] for use in ("again", "kind", "kinds")):
            continue  # "across Country" names no town
        found = [c for code in countries for c in words.romanised(key[0], code)]
        if found:
            draft.choices[key] = choose(found, key[1], context)
