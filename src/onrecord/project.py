"""A project in Python: what was collected and read, as queries that run when they are asked.

    onrecord.open(folder) ──▶ Project ──▶ .statements(holder="SYR") ──▶ Query
    Query ──▶ iteration (frozen values), .df(), .arrow(), .count(), .newest()

Numbers here are accounts and statements as documents tell them: a happening told by ten documents
is ten accounts. They are merged into events in ``project_events``.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from onrecord.compared import Comparing
from onrecord.errors import StoreError
from onrecord.project_events import EventsOfProject, arrow_table
from onrecord.runs import take_out
from onrecord.store.analysis import SECONDS, ask, asking
from onrecord.store.connection import Store
from onrecord.store.documents import Added, add_documents, get_document, original_of
from onrecord.store.filters import TABLE, Selection, check, columns_of
from onrecord.store.journal import Entry, Judgement, log_entries, write_judgement
from onrecord.store.projects import create_project, open_store
from onrecord.store.query import count, newest, pairs_by_month, select
from onrecord.store.readings import OldReadings, get_reading, old_readings, prune
from onrecord.store.search import Hit, search
from onrecord.store.snapshot import (
    Scope,
    Since,
    Snapshot,
    manifest_of,
    newest_snapshot,
    since_snapshot,
    take_snapshot,
)
from onrecord.store.values import (
    AccountRow,
    ActorRow,
    DocumentRow,
    LinkRow,
    LoadedRow,
    MonthCount,
    PairRow,
    ParticipantRow,
    PlaceRow,
    QuantityRow,
    RelationRow,
    StatementRow,
    TellingRow,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from onrecord.collect import Begun, Collected
    from onrecord.model import Document, Failure, Reading
    from onrecord.store.withdraw import Withdrawn

R = TypeVar("R")
#: Only these count as events in statistics (ontology: realis_counted_as_events).
HAPPENED = ("actual", "ongoing")
#: Rows in one batch of an Arrow table.
BATCH = 50_000
_TABLES_EXTRA = "data frames need more packages: pip install 'onrecord[tables]'"


@dataclass(frozen=True, slots=True)
class Query(Generic[R]):
    """Rows of one table that fulfil filters; nothing runs before they are asked for."""

    store: Store
    selection: Selection

    def where(self, **filters: Any) -> Query[R]:
        """The same rows, filtered further; the arguments are those of the method of the project."""
        return Query(self.store, _filtered(self.selection, filters))

    def __iter__(self) -> Iterator[R]:
        row = cast("type[R]", TABLE[self.selection.table].row)
        return (row(*cells) for cells in select(self.store, self.selection))

    def count(self) -> int:
        """How many rows there are."""
        return count(self.store, self.selection)

    def newest(self, limit: int = 50, offset: int = 0) -> list[R]:
        """A page of rows, those of the newest day first; what has no day comes last."""
        row = cast("type[R]", TABLE[self.selection.table].row)
        return [row(*cells) for cells in newest(self.store, self.selection, limit, offset)]

    def df(self) -> Any:
        """The rows as a pandas ``DataFrame``."""
        try:
            import pandas as pd  # type: ignore[import-untyped]
        except ImportError as error:
            raise StoreError(_TABLES_EXTRA) from error
        found = list(select(self.store, self.selection))
        return pd.DataFrame.from_records(found, columns=list(columns_of(self.selection.table)))

    def arrow(self) -> Any:
        """The rows as a ``pyarrow.Table``."""
        return arrow_table(_kinds(self.selection.table), select(self.store, self.selection))


def _kinds(table: str) -> list[tuple[str, str]]:
    """The columns of a table, and what they hold: int, float or str."""
    annotated = TABLE[table].row.__annotations__
    return [(name, str(annotated[name]).split(" ")[0]) for name in columns_of(table)]


#: Arguments of queries that are no filters of columns.
_OWN = ("text", "since", "until", "document")


def _filtered(selection: Selection, filters: dict[str, Any]) -> Selection:
    own = {name: value for name, value in filters.items() if name in _OWN and value is not None}
    others = tuple(
        (name, (value,) if isinstance(value, (str, int)) else tuple(value))
        for name, value in filters.items()
        if name not in _OWN and value is not None
    )
    made = replace(selection, filters=(*selection.filters, *others), **own)
    check(made)
    return made


@dataclass(frozen=True, slots=True)
class Project(Comparing, EventsOfProject):
    """An open project folder; use it in a ``with`` statement or close it.

    Every query takes filters by name; a filter may be one value or several of which one must hold.
    ``since`` and ``until`` are days (ISO 8601, both included): of publication; for accounts, days
    between which the account surely lies. ``document`` is a ``doc_id``, ``text`` are words.
    """

    folder: Path
    store: Store

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- queries --------------------------------------------------------------------------------

    def documents(self, **filters: Any) -> Query[DocumentRow]:
        """Documents: text, outlet, language, genre, author, url, id, actor, place, type ..."""
        return self._query("documents", filters)

    def statements(self, **filters: Any) -> Query[StatementRow]:
        """Statements: text, holder (innermost), via (any holder), actor, place, type ...

        ``actor`` finds statements that an actor holds or passes on, or that tell of it; ``type`` is
        the type of an event they tell of.
        """
        return self._query("statements", filters)

    def accounts(self, **filters: Any) -> Query[AccountRow]:
        """Accounts: actor (any part), as_actor, as_victim ..., holder, place, type ..."""
        return self._query("accounts", filters)

    def participants(self, **filters: Any) -> Query[ParticipantRow]:
        """Who took which part in which account: actor, role."""
        return self._query("participants", filters)

    def pairs(self, **filters: Any) -> Query[PairRow]:
        """Who acts upon whom in which account: actor, recipient, month, type, realis."""
        return self._query("pairs", filters)

    def tellings(self, **filters: Any) -> Query[TellingRow]:
        """Which statement tells of which account, and how real it is to its holder."""
        return self._query("tellings", filters)

    def relations(self, **filters: Any) -> Query[RelationRow]:
        """Lasting ties: type, subject, object, actor (either), holder, denied_by, status ..."""
        return self._query("relations", filters)

    def links(self, **filters: Any) -> Query[LinkRow]:
        """Steps of arguments: type, source, target, polarity."""
        return self._query("links", filters)

    def actors(self, **filters: Any) -> Query[ActorRow]:
        """Actors as documents name them: actor, type, state, name, label."""
        return self._query("actors", filters)

    def places(self, **filters: Any) -> Query[PlaceRow]:
        """Places as documents name them: place, kind, country, name."""
        return self._query("places", filters)

    def quantities(self, **filters: Any) -> Query[QuantityRow]:
        """Figures: kind, unit, bound, part."""
        return self._query("quantities", filters)

    def loaded(self, **filters: Any) -> Query[LoadedRow]:
        """Words that judge: category, target."""
        return self._query("loaded", filters)

    def _query(self, table: str, filters: dict[str, Any]) -> Query[Any]:
        return Query(self.store, _filtered(Selection(table), filters))

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Documents that hold all the words; any characters may be given."""
        return search(self.store, text, limit)

    def pair_by_month(
        self, actor: str, recipient: str, realis: Iterable[str] = HAPPENED
    ) -> tuple[MonthCount, ...]:
        """Accounts in which one acts upon the other, by month.

        The rule of the count: accounts that at least one statement asserts, of the given realis,
        as documents tell them (not merged into events).

        Args:
            actor: ``actor_id`` of who acts.
            recipient: ``actor_id`` of the recipient or victim.
            realis: how real the account must be.
        """
        found = pairs_by_month(self.store, actor, recipient, tuple(realis))
        return tuple(MonthCount(month, accounts) for month, accounts in found)

    # ---- single documents -----------------------------------------------------------------------

    def document(self, doc_id: str) -> Document | None:
        """A document with its text."""
        return get_document(self.store, doc_id)

    def original(self, doc_id: str) -> bytes | None:
        """The bytes that a document was made of."""
        return original_of(self.store, doc_id)

    def reading(self, doc_id: str) -> Reading | None:
        """The whole reading of a document that is shown."""
        return get_reading(self.store, doc_id)

    # ---- changes --------------------------------------------------------------------------------

    def add(self, paths: Iterable[str | Path], *, again: bool = False) -> Added:
        """Collect files, folders and addresses; ``again`` also what was withdrawn."""
        return add_documents(self.store, gather(self.folder, paths), again=again)

    def withdraw(self, document: str, reason: str) -> Withdrawn:
        """Delete a document and everything read in it; a tombstone and the log stay."""
        return take_out(self.store, document, reason)

    def judge(self, judgement: Judgement) -> int:
        """Keep what a person decided; gives its number."""
        return write_judgement(self.store, judgement)

    def old_readings(self) -> OldReadings:
        """How many readings of earlier versions there are: what ``prune`` would delete."""
        return old_readings(self.store)

    def prune(self) -> OldReadings:
        """Delete the readings of earlier versions; gives how many."""
        return prune(self.store)

    def log(self, last: int | None = None) -> tuple[Entry, ...]:
        """What was done, all or the last so many entries."""
        return tuple(log_entries(self.store, last))

    # ---- analysis -------------------------------------------------------------------------------

    def snapshot(self, scope: Scope | None = None) -> Snapshot:
        """Write the tables as Parquet files."""
        return take_snapshot(self.store, scope)

    def sql(self, query: str, seconds: float = SECONDS) -> list[dict[str, Any]]:
        """The rows that a SELECT gives: over the newest snapshot that holds everything."""
        with ask(self.store, query, seconds) as answer:
            return [dict(zip(answer.columns, cells, strict=True)) for cells in answer.rows]

    @contextmanager
    def duckdb(self) -> Generator[Any]:
        """A DuckDB connection that sees the newest snapshot and the small tables, nothing else."""
        with asking(self.store) as connection:
            yield connection

    def manifest(self) -> dict[str, Any] | None:
        """What the snapshot that ``sql`` asks says of itself."""
        found = newest_snapshot(self.folder)
        return None if found is None else manifest_of(found)

    def since_snapshot(self) -> Since | None:
        """Which snapshot ``sql`` asks, and what was added, read and withdrawn since."""
        return since_snapshot(self.store)


def gather(
    folder: Path, paths: Iterable[str | Path], left_out: Counter[tuple[str, str]] | None = None
) -> Iterator[Collected | Failure | Begun]:
    """Collect files, folders, standard input and addresses (http, https) as a project says.

    Args:
        folder: the project, whose ``onrecord.toml`` names columns, zones and limits.
        paths: in their order.
        left_out: counts what is neither document nor fault, by (file, reason).
    """
    from onrecord.collect import Begun, collect_by_file, load_columns
    from onrecord.collect.fetch import collect_url, is_url
    from onrecord.collect.source import How
    from onrecord.settings import load_settings

    counted: Counter[tuple[str, str]] = Counter() if left_out is None else left_out
    how = How(load_settings(folder).max_bytes, load_columns(folder), counted)
    for path in paths:
        if is_url(str(path)):
            yield Begun(str(path))
            yield collect_url(str(path), how)
        else:
            yield from collect_by_file([path], how)


def open(folder: str | Path, *, create: bool = False) -> Project:  # noqa: A001  onrecord.open
    """Open a project folder.

    Args:
        folder: the project.
        create: make it, if there is none.

    Raises:
        StoreError: no project there, or one of a newer onrecord.
    """
    where = Path(folder)
    if create:
        create_project(where)
    return Project(where, open_store(where))
