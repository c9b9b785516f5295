"""How far a content reaches: which words around a cue are what is said.

Parse, heads of a content, cue ──▶ content_tokens, resumed_in, further ──▶ tokens
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.attribution.draft import QUOTES
from onrecord.attribution.sources import source_of, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.cues import Cue, CueWords
    from onrecord.attribution.frames import Scene
    from onrecord.parse.tree import Parse, Token

COMMA = ","
#: Relations by which parsers join a noun that explains what stands before a cue.
_BESIDE = ("appos", "obj", "obl:npmod", "dep", "attr")
#: The speech act of those who say that they did it.
RESPONSIBILITY = "responsibility_claim"


def content_tokens(
    parse: Parse, roots: tuple[int, ...], cue: int, markers: frozenset[str]
) -> tuple[frozenset[int], frozenset[int]]:
    """Everything below the roots but the cue's own clause; apart, words that only mark it."""
    tokens, own = set[int](), set(parse.subtree(cue))
    for root in roots:
        below = set(parse.subtree(root))
        tokens |= below - own if cue in below else below
    joined = [t for root in roots for t in parse.kids(root, "conj")]
    kids = (
        t for head in (*roots, *(t.i for t in joined)) for t in parse.kids(head, "mark", "case")
    )
    first = (parse.tokens[parse.edges[root][0]] for root in roots)
    joiners = (*kids, *(t for t in first if t.tag == "WDT"))
    marks = frozenset(t.i for t in joiners if t.lower in markers)
    return frozenset(tokens) - marks, marks & tokens


def resumed_in(parse: Parse, roots: tuple[int, ...], cue: int, words: CueWords) -> frozenset[int]:
    """Clauses that are the article's own: "P, officials said, as Q", "said P, and Q said R"."""
    anew = (k for r in roots for k in parse.kids(r, "conj") if _begins_anew(parse, k, words))
    after = (k for r in roots if r < cue for k in parse.kids(r, "advcl", "conj") if k.i > cue)
    own = (*anew, *(k for k in after if _resumes(parse, k, words)))
    return frozenset(i for k in own for i in parse.subtree(k.i))


def _resumes(parse: Parse, clause: Token, words: CueWords) -> bool:
    """A clause with "as" or "while", or one that says what somebody else says."""
    if clause.dep == "conj":
        return words.verb(clause) is not None and parse.kid(clause.i, "nsubj") is not None
    return any(words.sources.get(t.lower) == "inverting" for t in parse.kids(clause.i, "mark"))


def _begins_anew(parse: Parse, clause: Token, words: CueWords) -> bool:
    """A clause joined to a content that is the article's own: "…, and Q said that R".

    So is a verb that the parse joins to a noun: "denied a role and blamed the rebels".
    """
    if parse.tokens[clause.head].pos == "NOUN" and clause.tag in ("VBD", "VBZ", "VBP"):
        return words.verb(clause) is not None
    if words.verb(clause) is None or parse.kid(clause.i, "nsubj") is None:
        return False
    marked = any(t.lower in words.marks for t in parse.kids(clause.i, "mark"))
    joiner = parse.kid(clause.head, "cc")
    first = parse.kid(clause.head, "mark")
    return (
        not marked
        and joiner is not None
        and parse.tokens[joiner.i - 1].pos == "PUNCT"
        and (first is not None or parse.kid(clause.i, "ccomp") is not None)
    )


def explained_in(parse: Parse, tokens: frozenset[int], cue: int) -> frozenset[int]:
    """What the article explains after the cue: "P in Homs, the army said, a city that was rich"."""
    after = (parse.tokens[i] for i in tokens if i > cue and parse.tokens[i].head < cue)
    own = set[int]()
    for token in after:
        clause = token.dep == "acl:relcl"
        noun = token.dep in _BESIDE and parse.kid(token.i, "acl:relcl") is not None
        if clause or noun:
            below = tuple(parse.subtree(token.i))
            own |= set(below) if parse.tokens[below[0] - 1].text == COMMA else set()
    return frozenset(own)


def so_in(parse: Parse, tokens: frozenset[int], words: CueWords) -> frozenset[int]:
    """The "or so" of "P, or so the army said", where the parse leaves it at the end of P."""
    last = max(tokens, default=0)
    joiner = parse.tokens[last - 1].pos == "CCONJ"
    so = words.sources.get(parse.tokens[last].lower) == "so"
    return frozenset({last - 1, last}) if so and joiner else frozenset()


def further(parse: Parse, cue: Token, roots: tuple[int, ...], words: CueWords) -> Iterator[int]:
    """Heads of clauses of a content that stand after a cue that stands in its middle.

    "P, engineers said, had Q"; "P, the army said, and burned": only words without marks of
    quotation are taken so, a speaker may else do something else ("“P,” he said, and left").
    """
    first = min(roots)
    if max(roots) > cue.i or any(parse.tokens[i].text in QUOTES for i in range(first, cue.i)):
        return
    above = (parse.tokens[cue.head],) if cue.dep == "parataxis" else ()
    clauses = (t for t in (*above, *parse.kids(cue.i, "conj")) if t.i > cue.i)
    yield from (t.i for t in clauses if _is_inverted(parse, t))
    joiner = parse.kid(cue.i, "cc")
    if joiner is not None and joiner.i > cue.i and parse.tokens[joiner.i - 1].text == COMMA:
        joined = (t for t in parse.kids(cue.i, "conj") if t.pos in ("VERB", "AUX"))
        known = (t for t in joined if words.verb(t) is None)
        yield from (t.i for t in known if subject_of(parse, t.i, "nsubj", "nsubj:pass") is None)


def _is_inverted(parse: Parse, clause: Token) -> bool:
    """Whether a clause begins with its auxiliary, which may be taken for its head: "had Q held"."""
    subject, helper = parse.kid(clause.i, "nsubj", "nsubj:pass"), parse.kid(clause.i, "aux")
    if subject is None and clause.tag == "VBD" and parse.tokens[clause.i - 1].text == COMMA:
        said = parse.kid(clause.i, "ccomp")
        return said is not None and parse.kid(said.i, "nsubj", "nsubj:pass") is not None
    return subject is not None and helper is not None and helper.i < parse.edges[subject.i][0]


def added_by(scene: Scene, verb: Token) -> int | None:
    """Who adds, in "The envoy said P, adding Q", where the parse joins "adding" to P."""
    parse, words = scene.parse, scene.words
    said = parse.tokens[verb.head]
    outer = parse.tokens[said.head]
    joined = (verb.dep, verb.tag, said.dep) == ("advcl", "VBG", "ccomp") and verb.i > said.i
    if not joined or parse.tokens[verb.i - 1].text != COMMA:
        return None
    if words.verb(verb) is None or words.verb(outer) is None:
        return None
    subject = subject_of(parse, said.i, "nsubj", "nsubj:pass")
    if subject is None or subject.i in scene.actors:
        return None
    return source_of(parse, outer.i, words)


def added_in(scene: Scene, roots: tuple[int, ...]) -> frozenset[int]:
    """Tokens of clauses below a content by which its speaker adds another."""
    kids = (t for root in roots for t in scene.parse.kids(root, "advcl"))
    return frozenset(
        i for t in kids if added_by(scene, t) is not None for i in scene.parse.subtree(t.i)
    )


def deed_place(scene: Scene, cue: Token, row: Cue, content: frozenset[int]) -> frozenset[int]:
    """Where the deed was, which the parse joins to the cue: "responsibility for P at Q".

    A time or a document tells when and how it was claimed.
    """
    parse, words = scene.parse, scene.words
    if row.act != RESPONSIBILITY or not content:
        return frozenset()
    tokens = set[int]()
    end = max(content) + 1
    for phrase in parse.kids(cue.i, "obl"):
        below = tuple(parse.subtree(phrase.i))
        told = words.sources.get(phrase.lemma) == "document" or words.noun(phrase) is not None
        if min(below) == end and phrase.i not in scene.times and not told:
            tokens |= set(below)
            end = max(below) + 1
    return frozenset(tokens)
