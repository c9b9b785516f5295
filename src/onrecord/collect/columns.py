"""How to take foreign files: the ``[collect.columns]`` and zones of ``onrecord.toml``.

    onrecord.toml ──▶ load_columns ──▶ ColumnRules ──▶ .of(file) ──▶ Columns

```toml
[collect.columns]                    # any CSV, TSV, JSON or Parquet file
text = "body"
published = "day"
date_format = "%d/%m/%Y"             # else ISO 8601 alone; "unix" for seconds since 1970

[collect.columns."wire-*.csv"]       # these files: what differs from the above
text = "story"
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any, cast

from onrecord.collect.zones import NOWHERE, Zones, zones_of
from onrecord.errors import SettingsError
from onrecord.settings import PROJECT_FILE, table_at

#: ``date_format`` for seconds since 1970-01-01, UTC.
UNIX = "unix"
#: What a format of dates must name, each by one of these.
_PARTS = {"a year": ("%Y", "%y"), "a month": ("%m", "%b", "%B"), "a day": ("%d",)}
_TABLE = "[collect.columns]"
_TABLES = ("columns", "zones")


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field of a document; ``None`` where the usual names are tried.

    Attributes:
        date_format: how ``published`` is written, as for ``strptime``; ``None`` = ISO 8601.
        zones: where outlets publish; the same for all files.
    """

    text: str | None = None
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    genre: str | None = None
    language: str | None = None
    published: str | None = None
    date_format: str | None = None
    zones: Zones = NOWHERE


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """The columns of any file, and of those whose name fits a pattern."""

    usual: Columns = Columns()
    by_file: tuple[tuple[str, Columns], ...] = ()

    @property
    def zones(self) -> Zones:
        """Where outlets publish."""
        return self.usual.zones

    def of(self, file: str) -> Columns:
        """The columns of a file; the first pattern that fits its name or its whole path wins.

        >>> rules = ColumnRules(by_file=(("*.csv", Columns(text="body")),))
        >>> rules.of("dump/a.csv").text, rules.of("a.zip!b.csv").text, rules.of("a.parquet").text
        ('body', 'body', None)
        """
        member = file.rpartition("!")[2]
        name = PurePosixPath(member).name
        names = (file, member, name, name.removesuffix(".gz"))
        for pattern, columns in self.by_file:
            if any(fnmatchcase(name, pattern) for name in names):
                return columns
        return self.usual


def load_columns(project: Path | None) -> ColumnRules:
    """The columns and zones that a project names in its ``onrecord.toml``; none without a project.

    Raises:
        SettingsError: a key that no field has, a value of the wrong kind, a format of dates that
            leaves the day open, a zone that is not known.
    """
    if project is None:
        return ColumnRules()
    file = project / PROJECT_FILE
    for key in table_at(file, "collect"):
        if key not in _TABLES:
            raise SettingsError(f"{file}: [collect] has no {key!r}; it knows {', '.join(_TABLES)}")
    table = table_at(file, "collect", "columns")
    zones = zones_of(table_at(file, "collect", "zones"), f"{file}: [collect.zones]")
    own = {key: value for key, value in table.items() if not isinstance(value, dict)}
    usual = _columns(own, Columns(zones=zones), f"{file}: {_TABLE}")
    patterns = tuple(
        (pattern, _columns(value, usual, f'{file}: [collect.columns."{pattern}"]'))
        for pattern, value in table.items()
        if isinstance(value, dict)
    )
    return ColumnRules(usual, patterns)


def _columns(given: dict[str, object], below: Columns, where: str) -> Columns:
    known = [field.name for field in fields(Columns) if field.name != "zones"]
    for key, value in given.items():
        if key not in known:
            raise SettingsError(f"{where} has no {key!r}; it knows {', '.join(known)}")
        if not isinstance(value, str) or not value:
            raise SettingsError(f"{where}: {key} must be the name of a column, not {value!r}")
    columns = replace(below, **cast("dict[str, Any]", given))
    if columns.date_format is not None:
        _check_format(columns.date_format, where)
    return columns


def _check_format(form: str, where: str) -> None:
    if form == UNIX:
        return
    used = set(re.findall(r"%.", form.replace("%%", "")))
    for part, ways in _PARTS.items():
        if not used.intersection(ways):
            allowed = " or ".join(ways)
            reason = f'date_format {form!r} names not {part} ({allowed}); or give "{UNIX}"'
            raise SettingsError(f"{where}: {reason}")
    try:
        datetime.strptime(datetime(2024, 12, 4).strftime(form), form)
    except (ValueError, re.error) as error:
        raise SettingsError(f"{where}: date_format {form!r} cannot be used: {error}") from error
