"""Part the words of a document by who says them, and with what value.

    Attributions, Commitments ──▶ find_portions ──▶ Portion: one holder, one value

One content is one portion, unless its clauses differ in polarity, commitment or speech act. What
no one is said to say is the article's own, sentence by sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.attribution.draft import is_edge
from onrecord.found import ClauseValue
from onrecord.model import DOC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.attribution.cues import CueWords
    from onrecord.found import Attribution, Found

#: What may hang on a cue without saying more than when, where and to whom it was said.
_BESIDE_CUES = ("obl", "obl:npmod", "obj", "iobj", "advmod", "aux", "cc", "punct", "dep")

#: What makes clauses belong together: polarity (settled, stated), commitment, speech act.
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Portion:
    """Tokens said with one value by one holder; ``said`` is the attribution, None = own voice."""

    said: int | None
    value: ClauseValue
    tokens: frozenset[int]


def find_portions(found: Found) -> Iterable[Portion]:
    """Partition all prose tokens by holder and clause value.

    Args:
        found: layout, parse, attributions and commitments are read.

    Returns:
        Portions in the order of their first tokens. The words of a claim that is rejected, or of a
        source that is cited, are given once for each holder.
    """
    innermost, marks = found.attributions.innermost, _marks(found) | _datelines(found)
    contents = [_heads(found, a) for a in found.attributions.attributions]
    clause_of = found.commitments.clause_of
    runs: dict[tuple[int, int, int], set[int]] = {}
    run_of: dict[tuple[int, int, int], set[int]] = {}
    tops: dict[tuple[int, int, _Key], int] = {}
    for token in found.parse.tokens:
        if token.pos == "SPACE" or token.i in marks:
            continue
        said = innermost.get(token.i, -1)
        clause = clause_of[token.i]
        if said >= 0:
            clause = _clause(found, token.i, said, contents[said])
        here = (said, token.sentence, clause)
        run = run_of.get(here)
        if run is None:
            key = (said, token.sentence if said < 0 else -1, _top(found, here, tops))
            run = run_of[here] = runs.setdefault(key, set())
        run.add(token.i)
    twins = twins_of(found)
    for (said, _, head), tokens in runs.items():
        if not all(is_edge(found.parse, i) or _is_number(found, i) for i in tokens):
            value = _value(found, head)
            for n in (*twins.get(said, ()), said):
                yield Portion(None if n < 0 else n, value, frozenset(tokens))


def twins_of(found: Found) -> dict[int, tuple[int, ...]]:
    """Attributions of one content: what one denies another claims, what one cites one has said.

    Returns:
        The index of the last attribution of a content -> those of the earlier ones.
    """
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for n, attribution in enumerate(found.attributions.attributions):
        alike.setdefault(attribution.content, []).append(n)
    return {ns[-1]: tuple(ns[:-1]) for ns in alike.values() if len(ns) > 1}


def rejected_cues(found: Found, words: CueWords) -> frozenset[int]:
    """Cues of claims that somebody rejects: who made them has made them.

    Args:
        found: attributions are read.
        words: cues by their ids.

    Returns:
        Tokens of the cues of claims with the same content as a denial.
    """
    attributions = found.attributions.attributions
    cues = set[int]()
    for last, others in twins_of(found).items():
        alike = [attributions[n] for n in (*others, last)]
        claims = [a for a in alike if not _denies(a, words)]
        if len(claims) < len(alike):
            cues |= {a.cue_head for a in claims if a.cue_head is not None}
    return frozenset(cues)


def _denies(attribution: Attribution, words: CueWords) -> bool:
    row = words.by_id.get(attribution.cue_row)
    return row is not None and row.polarity == "-"


def _key(value: ClauseValue) -> _Key:
    return value.polarity, value.stated, value.commitment, value.speech_act


def _is_number(found: Found, i: int) -> bool:
    """Digits without a letter state nothing alone ("18:20" above an entry)."""
    return not any(c.isalpha() for c in found.parse.tokens[i].text)


def _marks(found: Found) -> set[int]:
    """Tokens that only mark a content ("that", "of"): they say nothing themselves."""
    cues = (r for a in found.attributions.attributions for r in a.cue)
    tokens = found.parse.tokens
    inside = (i for first, last in cues for i in range(first, last))
    return {i for i in inside if tokens[i].dep in ("mark", "case") and tokens[i].pos != "VERB"}


def _datelines(found: Found) -> set[int]:
    parts = (*found.layout.datelines, *found.layout.labels, *found.layout.notes)
    return {i for start, end in parts for i in found.parse.tokens_between(start, end)}


def _value(found: Found, head: int) -> ClauseValue:
    """The value of a clause; a content that is only a nominal is meant as it stands."""
    return found.commitments.values.get(head) or ClauseValue(head)


def _heads(found: Found, attribution: Attribution) -> tuple[int | None, frozenset[int]]:
    """Head of the first clause of a content, and those of its other parts that are no clauses."""
    roots, tokens = attribution.roots, found.parse.tokens
    verbs = [r for r in roots if tokens[r].pos in ("VERB", "AUX")]
    main = next(iter(verbs or roots), None)
    return main, frozenset(roots) - {main, *verbs}


def _clause(found: Found, i: int, said: int, heads: tuple[int | None, frozenset[int]]) -> int:
    """The clause of a token within the words of its holder.

    A nominal of a content ("Turkey" in "urged Turkey to stop") hangs in the clause of the cue,
    which is not part of the content: it goes with the content's first clause.
    """
    clause_of, innermost = found.commitments.clause_of, found.attributions.innermost
    if innermost.get(clause_of[i]) == said and clause_of[i] not in heads[1]:
        return clause_of[i]
    main = i if heads[0] is None else heads[0]
    return clause_of[main] if innermost.get(clause_of[main]) == said else main


def _top(found: Found, here: tuple[int, int, int], tops: dict[tuple[int, int, _Key], int]) -> int:
    """The clause that stands for one: the highest alike, of several such the first.

    "P, the army said, and Q": P and Q.
    """
    said, sentence, clause = here
    clause = _top_alike(found, clause, said)
    above = found.parse.tokens[clause].head
    inside = above != clause and found.attributions.innermost.get(above, -1) == said
    if said < 0 or inside:
        return clause
    return tops.setdefault((said, sentence, _key(_value(found, clause))), clause)


def _top_alike(found: Found, clause: int, said: int) -> int:
    """The highest clause above one that has its value, its holder and its sentence."""
    clause_of, innermost = found.commitments.clause_of, found.attributions.innermost
    tokens = found.parse.tokens
    here = clause
    key = _key(_value(found, here))
    while tokens[here].head != here:
        above = clause_of[tokens[here].head]
        if above == here or innermost.get(above, -1) != said:
            break
        if _key(_value(found, above)) != key:
            break
        here = above
    return here


def with_nested(group: Portion, cued: dict[int, Attribution]) -> frozenset[int]:
    """The group's tokens and the contents of attributions whose cue stands among them.

    Args:
        group: one portion.
        cued: attributions by the head of their cue.
    """
    if group.said is None:
        return group.tokens
    nested = (cued[i] for i in cued.keys() & group.tokens)
    ranges_of = (r for a in nested for r in (*a.cue, *a.content))
    return group.tokens | {i for first, last in ranges_of for i in range(first, last)}


def frame_tokens(found: Found) -> frozenset[int]:
    """Tokens by which the article only says who says something."""
    frames = set(found.attributions.labels)
    for attribution in found.attributions.attributions:
        for first, last in (*attribution.source, *attribution.cue):
            frames |= set(range(first, last))
        if attribution.cue_head is not None:
            if found.parse.tokens[attribution.cue_head].dep == "case":
                phrase = found.parse.tokens[attribution.cue_head].head
                frames |= set(found.parse.subtree(phrase))
            for kid in found.parse.kids(attribution.cue_head, *_BESIDE_CUES):
                frames |= set(found.parse.subtree(kid.i))
    return frozenset(frames)


def holder_chains(found: Found) -> tuple[tuple[str, ...], ...]:
    """For each attribution its holder chain: ``DOC`` first, the innermost holder last.

    A chain of ``DOC`` alone says that somebody is said to say so, and that nobody is named.
    """
    attributions = found.attributions.attributions
    chains: list[tuple[str, ...]] = []
    for attribution in attributions:  # parents come first: longest contents first
        outer = (DOC,) if attribution.parent is None else chains[attribution.parent]
        inner = () if attribution.holder is None else (attribution.holder,)
        chains.append(outer if inner and inner[0] == outer[-1] else outer + inner)
    return tuple(chains)
