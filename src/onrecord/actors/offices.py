"""Who held an office when the report was published: "the Syrian president", "the president".

    definite noun of a sole office, state, day ──▶ holder ──▶ a person, candidates, or nobody

A person is named only where the words cannot mean anybody else: an office that one person holds at
a time, one state or body, the day of publication within one row of ``offices.csv``, and no word
that points to another time or holder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.actors.words import until

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.actors.phrase_parts import NounPhrase
    from onrecord.actors.rows import GenericRow, OfficeRow
    from onrecord.actors.who import Draft

_HYPHEN = "-"
_DAY = len("2024-12-04")
_YEAR = len("2024")
#: Years in texts about the present and the recent past.
_CENTURIES = ("19", "20")
#: The noun says what somebody is, becomes or is called, not who is meant.
_PREDICATES = frozenset({"attr", "appos", "xcomp", "acomp", "dep"})


class Holders(NamedTuple):
    """Rows of an office on one day; ``found`` if there is exactly one holder."""

    found: OfficeRow | None
    candidates: tuple[str, ...]


NOBODY = Holders(None, ())


def holder(draft: Draft, phrase: NounPhrase, row: GenericRow) -> Holders:
    """The person whom a description by office means on the day of publication.

    Args:
        draft: the actors so far.
        phrase: the description.
        row: row of its noun.
    """
    if row.held != "one" or not _is_plain(draft, phrase) or _points_elsewhere(draft, phrase):
        return NOBODY
    owner = _owner(draft, phrase)
    if owner is None:
        return NOBODY
    rows = _on_day(draft, draft.words.holders.get((row.label, owner), ()))
    people = {r.actor for r in rows} | _named(draft, row, owner)
    if len(people) == 1 and rows:
        return Holders(rows[0], ())
    return Holders(None, tuple(sorted(people)) if len(people) > 1 else ())


def _is_plain(draft: Draft, phrase: NounPhrase) -> bool:
    """Whether nothing but the owner and a definite article stands beside the noun."""
    noun, tokens = phrase.noun, draft.found.parse.tokens
    if noun.plural or phrase.counted or phrase.tied or phrase.defined or phrase.body is not None:
        return False
    inside = {i for m in phrase.names for i in range(m.first, m.last)}
    definite = draft.words.roles["definite"]
    before = (tokens[i] for i in range(phrase.first, noun.first))
    plain = all(t.i in inside or t.lower in definite or t.tag == "POS" for t in before)
    behind = phrase.last == noun.last or phrase.last - 1 in inside
    return plain and behind and (phrase.definite or bool(phrase.names))


def _points_elsewhere(draft: Draft, phrase: NounPhrase) -> bool:
    """Whether the phrase says what somebody is, or its sentence tells of another time."""
    parse, roles = draft.found.parse, draft.words.roles
    token = parse.tokens[phrase.noun.head]
    if token.dep in _PREDICATES or any(t.lower in roles["as"] for t in parse.kids(token.i)):
        return True
    after = parse.tokens[phrase.last] if phrase.last < len(parse.tokens) else None
    if after is not None and (after.text == _HYPHEN or after.pos == "PROPN"):
        return True
    sentence = parse.sentences[token.sentence]
    words = parse.tokens[sentence.first : sentence.last]
    year = (draft.found.document.published or "")[:_YEAR]
    return any(t.lower in roles["other_time"] or _is_other_year(t.text, year) for t in words)


def _is_other_year(word: str, year: str) -> bool:
    return len(word) == _YEAR and word.isdigit() and word.startswith(_CENTURIES) and word != year


def _owner(draft: Draft, phrase: NounPhrase) -> str | None:
    """Whose office it is: the one name, else the one state that the text names."""
    owners = {m.id for m in phrase.names}
    if owners:
        return owners.pop() if len(owners) == 1 else None
    if phrase.owner is not None or not phrase.bare:
        return None
    named = (who.state for who in draft.who.values() if not who.id.startswith("x_"))
    states = draft.states | {state for state in named if state}
    return states.pop() if len(states) == 1 else None


def _on_day(draft: Draft, rows: Iterable[OfficeRow]) -> list[OfficeRow]:
    day = draft.found.document.published
    if day is None or len(day) != _DAY:
        return []
    return [r for r in rows if r.valid_from and r.valid_from <= day and until(day, r.valid_to)]


def _named(draft: Draft, row: GenericRow, owner: str) -> set[str]:
    """Persons whom the text itself gives this office of this state."""
    rows = draft.words.generic
    return {
        person
        for person, offices in draft.roles.items()
        if person in draft.who
        and draft.who[person].state == owner
        and any(rows[office].label == row.label for office in offices)
    }
