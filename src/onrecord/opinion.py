"""Fact, opinion or both: the ``kind`` of each statement.

    statements, loaded words, opinion.csv ──▶ settle_kinds ──▶ statements with their kind

A statement is an ``opinion`` if its words judge (or demand, or predict) and no clause of it could
be checked, ``mixed`` if its words judge and a clause could be checked ("the brutal raid destroyed
the market"), else a ``fact_claim``. Whether a claim is true is no question here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from onrecord.attribution import load_cue_words
from onrecord.found import Found
from onrecord.lexicon import load_table
from onrecord.loaded import is_description
from onrecord.phrases import by_first_word, is_part, pieces, stands_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.found import StatementsFound
    from onrecord.lexicon import DataFolders
    from onrecord.model import Statement
    from onrecord.parse.tree import Token

#: Speech acts whose content is a wish or a guess; nothing in it can be checked yet.
WISHES = frozenset({"demand", "call_to_action", "prediction"})
#: Speech acts that judge what may be a fact ("regretted that three had died").
JUDGEMENTS = frozenset({"evaluation"})
#: Loaded categories that judge wherever they stand, unless they only name somebody; the others
#: judge only where they are said of somebody ("is a terrorist").
JUDGING = frozenset({"emotive", "praise", "ridicule", "accusatory_label", "insinuation"})
#: Part of speech of rows of several words.
PHRASE = "phrase"
#: Class of cues that describe; whether their content judges, only its words can say.
DESCRIBING = "describing"
#: Classes of words that are meant by whoever says them, even where they are the cue of a content.
MEANT = frozenset({"first_person", "comment", "rhetorical"})
#: Realis of a clause that the world could confirm or refute.
CHECKABLE = frozenset({"actual", "ongoing", "did_not_happen", "attempted", "unknown"})
#: Realis that modal verbs of obligation give.
CALLED_FOR = "called_for"
#: Kind of the source words "I" and "we".
FIRST_PERSON = "first_person"
#: Relations of what is said of somebody: "is a shame", "called it a shame", "is shameful".
PREDICATES = frozenset({"attr", "acomp", "oprd", "xcomp"})
#: Relations of what describes a noun, or stands beside what is said of it.
_MODIFIERS = frozenset({"amod", "compound", "conj"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_PRESENT = frozenset({"VBP", "VBZ"})


#: The kind of a statement that only judges, demands or predicts.
OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One word or phrase that shows a judgement.

    Attributes:
        phrase: lemma, or words as they stand.
        pos: noun, adj, verb, adv or aux; phrase for several words.
        class_: evaluative, obligation, superlative, first_person, comment, rhetorical, or
            describing for cues that do not judge by themselves.
        frames: where it judges, separated by spaces: ``pred`` (said of somebody or something),
            ``mod`` (before a noun), ``verb`` (as a predicate), ``first`` (predicate of "I" or
            "we" in the present tense),
            ``aux`` (modal of obligation), ``present`` (only in the present tense), ``clause``
            (anywhere), ``question`` (in a question), ``cue`` (as a cue).
        value: pro or con, where the word says which.
    """

    id: str
    phrase: str
    pos: str
    class_: str
    frames: str
    value: str | None
    example: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its words split as the parser splits them."""

    row: OpinionRow
    words: tuple[str, ...]
    pos: frozenset[str]
    frames: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpinionWords:
    """Entries by their first word, longest first; pronouns of the first person."""

    entries: dict[str, tuple[Entry, ...]]
    speakers: frozenset[str]
    #: ids of cues that describe without judging ("described the valley as empty")
    describing: frozenset[str]


class Mark(NamedTuple):
    """Where a judging word stands: tokens ``first:last`` and its row."""

    first: int
    last: int
    row: OpinionRow


def load_opinion_words(folders: DataFolders) -> OpinionWords:
    """Load ``opinion.csv`` and the pronouns of ``source_words.csv``."""
    cues = load_cue_words(folders)
    rows = load_table(folders, "opinion.csv", OpinionRow)
    entries = (
        Entry(row, pieces(row.phrase), frozenset(row.pos.split()), frozenset(row.frames.split()))
        for row in rows
        if row.class_ != DESCRIBING
    )
    return OpinionWords(
        by_first_word(entries),
        frozenset(word for word, kind in cues.sources.items() if kind == FIRST_PERSON),
        frozenset(
            cue.id
            for row in rows
            if row.class_ == DESCRIBING and (cue := cues.cues.get((row.pos, row.phrase)))
        ),
    )


def find_marks(found: Found, words: OpinionWords) -> tuple[Mark, ...]:
    """Find the words that show a judgement, in the order of the text.

    Args:
        found: parse and commitments are read.
        words: the lexicon.
    """
    return tuple(_marks(found, words))


def _marks(found: Found, words: OpinionWords) -> Iterator[Mark]:
    entries, end = words.entries, 0
    for token in found.parse.tokens:
        rows = entries.get(token.lower, ())
        if token.lemma != token.lower:
            rows += entries.get(token.lemma, ())
        if not rows or token.i < end:
            continue
        for entry in rows:
            if _judges(found, entry, token, words):
                end = token.i + len(entry.words)
                yield Mark(token.i, end, entry.row)
                break


def _judges(found: Found, entry: Entry, token: Token, words: OpinionWords) -> bool:
    """Whether an entry stands at a token, in one of its frames."""
    if len(entry.words) > 1 and not stands_at(found.parse.tokens, token.i, entry.words):
        return False
    if PHRASE not in entry.pos and not is_part(token, entry.pos):
        return False
    return any(_in_frame(found, frame, token, words) for frame in entry.frames)


def _in_frame(found: Found, frame: str, token: Token, words: OpinionWords) -> bool:
    match frame:
        case "pred":
            return is_predicate(found, token.i)
        case "mod":
            return token.dep == "amod"
        case "aux":
            return found.commitments.at(token.i).realis == CALLED_FOR
        case "present":
            return token.tag in _PRESENT
        case "first":
            subject = found.parse.kid(token.i, "nsubj")
            speaks = subject is not None and subject.lower in words.speakers
            return speaks and token.tag in _PRESENT
        case "question":
            return _is_asked(found, token)
        case _:
            return True


def _is_asked(found: Found, token: Token) -> bool:
    sentence = found.parse.sentences[token.sentence]
    return any(found.parse.tokens[i].text == "?" for i in range(token.i, sentence.last))


def is_predicate(found: Found, i: int) -> bool:
    """Whether a word, or the noun that it modifies, is said of somebody or something."""
    tokens = found.parse.tokens
    while tokens[i].dep in _MODIFIERS and tokens[i].head != i:
        i = tokens[i].head
    return tokens[i].dep in PREDICATES or is_description(found, i)


def settle_kinds(found: Found, words: OpinionWords) -> StatementsFound:
    """Say of each statement whether it is a claim of fact, an opinion, or both.

    Args:
        found: parse, attributions, commitments, statements and loaded words are read.
        words: the lexicon.

    Returns:
        The statements in the same order, with the same ids.
    """
    marks = find_marks(found, words)
    marked = frozenset(_judging_tokens(found, marks))
    stances = frozenset(m.first for m in marks)
    judging = _Judging(found, marked, stances, words.describing)
    own: dict[int, list[int]] = {}
    for token, number in found.statements.innermost.items():
        own.setdefault(number, []).append(token)
    statements = tuple(
        _settled(statement, judging.kind(statement, own.get(number, ())))
        for number, statement in enumerate(found.statements.statements)
    )
    return replace(found.statements, statements=statements)


def _settled(statement: Statement, kind: str) -> Statement:
    """The statement with its kind; a claim that is nothing but a judgement is an evaluation."""
    judged = kind == OPINION and statement.speech_act == "claim"
    if kind == statement.kind and not judged:
        return statement
    return replace(
        statement, kind=kind, speech_act="evaluation" if judged else statement.speech_act
    )


def _judging_tokens(found: Found, marks: Iterable[Mark]) -> Iterator[int]:
    """Tokens of judging words, those of cues left out: what others judge is told, not meant."""
    cues = found.attributions.cue_tokens
    for mark in marks:
        if mark.row.class_ in MEANT or cues.isdisjoint(range(mark.first, mark.last)):
            yield from range(mark.first, mark.last)
    for word in found.loaded:
        tokens = found.parse.tokens_between(word.span.start, word.span.end)
        if len(tokens) and _means(found, word.category, tokens[-1]) and cues.isdisjoint(tokens):
            yield from tokens


def _means(found: Found, category: str, i: int) -> bool:
    """Whether a loaded word judges: it is said of somebody, or is more than a name for them."""
    is_name = found.parse.tokens[i].pos in _NOUNS and found.actors.index.at(i) is not None
    return (category in JUDGING and not is_name) or is_predicate(found, i)


@dataclass(frozen=True, slots=True)
class _Judging:
    """Judges nothing itself: looks which statements of a document judge.

    Attributes:
        marked: tokens of judging words.
        stances: predicates that only judge ("deserve", "we condemn"); a loaded verb also tells a
            deed ("massacred").
        describing: ids of cues that describe without judging.
    """

    found: Found
    marked: frozenset[int]
    stances: frozenset[int]
    describing: frozenset[str]

    def kind(self, statement: Statement, tokens: Iterable[int]) -> str:
        """The kind of a statement with these tokens of its own."""
        if statement.speech_act in WISHES:
            return OPINION
        judges = statement.speech_act in JUDGEMENTS and statement.rule not in self.describing
        if not judges and self.marked.isdisjoint(tokens):
            return "fact_claim"
        checked = [self.found.parse.tokens[i].dep for i in tokens if self._is_checkable(i)]
        if judges:  # "condemned the deal reached on Monday" does not claim that it was reached
            checked = [dep for dep in checked if not dep.startswith("acl")]
        return "mixed" if checked else OPINION

    def _is_checkable(self, i: int) -> bool:
        """Whether a token is the predicate of a clause that the world could confirm or refute."""
        value = self.found.commitments.values.get(i)
        token = self.found.parse.tokens[i]
        if value is None or token.pos not in ("VERB", "AUX") or i in self.stances:
            return False
        if value.realis not in CHECKABLE or value.speech_act in (*WISHES, "question"):
            return False
        return token.dep != "csubj" and not self._says_judgement(i)

    def _says_judgement(self, i: int) -> bool:
        """Whether what a clause says of its subject is itself the judgement."""
        for said in self.found.parse.kids(i, *PREDICATES):
            words = (said, *self.found.parse.kids(said.i, *_MODIFIERS))
            if any(word.i in self.marked for word in words):
                return True
        return False
