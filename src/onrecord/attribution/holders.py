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
from onrecord.found import Found
from onrecord.model import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.draft import Draft
    from onrecord.found import TokenMention

PERSONS = frozenset({"person", "person_unnamed"})
CROWDS = frozenset({"persons_unnamed", "civilians", "population", "demonstrators"})
#: How many sentences after its last words a speaker may be meant by a pronoun.
REACH = 3
#: Types of named speakers that a description of a type may mean; of others the same type.
ALIKE = {
    "person_unnamed": frozenset({"person"}),
    "group_unspecified": frozenset({"civil_org", "intergovernmental_org", "medical_org"}),
}
#: What a pronoun tells of a speaker whom nothing else tells.
UNNAMED = {
    "singular_person": "person_unnamed",
    "plural": "persons_unnamed",
    "body": "group_unspecified",
}


@dataclass
class Holders:
    """Resolves the sources of one document in the order of the text. Mutable: it remembers."""

    found: Found
    words: CueWords
    actors: dict[str, Actor]
    described: dict[str, Actor] = field(default_factory=dict)
    speakers: list[tuple[int, str]] = field(default_factory=list)
    #: a described actor -> the named one it has turned out to mean
    means: dict[str, str] = field(default_factory=dict)

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
        """
        if source is None or self._is_own_text(source):
            return None
        head = self._antecedent(source)
        named = self._beside(head) or self._described_before(head)
        known = self._known(head)
        if named is not None and known is not None:
            self.means[known] = named
        holder = self.means.get(known or "", known) or self._pronoun(source, outer)
        if holder is None and self._is_somebody_else(source):
            actor = describe(self.found, self._antecedent(source))
            kind = self.words.sources.get(self.found.parse.tokens[source].lower, "")
            actor = replace(actor, type=UNNAMED.get(kind, actor.type))
            if self.words.layouts.row("account", actor.name[:1]) is not None:
                actor = replace(actor, type="media_account")
            if (
                actor.rule == "described" and actor.mentions[0].form == "description"
            ):  # the words of the text may judge; the label must not
                actor = replace(actor, label=self.words.labels.get(actor.type, actor.label))
            self.described[actor.actor_id] = actor
            holder = actor.actor_id
        if holder is not None and self.found.parse.tokens[source].pos != "PRON":
            self.speakers.append((self.found.parse.tokens[source].sentence, holder))
        return holder

    def _is_own_text(self, source: int) -> bool:
        """Whether an earlier version of the article itself is the source: the article's words."""
        kinds = self.words.sources
        if kinds.get(self.found.parse.tokens[source].lower) != "own_text":
            return False
        around = {
            kinds.get(self.found.parse.tokens[i].lower) for i in self.found.parse.subtree(source)
        }
        return not around.isdisjoint({"pointing", "earlier"})

    def _is_somebody_else(self, source: int) -> bool:
        """Whether a phrase means somebody, known or not, but for "I" and "we" of no quotation."""
        kind = self.words.sources.get(self.found.parse.tokens[source].lower)
        return kind not in ("first_person", "second_person", "expletive", "relative")

    def _antecedent(self, source: int) -> int:
        """For "who said" the noun the clause belongs to; else the head itself."""
        token = self.found.parse.tokens[source]
        verb = self.found.parse.tokens[token.head]
        relative = token.pos == "PRON" or token.tag in ("WDT", "WP", "WP$", "IN")
        return verb.head if relative and verb.dep == "acl:relcl" else source

    def _known(self, head: int) -> str | None:
        mention = self.found.actors.index.headed(head)
        return None if mention is None else mention.id

    def _beside(self, head: int) -> str | None:
        """The person whose name stands beside an office: "The chairman, Fadel Ghani, said"."""
        if not self._is_described(head):
            return None
        tokens = self.found.parse.tokens
        for i in self.found.parse.subtree(head):
            actor = self.actors.get(self._known(i) or "") if tokens[i].dep == "appos" else None
            if actor is not None and actor.type == "person":
                near = self.actors.get(self._known(tokens[i].head) or "")
                somebody_else = near is not None and near.type in PERSONS
                return None if somebody_else and tokens[i].head != head else actor.actor_id
        return None

    def _described_before(self, head: int) -> str | None:
        """The one named actor so far whom "the officer", "the monitoring group" can mean.

        A person must stand a few sentences before, with an office that the words cover; a body
        anywhere before. Those who have spoken come first; of several that fit nobody is meant.
        """
        kinds = {self.words.sources.get(t.lower) for t in self.found.parse.kids(head, "det")}
        described = self.actors.get(self._known(head) or "")
        if described is None or "definite" not in kinds or not self._is_described(head):
            return None
        alike = ALIKE.get(described.type, frozenset({described.type}))
        tokens = self.found.parse.tokens
        here = tokens[head].sentence
        first = here - REACH if described.type in PERSONS else 0
        mentions = self.found.actors.index.mentions
        named = ((tokens[m.head].sentence, m.id) for m in mentions if m.head < head)
        for told in (self.speakers, named):
            fitting = {
                a
                for sentence, a in told
                if sentence >= first and self._is_named(a, alike) and self._holds(a, head)
            }
            if fitting:
                return fitting.pop() if len(fitting) == 1 else None
        return None

    def _holds(self, actor_id: str, head: int) -> bool:
        """Whether a person is told to hold the office that a description names; a body fits."""
        tokens = self.found.parse.tokens
        if self.actors[actor_id].type not in PERSONS:
            return True
        wanted = self.words.roles.get(tokens[head].lemma, frozenset()) | {tokens[head].lemma}
        mentions = self.found.actors.index.mentions
        return any(not wanted.isdisjoint(self._offices(m)) for m in mentions if m.id == actor_id)

    def _offices(self, mention: TokenMention) -> Iterator[str]:
        """The words around a name that may tell an office: titles, appositions."""
        parse = self.found.parse
        tokens = parse.tokens
        beside = {*range(mention.first, mention.last)}
        for kid in parse.kids(mention.head, "compound", "appos", "amod", "obl:npmod"):
            beside |= {kid.i, *(t.i for t in parse.kids(kid.i, "compound", "conj"))}
        beside |= {t.i for t in parse.kids(tokens[mention.head].head, "attr")}
        if tokens[mention.head].dep == "appos":
            beside.add(tokens[mention.head].head)
        for i in beside:
            yield tokens[i].lemma
            yield tokens[i].lower

    def _is_described(self, head: int) -> bool:
        mention = self.found.actors.index.headed(head)
        return mention is not None and mention.form == "description"

    def _is_named(self, actor_id: str, types: frozenset[str]) -> bool:
        actor = self.actors.get(actor_id)
        named = actor is not None and any(
            m.form in ("name", "abbreviation") for m in actor.mentions
        )
        return actor is not None and named and actor.type in types

    def _pronoun(self, source: int, outer: str | None) -> str | None:
        kind = self.words.sources.get(self.found.parse.tokens[source].lower)
        if kind == "first_person":
            return outer
        here = self.found.parse.tokens[source].sentence
        for sentence, speaker in reversed(self.speakers):
            if here - sentence > REACH:
                break
            actor = self.actors.get(speaker) or self.described.get(speaker)
            if actor is not None and _fits(actor, kind):
                return speaker
        return None


def _fits(actor: Actor, kind: str | None) -> bool:
    if kind == "singular_person":
        return actor.type in PERSONS
    if kind == "plural":
        return actor.type in CROWDS
    return kind == "body" and actor.type not in PERSONS | CROWDS
