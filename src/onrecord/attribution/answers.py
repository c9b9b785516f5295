"""Denials that hang on what they deny: "P, a charge Q denies", "accused Q of P, which it denies".

Scene, verb of a relative clause ──▶ answer ──▶ Answer: what is denied, and the denial's words
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.attribution.frames import Content, content_of
from onrecord.attribution.limits import COMMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.frames import Scene
    from onrecord.parse.tree import Token

DENIAL = "denial"


class Answer(NamedTuple):
    """What is denied, and the words by which the article tells that it is."""

    content: Content
    own: frozenset[int]


def answer(scene: Scene, verb: Token) -> Answer | None:
    """What a denial in a relative clause denies, or None where it is no such denial."""
    cue = scene.words.verb(verb) if verb.dep == "acl:relcl" else None
    if cue is None or cue.class_ != DENIAL:
        return None
    parse = scene.parse
    noun, pronoun = parse.tokens[verb.head], parse.kid(verb.i, "obj", "xcomp", "ccomp")
    relative = pronoun is None or scene.words.sources.get(pronoun.lower) == "relative"
    if not relative:
        return None
    named = scene.words.noun(noun) is not None
    own = frozenset(parse.subtree(noun.i if named else verb.i))
    if parse.tokens[min(own) - 1].text != COMMA or not (named or (pronoun and cue.takes("that"))):
        return None  # "a plan, which Iran rejects" denies nothing that is said
    content = _claim(scene, noun) or (_clause(scene, noun) if named else None)
    return None if content is None else Answer(content, own)


def answers_in(scene: Scene, tokens: frozenset[int]) -> frozenset[int]:
    """The words of denials among tokens: they are no part of what is denied."""
    relatives = (t for i in tokens if (t := scene.parse.tokens[i]).dep == "acl:relcl")
    found = (answer(scene, t) for t in relatives)
    return frozenset(i for a in found if a is not None for i in a.own)


def _claim(scene: Scene, noun: Token) -> Content | None:
    """The content of the nearest cue above a noun, without the noun itself."""
    for above in _above(scene, noun):
        for verb in (above, *scene.parse.kids(above.i, "parataxis")):
            row = scene.words.verb(verb)
            told = None if row is None or row.class_ == DENIAL else content_of(scene, verb, row)
            roots = () if told is None else tuple(r for r in told.roots if r != noun.i)
            if roots:
                return Content(roots)
    return None


def _clause(scene: Scene, noun: Token) -> Content | None:
    verb = next((t for t in _above(scene, noun) if t.pos in ("VERB", "AUX")), None)
    return None if verb is None else Content((verb.i,))


def _above(scene: Scene, token: Token) -> Iterator[Token]:
    tokens = scene.parse.tokens
    while token.head != token.i:
        token = tokens[token.head]
        yield token
