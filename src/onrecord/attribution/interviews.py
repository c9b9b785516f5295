"""Interviews: what speakers say after their labels, paragraph by paragraph.

    labels of the layout ──▶ find_labelled ──▶ Laid: drafts, and gaps

Letters for question and answer name nobody: the only person named before the interview answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.attribution.draft import LABEL, Draft
from onrecord.attribution.layouts import Laid, roots_of
from onrecord.model import Gap, Span

if TYPE_CHECKING:
    from onrecord.attribution.cues import CueWords
    from onrecord.found import Found
    from onrecord.parse.tree import Parse

ANSWER = "answer"
NO_NAME = "an answer whose speaker no name tells"


def find_labelled(found: Found, words: CueWords) -> Laid:
    """Find what speakers say after their labels in an interview, paragraph by paragraph."""
    parse, layout = found.parse, found.layout
    ends = {p.start: p.end for p in layout.paragraphs}
    drafts = []
    unnamed: list[int] = []
    for start, end in layout.labels:
        label = parse.tokens_between(start, end)
        content = frozenset(parse.tokens_between(end + 1, ends[start]))
        if not label or not content or _is_place(found, label):
            continue
        head = _head_of(parse, label)
        kind = words.layouts.labels.get(layout.text[start:end].lower())
        if kind is not None:
            head = _answering(found) if kind == ANSWER else None
            unnamed += [start] if kind == ANSWER and head is None else []
        cue = label[-1] + 1
        roots = roots_of(parse, content)
        drafts.append(Draft(LABEL, cue, (cue,), head, roots, content, verbatim=True))
    return Laid(tuple(drafts), frozenset(), _unnamed(found, unnamed))


def _head_of(parse: Parse, label: range) -> int | None:
    """The name in a label, also in "Olin continued:"."""
    top = next(
        (i for i in label if parse.tokens[i].head not in label or parse.tokens[i].head == i),
        label[-1],
    )
    subject = parse.kid(top, "nsubj")
    return top if subject is None else subject.i


def _is_place(found: Found, label: range) -> bool:
    """A place before a colon is where a report comes from."""
    places, actors = found.places.index, found.actors.index
    return any(places.at(i) is not None and actors.at(i) is None for i in label)


def _answering(found: Found) -> int | None:
    """The only person named before an interview begins: the one who answers in it."""
    begin = found.layout.labels[0][0]
    persons = {a.actor_id for a in found.actors.actors if a.type == "person"}
    before = [m for m in found.actors.index.mentions if found.parse.tokens[m.head].start < begin]
    named = [m for m in before if m.id in persons]
    return named[-1].head if len({m.id for m in named}) == 1 else None


def _unnamed(found: Found, starts: list[int]) -> tuple[Gap, ...]:
    """One gap for all answers of nobody."""
    ends = (p for p in found.layout.paragraphs if p.start in starts[:1])
    text = found.layout.text
    return tuple(
        Gap("attribution", Span(p.start, p.end, text[p.start : p.end]), NO_NAME) for p in ends
    )
