"""Legal labels: who is designated, as what, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.relations.parties import Parties, Party, Tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.relations.words import RelationRow

_PARTS = frozenset({"amod", "compound", "nmod:poss", "punct"})
#: Where the label of a verb of designation stands, if its row says nothing else.
_LABELS = ("xcomp", "ccomp", "obj", "attr", "dep")
#: Only these can give a legal label; where others stand, a verb of judgement is an opinion.
_AUTHORITIES = frozenset({"state", "government", "government_body", "intergovernmental_org"})
_OFFICIALS = _AUTHORITIES | {"person", "person_unnamed"}
#: A ban or a sanction is a label only of organised actors and persons.
_NEVER_LABELLED = frozenset({"population", "civilians", "persons_unnamed", "state", "media"})


def read_label(parties: Parties, head: int, row: RelationRow) -> str | None:
    """The label with this head, without its article; None where it lacks the needed word."""
    tokens = parties.tokens
    parts = [k.i for k in parties.parse.kids(head, *_PARTS) if k.i < head]
    held = [i for i in (*parts, head) if tokens[i].lemma.lower() in row.needed]
    if not held:
        return None
    return parties.text(min(held), head + 1)


def read_designation(parties: Parties, i: int, row: RelationRow) -> Iterator[Tie]:
    """The ties of a verb of designation, one for each who gives the label.

    Args:
        parties: finds who stands where.
        i: the verb.
        row: its row; with a value of its own it needs no label ("banned"), and with ``agent``
            among its subjects it needs somebody who can give one ("considered ... by Norway").
    """
    label = next((t for t in _labels(parties, i, row) if read_label(parties, t, row)), None)
    if label is None and row.needed:
        return
    value = row.value if label is None else read_label(parties, label, row)
    judged = "agent" in row.subject_slots
    authorities = _authorities(parties, i, label, _AUTHORITIES if judged else _OFFICIALS)
    if judged and not authorities:
        return
    words = (i,) if label is None else (i, label)
    for party in _designated(parties, i, label):
        if row.value is not None and parties.types.get(party.id) in _NEVER_LABELLED:
            continue
        if not authorities:
            yield Tie(row, i, party, None, words, value)
        for authority in authorities:
            if authority != party.id:
                yield Tie(row, i, party, None, words, value, authority)


def _labels(parties: Parties, i: int, row: RelationRow) -> Iterator[int]:
    for slot in row.object_slots:
        yield from parties.slot(i, slot)
    if not row.object_slots:
        yield from parties.slot(i, "as")
        yield from (k.i for k in parties.parse.kids(i, *_LABELS))


def _authorities(parties: Parties, i: int, label: int | None, kinds: frozenset[str]) -> list[str]:
    """Who gives the label, if of the kinds that can."""
    found = parties.find(i, ("agent",), "actor")
    if not found and label is not None:
        found = parties.find(label, ("by",), "actor")
    return [p.id for p in found if parties.types.get(p.id) in kinds]


def _designated(parties: Parties, i: int, label: int | None) -> list[Party]:
    """Whom the label is given to: an object that is not the label itself."""
    tokens = [*parties.slot(i, "iobj"), *parties.slot(i, "patient")]
    if label is not None:
        tokens += [k.i for k in parties.parse.kids(label, "nsubj")]
    if parties.syntax.is_passive(i):
        tokens += [f.token for f in parties.syntax.surface(i)]
    found = (parties.party(t, "actor") for t in tokens if t != label)
    return list({p.id: p for p in found if p is not None}.values())
