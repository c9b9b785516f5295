"""What is known of one happening of a document while its tellings are collected.

    draft ──▶ Describer ──▶ Happening, to be held against others

A draft is one telling: triggers with their casts, place, time, and how real it is. A happening
keeps what its tellings say in sets, by which another telling is known again or kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.hanging import Hanging
from onrecord.accounts.tolls import Toll, tolls_by_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.circumstances import Circumstances
    from onrecord.accounts.nesting import Choice
    from onrecord.accounts.roles import Cast, Roles
    from onrecord.accounts.scene import Scenes
    from onrecord.accounts.triggers import Hit

#: Frames of harm: what comes of violence.
_HARM = frozenset({"kill", "die", "leave_dead"})
#: What harm is told of: "in the war", "during the siege", "since the revolt".
_PERIODS, _SINCE = ("obl:in", "obl:during"), "obl:since"
#: The same before a clause: "killed since the conflict began".
_SINCE_IT = "since"
#: Forms of mention that do not name anybody.
_UNNAMED = frozenset({"description", "pronoun", "loaded_description"})
#: Types of actors that may be anybody's people: "its men", "a group".
_ANYBODY = frozenset({"person_unnamed", "persons_unnamed", "group_unspecified", None})
#: Types of persons without a name.
_PERSONS = frozenset({"person_unnamed", "persons_unnamed"})
REAL = frozenset({"actual", "ongoing"})
#: The last sentence of the headline and the lead.
HEAD = 2
#: Tags of nouns and names of one.
_SINGULAR = frozenset({"NN", "NNP"})
_PLURAL = frozenset({"NNS", "NNPS"})
#: Degrees of reality that leave open whether it was so.
_OPEN = frozenset({"unknown", "hypothetical"})


class Draft(NamedTuple):
    """An account in the making: triggers, casts, place, time, and how real it is."""

    hits: tuple[Hit, ...]
    casts: tuple[Cast, ...]
    place: Choice
    time: Choice
    realis: str


@dataclass(slots=True)
class Happening:
    """What is known of one happening so far.

    Attributes:
        sentence, first: of its last trigger, and of its first.
        words, modes: of its triggers; ``harmed`` those words that tell harm.
        somebody: whether anybody acts; ``apart`` whether harm is told of a war or span of time,
            ``since`` whether it is counted since a day or deed, ``of_war`` whether a war did it.
        actors, doers: ids of who acts; of those who are named.
        affected, named: keys of whom it was done to; of those who are somebody specific;
            ``persons`` of these the single persons.
        known, new_doers: words for doers told as known ("the bomber") and brought in ("a bomber").
        pointed: words for whom it was done to, pointed at by "these".
        means: words for weapons.
        either: places of which one is told, while nothing decides.
        scenes: where its sentences are set, as far as its own words tell no place.
        nouns: how the last telling's nouns are determined, see ``Describer``.
        others: whether the last telling's words say that it tells of others: "similar attacks".
        plural: whether all its words are nouns of several: "attacks".
    """

    drafts: list[Draft]
    kind: str
    realis: str
    sentence: int
    first: int
    words: set[str]
    modes: set[str]
    somebody: bool
    apart: bool
    since: bool
    of_war: bool
    actors: set[str]
    doers: set[str]
    known: set[str]
    new_doers: set[str]
    affected: set[str]
    named: set[str]
    persons: set[str]
    pointed: set[str]
    harmed: set[str]
    means: set[str]
    nouns: frozenset[str]
    others: bool = False
    plural: bool = False
    tolls: set[Toll] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    either: set[str] = field(default_factory=set)
    scenes: set[str] = field(default_factory=set)
    times: set[str] = field(default_factory=set)

    @property
    def only_takes_up(self) -> bool:
        """Whether its last telling's words tell of no event by themselves."""
        return all(hit.trigger.joined for hit in self.drafts[-1].hits)

    def add(self, new: Happening) -> None:
        """Take in another telling."""
        self.drafts += new.drafts
        self.sentence = new.sentence
        self.plural = self.plural and new.plural
        self.realis = self.realis if self.realis in REAL else new.realis
        for name in _COLLECTED:
            getattr(self, name).update(getattr(new, name))


_COLLECTED = (
    *("words", "modes", "actors", "doers", "known", "new_doers", "affected", "named", "persons"),
    *("harmed", "means", "tolls", "places", "either", "scenes", "times"),
)


class Describer:
    """Says what the drafts of one document tell, and whether two of them can be one."""

    def __init__(self, roles: Roles, circumstances: Circumstances, scenes: Scenes) -> None:
        self.roles = roles
        self.hanging = Hanging(roles)
        self.scenes = scenes
        self.senses = roles.senses
        self.tokens = roles.tokens
        self.circumstances = circumstances
        self.tolls = tolls_by_word(circumstances.found)

    def describe(self, draft: Draft) -> Happening:
        """A happening of which only one telling is known."""
        parts = [p for cast in draft.casts for p in cast.parts]
        head = self.senses.head
        affected = [head(p.token) for p in parts if p.role in ("recipient", "victim")]
        named = {i: self._names(i) for i in affected}
        row = draft.hits[0].trigger.row
        actors = [self.senses.actor(head(p.token)) for p in parts if p.role == "actor"]
        acting = [m for m in actors if m is not None]
        told = [m for a in acting for m in self.roles.spoken.get(a.id, ())[:1]]
        return Happening(
            drafts=[draft],
            kind=row.type,
            realis=draft.realis,
            sentence=self.tokens[draft.hits[-1].head].sentence,
            first=self.tokens[draft.hits[0].head].sentence,
            words={hit.trigger.row.phrase for hit in draft.hits},
            modes={mode for hit in draft.hits for mode in hit.trigger.modes},
            somebody=bool(actors),
            apart=any(self._has_period(hit.head) for hit in draft.hits),
            since=any(self._is_since(hit.head) for hit in draft.hits),
            of_war=any(self._is_of_war(hit.head) for hit in draft.hits),
            actors={m.id for m in acting},
            doers={m.id for m in acting if m.form not in _UNNAMED},
            known={self.tokens[m.head].lower for m in told if self.is_definite(m.head)},
            new_doers={self.tokens[m.head].lower for m in told if self._is_brought_in(m.head)},
            affected={k for i in named for k in self._keys(i)},
            named={k for keys in named.values() for k in keys},
            persons={k for i, keys in named.items() if keys and self._is_single(i) for k in keys},
            pointed={self.tokens[i].lemma.lower() for i in affected if self._is_pointed(i)},
            harmed={hit.trigger.row.phrase for hit in draft.hits if _is_harm(hit)},
            means={self.tokens[i].lemma.lower() for c in draft.casts for i in c.instruments},
            nouns=frozenset(self._determined(draft)),
            others=any(self._is_unlike(i) for hit in draft.hits for i in hit.tokens),
            plural=all(self._is_several(hit) for hit in draft.hits),
            tolls={
                toll
                for i in (*(hit.head for hit in draft.hits), *(p.token for p in parts))
                for toll in self.tolls.get(i, ())
            },
            places={draft.place.value} if draft.place.value else set(),
            either=set(draft.place.candidates),
            scenes=set() if draft.place.value else self.scenes.of(draft),
            times={draft.time.value} if draft.time.value else set(),
        )

    def _determined(self, draft: Draft) -> Iterator[str]:
        """How the nouns that tell an event are determined: "the attack", "an attack", "attacks"."""
        for hit in draft.hits:
            if hit.trigger.row.pos != "noun":
                yield "verb"
            elif self.is_definite(hit.head):
                yield "definite"
            else:
                has_article = "det" in self.roles.syntax.direct(hit.head)
                yield "indefinite" if has_article else "bare"

    def _is_unlike(self, i: int) -> bool:
        """Whether an event is set off from what was told: "similar attacks", "another blast"."""
        if self.tokens[i].tag not in _SINGULAR | _PLURAL:
            return False
        return any("@unlike" in self.senses.kinds(c) for c in self.roles.syntax.parse.children[i])

    def _is_several(self, hit: Hit) -> bool:
        return hit.trigger.row.pos == "noun" and self.tokens[hit.head].tag in _PLURAL

    def _has_period(self, i: int) -> bool:
        """Whether harm is told of a war or a span of time: "killed in the country's conflict"."""
        return self._is_since(i) or bool(self._periods(i))

    def _periods(self, i: int) -> list[int]:
        """What harm is told of that is neither place nor time: a war, a span, a deed."""
        direct = self.roles.syntax.direct(i)
        found = [c for slot in _PERIODS for c in direct.get(slot, ())]
        return [c for c in found if not self._is_site(c) and not self.senses.is_time(c)]

    def is_total(self, draft: Draft) -> bool:
        """Whether harm is counted over more than one deed: what is told "in the raid" is not."""
        heads = {hit.head for hit in draft.hits}
        spans = (c for i in heads for c in self._periods(i))
        counted = any(c not in heads or not self.is_definite(c) for c in spans)
        return counted or any(self._is_since(i) for i in heads)

    def _is_site(self, i: int) -> bool:
        """Whether a word is a place, or something in one: "in a district of Goma"."""
        return self.circumstances.is_placed(i) or "@building" in self.senses.kinds(i)

    def _is_of_war(self, i: int) -> bool:
        """Whether harm is that of a whole war: "the conflict has killed thousands"."""
        doers = self.roles.syntax.direct(i).get("nsubj", ())
        return any("@war" in self.senses.kinds(doer) for doer in doers)

    def _is_since(self, i: int) -> bool:
        """Whether harm is counted: "killed since April", "killed since the conflict began"."""
        direct = self.roles.syntax.direct(i)
        clauses = (self.roles.syntax.direct(c).get("mark", ()) for c in direct.get("advcl", ()))
        counted = any(self.tokens[m].lower == _SINCE_IT for some in clauses for m in some)
        return counted or not all(map(self.circumstances.is_recent, direct.get(_SINCE, ())))

    def _keys(self, head: int) -> set[str]:
        """By what somebody may be known again: actor, noun, noun with its name."""
        mention = self.senses.actor(head)
        keys = {self.tokens[head].lemma.lower(), self._title(head)}
        return keys if mention is None else keys | {mention.id}

    def _names(self, head: int) -> set[str]:
        """What leads to somebody specific: a named actor, a definite description."""
        mention = self.senses.actor(head)
        if mention is not None and (mention.form != "description" or self.is_definite(head)):
            return {mention.id}
        return {self._title(head)} if self.is_definite(head) else set()

    def _is_single(self, head: int) -> bool:
        """Whether a word is one person: of these one report seldom tells two things alike."""
        return self.tokens[head].tag in _SINGULAR and self.senses.is_person(head)

    def _title(self, head: int) -> str:
        """A noun with the name before it: "santo tomas farm"."""
        kids = self.roles.syntax.parse.kids(head, "compound", "amod")
        name = [t.lower for t in kids if t.pos == "PROPN"]
        return " ".join([*name, self.tokens[head].lemma.lower()])

    def is_definite(self, i: int) -> bool:
        """Whether a noun takes up something known: "the attack", but not "another attack"."""
        kinds = [self.senses.kinds(kid) for kid in self.roles.syntax.parse.children[i]]
        return any("@definite" in k for k in kinds) and not any("@other" in k for k in kinds)

    def _is_pointed(self, i: int) -> bool:
        """Whether "these" or "those" stands before a word."""
        below = self.roles.syntax.direct(i).get("det", ())
        return any("@pointing" in self.senses.kinds(k) for k in below)

    def _is_brought_in(self, i: int) -> bool:
        """Whether a word has an article that brings somebody in: "a bomber"."""
        return "det" in self.roles.syntax.direct(i) and not self.is_definite(i)

    def only_asks_who(self, new: Happening) -> bool:
        """Whether a doubt is about the doer, as the noun takes the deed for granted.

        "It is not known whether rebels carried out the attack" doubts no attack.
        """
        return new.realis in _OPEN and new.somebody and "definite" in new.nouns

    # ---- whether two can be one --------------------------------------------------------------

    def _types(self, told: Happening) -> set[str | None]:
        """The types of those who act."""
        return {self.senses.types.get(actor) for actor in told.actors}

    def other_doer(self, old: Happening, new: Happening) -> bool:
        """Other actors, and not only descriptions of the same kind ("rebels", "a column")."""
        if not old.actors or not new.actors or old.actors & new.actors:
            return False
        if self.brings_in(old, new):
            return False
        one, two = map(self._types, (old, new))
        if one <= _ANYBODY or two <= _ANYBODY:
            return False
        return not one & two or bool(old.doers and new.doers)

    def may_be_alike(self, old: Happening, new: Happening) -> bool:
        """Whether both are told of somebody without a name and of one type: "rebel groups"."""
        one, two = map(self._types, (old, new))
        return not (old.doers or new.doers or one.isdisjoint(two))

    def brings_in(self, old: Happening, new: Happening) -> bool:
        """Whether a report that opens with "the bomber" then says who: "a bomber on a bicycle"."""
        return old.first <= HEAD and bool(old.known & new.new_doers)

    def points_at(self, old: Happening, new: Happening) -> bool:
        """Whether whom it was done to is pointed at: "villagers were hurt. These villagers …"."""
        near = 0 < new.first - old.sentence <= 1
        return near and not old.affected.isdisjoint(new.pointed)

    def may_act_for(self, old: Happening, new: Happening) -> bool:
        """Whether a person without a name may act for an organisation: "a bomber", "the group"."""
        one, two = map(self._types, (old, new))
        return bool(new.doers) and one <= _PERSONS and not two <= _ANYBODY

    def elsewhere(self, old: Happening, new: Happening) -> bool:
        """Whether the places told cannot be one; of several named in one breath one may be."""
        agree = self.circumstances.nesting.agree
        if old.places and new.places:
            return any(not agree(p, q) for p in old.places for q in new.places)
        one, two = old.places or old.either, new.places or new.either
        return bool(one and two) and not any(agree(p, q) for p in one for q in two)

    def other_land(self, old: Happening, new: Happening) -> bool:
        """Whether the places told, or else those around them, lie in other countries."""
        one, two = (self._lands(h) for h in (old, new))
        return bool(one and two) and one.isdisjoint(two)

    def _lands(self, told: Happening) -> set[str]:
        places = self.circumstances.nesting.places
        own = {land for p in told.places if (land := places[p].country)}
        return own or {land for draft in told.drafts for land in self.scenes.lands_of(draft)}

    def same_scene(self, old: Happening, new: Happening) -> bool:
        """Whether two tellings, one of which names no place, may be set in one."""
        one, two = old.places or old.scenes, new.places or new.scenes
        agree = self.circumstances.nesting.agree
        return bool(one and two) and all(agree(p, q) for p in one for q in two)

    def leads_on(self, old: Happening, new: Happening) -> bool:
        """Whether a sentence that leads elsewhere begins a telling: "Elsewhere, a bomb …"."""
        return new.first in self.scenes.breaks and old.sentence < new.first

    def same_days(self, old: Happening, new: Happening) -> bool:
        """Whether both are told of the same days, however they are worded."""
        days = self.circumstances.days
        known = {days[t] for t in old.times if days[t] != (None, None)}
        return any(days[t] in known for t in new.times)

    def another_day(self, old: Happening, new: Happening) -> bool:
        """Whether the times told cannot be one."""
        return any(not self.circumstances.overlap(s, t) for s in old.times for t in new.times)


def _is_harm(hit: Hit) -> bool:
    return hit.trigger.row.frame in _HARM


def others_harmed(old: Happening, new: Happening) -> bool:
    """Whether the same harm was done to others."""
    both = bool(old.harmed & new.harmed and old.affected and new.affected)
    return both and not old.affected & new.affected
