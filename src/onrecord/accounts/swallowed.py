"""Subjects that a parse takes into the phrase before them: "in this context rebels hit the town".

    finite verb without a subject ──▶ the phrase right before it ──▶ who in it ends that phrase

Collections that lost their commas leave nothing between "in the south of Homs" and "army units":
the parser then sees one nominal with a preposition and a verb without a subject. An English
sentence has one: somebody whose words end right before the verb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.accounts.senses import Senses
    from onrecord.parse.tree import Token

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
#: Clauses that need a subject of their own.
_WHOLE = frozenset({"root", "ccomp", "advcl", "parataxis"})
_SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "expl")
_NOMINAL = frozenset({"NOUN", "PROPN"})
#: What may stand between a subject and its verb.
_BETWEEN = frozenset({"ADV", "AUX"})


def swallowed(i: int, senses: Senses) -> int | None:
    """The subject of a verb that hangs in a phrase before it, or None."""
    token, direct = senses.tokens[i], senses.syntax.direct(i)
    whole = token.tag in _FINITE and token.dep in _WHOLE and "obj" in direct
    if not whole or any(name in direct for name in _SUBJECTS):
        return None
    last = i - 1
    while last >= 0 and senses.tokens[last].pos in _BETWEEN:
        last -= 1
    return _party(last, i, senses) if last >= 0 else None


def _party(last: int, verb: int, senses: Senses) -> int | None:
    """The widest nominal that is somebody, of those that end before the verb from its side on."""
    widest: int | None = None
    passed = False
    here = senses.tokens[last]
    while here.pos in _NOMINAL and here.i < verb and here.head != here.i:
        somebody = _is_somebody(here, senses)
        passed = passed or (widest is not None and not somebody)
        if somebody and not passed:
            widest = here.i
        here = senses.tokens[here.head]
    return widest if here.i == verb else None


def _is_somebody(token: Token, senses: Senses) -> bool:
    """Armed people, or somebody who is named; places and things are nobody."""
    if senses.places.at(token.i) is not None or senses.is_time(token.i):
        return False
    return senses.is_armed(token.i) or senses.actors.headed(token.i) is not None
