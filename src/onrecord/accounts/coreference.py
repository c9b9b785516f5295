"""One happening told in several sentences is one account of the document.

A later telling joins an earlier one only on evidence: a definite noun that takes it up ("the
attack"), somebody specific to whom the same was done, the same place and day, or bare harm told in
the next sentence. Another time, place, doer or victim, or another degree of reality, keeps them
apart: a missed join is the lesser fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.joining import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.accounts.circumstances import Choice, Circumstances
    from onrecord.accounts.roles import Cast, Roles
    from onrecord.accounts.triggers import Hit
    from onrecord.found import Found

#: How many earlier happenings of a type a telling is held against.
REACH = 8
#: Bare harm belongs to what was told at most so many sentences before.
NEXT = 1
#: A definite noun may add whom, where and when if it takes up what was told so near.
NEARBY = 3
#: Forms of one word share so many letters at least: "explode", "explosion".
STEM = 4
_HARM = frozenset({"kill", "die", "leave_dead"})
_REAL = frozenset({"actual", "ongoing"})
#: Degrees of reality that leave open whether it was so.
_OPEN = frozenset({"unknown", "hypothetical"})
#: What harm is told of: "in the war", "during the siege", "since the revolt".
_PERIODS = ("obl:in", "obl:during", "obl:since")
_HARMED = frozenset({"fatalities", "injured"})
#: The headline and the lead tell what the report goes on to tell.
HEAD = 2
#: Two events of one report seldom have the same toll from this on; near its head from the second
#: figure on, or of the same sort of people, or where one telling gives the name.
RARE, FEW = 7, 3
#: Modes of which only equals go together.
_APART = frozenset({"abduct", "sexual", "crowd-control", "sideAB"})
#: Forms of mention that do not name anybody.
_UNNAMED = frozenset({"description", "pronoun", "loaded_description"})
#: Types of actors that may be anybody's people: "its men", "a group".
_ANYBODY = frozenset({"person_unnamed", "persons_unnamed", "group_unspecified", None})


#: Kind and number of a figure.
Toll = tuple[str, float]


class Draft(NamedTuple):
    """An account in the making: triggers, casts, place, time, and how real it is."""

    hits: tuple[Hit, ...]
    casts: tuple[Cast, ...]
    place: Choice
    time: Choice
    realis: str


@dataclass(slots=True)
class _Happening:
    """What is known of one happening so far."""

    drafts: list[Draft]
    kind: str
    realis: str
    sentence: int
    first: int
    words: set[str]
    modes: set[str]
    somebody: bool
    apart: bool
    actors: set[str]
    doers: set[str]
    affected: set[str]
    named: set[str]
    harmed: set[str]
    tolls: set[Toll] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    times: set[str] = field(default_factory=set)


class Joiner:
    """Joins the drafts of one document."""

    def __init__(self, roles: Roles, circumstances: Circumstances) -> None:
        self.roles = roles
        self.senses = roles.senses
        self.tokens = roles.tokens
        self.circumstances = circumstances
        self.tolls = _tolls(circumstances.found)

    def join(self, drafts: Iterable[Draft]) -> list[Draft]:
        """One draft for each happening, in the order of the first telling."""
        known: dict[str, list[_Happening]] = {}
        told: list[_Happening] = []
        for draft in drafts:
            new = self._describe(draft)
            earlier = known.setdefault(new.kind, [])
            same = next((h for h in earlier[: -REACH - 1 : -1] if self._is_same(h, new)), None)
            if same is not None:
                _add(same, new)
            elif not _only_takes_up(draft):
                earlier.append(new)
                told.append(new)
        return [self._joined(happening.drafts) for happening in told]

    # ---- what a draft says -------------------------------------------------------------------

    def _describe(self, draft: Draft) -> _Happening:
        parts = [p for cast in draft.casts for p in cast.parts]
        affected = [p.token for p in parts if p.role in ("recipient", "victim")]
        row = draft.hits[0].trigger.row
        actors = [(p, self.senses.actor(self.senses.head(p.token))) for p in parts]
        acting = [(p, m) for p, m in actors if m is not None and p.role == "actor"]
        return _Happening(
            drafts=[draft],
            kind=row.type,
            realis=draft.realis,
            sentence=self.tokens[draft.hits[-1].head].sentence,
            first=self.tokens[draft.hits[0].head].sentence,
            words={hit.trigger.row.phrase for hit in draft.hits},
            modes={mode for hit in draft.hits for mode in hit.trigger.modes},
            somebody=any(p.role == "actor" for p in parts),
            apart=any(self._has_period(hit.head) for hit in draft.hits),
            actors={m.id for _, m in acting},
            doers={m.id for _, m in acting if m.form not in _UNNAMED},
            affected={k for i in affected for k in self._keys(i)},
            named={k for i in affected for k in self._names(i)},
            harmed={hit.trigger.row.phrase for hit in draft.hits if _is_harm(hit)},
            tolls={
                toll
                for i in (*(hit.head for hit in draft.hits), *(p.token for p in parts))
                for toll in self.tolls.get(i, ())
            },
            places={draft.place.value} if draft.place.value else set(),
            times={draft.time.value} if draft.time.value else set(),
        )

    def _has_period(self, i: int) -> bool:
        """Whether harm is told of a war or a span of time: "killed in the country's conflict"."""
        direct = self.roles.syntax.direct(i)
        found = [c for slot in _PERIODS for c in direct.get(slot, ())]
        return any(self.senses.places.at(c) is None and not self.senses.is_time(c) for c in found)

    def _keys(self, i: int) -> set[str]:
        """By what somebody may be known again: actor, noun, noun with its name."""
        head = self.senses.head(i)
        mention = self.senses.actor(head)
        keys = {self.tokens[head].lemma.lower(), self._title(head)}
        return keys if mention is None else keys | {mention.id}

    def _names(self, i: int) -> set[str]:
        """What leads to somebody specific: a named actor, a definite description."""
        head = self.senses.head(i)
        mention = self.senses.actor(head)
        if mention is not None and (mention.form != "description" or self._is_definite(head)):
            return {mention.id}
        return {self._title(head)} if self._is_definite(head) else set()

    def _title(self, head: int) -> str:
        """A noun with the name before it: "santo tomas farm"."""
        kids = (self.tokens[c] for c in self.roles.syntax.parse.children[head])
        name = [t.lower for t in kids if t.dep in ("compound", "amod") and t.pos == "PROPN"]
        return " ".join([*name, self.tokens[head].lemma.lower()])

    def _is_definite(self, i: int) -> bool:
        """Whether a noun takes up something known: "the attack", but not "another attack"."""
        kids = [self.tokens[c] for c in self.roles.syntax.parse.children[i]]
        kinds = {kind for t in kids for kind in self.senses.kinds(t.i)}
        return "@definite" in kinds and "@other" not in kinds

    def _joined(self, drafts: list[Draft]) -> Draft:
        """All tellings as one: the narrowest place, the closest time."""
        places = [d.place for d in drafts]
        times = [d.time.value for d in drafts if d.time.value is not None]
        named = [p.value for p in places if p.value is not None]
        return Draft(
            tuple(hit for d in drafts for hit in d.hits),
            tuple(cast for d in drafts for cast in d.casts),
            self.circumstances.narrowest(list(dict.fromkeys(named))) if named else places[0],
            self.circumstances.closest(times) if times else drafts[0].time,
            drafts[0].realis,
        )

    # ---- whether two are one -----------------------------------------------------------------

    def _is_same(self, old: _Happening, new: _Happening) -> bool:
        return not (self._hangs_below(old, new) or self._contradict(old, new)) and (
            self._takes_up(old, new)
            or self._same_sufferer(old, new)
            or self._same_scene(old, new)
            or _is_outcome(old, new)
            or _same_toll(old, new)
        )

    def _contradict(self, old: _Happening, new: _Happening) -> bool:
        real = (old.realis in _REAL, new.realis in _REAL)
        if real[0] != real[1] and "did_not_happen" not in (old.realis, new.realis):
            return not (real[0] and self._only_asks_who(new))
        if old.modes & _APART != new.modes & _APART and old.modes and new.modes:
            return True
        if self._other_doer(old, new):
            return True
        if _others_harmed(old, new) and not _same_toll(old, new):
            return True
        return self._elsewhere(old, new) or self._another_day(old, new)

    def _only_asks_who(self, new: _Happening) -> bool:
        """Whether a doubt is about the doer, as the noun takes the deed for granted.

        "It is not known whether rebels carried out the attack" doubts no attack.
        """
        doubted = new.realis in _OPEN and new.somebody
        return doubted and self._definite_noun(new) is not None

    def _definite_noun(self, happening: _Happening) -> Hit | None:
        """A definite noun among the triggers of the newest telling."""
        nouns = [h for h in happening.drafts[0].hits if h.trigger.row.pos == "noun"]
        return next((h for h in nouns if self._is_definite(h.head)), None)

    def _other_doer(self, old: _Happening, new: _Happening) -> bool:
        """Other actors, and not only descriptions of the same kind ("rebels", "a column")."""
        if not old.actors or not new.actors or old.actors & new.actors:
            return False
        types = self.senses.types
        one, two = ({types.get(a) for a in h.actors} for h in (old, new))
        if one <= _ANYBODY or two <= _ANYBODY:
            return False
        return not one & two or bool(old.doers and new.doers)

    def _elsewhere(self, old: _Happening, new: _Happening) -> bool:
        return any(not self.circumstances.agree(p, q) for p in old.places for q in new.places)

    def _another_day(self, old: _Happening, new: _Happening) -> bool:
        return any(not self.circumstances.overlap(s, t) for s in old.times for t in new.times)

    def _takes_up(self, old: _Happening, new: _Happening) -> bool:
        """A definite noun of the same word or a wider one."""
        if _only_takes_up(new.drafts[0]):
            known = not new.affected or bool(new.affected & old.affected)
            return known and new.sentence - old.sentence <= NEARBY and _fits(old, new)
        noun = self._definite_noun(new)
        if noun is None:
            return False
        wider = not noun.trigger.modes and not noun.trigger.needs
        alike = _akin(old.words, new.words) or bool(old.modes & set(noun.trigger.modes))
        return (wider or alike) and _fits(old, new)

    def _hangs_below(self, old: _Happening, new: _Happening) -> bool:
        """Whether nouns tell it below the other, and not as its setting.

        "Shelled the town in reprisal for the killing of", but not "killed five in the attack".
        """
        heads = {hit.head for hit in old.drafts[-1].hits}
        syntax = self.roles.syntax
        return all(
            hit.trigger.row.pos == "noun"
            and syntax.slot(hit.head) not in SETTINGS
            and not heads.isdisjoint(syntax.parse.ancestors(hit.head))
            for hit in new.drafts[0].hits
        )

    def _same_sufferer(self, old: _Happening, new: _Happening) -> bool:
        """The same was done to somebody specific."""
        again = bool(new.named & old.affected)
        return again and (_akin(old.words, new.words) or bool(old.harmed or new.harmed))

    def _same_scene(self, old: _Happening, new: _Happening) -> bool:
        """The same word, or the same means, at the same place and time."""
        if not (old.places & new.places and old.times & new.times):
            return False
        return _akin(old.words, new.words) or bool(old.modes & new.modes)


def _only_takes_up(draft: Draft) -> bool:
    """Words that tell of no event by themselves."""
    return all(hit.trigger.joined for hit in draft.hits)


def _is_harm(hit: Hit) -> bool:
    return hit.trigger.row.frame in _HARM


def _is_outcome(old: _Happening, new: _Happening) -> bool:
    """Harm that nobody does, told right after violence that has harmed nobody so yet."""
    told = new.somebody or new.apart or new.places or new.times
    bare = not told and new.harmed == new.words
    near = 0 < new.sentence - old.sentence <= NEXT
    return bare and near and not old.harmed & new.harmed and old.realis == new.realis


def _others_harmed(old: _Happening, new: _Happening) -> bool:
    """The same harm done to others."""
    both = bool(old.harmed & new.harmed and old.affected and new.affected)
    return both and not old.affected & new.affected


def _same_toll(old: _Happening, new: _Happening) -> bool:
    """As many killed or hurt: a number that is seldom met twice, or of the head of a report."""
    shared = {number for kind, number in old.tolls & new.tolls if kind in _HARMED}
    if not shared or max(shared) >= RARE or old.first > HEAD:
        return bool(shared) and max(shared) >= RARE
    named_once = bool(old.named) != bool(new.named)  # "a boy", then by his name
    return max(shared) >= FEW or named_once or bool(old.affected & new.affected)


def _tolls(found: Found) -> dict[int, list[Toll]]:
    """Figures by the words that they stand at or hang on, up to the first verb."""
    values = {q.quantity_id: q for q in found.quantities.quantities}
    tolls: dict[int, list[Toll]] = {}
    for mention in found.quantities.index.mentions:
        quantity = values[mention.id]
        number = quantity.best if quantity.best is not None else quantity.low
        if number is None:
            continue
        for i in (mention.head, *found.parse.ancestors(mention.head)):
            tolls.setdefault(i, []).append((quantity.kind, number))
            if found.parse.tokens[i].pos == "VERB":
                break
    return tolls


def _fits(old: _Happening, new: _Happening) -> bool:
    """Whom, where and when the new telling names, the old one names too, or leaves open nearby."""
    near = new.sentence - old.sentence <= NEARBY
    pairs = (
        (old.affected, new.affected),
        (old.places, new.places),
        (old.times, new.times),
        (old.doers, new.doers),
    )
    return all(not said or bool(known & said) or (near and not known) for known, said in pairs)


def _akin(one: set[str], two: set[str]) -> bool:
    """Whether two sets of words share a word or a stem."""
    return any(_stem(a, b) for a in one for b in two)


def _stem(a: str, b: str) -> bool:
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    length = min(len(a), len(b)) if shared is None else shared
    return a == b or (length >= STEM and length >= min(len(a), len(b)) - 2)


def _add(old: _Happening, new: _Happening) -> None:
    old.drafts += new.drafts
    old.sentence = new.sentence
    old.realis = old.realis if old.realis in _REAL else new.realis
    for name in (
        "words",
        "modes",
        "actors",
        "doers",
        "affected",
        "named",
        "harmed",
        "tolls",
        "places",
        "times",
    ):
        getattr(old, name).update(getattr(new, name))
