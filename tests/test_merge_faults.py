"""Bad input for merging: no day, no place, one text everywhere, thousands of accounts in a report.

What is bounded is counted here in accounts and comparisons, not in seconds; what it costs is in
``docs/merge.md``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invented_reading import DOCUMENT, READING
from onrecord.lexicon import DataFolders
from onrecord.merge import Event, encode_event, load_merge_words, merge
from onrecord.merge.blocks import SECOND
from onrecord.merge.cluster import SPOKESMEN, Grouping
from onrecord.merge.compare import compare_field
from onrecord.merge.events import group
from onrecord.merge.said import Mark, Saying

if TYPE_CHECKING:
    import pytest

    from onrecord.model import Reading

WORDS = load_merge_words(DataFolders())
MANY = 5_000


def copy(number: int, *, outlet: str | None) -> Reading:
    """The invented reading as that of another document."""
    part = replace(READING.document, doc_id=f"d_{number:05}", outlet=outlet)
    accounts = tuple(replace(a, account_id=f"{a.account_id}_{number}") for a in READING.accounts)
    return replace(READING, document=part, accounts=accounts)


def bare(number: int) -> Reading:
    """The same without day, place and outlet."""
    reading = copy(number, outlet=None)
    return replace(
        reading,
        document=replace(reading.document, published=None),
        places=(),
        times=(),
        accounts=tuple(replace(a, place_id=None, time_id=None) for a in reading.accounts),
    )


def ids_of(events: tuple[Event, ...]) -> list[str]:
    return sorted(a.account_id for event in events for a in event.accounts)


def test_hundreds_of_reports_without_day_and_place_lose_nothing() -> None:
    readings = [bare(n) for n in range(300)]
    events = merge([(r, None) for r in readings], WORDS).events
    assert ids_of(events) == sorted(a.account_id for r in readings for a in r.accounts)
    assert not {"date", "place"} & {name for event in events for name in event.fields}
    assert all(event.first_seen is None and encode_event(event) for event in events)


def test_hundreds_of_papers_with_one_text_are_one_outlet_and_agree_on_nothing() -> None:
    readings = [copy(n, outlet=f"Paper {n}") for n in range(300)]
    merged = merge([(r, DOCUMENT) for r in readings], WORDS)
    (copies,) = merged.copies  # each is found to be a copy, however many there are
    assert len(copies.members) == len(readings)
    assert ids_of(merged.events) == sorted(a.account_id for r in readings for a in r.accounts)
    assert {event.n_documents for event in merged.events} == {len(readings)}
    assert {event.n_outlets for event in merged.events} == {1}
    once = merge([(readings[0], DOCUMENT)], WORDS).events
    assert {e.n_origins for e in merged.events} <= {e.n_origins for e in once}


def test_a_report_of_thousands_of_accounts_loses_none_and_is_compared_in_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts = tuple(
        replace(READING.accounts[n % len(READING.accounts)], account_id=f"a_{n:05}")
        for n in range(MANY)
    )
    reading = replace(READING, accounts=accounts)
    told = sorted(WORDS.teller(reading, DOCUMENT), key=lambda t: t.key)
    held: list[int] = []
    fit = Grouping._fit

    def counted(self: Grouping, one: int, other: int) -> bool:
        held.append(len(self._spokesmen(one)) * len(self._spokesmen(other)))
        return fit(self, one, other)

    monkeypatch.setattr(Grouping, "_fit", counted)
    found = group(told, WORDS)
    assert sorted(n for g in found.groups for n in g.members) == list(range(MANY))
    assert found.crowded
    assert max(held) <= SPOKESMEN**2
    assert len(held) <= MANY * SECOND * SPOKESMEN


def test_a_field_of_thousands_of_sayings_keeps_each() -> None:
    sayings = [
        Saying("date", Mark(f"{n % 7}", days=(n % 7, n % 7)), _value(n), f"s_{n:05}", ((),),  # type: ignore[arg-type]
               f"holder {n % 50}", frozenset(), f"d_{n:05}", n, None, "live", "+")
        for n in range(MANY)
    ]  # fmt: skip
    field = compare_field("date", sayings, {s.doc_id: s.doc_id for s in sayings}, {})
    assert field.verdict == "disputed"
    assert len({s for value in field.values for s in value.statements}) == MANY
    assert {value.status for value in field.values} == {"live", "superseded"}


def _value(number: int):  # type: ignore[no-untyped-def]
    from onrecord.merge import Value

    return Value(str(number % 7), "+", "live", (), (), ())
