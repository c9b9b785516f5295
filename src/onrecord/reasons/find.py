"""All answers for the sentences of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.senses import Senses
from onrecord.accounts.syntax import Syntax
from onrecord.accounts.triggers import Matcher
from onrecord.errors import DocumentError
from onrecord.reasons.notes import SCHEMA, Reasons
from onrecord.reasons.silence import Silence
from onrecord.reasons.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found
    from onrecord.model import Gap, Span
    from onrecord.parse.tree import Sentence


def give_reasons(
    found: Found, words: AccountWords, sentence: int | None = None
) -> tuple[Reasons, ...]:
    """Say for each sentence what was read in it and why, and why other words tell of nothing.

    Args:
        found: all stages have run.
        words: the words of events that they were run with.
        sentence: number of the only sentence to explain, from 1; all without it.

    Raises:
        DocumentError: the document has no such sentence.
    """
    sentences = found.parse.sentences
    if sentence is not None and not 0 < sentence <= len(sentences):
        raise DocumentError(f"no sentence {sentence}: the document has {len(sentences)}")
    syntax = Syntax(found.parse, words.control)
    senses = Senses(found, words, syntax)
    matcher = Matcher(words, syntax, senses)
    told = Told(found, words, senses, tuple(matcher.find()))
    silence = Silence(words, senses, matcher, told)
    numbers = range(len(sentences)) if sentence is None else (sentence - 1,)
    return tuple(_reasons(told, silence, n) for n in numbers)


def _reasons(told: Told, silence: Silence, number: int) -> Reasons:
    found = told.found
    place = found.parse.sentences[number]
    tokens = found.parse.tokens[place.first : place.last]
    statements = [s for s in found.statements.statements if _any_in(s.content, place)]
    return Reasons(
        schema=SCHEMA,
        doc_id=found.document.doc_id,
        sentence=number + 1,
        words=told.roles.span(place.first, place.last),
        statements=tuple(told.statement(s) for s in statements),
        accounts=tuple(told.accounts(number)),
        relations=tuple(told.relation(r) for r in found.relations if _any_in(r.spans, place)),
        links=tuple(told.link(k) for k in found.links if _any_in(k.spans, place)),
        silent=tuple(silence.notes(tokens)),
        unknown=tuple(silence.unknown(tokens)),
        gaps=tuple(gap for gap in _gaps(found) if gap.span and _any_in((gap.span,), place)),
    )


def _any_in(spans: Iterable[Span], sentence: Sentence) -> bool:
    return any(s.start < sentence.end and sentence.start < s.end for s in spans)


def _gaps(found: Found) -> tuple[Gap, ...]:
    early = (found.actors, found.places, found.times, found.quantities)
    late = (found.attributions, found.statements, found.accounts)
    return tuple(gap for result in (*early, *late) for gap in result.gaps)
