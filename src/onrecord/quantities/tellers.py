"""The words of a clause that tell what a number counts.

Counted + parse ──▶ tellers ──▶ (token, row of counting.csv), the surest first
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.quantities.attach import Counted, first_conjunct
from onrecord.quantities.headlines import both_harmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.quantities.words import CountingWord, QuantityWords

#: Where a verb keeps the words its row may need ("shot to death", "from their homes").
COMPLEMENTS = ("obj", "obl", "advmod", "xcomp", "acomp", "oprd")
PARTICIPLE = "VBN"
#: Tags of the words that stand for the noun in a relative clause.
RELATIVE = ("WP", "WDT")


def tellers(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Words that tell what is counted, the surest first."""
    yield from both_harmed(found, counted.carrier, words)
    if counted.noun is None:
        yield from _beside(found, counted, words)
    for carrier in _carriers(found, counted):
        yield from of_verbs(found, carrier, words)
    yield from _states(found, counted, words)
    yield from of_nouns(found, counted.carrier, words)
    yield from _tolls(found, counted, words)


def is_mixed(found: Found, counted: Counted, words: QuantityWords) -> bool:
    """Killed and injured five; five were killed or injured: one number for two kinds."""
    carrier = first_conjunct(found, counted.carrier)
    head = found.parse.tokens[carrier.head]
    if carrier.dep not in ("obj", "nsubj:pass"):
        return False
    verbs = (head, *_sharing(found, head, carrier))
    told = (next(_in_slot(found, verb, carrier.dep, words), None) for verb in verbs)
    kinds = {one[1].kind for one in told if one is not None}
    nouns = (words.counting.get(("noun", verb.lemma)) for verb in verbs if verb.pos == "NOUN")
    return {"fatalities", "injured"} <= kinds | {row.kind for row in nouns if row is not None}


def _carriers(found: Found, counted: Counted) -> Iterator[Token]:
    """What may hang on the verb: the first of a list, or what the list's first describes."""
    tokens = found.parse.tokens
    carrier = first_conjunct(found, counted.carrier)
    yield carrier
    # "19 fighters of the group and four civilians": parsers join "civilians" to the nearest noun.
    if counted.carrier.dep == "conj" and carrier.dep == "nmod":
        yield tokens[carrier.head]


def of_verbs(
    found: Found, carrier: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Killed 12; 12 were killed; 12 were forced to flee; lost their lives."""
    parse = found.parse
    head = parse.tokens[carrier.head]
    if head.i == carrier.i:
        return
    # "injured 30 more": the parser hangs "more" on the verb as an adverb.
    more = carrier.dep == "advmod" and carrier.lower in words.nouns
    slot = "obj" if more else carrier.dep
    yield from _in_slot(found, head, slot, words)
    for other in _sharing(found, head, carrier):
        yield from _in_slot(found, other, _slot_of(found, other, slot), words)
    if carrier.dep in ("nsubj", "nsubj:pass", "obj"):
        for kid in parse.kids(head.i, "xcomp"):
            passive = kid.tag == PARTICIPLE or parse.kid(kid.i, "aux:pass") is not None
            yield from _in_slot(found, kid, "nsubj:pass" if passive else "nsubj", words)
    if carrier.dep in ("nmod", "obj", "nsubj", "nsubj:pass"):
        yield from _lives(found, carrier, words)


def _sharing(found: Found, head: Token, carrier: Token) -> Iterator[Token]:
    """Verbs joined to a verb that share the carrier with it ("was shot and killed")."""
    parse = found.parse
    own = ("nsubj", "nsubj:pass") if carrier.dep != "obj" else ("obj",)
    for other in parse.kids(head.i, "conj"):
        if not any(parse.kids(other.i, *own)) and (carrier.dep != "obj" or carrier.i > other.i):
            yield other
    above = parse.tokens[head.head]
    if head.dep == "conj" and carrier.dep == "obj" and parse.kid(above.i, "obj") is None:
        yield above


def _slot_of(found: Found, verb: Token, slot: str) -> str:
    """The slot beside a joined verb of its own voice: "was shot and died"."""
    if slot == "nsubj:pass" and verb.tag not in (PARTICIPLE, "VB"):
        return "nsubj"
    if slot == "nsubj" and found.parse.kid(verb.i, "aux:pass") is not None:
        return "nsubj:pass"
    return slot


def _in_slot(
    found: Found, verb: Token, slot: str, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """The row of a verb that counts what stands in a slot, if the words it needs are there."""
    row = words.verbs.get((slot, verb.lemma))
    if row is None:
        return
    if row.needs in (None, "armed"):
        yield verb, row
    elif (needed := _needed(found, verb, words.roles[row.needs])) is not None:
        yield from _later(found, needed, words)
        yield verb, row


def _needed(found: Found, verb: Token, needed: frozenset[str]) -> Token | None:
    """The word that a row needs beside the verb: "dead", "critical condition"."""
    parse = found.parse
    for kid in parse.kids(verb.i, *COMPLEMENTS):
        near = parse.kids(kid.i, "amod", "compound")
        if kid.lower in needed or any(f"{m.lower} {kid.lower}" in needed for m in near):
            return kid
    return None


def _later(
    found: Found, place: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Taken to a hospital *where she died*; where he was pronounced dead."""
    near = (place, *found.parse.kids(place.i, "nmod"))  # "a hospital in Quetta where"
    for verb in (verb for word in near for verb in found.parse.kids(word.i, "acl:relcl")):
        who = found.parse.kid(verb.i, "nsubj", "nsubj:pass")
        if who is not None and who.pos == "PRON":
            yield from _in_slot(found, verb, who.dep, words)
            yield from _described(found, found.parse.kids(verb.i, *COMPLEMENTS), words)


def _lives(
    found: Found, carrier: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Claimed the lives of seven soldiers; cost 12 lives; 12 lost their lives; found 17 bodies."""
    parse = found.parse
    life: Token | None = parse.tokens[carrier.head] if carrier.dep == "nmod" else carrier
    if carrier.dep == "nsubj":
        life = parse.kid(carrier.head, "obj")
    noun = words.nouns.get(life.lower) if life is not None else None
    if life is None or noun is None or noun.when != "verb":
        return
    verb = parse.tokens[life.head]
    row = words.counting.get(("lives", verb.lemma))
    subject = carrier.dep == "nsubj" and life is not carrier
    if row is not None and (not subject or "nsubj" in (row.slots or "")):
        yield verb, row


def _states(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Nine dead; 40 wounded soldiers; 12 people killed in the raid; were reported dead."""
    parse, carrier = found.parse, counted.carrier
    near = list(parse.kids(carrier.i, "amod"))
    if counted.noun is None:
        near += parse.kids(carrier.i, "nmod")
    yield from _beside(found, counted, words)
    yield from _described(found, near, words)
    yield from of_states(found, carrier, words)
    first = first_conjunct(found, carrier)
    if first is not carrier:  # "three children and two adults were found dead"
        yield from _described(found, _of_clause(found, first, words), words)


def of_states(
    found: Found, carrier: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """Killed in the raid; who died; were reported dead; left dead."""
    parse = found.parse
    near = [*parse.kids(carrier.i, "acl"), *_of_clause(found, carrier, words)]
    yield from _described(found, near, words)
    for token in parse.kids(carrier.i, "acl:relcl"):
        who = parse.kid(token.i, "nsubj", "nsubj:pass", "obj")
        if who is None:
            yield from _described(found, (token,), words)
        elif who.tag in RELATIVE:
            yield from _in_slot(found, token, who.dep, words)
            for other in _sharing(found, token, who):
                yield from _in_slot(found, other, who.dep, words)
            yield from _described(found, parse.kids(token.i, "acomp", "attr", "xcomp"), words)


def _of_clause(found: Found, carrier: Token, words: QuantityWords) -> Iterator[Token]:
    """Words by which a clause may say in what state somebody is."""
    head = found.parse.tokens[carrier.head]
    if head.i == carrier.i or carrier.dep not in ("nsubj", "nsubj:pass", "obj", "attr"):
        return
    yield from _among(found, head, words)
    if carrier.dep != "attr":
        yield head
        yield from found.parse.kids(head.i, "xcomp", "acomp", "attr", "oprd")


def _among(found: Found, verb: Token, words: QuantityWords) -> Iterator[Token]:
    """Among the dead was a nurse."""
    for kid in found.parse.kids(verb.i, "obl"):
        if found.parse.case(kid.i) in words.roles["among"]:
            yield kid
            yield from found.parse.kids(kid.i, "acl", "amod")


def _described(
    found: Found, near: Iterable[Token], words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    for token in near:
        row = words.counting.get(("state", token.lower))
        if row is not None and found.parse.kid(token.i, "obj") is None:
            yield token, row


def _beside(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """A state beside the number or its noun, as in headlines: 5 injured, bomb wounds 12."""
    tokens, first = found.parse.tokens, counted.amount.first
    if first and counted.noun is None:
        row = words.counting.get(("headline", tokens[first - 1].lower))
        if row is not None:
            yield tokens[first - 1], row
    if counted.last < len(tokens):
        token = tokens[counted.last]
        row = words.counting.get(("state", token.lower))
        if row is not None and found.parse.kid(token.i, "obj") is None:
            yield token, row


def of_nouns(
    found: Found, carrier: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """The death of two children."""
    carrier = first_conjunct(found, carrier)
    head = found.parse.tokens[carrier.head]
    row = words.counting.get(("noun", head.lemma))
    if row is None or carrier.dep != "nmod" or found.parse.case(carrier.i) != "of":
        return
    near = found.parse.kids(head.i, "amod")
    if row.needs is None or any(kid.lower in words.roles[row.needs] for kid in near):
        yield head, row


def _tolls(
    found: Found, counted: Counted, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """The death toll rose to 23; a toll of 23; put the toll at 23; the number of dead is 40."""
    parse, carrier = found.parse, counted.carrier
    if counted.noun is not None and counted.noun.lower not in words.nouns:
        return
    # "Put the toll at 16 earlier": the parser hangs the number on the adverb.
    later = parse.tokens[carrier.head]
    if carrier.dep == "obl:npmod" and later.pos == "ADV" and later.dep == "obl":
        carrier = later
    head = parse.tokens[carrier.head]
    # "From 20 to 23": one hangs on the other; "revised down from": on the particle.
    while (head.pos == "NUM" or head.dep == "compound:prt") and head.head != head.i:
        head = parse.tokens[head.head]
    beside = [head] if carrier.dep == "nmod" else []
    if carrier.dep in ("obl", "obj", "attr"):
        beside += [k for k in parse.kids(head.i, "nsubj", "obj", "nsubj:pass") if k.i < carrier.i]
    for token in beside:
        row = words.counting.get(("toll", token.lemma))
        if row is not None:
            yield token, row
        elif ("total", token.lemma) in words.counting and carrier.dep != "nmod":
            yield from _total(found, token, words)


def _total(
    found: Found, total: Token, words: QuantityWords
) -> Iterator[tuple[Token, CountingWord]]:
    """The number of wounded; of people killed; "the number", of what was counted before."""
    parse = found.parse
    if parse.kid(total.i, "nmod", "acl", "nmod:poss") is None:
        yield total, words.counting["total", total.lemma]
    yield from _described(found, parse.kids(total.i, "acl"), words)
    for kid in parse.kids(total.i, "nmod"):
        yield from _described(found, (kid, *parse.kids(kid.i, "acl", "amod")), words)
