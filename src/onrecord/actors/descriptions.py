"""Actors that are described, not named: bodies of states and people by what they are.

    hits, names ──▶ find_descriptions ──▶ "Syria's army" = SYR-MIL, "two hospital officials" = new

Adjectives do not choose an actor: "Turkish-backed militias" are militias. The name of a group
before a noun for its members, uncounted, means the group ("Hamas fighters").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.actors.antecedents import History, is_body, is_many, is_person
from onrecord.actors.bodies import BodyReader, is_armed
from onrecord.actors.offices import holder
from onrecord.actors.phrase_parts import Noun, NounPhrase, Reader, shown_names
from onrecord.actors.phrases import head_of, is_locative
from onrecord.actors.titles import give_title, is_title, name_after, take_role
from onrecord.actors.traits import (
    adjectives,
    can_be_apposition,
    can_stand_for,
    codes,
    one_state,
    owners_for,
    sectors_of,
    unnamed_data,
)
from onrecord.actors.who import PERSONS, Draft, Who, body_of, body_sectors, described, known
from onrecord.found import TokenMention

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.actors.phrases import Hit
    from onrecord.actors.rows import BodyRow, GenericRow
    from onrecord.parse.tree import Token

_NOUNS = frozenset({"NOUN", "PROPN"})
_MODIFIERS = frozenset({"compound", "amod", "nmod", "nmod:poss"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "obl:agent"})
#: Actors of the table that have forces, ministries and the like of their own.
_GOVERNING = frozenset({"state", "government"})
#: Sectors of parts of an armed body: "Hamas brigade" is a part, "Hamas movement" is Hamas.
_UNITS = frozenset({"UAF", "MIL"})
#: Names of these kinds hold nouns that stand for nobody ("Daughters of X Hall").
_NAMES_OF_THINGS = frozenset({"FAC", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT", "LOC"})
_MILITARY = "MIL"
#: Tag of several.
_SEVERAL = "NNS"
#: Words for some of a body are no name of it: "Syrian army troops".
_SOME = "part"
_LOADED = "loaded_description"


@dataclass
class Describer:
    """Reads the descriptions of one document in the order of the text."""

    draft: Draft
    reader: Reader
    history: History
    shared: dict[str, str] = field(default_factory=dict)

    @property
    def bodies(self) -> BodyReader:
        """Reads the bodies of states."""
        return BodyReader(self.draft, self.reader, self.history)

    def _unowned(self, phrase: NounPhrase, row: BodyRow) -> Who:
        """A body of no known state."""
        return self._new(phrase, self.bodies.unowned(phrase, row, self._owners(phrase)))

    def read(self, hit: Hit) -> None:
        """One phrase of the lexicon that is no name."""
        draft = self.draft
        head = head_of(draft.found.parse, hit.first, hit.last)
        token = draft.found.parse.tokens[head]
        if head in draft.covered or token.pos not in _NOUNS:
            return
        if token.pos == "PROPN" and token.entity in _NAMES_OF_THINGS:
            return
        self.history.advance(hit.first)
        body = next((e.id for e in hit.entries if e.what == "bodies"), None)
        generic = next((e for e in hit.entries if e.what == "generic_actors"), None)
        if generic is None and body is None:
            return
        plural = generic.plural if generic else draft.words.bodies[body or ""].number == "many"
        noun = Noun(hit.first, hit.last, head, generic.id if generic else "", plural)
        row = draft.words.generic.get(noun.row_id)
        person = name_after(self.reader, hit.last)
        if person is not None and is_title(draft, person, row):
            give_title(self.reader, noun, person.id)
        elif row is None or row.category != "title":
            self._describe(noun, body, row)

    def _describe(self, noun: Noun, body: str | None, row: GenericRow | None) -> None:
        if self._is_modifier(noun):
            self._nested_body(noun, body)
            return
        phrase = self.reader.read(noun)
        if row is not None and self._is_aside(phrase, row):
            return
        named = self._named_by_apposition(phrase, row) if row is not None else None
        if named is not None and row is not None:
            take_role(self.draft, named.id, row, phrase.names, self._sectors_beside(phrase))
            self._keep(phrase, self.draft.who[named.id], _form(row.loaded))
            return
        who, loaded = self._who(phrase, body, row)
        if who is not None:
            some = body is not None and self.draft.words.bodies[body].part == _SOME
            form = _form(loaded) if some else self._written(phrase, who, loaded)
            self._keep(phrase, who, form)

    def _is_modifier(self, noun: Noun) -> bool:
        """Whether the noun only says more about a noun that follows ("army officer")."""
        token = self.reader.tokens[noun.head]
        modifies = token.dep in _MODIFIERS and token.head >= noun.last
        return modifies and token.dep != "nmod:poss" and not self._owns(token)

    def _owns(self, token: Token) -> bool:
        """Whether several own what follows, and the apostrophe is lost: "the rebels attacks"."""
        owned = self.reader.tokens[token.head]
        several = token.tag == _SEVERAL and token.dep == "compound" and owned.pos == "NOUN"
        return several and self.draft.words.generic_row(owned.lower) is None

    def _nested_body(self, noun: Noun, body: str | None) -> None:
        """A body named on the way, as the army in "Israeli army spokesman"."""
        before = self.draft.covered.get(noun.first - 1)
        if body is None or before is None or before.last != noun.first:
            return
        if self.draft.who[before.id].type != "state" or self._tied(before):
            return
        row = self.draft.words.bodies[body]
        who = body_of(self.draft.words, before.id, row.kind, body)
        mention = TokenMention(before.first, noun.last, noun.head, who.id, _form(row.loaded))
        self.draft.add(who, mention)
        self.draft.covered |= dict.fromkeys(range(noun.first, noun.last), mention)
        self.history.add(mention)

    def _tied(self, mention: TokenMention) -> bool:
        return self.reader.tokens[mention.last].text == "-"

    def _is_aside(self, phrase: NounPhrase, row: GenericRow) -> bool:
        """Nouns that are no actor where they stand: a text that says nothing, a body part."""
        token = self.reader.tokens[phrase.noun.head]
        if row.category == "text":
            verb = self.reader.tokens[token.head]
            return token.dep not in _SUBJECTS or verb.lemma not in self.draft.words.verbs
        if phrase.noun.plural or not phrase.bare:
            return False
        person = row.type in PERSONS
        return person and is_locative(self.draft.found.parse, token.i, self.draft.words.locative)

    def _named_by_apposition(self, phrase: NounPhrase, row: GenericRow) -> Who | None:
        """The actor that "X, a spokesman of …," or "the spokesman, X," names twice."""
        parse, draft = self.draft.found.parse, self.draft
        token = parse.tokens[phrase.noun.head]
        if (named := draft.named.get(token.i)) and not phrase.noun.plural:
            return draft.who[named]
        beside = [token.head] if token.dep == "appos" else []
        beside += [kid.i for kid in parse.kids(token.i, "appos")]
        for i in beside:
            mention = draft.covered.get(i)
            if mention is not None and self._has_own_title(mention, phrase.noun):
                continue
            if mention is not None and can_be_apposition(
                draft.who[mention.id], row, plural=phrase.noun.plural
            ):
                return draft.who[mention.id]
        return None

    def _has_own_title(self, mention: TokenMention, noun: Noun) -> bool:
        """Whether a name behind the noun has another noun before it: a list of two persons."""
        before = self.reader.tokens[mention.first - 1] if mention.first > noun.last else None
        return before is not None and self.draft.words.generic_row(before.lower) is not None

    def _who(
        self, phrase: NounPhrase, body: str | None, row: GenericRow | None
    ) -> tuple[Who | None, str | None]:
        """The actor, and the category of judgement if the noun judges."""
        if body is not None:
            body_row = self.draft.words.bodies[body]
            who = self.bodies.read(phrase, body_row, self._owners(phrase))
            if who is not None or row is None:
                return who or self._unowned(phrase, body_row), body_row.loaded
        if row is None:
            return None, None
        again = self._group(phrase, row) or self._holder(phrase, row)
        return again or self._generic(phrase, row), row.loaded

    def _holder(self, phrase: NounPhrase, row: GenericRow) -> Who | None:
        """Who held an office on the day of publication: "the Syrian president"."""
        if not phrase.names and phrase.noun.head in self.history.quotation_of:
            return None
        found, candidates = holder(self.draft, phrase, row)
        if found is not None:
            draft = self.draft
            draft.roles.setdefault(found.actor, set()).add(row.id)
            who = known(draft.words, found.actor, found.id, draft.found.document.published)
            return draft.who.get(who.id, who)
        if candidates:
            reason = "an office of several persons"
            self.draft.leave_open(phrase.first, phrase.last, reason, candidates)
        return None

    def _owners(self, phrase: NounPhrase) -> list[Who]:
        """The named actors of a phrase; for "its forces", whose they are."""
        owners = [self.draft.who[m.id] for m in phrase.names]
        if phrase.owner is not None and not owners:
            found = self.history.near(phrase.owner.i, self._fits_owner(phrase.owner))
            if found is not None:
                return [self.draft.who[found]]
        return owners

    def _fits_owner(self, owner: Token) -> Callable[[Who], bool]:
        roles = self.draft.words.roles
        if owner.lower in roles["owner_person"]:
            return is_person
        return is_many if owner.lower in roles["owner_many"] else is_body

    def _group(self, phrase: NounPhrase, row: GenericRow) -> Who | None:
        """A named group again: "Hamas fighters", "the Hamas movement", "the group"."""
        if row.category == "armed" and phrase.noun.plural and not phrase.counted:
            owners = self._owners(phrase) if not phrase.names else self._named(phrase)
            return owners[0] if len(owners) == 1 and is_armed(self.draft, owners[0]) else None
        if row.category == "group" and not phrase.noun.plural and phrase.beside is not None:
            return self._beside(phrase, row)
        if phrase.definite and phrase.bare and not (phrase.noun.plural or phrase.defined):
            found = self._again(phrase, row)
            return self.draft.who[found] if found else None
        return None

    def _named(self, phrase: NounPhrase) -> list[Who]:
        """The names of a phrase without what only says where they come from: "Lebanese X"."""
        begins = {m.first for m in phrase.names}
        names = [m for m in phrase.names if m.form != "demonym" or m.last not in begins]
        return [self.draft.who[m.id] for m in names]

    def _again(self, phrase: NounPhrase, row: GenericRow) -> str | None:
        """Who is meant by "the group", "the coalition", "the spokesman"."""
        if row.category == "group":
            return self.history.near(phrase.noun.head, lambda who: self._is_such(who, row))
        if row.category == "unit":
            return self.history.only(lambda who: row.phrase in who.name.lower().split())
        if row.category == "office":
            return self.history.only(lambda who: row.id in self.draft.roles.get(who.id, ()))
        return None

    def _is_such(self, who: Who, row: GenericRow) -> bool:
        """Whether an actor can be meant: one with a name, or described by the same noun."""
        described = who.id.startswith("x_")
        same = who.kind == row.id or row.phrase in who.name.lower().split()
        return can_stand_for(who, row) and (same or not described)

    def _beside(self, phrase: NounPhrase, row: GenericRow) -> Who | None:
        who = self.draft.who[phrase.beside.id] if phrase.beside else None
        many = len(self._named(phrase)) > 1
        if who is None or many or _UNITS & set((row.sectors or "").split()):
            return None
        return who if can_stand_for(who, row) else None

    def _generic(self, phrase: NounPhrase, row: GenericRow) -> Who:
        owners = owners_for(self._owners(phrase), row, adjectives(phrase.names, phrase.noun.first))
        plural = phrase.noun.plural
        kind = row.type_plural if plural else row.type
        modifiers = tuple(phrase.modifiers.values())
        if kind == "group_unspecified":
            kind = next((m.type for m in modifiers if m.type), kind)
        sectors = sectors_of(owners, self._sectors_beside(phrase), row)
        name, label = shown_names(self.reader, phrase, row.label_plural if plural else row.label)
        who = Who(
            id="",
            name=name,
            type=kind,
            state=one_state(owners, row),
            sectors=sectors,
            label=label,
            rule=row.id,
            personal_data=unnamed_data(row),
            kind=row.id,
            plural=plural,
            gender=None if plural else row.gender,
        )
        return self._new(phrase, who)

    def _sectors_beside(self, phrase: NounPhrase) -> tuple[str, ...]:
        """What modifiers and the body behind the noun tell: "army officer", "of the police"."""
        told = [s for m in phrase.modifiers.values() for s in codes(m.sectors)]
        if phrase.body is not None:
            told += body_sectors(self.draft.words, phrase.body)
        return tuple(told)

    def _new(self, phrase: NounPhrase, who: Who) -> Who:
        """A new actor, or the same description again if it is not counted anew."""
        name = who.name.lower()
        known = self.shared.get(name)
        if known and (phrase.definite or not phrase.counted):
            return self.draft.who[known]
        new = described(self.draft, phrase.first, phrase.last, who)
        self.shared[name] = new.id
        return new

    def _written(self, phrase: NounPhrase, who: Who, loaded: str | None) -> str:
        """The form of the mention: a name if it is written as one ("Israeli Foreign Ministry")."""
        loaded = loaded or next((m.loaded for m in phrase.modifiers.values() if m.loaded), None)
        return "name" if self._is_name(phrase, who) and not loaded else _form(loaded)

    def _is_name(self, phrase: NounPhrase, who: Who) -> bool:
        """Whether a known body is written as a name; capitals throughout tell by its state."""
        token = self.reader.tokens[phrase.noun.head]
        if "-" not in who.id:
            return False
        if token.text[0].isupper() and token.pos == "PROPN":
            return True
        written = self.draft.text(token.i, token.i + 1)
        return bool(phrase.names) and written.isupper() and written != token.text

    def _keep(self, phrase: NounPhrase, who: Who, form: str) -> None:
        mention = TokenMention(
            self._first(phrase, who), phrase.last, phrase.noun.head, who.id, form
        )
        self.draft.add(who, mention)
        self.history.add(mention)

    def _first(self, phrase: NounPhrase, who: Who) -> int:
        """Where a description begins: with the whole name in it ("X of Y and the Z fighters")."""
        name = self.draft.covered.get(phrase.noun.head - 1)
        whole = name is not None and name.id == who.id and name.last == phrase.noun.first
        return min(phrase.first, name.first) if name is not None and whole else phrase.first


def find_descriptions(draft: Draft, hits: list[Hit]) -> None:
    """Fill the draft with all described actors; names must be there already."""
    describer = Describer(draft, Reader(draft, hits), History(draft))
    for hit in hits:
        if any(entry.what in ("bodies", "generic_actors") for entry in hit.entries):
            describer.read(hit)


def _form(loaded: str | None) -> str:
    return _LOADED if loaded else "description"
