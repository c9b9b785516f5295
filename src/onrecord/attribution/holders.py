"""Who speaks: from the source phrase to an actor.

    Draft, actors ──▶ Holders ──▶ actor_id, or None for nobody named

A pronoun that the actors stage left open takes the last speaker that fits it; "we" inside a
quotation is its speaker; a phrase that names no known actor is described as a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onrecord.actors import describe
from onrecord.attribution.cues import CueWords
from onrecord.attribution.described import PERSONS, REACH, Described, is_own_text
from onrecord.found import Found
from onrecord.model import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.draft import Draft
    from onrecord.parse.tree import Parse, Token

#: Type of a speaker with the name of an account ("@ministry").
ACCOUNT = "media_account"
#: Types of actors whom "they" means.
CROWDS = frozenset({"persons_unnamed", "civilians", "population", "demonstrators"})
#: What a pronoun tells of a speaker whom nothing else tells.
UNNAMED = {
    "singular_person": "person_unnamed",
    "plural": "persons_unnamed",
    "body": "group_unspecified",
    "body_noun": "group_unspecified",
    "document": "abstract",
}


@dataclass
class Holders:
    """Resolves the sources of one document in the order of the text. Mutable: it remembers."""

    found: Found
    words: CueWords
    actors: dict[str, Actor]
    described: dict[str, Actor] = field(default_factory=dict)
    speakers: list[tuple[int, str]] = field(default_factory=list)
    #: speaker -> the sentence of the last words
    spoken: dict[str, int] = field(default_factory=dict)
    #: a described actor -> the named one it has turned out to mean
    means: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.naming = Described(self.found, self.words, self.actors)

    def resolve_all(self, drafts: list[Draft], parents: list[int | None]) -> list[str | None]:
        """The holder of each draft; sources are resolved in the order of the text."""
        holders: dict[int, str | None] = {}

        def resolve(n: int) -> str | None:
            parent = parents[n]
            if n not in holders:
                outer = None if parent is None else resolve(parent)
                holders[n] = self.resolve(drafts[n].source_head, outer)
            return holders[n]

        for n in sorted(range(len(drafts)), key=lambda k: drafts[k].source_head or 0):
            resolve(n)
        return [holders[n] for n in range(len(drafts))]

    def resolve(self, source: int | None, outer: str | None) -> str | None:
        """The actor of a source phrase.

        Args:
            source: head token of the phrase.
            outer: holder of the attribution around it, for "we" and "I".

        Returns:
            An actor_id; None where nobody is named, and for an earlier version of the article.
        """
        if source is None or is_own_text(self.found.parse, source, self.words.sources):
            return None
        head = self._antecedent(source)
        named = (
            self.naming.maker(head)
            or self.naming.beside(head)
            or self.naming.before(head, self.spoken)
        )
        known = self._known(head)
        if named is not None and known is not None:
            self.means[known] = named
        holder = self.means.get(known or "", known) or self._pronoun(source, outer)
        if holder is None and self._is_somebody_else(source):
            holder = self._new(source, head)
        token = self.found.parse.tokens[source]
        if holder is not None and token.pos != "PRON":
            self.speakers.append((token.sentence, holder))
            self.spoken[holder] = token.sentence
        return holder

    def _new(self, source: int, head: int) -> str:
        """Describe somebody whom no mention names as an actor."""
        actor = describe(self.found, head)
        kind = self.words.sources.get(self.found.parse.tokens[source].lower, "")
        actor = replace(actor, type=UNNAMED.get(kind, actor.type))
        if self.words.layouts.row("account", actor.name[:1]) is not None:
            actor = replace(actor, type=ACCOUNT)
        if actor.rule == "described" and actor.mentions[0].form == "description":
            # the words of the text may judge; the label must not
            actor = replace(actor, label=self.words.labels.get(actor.type, actor.label))
        self.described[actor.actor_id] = actor
        return actor.actor_id

    def _is_somebody_else(self, source: int) -> bool:
        """Whether a phrase means somebody, known or not, but for "I" and "we" of no quotation."""
        kind = self.words.sources.get(self.found.parse.tokens[source].lower)
        return kind not in ("first_person", "second_person", "expletive", "relative")

    def _antecedent(self, source: int) -> int:
        """For "who said" the noun the clause belongs to; else the head itself."""
        token = self.found.parse.tokens[source]
        verb = self.found.parse.tokens[token.head]
        relative = token.pos == "PRON" or token.tag in ("WDT", "WP", "WP$", "IN")
        relative = relative and not token.tag.startswith("PRP")  # "a charge it denies"
        return verb.head if relative and verb.dep == "acl:relcl" else source

    def _known(self, head: int) -> str | None:
        mention = self.found.actors.index.headed(head)
        return None if mention is None else mention.id

    def _pronoun(self, source: int, outer: str | None) -> str | None:
        kind = self.words.sources.get(self.found.parse.tokens[source].lower)
        if kind == "first_person":
            return outer
        here = self.found.parse.tokens[source].sentence
        for sentence, speaker in reversed(self.speakers):
            if here - sentence > REACH:
                break
            actor = self.actors.get(speaker) or self.described.get(speaker)
            if actor is not None and fits(actor, kind):
                return speaker
        return None


def fits(actor: Actor, kind: str | None) -> bool:
    """Whether a pronoun of a kind (``source_words.csv``) may stand for an actor."""
    if kind == "singular_person":
        return actor.type in PERSONS
    if kind == "plural":
        return actor.type in CROWDS
    return kind == "body" and actor.type not in PERSONS | CROWDS


def means(found: Found, words: CueWords, token: Token, holder: Actor | None) -> bool:
    """Whether a word of what somebody says means that holder.

    "I" and "we" do; a mention does if the actors stage gave it to the holder; a pronoun that it
    left open does if it fits and its sentence names nobody else who fits, as in "said it would
    withdraw". "It" before an infinitive or a mere quality stands for nobody: "said it would be hard
    to reach the town".

    Args:
        found: parse and actors are read.
        words: kinds of pronouns.
        token: subject of a clause, or its owner.
        holder: who says it.
    """
    kind = words.sources.get(token.lower)
    if kind == "first_person":
        return True
    mention = found.actors.index.headed(token.i)
    if holder is None or mention is not None:
        return mention is not None and holder is not None and mention.id == holder.actor_id
    if token.pos != "PRON" or not fits(holder, kind) or _is_empty(found.parse, token, kind):
        return False
    return not any(fits(other, kind) for other in _others(found, token, holder))


def _others(found: Found, word: Token, holder: Actor) -> Iterator[Actor]:
    """Who else is named before a word of a sentence, or speaks in it."""
    tokens, first_word = found.parse.tokens, found.parse.sentences[word.sentence].first
    actors = found.actors.by_id() | {a.actor_id: a for a in found.attributions.actors}
    own = {  # "the Azerbaijani army" names one speaker
        i
        for said in found.attributions.attributions
        if said.holder == holder.actor_id
        for first, last in said.source
        for i in range(first, last)
    }
    beside = (i for i in range(first_word, word.i) if i not in own)
    named = [m.id for i in beside if (m := found.actors.index.headed(i)) is not None]
    for said in found.attributions.attributions:
        head = said.source_head
        if head is not None and tokens[head].sentence == word.sentence and said.holder is not None:
            named.append(said.holder)
    yield from (actors[a] for a in dict.fromkeys(named) if a != holder.actor_id and a in actors)


def _is_empty(parse: Parse, token: Token, kind: str | None) -> bool:
    """Whether "it" may stand for a clause or for nothing."""
    if kind != "body" or token.dep not in ("nsubj", "nsubj:pass"):
        return False
    verb = parse.tokens[token.head]
    quality = parse.kid(verb.i, "acomp")
    bare = quality is not None and not any(parse.kids(quality.i, "obl"))
    below = (parse.tokens[i] for i in parse.subtree(verb.i) if i > verb.i)
    return bare or any(t.tag == "TO" or t.dep in ("ccomp", "csubj") for t in below)
