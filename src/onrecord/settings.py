"""The settings of a run: defaults, then ``onrecord.toml``, then the environment, then arguments.

    onrecord.toml ──▶ load_settings ──▶ Settings (frozen)

```toml
[read]
language = "en"
jobs = 2
max_megabytes = 4
learned = true
```
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec

from onrecord.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

T = TypeVar("T")

#: Name of the settings file in a project folder.
PROJECT_FILE = "onrecord.toml"
#: Files and folders of a project that are the project itself, not documents of the user.
OF_PROJECT = frozenset(
    {PROJECT_FILE, "onrecord.db", "onrecord.db-wal", "onrecord.db-shm", "runs", "snapshots",
     "lexicon", "ontology", "places.csv"}
)  # fmt: skip
#: The environment may set any field: ONRECORD_JOBS, ONRECORD_LANGUAGE, …
PREFIX = "ONRECORD_"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read.

    Attributes:
        language: ISO 639-1 code of the words and the parser.
        jobs: worker processes; 1 reads in this process, 0 takes one for each core.
        max_megabytes: a longer document is refused (1 megabyte = 10^6 bytes); 4 are about a
            thousand reports, read in some minutes: whatever is longer is a file of many texts.
        learned: whether weights fitted on annotated reports help where they win; else rules alone.
    """

    language: str = "en"
    jobs: int = 1
    max_megabytes: int = 4
    learned: bool = True

    def __post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        if self.jobs < 0:
            raise SettingsError(f"jobs: {self.jobs} is below 0; give 1 or more, or 0 for all cores")
        if self.max_megabytes < 1:
            raise SettingsError(f"max_megabytes: {self.max_megabytes} is below 1")

    @property
    def max_bytes(self) -> int:
        """The longest document that is read, in bytes."""
        return self.max_megabytes * 1_000_000

    @property
    def workers(self) -> int:
        """How many processes ``jobs`` means on this machine."""
        return self.jobs or len(os.sched_getaffinity(0))


def load_settings(
    project: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings of a project folder, overridden by the environment.

    Args:
        project: folder that may hold ``onrecord.toml``; ``None`` for the defaults.
        environ: the environment; ``os.environ`` by default.

    Raises:
        SettingsError: a key that no setting has, or a value of the wrong kind.
    """
    given = _table(project / PROJECT_FILE, "read", Settings) if project else {}
    known = {field.name for field in fields(Settings)}
    for name, value in (os.environ if environ is None else environ).items():
        key = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and key in known:
            given[key] = value
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"settings: {error}") from error


def with_jobs(settings: Settings, jobs: int | None) -> Settings:
    """The same settings with the number of workers from the command line, if given."""
    return settings if jobs is None else replace(settings, jobs=jobs)


def load_table_of(project: Path, name: str, kind: type[T]) -> T:
    """Another table of ``onrecord.toml``, as the values that its command takes.

    Args:
        project: the project folder.
        name: of the table.
        kind: a dataclass whose fields are the keys, with defaults.

    Raises:
        SettingsError: a key that the table does not have, or a value of the wrong kind.
    """
    try:
        return msgspec.convert(_table(project / PROJECT_FILE, name, kind), kind)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{project / PROJECT_FILE}: [{name}]: {error}") from error


def table_at(file: Path, *names: str) -> dict[str, object]:
    """A table of a settings file, by the names that lead to it; empty where there is none.

    Raises:
        SettingsError: no TOML, or something that is no table under one of the names.
    """
    if not file.is_file():
        return {}
    try:
        table: object = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    for at, name in enumerate(names, 1):
        table = cast("dict[str, object]", table).get(name, {})
        if not isinstance(table, dict):
            raise SettingsError(f"{file}: {name} must be a table, [{'.'.join(names[:at])}]")
    return dict(cast("dict[str, object]", table))


def _table(file: Path, name: str, kind: type) -> dict[str, object]:
    """A table of ``onrecord.toml``; other tables belong to other commands."""
    table = table_at(file, name)
    known = [field.name for field in fields(kind)]
    for key in table:
        if key not in known:
            raise SettingsError(f"{file}: [{name}] has no {key!r}; it knows {', '.join(known)}")
    return table
