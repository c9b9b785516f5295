"""Places that the gazetteer does not have, where the words around them say where they lie.

names, accepted places ──▶ find_unknown ──▶ places told by what they lie in or near

"The village of X, Idlib province" is a place of its own, as precise as what tells it, and never a
point. A name with nothing that tells it stays a gap.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.model import content_hash
from onrecord.places.accept import is_open
from onrecord.places.around import SAID
from onrecord.places.build import shape_of
from onrecord.places.decide import is_area
from onrecord.places.distance import NEAR_KM
from onrecord.places.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.places.around import Around
    from onrecord.places.draft import Draft
    from onrecord.places.shape import Shape
    from onrecord.places.told import Named
    from onrecord.places.words import PlaceWords

#: At most so many tokens stand between a name and what tells it (", which lies").
FARTHEST = 2
_POINTS = frozenset({"point", "near"})
_JOINTS = frozenset({"PUNCT", "VERB"})


def find_unknown(
    found: Found, draft: Draft, accepted: Sequence[Named], words: PlaceWords
) -> tuple[Told, ...]:
    """Unknown names that surely are places, with an accepted place right after that tells them.

    Args:
        found: the parse and the text.
        draft: all names with what they may mean.
        accepted: names with their places, in the order of the text.
        words: prepositions of place, extents of areas.
    """
    starts = {min(a.first, a.begins): (a, place) for a, place in accepted}
    telling = {tell.shape.id: tell for tell in _tell(found, draft, starts, words)}
    return tuple(telling.values())


def _tell(
    found: Found, draft: Draft, starts: Mapping[int, Named], words: PlaceWords
) -> Iterator[Told]:
    for key, around in zip(draft.keys, draft.arounds, strict=True):
        choice = draft.choices.get(key)
        if (choice is not None and choice.winner is not None) or around.level < SAID:
            continue
        by = _teller(draft.tokens, around.last, starts, words)
        if by is not None and around.relation == "plain" and is_open(draft, around):
            yield Told(around.first, around.last, _shape(found, around, by, words))


def _teller(
    tokens: Sequence[Token], last: int, starts: Mapping[int, Named], words: PlaceWords
) -> Named | None:
    """What stands right after a name: "…, Y", "… in Y", "… north of Y"."""
    for i in range(last, min(last + FARTHEST + 1, len(tokens))):
        named = starts.get(i)
        if named is not None:
            same = tokens[i].sentence == tokens[last - 1].sentence
            return _inner(tokens, named, starts) if same and _tells(tokens, named, words) else None
        if tokens[i].pos not in _JOINTS:
            return None
    return None


def _inner(tokens: Sequence[Token], named: Named, starts: Mapping[int, Named]) -> Named:
    """The narrower place that a possessive brings: "in Syria's Idlib province"."""
    after = named[0].last
    inner = starts.get(after + 1)
    owns = inner is not None and tokens[after].tag == "POS"
    return inner if inner is not None and owns else named


def _tells(tokens: Sequence[Token], named: Named, words: PlaceWords) -> bool:
    """Whether words or a comma say that the name before lies there; a town may be one of a list."""
    around, place = named
    if around.relation == "near" or is_area(place):
        return True
    return words.uses["preposition"].get(tokens[around.begins].lower) == "at"


def _shape(found: Found, around: Around, by: Named, words: PlaceWords) -> Shape:
    """A place of unknown point, as precise as the place that tells it."""
    outer = shape_of(found, by, words)
    tokens, name = found.parse.tokens, around.name
    written = found.document.text[tokens[name.first].start : tokens[name.last - 1].end]
    is_point = outer.precision in _POINTS
    reference = outer.point or outer.reference
    return replace(
        outer,
        id=content_hash("p_", ("unknown", name.folded, outer.id)),
        name=written,
        kind=around.kind or "other",
        precision="near" if is_point else outer.precision,
        base=outer.base._replace(id=outer.id),
        is_base=False,
        point=None,
        reference=reference,
        uncertainty=(outer.uncertainty or NEAR_KM) if is_point else None,
    )
