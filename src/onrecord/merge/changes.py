"""What changed between two states of an event: documents, verdicts, values.

two Events ──▶ differences ──▶ what diff shows, JSON-able

Only what can be counted or read in a document is compared, not how sure the merging is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onrecord.merge.event import Event, EventField, Holders, Value

#: The counts of an event.
COUNTS = ("n_documents", "n_outlets", "n_origins")


def differences(before: Event, after: Event) -> dict[str, Any]:
    """What is different; empty if nothing is.

    Returns:
        ``documents`` and ``accounts``: ids ``added`` and ``gone``; ``title``, ``type`` and the
        counts: before and after; ``fields``: of each changed one ``verdict`` before and after
        (``None``: it did not have the field), values ``added`` and ``gone``, and values that were
        there with holders who say it ``also`` or ``no_more``.
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
    verdicts = [one.verdict if one is not None else None for one in (before, after)]
    found: dict[str, Any] = {"verdict": verdicts} if verdicts[0] != verdicts[1] else {}
    old, new = (_by_value(one.values if one is not None else ()) for one in (before, after))
    told = (
        ("added", [_shown(key, new[key]) for key in new if key not in old]),
        ("gone", [_shown(key, old[key]) for key in old if key not in new]),
        ("also", [_shown(key, _more(old[key], new[key])) for key in new if key in old]),
        ("no_more", [_shown(key, _more(new[key], old[key])) for key in new if key in old]),
    )
    for name, values in told:
        if moved := [value for value in values if value["holders"]]:
            found[name] = moved
    return found


_Key: TypeAlias = tuple[Any, ...]
_KEY = ("value", "name", "polarity", "status")


def _by_value(values: Iterable[Value]) -> dict[_Key, list[Holders]]:
    """Of each value who says it."""
    found: dict[_Key, list[Holders]] = {}
    for value in values:
        key = tuple(getattr(value, name) for name in _KEY)
        found.setdefault(key, []).extend(value.holders)
    return found


def _more(few: Sequence[Holders], many: Sequence[Holders]) -> list[Holders]:
    return [holders for holders in dict.fromkeys(many) if holders not in few]


def _shown(key: _Key, holders: Sequence[Holders]) -> dict[str, Any]:
    return dict(zip(_KEY, key, strict=True)) | {"holders": list(holders)}
