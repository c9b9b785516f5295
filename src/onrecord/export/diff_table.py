"""What became of events, as tables and as lines.

EventChange ──▶ change_table, change_lines
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from onrecord.export.compared import HIDDEN, TELLING, Style
from onrecord.export.terminal import plain
from onrecord.store.diff import CHANGED, MERGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from onrecord.export.wording import Wording
    from onrecord.store.diff import EventChange, Step

WORDS = "event_page"
#: How values and their holders may move.
MOVED = ("added", "gone", "also", "no_more")
#: What takes back what.
OPPOSITES = (("added", "gone"), ("gone", "added"), ("also", "no_more"), ("no_more", "also"))
#: Most changes of fields that a cell shows.
FIELDS = 6


def change_lines(found: Iterable[EventChange]) -> Iterator[bytes]:
    """One line of JSON an event."""
    import msgspec

    return (msgspec.json.encode(change) for change in found)


def change_table(
    found: Sequence[EventChange], wording: Wording, most: int
) -> Iterator[RenderableType]:
    """A table for each kind of change, with its number; ``most`` rows are shown."""
    for kind, group in groupby(found, key=lambda one: one.kind):
        changes = list(group)
        yield Text(f"{wording(WORDS, kind)}: {len(changes)}", "bold")
        table = Table(box=SIMPLE_HEAD, show_header=False)
        table.add_column(no_wrap=True)
        for change in changes[:most]:
            cells = (change.event_id, change.title or "", _what(change, wording))
            table.add_row(*(Text(plain(cell)) for cell in cells))
        yield table
        if len(changes) > most:
            yield Text(f"… {len(changes) - most}", "dim")


def _what(change: EventChange, wording: Wording) -> str:
    arrow = "←" if change.kind == CHANGED else "→"  # an id that it had leads here
    others = f"{arrow} {', '.join(change.others)}" if change.others else ""
    told = list(_fields(_net(_own_steps(change)), wording))
    more = ["…"] if len(told) > FIELDS else []
    return "\n".join(one for one in (others, *change.reasons, *told[:FIELDS], *more) if one)


def _own_steps(change: EventChange) -> tuple[Step, ...]:
    """The steps of the event itself: of what was joined and is apart again, those since then."""
    joined = [n for n, step in enumerate(change.steps, 1) if step.kind == MERGED]
    is_live = change.title is not None
    return change.steps[joined[-1] :] if joined and is_live else change.steps


def _net(steps: Iterable[Step]) -> dict[str, Any]:
    """What the fields of several steps come to: what was taken back since is left out."""
    found: dict[str, dict[str, Any]] = {}
    for step in steps:
        for name, moved in step.detail.get("fields", {}).items():
            _follow(found.setdefault(name, {}), moved)
    for net in found.values():
        before, after = net.get("verdict", (None, ""))
        if before == after:
            del net["verdict"]
    return {
        name: kept for name, net in found.items() if (kept := {k: v for k, v in net.items() if v})
    }


def _follow(net: dict[str, Any], moved: Mapping[str, Any]) -> None:
    if "verdict" in moved:
        before, after = moved["verdict"]
        net["verdict"] = [net["verdict"][0] if "verdict" in net else before, after]
    for key, opposite in OPPOSITES:
        for value in moved.get(key, ()):
            undone = [one for one in net.get(opposite, ()) if _same(one, value, key)]
            if undone:
                net[opposite].remove(undone[0])
            else:
                net.setdefault(key, []).append(value)


def _same(one: Mapping[str, Any], other: Mapping[str, Any], moved: str) -> bool:
    """Whether one value came or went, whoever says it; or the same holders joined or left it."""
    parts = ("value", "polarity", "status")
    whole = moved in ("added", "gone") or one["holders"] == other["holders"]
    return whole and all(one[part] == other[part] for part in parts)


def _fields(fields: Mapping[str, Any], wording: Wording) -> Iterator[str]:
    """``How many killed: one origin → disputed; 17 added``, field by field."""
    style = Style(wording, {}, str)
    for name, moved in fields.items():
        if name in HIDDEN:
            continue
        parts = []
        if "verdict" in moved:
            none = wording(WORDS, "nothing")
            before, after = (wording("verdict", v) if v else none for v in moved["verdict"])
            parts.append(f"{before} → {after}")
        shown = partial(_value, name, own=style("own_voice"))
        values = {key: ", ".join(map(shown, moved.get(key, ()))) for key in MOVED}
        parts += (f"{wording(WORDS, key)}: {words}" for key, words in values.items() if words)
        yield f"{style.field(name)}: {'; '.join(parts)}"


def _value(field: str, value: Mapping[str, Any], own: str) -> str:
    """A value with who says it."""
    words = "" if field in TELLING else str(value["name"] or value["value"] or "")
    denied = "not " if value["polarity"] == "-" else ""
    holders = dict.fromkeys(" > ".join(chain[1:]) or own for chain in value["holders"])
    return f"{denied}{words} – {'; '.join(holders)}".strip(" –")
