"""Events over reports, as annotators mark them and as readings have them, in one form.

annotated/merging_*.jsonl ──▶ marked ──▶ Lines
readings + merged events  ──▶ read   ──▶ Tellings, by document ◀── known: which one a mark means
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Fields that are compared.
FIELDS = ("date", "place", "actor", "victims", "fatalities", "injured")

Span: TypeAlias = tuple[int, int]
Verdicts: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One event as somebody has it: accounts by document and words, verdicts of fields."""

    key: str
    day: str
    accounts: tuple[tuple[str, Span], ...]
    fields: Verdicts
    never: tuple[tuple[str, str], ...] = ()
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """Words that tell an event in a document; ``wider`` are all words of that account."""

    own: tuple[Span, ...]
    wider: tuple[Span, ...]
    line: Line


def marked(lines: Iterable[str]) -> list[Line]:
    """The events of one annotator; ``never`` names lines of a day by their number in it."""
    rows = [row for row in map(json.loads, lines) if "accounts" in row]
    number: Counter[str] = Counter()
    found = []
    for row in rows:
        day = row["day"]
        accounts = tuple((doc, (start, end)) for doc, (start, end) in row["accounts"])
        never = tuple((f"{day} {i}", f"{day} {j}") for i, j in row.get("never") or ())
        key = f"{day} {number[day]}"
        number[day] += 1
        doubt = bool(row.get("doubt"))
        found.append(Line(key, day, accounts, row.get("fields") or {}, never, doubt))
    return found


Tellings: TypeAlias = dict[str, list[Telling]]


def read(events: Iterable[dict[str, Any]], readings: Mapping[str, dict[str, Any]]) -> Tellings:
    """The accounts of merged events, by document."""
    spans = {
        (doc, account["account_id"]): tuple((s["start"], s["end"]) for s in account["trigger"])
        for doc, reading in readings.items()
        for account in reading["accounts"]
    }
    found: defaultdict[str, list[Telling]] = defaultdict(list)
    for event in events:
        verdicts = {name: f["verdict"] for name, f in event["fields"].items() if name in FIELDS}
        line = Line(event["event_id"], "", (), verdicts)
        for account in event["accounts"]:
            own = spans.get((account["id"], account["account_id"]))
            if own is not None:
                found[account["id"]].append(Telling(own, own, line))
    return dict(found)


def as_read(lines: Iterable[Line], told: Tellings) -> Tellings:
    """An annotator's events as if they had been read."""
    found: defaultdict[str, list[Telling]] = defaultdict(list)
    for line in lines:
        for doc, span in line.accounts if not line.doubt else ():
            account = known(doc, span, told)
            found[doc].append(Telling((span,), account.wider if account else (), line))
    return dict(found)


def known(doc: str, span: Span, told: Tellings) -> Telling | None:
    """The account that the words of a mark tell; its own words count before the others."""
    best, most = None, (0, 0)
    for telling in told.get(doc, ()):
        shared = _shared(span, telling.own), _shared(span, telling.wider)
        if shared > most:
            best, most = telling, shared
    return best


def _shared(span: Span, spans: Sequence[Span]) -> int:
    return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in spans)
