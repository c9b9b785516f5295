"""For or against: the stance of each statement's holder towards actors, acts and ties.

    statements, loaded words, accounts, relations ──▶ find_stances ──▶ statements with stances

Two things show a stance: the cue ("condemned the raid", ``stance.csv``), and words that judge whom
or what they are said of ("a cowardly raid", "called the mayor a hero"). It is always the stance of
the holder of the statement. Where no words show one there is none; silence is not neutral.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from onrecord.attribution import load_cue_words
from onrecord.lexicon import load_table
from onrecord.loaded import appositions, noun_of, subjects
from onrecord.model import Stance
from onrecord.opinion import OpinionWords, find_marks, load_opinion_words
from onrecord.statements import HAPPENED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import Attribution, Found, StatementsFound
    from onrecord.lexicon import DataFolders

#: Loaded categories that speak against, or for, whom or what they are said of.
AGAINST = frozenset({"label", "accusatory_label", "delegitimation", "emotive", "ridicule"})
FOR = frozenset({"praise", "legitimation"})
#: Loaded category of words that keep a distance to the name after them ("so-called heroes").
DISTANCE = "scare_phrase"
#: Roles of those whom an act hits.
HIT = frozenset({"recipient", "victim"})
#: Commitments by which somebody says something of somebody.
SURE = frozenset({"certain", "probable"})
#: Class of opinion words whose subject is the holder ("we stand with").
FIRST_PERSON = "first_person"
#: Dependents of a predicate that may be what it judges.
_OBJECTS = ("obj", "obl", "nmod")


@dataclass(frozen=True, slots=True)
class StanceRow:
    """What a cue shows of its source's stance.

    Attributes:
        phrase, pos: the cue, as in ``cues.csv``.
        value: pro, con or neutral.
        targets: towards whom or what, separated by spaces: ``target`` (who is addressed or
            accused), ``content`` (actor, act or tie at the head of the content), ``object`` (the
            same, only as the cue's own object: who rejects a claim does not reject the act),
            ``recipient`` (whom the acts of the content would hit).
    """

    id: str
    phrase: str
    pos: str
    value: str
    targets: str
    example: str


@dataclass(frozen=True, slots=True)
class StanceWords:
    """Rows by the id of their cue; the words that judge."""

    cues: dict[str, StanceRow]
    opinions: OpinionWords


class _Shown(NamedTuple):
    """A stance shown at a token."""

    token: int
    stance: Stance


def load_stance_words(folders: DataFolders) -> StanceWords:
    """Load ``stance.csv``, and ``opinion.csv`` for the words that judge."""
    rows = {(row.pos, row.phrase): row for row in load_table(folders, "stance.csv", StanceRow)}
    cues = load_cue_words(folders).cues
    by_cue = {cue.id: rows[key] for key, cue in cues.items() if key in rows}
    return StanceWords(by_cue, load_opinion_words(folders))


def find_stances(found: Found, words: StanceWords) -> StatementsFound:
    """Say of each statement for and against whom and what its words speak.

    Args:
        found: parse, actors, attributions, commitments, statements, loaded words, accounts and
            relations are read.
        words: the lexicon.

    Returns:
        The statements in the same order, with the same ids.
    """
    search = _Search(found)
    shown: dict[int, dict[Stance, None]] = {}
    for token, stance in (*search.of_cues(words), *search.of_words(words)):
        number = found.statements.innermost.get(token)
        if number is not None:
            shown.setdefault(number, {})[stance] = None
    statements = tuple(
        replace(statement, stance=tuple(shown[number])) if number in shown else statement
        for number, statement in enumerate(found.statements.statements)
    )
    return replace(found.statements, statements=statements)


class _Search:
    """Looks through one document."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.parse = found.parse
        self.tokens = found.parse.tokens
        self.accounts = {a.account_id: a for a in found.accounts.accounts}
        self.cues = {i for a in found.attributions.attributions for r in a.cue for i in range(*r)}

    def of_cues(self, words: StanceWords) -> Iterator[_Shown]:
        """Stances that cues show."""
        for attribution in self.found.attributions.attributions:
            row = words.cues.get(attribution.cue_row)
            if row is None or not attribution.roots or not self._is_said(attribution.cue_head):
                continue
            for slot in row.targets.split():
                for key in self._targets(attribution, slot):
                    yield _Shown(attribution.roots[0], Stance(key, row.value))

    def _is_said(self, head: int | None) -> bool:
        """Whether the cue itself holds: not "did not condemn", not "may praise"."""
        if head is None:
            return True
        value = self.found.commitments.at(head)
        return value.polarity == "+" and value.commitment in SURE and value.realis in HAPPENED

    def _targets(self, attribution: Attribution, slot: str) -> Iterator[str]:
        match slot:
            case "target":
                yield from self._things(attribution.target)
            case "content":
                for root in attribution.roots:
                    yield from self._things(root)
            case "object":
                for root in attribution.roots:
                    if self.tokens[root].dep == "obj" and self._is_under(root, attribution):
                        yield from self._things(root)
            case _:
                yield from self._hit(attribution)

    def _is_under(self, root: int, attribution: Attribution) -> bool:
        return self.tokens[root].head == attribution.cue_head

    def _hit(self, attribution: Attribution) -> Iterator[str]:
        """Actors whom the acts of a content would hit."""
        for first, last in attribution.content:
            for i in range(first, last):
                trigger = self.found.accounts.index.headed(i)
                account = self.accounts.get(trigger.id) if trigger else None
                for participant in account.participants if account else ():
                    if participant.role in HIT and participant.actor_id:
                        yield participant.actor_id

    def _things(self, token: int | None) -> Iterator[str]:
        """The actor, account or relation that a token and those joined to it stand for."""
        if token is None:
            return
        for i in (token, *(t.i for t in self.parse.kids(token, "conj"))):
            mention = self.found.actors.index.headed(i) or self.found.accounts.index.headed(i)
            if mention is not None:
                yield mention.id

    def of_words(self, words: StanceWords) -> Iterator[_Shown]:
        """Stances that judging words show."""
        for i, value, by_speaker in self._judging(words):
            described = self._objects(i) if by_speaker else self._described(i)
            for thing in described:
                for key in self._things(thing):
                    yield _Shown(i, Stance(key, value))

    def _judging(self, words: StanceWords) -> Iterator[tuple[int, str, bool]]:
        """Judging words: (head token, value, whether the speaker is their subject)."""
        for mark in find_marks(self.found, words.opinions):
            if mark.row.value is not None and mark.first not in self.cues:
                yield mark.last - 1, mark.row.value, mark.row.class_ == FIRST_PERSON
        distant = {noun_of(self.parse, i) for i in self._loaded(frozenset({DISTANCE}))}
        for categories, value in ((AGAINST, "con"), (FOR, "pro")):
            for i in self._loaded(categories):
                if i not in self.cues and noun_of(self.parse, i) not in distant:
                    yield i, value, False

    def _loaded(self, categories: frozenset[str]) -> Iterator[int]:
        """The last tokens of the loaded words of some categories."""
        for word in self.found.loaded:
            tokens = self.parse.tokens_between(word.span.start, word.span.end)
            if word.category in categories and len(tokens):
                yield tokens[-1]

    def _objects(self, i: int) -> Iterator[int]:
        if self._is_said(i):
            yield from (kid.i for kid in self.parse.kids(i, *_OBJECTS))

    def _described(self, i: int) -> Iterator[int]:
        """Heads of what a word names, describes or, if meant so, is said of."""
        top = noun_of(self.parse, i)
        said_of = tuple(subjects(self.found, top))
        if not said_of:
            yield from dict.fromkeys((i, top))
            yield from appositions(self.parse, top)
        elif self._is_said(top):
            yield from said_of
