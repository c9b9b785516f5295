"""Read sources and contents off the parse: complements of cue verbs, nouns, adjectives.

Parse, CueWords ──▶ find_drafts ──▶ Draft, one for each cue that has a content
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.attribution.answers import answer, answers_in
from onrecord.attribution.draft import Draft, is_mark
from onrecord.attribution.frames import content_of, infinitive, is_to, predicated
from onrecord.attribution.limits import (
    added_by,
    added_in,
    content_tokens,
    deed_place,
    explained_in,
    further,
    resumed_in,
    so_in,
)
from onrecord.attribution.sources import cue_span, is_nobody, noun_source, owner_of, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.cues import Cue, CueWords
    from onrecord.attribution.frames import Content, Scene
    from onrecord.parse.tree import Parse, Token

#: Relations of what a cue noun or adjective says.
_COMPLEMENTS = ("acl", "ccomp", "xcomp", "advcl", "acl:relcl", "nmod", "obl")
_VERBAL = frozenset({"VERB", "AUX"})
#: Clauses that a phrase such as "according to" may hang in, where no verb is above it.
_PARTICIPLES = ("acl", "amod", "nmod", "obj", "obl", "xcomp")
_TOPS = ("ccomp", "conj", "root", "acl:relcl", "advcl")


def find_drafts(scene: Scene) -> Iterator[Draft]:
    """Yield a draft for every cue with a content, in the order of the text."""
    parse, words = scene.parse, scene.words
    for token in parse.tokens:
        state, verb = words.state(parse, token), None
        if not state and (token.pos in _VERBAL or token.lemma in words.with_infinitives):
            verb = _naming(scene, token) or _verb_cue(parse, token, words)
        if verb is not None:
            yield from _of_verb(scene, token, verb)
        adverb = words.adverb(token)
        if adverb is not None:
            yield _of_adverb(parse, token, adverb)
        noun = words.noun(token) or words.adjective(token) or state
        if noun is not None:
            yield from _of_noun(scene, token, noun)
        if token.dep in ("obl", "nmod", "root"):
            preposition = words.preposition(parse, token)
            if preposition is not None:
                yield from _of_preposition(scene, token, preposition)


def _naming(scene: Scene, token: Token) -> Cue | None:
    """The row of a verb that names its object ("called it a crime"), where it does."""
    row = scene.words.cues.get(("naming", token.lemma)) if token.pos == "VERB" else None
    return row if row is not None and predicated(scene, token) is not None else None


def _verb_cue(parse: Parse, token: Token, words: CueWords) -> Cue | None:
    """The row of a verb: with its object or particle, with "to" or "that", or alone."""
    phrase = words.phrase(parse, token)
    if phrase is not None or _is_purpose(parse, token):
        return phrase
    clause = None
    if token.lemma in words.with_infinitives:
        clause = infinitive(parse, token) or parse.kid(token.i, "ccomp")
    return (words.with_infinitive(token, parse, clause) if clause else None) or words.verb(token)


def _of_adverb(parse: Parse, token: Token, cue: Cue) -> Draft:
    """Read "reportedly P": somebody who is not named says so."""
    content = set(parse.subtree(token.head)) - {token.i}
    for clause in parse.kids(token.head, "conj", "parataxis"):
        if parse.kid(clause.i, "nsubj", "nsubj:pass") is not None:
            content -= set(parse.subtree(clause.i))
    return Draft(cue.id, token.i, (token.i,), None, (token.head,), frozenset(content))


def _is_purpose(parse: Parse, token: Token) -> bool:
    """Whether a verb is what somebody does something for: "a chance to show that P"."""
    return token.dep in ("advcl", "acl") and is_to(parse, token)


def _relayed(scene: Scene, token: Token) -> Token | None:
    """In "said, citing X" and "according to Y, citing X": X, where X is somebody."""
    cue = scene.words.verb(token)
    if cue is None or not cue.takes("relay") or token.dep not in ("advcl", "acl", "xcomp"):
        return None
    person = scene.parse.kid(token.i, "obj")
    return person if person is not None and person.i in scene.actors else None


def _of_relay(scene: Scene, token: Token, cue: Cue) -> Iterator[Draft]:
    """Read "P, the agency said, citing X": X has said all that the agency says."""
    said, person = scene.parse.tokens[token.head], _relayed(scene, token)
    verb = _verb_cue(scene.parse, said, scene.words)
    drafts = [] if verb is None else list(_of_verb(scene, said, verb))
    for phrase in () if drafts else scene.parse.kids(said.i, "obl"):
        preposition = scene.words.preposition(scene.parse, phrase)
        if preposition is not None:
            drafts += _of_preposition(scene, phrase, preposition)
    clause = scene.parse.kid(token.i, "ccomp")
    if not drafts and verb is not None and clause is not None and verb.takes("that"):
        drafts = [_said_through(scene, said, verb, clause)]
        yield drafts[0]
    if person is not None and drafts:
        span = cue_span(scene.parse, token.i)
        outer = drafts[0]
        yield replace(
            outer, row=cue.id, cue_head=token.i, cue=span, source_head=person.i,
            target=None, marks=frozenset(), under=outer.cue_head,
        )  # fmt: skip


def _said_through(scene: Scene, said: Token, cue: Cue, clause: Token) -> Draft:
    """Read "said, citing X, that P" where the parse hangs P on the citing."""
    parse, words = scene.parse, scene.words
    content, marks = content_tokens(parse, (clause.i,), said.i, words.marks)
    source = source_of(parse, said.i, words)
    span = cue_span(parse, said.i)
    return Draft(cue.id, said.i, span, source, (clause.i,), content, None, marks)


def _of_verb(scene: Scene, token: Token, cue: Cue) -> Iterator[Draft]:
    if _relayed(scene, token) is not None:
        yield from _of_relay(scene, token, cue)
        return
    answered = answer(scene, token)
    content = answered.content if answered else content_of(scene, token, cue)
    if content is None:
        return
    parse, words = scene.parse, scene.words
    source = added_by(scene, token)
    source = source_of(parse, token.i, words) if source is None else source
    if (cue.takes("actor") and source not in scene.actors) or _is_quoting(scene, cue, content):
        return
    if source is not None and is_nobody(parse, source, words):
        return
    tokens, marks = _said(scene, token, cue, content)
    if answered:
        tokens, marks = tokens - answered.own, frozenset()
    if tokens:
        span = cue_span(parse, token.i)
        roots = (*content.roots, *further(parse, token, content.roots, words))
        draft = Draft(cue.id, token.i, span, source, roots, tokens, content.target, marks)
        yield draft
        yield from _of_each(scene, draft)


def _said(
    scene: Scene, token: Token, cue: Cue, content: Content
) -> tuple[frozenset[int], frozenset[int]]:
    """All tokens of a verb's content, and apart those that only mark it."""
    parse, words = scene.parse, scene.words
    roots = (*content.roots, *further(parse, token, content.roots, words))
    tokens, marks = content_tokens(parse, roots, token.i, words.marks | cue.prepositions)
    tokens |= deed_place(scene, token, cue, tokens)
    own = resumed_in(parse, content.roots, token.i, words)
    own |= _citing(scene, (token.i, *content.roots))
    own |= added_in(scene, content.roots) | answers_in(scene, tokens)
    own |= so_in(parse, tokens, words) | explained_in(parse, tokens, token.i)
    return tokens - own, marks - own


def _of_each(scene: Scene, draft: Draft) -> Iterator[Draft]:
    """Read "Juba and Khartoum accused each other of P": the second says so, too."""
    parse = scene.parse
    if draft.source_head is None or draft.target is None or draft.target == 0:
        return
    each = f"{parse.tokens[draft.target - 1].lower} {parse.tokens[draft.target].lower}"
    after = parse.tokens[min(draft.target + 1, len(parse.tokens) - 1)]
    other = f"{parse.tokens[draft.target].lower} {after.lower}"
    if "reciprocal" in (scene.words.sources.get(each), scene.words.sources.get(other)):
        for person in parse.kids(draft.source_head, "conj"):
            yield replace(draft, source_head=person.i)


def _is_quoting(scene: Scene, cue: Cue, content: Content) -> bool:
    """Whether nobody quotes somebody: "Kodra was quoted as saying" is Kodra's alone."""
    said = scene.parse.tokens[content.roots[-1]]
    verb = scene.parse.tokens[said.head]
    nobody = source_of(scene.parse, verb.i, scene.words) is None
    return bool(cue.words("obj_with")) and nobody and scene.words.verb(said) is not None


def _of_noun(scene: Scene, token: Token, cue: Cue) -> Iterator[Draft]:
    """Read "claims that P", "its vow to P", "was confident that P"."""
    parse, words = scene.parse, scene.words
    if token.dep == "obl" and not any(parse.kids(token.i, "det", "nmod:poss", "amod")):
        return  # "in order to"
    kids = (t for t in parse.kids(token.i, *_COMPLEMENTS) if t.i not in scene.times)
    clause = next((t for t in kids if _fits(parse, t, cue, words)), None)
    clause = clause or _beside_noun(parse, token, cue)
    if clause is None:
        return
    source = noun_source(parse, token, words)
    source = _carrier(scene, token) if source is None else source
    if source is None and (cue.pos == "adj" or not _is_claim(cue, clause)):
        return  # "make sure that", "the order to enlarge the mosque"
    content, marks = content_tokens(parse, (clause.i,), token.i, words.marks | cue.prepositions)
    span = cue_span(parse, token.i) if token.pos == "VERB" else (token.i,)
    yield Draft(cue.id, token.i, span, source, (clause.i,), content, marks=marks)


def _carrier(scene: Scene, noun: Token) -> int | None:
    """The paper in which a report or claim stands: "reports in the Lake Gazette that P"."""
    parse = scene.parse
    names = (t for t in parse.kids(noun.i, "nmod") if t.entity == "ORG" or t.i in scene.actors)
    known = (t for t in names if t.i not in scene.places and t.i not in scene.times)
    kinds = scene.words.sources
    return next((t.i for t in known if kinds.get(parse.case(t.i)) == "carrier"), None)


def _beside_noun(parse: Parse, noun: Token, cue: Cue) -> Token | None:
    """The infinitive after a noun that the parse joins to its verb: "kept their vow to leave"."""
    if noun.pos != "NOUN" or noun.dep != "obj" or not cue.takes("to"):
        return None
    clauses = (t for t in parse.kids(noun.head, "advcl", "xcomp") if is_to(parse, t))
    return next((t for t in clauses if parse.edges[t.i][0] == noun.i + 1), None)


def _is_claim(cue: Cue, clause: Token) -> bool:
    """Whether a noun tells of a claim even if nobody is named: "claims that", "reports of"."""
    return clause.dep not in ("nmod", "obl") or cue.class_ in ("neutral", "distancing", "denial")


def _fits(parse: Parse, clause: Token, cue: Cue, words: CueWords) -> bool:
    if clause.dep in ("nmod", "obl"):
        return parse.case(clause.i) in cue.words("with")
    marks = {words.sources.get(t.lower) for t in parse.kids(clause.i, "mark")}
    that = "mark" in marks or (clause.dep == "ccomp" and not marks)
    return (cue.takes("that") and that) or (cue.takes("to") and is_to(parse, clause))


def _of_preposition(scene: Scene, token: Token, cue: Cue) -> Iterator[Draft]:
    """Read "According to X, P", "in the words of X, P": the clause it hangs in, without it."""
    parse = scene.parse
    clause = _clause_of(parse, token)
    source = owner_of(parse, token) if cue.takes("owner") else token.i
    if clause == token.i or source is None or (cue.takes("clause") and not _speaks(scene, token)):
        return
    content = frozenset(parse.subtree(clause)) - frozenset(parse.subtree(token.i))
    content -= _citing(scene, (clause,))
    case = tuple(t.i for t in parse.kids(token.i, "case"))
    span = (*case, token.i) if cue.takes("owner") else case
    yield Draft(cue.id, case[0], span, source, (clause,), content)


def _citing(scene: Scene, clauses: tuple[int, ...]) -> frozenset[int]:
    """Tokens of "citing X" below clauses: they say by whom, not what."""
    parse = scene.parse
    kids = (t for clause in clauses for t in parse.kids(clause, "advcl", "acl", "xcomp"))
    return frozenset(i for t in kids if _relayed(scene, t) for i in parse.subtree(t.i))


def _speaks(scene: Scene, token: Token) -> bool:
    """Whether a phrase names somebody, or is set off: not "built according to the old system"."""
    parse = scene.parse
    first = parse.edges[token.i][0]
    apart = first == parse.sentences[token.sentence].first or is_mark(parse, first - 1)
    document = scene.words.sources.get(token.lemma) == "document"
    return apart or document or token.i in scene.actors or token.pos in ("PROPN", "PRON")


def _clause_of(parse: Parse, phrase: Token) -> int:
    """The clause that a phrase such as "according to X" is about.

    At the end of a sentence it is about all of it, not about its last participle.
    """
    clause = phrase.head
    while parse.tokens[clause].pos not in ("VERB", "AUX") and parse.tokens[clause].head != clause:
        if parse.tokens[clause].dep in _TOPS:
            break
        clause = parse.tokens[clause].head
    after = range(parse.edges[phrase.i][1], parse.sentences[phrase.sentence].last)
    if all(parse.tokens[i].pos == "PUNCT" for i in after):
        while parse.tokens[clause].dep in _PARTICIPLES:
            clause = parse.tokens[clause].head
    return clause
