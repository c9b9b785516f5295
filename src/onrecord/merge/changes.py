"""What changed between two states of an event: documents, verdicts, values.

two Events ──▶ differences ──▶ what diff shows, JSON-able

Only what can be counted or read in a document is compared, not how sure the merging is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onrecord.merge.event import Event, EventField, Value

#: The counts of an event.
COUNTS = ("n_documents", "n_outlets", "n_origins")


def differences(before: Event, after: Event) -> dict[str, Any]:
    """What is different; empty if nothing is.

    Returns:
        ``documents`` and ``accounts``: ids ``added`` and ``gone``; ``title``, ``type`` and the
        counts: before and after; ``fields``: of each changed one ``verdict`` before and after
        (``None``: it did not have the field) and values ``added`` and ``gone``.
    """
    found: dict[str, Any] = {}
    for name, of in (("documents", _documents), ("accounts", _accounts)):
        found[name] = _moved(of(before), of(after))
    for name in ("title", "type", *COUNTS):
        old, new = getattr(before, name), getattr(after, name)
        found[name] = [old, new] if old != new else None
    found["fields"] = _fields(before.fields, after.fields)
    return {name: told for name, told in found.items() if told}


def _documents(event: Event) -> list[str]:
    return [one.doc_id for one in event.accounts]


def _accounts(event: Event) -> list[str]:
    return [one.account_id for one in event.accounts]


def _moved(before: Iterable[Any], after: Iterable[Any]) -> dict[str, list[Any]]:
    """What is only after, and only before."""
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    moved = {"added": [x for x in new if x not in old], "gone": [x for x in old if x not in new]}
    return {name: found for name, found in moved.items() if found}


def _fields(
    before: Mapping[str, EventField], after: Mapping[str, EventField]
) -> dict[str, dict[str, Any]]:
    changed = {}
    for name in dict.fromkeys((*after, *before)):
        found = _field(before.get(name), after.get(name))
        if found:
            changed[name] = found
    return changed


def _field(before: EventField | None, after: EventField | None) -> dict[str, Any]:
    old, new = (one.verdict if one is not None else None for one in (before, after))
    found: dict[str, Any] = {"verdict": [old, new]} if old != new else {}
    values = ([_shown(v) for v in (one.values if one else ())] for one in (before, after))
    moved = _moved(*values)
    return found | {
        name: [dict(zip(_SHOWN, cells, strict=True)) for cells in told]
        for name, told in moved.items()
    }


_SHOWN = ("value", "name", "polarity", "status", "holders")


def _shown(value: Value) -> tuple[Any, ...]:
    return value.value, value.name, value.polarity, value.status, value.holders
