"""``onrecord events``: the events of many reports, who agrees and who does not."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import Project, finish, say, show_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.table import Table

    from onrecord.merge import Event, EventField
    from onrecord.model import Document, Reading

#: Longest cell of the table.
CELL = 60


class Format(StrEnum):
    """How events are written."""

    table = "table"
    jsonl = "jsonl"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are shown; ``None`` asks for nothing."""

    type: str | None
    place: str | None
    since: str | None
    until: str | None
    verdict: str | None

    def __call__(self, event: Event) -> bool:
        """Whether an event is shown."""
        fields = event.fields
        return (
            (self.type is None or event.type == self.type.upper())
            and (self.place is None or _is_at(fields.get("place"), self.place.casefold()))
            and self._in_time(fields.get("date"))
            and (self.verdict is None or self.verdict in {f.verdict for f in fields.values()})
        )

    def _in_time(self, field: EventField | None) -> bool:
        if self.since is None and self.until is None:
            return True
        return any(
            (self.since is None or (v.end or "9999") >= self.since)
            and (self.until is None or (v.start or "") <= self.until)
            for v in (field.values if field else ())
        )


def _is_at(field: EventField | None, place: str) -> bool:
    values = field.values if field else ()
    return any(place in ((v.name or "").casefold(), str(v.value).casefold()) for v in values)


def events(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Documents, or readings that `read` wrote."),
    ],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
    kind: Annotated[str | None, typer.Option("--type", help="Type, such as ASSAULT.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Name or id of a place.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="First day, 2024-12-04.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day.")] = None,
    verdict: Annotated[
        str | None, typer.Option("--verdict", help="Of some field: disputed, agreed, …")
    ] = None,
    project: Project = None,
) -> None:
    """Merge the accounts of many reports into events; show who tells each, and what is disputed.

    Counts are of documents, of outlets (copies of one text count once), and of origins (distinct
    innermost holders). Every account is in one event; nothing is counted as true.
    """
    from onrecord.api import data_folders
    from onrecord.merge import load_merge_words, merge
    from onrecord.merge.sides import load_sides

    for day in (since, until):
        _check(day)
    counts = [0, 0]
    words = load_merge_words(data_folders(project))
    merged = merge(_readings(paths, project, counts), words, load_sides(project))
    for block in merged.crowded:
        say(f"onrecord: {block.accounts} accounts meet in {block.key}: only neighbours compared")
    _write(filter(Wanted(kind, place, since, until, verdict), merged.events), form)
    finish(*counts)


def _check(day: str | None) -> None:
    from onrecord.collect.days import iso_day

    if day is not None and iso_day(day) != day:
        raise typer.BadParameter(f"{day!r} is no ISO 8601 day such as 2024-12-04")


def _readings(
    paths: list[str], project: Path | None, counts: list[int]
) -> Iterator[tuple[Reading, Document | None]]:
    from onrecord.api import readings
    from onrecord.model import Failure

    for outcome in readings(paths, project=project):
        counts[isinstance(outcome, Failure)] += 1
        if isinstance(outcome, Failure):
            say(f"failed: {outcome.document} [{outcome.stage}] {outcome.reason}")
        else:
            document, reading = outcome
            yield reading, document


def _write(found: Iterable[Event], form: Format) -> None:
    if form is Format.jsonl:
        from onrecord.merge import encode_event

        for event in found:
            sys.stdout.buffer.write(encode_event(event) + b"\n")
        sys.stdout.buffer.flush()
    else:
        show_all(_table(found))


def _table(found: Iterable[Event]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from onrecord.export.terminal import plain

    table = Table(box=SIMPLE_HEAD)
    table.add_column("event", no_wrap=True)
    for head in ("what", "documents", "outlets", "origins", "disputed"):
        table.add_column(head)
    for event in found:
        disputed = [name for name, field in event.fields.items() if field.verdict == "disputed"]
        counts = (event.n_documents, event.n_outlets, event.n_origins)
        title = plain(event.title)[:CELL]
        table.add_row(event.event_id, title, *map(str, counts), ", ".join(disputed))
    return table
