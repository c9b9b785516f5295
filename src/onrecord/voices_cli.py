"""``onrecord say``, ``relations``, ``sides``: who speaks, which ties are told, who stands where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.check_cli import Format, tell_unmerged
from onrecord.console import NOTHING, show_all
from onrecord.console import say as tell
from onrecord.project_cli import HERE, Folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from onrecord.export.wording import Wording

Form = Annotated[Format, typer.Option("--format", "-f", help="How to write.")]
#: Ties that a table shows.
SHOWN = 100


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("say")(say_all)
    app.command()(relations)
    app.command()(sides)


def say_all(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Its id, or one of its names.")],
    project: Folder = HERE,
    since: Annotated[
        str | None, typer.Option("--since", help="First day of publication, 2024-12-04.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="So many events and ties, those of last.")
    ] = SHOWN,
    words: Annotated[
        bool, typer.Option("--words", help="Quote also those who say the same.")
    ] = False,
    form: Form = Format.table,
) -> None:
    """Show all that one holder asserts or denies, and where others say otherwise.

    In whatever documents, by whomever passed on: with its words, how it is said, and the events and
    ties it is about. Others are all other holders, in the same documents too.
    """
    from onrecord.project import open as open_project

    _check_days(since, until)
    with open_project(project) as opened:
        said = opened.say(actor, since=since, until=until, limit=limit)
    tell_unmerged(said.unmerged, project)
    if form is Format.jsonl:
        from onrecord.export.check_lines import lines_of_said

        _write(lines_of_said(said))
    else:
        from onrecord.export.said_table import told_by_one

        show_all(*told_by_one(said, _wording(project), words=words))
    if not said.statements:
        raise typer.Exit(NOTHING)


def relations(
    project: Folder = HERE,
    kind: Annotated[str | None, typer.Option("--type", help="Type, such as backs.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Either end: id or name.")] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", help="Who asserts or denies it: id or name.")
    ] = None,
    verdict: Annotated[
        str | None, typer.Option("--verdict", help="single, agreed, disputed, retracted_only.")
    ] = None,
    links: Annotated[
        bool,
        typer.Option("--links", help="Steps of arguments: what is said to cause what."),
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many ties.")] = SHOWN,
    form: Form = Format.table,
) -> None:
    """Show lasting ties over all documents: who says that X backs Y, and who denies it.

    Those of most documents come first. Counts are of documents, of outlets (copies of one text
    count once), and of origins (distinct innermost holders who assert it).
    """
    from onrecord.merge.ties import encode_tie
    from onrecord.project import open as open_project
    from onrecord.voices import Wanted, actor_of, ties

    if links and (actor or holder):
        raise typer.BadParameter("links have events at their ends: no --actor and no --holder")
    with open_project(project) as opened:
        if links:
            told = opened.links_told(kind)
            found = [tie for tie in told if verdict in (None, tie.verdict)][: limit + 1]
        else:
            wanted = Wanted(
                kind,
                actor and actor_of(opened.folder, opened.store, actor),
                holder and actor_of(opened.folder, opened.store, holder),
                verdict,
                limit + 1,
            )
            found = list(ties(opened.sources(), wanted))
    if form is Format.jsonl:
        _write(encode_tie(tie) for tie in found[:limit])
    elif found:
        from onrecord.export.said_table import tie_table

        wording = _wording(project)
        show_all(tie_table(found[:limit], wording))
    if len(found) > limit:
        tell(f"onrecord: {_wording(project)('compare', 'more')}")
    if not found:
        tell("onrecord: no such tie is told")
        raise typer.Exit(NOTHING)


def sides(project: Folder = HERE, form: Form = Format.table) -> None:
    """Suggest sides from what documents say of allies and enemies, with the evidence; set nothing.

    Lines that you may paste into onrecord.toml. Only sides that stand there count anywhere.
    """
    from onrecord.project import open as open_project

    with open_project(project) as opened:
        found = opened.suggest_sides()
    if form is Format.jsonl:
        import msgspec

        _write((msgspec.json.encode(found),))
    else:
        from onrecord.export.said_table import suggested
        from onrecord.export.terminal import plain

        print(*map(plain, suggested(found, _wording(project))), sep="\n")
    if not found.sides:
        raise typer.Exit(NOTHING)


def _wording(project: Path) -> Wording:
    from onrecord.api import data_folders
    from onrecord.export.wording import load_wording

    return load_wording(data_folders(project))


def _write(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _check_days(*days: str | None) -> None:
    from onrecord.collect.days import iso_day

    for day in days:
        if day is not None and iso_day(day) != day:
            raise typer.BadParameter(f"{day!r} is no ISO 8601 day such as 2024-12-04")
