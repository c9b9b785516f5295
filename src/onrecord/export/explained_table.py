"""Why accounts are one event, in the terminal and as a line.

Event, Near ──▶ explained_parts, explained_line
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from onrecord.export.event_table import EventPage
from onrecord.export.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from onrecord.export.event_table import Head
    from onrecord.export.wording import Wording
    from onrecord.merge import Event, Reason
    from onrecord.merges.explaining import Near
    from onrecord.store.decisions import Decided

WORDS = "event_page"
_DECISION = "decision "


def explained_line(event: Event, near: Sequence[Near]) -> bytes:
    """One line of JSON."""
    import msgspec

    told = {
        "event_id": event.event_id,
        "title": event.title,
        "accounts": event.accounts,
        "explain": event.explain,
        "not_joined": [asdict(one) for one in near],
    }
    return msgspec.json.encode(told)


def explained_parts(
    event: Event,
    near: Sequence[Near],
    known: tuple[Sequence[Head], Mapping[int, Decided]],
    wording: Wording,
) -> Iterator[RenderableType]:
    """What joined the accounts, then what keeps the nearest others out.

    Args:
        event: the event.
        near: from ``nearest``.
        known: its documents, and the decisions by number.
        wording: the words.
    """
    heads, decisions = known
    page = EventPage(event, heads, wording)
    yield Text(plain(f"{event.title}  {event.event_id}"), "bold")
    yield Text(wording(WORDS, "joined" if event.explain else "alone"), "italic")
    documents = {a.account_id: page.numbers[a.doc_id] for a in event.accounts}
    table = Table(box=SIMPLE_HEAD, show_header=False)
    for reason in event.explain:
        one, other = (f"{account} [{documents[account]}]" for account in reason.pair)
        cells = (f"{one}\n{other}", *_reason(reason, decisions, wording))
        table.add_row(*(Text(plain(cell)) for cell in cells))
    if event.explain:
        yield table
    for head in heads:
        yield Text(plain(page.head_words(head)))
    yield Text()
    yield from _near(near, wording)


def _reason(reason: Reason, decisions: Mapping[int, Decided], wording: Wording) -> tuple[str, str]:
    words = ", ".join(reason.because)
    if not words.startswith(_DECISION):
        return wording(WORDS, "score", score=f"{reason.score:.3f}"), words
    decided = decisions[int(words.removeprefix(_DECISION))]
    return words, f"{decided.reviewer}, {decided.written[:10]}: {decided.reason}"


def _near(near: Sequence[Near], wording: Wording) -> Iterator[RenderableType]:
    yield Text(wording(WORDS, "not_joined" if near else "none_near"), "italic")
    table = Table(box=SIMPLE_HEAD, show_header=False)
    for one in near:
        signs = ", ".join(one.because) or wording(WORDS, "signs_none")
        cells = (f"{one.event_id}\n{one.title}", f"{' – '.join(one.pair)}\n{signs}",
                 _why(one, wording))  # fmt: skip
        table.add_row(*(Text(plain(cell)) for cell in cells))
    if near:
        yield table


def _why(one: Near, wording: Wording) -> str:
    parts = {
        "n": one.decision,
        "score": None if one.score is None else f"{one.score:+.1f}",
        "signs": ", ".join(one.signs),
        "average": one.average,
        "needed": one.needed,
    }
    return wording(WORDS, one.why, **parts)
