"""Decisions about events, as a table and as lines.

(Decided, state) ──▶ decision_table, decision_lines
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from onrecord.export.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.store.decisions import Decided

HEADS = ("decision", "when", "who", "what", "event", "accounts", "why", "state")
#: Numbers and ids are copied from here: they are never cut.
WHOLE = frozenset({"decision", "event", "accounts"})


def decision_table(found: Iterable[tuple[Decided, str]]) -> Table:
    """One row a decision, in their order."""
    table = Table(box=SIMPLE_HEAD)
    for head in HEADS:
        table.add_column(head, overflow="fold", no_wrap=head in WHOLE)
    for one, state in found:
        what = f"{one.kind} {one.undoes}" if one.undoes is not None else one.kind
        accounts = "\n".join(account for account, _, _ in one.accounts)
        when = one.written[:16].replace("T", " ")
        cells = (str(one.n), when, one.reviewer, what, one.event_id, accounts, one.reason, state)
        table.add_row(*(Text(plain(cell)) for cell in cells))
    return table


def decision_lines(found: Iterable[tuple[Decided, str]]) -> Iterator[bytes]:
    """One line of JSON a decision."""
    import msgspec

    for one, state in found:
        yield msgspec.json.encode({**asdict(one), "state": state})
