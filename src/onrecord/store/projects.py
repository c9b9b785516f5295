"""Project folders: make one, open its database, bring an older database up to date.

    folder ──▶ create_project ──▶ onrecord.toml, overlay folders, onrecord.db
    folder ──▶ open_store ──▶ Store

A database of a newer onrecord is refused. One of an older onrecord is copied beside itself and then
changed by the numbered files of ``migrations/``, each in one transaction.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from importlib import resources
from typing import TYPE_CHECKING

from onrecord import __version__
from onrecord.errors import StoreError
from onrecord.settings import PROJECT_FILE
from onrecord.store.connection import (
    APPLICATION,
    DATABASE,
    Store,
    connect,
    now,
    row,
    writing,
)
from onrecord.store.journal import append

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

#: Folders of a project where users put their own words.
OVERLAYS = ("lexicon", "ontology")
#: Folders that onrecord fills.
FILLED = ("runs", "snapshots")
_HERE = resources.files("onrecord") / "store"


def create_project(folder: Path) -> None:
    """Make a project folder; what is there already stays.

    Raises:
        StoreError: the folder holds other things and no project, or cannot be written.
    """
    _refuse_foreign(folder)
    try:
        for name in (*OVERLAYS, *FILLED):
            (folder / name).mkdir(parents=True, exist_ok=True)
        settings = folder / PROJECT_FILE
        if not settings.exists():
            settings.write_text((_HERE / PROJECT_FILE).read_text("utf-8"), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror}") from error
    connection = connect(folder / DATABASE)
    with closing(connection):
        bring_up_to_date(Store(folder, connection))


def open_store(folder: Path) -> Store:
    """Open the database of a project; close it when done, or use it in a ``with`` statement.

    Raises:
        StoreError: no project, a database of a newer onrecord, a file that is none of ours.
    """
    file = folder / DATABASE
    if not file.is_file():
        raise StoreError(f"{folder} is no project; make one: onrecord init {folder}")
    writable = os.access(file, os.W_OK) and os.access(folder, os.W_OK)
    store = Store(folder, connect(file, writable=writable), writable)
    try:
        bring_up_to_date(store)
    except BaseException:
        store.close()
        raise
    return store


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds what is neither a project nor a user's own words.

    Hidden files are no obstacle: systems leave them behind (``.DS_Store``), and a project may be
    kept under version control (``.git``).
    """
    if not folder.exists() or (folder / DATABASE).exists() or (folder / PROJECT_FILE).exists():
        return
    if not folder.is_dir():
        raise StoreError(f"{folder} is a file; name a folder")
    ours = {*OVERLAYS, *FILLED, "places.csv"}
    names = sorted(entry.name for entry in folder.iterdir())
    foreign = [name for name in names if name not in ours and not name.startswith(".")]
    if foreign:
        raise StoreError(
            f"{folder} holds other things ({', '.join(foreign[:3])}); name a new or empty folder"
        )


# ---- schema -------------------------------------------------------------------------------------


def migrations() -> Sequence[tuple[int, Traversable]]:
    """The files that change the schema: (number of the schema they make, file), in order."""
    files = (_HERE / "migrations").iterdir() if (_HERE / "migrations").is_dir() else ()
    found = [(int(file.name[:4]), file) for file in files if file.name.endswith(".sql")]
    return sorted(found, key=lambda pair: pair[0])


def bring_up_to_date(store: Store, steps: Sequence[tuple[int, Traversable]] | None = None) -> None:
    """Make the tables of a new database, or change those of an older one.

    Args:
        store: an open database.
        steps: the migrations; those of this version by default.

    Raises:
        StoreError: made by a newer onrecord, or by another program.
    """
    steps = migrations() if steps is None else steps
    newest = steps[-1][0] if steps else 1
    schema = _schema_of(store)
    if schema > newest:
        raise StoreError(
            f"{store.folder / DATABASE} has schema {schema}, this onrecord ({__version__}) knows"
            f" {newest}: it was written by a newer onrecord; install that one"
        )
    if schema == newest:
        return
    if schema == 0:
        _apply(store, 1, (_HERE / "schema.sql").read_text("utf-8"))
    else:
        _back_up(store, schema)
    for number, file in steps:
        _apply(store, number, file.read_text("utf-8"))


def _schema_of(store: Store) -> int:
    """The number of the schema; 0 of an empty file.

    Raises:
        StoreError: tables of another program.
    """
    if row(store, "SELECT 1 FROM sqlite_schema LIMIT 1") is None:
        return 0
    if row(store, "PRAGMA application_id") != (APPLICATION,):
        raise StoreError(f"{store.folder / DATABASE} was not made by onrecord")
    found = row(store, "SELECT value FROM meta WHERE key = 'schema'")
    return int(found[0]) if found else 0


def _apply(store: Store, number: int, script: str) -> None:
    """Run the statements of a schema file, unless another process just did."""
    with writing(store, durable=True) as connection:
        if _schema_of(store) >= number:
            return
        for statement in statements_of(script):
            connection.execute(statement)
        at = now()
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        told = (("schema", str(number)), ("onrecord", __version__))
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", told)
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('created', ?)", (at,))
        append(connection, at, ("schema", str(number), f'{{"onrecord":"{__version__}"}}'))


def statements_of(script: str) -> Iterator[str]:
    """The statements of a file of SQL, one at a time; triggers stay whole."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


def _back_up(store: Store, schema: int) -> Path:
    """A copy of the whole database before it is changed."""
    if not store.writable:
        raise StoreError(
            f"{store.folder / DATABASE} has the older schema {schema} and is read-only here;"
            " open it once where it can be written"
        )
    copy = store.folder / f"onrecord-schema{schema}.db"
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as target:
            store.connection.backup(target)
        part.replace(copy)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{copy}: the backup could not be written ({error})") from error
    return copy
