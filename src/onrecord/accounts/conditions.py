"""Conditions of data rows on the dependents of a word.

A cell holds terms separated by spaces; all must hold (``needs``), or one is enough
(``excludes``). A term is ``slot:word``; ``|`` separates alternatives, each with the slot of the one
before unless it names its own; ``*`` is any word; ``@class`` a class of words. A slot is a
UD relation, ``obl:on`` / ``nmod:on`` a nominal marked by a preposition, ``a/b`` slot b of slot a,
``up`` the word above. Three terms stand alone: ``@passive``, ``@described`` for a participle
that only describes a noun, and ``@joined`` for words that tell of
an event only when they take up one that was told before ("it happened on Monday").
"""

from __future__ import annotations

from typing import NamedTuple

#: Relations whose colon does not lead to a preposition.
_SUBTYPES = frozenset(
    {"nmod:poss", "compound:prt", "obl:agent", "obl:npmod", "acl:relcl", "nsubj:pass"}
)
_NOMINALS = frozenset({"obl", "nmod"})

#: A slot as a path of relations, from the word downwards.
Slot = tuple[str, ...]


class Filling(NamedTuple):
    """What may stand in one slot: words, and classes of words (``*`` is any word)."""

    slot: Slot
    words: frozenset[str]
    classes: tuple[str, ...]


#: Alternatives; one must hold.
Term = tuple[Filling, ...]


class Source(NamedTuple):
    """Where a role comes from: a slot, and the class of words it takes ("" = any)."""

    slot: Slot
    kind: str


def read_slot(text: str) -> Slot:
    """The path of a slot; ``obl:on`` and ``nmod:on`` are one.

    >>> read_slot("obj/nmod:of")
    ('obj', 'obl:of')
    """
    return tuple(_step(step) for step in text.split("/"))


def _step(step: str) -> str:
    relation, _, preposition = step.partition(":")
    if step in _SUBTYPES or relation not in _NOMINALS or not preposition:
        return step
    return f"obl:{preposition}"


def read_terms(cell: str | None) -> tuple[Term, ...]:
    """The terms of a cell.

    >>> read_terms("obj:fire|@place compound:prt:up")[0]
    (Filling(slot=('obj',), words=frozenset({'fire'}), classes=('@place',)),)
    """
    return tuple(_read_term(term) for term in (cell or "").split())


def _read_term(term: str) -> Term:
    found: dict[Slot, list[str]] = {}
    here: Slot = ()
    for piece in term.split("|"):
        slot, _, word = piece.rpartition(":")
        here = read_slot(slot) if slot else here
        found.setdefault(here, []).append(word)
    return tuple(_read_filling(slot, words) for slot, words in found.items())


def _read_filling(slot: Slot, words: list[str]) -> Filling:
    classes = tuple(word for word in words if word[0] in "*@")
    return Filling(slot, frozenset(words) - frozenset(classes), classes)


def read_sources(cell: str | None) -> tuple[tuple[Source, ...], ...]:
    """The sources of a role: all groups count; within a group (``|``) the first that is filled.

    >>> read_sources("nsubj|obj@armed")
    ((Source(slot=('nsubj',), kind=''), Source(slot=('obj',), kind='@armed')),)
    """
    return tuple(
        tuple(_read_source(piece) for piece in group.split("|")) for group in (cell or "").split()
    )


def _read_source(piece: str) -> Source:
    slot, _, kind = piece.partition("@")
    return Source(read_slot(slot), f"@{kind}" if kind else "")
