"""Which names of a corpus no row of the words knows, the most frequent first.

    readings ──▶ unknown_names ──▶ UnknownName, one for all spellings of a name

A name counts as known when an actor of the tables, or a body of a state, bears it. What a text
only describes ("two soldiers") is no name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from onrecord.actors.words import split_id
from onrecord.text import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.actors import ActorWords
    from onrecord.model import Actor, Document, Mention, Reading
    from onrecord.text import TextWords

#: Forms of mentions that name; pronouns and descriptions do not.
_NAMING = frozenset({"name", "abbreviation"})
#: So many places where a name stands are shown, each of another document.
CONTEXTS = 3


@dataclass(frozen=True, slots=True)
class Context:
    """Where a name stands: the document, the sentence, the exact words in it."""

    document: str
    sentence: str
    words: str


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that no row knows.

    Attributes:
        key: the same for all spellings of the name.
        name: the form seen most often.
        type: the actor type that was guessed most often.
        documents: in how many documents it stands.
        mentions: how often it stands there.
        forms: all forms, the most frequent first.
        contexts: up to three, of the first documents.
    """

    key: str
    name: str
    type: str
    documents: int
    mentions: int
    forms: tuple[str, ...]
    contexts: tuple[Context, ...]


@dataclass
class _Seen:
    """What was seen of one name so far."""

    forms: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    contexts: list[Context] = field(default_factory=list)


class Words(NamedTuple):
    """The words that tell what is known, and those that find sentences."""

    actors: ActorWords
    text: TextWords


def unknown_names(
    pairs: Iterable[tuple[Document | None, Reading]], words: Words, limit: int | None = None
) -> tuple[UnknownName, ...]:
    """The names that no row knows: by documents, then mentions, then name.

    Args:
        pairs: readings, each with its document where that is at hand. Without it, the context is
            the shortest statement that holds the name.
        words: what is known.
        limit: at most so many names; all by default.
    """
    seen: dict[str, _Seen] = {}
    for document, reading in pairs:
        _collect(seen, document, reading, words)
    names = sorted(
        (_name(key, found) for key, found in seen.items()),
        key=lambda n: (-n.documents, -n.mentions, n.name, n.key),
    )
    return tuple(names[:limit])


def is_known(actor_id: str, words: ActorWords) -> bool:
    """Whether an id is that of a row, or of a body of a state."""
    return actor_id in words.actors or split_id(words, actor_id) is not None


def _collect(
    seen: dict[str, _Seen], document: Document | None, reading: Reading, words: Words
) -> None:
    sentences: Sequence[tuple[int, int]] | None = None
    for actor in reading.actors:
        named = [m for m in actor.mentions if m.form in _NAMING]
        if not named or is_known(actor.actor_id, words.actors):
            continue
        if sentences is None:
            sentences = _sentences(document, reading, words.text)
        _note(seen.setdefault(_key(actor, named, words), _Seen()), actor, named, reading)
        found = seen[_key(actor, named, words)]
        shown = {context.document for context in found.contexts}
        if _called(reading) not in shown and len(found.contexts) < CONTEXTS:
            found.contexts.append(_context(named[0], document, reading, sentences))


def _key(actor: Actor, named: list[Mention], words: Words) -> str:
    """The key of the name; of an actor without one (a described holder) that of its words."""
    full = actor.name if any(m.text in actor.name for m in named) else named[0].text
    return words.actors.spelling(full)


def _note(found: _Seen, actor: Actor, named: list[Mention], reading: Reading) -> None:
    found.forms.update(" ".join(mention.text.split()) for mention in named)
    found.names[" ".join(actor.name.split())] += len(named)
    found.types[actor.type] += 1
    found.documents.add(reading.document.doc_id)


def _called(reading: Reading) -> str:
    """The id of a document, else its file, else its hash."""
    document = reading.document
    file, line = document.metadata.get("file"), document.metadata.get("line")
    place = f"{file}:{line}" if line else file
    return document.id or (str(place) if file else document.doc_id)


def _sentences(
    document: Document | None, reading: Reading, words: TextWords
) -> Sequence[tuple[int, int]]:
    """Sentences of the document, or without it the spans of what is said."""
    if document is None:
        spans = {(c.start, c.end) for s in reading.statements for c in s.content}
        return sorted(spans, key=lambda span: (span[1] - span[0], span))
    layout = lay_out(document.text, words, document.prose_start)
    return [(first, last) for first, last, _ in layout.sentences]


def _context(
    mention: Mention,
    document: Document | None,
    reading: Reading,
    sentences: Sequence[tuple[int, int]],
) -> Context:
    inside = (s for s in sentences if s[0] <= mention.start and mention.end <= s[1])
    span = next(inside, None)
    sentence = mention.text
    if span is not None and document is not None:
        sentence = document.text[span[0] : span[1]]
    elif span is not None:
        spans = (c for s in reading.statements for c in s.content)
        sentence = next(c.text for c in spans if (c.start, c.end) == span)
    return Context(_called(reading), sentence, mention.text)


def _name(key: str, found: _Seen) -> UnknownName:
    return UnknownName(
        key=key,
        name=_first(found.names),
        type=_first(found.types),
        documents=len(found.documents),
        mentions=found.forms.total(),
        forms=tuple(sorted(found.forms, key=lambda form: (-found.forms[form], form))),
        contexts=tuple(found.contexts),
    )


def _first(counted: Counter[str]) -> str:
    """The most frequent; of several the first in the alphabet."""
    return min(counted, key=lambda value: (-counted[value], value))
