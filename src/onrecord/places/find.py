"""Where: the places a document names, resolved with the gazetteer.

    Found ──▶ find_places ──▶ PlacesFound

Names are decided together: the countries that the text speaks of, what stands in "X, Y" or "X in
Y", and places already decided draw the others. A name that several places bear and that nothing
decides is a gap with its candidates, not a place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.found import PlacesFound
from onrecord.places.accept import accept, gaps
from onrecord.places.again import find_again
from onrecord.places.around import look_around
from onrecord.places.build import build_places
from onrecord.places.datelines import mark_datelines
from onrecord.places.decide import decide
from onrecord.places.draft import draft_of
from onrecord.places.lists import join_lists
from onrecord.places.names import find_spans
from onrecord.places.taken import Taken
from onrecord.places.told import find_told
from onrecord.places.unknown import find_unknown

if TYPE_CHECKING:
    from onrecord.found import Found
    from onrecord.places.words import PlaceWords


def find_places(found: Found, words: PlaceWords) -> PlacesFound:
    """Find the places of a document.

    Args:
        found: the parse, and the actors, whose names are no places.
        words: gazetteer, curated places and words of the language.

    Returns:
        Places with their mentions, and gaps for names that stay open.
    """
    tokens = found.parse.tokens
    spans = find_spans(tokens, words, Taken.of(found))
    arounds = join_lists(tokens, look_around(tokens, spans, words), words)
    draft = draft_of(tokens, arounds, words)
    mark_datelines(found, draft, words)
    states = [a.state for a in found.actors.actors if a.state for _ in a.mentions]
    context = decide(draft, words, states)
    accepted = accept(draft, context)
    told = (
        *find_told(found, accepted, words),
        *(unknown := find_unknown(found, draft, accepted, words)),
    )
    again, ties = find_again(found, accepted, draft.arounds, words)
    everything = sorted((*accepted, *again), key=lambda pair: pair[0].first)
    places, index = build_places(found, everything, told, words, draft.datelines)
    settled = (*(around.name.first for around, _ in accepted), *(name.first for name in unknown))
    return PlacesFound(places, index, (*gaps(found, draft, context, settled), *ties))
