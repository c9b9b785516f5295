"""Find the attributions of a document: drafts from the parse and the quotations, then holders."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onrecord.attribution.draft import UNATTRIBUTED, Draft, is_mark, ranges
from onrecord.attribution.frames import Scene
from onrecord.attribution.holders import Holders
from onrecord.attribution.interviews import find_labelled
from onrecord.attribution.layouts import find_layouts, without_labels
from onrecord.attribution.quoted import never_closed, quoted
from onrecord.attribution.quotes import give_quotations
from onrecord.attribution.syntax import find_drafts
from onrecord.found import Attribution, Attributions
from onrecord.model import Gap, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.cues import CueWords
    from onrecord.found import Found
    from onrecord.parse.tree import Parse

NOBODY = "a quotation that nobody is said to say"
NEVER_CLOSED = "a quotation mark that nothing closes: read to the end of its paragraph"
#: Classes of cues by which a speaker marks the own speech: "I think", "we know", "I said".
_HEDGES = frozenset({"neutral", "factive", "speculative"})


def find_attributions(found: Found, words: CueWords) -> Attributions:
    """Find who is said to say what.

    Args:
        found: parse, layout, actors, places and times are read.
        words: cues, words of sources and of layouts.

    Returns:
        Attributions in the order of their cues; each token of a content leads to the innermost.
    """
    parse = found.parse
    quotations = quoted(parse, found.layout)
    in_marks = frozenset(i for q in quotations for i in q.words)
    heads = (x.index.heads for x in (found.actors, found.places, found.times))
    scene = Scene(parse, words, *heads)
    labelled = find_labelled(found, words)
    drafts = [*labelled.drafts, *find_drafts(scene)]
    laid = find_layouts(found, words, drafts, frozenset(i for q in quotations for i in q.tokens))
    drafts = [*without_labels(drafts, laid), *laid.drafts]
    drafts = give_quotations(found, quotations, drafts, words)
    drafts = _settle(parse, drafts, words)
    parents = _parents(drafts)
    holders = Holders(found, words, found.actors.by_id())
    named = holders.resolve_all(drafts, parents)
    resolved = [
        _attribution(parse, draft, holder, parent, in_marks)
        for draft, holder, parent in zip(drafts, named, parents, strict=True)
    ]
    actors = tuple(holders.described.values())
    gaps = (*labelled.gaps, *laid.gaps, *_gaps(found, resolved))
    return Attributions(tuple(resolved), actors, _innermost(drafts), laid.labels, gaps)


def _settle(parse: Parse, drafts: list[Draft], words: CueWords) -> list[Draft]:
    """Drop drafts without words or with a first-person source of the article's own; sort."""
    inside = frozenset().union(*(d.content for d in drafts)) if drafts else frozenset()
    kept = [
        d
        for d in drafts
        if not all(is_mark(parse, i) for i in d.content) and not _is_author(parse, d, words, inside)
    ]
    alike = Counter(d.content for d in kept if d.cue_head is not None)
    kept = [d for d in kept if not _is_echo(d, alike) and not _is_hedge(parse, d, words, inside)]
    return sorted(kept, key=_from_outside)


def _from_outside(draft: Draft) -> tuple[int, bool, int]:
    """Longest contents first; of two alike the one that relays the other."""
    anchor = draft.cue_head if draft.cue_head is not None else min(draft.content)
    return -len(draft.content), draft.under is not None, anchor


def _is_echo(draft: Draft, alike: Counter[frozenset[int]]) -> bool:
    """A noun without a source of its own inside a cue: "rejected the claim that P"."""
    others = alike[draft.content] - (draft.cue_head is not None)
    return draft.source_head is None and others > 0


def _is_hedge(parse: Parse, draft: Draft, words: CueWords, inside: frozenset[int]) -> bool:
    """Whether "I think" or "reportedly" inside a speech tells how sure, not who says so."""
    cue = words.by_id.get(draft.row)
    if cue is not None and cue.pos == "adv":
        return draft.cue_head in inside
    if cue is None or cue.class_ not in _HEDGES or draft.source_head not in inside:
        return False
    return words.sources.get(parse.tokens[draft.source_head].lower) == "first_person"


def _is_author(parse: Parse, draft: Draft, words: CueWords, inside: frozenset[int]) -> bool:
    """Whether the article itself speaks ("We believe that …" outside any content)."""
    if draft.source_head is None or draft.source_head in inside:
        return False
    token = parse.tokens[draft.source_head]
    return words.sources.get(token.lower) in ("first_person", "second_person", "expletive")


def _parents(drafts: list[Draft]) -> list[int | None]:
    """For each draft (longest content first) the narrowest one whose content holds its cue."""
    parents: list[int | None] = []
    cued = {d.cue_head: n for n, d in enumerate(drafts) if d.cue_head is not None}
    around: dict[int, int] = {}
    for n, draft in enumerate(drafts):
        relay = None if draft.under is None else cued.get(draft.under)
        holding = None if draft.cue_head is None else around.get(draft.cue_head)
        parents.append(holding if relay is None else relay)
        around |= dict.fromkeys(draft.content, n)
    return parents


def _innermost(drafts: list[Draft]) -> dict[int, int]:
    innermost: dict[int, int] = {}
    for n, draft in enumerate(drafts):  # longest first, so that the narrowest wins
        innermost |= dict.fromkeys(draft.content, n)
    return innermost


def _attribution(
    parse: Parse, draft: Draft, holder: str | None, parent: int | None, in_marks: frozenset[int]
) -> Attribution:
    source = () if draft.source_head is None else _phrase(parse, draft)
    return Attribution(
        source=source,
        source_head=draft.source_head,
        holder=holder,
        cue=ranges({*draft.cue, *draft.marks}, parse) or tuple((i, i + 1) for i in draft.cue[:1]),
        cue_head=draft.cue_head,
        cue_row=draft.row,
        content=ranges(draft.content, parse),
        roots=draft.roots,
        mode=_mode(parse, draft, in_marks),
        parent=parent,
        target=draft.target,
    )


def _phrase(parse: Parse, draft: Draft) -> tuple[tuple[int, int], ...]:
    """The source phrase without relative clauses and without the attribution itself."""
    head = draft.source_head or 0
    tokens = set(parse.subtree(head))
    for kid in parse.kids(head, "acl:relcl", "advcl", "acl", "parataxis", "ccomp"):
        tokens -= set(parse.subtree(kid.i))
    tokens -= {t.i for t in parse.kids(head, "case") if t.tag != "POS"}
    tokens -= draft.content | set(draft.cue)
    whole = ranges(tokens, parse)
    holding = tuple(r for r in whole if r[0] <= head < r[1])
    return holding or ((head, head + 1),)


def _mode(parse: Parse, draft: Draft, in_marks: frozenset[int]) -> str:
    """direct: all words stand in quotation marks; mixed: some; indirect: none."""
    if draft.verbatim:
        return "direct"
    words = {i for i in draft.content if not is_mark(parse, i)}
    marked = len(words & in_marks)
    if marked == len(words):
        return "direct"
    return "mixed" if marked else "indirect"


def _gaps(found: Found, attributions: list[Attribution]) -> Iterator[Gap]:
    """Quotations of nobody, and those that never end."""
    tokens = found.parse.tokens
    for attribution in attributions:
        if attribution.cue_row == UNATTRIBUTED:
            first, last = attribution.content[0][0], attribution.content[-1][1] - 1
            yield _gap(found, "attribution", (tokens[first].start, tokens[last].end), NOBODY)
    for quotation in never_closed(found.layout):
        yield _gap(found, "text", (quotation.start, quotation.end), NEVER_CLOSED)


def _gap(found: Found, stage: str, ends: tuple[int, int], reason: str) -> Gap:
    return Gap(stage, Span(*ends, found.document.text[ends[0] : ends[1]]), reason)
