"""Codes of other codebooks: quad class, CAMEO root, ACLED sub-event.

The rules stand in the file of the event type; what no rule determines stays null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.model import Codes

if TYPE_CHECKING:
    from onrecord.accounts.ontology import CodeRule, EventType

#: Kinds of words that exclude "civilian".
_ARMED_KINDS = frozenset({"@armed"})


class Facts(NamedTuple):
    """What codes are determined by: each a set of names, as in the rules of the event type."""

    modes: frozenset[str]
    weapons: frozenset[str]
    triggers: frozenset[str]
    actor: frozenset[str]
    recipient: frozenset[str]


def code(kind: EventType, facts: Facts) -> Codes:
    """The codes of an account: for each codebook the first rule that holds and has one."""
    rules = [rule for rule in kind.codes if _holds(rule, facts)]
    cameo = next((rule.cameo for rule in rules if rule.cameo), None)
    acled = next((rule.acled for rule in rules if rule.acled), None)
    return Codes(kind.quad, cameo, acled)


def _holds(rule: CodeRule, facts: Facts) -> bool:
    return not (
        (rule.modes and facts.modes.isdisjoint(rule.modes))
        or (rule.weapons and facts.weapons.isdisjoint(rule.weapons))
        or (rule.triggers and facts.triggers.isdisjoint(rule.triggers))
        or (rule.actor and facts.actor.isdisjoint(rule.actor))
        or (rule.recipient and facts.recipient.isdisjoint(rule.recipient))
    )


def party(actor_type: str | None, kinds: frozenset[str]) -> frozenset[str]:
    """The names by which rules know a participant: actor type, kinds of its noun, civilian."""
    names = set(kinds)
    if actor_type is not None:
        names.add(actor_type)
    if "@person" in kinds and not kinds & _ARMED_KINDS:
        names.add("@civilian")
    return frozenset(names)
