"""An attribution while it is being read: token numbers, not yet resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.parse.tree import Parse

#: Rule id of a quotation that nobody is said to say.
UNATTRIBUTED = "quotation:unattributed"
#: Rule id of a quotation given to a verb that is no row of the cue lexicon.
ANY_VERB = "quotation:verb"
#: Rule id of a quotation given to the person whom the sentence before it is about.
SUBJECT = "quotation:subject"
#: Rule id of a quotation that goes on after a denial, a question, a promise of the same person.
CONTINUED = "quotation:continued"
#: Rule id of the speech of a label in an interview: "Name: …".
LABEL = "layout:label"
#: Rule id of "Name: “…”".
COLON = "quotation:colon"

#: Tokens that open or close a quotation, double marks only.
QUOTES = frozenset({'"', "``", "''", "\u201c", "\u201d", "\u00ab", "\u00bb"})


@dataclass(frozen=True, slots=True)
class Draft:
    """One attribution before its holder is resolved.

    Attributes:
        row: id of the cue's row, or a rule id.
        cue_head: the cue's main token, or None for a quotation without any.
        cue: tokens of the cue.
        source_head: head of the source phrase, or None.
        roots: heads of the content's clauses.
        content: all tokens of the content.
        target: head of the one accused, addressed or described, or None.
        marks: tokens that only mark the content ("that", "of"); part of the cue.
        under: cue of the attribution whose whole content this source said first ("said, citing
            X"), or None.
        verbatim: whether a layout shows that the words are the source's own, without marks.
    """

    row: str
    cue_head: int | None
    cue: tuple[int, ...]
    source_head: int | None
    roots: tuple[int, ...]
    content: frozenset[int]
    target: int | None = None
    marks: frozenset[int] = frozenset()
    verbatim: bool = False
    under: int | None = None


def ranges(tokens: Iterable[int], parse: Parse) -> tuple[tuple[int, int], ...]:
    """Token numbers as ranges (end exclusive), without punctuation at their ends.

    A conjunction at the end ("…, and") goes too; a range that holds nothing else is left out.
    Quotation marks and commas between two parts do not divide them.
    """
    found: list[tuple[int, int]] = []
    numbers = sorted(tokens)
    first = 0
    for n, i in enumerate(numbers, 1):
        after = numbers[n] if n < len(numbers) else -1
        if after == i + 1 or (after > i and all(is_mark(parse, k) for k in range(i + 1, after))):
            continue
        found += _trimmed(numbers[first], i + 1, parse)
        first = n
    return tuple(found)


def _trimmed(first: int, last: int, parse: Parse) -> list[tuple[int, int]]:
    while first < last and is_mark(parse, first):
        first += 1
    while last > first and is_edge(parse, last - 1):
        last -= 1
    marks = sum([token.text in QUOTES for token in parse.tokens[first:last]])
    if marks % 2:  # the mark that closes or opens the one inside
        if last < len(parse.tokens) and parse.tokens[last].text in QUOTES:
            last += 1
        elif first > 0 and parse.tokens[first - 1].text in QUOTES:
            first -= 1
    return [(first, last)] if last > first else []


def is_edge(parse: Parse, i: int) -> bool:
    """Punctuation, and an "and" or "but" that joined the words to others."""
    return is_mark(parse, i) or parse.tokens[i].dep == "cc"


def is_mark(parse: Parse, i: int) -> bool:
    """Whether a token is only punctuation or space."""
    token = parse.tokens[i]
    if token.pos in ("PUNCT", "SPACE"):
        return True
    return not token.text.isalnum() and not any(c.isalnum() for c in token.text)
