"""Clauses that a parse cuts wrongly where commas are missing, and whose subjects it loses.

Three shapes, all told by what English grammar wants:

* "as a drone struck the depot": the joint is taken for a preposition of the subject;
* "when groups allied to the front fired": the participle that describes the subject is taken for
  the verb of the clause, and the finite verb hangs, joined by nothing, in the clause above or
  stands over it ("rockets fired from the camp landed near the town");
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
_FOLLOWING = frozenset({"conj", "root", "ccomp"})


def described_subject(token: Token, parse: Parse) -> int | None:
    """The subject of a finite verb that hangs in another clause, joined by nothing; or None."""
    if token.dep not in _FOLLOWING or token.tag not in _PAST:
        return None
    last = token.i
    while last and parse.tokens[last - 1].pos in _ADVERBS:
        last -= 1
    for child in reversed(parse.children[token.head if token.dep == "conj" else token.i]):
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


def content_before(token: Token, parse: Parse, speech: frozenset[str]) -> int | None:
    """The verb of what is said first, where a clause goes on with it; or None.

    "Rebels shelled the town, the army said, killing nine"; but "…, the army said, vowing revenge",
    where the clause has one of the verbs of ``speech``.
    """
    if token.dep not in ("conj", "advcl") or token.lemma in speech:
        return None
    above = parse.tokens[token.head]
    if above.dep == "parataxis":
        return above.head if above.head < above.i < token.i else None
    direct = parse.direct[token.head]
    said = [c for c in direct.get("ccomp", ()) if c < token.head < token.i]
    who = direct.get("nsubj", ())
    if not said or not who or said[-1] > who[0] or "ccomp" in parse.direct[token.i]:
        return None
    return said[-1]


def is_apart(token: Token, parse: Parse, speech: frozenset[str]) -> bool:
    """Whether a clause behind a speaker may be of others: "…, he said, as debris fell and hit".

    The parser may lose the first verb of such a clause, and join the next to that of the speaker.
    """
    if token.tag == "VBG" or content_before(token, parse, speech) is None:
        return False
    if token.dep == "advcl" and "nsubj" in parse.direct[token.i]:
        return True
    between = (c for c in parse.children[token.head] if token.head < c < token.i)
    return any(parse.slots[c] in _JOINTS or parse.tokens[c].dep == "advcl" for c in between)
