"""The words of a legal label: "a terrorist organisation"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.relations.parties import Parties
    from onrecord.relations.words import RelationRow

_PARTS = frozenset({"amod", "compound", "nmod:poss", "punct"})


def read_label(parties: Parties, head: int, row: RelationRow) -> str | None:
    """The label with this head, without its article; None where it lacks the needed word."""
    tokens = parties.tokens
    parts = [k.i for k in parties.parse.kids(head, *_PARTS) if k.i < head]
    held = [i for i in (*parts, head) if tokens[i].lemma.lower() in row.needed]
    if not held:
        return None
    return parties.text(min(held), head + 1)
