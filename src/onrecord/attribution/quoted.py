"""Quotations as tokens, and the limits that their marks set to what is said inside them.

Layout, parse ──▶ quoted ──▶ Quoted; drafts ──▶ within_marks ──▶ drafts
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.attribution.draft import is_mark
from onrecord.attribution.layouts import roots_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.attribution.draft import Draft
    from onrecord.found import Found
    from onrecord.parse.tree import Parse
    from onrecord.quotations import Quotation
    from onrecord.text import Layout

_VERBS = ("VERB", "AUX")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as tokens: those inside its marks, and the sentences it touches."""

    tokens: range
    words: frozenset[int]
    sentences: range
    continues: bool
    closed: bool = True


def quoted(parse: Parse, layout: Layout) -> list[Quoted]:
    """The outer quotations that hold words, in the order of the text."""
    found = []
    for quotation in layout.quotations:
        if quotation.depth == 0:
            tokens = parse.tokens_between(quotation.inner_start, quotation.inner_end)
            words = frozenset(i for i in tokens if not is_mark(parse, i))
            if words:
                first, last = parse.tokens[min(words)], parse.tokens[max(words)]
                sentences = range(first.sentence, last.sentence + 1)
                goes_on, closed = quotation.continues, quotation.closed
                found.append(Quoted(tokens, words, sentences, goes_on, closed))
    return found


def never_closed(layout: Layout) -> list[Quotation]:
    """Quotations that no mark closes and no paragraph reopens: read to their paragraph's end."""
    outer = [q for q in layout.quotations if q.depth == 0]
    following = [*outer[1:], None]
    pairs = zip(outer, following, strict=False)
    return [q for q, then in pairs if not q.closed and not (then and then.continues)]


def within_marks(
    found: Found, quotations: Iterable[Quoted], drafts: Iterable[Draft]
) -> list[Draft]:
    """Cut what somebody says inside a quotation at its marks, and at those of an inner one.

    "“The soldier said ‘Nobody leaves’ and shut the gate,” the driver recalled": a parser may put
    the last words below the first ones.
    """
    parse = found.parse
    outer = {i: q.words for q in quotations for i in q.words}
    marked = frozenset(outer)
    inner = [
        frozenset(parse.tokens_between(q.inner_start, q.inner_end))
        for q in found.layout.quotations
        if q.depth > 0
    ]
    done = []
    for draft in drafts:
        cue, source = draft.cue_head, draft.source_head
        if cue is not None and source is not None and source in outer.get(cue, ()):
            content = draft.content & marked
            kept = tuple(r for r in draft.roots if r in content)
            content = _inside(parse, cue, kept or roots_of(parse, content), content, inner)
            roots = tuple(r for r in kept if r in content) or roots_of(parse, content)
            done.append(replace(draft, content=content, roots=roots))
        else:
            done.append(draft)
    return done


def _inside(
    parse: Parse,
    cue: int,
    roots: tuple[int, ...],
    content: frozenset[int],
    inner: Iterable[frozenset[int]],
) -> frozenset[int]:
    """The inner quotation that a content begins with, if it holds the content's clause."""
    first = min((i for i in content if not is_mark(parse, i)), default=None)
    for tokens in inner:
        words = [i for i in tokens if not is_mark(parse, i)]
        begins = bool(words) and min(words) == first and cue not in tokens
        if begins and any(r in tokens and parse.tokens[r].pos in _VERBS for r in roots):
            return tokens
    return content
