"""Who takes part: the roles of a frame, filled from the words around a trigger.

A weapon in the place of an actor is an instrument ("rockets hit the town"; ``arms.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.arms import Arms
from onrecord.accounts.carriers import Carriers
from onrecord.accounts.headlines import Headlines
from onrecord.accounts.members import Members, Part
from onrecord.accounts.speaking import speakers
from onrecord.accounts.swallowed import swallowed
from onrecord.accounts.syntax import Filler
from onrecord.accounts.words import ROLES
from onrecord.model import Participant, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.accounts.conditions import Slot, Source
    from onrecord.accounts.senses import Senses
    from onrecord.accounts.triggers import Hit
    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found, TokenMention

#: Slots that describe a noun: they name a party only if they are an actor.
_ADJECTIVAL = frozenset({"amod", "compound"})
#: Mentions that tell who it is in common words.
_TOLD = frozenset({"description", "loaded_description"})
_NOBODY, _PEOPLE = "@nobody", "@person"
#: What says of whom a number is: "the two", "one of the men".
_WHOSE = frozenset({"det", "obl:of"})
_SUBJECT: Slot = ("nsubj",)
_PLURAL = frozenset({"NNS", "NNPS"})
#: Who is asked for is nobody: "it is not known who was behind the attack".
_ASKING = frozenset({"WP", "WDT"})
#: What stands before a noun and belongs to its phrase.
_BEFORE = frozenset({"det", "amod", "compound", "nummod", "nmod:poss", "advmod", "quantmod"})


class Cast(NamedTuple):
    """Everybody and everything that takes part in one event."""

    parts: tuple[Part, ...]
    instruments: tuple[int, ...]


class Roles:
    """Fills the roles of triggers in one document."""

    def __init__(
        self, found: Found, words: AccountWords, senses: Senses, events: dict[int, Hit]
    ) -> None:
        """Bind a document; ``events`` are nominal triggers by head, which are nobody."""
        self.events = events
        self._told: dict[int, tuple[Part, ...]] = {}
        self._begins: dict[int, int] = {}
        self.found = found
        self.words = words
        self.syntax = senses.syntax
        self.senses = senses
        self.tokens = senses.tokens
        self.members = Members(senses)
        self.carriers = Carriers(words, self.syntax)
        self.arms = Arms(senses, self.carriers)
        self.headlines = Headlines(words, senses)
        self.spoken: dict[str, list[TokenMention]] = {}
        for mention in found.actors.index.mentions:
            if mention.form != "pronoun":
                self.spoken.setdefault(mention.id, []).append(mention)

    def cast(self, hit: Hit) -> Cast:
        """Fill the frame of a trigger; each word takes one role."""
        frame = self.words.frames[hit.trigger.row.frame]
        used = set(hit.tokens)
        supported = self._supported(hit, used)  # first: of "blamed the raid on X" X did it
        instruments = self._instruments(hit, frame.instrument, used)
        parts: list[Part] = []
        for role in ROLES:
            for group in frame.roles[role]:
                parts += self._fill(hit.head, role, group, used)
        parts = self.headlines.turned(hit, parts) + supported
        arms = [p for p in parts if self.arms.is_weapon(p)]
        means = [p for p in arms if self.arms.is_means(p.token)]
        instruments += [p.token for p in arms]
        kept = [p for p in parts if p not in means]
        kept += [o for p in means for o in self.arms.owners(p.token, used)]
        if not any(p.role == "actor" for p in kept):
            kept += [o for i in instruments for o in self.arms.whose(i, used)]
            kept += speakers(hit, self) + self._senders(hit, used)
        merged = [p for p in self._merged(kept) if not self._only_tells(hit, p)]
        merged += self.members.organisations(merged)
        return Cast(tuple(merged), tuple(dict.fromkeys(instruments)))

    def _only_tells(self, hit: Hit, part: Part) -> bool:
        """Whether an agency that reports a deed, a house or a toll stands for its doer."""
        if part.role != "actor":
            return False
        quad = self.words.event_types[hit.trigger.row.type].quad
        head = self.senses.head(part.token)
        reports = self.senses.actor_type(head) == "media"
        named = self.senses.actor_type(head) == "government_body"
        built = "@building" in self.senses.kinds(head)
        house = built and not named and not self.senses.is_armed(head)
        nobody = reports or house or self._is_bare_number(part.token)
        return quad == "material_conflict" and nobody

    def _is_bare_number(self, i: int) -> bool:
        """A toll without a noun, which a headline leaves before a verb: "at least 40"."""
        if self.tokens[i].pos != "NUM" or self.senses.actor(i) is not None:
            return False
        return _WHOSE.isdisjoint(self.syntax.direct(i))

    def _senders(self, hit: Hit, used: set[int]) -> list[Part]:
        """Who does what a participle tells of: "the air force flew sorties targeting camps"."""
        token = self.tokens[hit.head]
        if token.tag != "VBG":
            return []
        if token.dep == "acl" and token.head not in self.events:
            return self._carried(token.head, used)
        before = hit.head - 1  # "wounded in ISIS shelling", where the name is taken for a noun
        beside = before >= 0 and self.tokens[before].head == token.head
        named = self.senses.actors.headed(before) if beside and before not in used else None
        return [] if named is None else [Part("actor", before, inferred=False)]

    def _merged(self, parts: list[Part]) -> list[Part]:
        """Words that together name one party as one: "Assad regime", "ex-wife"."""
        merged: list[Part] = []
        for part in sorted(parts, key=lambda p: (ROLES.index(p.role), p.token)):
            if not any(letter.isalnum() for letter in self.tokens[part.token].text):
                continue
            last = merged[-1] if merged else None
            if last is not None and last.role == part.role and self._is_one(last.token, part.token):
                merged[-1] = part._replace(first=last.token if last.first is None else last.first)
            else:
                merged.append(part)
        return merged

    def _is_one(self, i: int, j: int) -> bool:
        """Whether two words that describe a noun, or are joined by a hyphen, are one name."""
        if i + 2 == j and self._is_hyphen(i + 1):
            return True
        mention = self.senses.actor(j)
        if mention is not None and mention.first <= i < mention.last:
            return self.tokens[i].dep in _ADJECTIVAL
        both = {self.tokens[i].dep, self.tokens[j].dep} <= _ADJECTIVAL
        return both and j - i == 1 and mention is None

    def _instruments(
        self, hit: Hit, groups: Iterable[tuple[Source, ...]], used: set[int]
    ) -> list[int]:
        found = [f.token for group in groups for f in self._sources(hit.head, "instrument", group)]
        for slot in (("obl:with",), ("compound",), ("obl:using",)):
            fillers = self.syntax.fill(hit.head, slot)
            found += [f.token for f in fillers if self.senses.weapon(f.token)]
        used.update(found)
        return found

    def _fill(self, i: int, role: str, group: tuple[Source, ...], used: set[int]) -> list[Part]:
        fillers = [f for f in self._sources(i, role, group) if f.token not in used]
        if not fillers:
            return []
        fillers = [below for f in fillers for below in self._meant(f)]
        fillers += [named for f in fillers for named in self._named(f) if named.token not in used]
        if role == "victim":  # of "Date of issue Nine civilians killed" only people are killed
            fillers = [f for f in fillers if self.senses.is_actor(f.token)] or fillers
        used |= {f.token for f in fillers}
        begins = self._begins
        return [Part(role, f.token, f.inferred, begins.get(f.token)) for f in fillers]

    def _meant(self, filler: Filler) -> list[Filler]:
        """Whom a pointing word before "of" stands for: "those of Russia"."""
        below = self.syntax.direct(filler.token).get("obl:of", ())
        if self.tokens[filler.token].tag != "DT" or not below:
            return [filler]
        return [Filler(i, filler.inferred) for i in below]

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
            stand = self._in_slot(i, source)
            if not stand:
                continue
            fillers = [f for f in stand if self._may_fill(f.token, source)]
            if role == "actor":
                fillers = [f for f in fillers if self.may_act(f)]
                fillers += [d for f in stand for d in self._doers(i, f)]
            if fillers:
                return fillers
        return []

    def _doers(self, i: int, filler: Filler) -> list[Filler]:
        """Whose deed an event is that stands for its doer: "the offensive captured a village"."""
        event = self.events.get(filler.token)
        if event is None or self.tokens[i].pos != "VERB":
            return []
        if filler.token not in self._told:
            self._told[filler.token] = ()  # an event that leads back to itself names nobody
            self._told[filler.token] = self.cast(event).parts
        doers = [p for p in self._told[filler.token] if p.role == "actor"]
        self._begins |= {p.token: p.first for p in doers if p.first is not None}
        return [Filler(p.token, inferred=True) for p in doers]

    def may_act(self, filler: Filler) -> bool:
        """Somebody, or a weapon that acts for somebody; a mere place or thing does nothing.

        A capital that is accused of a deed stands for its government.
        """
        head = self.senses.head(filler.token)
        if self.tokens[filler.token].tag in _ASKING or self._is_nobody(filler.token):
            return False
        if self.senses.weapon(filler.token) is not None or self.senses.actor(head) is not None:
            return True
        place = self.senses.places.at(head) is not None
        return self.senses.is_actor(head) and (filler.inferred or not place)

    def _is_nobody(self, i: int) -> bool:
        """Nobody in particular: "any group", "no side"."""
        return any(_NOBODY in self.senses.kinds(k) for k in self.found.parse.children[i])

    def _in_slot(self, i: int, source: Source) -> list[Filler]:
        found = self.headlines.fill(i, source.slot)
        if not found and source.slot == _SUBJECT and (near := swallowed(i, self.senses)):
            named = self.senses.actors.headed(near)
            self._begins[near] = near if named is None else named.first
            return [Filler(near)]
        nominal = self.tokens[i].pos != "VERB" or i in self.events
        if not nominal or not source.slot[0].startswith("obl:"):
            return found
        whole, verb = self.carriers.whole(i), self.carriers.verb(i)
        if whole != i and source.slot[0] != "obl:of":  # "a wave of raids by jets"
            found = [*found, *(f for f in self.syntax.fill(whole, source.slot) if f not in found)]
        return found if verb is None else [*found, *self.syntax.fill(verb, source.slot)]

    def is_owned_up(self, i: int) -> bool:
        """Whether words say of a noun who did it: "claimed responsibility for the attack"."""
        return any(True for _ in self.carriers.supports(i, said=False))

    def is_carried(self, i: int) -> bool:
        """Whether a verb says of a noun that it happens or is done."""
        return self.carriers.verb(i) is not None

    def _may_fill(self, i: int, source: Source) -> bool:
        """Neither a time nor an event, and of the class that the source takes."""
        if self.senses.is_time(i) or i in self.events:
            return False
        if source.slot[-1] in _ADJECTIVAL:
            return self._may_describe(i) and self.senses.is_a(i, source.kind)
        return self.senses.is_a(i, source.kind)

    def _may_describe(self, i: int) -> bool:
        """A party before a noun; what a prefix turns around is none: "anti-government"."""
        if self._is_hyphen(i - 1):
            mention = self.senses.actor(i)
            return mention is not None and mention.first < i
        if "@side" in self.senses.kinds(i):
            return True
        mention = self.senses.actor(i)
        whole = mention is not None and mention.head == self.tokens[i].head  # "the peace accord"
        return self.arms.may_own(i) and not whole

    def _is_hyphen(self, i: int) -> bool:
        """A mark between two words without a space."""
        tokens = self.tokens
        if i <= 0 or any(letter.isalnum() for letter in tokens[i].text):
            return False
        return tokens[i - 1].end == tokens[i].start and tokens[i].end == tokens[i + 1].start

    def _supported(self, hit: Hit, used: set[int]) -> list[Part]:
        """Whom a support verb adds: "rebels launched an attack", "the town came under attack".

        What is told of the wider construction holds: of "hold X responsible for the attack" not
        who holds, but X.
        """
        nominal = hit.trigger.row.pos == "noun" or self.tokens[hit.head].tag == "VBG"
        if nominal or "obl:at" in self.syntax.direct(hit.head):  # "killed at the hands of rebels"
            return self._carried(hit.head, used)
        return []

    def _carried(self, i: int, used: set[int]) -> list[Part]:
        """Whom the verbs add that only carry a noun."""
        said = i in self.found.attributions.innermost
        for verb, support in self.carriers.supports(i, said=said):
            sides = (("actor", support.actor), ("recipient", support.recipient))
            parts = [p for role, slot in sides for p in self._side(verb, role, slot, used)]
            if parts:
                return parts
        return []

    def _side(self, verb: int, role: str, slot: Slot | None, used: set[int]) -> list[Part]:
        if slot is None:
            return []
        fillers = [f for f in self.syntax.fill(verb, slot) if f.token not in used]
        if role == "actor":
            fillers = [f for f in fillers if self.may_act(f)]
        used |= {f.token for f in fillers}
        return [Part(role, f.token, f.inferred) for f in fillers]

    def taking_part(self, cast: Cast) -> tuple[tuple[Part, Participant], ...]:
        """The parts with their participants: their words and the actors they name."""
        made: dict[tuple[str, tuple[Span, ...]], tuple[Part, Participant]] = {}
        for part in cast.parts:
            participant = self._participant(part)
            made.setdefault((part.role, participant.spans), (part, participant))
        people = [participant for _, participant in made.values()]
        return tuple(pair for pair in made.values() if not any(_holds(q, pair[1]) for q in people))

    def _participant(self, part: Part) -> Participant:
        mention = self.senses.actor(self.senses.head(part.token))
        spans = [self.phrase(part.token)]
        if part.first is not None:
            mention = mention or self._whole(part.first, part.token)
            spans = [self.span(self._begin(part.first), part.token + 1)]
        if mention is not None and mention.form == "pronoun":
            spans = [*self._antecedent(mention.id, part.token), *spans]
        owner = mention or self.members.owner(self.senses.head(part.token), part.role)
        actor_id = owner.id if owner else None
        return Participant(part.role, actor_id, tuple(spans), part.inferred)

    def _whole(self, first: int, last: int) -> TokenMention | None:
        """Whom the first word of a party names; people of a nation are not its state.

        "Syrian rebel attacks", "Israeli settler attacks" are no deeds of Syria or Israel.
        """
        named = self.senses.actor(first)
        of_nation = named is not None and named.form == "demonym"
        return None if of_nation and _PEOPLE in self.senses.kinds(last) else named

    def _begin(self, i: int) -> int:
        """Where the name begins that a word belongs to."""
        mention = self.senses.actors.at(i)
        return i if mention is None or mention.last <= i else min(i, mention.first)

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
        head = self.senses.head(i)
        return self.span(first, max(i + 1, head + 1, self._end(head)))

    def _end(self, i: int) -> int:
        """Where the name of an actor ends that a word heads, if it names another: "head of X"."""
        mention = self.senses.actors.headed(i)
        if mention is None or mention.last <= i + 1:
            return i + 1
        named = self.senses.actors.at(mention.last - 1)
        told = mention.form in _TOLD
        if told and named == mention and self.senses.places.at(mention.last - 1) is None:
            return i + 1
        marks = (k for k in range(i + 1, mention.last) if self.tokens[k].pos == "PUNCT")
        return mention.last if all(self._is_hyphen(k) for k in marks) else i + 1

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
