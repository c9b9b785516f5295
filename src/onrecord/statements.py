"""Build the statements: who is committed to what, and how surely.

    Attributions, Commitments ──▶ find_statements ──▶ Statement, in the order of the text

One content gives one statement, unless its clauses differ in polarity, commitment or speech act:
then each group of like clauses is a statement of its own with the same source and cue. What no
one is said to say is the article's own voice, sentence by sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.attribution.cues import CueWords
from onrecord.attribution.draft import COLON, LABEL, SUBJECT, UNATTRIBUTED, is_edge, is_mark, ranges
from onrecord.found import ClauseValue, Found, StatementsFound
from onrecord.model import DOC, Span, Statement, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.attribution.cues import Cue
    from onrecord.found import Attribution, MentionIndex

#: How much a commitment is worth, FactBank's order (Saurí and Pustejovsky 2009): CT > PR > PS > U.
STRENGTH = {"none": 0, "possible": 1, "probable": 2, "certain": 3}
#: The kind of a statement until its words are looked at (opinion.py).
UNSETTLED = "fact_claim"
#: Realis of a cue whose source has spoken, or may at least be taken to.
HAPPENED = frozenset({"actual", "ongoing", "unknown"})
#: How often a reading of this kind is right, judged by eye; a prior, not calibrated.
CONFIDENCE = {"direct": 0.95, "mixed": 0.9, "indirect": 0.85, "none": 0.8}

#: The same of quotations whose speaker no cue names: nobody, and whom the text is about.
GUESSED = {UNATTRIBUTED: 0.5, SUBJECT: 0.6}

#: Rules of the article's own voice: what it says, and that it says who says something.
OWN_VOICE, FRAME = "own_voice", "own_voice:frame"
#: What may hang on a cue without saying more than when, where and to whom it was said.
_BESIDE_CUES = ("obl", "obl:npmod", "obj", "iobj", "advmod", "aux", "cc", "punct", "dep")

#: What makes clauses belong together: polarity (settled, stated), commitment, speech act.
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Group:
    """Tokens said with one value by one holder; ``said`` is the attribution, None = own voice."""

    said: int | None
    value: ClauseValue
    tokens: frozenset[int]


def find_statements(found: Found, words: CueWords) -> StatementsFound:
    """Build all statements of a document.

    Returns:
        Statements in the order of their first word; each token leads to its innermost one.
    """
    groups = sorted(_groups(found), key=lambda g: (min(g.tokens), -len(g.tokens)))
    holding = {i: n for n, g in enumerate(groups) for i in g.tokens}
    builder = _Builder(found, words, _chains(found), _frames(found))
    cued = {a.cue_head: a for a in found.attributions.attributions if a.cue_head is not None}
    built = [builder.build(group, _with_nested(group, cued)) for group in groups]
    return _linked(found, groups, built, holding)


def _groups(found: Found) -> Iterable[_Group]:
    """Partition all prose tokens by holder and clause value."""
    innermost, marks = found.attributions.innermost, _marks(found) | _datelines(found)
    runs: dict[tuple[int, int, int], set[int]] = {}
    heads: dict[tuple[int, int, int], int] = {}
    for token in found.parse.tokens:
        if token.pos == "SPACE" or token.i in marks:
            continue
        said = innermost.get(token.i, -1)
        unit = token.sentence if said < 0 else -1
        clause = _top_alike(found, _clause(found, token.i, said), said)
        key = (said, unit, clause)
        runs.setdefault(key, set()).add(token.i)
        heads[key] = clause
    twins = _twins(found)
    for key, tokens in runs.items():
        if not all(is_edge(found.parse, i) or _is_number(found, i) for i in tokens):
            value = _value(found, heads[key])
            for n in (*twins.get(key[0], ()), key[0]):
                yield _Group(None if n < 0 else n, value, frozenset(tokens))


def _twins(found: Found) -> dict[int, tuple[int, ...]]:
    """For each attribution the earlier ones with the same content: what one denies, one claims."""
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for n, attribution in enumerate(found.attributions.attributions):
        alike.setdefault(attribution.content, []).append(n)
    return {ns[-1]: tuple(ns[:-1]) for ns in alike.values() if len(ns) > 1}


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


def _clause(found: Found, i: int, said: int) -> int:
    """The clause of a token within the words of its holder.

    A nominal of a content ("Turkey" in "urged Turkey to stop") hangs in the clause of the cue,
    which is not part of the content: it goes with the content's first clause.
    """
    clause_of, innermost = found.commitments.clause_of, found.attributions.innermost
    roots = () if said < 0 else found.attributions.attributions[said].roots
    verbs = [r for r in roots if found.parse.tokens[r].pos in ("VERB", "AUX")]
    main = next(iter(verbs), roots[0] if roots else i)
    beside = clause_of[i] in roots and clause_of[i] not in (main, *verbs)
    if said < 0 or (innermost.get(clause_of[i]) == said and not beside):
        return clause_of[i]
    return clause_of[main] if innermost.get(clause_of[main]) == said else main


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


def _with_nested(group: _Group, cued: dict[int, Attribution]) -> frozenset[int]:
    """The group's tokens and the contents of attributions whose cue stands among them."""
    if group.said is None:
        return group.tokens
    nested = (cued[i] for i in group.tokens if i in cued)
    ranges_of = (r for a in nested for r in (*a.cue, *a.content))
    return group.tokens | {i for first, last in ranges_of for i in range(first, last)}


def _frames(found: Found) -> frozenset[int]:
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


def _chains(found: Found) -> tuple[tuple[str, ...], ...]:
    """For each attribution its holder chain, from the document inwards."""
    attributions = found.attributions.attributions
    chains: list[tuple[str, ...]] = []
    for attribution in attributions:  # parents come first: longest contents first
        outer = (DOC,) if attribution.parent is None else chains[attribution.parent]
        inner = () if attribution.holder is None else (attribution.holder,)
        chains.append(outer if inner and inner[0] == outer[-1] else outer + inner)
    return tuple(chains)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds the statements of one document."""

    found: Found
    words: CueWords
    chains: tuple[tuple[str, ...], ...]
    #: tokens of sources, cues and what hangs on cues ("said on Monday")
    frames: frozenset[int]

    def build(self, group: _Group, tokens: frozenset[int]) -> Statement:
        """The statement of a group; ``tokens`` are its own and those nested in it."""
        content = self._spans(self._from_first_word(ranges(tokens, self.found.parse)))
        if group.said is None:
            return self._own_voice(group, content)
        attribution = self.found.attributions.attributions[group.said]
        cue = self.words.by_id.get(attribution.cue_row)
        polarity, commitment = self._values(attribution, cue, group.value)
        told = attribution.cue_head is None or self._is_said(attribution.cue_head)
        act = self._act(attribution, cue, group.value) if told else group.value.speech_act
        source, cue_spans = self._spans(attribution.source), self._spans(attribution.cue)
        return Statement(
            statement_id=self._id(content, source, cue_spans),
            holder_chain=self.chains[group.said],
            parent=None,
            source=source,
            cue=cue_spans,
            content=content,
            voice="reported",
            mode=attribution.mode,
            speech_act=act,
            kind=UNSETTLED,
            polarity=polarity,
            commitment=commitment,
            relay_stance=cue.relay if cue and told else "neutral",
            stance=(),
            addressee=self._addressee(attribution, act),
            made_on=self._beside(attribution, self.found.times.index),
            made_at=self._beside(attribution, self.found.places.index),
            status="live",
            corrects=None,
            about_accounts=(),
            about_relations=(),
            about_links=(),
            rule=attribution.cue_row,
            confidence=GUESSED.get(attribution.cue_row) or CONFIDENCE[attribution.mode],
        )

    def _own_voice(self, group: _Group, content: tuple[Span, ...]) -> Statement:
        value = group.value
        frame = all(i in self.frames or is_mark(self.found.parse, i) for i in group.tokens)
        return Statement(
            statement_id=self._id(content, (), ()),
            holder_chain=(DOC,),
            parent=None,
            source=(),
            cue=(),
            content=content,
            voice="own_voice",
            mode="none",
            speech_act=value.speech_act,
            kind=UNSETTLED,
            polarity="u" if value.speech_act == "question" else _stated(value),
            commitment=value.commitment,
            relay_stance="neutral",
            stance=(),
            addressee=None,
            made_on=None,
            made_at=None,
            status="live",
            corrects=None,
            about_accounts=(),
            about_relations=(),
            about_links=(),
            rule=FRAME if frame else OWN_VOICE,
            confidence=CONFIDENCE["none"],
        )

    def _from_first_word(self, parts: tuple[tuple[int, int], ...]) -> Iterable[tuple[int, int]]:
        """The parts without the conjunction that joined them to what was said before."""
        first, last = parts[0]
        while first < last - 1 and is_edge(self.found.parse, first):
            first += 1
        return (first, last), *parts[1:]

    def _id(self, *spans: tuple[Span, ...]) -> str:
        ends = [[(s.start, s.end) for s in group] for group in spans]
        return content_hash("s_", [self.found.document.doc_id, *ends])

    def _spans(self, parts: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
        tokens, text = self.found.parse.tokens, self.found.document.text
        ends = ((tokens[a].start, tokens[b - 1].end) for a, b in parts)
        return tuple(Span(a, b, text[a:b]) for a, b in ends)

    def _values(
        self, attribution: Attribution, cue: Cue | None, value: ClauseValue
    ) -> tuple[str, str]:
        """The innermost holder's polarity and commitment: the cue's applied to the clause's.

        A cue that is itself negated, possible or to come ("did not confirm that", "may say")
        commits its source to nothing.
        """
        stated = _stated(value)
        if value.speech_act == "question" or (cue is not None and cue.act == "question"):
            return "u", "none"
        if cue is None:
            return stated, value.commitment
        if attribution.cue_head is not None and not self._is_said(attribution.cue_head):
            return stated, "none"
        commitment = min(cue.commitment, value.commitment, key=STRENGTH.__getitem__)
        return (stated if cue.polarity == "+" else _turned(stated)), commitment

    def _is_said(self, cue_head: int) -> bool:
        cue = self.found.parse.tokens[cue_head]
        if cue.pos == "ADV" or cue.dep == "case":
            return True  # "allegedly" and "according to" stand outside of their clause
        clause = self.found.commitments.at(cue_head)
        told = clause.polarity == "+" and clause.commitment in ("certain", "probable")
        return told and clause.realis in HAPPENED

    def _act(self, attribution: Attribution, cue: Cue | None, value: ClauseValue) -> str:
        if cue is not None and cue.act != "claim":
            return cue.act
        own = value.speech_act == "prediction" and self._is_own_deed(attribution, value.head)
        return "promise" if own else value.speech_act

    def _is_own_deed(self, attribution: Attribution, clause: int) -> bool:
        """Whether the holder speaks of what the holder will do: "said it would withdraw"."""
        subject = self.found.parse.kid(clause, "nsubj")
        if subject is None or attribution.holder is None:
            return False
        mention = self.found.actors.index.headed(subject.i)
        if mention is not None and mention.form == "pronoun":
            return mention.id == attribution.holder
        return self.words.sources.get(subject.lower) == "first_person"

    def _addressee(self, attribution: Attribution, act: str) -> str | None:
        return None if act in ("accusation", "evaluation") else self._target(attribution)

    def _target(self, attribution: Attribution) -> str | None:
        if attribution.target is None:
            return None
        mention = self.found.actors.index.headed(attribution.target)
        return None if mention is None else mention.id

    def _beside(self, attribution: Attribution, index: MentionIndex) -> str | None:
        """What time or place hangs directly on the cue: "said on Monday in Geneva"."""
        if attribution.cue_row in (COLON, LABEL, UNATTRIBUTED) or attribution.cue_head is None:
            return None
        for kid in self.found.parse.kids(attribution.cue_head, "obl", "obl:npmod", "advmod"):
            mention = index.at(kid.i)
            if mention is not None:
                return mention.id
        return None


def _stated(value: ClauseValue) -> str:
    """The polarity of the words; what they leave open counts as they state it."""
    return value.stated if value.polarity == "u" else value.polarity


def _turned(polarity: str) -> str:
    return {"+": "-", "-": "+"}.get(polarity, polarity)


def _linked(
    found: Found, groups: list[_Group], built: list[Statement], holding: dict[int, int]
) -> StatementsFound:
    """Set the parents of nested statements, and lead every token to its statement."""
    attributions = found.attributions.attributions
    same = {(g.said, g.tokens): n for n, g in enumerate(groups)}
    done = []
    for group, statement in zip(groups, built, strict=True):
        parent = None
        if group.said is not None and attributions[group.said].parent is not None:
            relaying = same.get((attributions[group.said].parent, group.tokens))
            around = holding.get(attributions[group.said].cue_head or -1, relaying)
            around = around if relaying is None else relaying
            parent = None if around is None else built[around].statement_id
        done.append(replace(statement, parent=parent) if parent else statement)
    return StatementsFound(tuple(done), holding)
