"""The frames of cue verbs: which parts of the clause are what is said.

    Scene, cue token, Cue ──▶ content_of ──▶ heads of the content, and the one it is about

Each reader knows one kind of complement (see ``Cue.frames``); the first that fits is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from onrecord.attribution.cues import CueWords
from onrecord.attribution.sources import is_passive, source_of, subject_of
from onrecord.parse.tree import Parse

if TYPE_CHECKING:
    from onrecord.attribution.cues import Cue
    from onrecord.parse.tree import Token

#: Classes of verbs that say something of a claim: "rejected the claim that P".
_OF_CLAIMS = ("denial", "evaluative", "factive")
#: What stands between two sentences written as one.
_PARTS = ";"
#: Fewer words than these after "said" are an object ("said a prayer"), not a clause.
FEWEST = 5
_CLAUSES = ("ccomp", "csubj", "csubj:pass")


@dataclass(frozen=True, slots=True)
class Scene:
    """What the frames are read from: parse, words, and heads of actors, places and times."""

    parse: Parse
    words: CueWords
    actors: frozenset[int]
    places: frozenset[int]
    times: frozenset[int]


class Content(NamedTuple):
    """Heads of what is said, and the head of the one accused, addressed or described."""

    roots: tuple[int, ...]
    target: int | None = None


def content_of(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """The content of a cue verb, or None where it has no complement of its frames."""
    particle = scene.parse.kid(token.i, "compound:prt")
    wanted = cue.words("particle")
    if (particle is not None and not _has_particle(cue, particle)) or (wanted and not particle):
        return None  # "call off" is not to call
    for read in _READERS:
        content = read(scene, token, cue)
        if content is not None:
            return content
    return None


def _has_particle(cue: Cue, particle: Token) -> bool:
    named = cue.phrase.rpartition(" ")[2]
    return particle.lower in cue.words("particle") or particle.lower == named


def _clause(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "said (that) P", "asked whether P", "denied doing P"."""
    if not cue.takes("that", "ing", "whether"):
        return None  # what only introduces quotations is left to them ("began", "went on")
    parse = scene.parse
    kids = [t for t in parse.kids(token.i, *_CLAUSES) if _is_clause(parse, t)]
    kids = [t for t in kids if not _is_apart(parse, t, token)]
    if cue.takes("ing"):
        kids += [t for t in parse.kids(token.i, "xcomp") if _is_ing(parse, t)]
    if not kids and cue.takes("whether"):
        kids = [t for t in parse.kids(token.i, "advcl") if _is_if(scene, token, t)]
    if not kids:
        return None
    target = parse.kid(token.i, "obj", "iobj")
    return Content(tuple(t.i for t in kids), target.i if target else None)


def _is_if(scene: Scene, verb: Token, clause: Token) -> bool:
    """Whether an "if" asks: it stands next to the verb ("wondered if P")."""
    first = scene.parse.tokens[scene.parse.edges[clause.i][0]]
    return first.i == verb.i + 1 and scene.words.sources.get(first.lower) == "if"


def _by_somebody(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "it was announced by X that P", where the parse joins P to X."""
    parse, kinds = scene.parse, scene.words.sources
    agent, subject = parse.kid(token.i, "obl:agent"), parse.kid(token.i, "nsubj:pass")
    if agent is None or subject is None or not cue.takes("that"):
        return None
    clause = parse.kid(agent.i, "acl:relcl", "acl")
    if clause is None or kinds.get(subject.lower) != "body":
        return None
    first = parse.tokens[parse.edges[clause.i][0]]
    return Content((clause.i,)) if kinds.get(first.lower) == "mark" else None


def _is_apart(parse: Parse, clause: Token, cue: Token) -> bool:
    """Whether a semicolon parts a clause from the cue after it: "P; the army denied it"."""
    return any(parse.tokens[i].text == _PARTS for i in range(clause.i, cue.i))


def _is_ing(parse: Parse, clause: Token) -> bool:
    """Whether a clause is "shelling" or "having shelled"."""
    return clause.tag == "VBG" or any(t.tag == "VBG" for t in parse.kids(clause.i, "aux"))


def _is_clause(parse: Parse, token: Token) -> bool:
    """A finite complement (or any quoted one), or one that only "that" shows; no infinitive."""
    subjects = parse.kids(token.i, "nsubj", "nsubj:pass", "cop", "mark")
    return token.pos in ("VERB", "AUX") or any(subjects)


def infinitive(parse: Parse, token: Token) -> Token | None:
    """The infinitive that complements a verb, or None."""
    complements = parse.kids(token.i, "xcomp", "ccomp", "advcl")
    return next((t for t in complements if is_to(parse, t)), None)


def _infinitive(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "vowed to P", "urged X to P", "called on X to P"."""
    parse = scene.parse
    if not (cue.takes("to", "obj_to") or cue.words("to_of")):
        return None
    clause = infinitive(parse, token)
    if clause is None or (cue.class_ == "denial" and scene.words.verb(clause) is not None):
        return None  # "declined to comment" says nothing, and denies nothing
    addressed = None if cue.takes("to") else _addressee(parse, token, cue)
    if cue.takes("to") or parse.kid(clause.i, "nsubj") is not None:
        return Content((clause.i,), addressed)
    return None if addressed is None else Content((addressed, clause.i), addressed)


def is_to(parse: Parse, clause: Token) -> bool:
    """Whether a clause is an infinitive with its particle."""
    return any(t.tag == "TO" for t in parse.kids(clause.i, "aux", "mark"))


def _addressee(parse: Parse, token: Token, cue: Cue) -> int | None:
    wanted = cue.words("to_of")
    for kid in parse.kids(token.i, "obj", "iobj", "obl", "nsubj:pass"):
        if kid.dep != "obl" or parse.case(kid.i) in wanted:
            return kid.i
    return None


def _passive(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "X is expected to P", "X is considered Q": the subject and what is said of it."""
    if not cue.takes("that", "obj_pred") or cue.takes("obj_that") or cue.class_ == "directive":
        return None
    if _is_unsaid(scene.parse, token):
        return None  # "can be considered"
    subject = subject_of(scene.parse, token.i, "nsubj:pass")
    said = next((t for t in scene.parse.kids(token.i, "xcomp") if t.tag != "VBG"), None)
    return None if subject is None or said is None else Content((subject.i, said.i), subject.i)


def _object(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "denied the attack", "rejected claims that P", "accused X of P", "called X Q"."""
    parse = scene.parse
    if cue.takes("obj_pred"):
        read = predicated(scene, token)
        if read is not None:
            return read
    target = parse.kid(token.i, "obj") or subject_of(parse, token.i, "nsubj:pass")
    if target is None or _is_handed(parse, token):
        return None
    accused = _first_with(parse, [token.i, target.i], cue.words("obj_on"))
    if accused is not None:
        return Content((target.i,), accused)
    if cue.words("obj_with") or cue.words("act_with"):
        read = _object_with(parse, target, cue)
        if read is not None:
            return read
    return _whole_object(scene, token, cue, target)


def _whole_object(scene: Scene, token: Token, cue: Cue, target: Token) -> Content | None:
    """Read an object that is what is said, or the claim in it, with what belongs to it."""
    parse = scene.parse
    reasons = _reasons(parse, token, cue)
    if not _is_said(scene, token, cue, target) and not reasons:
        return None
    claim = scene.words.noun(target) and _kid(parse, target.i, "acl", "ccomp", "acl:relcl")
    if cue.class_ not in _OF_CLAIMS and (claim or _says(scene, target)):
        return None  # "repeated its claim that P", "voiced concern about P": the noun says it
    if reasons:
        return Content((target.i, *reasons), target.i)
    return Content((claim or target.i,))


def _reasons(parse: Parse, verb: Token, cue: Cue) -> tuple[int, ...]:
    """Phrases that belong to the object: "condemned X for Y", "revised X from Y to Z"."""
    found = (_with(parse, verb.i, word) for word in sorted(cue.words("obj_and")))
    return tuple(i for i in found if i is not None)


def _says(scene: Scene, noun: Token) -> bool:
    """Whether a noun has a content of its own: "concern about P"."""
    row = scene.words.noun(noun)
    words = frozenset[str]() if row is None else row.words("with")
    return any(scene.parse.case(t.i) in words for t in scene.parse.kids(noun.i, "nmod"))


def _is_handed(parse: Parse, verb: Token) -> bool:
    """Whether something is given or withheld: "denied them visas", "were denied visas"."""
    given = parse.kid(verb.i, "obj")
    return given is not None and parse.kid(verb.i, "iobj", "nsubj:pass") is not None


def _is_said(scene: Scene, token: Token, cue: Cue, target: Token) -> bool:
    """Whether an object alone is what is said ("denies it" is, "saw him" is not)."""
    if target.pos == "PRON" and cue.class_ != "denial":
        return False
    if cue.takes("obj"):
        return cue.class_ == "denial" or not _is_unsaid(scene.parse, token)
    if (
        not cue.takes("obj_act")
        or _is_unsaid(scene.parse, token)
        or target.i in scene.actors
        or target.i in scene.places
    ):
        return False
    source = source_of(scene.parse, token.i, scene.words)
    if source is None:
        return is_passive(scene.parse, token.i)
    return source in scene.actors or scene.parse.tokens[source].pos == "PRON"


def _is_unsaid(parse: Parse, verb: Token) -> bool:
    """Whether nothing has been said: "did not mention the raid", "to mention the raid"."""
    helpers = [t.tag for t in parse.kids(verb.i, "aux", "mark")]
    return "TO" in helpers or "MD" in helpers or parse.kid(verb.i, "neg") is not None


def predicated(scene: Scene, token: Token) -> Content | None:
    """Read "called X a Y": an object and what is said of it, without a verb."""
    parse = scene.parse
    held = scene.words.held(parse, token)
    if held is not None:
        return Content((held.head,), held.head)
    said = [t for t in parse.kids(token.i, "obj", "xcomp") if not is_to(parse, t)]
    named, *what = said or [token]
    if not what or scene.words.sources.get(named.lower) == "reflexive":
        return None
    told = [t for t in said if t.i > token.i]  # "what she called a rant"
    return Content(tuple(t.i for t in told), named.i) if told else None


def _object_with(parse: Parse, target: Token, cue: Cue) -> Content | None:
    verb = target.head
    agent = parse.kid(verb, "obl:agent")
    heads = [verb, target.i, *([agent.i] if agent else [])]
    for frame in ("act_with", "obj_with"):
        act = _first_with(parse, heads, cue.words(frame))
        if act is not None:
            return Content((act,) if frame == "act_with" else (target.i, act), target.i)
    said = parse.kid(verb, "xcomp")
    return None if said is None else Content((target.i, said.i), target.i)


def _prepositional(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "called for P", "warned of P"."""
    heads = [token.i, *(t.i for t in scene.parse.kids(token.i, "obj"))]
    nominal = _first_with(scene.parse, heads, cue.words("with"))
    return None if nominal is None else Content((nominal,))


def _inverted(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "P, officials said, Q" and "as officials said": the clause around the cue."""
    parse, words = scene.parse, scene.words
    target = parse.kid(token.i, "obj")
    in_phrase = target is not None and cue.phrase.endswith(f" {target.lemma}")  # "put it"
    if not cue.takes("that", "quote") or (target is not None and not in_phrase):
        return None
    marks = {words.sources.get(t.lower) for t in parse.kids(token.i, "mark")}
    as_clause = token.dep == "advcl" and "inverting" in marks
    if token.dep != "parataxis" and not as_clause:
        return None
    if source_of(parse, token.i, words) is None and not as_clause:
        return None
    return Content((token.head,))


def _flat(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "said attacks on the town killed six", of which the parse makes one long object."""
    parse = scene.parse
    if not cue.takes("obj_clause"):
        return None
    kids = [t for t in parse.kids(token.i, "obj", "obl", "advcl", "xcomp") if t.i > token.i]
    if not kids or kids[0].dep != "obj" or kids[0].pos == "PRON":
        return None
    words = [i for t in kids for i in parse.subtree(t.i)]
    verbs = any(parse.tokens[i].tag in ("VBN", "VBD", "VBZ", "VBP") for i in words)
    return Content(tuple(t.i for t in kids)) if verbs and len(words) >= FEWEST else None


def _so(scene: Scene, token: Token, cue: Cue) -> Content | None:
    """Read "P, or so X claimed": "so" stands for the clause before."""
    parse = scene.parse
    if token.dep != "conj" or not cue.takes("that", "quote"):
        return None
    kinds = (scene.words.sources.get(t.lower) for t in parse.kids(token.i, "advmod"))
    return Content((token.head,)) if "so" in kinds else None


def _first_with(parse: Parse, heads: list[int], prepositions: frozenset[str]) -> int | None:
    found = (_with(parse, h, w) for h in heads for w in sorted(prepositions))
    return next((n for n in found if n is not None), None)


def _with(parse: Parse, head: int, word: str) -> int | None:
    """The dependent of ``head`` that a preposition (or the mark of a clause) introduces."""
    for token in parse.kids(head, "obl", "nmod", "advcl", "acl", "xcomp", "ccomp"):
        if any(t.lower == word for t in parse.kids(token.i, "case", "mark")):
            return token.i
    return None


def _kid(parse: Parse, head: int, *deps: str) -> int | None:
    return next((t.i for t in parse.kids(head, *deps)), None)


#: What reads each kind of complement, in the order in which they are tried.
_READERS = (
    _clause,
    _by_somebody,
    _infinitive,
    _passive,
    _object,
    _prepositional,
    _inverted,
    _so,
    _flat,
)
