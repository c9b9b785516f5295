"""Names that stand together: lists, and names with what they lie in.

    names with surroundings ──▶ join_lists ──▶ names that share what is said of their list
                            ──▶ neighbours ──▶ pairs that may be a place and what it lies in

"The provinces of X and Y" are two provinces; a list is as sure as its first name.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.places.around import LONGEST_REACH, NOT, SAID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.parse.tree import Token
    from onrecord.places.around import Around
    from onrecord.places.words import PlaceWords


def join_lists(
    tokens: Sequence[Token], arounds: Sequence[Around], words: PlaceWords
) -> tuple[Around, ...]:
    """Let the names of a list share how sure they are, and a kind word in the plural."""
    found = list(arounds)
    for n in range(1, len(found)):
        before, here = found[n - 1], found[n]
        if here.first < before.name.last:  # "Middle East Syria": the direction is not free
            found[n] = here = here._replace(first=here.name.first, relation="plain")
        between = tokens[before.name.last : here.name.first]
        if _is_row(between, here, words) or (before.many and here.name.known and not between):
            found[n - 1], found[n] = _share(tokens, before, here, words)
    return tuple(found)


def _share(
    tokens: Sequence[Token], before: Around, here: Around, words: PlaceWords
) -> tuple[Around, Around]:
    """Two names of a list: as sure as the first; "the provinces of X and Y" are two provinces."""
    if before.level == SAID and here.level > NOT:
        here = here._replace(level=SAID)
    kinds = words.uses["kinds"]
    after = tokens[here.last - 1].lower
    if here.last > here.name.last and after in kinds and before.kind is None:
        before = before._replace(kind=kinds[after])
    if before.many and here.kind is None:
        here = here._replace(kind=before.kind, many=True)
    return before, here


def _is_row(between: Sequence[Token], here: Around, words: PlaceWords) -> bool:
    """Whether two names stand in a list, or side by side where a text lost its commas."""
    if between:
        return _is_list(between)
    return here.name.folded in words.curated


def _is_list(between: Sequence[Token]) -> bool:
    """Whether two names are joined by commas and conjunctions alone."""
    return bool(between) and all(t.pos in ("PUNCT", "CCONJ") for t in between[:3])


def neighbours(
    arounds: Sequence[Around], tokens: Sequence[Token], words: PlaceWords
) -> Iterator[tuple[int, int]]:
    """Pairs of names that may be a place and what it lies in: "X, Y", "X in northern Y", "Y's X".

    Which of the two contains the other, if any, the gazetteer must say.
    """
    for n, (left, right) in enumerate(pairwise(arounds)):
        first, last = left.name.last, right.name.first
        between = tokens[first:last]
        same = tokens[first - 1].sentence == tokens[last].sentence
        if same and 0 < len(between) <= LONGEST_REACH and all(_joins(t, words) for t in between):
            yield n, n + 1


def is_set_in(tokens: Sequence[Token], left: Around, words: PlaceWords) -> bool:
    """Whether a comma, bracket or "in" right after a name brings what it lies in."""
    token = tokens[left.name.last]
    return token.pos == "PUNCT" or words.uses["preposition"].get(token.lower) == "at"


def _joins(token: Token, words: PlaceWords) -> bool:
    word = token.lower
    if token.pos in ("PUNCT", "DET", "PART") or word in words.uses["direction"]:
        return True
    if word in words.uses["kind"] or word in words.uses["near_noun"]:
        return True
    return words.uses["preposition"].get(word) in ("at", "of", "near")
