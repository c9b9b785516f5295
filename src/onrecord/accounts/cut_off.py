"""Clauses that a parse cuts wrongly where commas are missing, and whose subjects it loses.

Three shapes, all told by what English grammar wants:

* "as a drone struck the depot": the joint is taken for a preposition of the subject;
* "when groups allied to the front fired": the participle that describes the subject is taken for
  the verb of the clause, and the finite verb hangs, joined by nothing, in the clause above;
* "rebels holding the town and have shelled it": a finite verb goes on with the clause, not with the
  participle that it hangs below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.parse.tree import Parse, Token

_PAST = frozenset({"VBD", "VBN"})
_FINITE = frozenset({"VBZ", "VBP"})
#: Joints that the parser takes for prepositions of the subject.
_JOINTS = frozenset({"obl:as", "obl:after", "obl:before", "obl:since", "obl:until"})
_ADVERBS = frozenset({"ADV", "AUX"})
_DESCRIBING = frozenset({"acl", "advcl"})


def described_subject(token: Token, parse: Parse) -> int | None:
    """The subject of a finite verb that hangs in another clause, joined by nothing; or None."""
    if token.dep != "conj" or token.tag not in _PAST:
        return None
    last = token.i
    while last and parse.tokens[last - 1].pos in _ADVERBS:
        last -= 1
    for child in reversed(parse.children[token.head]):
        if child < token.i and parse.tokens[child].dep == "cc":
            return None
        if child < token.i and parse.edges[child][1] == last:
            return _subject_of_participle(parse.tokens[child], parse)
    return None


def _subject_of_participle(token: Token, parse: Parse) -> int | None:
    """The subject of a clause whose verb may be a participle that describes it."""
    direct = parse.direct[token.i]
    passive = "aux" not in direct and "aux:pass" not in direct and "obj" not in direct
    if token.dep != "advcl" or token.tag not in _PAST or not passive:
        return None
    return next(iter(direct.get("nsubj", direct.get("nsubj:pass", ()))), None)


def joined_subject(token: Token, parse: Parse) -> int | None:
    """The subject of a clause of time that the parser hangs beside its verb; or None."""
    if token.tag not in _PAST and not _is_finite(token, parse):
        return None
    first = parse.edges[token.i][0]
    for child in parse.children[token.head]:
        if parse.slots[child] in _JOINTS and child < first == parse.edges[child][1]:
            return child
    return None


def finite_above(token: Token, parse: Parse) -> int | None:
    """The verb with which a finite verb below a participle shares its subject; or None."""
    above = parse.tokens[token.head]
    past = token.tag == "VBD" and token.lower != token.lemma  # "cut" may be any form
    if token.dep != "conj" or not (past or _is_finite(token, parse)):
        return None
    while above.dep == "xcomp" and above.tag == "VB" and above.head < above.i:
        above = parse.tokens[above.head]  # "seeking to end his rule and have"
    if above.i != token.head and above.tag in _PAST:
        return above.i  # "called on states to help and called on others to stop"
    if above.tag != "VBG" or above.dep not in _DESCRIBING or _is_finite(above, parse):
        return None
    verbs = (i for i in parse.ancestors(above.i) if parse.tokens[i].pos == "VERB")
    return next((i for i in verbs if parse.tokens[i].tag not in ("VBG", "VB")), None)


def _is_finite(token: Token, parse: Parse) -> bool:
    helpers = parse.direct[token.i].get("aux", ())
    return token.tag in _FINITE or any(parse.tokens[k].tag in _FINITE for k in helpers)
