"""Take back from the actors what turned out to be places.

    Found with actors and places ──▶ settle_actors ──▶ ActorsFound

The model takes many a foreign town for a person or firm ("Deir Ezzor", "Kefraya"). What the places
stage resolved is no actor, unless the lexicon of actors has it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.found import ActorsFound, MentionIndex

if TYPE_CHECKING:
    from onrecord.found import Found, TokenMention
    from onrecord.model import Actor

#: Actors that stand in no lexicon, and the rule of those that only the model saw.
_SEEN_BY_MODEL = "ner:"


def settle_actors(found: Found) -> ActorsFound:
    """The actors without names that are places; an actor whose names all are goes as a whole.

    Args:
        found: with the results of the actors and places stages.
    """
    doubtful = {a.actor_id for a in found.actors.actors if a.rule.startswith(_SEEN_BY_MODEL)}
    mistaken = {m for m in found.actors.index.mentions if m.id in doubtful and _is_place(found, m)}
    if not mistaken:
        return found.actors
    named = {m.id for m in found.actors.index.mentions if m.form == "name" and m not in mistaken}
    gone = {m.id for m in mistaken} - named
    kept = tuple(m for m in found.actors.index.mentions if m.id not in gone and m not in mistaken)
    spans = {(m.id, *_characters(found, m)) for m in mistaken}
    actors = (_without(a, spans) for a in found.actors.actors if a.actor_id not in gone)
    return ActorsFound(tuple(actors), MentionIndex(kept), found.actors.gaps)


def _is_place(found: Found, mention: TokenMention) -> bool:
    """Whether a place is named by the words of a mention, all or some of them."""
    if mention.form not in ("name", "abbreviation"):
        return False
    places = (found.places.index.at(i) for i in range(mention.first, mention.last))
    return any(p is not None for p in places)


def _characters(found: Found, mention: TokenMention) -> tuple[int, int]:
    tokens = found.parse.tokens
    return tokens[mention.first].start, tokens[mention.last - 1].end


def _without(actor: Actor, spans: set[tuple[str, int, int]]) -> Actor:
    kept = tuple(m for m in actor.mentions if (actor.actor_id, m.start, m.end) not in spans)
    return actor if len(kept) == len(actor.mentions) else replace(actor, mentions=kept)
