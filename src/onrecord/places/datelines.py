"""Names that say where a report was written, and nothing of what happened.

    names with surroundings ──▶ find_datelines ──▶ which of them are datelines

The layout knows those with a dash ("GENEVA, 4 Dec (Agency) -- "). A text that lost its line breaks
and commas still shows the others: a name in capitals, or one behind the date at the head of the
text, with no preposition before it, where a new name or sentence begins after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.places.around import SAID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.places.around import Around
    from onrecord.places.draft import Draft
    from onrecord.places.words import PlaceWords

#: Form of a mention that only says where a report was written.
DATELINE = "dateline"
#: Letters of the shortest name in capitals that is no abbreviation; tokens of the head of a text.
LONG, HEAD = 4, 12


def mark_datelines(found: Found, draft: Draft, words: PlaceWords) -> None:
    """A name in a dateline is where the report was written, whatever the model sees in it."""
    heads: set[int] = set()
    for first, last in found.layout.datelines:
        for n, around in enumerate(draft.arounds):
            if first <= draft.tokens[around.name.first].start < last and around.name.known:
                draft.arounds[n] = around._replace(level=SAID, located=True)
                heads.add(around.name.first)
                break
    for n, around in enumerate(draft.arounds):
        if around.name.first not in heads and _opens_report(found, around, words):
            start = around.name.first
            draft.arounds[n] = around._replace(level=SAID, kind=None, first=start, begins=start)
            heads.add(around.name.first)
    draft.datelines = frozenset(heads)


def _opens_report(found: Found, around: Around, words: PlaceWords) -> bool:
    """Whether a name stands before a report without belonging to its first sentence."""
    name, tokens = around.name, found.parse.tokens
    if not name.known or around.last != name.last or name.last >= len(tokens):
        return False
    after = tokens[name.last]
    loud = _is_loud(tokens[name.first : name.last])
    if loud and _is_credit(tokens, name.last):
        return True
    if around.begins != name.first or not _begins(after):
        return False
    before = tokens[name.first - 1] if name.first else None
    if loud:
        return not _is_loud((after,)) and _is_free(before, words)
    dated = 0 < name.first < HEAD and before is not None and before.text[-1].isdigit()
    return dated and after.sentence == tokens[name.first].sentence


def _is_free(before: Token | None, words: PlaceWords) -> bool:
    """Whether nothing before a name governs it."""
    return before is None or (
        before.pos not in ("ADP", "DET", "ADJ") and before.lower not in words.uses["preposition"]
    )


def _is_loud(tokens: Sequence[Token]) -> bool:
    """Whether a name is written in capitals."""
    text = "".join(t.text for t in tokens)
    return text.isupper() and len(text) >= LONG


def _begins(token: Token) -> bool:
    return token.text[0].isupper()


def _is_credit(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name in brackets follows, as of an agency: "(Agency) "."""
    inner = [t for t in tokens[i + 1 : i + 1 + LONG] if t.text != ")"]
    closes = any(t.text == ")" for t in tokens[i + 1 : i + 2 + LONG])
    return tokens[i].text == "(" and closes and bool(inner) and _begins(inner[0])
