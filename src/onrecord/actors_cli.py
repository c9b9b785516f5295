"""``onrecord actors``: who is known, which names are not, and adding a row for one.

onrecord actors NAME…            the rows that know a name
onrecord actors --unknown PATH…  the names that no row knows
onrecord actors add …            a new row in a project's own words
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from onrecord.console import NOTHING, SOME_FAILED, say, show_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.model import Document, Failure, Reading

_FIND = "find"


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    jsonl = "jsonl"


class _FindByDefault(TyperGroup):
    """What names no subcommand is looked up: ``actors NAME`` is ``actors find NAME``."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put the subcommand in where none is named."""
        if args and args[0] not in (*self.commands, "--help"):
            args = [_FIND, *args]
        return super().parse_args(ctx, args)


actors_app = typer.Typer(
    name="actors",
    cls=_FindByDefault,
    no_args_is_help=True,
    help="Look actors up in the words; list names that no row knows; add a row.",
)

Overlay = Annotated[
    Path | None,
    typer.Option("--project", help="Folder with own words.", file_okay=False),
]


@actors_app.command(_FIND)
def find(
    what: Annotated[
        list[str], typer.Argument(metavar="NAME|PATH...", help="Names, or with --unknown paths.")
    ],
    unknown: Annotated[
        bool, typer.Option("--unknown", help="List the names in documents that no row knows.")
    ] = False,
    overlay: Overlay = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many unknown names.")] = 50,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
) -> None:
    """Show the rows that know a name (the default), or --unknown names of documents.

    With --unknown, PATH is a text, a JSONL file, a folder, or readings that `onrecord read` wrote.
    Names come by documents, then mentions; each with up to three sentences that hold it.
    """
    if unknown:
        _list_unknown(what, overlay, limit, form)
    else:
        _look_up(what, overlay, form)


def _look_up(names: list[str], overlay: Path | None, form: Format) -> None:
    from onrecord.actors import load_actor_words
    from onrecord.api import data_folders
    from onrecord.overlay.lookup import Lexicon
    from onrecord.overlay.table import known_lines

    folders = data_folders(overlay)
    lexicon = Lexicon(folders, load_actor_words(folders))
    nobody = 0
    for name in names:
        known = lexicon.look_up(name)
        if not known:
            nobody += 1
            say(
                f"onrecord: no row has the name {name!r}; a description such as 'Syrian army' needs"
                " none. Add one: onrecord actors add --project DIR"
                f' --name "{name}" --type TYPE --source SOURCE'
            )
        for actor in known:
            if form is Format.jsonl:
                _print_json(actor)
            else:
                print(*known_lines(actor), sep="\n")
    if nobody:
        raise typer.Exit(NOTHING)


def _print_json(value: object) -> None:
    import msgspec

    print(msgspec.json.encode(value).decode())


def _list_unknown(paths: list[str], overlay: Path | None, limit: int, form: Format) -> None:
    from onrecord.actors import load_actor_words
    from onrecord.api import data_folders, readings
    from onrecord.overlay.table import unknown_table
    from onrecord.overlay.unknown import Words, unknown_names
    from onrecord.text import load_text_words

    folders = data_folders(overlay)
    words = Words(load_actor_words(folders), load_text_words(folders))
    counts = [0, 0]
    every = unknown_names(_told(readings(paths, project=overlay), counts), words)
    names = every[:limit]
    if form is Format.jsonl:
        for name in names:
            _print_json(name)
    elif names:
        show_all(unknown_table(names))
    shown = f" ({limit} shown; more by --limit)" if len(every) > limit else ""
    say(f"onrecord: {len(every)} names that no row knows, in {counts[0]} documents{shown}")
    if counts[1]:
        raise typer.Exit(SOME_FAILED)
    if not names:
        raise typer.Exit(NOTHING)


def _told(
    outcomes: Iterable[tuple[Document | None, Reading] | Failure], counts: list[int]
) -> Iterator[tuple[Document | None, Reading]]:
    """The readings; failures are told and counted (counts: done, failed)."""
    from onrecord.model import Failure

    for outcome in outcomes:
        counts[isinstance(outcome, Failure)] += 1
        if isinstance(outcome, Failure):
            say(f"failed: {outcome.document} [{outcome.stage}] {outcome.reason}")
        else:
            yield outcome


@actors_app.command()
def add(
    *,
    overlay: Annotated[
        Path,
        typer.Option("--project", help="Folder with own words.", file_okay=False),
    ],
    name: Annotated[str, typer.Option(help="The name in full, as texts write it.")],
    kind: Annotated[str, typer.Option("--type", help="An actor type of the codebook.")],
    source: Annotated[str, typer.Option(help="Who says so: a title and page, an entry.")],
    state: Annotated[str, typer.Option(help="ISO 3166-1 alpha-3 code of its state.")] = "",
    sectors: Annotated[str, typer.Option(help='PLOVER codes, such as "REB UAF".')] = "",
    alias: Annotated[
        list[str] | None, typer.Option(help="Another name or abbreviation; may be given again.")
    ] = None,
    valid_from: Annotated[str, typer.Option(help="Its first day, month or year: 2024-12-04.")] = "",
    valid_to: Annotated[str, typer.Option(help="Last day that it holds.")] = "",
    example: Annotated[
        str, typer.Option(help="A sentence of your own with the name; made if not given.")
    ] = "",
    key: Annotated[str, typer.Option("--id", help="Its id; made of the name if not given.")] = "",
    also: Annotated[
        bool, typer.Option("--also", help="Add a second actor of a name that is known.")
    ] = False,
) -> None:
    """Add an actor to a project's own words, once everything about it is checked.

    Writes lexicon/actors.csv and lexicon/aliases.csv, or nothing. Labels are neutral; name no
    private persons. The same command may be run again.
    """
    from onrecord.overlay.add import NewActor, add_actor
    from onrecord.settings import load_settings

    new = NewActor(
        name=name,
        type=kind,
        source=source,
        state=state,
        sectors=tuple(sectors.split()),
        aliases=tuple(alias or ()),
        valid_from=valid_from,
        valid_to=valid_to,
        example=example,
        id=key,
        also=also,
    )
    done = add_actor(overlay, new, load_settings(overlay).language)
    for row in done.already:
        say(f"onrecord: {overlay / 'lexicon' / row.table} has {row.cells['id']} already")
    for row in done.written:
        print(f"{overlay / 'lexicon' / row.table}: {row.cells['id']}")
