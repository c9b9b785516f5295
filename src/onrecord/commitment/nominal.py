"""Events that are nouns: "the planned attack", "prevented an attack", "condemned the attack".

A noun takes the value of its clause unless its own words, the word that governs it, or the fact
that it is spoken of as known ("did not condemn the attack") give it another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.commitment.embedding import governor, known
from onrecord.commitment.local import ARGUMENTS, SUBJECTS
from onrecord.commitment.scale import (
    CERTAIN,
    PLAIN,
    REAL,
    SCALE,
    WANTED,
    Stand,
    governed,
    within,
)

if TYPE_CHECKING:
    from onrecord.commitment.words import CommitmentRow, CommitmentWords
    from onrecord.parse.tree import Parse, Token

PRESUPPOSED = Stand(CERTAIN, "actual", "claim", "presupposed")
#: FactBank's value of what a light verb tells: "carried out the attack".
_HAPPENED = "CT+"
_BEFORE = frozenset({"amod", "det", "neg", "nmod:poss"})
_DIRECT = frozenset({"obj", "nsubj:pass", "attr", "dep"})


def noun_stand(
    parse: Parse, words: CommitmentWords, i: int, above: Stand, particle: str
) -> Stand | None:
    """The value of a noun where it differs from that of its clause or of the noun above it.

    Args:
        parse: the tokens.
        words: the lexicon.
        i: a noun.
        above: how the word that the noun depends on is meant.
        particle: the particle of the verb above.
    """
    token = parse.tokens[i]
    own = own_words(parse, words, i)
    row = governing(parse, words, token, particle)
    if row is not None:
        outer: Stand | None = governed(row, above)
    else:
        outer = _presupposed(parse, words, token, above)
    if own is None:
        return outer
    return within(outer or above, own)


def own_words(parse: Parse, words: CommitmentWords, i: int) -> Stand | None:
    """The noun's own determiner and adjectives: any, no, alleged, planned."""
    tokens = parse.tokens
    for child in parse.children[i]:
        token = tokens[child]
        if token.dep in _BEFORE and token.lower in words.phrases:
            row = words.phrase(tokens, child)
            if row is not None and _fits(row, token, tokens[i]):
                return Stand(SCALE[row.affirmed], row.realis or "did_not_happen", "claim", row.id)
    return None


def _fits(row: CommitmentRow, token: Token, noun: Token) -> bool:
    if row.kind == "negator":  # on a subject or object it denies the clause (local)
        return token.dep in ("det", "neg") and noun.dep not in ARGUMENTS
    return row.kind == "modifier"


def governing(
    parse: Parse, words: CommitmentWords, token: Token, particle: str
) -> CommitmentRow | None:
    """The row of a verb, noun or adjective that governs the noun in the slot it stands in."""
    slots = _slots(parse, token)
    if slots and (row := governor(parse, words, token.head, slots, particle)):
        done = _done(parse, words, token.head, slots) if row.realis in WANTED else None
        return done or row
    for child in parse.kids(token.i, "acl"):
        if child.tag == "VBN":
            return words.embedder("verb", child, "noun")
    return None


def _done(
    parse: Parse, words: CommitmentWords, verb: int, slots: tuple[str, ...]
) -> CommitmentRow | None:
    """The row of a verb that does what the one before it plans: "planned and carried out"."""
    for other in parse.kids(verb, "conj"):
        own = parse.kid(other.i, "nsubj", "nsubj:pass", "obj", "aux", "aux:pass", "neg")
        if other.tag != parse.tokens[verb].tag or own is not None:
            continue
        particle = parse.kid(other.i, "compound:prt")
        row = governor(parse, words, other.i, slots, particle.lower if particle else "")
        if row is not None and row.affirmed == _HAPPENED and row.realis is None:
            return row
    return None


def _slots(parse: Parse, token: Token) -> tuple[str, ...]:
    dep = token.dep
    if dep in _DIRECT:
        return ("attr", "noun") if dep == "attr" else ("noun",)
    if dep in SUBJECTS:
        return ("subj",)
    if dep in ("nmod", "obl"):
        return tuple(parse.case(token.i).split()[:1])
    return ("compound",) if dep == "compound" else ()


def _presupposed(parse: Parse, words: CommitmentWords, token: Token, above: Stand) -> Stand | None:
    """A known thing stays real when what is said of it is denied or open."""
    if (
        above == PLAIN
        or (above.value == PRESUPPOSED.value and above.realis in REAL)
        or token.dep in ("compound", "conj", "attr")
    ):
        return None
    if above.value < 0 and (token.dep in SUBJECTS or token.dep in ("obl", "nmod")):
        return PRESUPPOSED
    row = known(parse, words, token.i)
    return PRESUPPOSED._replace(rule=row) if row else None
