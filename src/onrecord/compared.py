"""A project in Python, part two: one report or holder against all others, ties, sides.

Project ──▶ .check(file), .say(actor), .ties(type=...), .suggest_sides()

Nothing here writes. Ids and names of holders, the form of answers: docs/check.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.comparing.check import Check
    from onrecord.comparing.say import Said
    from onrecord.comparing.sides import Suggested
    from onrecord.comparing.sources import Sources
    from onrecord.merge.ties import Tie
    from onrecord.store import Store


class TieFilters(TypedDict, total=False):
    """What ``Project.ties`` can be asked for."""

    type: str
    actor: str
    holder: str
    verdict: str
    limit: int


class Comparing:
    """What a project answers by holding documents against each other."""

    __slots__ = ()
    folder: Path
    store: Store

    def check(
        self, source: str | Path, *, published: str | None = None, outlet: str | None = None
    ) -> Check:
        """Hold one report against all others: who else says so, who otherwise, what it leaves out.

        Nothing is written, and the report gets no verdict.

        Args:
            source: a file that holds one document, or the ``doc_id`` of a document of the project.
            published: day of publication of a file that does not state it, ISO 8601.
            outlet: who published it.

        Raises:
            DocumentError: the file holds no or several documents.
            StoreError: no such document, or it was withdrawn or not read.
        """
        from onrecord.checking import check_source

        return check_source(self.folder, self.store, source, (published, outlet))

    def say(
        self,
        actor: str,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Said:
        """All that one holder asserts or denies, and where others say otherwise.

        Args:
            actor: its id, or a name that only one actor who speaks here has.
            since: first day of publication, ISO 8601.
            until: last day.
            limit: so many events and ties at most, those spoken of last.

        Raises:
            StoreError: nobody of that name speaks, or several do.
        """
        from onrecord.comparing.say import Period, say
        from onrecord.voices import holder_of

        holder = holder_of(self.folder, self.store, actor)
        return say(self.sources(), holder, Period(since, until), limit)

    def ties(self, **wanted: Unpack[TieFilters]) -> Iterator[Tie]:
        """Relations of all documents, merged: who asserts and who denies that X backs Y.

        Args:
            **wanted: ``type``, ``actor`` (either end), ``holder`` (who asserts or denies it),
                ``verdict`` (single, agreed, disputed ...), ``limit``; ids, not names.
        """
        from onrecord.voices import Wanted, ties

        return ties(self.sources(), Wanted(**wanted))

    def links_told(self, type: str | None = None) -> tuple[Tie, ...]:  # noqa: A002
        """Steps of arguments of all documents, merged: who says that one event caused another.

        Only links whose both ends other documents can mean: events, ties, known actors.

        Args:
            type: such as ``causes``, ``aims_at``.
        """
        from onrecord.comparing.links import links

        return links(self.sources(), type)

    def suggest_sides(self) -> Suggested:
        """Which sides the documents suggest, with the evidence; nothing is set."""
        from onrecord.comparing.sides import suggest_sides

        return suggest_sides(self.sources())

    def sources(self) -> Sources:
        """What comparing takes its readings, events, words and sides from."""
        from onrecord.comparing.opened import sources_of

        return sources_of(self.folder, self.store)
