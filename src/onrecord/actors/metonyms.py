"""Whether a capital stands for its government: "accused Moscow", "talks with Tehran".

    head of the name ──▶ is_party ──▶ whether somebody deals with it, or it owns a claim or policy

As a subject a capital is a government where its verb speaks or decides; that is told by the
verbs of ``actor_verbs.csv``. Bombs fall on Kyiv the city; only words of dealing make it a party.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.actors.rows import Role
    from onrecord.parse.tree import Parse, Token

#: A list ("Ankara and Moscow") is followed at most so far.
_LONGEST_LIST = 4
_NOMINAL = frozenset({"nmod", "obl"})


def is_party(parse: Parse, name: Token, roles: Mapping[Role, frozenset[str]]) -> bool:
    """Whether a capital is a party, by the words that govern it.

    Args:
        parse: the parse of the document.
        name: head token of the name.
        roles: words of the grammar, by what they are for.
    """
    for _ in range(_LONGEST_LIST):
        if name.dep != "conj":
            break
        name = parse.tokens[name.head]
    governor = parse.tokens[name.head]
    if name.dep == "nsubj":  # "Ankara held talks"
        return any(noun.lemma in roles["dealing"] for noun in parse.kids(governor.i, "obj"))
    if name.dep in ("obj", "iobj"):
        return governor.lemma in roles["deal"]
    if name.dep == "nmod:poss":
        return governor.lemma in roles["owning"]
    if name.dep not in _NOMINAL:
        return False
    marks = {mark.lower for mark in parse.kids(name.i, "case")}
    return bool(marks & roles["party_mark"]) and _is_dealing(parse, governor, roles)


def _is_dealing(parse: Parse, governor: Token, roles: Mapping[Role, frozenset[str]]) -> bool:
    """Whether the word that governs "with Tehran" is one of dealing, or has one as its object."""
    if governor.lemma in roles["dealing"]:
        return True
    objects = parse.kids(governor.i, "obj", "nsubj:pass")
    return any(noun.lemma in roles["dealing"] for noun in objects)
