"""Who takes part: the roles of a frame, filled from the words around a trigger.

A weapon in the place of an actor is an instrument ("rockets hit the town"); whoever the words say
it belongs to is the actor ("Israeli warplanes", "its jets").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.syntax import Filler
from onrecord.accounts.words import ROLES
from onrecord.model import Participant, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.accounts.conditions import Slot, Source
    from onrecord.accounts.senses import Senses
    from onrecord.accounts.triggers import Hit
    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found, TokenMention

#: Slots that describe a noun: they name a party only if they are an actor.
_ADJECTIVAL = frozenset({"amod", "compound"})
#: Whose a weapon is.
_OWNERS: tuple[Slot, ...] = (("nmod:poss",), ("amod",), ("compound",), ("obl:of",), ("obl:by",))
_PLURAL = frozenset({"NNS", "NNPS"})
#: What stands before a noun and belongs to its phrase.
_BEFORE = frozenset({"det", "amod", "compound", "nummod", "nmod:poss", "advmod", "quantmod"})


class Part(NamedTuple):
    """A token in a role."""

    role: str
    token: int
    inferred: bool


class Cast(NamedTuple):
    """Everybody and everything that takes part in one event."""

    parts: tuple[Part, ...]
    instruments: tuple[int, ...]


class Roles:
    """Fills the roles of triggers in one document."""

    def __init__(
        self, found: Found, words: AccountWords, senses: Senses, events: frozenset[int]
    ) -> None:
        """Bind a document; ``events`` are heads of nominal triggers, which are nobody."""
        self.events = events
        self.found = found
        self.words = words
        self.syntax = senses.syntax
        self.senses = senses
        self.tokens = senses.tokens
        self.spoken: dict[str, list[TokenMention]] = {}
        for mention in found.actors.index.mentions:
            if mention.form != "pronoun":
                self.spoken.setdefault(mention.id, []).append(mention)

    def cast(self, hit: Hit) -> Cast:
        """Fill the frame of a trigger; each word takes one role."""
        frame = self.words.frames[hit.trigger.row.frame]
        used = set(hit.tokens)
        instruments = self._instruments(hit, frame.instrument, used)
        parts: list[Part] = []
        for role in ROLES:
            for group in frame.roles[role]:
                parts += self._fill(hit.head, role, group, used)
        parts = self._turned(hit, parts) + self._supported(hit, used)
        instruments += [p.token for p in parts if self._is_weapon(p)]
        kept = [p for p in parts if not self._is_means(p.token)]
        kept += self._owners(parts, used)
        return Cast(tuple(kept), tuple(dict.fromkeys(instruments)))

    def _turned(self, hit: Hit, parts: list[Part]) -> list[Part]:
        """A headline leaves out "was": the subject of "Two killed in Kano" is the victim."""
        sources = self.words.frames[hit.trigger.row.frame].roles["victim"]
        wants = any(source.slot == ("obj",) for group in sources for source in group)
        token = self.tokens[hit.head]
        if not wants or token.tag not in ("VBD", "VBN") or "aux" in self.syntax.direct(hit.head):
            return parts
        if any(part.role == "victim" for part in parts):
            return parts
        people = [p for p in parts if p.role == "actor" and self.senses.weapon(p.token) is None]
        return [Part("victim", p.token, p.inferred) if p in people else p for p in parts]

    def _instruments(
        self, hit: Hit, groups: Iterable[tuple[Source, ...]], used: set[int]
    ) -> list[int]:
        found = [f.token for group in groups for f in self._sources(hit.head, "instrument", group)]
        for slot in (("obl:with",), ("compound",), ("obl:using",)):
            fillers = self.syntax.fill(hit.head, slot)
            found += [f.token for f in fillers if self.senses.weapon(f.token)]
        used |= set(found)
        return found

    def _fill(self, i: int, role: str, group: tuple[Source, ...], used: set[int]) -> list[Part]:
        fillers = [f for f in self._sources(i, role, group) if f.token not in used]
        fillers += [named for f in fillers for named in self._named(f) if named.token not in used]
        used |= {f.token for f in fillers}
        return [Part(role, f.token, f.inferred) for f in fillers]

    def _named(self, filler: Filler) -> list[Filler]:
        """The names of several people in apposition: "two guards, Aba Sol and Edo Lin"."""
        if self.tokens[filler.token].tag not in _PLURAL:
            return []
        names = self.syntax.fill(filler.token, ("appos",))
        return [
            Filler(f.token, filler.inferred)
            for f in names
            if self.tokens[f.token].pos == "PROPN" and self.senses.actor(f.token) is not None
        ]

    def _sources(self, i: int, role: str, group: tuple[Source, ...]) -> list[Filler]:
        """The fillers of the first source of a group that has any."""
        for source in group:
            fillers = [f for f in self._in_slot(i, source) if self._may_fill(f.token, source)]
            if role == "actor":
                fillers = [f for f in fillers if self._may_act(f)]
            if fillers:
                return fillers
        return []

    def _may_act(self, filler: Filler) -> bool:
        """Somebody, or a weapon that acts for somebody; a mere place or thing does nothing.

        A capital that is accused of a deed stands for its government.
        """
        head = self.senses.head(filler.token)
        if self.senses.weapon(filler.token) is not None or self.senses.actor(head) is not None:
            return True
        place = self.senses.places.at(head) is not None
        return self.senses.is_actor(head) and (filler.inferred or not place)

    def _in_slot(self, i: int, source: Source) -> Iterator[Filler]:
        yield from self.syntax.fill(i, source.slot)
        if self.tokens[i].pos != "VERB" and source.slot[0].startswith("obl:"):
            for verb in self._carriers(i):
                yield from self.syntax.fill(verb, source.slot)

    def _carriers(self, i: int) -> Iterator[int]:
        """Verbs that only carry the noun: what hangs on them belongs to it."""
        verb = self.tokens[i].head
        for support in self.words.support.get(self.tokens[verb].lemma, ()):
            if verb != i and any(f.token == i for f in self.syntax.fill(verb, support.slot)):
                yield verb
                return

    def is_carried(self, i: int) -> bool:
        """Whether a verb says of a noun that it happens or is done."""
        return next(self._carriers(i), None) is not None

    def _may_fill(self, i: int, source: Source) -> bool:
        """Neither a time nor an event, and of the class that the source takes."""
        if self.senses.is_time(i) or i in self.events:
            return False
        if source.slot[-1] in _ADJECTIVAL:
            return self.senses.actor(i) is not None or self.senses.is_armed(i)
        return self.senses.is_a(i, source.kind)

    def _supported(self, hit: Hit, used: set[int]) -> list[Part]:
        """Whom a support verb adds: "rebels launched an attack", "the town came under attack"."""
        if hit.trigger.row.pos != "noun":
            return []
        said = hit.head in self.found.attributions.innermost
        for verb in self._above(hit.head):
            for support in self.words.support.get(self.tokens[verb].lemma, ()):
                if (said or not support.reported) and any(
                    f.token == hit.head for f in self.syntax.fill(verb, support.slot)
                ):
                    sides = (("actor", support.actor), ("recipient", support.recipient))
                    return [p for role, slot in sides for p in self._side(verb, role, slot, used)]
        return []

    def _above(self, i: int) -> tuple[int, ...]:
        """The two words above: "claimed responsibility for the attack"."""
        first = self.tokens[i].head
        return (first, self.tokens[first].head)

    def _side(self, verb: int, role: str, slot: Slot | None, used: set[int]) -> list[Part]:
        if slot is None:
            return []
        fillers = [f for f in self.syntax.fill(verb, slot) if f.token not in used]
        used |= {f.token for f in fillers}
        return [Part(role, f.token, f.inferred) for f in fillers]

    def _is_weapon(self, part: Part) -> bool:
        """A weapon that acts, also one that is named as its owner's ("Israeli warplanes")."""
        return part.role == "actor" and self.senses.weapon(part.token) is not None

    def _is_means(self, i: int) -> bool:
        """A weapon rather than somebody: no actor of its own, and named as a weapon."""
        return self.senses.weapon(i) is not None and self.senses.actors.headed(i) is None

    def _owners(self, parts: Iterable[Part], used: set[int]) -> list[Part]:
        """Actors to whom a weapon in the role of an actor belongs."""
        owners = []
        for part in parts:
            if part.role == "actor" and self._is_means(part.token):
                for slot in _OWNERS:
                    fillers = self.syntax.fill(part.token, slot)
                    some = [f for f in fillers if f.token not in used and self._may_own(f.token)]
                    owners += [Part("actor", f.token, part.inferred) for f in some]
                    used |= {f.token for f in some}
        return owners

    def _may_own(self, i: int) -> bool:
        return self.senses.actor(i) is not None or self.senses.is_armed(i)

    def participants(self, cast: Cast) -> tuple[Participant, ...]:
        """The parts as participants, with their words and the actors they name."""
        made: dict[tuple[str, tuple[Span, ...]], Participant] = {}
        for part in cast.parts:
            participant = self._participant(part)
            made.setdefault((part.role, participant.spans), participant)
        return tuple(p for p in made.values() if not any(_holds(q, p) for q in made.values()))

    def _participant(self, part: Part) -> Participant:
        mention = self.senses.actor(self.senses.head(part.token))
        spans = [self.phrase(part.token)]
        if mention is not None and mention.form == "pronoun":
            spans = [*self._antecedent(mention.id, part.token), *spans]
        actor_id = mention.id if mention else None
        return Participant(part.role, actor_id, tuple(spans), part.inferred)

    def _antecedent(self, actor_id: str, before: int) -> list[Span]:
        """The last words before a pronoun that say who it is."""
        said = self.spoken.get(actor_id, ())
        last = next((m for m in reversed(said) if m.last <= before), None)
        return [] if last is None else [self.span(last.first, last.last)]

    def phrase(self, i: int) -> Span:
        """The words of a nominal: what stands before it, and what a measure counts."""
        first = i
        for child in self.found.parse.kids(i):
            if child.i < i and child.dep in _BEFORE:
                first = min(first, self.found.parse.edges[child.i][0])
        last = max(i, self.senses.head(i))
        return self.span(first, last + 1)

    def span(self, first: int, last: int) -> Span:
        """Tokens ``first:last`` as a span of the document."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Span(start, end, self.found.document.text[start:end])


def _holds(whole: Participant, part: Participant) -> bool:
    """Whether a participant is only a word of another's name: "brave" of "the brave soldiers"."""
    same = whole.actor_id is not None and whole.actor_id == part.actor_id
    if whole is part or not same or whole.role != part.role or whole.spans == part.spans:
        return False
    return all(any(w.start <= p.start and p.end <= w.end for w in whole.spans) for p in part.spans)
