"""Short forms that a text itself teaches: "Name (ABBR)", surnames, "the Observatory".

    mentions of full names ──▶ learn ──▶ draft.learned ──▶ add_short_names ──▶ mentions

A short name that would fit several actors of the text is left open.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.actors.phrases import head_of
from onrecord.actors.spelling import fold
from onrecord.actors.who import Who, described
from onrecord.found import TokenMention

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.actors.who import Draft
    from onrecord.parse.tree import Token

_PLURAL = frozenset({"NNS", "NNPS"})
_OPEN, _CLOSE, _COMMA = "(", ")", ","
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
    """Learn from "Name (ABBR)", "Name, or ABBR," and "ABBR (Name)"."""
    tokens = draft.found.parse.tokens
    inner = _parenthesis(draft, mention.last) or _after_or(draft, mention.last)
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


def _after_or(draft: Draft, comma: int) -> tuple[int, int] | None:
    """The word after ", or [the]" that a comma closes."""
    tokens, roles = draft.found.parse.tokens, draft.words.roles
    if comma + 3 >= len(tokens) or tokens[comma].text != _COMMA:
        return None
    if tokens[comma + 1].lower not in roles["or"]:
        return None
    first = comma + 2
    first += tokens[first].lower in roles["definite"]
    closed = first + 1 < len(tokens) and tokens[first + 1].text in (_COMMA, _CLOSE)
    return (first, first + 1) if closed else None


def is_abbreviation(text: str) -> bool:
    """Whether letters look like an abbreviation: mostly capitals, no space."""
    capitals = sum(map(str.isupper, text))
    return capitals > 1 and " " not in text and 2 * capitals >= len(text)


def _teach_abbreviation(draft: Draft, short: str, mention: TokenMention) -> None:
    """Teach letters that begin words of the name; others say something else ("Olin (UK)")."""
    initials = iter(fold(draft.text(mention.first, mention.last).replace("-", " ")).split())
    letters = [c for c in fold(short) if c.isalpha()]
    if all(any(word.startswith(letter) for word in initials) for letter in letters):
        teach(draft, "abbreviation", short, mention.id)
        who = draft.who[mention.id]
        if who.type == "person" and who.rule.startswith("ner:"):  # persons have no initials
            draft.who[who.id] = replace(who, type="group_unspecified")


def prefer_learned(draft: Draft) -> None:
    """An abbreviation that the text explains is that name's, whatever else it stands for."""
    for i, mention in enumerate(draft.mentions):
        if mention.form != "abbreviation":
            continue
        ids = draft.learned.get(("abbreviation", draft.text(mention.first, mention.last)), ())
        if len(ids) == 1 and ids[0] != mention.id:
            draft.mentions[i] = replace(mention, id=ids[0])
            draft.covered |= dict.fromkeys(range(mention.first, mention.last), draft.mentions[i])


def teach(draft: Draft, kind: str, short: str, actor: str) -> None:
    """Let a short form of some kind stand for an actor of this text."""
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
        teach(draft, "surname", draft.key(tokens[kept[-1]].text), mention.id)
    elif draft.who[mention.id].type != "state":
        teach(draft, "head", fold(tokens[mention.head].text), mention.id)


def add_short_names(draft: Draft) -> None:
    """Mentions by a short form of names that neither lexicon nor model saw."""
    whole = _whole_names(draft)
    for token in draft.found.parse.tokens:
        if token.i in draft.covered or (token.tag in _PLURAL and add_family(draft, token.i)):
            continue
        if token.pos != "PROPN":
            continue
        again = _again(draft, token.i, whole.get(token.text, ()))
        if again is not None:
            draft.add_name(draft.who[again.id], again)
        else:
            add_short(draft, token.i, token.i + 1)


def _whole_names(draft: Draft) -> dict[str, list[TokenMention]]:
    """Names of several words that only the text knows, by their first word."""
    whole: dict[str, list[TokenMention]] = {}
    for mention in draft.mentions:
        if mention.id.startswith("n_") and mention.last - mention.first > 1:
            first = draft.found.parse.tokens[mention.first]
            whole.setdefault(first.text, []).append(mention)
    return whole


def _again(draft: Draft, first: int, names: Iterable[TokenMention]) -> TokenMention | None:
    """The same words as an earlier name, which the model did not see as one this time."""
    tokens = draft.found.parse.tokens
    for name in names:
        size = name.last - name.first
        here = [t.text for t in tokens[first : first + size]]
        free = all(i not in draft.covered for i in range(first, first + size))
        if free and here == [t.text for t in tokens[name.first : name.last]]:
            head = head_of(draft.found.parse, first, first + size)
            return TokenMention(first, first + size, head, name.id)
    return None


def add_family(draft: Draft, i: int) -> bool:
    """Add a mention of a family: "the Assads", where the text names one of them."""
    token = draft.found.parse.tokens[i]
    endings = draft.words.roles["family_ending"]
    if token.tag not in _PLURAL or not token.text[0].isupper() or not _is_definite(draft, token):
        return False
    ending = next((e for e in endings if token.lower.endswith(e)), "")
    known = draft.learned.get(("surname", draft.key(token.lower.removesuffix(ending))))
    if not known:
        return False
    states = {draft.who[person].state for person in known}
    who = Who(
        id="",
        name=token.text,
        type="persons_unnamed",
        state=states.pop() if len(states) == 1 else None,
        sectors=(),
        label=token.text,
        rule="family_ending",
        plural=True,
    )
    who = described(draft, token.i, token.i + 1, who)
    draft.add_name(who, TokenMention(token.i, token.i + 1, token.i, who.id))
    return True


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
    if ids := learned.get(("surname", draft.key(head.text))):
        return "name", ids
    ids = learned.get(("head", fold(head.text)), ())
    is_short = ids and _is_definite(draft, head) and not _is_completed(draft, head)
    return "name", ids if is_short else ()


def _is_completed(draft: Draft, head: Token) -> bool:
    """Whether a noun has a name of its own behind it: "the Government of Norway"."""
    parse, places = draft.found.parse, draft.words.roles["locative"]
    behind = (k for k in parse.kids(head.i, "nmod") if k.i > head.i and k.pos == "PROPN")
    return any(m.lower not in places for k in behind for m in parse.kids(k.i, "case"))


def _is_definite(draft: Draft, head: Token) -> bool:
    definite = draft.words.roles["definite"]
    return any(kid.lower in definite for kid in draft.found.parse.kids(head.i, "det"))
