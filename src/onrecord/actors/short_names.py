"""Short forms that a text itself teaches: "Name (ABBR)", surnames, "the Observatory".

    mentions of full names ──▶ learn ──▶ draft.learned ──▶ add_short_names ──▶ mentions

A short name that would fit several actors of the text is left open.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.actors.phrases import head_of
from onrecord.actors.words import fold
from onrecord.found import TokenMention

if TYPE_CHECKING:
    from onrecord.actors.who import Draft
    from onrecord.parse.tree import Token

_OPEN, _CLOSE = "(", ")"
#: An abbreviation in parentheses has at most so many tokens ("SPLM/A-IO").
_LONGEST_ABBREVIATION = 5
#: What stands before the hyphen of a surname ("al-Assad", "Abd-Rabbo") is at most so long.
_LONGEST_PARTICLE = 3


def core(draft: Draft, first: int, last: int) -> list[int]:
    """The tokens of a name without hyphens and particles like "al", "bin", "de"."""
    return [i for i in range(first, last) if not _is_particle(draft, i, last)]


def _is_particle(draft: Draft, i: int, last: int) -> bool:
    tokens = draft.found.parse.tokens
    if not tokens[i].text[0].isupper():
        return True
    hyphen = i + 1 < last and tokens[i + 1].text == "-"
    return hyphen and len(tokens[i].text) <= _LONGEST_PARTICLE


def learn(draft: Draft) -> None:
    """Learn the short forms of all names found so far."""
    draft.full_names = Counter(m.id for m in draft.mentions if m.last > m.first + 1)
    for mention in draft.mentions:
        _learn_abbreviation(draft, mention)
        if mention.form == "name":
            learn_name(draft, mention)


def _learn_abbreviation(draft: Draft, mention: TokenMention) -> None:
    """Learn from "Name (ABBR)" and "ABBR (Name)"."""
    tokens = draft.found.parse.tokens
    inner = _parenthesis(draft, mention.last)
    if inner is not None and is_abbreviation(draft.text(*inner)):
        _teach_abbreviation(draft, draft.text(*inner), mention)
        return
    before = mention.first - 1
    if before >= 1 and tokens[before].text == _OPEN and mention.last < len(tokens):
        short = draft.text(before - 1, before)
        if tokens[mention.last].text == _CLOSE and is_abbreviation(short):
            _teach_abbreviation(draft, short, mention)


def _parenthesis(draft: Draft, opening: int) -> tuple[int, int] | None:
    tokens = draft.found.parse.tokens
    if opening >= len(tokens) or tokens[opening].text != _OPEN:
        return None
    for i in range(opening + 1, min(opening + 2 + _LONGEST_ABBREVIATION, len(tokens))):
        if tokens[i].text == _CLOSE:
            return (opening + 1, i) if i > opening + 1 else None
    return None


def is_abbreviation(text: str) -> bool:
    """Whether letters look like an abbreviation: mostly capitals, no space."""
    capitals = sum(map(str.isupper, text))
    return capitals > 1 and " " not in text and 2 * capitals >= len(text)


def _teach_abbreviation(draft: Draft, short: str, mention: TokenMention) -> None:
    """Teach letters that begin words of the name; others say something else ("Olin (UK)")."""
    initials = iter(fold(draft.text(mention.first, mention.last).replace("-", " ")).split())
    letters = [c for c in fold(short) if c.isalpha()]
    if all(any(word.startswith(letter) for word in initials) for letter in letters):
        _teach(draft, "abbreviation", short, mention.id)


def prefer_learned(draft: Draft) -> None:
    """An abbreviation that the text explains is that name's, whatever else it stands for."""
    for i, mention in enumerate(draft.mentions):
        if mention.form != "abbreviation":
            continue
        ids = draft.learned.get(("abbreviation", draft.text(mention.first, mention.last)), ())
        if len(ids) == 1 and ids[0] != mention.id:
            draft.mentions[i] = replace(mention, id=ids[0])
            draft.covered |= dict.fromkeys(range(mention.first, mention.last), draft.mentions[i])


def _teach(draft: Draft, kind: str, short: str, actor: str) -> None:
    taught = draft.learned.get((kind, short), ())
    if actor not in taught:
        draft.learned[kind, short] = (*taught, actor)


def learn_name(draft: Draft, mention: TokenMention) -> None:
    """Learn the surname of a person, the head noun of an organisation's name."""
    tokens = draft.found.parse.tokens
    kept = core(draft, mention.first, mention.last)
    if len(kept) < 2:  # noqa: PLR2004  (a short name has no shorter form)
        return
    if draft.who[mention.id].type == "person":
        _teach(draft, "surname", fold(tokens[kept[-1]].text), mention.id)
    elif draft.who[mention.id].type != "state":
        _teach(draft, "head", fold(tokens[mention.head].text), mention.id)


def add_short_names(draft: Draft) -> None:
    """Mentions by a short form of names that neither lexicon nor model saw."""
    for token in draft.found.parse.tokens:
        if token.pos == "PROPN" and token.i not in draft.covered:
            add_short(draft, token.i, token.i + 1)


def add_short(draft: Draft, first: int, last: int) -> bool:
    """Add a mention if the words are a short form that the text has taught."""
    parse = draft.found.parse
    head = head_of(parse, first, last)
    if any(i in draft.covered for i in range(first, last)) or _in_other_name(draft, head):
        return False
    form, taught = _taught(draft, first, last, parse.tokens[head])
    if len(taught) > 1:
        taught = _likeliest(draft, first, taught)
    if len(taught) > 1:
        draft.leave_open(first, last, "a short name of several actors", taught)
    elif taught:
        who = draft.who[taught[0]]
        draft.add_name(who, TokenMention(first, last, head, who.id, form))
    return bool(taught)


def _likeliest(draft: Draft, first: int, taught: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the gender a title gives; the one the text is about, if it is about one.

    It is about the one it names in full at least twice as often as any other.
    """
    gender = _gender_before(draft, first)
    if gender is not None:
        fitting = [i for i in taught if draft.who[i].gender in (None, gender)]
        known = [i for i in fitting if draft.who[i].gender == gender]
        if len(known or fitting) == 1:
            return tuple(known or fitting)
    counts = sorted(((draft.full_names[i], i) for i in taught), reverse=True)
    return (counts[0][1],) if counts[0][0] >= 2 * counts[1][0] else taught


def _gender_before(draft: Draft, first: int) -> str | None:
    """The gender that a title directly before a name gives ("Mrs.")."""
    before = draft.found.parse.tokens[first - 1] if first else None
    row = draft.words.generic_row(before.lower.rstrip(".")) if before else None
    return row.gender if row else None


def _in_other_name(draft: Draft, head: int) -> bool:
    """Whether the word only belongs to a name that is not known ("Olin Street")."""
    token = draft.found.parse.tokens[head]
    above = draft.found.parse.tokens[token.head]
    return token.dep == "compound" and above.pos == "PROPN" and above.i not in draft.covered


def _taught(draft: Draft, first: int, last: int, head: Token) -> tuple[str, tuple[str, ...]]:
    learned = draft.learned
    if ids := learned.get(("abbreviation", draft.text(first, last))):
        return "abbreviation", ids
    if ids := learned.get(("surname", fold(head.text))):
        return "name", ids
    ids = learned.get(("head", fold(head.text)), ())
    return "name", ids if ids and _is_definite(draft, head) else ()


def _is_definite(draft: Draft, head: Token) -> bool:
    definite = draft.words.roles["definite"]
    return any(kid.lower in definite for kid in draft.found.parse.kids(head.i, "det"))
