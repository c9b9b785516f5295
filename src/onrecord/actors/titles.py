"""What a noun directly before a name tells of the named: "Syrian President X", "the daily Y".

    noun, name that follows ──▶ take_role ──▶ the same actor with sectors, state, type

What the lexicon knows of an actor, a text does not change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.actors.traits import (
    adjectives,
    codes,
    is_organised,
    one_state,
    owners_for,
    sectors_of,
)
from onrecord.found import TokenMention

if TYPE_CHECKING:
    from onrecord.actors.phrase_parts import Noun, Reader
    from onrecord.actors.rows import GenericRow
    from onrecord.actors.who import Draft, Who

_STOP = "."
#: How ids begin of actors that only the text names.
_UNKNOWN = "n_"
#: Rules of the language model, which a row that tells more replaces.
_MODEL = "ner:"
#: A state may be what a person is of, never what it is.
_FIXED = frozenset({"state", "population"})


def name_after(reader: Reader, last: int) -> TokenMention | None:
    """The name that begins right after a title, or after its full stop ("Col. X")."""
    tokens = reader.tokens
    last += last < len(tokens) and tokens[last].text == _STOP
    mention = reader.draft.covered.get(last)
    return mention if mention is not None and mention.first == last else None


def is_title(draft: Draft, name: TokenMention, row: GenericRow | None) -> bool:
    """Whether a noun before a name is a title of this person."""
    named = draft.who[name.id].type == "person"
    return named and row is not None and row.category != "text" and not is_organised(row)


def give_title(reader: Reader, noun: Noun, person: str) -> None:
    """Learn from a title what a person is: "Syrian President X", "spokesman Y"."""
    names, modifiers = _words_left(reader, noun)
    take_role(reader.draft, person, reader.draft.words.generic[noun.row_id], names, modifiers)


def _words_left(reader: Reader, noun: Noun) -> tuple[tuple[TokenMention, ...], tuple[str, ...]]:
    """Names before a title, and the sectors of its modifiers: "Syria's former minister X"."""
    names: list[TokenMention] = []
    told: list[str] = []
    i = noun.first - 1
    while i >= 0 and (here := _word_left(reader, i)) is not None:
        if isinstance(here, TokenMention):
            names.append(here)
            i = here.first - 1
        else:
            told += here
            i -= 1
    return tuple(names), tuple(told)


def _word_left(reader: Reader, i: int) -> TokenMention | tuple[str, ...] | None:
    """A name, or the sectors that a modifier tells, none for words that tell nothing."""
    if mention := reader.draft.covered.get(i):
        return mention
    if row := reader.modifiers.get(i):
        return codes(row.sectors)
    token = reader.tokens[i]
    return () if token.pos == "ADJ" or token.tag == "POS" else None


def take_role(
    draft: Draft,
    named: str,
    row: GenericRow,
    names: tuple[TokenMention, ...],
    beside: tuple[str, ...],
) -> None:
    """Give an actor that the text names what a noun beside the name tells.

    Args:
        draft: the actors so far.
        named: id of the actor.
        row: row of the noun.
        names: mentions of the actors that the noun belongs to.
        beside: sectors that modifiers of the noun tell.
    """
    draft.roles.setdefault(named, set()).add(row.id)
    who = draft.who[named]
    if not who.id.startswith(_UNKNOWN):
        return
    first = max((m.last for m in names), default=0)
    owners = owners_for([draft.who[m.id] for m in names], row, adjectives(names, first))
    public = row.personal_data or who.personal_data
    rule = row.id if who.rule.startswith(_MODEL) else who.rule
    draft.who[named] = replace(
        who,
        type=_type(who, row),
        sectors=who.sectors or sectors_of(owners, beside, row),
        state=who.state or one_state(owners, row),
        personal_data="none" if is_organised(row) else public,
        rule=rule,
        gender=who.gender or row.gender,
    )


def _type(who: Who, row: GenericRow) -> str:
    """An organisation of no known kind, or one taken for a person, is what the noun says."""
    if not is_organised(row) or who.type in _FIXED:
        return who.type
    unclear = who.type in ("group_unspecified", "person")
    return row.type if unclear else who.type
