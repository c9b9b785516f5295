"""The links of a document: what words join, who stands there, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.links.ends import Ends
from onrecord.links.joins import Join, Joins
from onrecord.model import Link, Span, content_hash

if TYPE_CHECKING:
    from onrecord.found import Found
    from onrecord.links.words import LinkWords
    from onrecord.model import Statement

#: How often a reading of this kind is right, judged by eye; a prior, not calibrated.
CONFIDENCE = {
    "mark": 0.75, "case": 0.75, "noun": 0.8, "adverb": 0.6, "infinitive": 0.6, "verb": 0.7,
    "name": 0.75,
}  # fmt: skip
TO_ACTORS = "benefits"
#: Types of links that may lead to somebody: an answer to them, what they gain.
MAY_MEAN_ACTORS = frozenset({TO_ACTORS, "responds_to"})
_DENIAL, _QUESTION = "denial", "question"
_TURNED = {"+": "-", "-": "+"}


def find_links(found: Found, words: LinkWords) -> tuple[Link, ...]:
    """Find the links of a document.

    Args:
        found: parse, actors, commitments, statements, accounts and relations are read.
        words: the lexicon.

    Returns:
        Links in the order of the text; none without somebody who says it.
    """
    ends = Ends(found, words.control)
    joins = sorted(Joins(ends, words).find(), key=lambda j: (j.words[0], j.words, j.joining.row.id))
    links = {x.link_id: x for join in joins if (x := _link(ends, join))}
    return tuple(links.values())


def _link(ends: Ends, join: Join) -> Link | None:
    """The link of a join; None without a teller, or where both ends are one."""
    row = join.joining.row
    statement = ends.statement(max(join.words))
    if statement is None or (row.kind == "infinitive" and not _is_aim(ends, join)):
        return None
    start, end = ends.value(join.start), _goal(ends, row.type, join.end)
    if start == end and not ends.tells(join.start):  # what it carries is the other end
        start = ends.said(join.start)
    elif start == end and row.type != TO_ACTORS:  # two tellings of one happening
        end = ends.said(join.end)
    polarity = _polarity(ends, join, statement)
    if start is None or end is None or polarity is None:
        return None
    sides = _sides(ends, join)
    if start == end and not all(sides):
        return None
    spans = ends.spans(join.words)
    where = [(s.start, s.end) for s in spans]
    return Link(
        link_id=content_hash("l_", [ends.found.document.doc_id, row.type, start, end, where]),
        type=row.type,
        from_=start,
        to=end,
        polarity=polarity,
        spans=spans,
        asserted_by=(statement.statement_id,),
        rule=row.id,
        confidence=CONFIDENCE[row.kind],
        from_spans=sides[0],
        to_spans=sides[1],
    )


def _sides(ends: Ends, join: Join) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The words at both ends, none of them twice."""
    start, end = (ends.words(i) for i in (join.start, join.end))
    said = set(join.words) - {join.start, join.end}
    start -= ends.below(join.start, join.end) | ends.below(join.start, join.head) | said
    end -= ends.below(join.end, join.start) | ends.below(join.end, join.head) | said | start
    return ends.spans(ends.trimmed(start)), ends.spans(ends.trimmed(end))


def _goal(ends: Ends, kind: str, i: int) -> str | None:
    """Where a link leads: who gains from something, whom an act answers, or what is told there."""
    if kind not in MAY_MEAN_ACTORS:
        return ends.value(i)
    told = ends.told(i) if kind != TO_ACTORS else None
    actor = None if told is not None else ends.actor(i)
    if kind == TO_ACTORS:
        return actor
    return told or actor or ends.value(i)


def _is_aim(ends: Ends, join: Join) -> bool:
    """Whether a bare "to do" is somebody's aim; many a one only goes on with the sentence.

    Either an event serves it or is aimed at, or somebody does something for it.
    """
    if any((end := ends.told(i)) and end.startswith("a_") for i in (join.start, join.end)):
        return True
    if ends.tokens[join.start].pos != "VERB":
        return False
    doers = ends.syntax.surface(join.start)
    return any(ends.actor(doer.token) is not None for doer in doers) or (
        ends.syntax.is_passive(join.start) and ends.parse.kid(join.start, "aux:pass") is not None
    )


def _polarity(ends: Ends, join: Join, statement: Statement) -> str | None:
    """Denied where the word of the link is ("did not lead to"), or by who denies it all.

    None where nobody commits to it: questions and wishes.
    """
    row = join.joining.row
    if statement.speech_act == _QUESTION:
        return None
    if row.polarity is not None:
        return row.polarity
    if row.kind not in ("verb", "name"):
        return "-" if _is_negated(ends, min(join.words)) else "+"
    value = ends.found.commitments.at(join.head)
    if value.polarity == "u":
        return "+" if value.realis == "planned" else None
    return _TURNED[value.polarity] if statement.speech_act == _DENIAL else value.polarity


def _is_negated(ends: Ends, first: int) -> bool:
    """Whether a negation stands right before the words: "not because"."""
    return first > 0 and ends.tokens[first - 1].dep == "neg"
