"""The stage: all actors of a document with their mentions.

    Found ──▶ find_actors ──▶ ActorsFound

Names first, then descriptions, which may hold names, then pronouns, which stand for either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.actors.antecedents import add_pronouns
from onrecord.actors.descriptions import find_descriptions
from onrecord.actors.names import find_names
from onrecord.actors.phrases import match_phrases
from onrecord.actors.who import Draft, Who
from onrecord.found import ActorsFound, MentionIndex, TokenMention
from onrecord.model import Actor, Mention, content_hash

if TYPE_CHECKING:
    from onrecord.actors.words import ActorWords
    from onrecord.found import Found


def find_actors(found: Found, words: ActorWords) -> ActorsFound:
    """Find who is named, described or meant by a pronoun.

    Args:
        found: document, layout and parse.
        words: from ``load_actor_words``.

    Returns:
        Actors in the order of their first mention, the mentions by token, and what stayed open.
    """
    draft = Draft(found, words, found.document.doc_id)
    hits = match_phrases(found.parse, words.phrases)
    find_names(draft, hits)
    find_descriptions(draft, hits)
    add_pronouns(draft)
    mentions = sorted(set(draft.mentions), key=lambda m: (m.first, -m.last, m.id))
    by_actor: dict[str, list[TokenMention]] = {}
    for mention in mentions:
        by_actor.setdefault(mention.id, []).append(mention)
    actors = tuple(_actor(draft, draft.who[key], kept) for key, kept in by_actor.items())
    return ActorsFound(actors, MentionIndex(tuple(mentions)), tuple(draft.gaps))


def _actor(draft: Draft, who: Who, mentions: list[TokenMention]) -> Actor:
    return Actor(
        actor_id=who.id,
        name=who.name,
        type=who.type,
        state=who.state,
        sectors=who.sectors,
        label=who.label,
        personal_data=who.personal_data,
        external_ids={},
        rule=who.rule,
        mentions=tuple(_mention(draft, m) for m in mentions),
    )


def _mention(draft: Draft, mention: TokenMention) -> Mention:
    span = draft.span(mention.first, mention.last)
    return Mention(span.start, span.end, span.text, mention.form)


#: Words of an owner's name with its mark that a description takes in.
LONGEST_OWNER = 5


def describe(found: Found, head: int) -> Actor:
    """The actor that a noun phrase names, known or new; for holders that are no known actor.

    Args:
        found: what was found so far, actors included.
        head: head token of the phrase.

    Returns:
        The actor headed there if the actors stage found one; else a new one, a person or persons
        by number, a name as it stands.
    """
    mention = found.actors.index.headed(head)
    if mention is not None:
        return found.actors.by_id()[mention.id]
    tokens = found.parse.tokens
    token = tokens[head]
    first = head
    while first > 0 and tokens[first - 1].head == head and tokens[first - 1].dep == "compound":
        first -= 1
    first = _with_owner(found, head, first)
    start, end = tokens[first].start, token.end
    name = found.document.text[start:end]
    return Actor(
        actor_id=content_hash("x_", (found.document.doc_id, start, end)),
        name=name,
        type=_type_of(token.pos, token.tag, token.entity),
        state=None,
        sectors=(),
        label=name,
        personal_data="none",
        external_ids={},
        rule="described",
        mentions=(Mention(start, end, name, "name" if token.pos == "PROPN" else "description"),),
    )


def _with_owner(found: Found, head: int, first: int) -> int:
    """Where a phrase begins with its owner, if that is a name: "Hezbollah's media office"."""
    parse = found.parse
    owner = parse.kid(head, "nmod:poss")
    if owner is None or owner.pos == "PRON":
        return first
    words = sorted(t for t in parse.subtree(owner.i) if parse.tokens[t].pos != "DET")
    known = found.actors.index.at(owner.i) or found.places.index.at(owner.i)
    beside = 0 < len(words) <= LONGEST_OWNER and words == list(range(words[0], first))
    return words[0] if beside and (known or owner.pos == "PROPN") else first


def _type_of(pos: str, tag: str, entity: str) -> str:
    if pos == "PROPN":
        return "person" if entity == "PERSON" else "group_unspecified"
    return "persons_unnamed" if tag in ("NNS", "NNPS") else "person_unnamed"
