"""Bodies of states, and forces of others: "Syria's army", "its jets", "US-backed forces".

noun phrase, owners ──▶ BodyReader ──▶ SYR-MIL, an armed group's forces, or forces of nobody
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.actors.antecedents import History
from onrecord.actors.phrase_parts import Reader, shown_names
from onrecord.actors.traits import ARMED, codes, one_state
from onrecord.actors.who import PERSONS, Draft, Who, body_of, body_sectors
from onrecord.actors.words import split_id

if TYPE_CHECKING:
    from onrecord.actors.phrase_parts import NounPhrase
    from onrecord.actors.rows import BodyRow, ModifierRow

#: Actors of the table that have forces, ministries and the like of their own.
_GOVERNING = frozenset({"state", "government"})
_MILITARY = "MIL"
#: Forces that a text gives to no state are armed, and nothing more is known.
_FORCES, _ARMED_SECTORS = "group_unspecified", ("UAF",)
#: Modifiers of these types say what kind of forces are meant ("rebel forces").
_KINDS = ARMED | {"non_state_political", "group_unspecified"}
#: "Kurdish forces" are forces of some of a people.
_PEOPLES = frozenset({"population"})


@dataclass(frozen=True, slots=True)
class BodyReader:
    """Reads nouns that with a state name one of its bodies."""

    draft: Draft
    reader: Reader
    history: History

    def read(self, phrase: NounPhrase, row: BodyRow, owners: list[Who]) -> Who | None:
        """A body of one state, or a known one again ("the army")."""
        if any(owner.type in PERSONS for owner in owners) and phrase.last > phrase.noun.last:
            return None  # "the leadership of X" is what X does, "X's forces" are an army
        states = {state for who in owners if (state := self._state_of(who))}
        others = [who for who in owners if not self._state_of(who)]
        some = phrase.counted and row.part == "part"
        if len(states) == 1 and not others and not some:
            if row.kind == _MILITARY and self._told(phrase) is not None:
                return None
            return body_of(self.draft.words, states.pop(), row.kind, row.id)
        if len(others) == 1 and not states and not phrase.counted and row.kind == _MILITARY:
            return others[0] if is_armed(self.draft, others[0]) else None
        if phrase.bare and not phrase.counted and not phrase.tied:
            found = self.history.only(lambda who: who.kind == row.kind and "-" in who.id)
            if found is None or self._is_beside(phrase, found):
                return None
            who = self.draft.who[found]
            return who if self.history.is_main_state(who.state) else None
        return None

    def _told(self, phrase: NounPhrase) -> ModifierRow | None:
        """The word that says which forces that are no state's: "Syrian rebel forces"."""
        rows = self.draft.words.modifiers
        words = (self.reader.tokens[i].lower for i in range(phrase.first, phrase.noun.first))
        entries = (e for word in words for e in self.draft.words.entries(word))
        told = [rows[e.id] for e in entries if e.what == "actor_modifiers"]
        return next((m for m in (*phrase.modifiers.values(), *told) if m.type in _KINDS), None)

    def _is_beside(self, phrase: NounPhrase, actor: str) -> bool:
        """Whether an indefinite noun stands beside one it may not mean: "Y forces and forces"."""
        tokens = self.reader.tokens
        here = tokens[phrase.noun.head].sentence
        near = (m for m in self.draft.mentions if m.id == actor)
        return not phrase.definite and any(tokens[m.head].sentence == here for m in near)

    def _state_of(self, who: Who) -> str | None:
        """The state, or land with a government of its own, whose forces this actor's forces are."""
        body = split_id(self.draft.words, who.id)
        if body is not None:
            return body[0]
        if who.type == "person":
            return who.state if "GOV" in who.sectors else None
        row = self.draft.words.actors.get(who.id)
        return who.id if row is not None and row.type in _GOVERNING else None

    def unowned(self, phrase: NounPhrase, row: BodyRow, owners: list[Who]) -> Who:
        """A body of no known state, without its id."""
        kind = self.draft.words.kinds[row.kind]
        noun = kind.noun if row.loaded else row.phrase
        type_, sectors = self._kind_of(phrase, row, owners)
        name, label = shown_names(self.reader, phrase, noun)
        return Who(
            id="",
            name=name,
            type=type_,
            state=one_state(owners),
            sectors=sectors,
            label=label,
            rule=row.id,
            kind=row.kind,
            plural=row.number == "many",
        )

    def _kind_of(
        self, phrase: NounPhrase, row: BodyRow, owners: list[Who]
    ) -> tuple[str, tuple[str, ...]]:
        """Type and sectors: "rebel forces" are rebels, backed forces are just armed."""
        kind = self.draft.words.kinds[row.kind]
        if row.kind != _MILITARY or row.number != "many":
            return kind.type, body_sectors(self.draft.words, row)
        told = self._told(phrase)
        if told is not None:
            return _of_modifier(told)
        if phrase.tied or any(who.type in _PEOPLES for who in owners):
            return _FORCES, _ARMED_SECTORS
        return kind.type, body_sectors(self.draft.words, row)


def _of_modifier(row: ModifierRow) -> tuple[str, tuple[str, ...]]:
    return row.type or _FORCES, codes(row.sectors)


def is_armed(draft: Draft, who: Who) -> bool:
    """Whether it is an armed group, if perhaps one that governs now."""
    row = draft.words.actors.get(who.id)
    return (row.type if row else who.type) in ARMED
