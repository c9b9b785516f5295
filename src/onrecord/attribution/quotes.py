"""Give every quotation to the one who is said to have said it.

    quotations, drafts ──▶ give_quotations ──▶ drafts, with the quotations in their contents

A quotation belongs, in this order, to: a cue whose complement reaches into it; a verb that
governs words of it; a name after a dash or before a colon; a cue beside it in its sentence; the
speaker of the quotation it continues; who speaks in the sentence before or after it, or is its
only subject. What is left and fills its sentence is speech of somebody unknown. Short quotations
without any cue are no speech: words held at a distance, names, titles.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onrecord.attribution.cues import CueWords
from onrecord.attribution.draft import (
    ANY_VERB,
    COLON,
    CONTINUED,
    SUBJECT,
    UNATTRIBUTED,
    Draft,
    is_mark,
)
from onrecord.attribution.layouts import roots_of
from onrecord.attribution.nearby import Subjects
from onrecord.attribution.quoted import Quoted, within_marks
from onrecord.attribution.register import Register
from onrecord.attribution.sources import cue_span, source_of
from onrecord.parse.tree import Parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import Found
    from onrecord.parse.tree import Token

#: A quotation of fewer words, without a cue, is taken as a name, title or word at a distance.
FEWEST_WORDS = 4
#: Marks between the end of a quotation and the dash before its speaker.
MARKS = 4
COLON_MARK = ":"
#: Marks at the end of a quotation that parsers take for the end of a sentence.
ASKING = frozenset("?!")
#: Tokens between a quotation and a cue beside it: "…," the head of the agency's office said.
NEAR = 14


def give_quotations(
    found: Found, quotations: list[Quoted], drafts: list[Draft], words: CueWords
) -> list[Draft]:
    """Return the drafts with each speech quotation given to one of them, or to a new one."""
    inside = frozenset().union(*(q.words for q in quotations))
    drafts = within_marks(found, quotations, drafts)
    register = Register(found.parse, drafts)
    giver = _Giver(found.parse, words, register, inside, Subjects(found))
    for quotation in quotations:
        giver.give(quotation)
    return giver.drafts.all


@dataclass
class _Giver:
    """Works through the quotations of one document. Mutable: it remembers the last speaker."""

    parse: Parse
    words: CueWords
    drafts: Register
    inside: frozenset[int]
    subjects: Subjects
    last: int | None = None
    last_sentence: int = -1
    #: drafts of nobody that the present quotation goes on with
    open: list[int] = field(default_factory=list)

    def give(self, quotation: Quoted) -> None:
        """Find the cue of one quotation and put its tokens into that draft's content."""
        if not quotation.continues:
            self.open = []
        place = self._find(quotation)
        if place is None:
            return
        self._put(place, quotation)
        if self.drafts[place].row == UNATTRIBUTED:
            self.open += [] if quotation.closed or place in self.open else [place]
        else:
            self._close(place)

    def _put(self, place: int, quotation: Quoted) -> None:
        draft = self.drafts[place]
        content = draft.content | frozenset(quotation.tokens)
        roots = draft.roots or self._roots(quotation)
        self.drafts[place] = replace(draft, content=content, roots=roots)
        if quotation.words >= {i for i in draft.content if not is_mark(self.parse, i)} or (
            len(quotation.words) >= FEWEST_WORDS
        ):
            self.last, self.last_sentence = place, quotation.sentences[-1]

    def _close(self, place: int) -> None:
        """Give the earlier paragraphs of a quotation to the speaker named at its end."""
        for earlier in self.open:
            draft, nobody = self.drafts[place], self.drafts[earlier]
            content = draft.content | nobody.content
            self.drafts[place] = replace(draft, content=content, roots=nobody.roots + draft.roots)
            self.drafts[earlier] = replace(nobody, content=frozenset())
        self.open = []

    def _find(self, quotation: Quoted) -> int | None:
        holding = self._holding(quotation)
        if holding is not None and not self._denies(holding, quotation):
            return self._with_source(holding)
        if not self._is_speech(quotation):
            return None
        finders = (self._dash, self._colon, self._governing, self._beside, self._before, self._near)
        for find in finders:
            place = find(quotation)
            if place is not None:
                return place
        if self._fills_sentences(quotation):
            return self._add(Draft(UNATTRIBUTED, None, (), None, (), frozenset()))
        return None

    def _holding(self, quotation: Quoted) -> int | None:
        """A cue outside the quotation whose content reaches into it: the narrowest."""
        near = ((n, self.drafts[n]) for n in self.drafts.touching(quotation.sentences))
        reach = [
            (len(d.content), n)
            for n, d in near
            if d.cue_head is not None
            and d.cue_head not in quotation.words
            and d.content & quotation.words
            and not quotation.continues
        ]
        return min(reach)[1] if reach else None

    def _with_source(self, place: int) -> int:
        """The draft, with the one named after its verb where the parse sees no subject."""
        draft = self.drafts[place]
        cue = draft.cue_head
        if draft.source_head is None and cue is not None and min(draft.content) < cue:
            source = next(self._after_verb(cue), None)
            self.drafts[place] = replace(draft, source_head=source)
        return place

    def _is_speech(self, quotation: Quoted) -> bool:
        names = sum(self.parse.tokens[i].text[:1].isupper() for i in quotation.words)
        verbs = any(self.parse.tokens[i].pos in ("VERB", "AUX") for i in quotation.words)
        title = names == len(quotation.words) > 1 and not verbs
        long = len(quotation.words) >= FEWEST_WORDS
        return not title and (long or self._is_clause(quotation))

    def _is_clause(self, quotation: Quoted) -> bool:
        tokens = [self.parse.tokens[i] for i in quotation.words]
        finite = any(t.tag in ("VBD", "VBZ", "VBP", "MD", "VB") for t in tokens)
        return finite and len(tokens) > 1

    def _governing(self, quotation: Quoted) -> int | None:
        """A verb outside that governs words of the quotation, with a subject of its own."""
        for i in sorted(quotation.words):
            head = self.parse.tokens[i].head
            if head not in self.inside and self._speaks(self.parse.tokens[head], i):
                return self._of_verb(head)
        return None

    def _speaks(self, verb: Token, quoted_root: int) -> bool:
        dep = self.parse.tokens[quoted_root].dep
        if dep not in ("ccomp", "parataxis", "xcomp", "dep", "obj") or verb.pos != "VERB":
            return False
        cue = self.words.saying(self.parse, verb)
        known = cue is not None and cue.takes("quote", "that")
        return known or (dep == "ccomp" and source_of(self.parse, verb.i, self.words) is not None)

    def _of_verb(self, verb: int, between: range = range(0)) -> int:
        """The draft of a verb, made if there is none."""
        known, source = self._headed(verb), self._source(verb, between)
        if known is not None:
            speaker = self.drafts[known].source_head
            if source is not None and (speaker is None or speaker in self.inside):
                self.drafts[known] = replace(self.drafts[known], source_head=source)
            return known
        cue = self.words.saying(self.parse, self.parse.tokens[verb])
        row = cue.id if cue else ANY_VERB
        span = cue_span(self.parse, verb)
        return self._add(Draft(row, verb, span, source, (), frozenset()))

    def _colon_before(self, quotation: Quoted) -> int | None:
        first = min(quotation.words)
        marks = range(first - 1, max(-1, first - 1 - MARKS), -1)
        return next((i for i in marks if self.parse.tokens[i].text == COLON_MARK), None)

    def _denies(self, place: int, quotation: Quoted) -> bool:
        """Whether a denial and a colon stand before a quotation, which is then the answer."""
        cue = self.words.by_id.get(self.drafts[place].row)
        denial = cue is not None and cue.polarity == "-"
        return denial and self._colon_before(quotation) is not None

    def _of_verb_before(self, verb: int, colon: int, quotation: Quoted) -> int:
        """Whose words stand after a colon. "He denied it: “…”": they are meant, not denied."""
        place = self._of_verb(verb)
        if not self._denies(place, quotation):
            return place
        denial = self.drafts[place]
        rest = denial.content - frozenset(quotation.tokens)
        self.drafts[place] = replace(denial, content=rest)
        return self._add(Draft(COLON, colon, (verb,), denial.source_head, (), frozenset()))

    def _beside(self, quotation: Quoted) -> int | None:
        """A speech verb just after or just before the quotation in the same sentence."""
        first, last = quotation.tokens[0], quotation.tokens[-1]
        after = range(last + 1, min(last + 1 + NEAR, self._sentence_end(quotation)))
        before = range(first - 1, max(first - 1 - NEAR, self._sentence_start(quotation) - 1), -1)
        for side in (after, before):
            for i in side:
                if i in self.inside:
                    break
                cue = self.words.saying(self.parse, self.parse.tokens[i])
                between = range(last + 1, i)
                if cue is not None and cue.takes("quote") and self._source(i, between) is not None:
                    return self._of_verb(i, between)
        return self._after_mark(quotation)

    def _after_mark(self, quotation: Quoted) -> int | None:
        """The first verb after "“…?”" where the parse begins a sentence: "the nurse asked."."""
        then = quotation.sentences[-1] + 1
        last = quotation.tokens[-1]
        if self.parse.tokens[last].text not in ASKING or then == len(self.parse.sentences):
            return None
        end = min(last + 1 + NEAR, self.parse.sentences[then].last)
        verb = next((i for i in range(last + 1, end) if self.parse.tokens[i].pos == "VERB"), last)
        cue, between = self.words.verb(self.parse.tokens[verb]), range(last + 1, verb)
        speaks = cue is not None and cue.takes("quote") and self._headed(verb) is None
        if not speaks or self._source(verb, between) is None:
            return None
        return self._of_verb(verb, between)

    def _source(self, verb: int, between: range = range(0)) -> int | None:
        """Who speaks outside quotations; parsers may take quoted words for the subject.

        Then the other subject speaks, or the actor named between a quotation and the verb.
        """
        source = source_of(self.parse, verb, self.words)
        subjects = (t.i for t in self.parse.kids(verb, "nsubj"))
        named = (i for i in between if self.subjects.index.headed(i) is not None)
        found = (source, *subjects, *named, *self._after_verb(verb))
        return next((i for i in found if i is not None and i not in self.inside), None)

    def _after_verb(self, verb: int) -> Iterator[int]:
        """Who is named after the verb that follows a quotation: "“…” shouted the guard".

        Parsers may take that one for the object.
        """
        before = next((i for i in range(verb - 1, -1, -1) if not is_mark(self.parse, i)), verb)
        if before in self.inside:
            yield from (t.i for t in self.parse.kids(verb, "obj") if t.i > verb)

    def _sentence_end(self, quotation: Quoted) -> int:
        return self.parse.sentences[quotation.sentences[-1]].last

    def _sentence_start(self, quotation: Quoted) -> int:
        return self.parse.sentences[quotation.sentences[0]].first

    def _dash(self, quotation: Quoted) -> int | None:
        """Let the name after a dash speak: "“…” — Name"."""
        end = quotation.tokens[-1] + 1
        for i in range(end, min(end + MARKS, len(self.parse.tokens))):
            place = self._headed(i)
            if place is not None:
                return place
            if not is_mark(self.parse, i):
                break
        return None

    def _headed(self, cue_head: int) -> int | None:
        """The draft of a cue, or None."""
        return self.drafts.headed(cue_head)

    def _colon(self, quotation: Quoted) -> int | None:
        """Let the phrase before a colon speak: "Name: “…”"."""
        colon = self._colon_before(quotation)
        if colon is None:
            return None
        label = self._headed(colon)
        if label is not None:
            return label
        sentence = self.parse.sentences[self.parse.tokens[max(colon - 1, 0)].sentence]
        phrase = self.parse.tokens[sentence.first : colon]
        verbs = [t for t in phrase if self.words.verb(t) and t.i not in self.inside]
        if verbs:
            return self._of_verb_before(verbs[-1].i, colon, quotation)
        subject = next((t for t in phrase if t.dep in ("nsubj", "root") and t.pos != "PUNCT"), None)
        if subject is None or subject.pos not in ("NOUN", "PROPN", "PRON"):
            return None
        return self._add(Draft(COLON, colon, (colon,), subject.i, (), frozenset()))

    def _before(self, quotation: Quoted) -> int | None:
        """The speaker of the quotation before, if this one goes on with it."""
        if self.last is None or not self._fills_sentences(quotation):
            return None
        start = self.parse.sentences[quotation.sentences[0]]
        previous = self.parse.sentences[self.last_sentence]
        if quotation.continues:
            return self.last
        follows = quotation.sentences[0] - self.last_sentence == 1
        near = follows and start.paragraph - previous.paragraph == 1
        if start.paragraph != previous.paragraph and not near:
            return None
        draft = self.drafts[self.last]
        return self.last if self._is_claim(draft) else self._go_on(draft)

    def _is_claim(self, draft: Draft) -> bool:
        """Whether a cue says no more of its content than that it is said to be true."""
        cue = self.words.by_id.get(draft.row)
        return cue is None or (cue.polarity == "+" and cue.act == "claim")

    def _go_on(self, draft: Draft) -> int:
        """A draft for what the speaker of another one says next, without its cue.

        "He denied the charge. “We were asleep.”": the quotation is neither denied nor a denial.
        """
        return self._add(Draft(CONTINUED, None, (), draft.source_head, (), frozenset()))

    def _near(self, quotation: Quoted) -> int | None:
        """Who speaks in the sentence before, or is its subject; else who speaks in the next.

        The sentence stands in the paragraph of the quotation, or ends the one before.
        """
        if not self._fills_sentences(quotation):
            return None
        before, after = quotation.sentences[0] - 1, quotation.sentences[-1] + 1
        here = self.parse.sentences[quotation.sentences[0]].paragraph
        if before >= 0 and self.parse.sentences[before].paragraph >= here - 1:
            speaking = self._speaking(before)
            if speaking is not None or self.subjects.has_source(self.drafts.cued_in(before)):
                return speaking
            subject = self.subjects.of(before)
            if subject is not None:
                return self._add(Draft(SUBJECT, None, (), subject, (), frozenset()))
        if after < len(self.parse.sentences) and self.parse.sentences[after].paragraph == here:
            return self._speaking(after)
        return None

    def _speaking(self, sentence: int) -> int | None:
        """A new draft for the one who speaks in a sentence, if only one does."""
        draft = self.subjects.speaking(self.drafts.cued_in(sentence))
        if draft is None or draft.source_head in self.inside:
            return None
        if not self._is_claim(draft):
            return self._go_on(draft)
        return self._add(replace(draft, roots=(), content=frozenset(), marks=frozenset()))

    def _fills_sentences(self, quotation: Quoted) -> bool:
        """Whether the sentences it touches hold no words outside it."""
        outside = (
            i
            for n in quotation.sentences
            for i in range(self.parse.sentences[n].first, self.parse.sentences[n].last)
            if i not in self.inside and not is_mark(self.parse, i)
        )
        return next(outside, None) is None

    def _roots(self, quotation: Quoted) -> tuple[int, ...]:
        return roots_of(self.parse, quotation.words)

    def _add(self, draft: Draft) -> int:
        return self.drafts.add(draft)
