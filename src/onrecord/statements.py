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
from onrecord.attribution.draft import (
    COLON,
    LABEL,
    QUOTES,
    SUBJECT,
    UNATTRIBUTED,
    is_edge,
    is_mark,
    ranges,
)
from onrecord.attribution.holders import means
from onrecord.found import ClauseValue, Found, StatementsFound
from onrecord.model import DOC, Actor, Span, Statement, content_hash
from onrecord.portions import (
    Portion,
    find_portions,
    frame_tokens,
    holder_chains,
    rejected_cues,
    with_nested,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

#: Precisions of a day on which something can have been said.
TO_THE_DAY = ("minute", "hour", "day")


def find_statements(found: Found, words: CueWords) -> StatementsFound:
    """Build all statements of a document.

    Returns:
        Statements in the order of their first word; each token leads to its innermost one.
    """
    groups = sorted(find_portions(found), key=lambda g: (min(g.tokens), -len(g.tokens)))
    holding = {i: n for n, g in enumerate(groups) for i in g.tokens}
    actors = found.actors.by_id() | {a.actor_id: a for a in found.attributions.actors}
    rejected = rejected_cues(found, words)
    builder = _Builder(found, words, holder_chains(found), frame_tokens(found), actors, rejected)
    cued = {a.cue_head: a for a in found.attributions.attributions if a.cue_head is not None}
    built = [builder.build(group, with_nested(group, cued)) for group in groups]
    return _linked(found, groups, built, holding)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds the statements of one document."""

    found: Found
    words: CueWords
    chains: tuple[tuple[str, ...], ...]
    #: tokens of sources, cues and what hangs on cues ("said on Monday")
    frames: frozenset[int]
    actors: dict[str, Actor]
    #: cues of claims that somebody else rejects
    rejected: frozenset[int]

    def build(self, group: Portion, tokens: frozenset[int]) -> Statement:
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
            made_on=self._beside(attribution, self.found.times.index) or self._dated(attribution),
            made_at=self._beside(attribution, self.found.places.index),
            status="live",
            corrects=None,
            about_accounts=(),
            about_relations=(),
            about_links=(),
            rule=attribution.cue_row,
            confidence=GUESSED.get(attribution.cue_row) or CONFIDENCE[attribution.mode],
        )

    def _own_voice(self, group: Portion, content: tuple[Span, ...]) -> Statement:
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
            polarity="u" if value.speech_act == "question" else self._stated(value),
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
            if self.found.parse.tokens[first].text in QUOTES:
                break  # it opens a quotation at the head of the content
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
        stated = self._stated(value)
        if value.speech_act == "question" or (cue is not None and cue.act == "question"):
            return "u", "none"
        if cue is None:
            return stated, value.commitment
        if attribution.cue_head is not None and not self._is_said(attribution.cue_head):
            return "u", "none"
        commitment = min(cue.commitment, value.commitment, key=STRENGTH.__getitem__)
        return (stated if cue.polarity == "+" else _turned(stated)), commitment

    def _stated(self, value: ClauseValue) -> str:
        """The polarity of the words; what they leave open counts as they state it.

        "Whether P" states neither P nor its contrary.
        """
        if value.polarity != "u":
            return value.polarity
        marks = self.found.parse.kids(value.head, "mark")
        open_ = any(self.words.sources.get(t.lower) == "whether" for t in marks)
        return "u" if open_ else value.stated

    def _is_said(self, cue_head: int) -> bool:
        cue = self.found.parse.tokens[cue_head]
        if cue.pos == "ADV" or cue.dep == "case" or cue_head in self.rejected:
            return True  # "allegedly", "according to"; and whose claim is rejected has made it
        clause = self.found.commitments.at(cue_head)
        told = clause.polarity == "+" and clause.commitment in ("certain", "probable")
        return told and clause.realis in HAPPENED

    def _act(self, attribution: Attribution, cue: Cue | None, value: ClauseValue) -> str:
        own = value.speech_act == "prediction" and self._is_own_deed(attribution, value.head)
        if cue is None or cue.act == "claim":
            return "promise" if own else value.speech_act
        if cue.act != "prediction":
            return cue.act
        if own:
            return next(iter(cue.words("own")), "prediction")
        past = value.speech_act == "claim" and self._is_finite(value.head)
        return "claim" if past else cue.act  # "warned that the pier had rotted"

    def _is_finite(self, clause: int) -> bool:
        """Whether a clause has a tense, and no modal."""
        parse = self.found.parse
        tags = {parse.tokens[clause].tag, *(t.tag for t in parse.kids(clause, "aux", "aux:pass"))}
        return not tags.isdisjoint({"VBD", "VBZ", "VBP"}) and "MD" not in tags

    def _is_own_deed(self, attribution: Attribution, clause: int) -> bool:
        """Whether the holder speaks of what the holder will do: "said it would withdraw"."""
        subject = self.found.parse.kid(clause, "nsubj")
        if subject is None or attribution.holder is None:
            return False
        owner = self.found.parse.kid(subject.i, "nmod:poss")
        holder = self.actors.get(attribution.holder)
        named = (t for t in (subject, owner) if t is not None)
        return any(means(self.found, self.words, t, holder) for t in named)

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

    def _dated(self, attribution: Attribution) -> str | None:
        """The day named beside it: "in a statement on Monday", "the minister on Monday said"."""
        parse, index = self.found.parse, self.found.times.index
        for told in self._tellings(attribution):
            for head in (told, *(kid.i for kid in parse.kids(told, "acl"))):
                for kid in parse.kids(head, "nmod", "nmod:poss", "obl", "obl:npmod"):
                    mention = index.at(kid.i)
                    if mention is not None and self._is_day(mention.id):
                        return mention.id
        return None

    def _is_day(self, time_id: str) -> bool:
        times = self.found.times.times
        return any(t.time_id == time_id and t.precision in TO_THE_DAY for t in times)

    def _tellings(self, attribution: Attribution) -> Iterator[int]:
        """What a day can hang on besides the cue: its statement, its other verb, its source."""
        parse, head = self.found.parse, attribution.cue_head
        if attribution.cue_row in (COLON, LABEL, UNATTRIBUTED) or head is None:
            return
        if parse.tokens[head].dep == "case":
            yield parse.tokens[head].head
        for kid in parse.kids(head, "obl", "advcl"):
            if self.words.verb(kid) or ("noun", kid.lemma) in self.words.cues:
                yield kid.i
        if attribution.source_head is not None:
            yield attribution.source_head


def _turned(polarity: str) -> str:
    return {"+": "-", "-": "+"}.get(polarity, polarity)


def _linked(
    found: Found, groups: list[Portion], built: list[Statement], holding: dict[int, int]
) -> StatementsFound:
    """Set the parents of nested statements, and lead every token to its statement."""
    attributions = found.attributions.attributions
    same = {(g.said, g.tokens): n for n, g in enumerate(groups)}
    done = []
    for group, statement in zip(groups, built, strict=True):
        parent = None
        if group.said is not None and attributions[group.said].parent is not None:
            relaying = same.get((attributions[group.said].parent, group.tokens))
            cue = attributions[group.said].cue_head
            around = relaying if relaying is not None or cue is None else holding.get(cue)
            parent = None if around is None else built[around].statement_id
        done.append(replace(statement, parent=parent) if parent else statement)
    return StatementsFound(tuple(done), holding)
