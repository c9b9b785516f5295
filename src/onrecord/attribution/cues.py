"""Cues: the words that say that somebody says something (``cues.csv``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from onrecord.attribution.speakers import LayoutWords, load_layout_words
from onrecord.lexicon import DataFolders, load_table

if TYPE_CHECKING:
    from onrecord.parse.tree import Parse, Token


#: How the kinds of source words begin that are labels of a type of actor.
LABEL = "label:"
#: Acts that nobody does without words.
_SPEECH_ACTS = frozenset({"accusation", "demand", "call_to_action", "denial"})


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue word with the complements it takes.

    Attributes:
        phrase: lemma (as the parser gives it), or for prepositions the words ("according to").
        pos: verb, naming (verb with an object and its name), noun, adj, adv or prep.
        class_: cue class of the ontology (factive, neutral, distancing, denial, …).
        frames: complements that are content, separated by spaces: ``that`` (finite clause),
            ``quote``, ``ing``, ``to`` (infinitive), ``whether``; ``obj`` (object), ``obj_to``
            (object and infinitive), ``obj_pred`` (object and what it is called), ``obj_act``
            (object that is no actor or place, said by an actor), ``obj_clause`` (a clause that the
            parse takes for an object), ``obj_doc`` (object, told by a
            document), ``obj_with:as`` (object and a phrase with "as"), ``obj_and:for`` (object
            with, if given, a phrase with "for"), ``obj_on:on`` (object; a phrase with "on" tells
            who is accused of it), ``act_with:of`` (only the phrase with "of",
            beside an object), ``with:for`` (phrase with "for"), ``to_of:on`` (phrase with "on"
            and infinitive), ``clause`` (of a preposition or adverb), ``owner`` (whose words a
            preposition and noun are: "in the words of X"), ``relay`` (an actor as object has said
            it before: "citing X"). Conditions: ``particle:out`` (only with that particle),
            ``actor`` (only if an actor is the source).
        act: speech act; polarity, commitment: how the source stands to the content.
        relay: what the choice of the word shows of the one who relays (neutral, endorsing, …).
    """

    id: str
    phrase: str
    pos: str
    class_: str
    frames: str
    act: str
    polarity: str
    commitment: str
    relay: str
    example: str

    def takes(self, *frames: str) -> bool:
        """Whether the cue takes one of these complements."""
        return not _split(self.frames).isdisjoint(frames)

    @property
    def prepositions(self) -> frozenset[str]:
        """The prepositions that lead to a content or an addressee."""
        return self.words("with") | self.words("to_of") | self.words("act_with")

    def words(self, frame: str) -> frozenset[str]:
        """The words of frames such as ``with:for``."""
        return _words_of(self.frames, frame + ":")


@cache  # a cue is asked for its frames wherever it stands
def _split(frames: str) -> frozenset[str]:
    return frozenset(frames.split())


@cache
def _words_of(frames: str, prefix: str) -> frozenset[str]:
    return frozenset(f[len(prefix) :] for f in frames.split() if f.startswith(prefix))


@dataclass(frozen=True, slots=True)
class SourceWord:
    """A word with a role in attribution: speaker pronouns, marks of a content, neutral labels."""

    id: str
    phrase: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class Role:
    """What a general word for an office covers: "the officer" may be a colonel.

    Attributes:
        phrase: lemma of the general word.
        covers: lemmas of offices and titles, separated by spaces.
    """

    id: str
    phrase: str
    covers: str
    example: str


@dataclass(frozen=True, slots=True)
class CueWords:
    """Cues by (part of speech, lemma), and words of sources by kind."""

    cues: dict[tuple[str, str], Cue]
    by_id: dict[str, Cue]
    sources: dict[str, str]
    marks: frozenset[str]
    #: lemmas with a row of their own for an infinitive ("ask to")
    with_infinitives: frozenset[str]
    #: neutral labels of sources that only a word describes, by type of actor
    labels: dict[str, str]
    #: general words for an office -> the offices and titles they cover
    roles: dict[str, frozenset[str]]
    #: marks and words that attribute by their place
    layouts: LayoutWords = field(default_factory=LayoutWords)

    def verb(self, token: Token) -> Cue | None:
        """The cue of a verb, or None. A form may have a row where the parser errs in its lemma."""
        if token.pos not in ("VERB", "AUX"):
            return None
        return self.cues.get(("verb", token.lemma)) or self.cues.get(("verb", token.lower))

    def phrase(self, parse: Parse, token: Token) -> Cue | None:
        """The cue of a verb with its particle or complement ("rule out"), or None."""
        if token.pos != "VERB":
            return None
        for kid in parse.kids(token.i, "compound:prt", "obj", "xcomp", "ccomp"):
            row = self.cues.get(("verb", f"{token.lemma} {kid.lemma}"))
            if row is not None:
                return row
        held = self.held(parse, token)
        return None if held is None else self.cues[("verb", f"{token.lemma} {held.lemma}")]

    def held(self, parse: Parse, token: Token) -> Token | None:
        """What is said of an object that the parser hangs under it: "hold X responsible"."""
        target = parse.kid(token.i, "obj")
        behind = () if target is None else parse.kids(target.i, "amod")
        said = (t for t in behind if target is not None and t.i > target.i)
        return next((t for t in said if ("verb", f"{token.lemma} {t.lemma}") in self.cues), None)

    def saying(self, parse: Parse, token: Token) -> Cue | None:
        """The cue of a verb, with its particle or object where they make another cue."""
        return self.phrase(parse, token) or self.verb(token)

    def with_infinitive(self, token: Token, parse: Parse, clause: Token) -> Cue | None:
        """The row of a verb for its infinitive ("ask to"), where that is said apart."""
        particle = parse.kid(clause.i, "aux", "mark")
        if particle is None:
            return None
        return self.cues.get(("verb", f"{token.lemma} {particle.lower}"))

    def state(self, parse: Parse, token: Token) -> Cue | None:
        """The cue of a participle that tells a state of mind ("are convinced that"), or None."""
        if token.tag != "VBN" or parse.kid(token.i, "aux:pass") is None:
            return None
        return self.cues.get(("adj", token.lower))

    def noun(self, token: Token) -> Cue | None:
        """The cue of a noun, or None."""
        return self.cues.get(("noun", token.lemma)) if token.pos == "NOUN" else None

    def adjective(self, token: Token) -> Cue | None:
        """The cue of an adjective, or None."""
        described = token.pos == "ADJ" or token.dep in ("acomp", "attr")
        return self.cues.get(("adj", token.lower)) if described else None

    def adverb(self, token: Token) -> Cue | None:
        """The cue of an adverb that reports ("reportedly"), or None."""
        return self.cues.get(("adv", token.lower)) if token.dep == "advmod" else None

    def preposition(self, parse: Parse, token: Token) -> Cue | None:
        """The cue of the prepositions that mark a nominal, alone or with its noun, or None."""
        case = parse.case(token.i)
        if not case:
            return None
        return self.cues.get(("prep", case)) or self.cues.get(("prep", f"{case} {token.lemma}"))


def speech_verbs(words: CueWords) -> frozenset[str]:
    """Lemmas of verbs that tell by themselves that somebody speaks: "say", "accuse", "urge"."""
    verbs = ((lemma, cue) for (pos, lemma), cue in words.cues.items() if pos == "verb")
    return frozenset(lemma for lemma, cue in verbs if " " not in lemma and _is_speech(cue))


def _is_speech(cue: Cue) -> bool:
    """Whether it takes both a quotation and a clause, or tells of whom it is said."""
    told = cue.words("act_with") | cue.words("obj_with") | cue.words("obj_on")
    return bool(told) or cue.act in _SPEECH_ACTS or (cue.takes("quote") and cue.takes("that"))


def load_cue_words(folders: DataFolders) -> CueWords:
    """Load cues and source words."""
    rows = load_table(folders, "cues.csv", Cue)
    sources = load_table(folders, "source_words.csv", SourceWord)
    return CueWords(
        {(row.pos, row.phrase): row for row in rows},
        {row.id: row for row in rows},
        {row.phrase: row.kind for row in sources},
        frozenset(row.phrase for row in sources if row.kind == "mark"),
        frozenset(
            _before_last(row) for row in rows if row.pos == "verb" and row.takes("to", "obj_to")
        ),
        {row.kind[len(LABEL) :]: row.phrase for row in sources if row.kind.startswith(LABEL)},
        {
            row.phrase: frozenset(row.covers.split())
            for row in load_table(folders, "roles.csv", Role)
        },
        load_layout_words(folders),
    )


def _before_last(row: Cue) -> str:
    return row.phrase.rpartition(" ")[0]
