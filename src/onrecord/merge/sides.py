"""The sides that a user has confirmed; nothing else makes two holders opposed.

onrecord.toml [sides] ──▶ load_sides ──▶ actor id → side

```toml
[sides]
government = ["SYR", "SYR-MIL"]
opposition = ["ahrar_al_sham"]
```
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from onrecord.errors import SettingsError
from onrecord.settings import PROJECT_FILE

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "sides"


def load_sides(project: Path | None) -> dict[str, str]:
    """Of each actor id the side the user has set; empty without a project or a table.

    Raises:
        SettingsError: the file or the table cannot be read, or an actor is on two sides.
    """
    file = project / PROJECT_FILE if project is not None else None
    if file is None or not file.is_file():
        return {}
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get(TABLE, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: sides must be a table, [sides]")
    found: dict[str, str] = {}
    for side, actors in table.items():
        if not isinstance(actors, list) or not all(isinstance(a, str) for a in actors):
            raise SettingsError(f"{file}: [sides] {side} must be a list of actor ids")
        for actor in actors:
            if found.setdefault(actor, side) != side:
                raise SettingsError(f"{file}: [sides] {actor} is on two sides")
    return found
