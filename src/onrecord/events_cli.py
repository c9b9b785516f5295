"""``onrecord events``: the events of many reports, who agrees and who does not."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.console import NOTHING, Project, finish, say, show_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.table import Table

    from onrecord.export.wording import Wording
    from onrecord.merge import Event, EventField
    from onrecord.model import Document, Reading
    from onrecord.project import Project as Opened
    from onrecord.project_events import EventQuery

#: Longest cell of the table.
CELL = 60
#: Events that the table of a project shows.
SHOWN = 50
#: Filters that only the database of a project can answer.
_STORED = ("actor", "holder", "box", "text", "rule")
#: Names are looked up as these.
_NAMED = ("actor", "holder", "place")


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
        verdicts = {v for name, f in fields.items() for v in (f.verdict, f"{name}={f.verdict}")}
        return (
            (self.type is None or event.type == self.type)
            and (self.place is None or _is_at(fields.get("place"), self.place.casefold()))
            and self._in_time(fields.get("date"))
            and (self.verdict is None or self.verdict in verdicts)
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


@dataclass(frozen=True, slots=True)
class Row:
    """An event as a row of the table."""

    event_id: str
    title: str
    counts: tuple[int, int, int]
    disputed: tuple[str, ...]
    told: str


def events(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH...]", help="Documents, or readings; none: the project."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
    kind: Annotated[str | None, typer.Option("--type", help="Type, such as ASSAULT.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Who takes part: name, id.")] = None,
    holder: Annotated[str | None, typer.Option("--holder", help="Who says or denies it.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Name or id of a place.")] = None,
    box: Annotated[
        str | None, typer.Option("--box", help="West,south,east,north in degrees.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help="First day, 2024-12-04.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day.")] = None,
    verdict: Annotated[
        str | None, typer.Option("--verdict", help="Of some field: disputed, fatalities=disputed.")
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", help='Words that tell it; "a phrase"; begin* .')
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option("--rule", help="Which count: asserted, origins>=2, own_voice, not_disputed."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many rows, the newest.")] = SHOWN,
    project: Project = None,
) -> None:
    """List the events of a project, or of files: who tells each, and what is disputed.

    Counts are of documents, of outlets (copies of one text count once), and of origins (distinct
    innermost holders who say that it happened). Every account is in one event, also of what is
    only planned, threatened or denied: it is marked, and nothing is counted as true. In a project
    one account must fulfil all of --type, --actor, --holder, --place and hold --text.
    """
    given = {"type": kind.upper() if kind is not None else None, "actor": actor, "holder": holder,
             "place": place, "box": box, "since": since, "until": until, "verdict": verdict,
             "text": text, "rule": rule}  # fmt: skip
    filters = {name: value for name, value in given.items() if value is not None}
    for day in (since, until):
        _check(day)
    if kind is not None:
        _check_type(given["type"] or "", project)
    if paths:
        _of_files(paths, filters, form, project)
    else:
        _of_project(project or Path(), filters, form, limit)


def _check(day: str | None) -> None:
    from onrecord.collect.days import iso_day

    if day is not None and iso_day(day) != day:
        raise typer.BadParameter(f"{day!r} is no ISO 8601 day such as 2024-12-04")


def _check_type(kind: str, project: Path | None) -> None:
    from onrecord.accounts.ontology import load_event_types
    from onrecord.api import data_folders

    known = load_event_types(data_folders(project))
    if kind not in known:
        raise typer.BadParameter(f"{kind!r} is no type; there are {', '.join(sorted(known))}")


# ---- a project ----------------------------------------------------------------------------------


def _of_project(folder: Path, filters: dict[str, Any], form: Format, limit: int) -> None:
    from onrecord.project import open as open_project

    if "box" in filters:
        filters["box"] = _box(filters["box"])
    with open_project(folder) as opened:
        named = {
            name: _ids(name, value, opened.folder, opened.store) for name, value in filters.items()
        }
        if "actor" in named and opened.is_merged():
            _check_actor(opened, named["actor"])
        query = opened.events(**named)
        done = _lines(query) if form is Format.jsonl else _page(query, limit, folder)
        empty = opened.events().count_empty()
        if empty:
            say(f"onrecord: {empty} events lost a document and are left out: onrecord merge")
        if not done:
            merged = opened.is_merged()
            say("onrecord: no event fulfils this" if merged else
                f"onrecord: nothing is merged yet: onrecord merge --project {folder}")  # fmt: skip
            raise typer.Exit(NOTHING)


def _check_actor(opened: Opened, actor: str) -> None:
    from onrecord.errors import StoreError

    if not opened.events(actor=actor).newest(1):
        raise StoreError(f"nobody named {actor!r} takes part in any event of {opened.folder}")


def _box(text: str) -> tuple[float, ...]:
    try:
        west, south, east, north = (float(edge) for edge in text.split(","))
    except ValueError as error:
        reason = f"{text!r} is not west,south,east,north in degrees, such as 36,35,38,37"
        raise typer.BadParameter(reason, param_hint="--box") from error
    return west, south, east, north


def _ids(name: str, value: Any, folder: Path, store: Any) -> Any:
    """What a filter by name means in this project."""
    from onrecord.voices import actor_of, holder_of, places_of

    found = {"actor": actor_of, "holder": holder_of, "place": places_of}.get(name)
    return value if found is None else found(folder, store, value)


def _lines(query: EventQuery) -> int:
    return _written(query.full())


def _page(query: EventQuery, limit: int, folder: Path) -> int:
    found = list(islice(query.full(), limit + 1))
    if found:
        show_all(_table(map(_row, found[:limit]), _wording(folder)))
    if len(found) > limit:
        say(f"onrecord: the newest {limit}; --limit shows more, --format jsonl all")
    return len(found)


# ---- files --------------------------------------------------------------------------------------


def _of_files(
    paths: list[str], filters: dict[str, Any], form: Format, project: Path | None
) -> None:
    from onrecord.api import data_folders
    from onrecord.merge import load_merge_words, merge
    from onrecord.merge.sides import load_sides

    stored = [f"--{name}" for name in _STORED if name in filters]
    if stored:
        reason = "of files there are --type, --place, --since, --until, --verdict; or add them to a"
        raise typer.BadParameter(f"{reason} project", param_hint=" ".join(stored))
    counts = [0, 0]
    words = load_merge_words(data_folders(project))
    merged = merge(_readings(paths, project, counts), words, load_sides(project))
    for block in merged.crowded:
        say(f"onrecord: {block.accounts} accounts meet in {block.key}: only neighbours compared")
    names = ("type", "place", "since", "until", "verdict")
    _write(filter(Wanted(*(filters.get(name) for name in names)), merged.events), form, project)
    finish(*counts)


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


# ---- writing ------------------------------------------------------------------------------------


def _write(found: Iterable[Event], form: Format, project: Path | None) -> None:
    if form is Format.jsonl:
        _written(found)
        return
    show_all(_table(map(_row, found), _wording(project)))


def _wording(project: Path | None) -> Wording:
    from onrecord.api import data_folders
    from onrecord.export.wording import load_wording

    return load_wording(data_folders(project))


def _row(event: Event) -> Row:
    from onrecord.merge.event import told_as

    disputed = (name for name, field in event.fields.items() if field.verdict == "disputed")
    counts = event.n_documents, event.n_outlets, event.n_origins
    return Row(event.event_id, event.title, counts, tuple(disputed), told_as(event))


def _written(found: Iterable[Event]) -> int:
    """Write events as lines; gives how many."""
    from onrecord.merge import encode_event

    number = 0
    for event in found:
        sys.stdout.buffer.write(encode_event(event) + b"\n")
        number += 1
    sys.stdout.buffer.flush()
    return number


def _table(found: Iterable[Row], words: Wording) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from onrecord.export.compared import LIVE
    from onrecord.export.terminal import plain

    table = Table(box=SIMPLE_HEAD)
    table.add_column("event", no_wrap=True)
    for head in ("what", "documents", "outlets", "origins", "disputed"):
        table.add_column(head)
    for row in found:
        told = f" ({words('event_page', f'told_{row.told}')})" if row.told != LIVE else ""
        title = plain(row.title)[:CELL] + told
        table.add_row(row.event_id, title, *map(str, row.counts), ", ".join(row.disputed))
    return table
