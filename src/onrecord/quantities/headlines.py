"""Headlines that leave out "were": "13 civilians killed 43 others injured" tells two sorts of harm.

a counted word of a clause ──▶ both_harmed ──▶ (token, row of counting.csv) of what befell it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.quantities.words import CountingWord, QuantityWords

_PASTS = frozenset({"VBD", "VBN"})
#: Sectors of those who bear no arms.
_UNARMED = frozenset({"CVL"})


def both_harmed(
    found: Found, carrier: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """What befell a counted word if its clause is such a headline; nothing if it is none.

    Counted people without arms, a verb of harm in the past without "were", and counted people
    of whom a participle right after tells another harm: nobody of the first harmed the others.
    """
    parse = found.parse
    verb = parse.tokens[carrier.head]
    if verb.tag not in _PASTS or parse.kid(verb.i, "aux", "aux:pass") is not None:
        return
    harmed, others = parse.kid(verb.i, "nsubj"), parse.kid(verb.i, "obj")
    row = words.counting.get(("state", verb.lower))
    if harmed is None or others is None or row is None or not _is_unarmed(found, harmed):
        return
    told = parse.kid(others.i, "acl")
    other = None if told is None else words.counting.get(("state", told.lower))
    if told is None or other is None or told.i != others.i + 1 or other.kind == row.kind:
        return
    if carrier.i == harmed.i:
        yield verb, row
    elif carrier.i == others.i:
        yield told, other


def _is_unarmed(found: Found, token: Token) -> bool:
    """Whether a word is a party by number that bears no arms."""
    mention = found.actors.index.headed(token.i)
    counted = token.pos == "NUM" or found.parse.kid(token.i, "nummod") is not None
    if mention is None or not counted:
        return False
    return set(found.actors.by_id()[mention.id].sectors) <= _UNARMED
