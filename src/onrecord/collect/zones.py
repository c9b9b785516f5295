"""Where outlets, feeds and chats publish: the ``[collect.zones]`` of ``onrecord.toml``.

    name or address ──▶ Zones.of ──▶ the time zone in which a moment in universal time is a day

```toml
[collect.zones]                              # names of the IANA time zone database
"Orsk Ledger" = "Asia/Yekaterinburg"         # outlet, title of a feed, name of a chat
"https://news.example/en/" = "Asia/Beirut"   # whatever has an address that begins so
```
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

#: Key of the metadata that names the zone in which a moment was counted.
COUNTED_IN = "published_zone"
_SCHEMES = ("http://", "https://")
#: What may stand behind the beginning of an address: else it is another host or another folder.
_PARTS = ("/", "?", "#")


@dataclass(frozen=True, slots=True)
class Zones:
    """Time zones by the name of an outlet or the beginning of an address."""

    named: tuple[tuple[str, str], ...] = ()

    def of(self, outlet: str | None, url: str | None) -> ZoneInfo | None:
        """The zone of a document: by the longest beginning of its address, else by its outlet.

        >>> zones = Zones((("Orsk Ledger", "Asia/Yekaterinburg"), ("https://a.example", "UTC")))
        >>> zones.of("orsk ledger", None), zones.of(None, "https://a.example/raid").key
        (zoneinfo.ZoneInfo(key='Asia/Yekaterinburg'), 'UTC')
        >>> zones.of("Orsk", "https://a.example.org/raid") is None
        True
        """
        if not self.named:
            return None
        begins = [name for name, _ in self.named if url and _begins(url, name)]
        named = [name for name, _ in self.named if outlet and _folded(name) == _folded(outlet)]
        found = max(begins, key=len, default=None) or next(iter(named), None)
        return ZoneInfo(dict(self.named)[found]) if found else None


#: No zone is named.
NOWHERE = Zones()


def _begins(url: str, name: str) -> bool:
    if not name.lower().startswith(_SCHEMES) or not url.lower().startswith(name.lower()):
        return False
    behind = url[len(name) :]
    return not behind or name.endswith(_PARTS) or behind.startswith(_PARTS)


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def zones_of(given: Mapping[str, object], where: str) -> Zones:
    """The zones of a table of settings.

    Args:
        given: names, and the zones that they should have.
        where: how messages name the table.

    Raises:
        SettingsError: a zone that the time zone database does not have.
    """
    for name, zone in given.items():
        if not name.strip():
            raise SettingsError(f"{where} has an empty name; give an outlet, a chat or an address")
        if not isinstance(zone, str) or not _is_known(zone):
            raise SettingsError(
                f"{where}: {name!r} = {zone!r} is no time zone known here; give a name of the IANA"
                " database such as Asia/Beirut (no such file on this system: pip install tzdata)"
            )
    return Zones(tuple((name, str(zone)) for name, zone in given.items()))


def _is_known(zone: str) -> bool:
    try:
        return ZoneInfo(zone).key == zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False  # not there, no name, a folder


def counted_in(
    zone: ZoneInfo | None, days_of: Callable[[ZoneInfo | None], tuple[date, ...]]
) -> tuple[tuple[date, ...], dict[str, Any]]:
    """The days that a record may mean, and the metadata that say in which zone they were counted.

    Args:
        zone: of its outlet, if the project names one.
        days_of: gives the days in a zone, or anywhere.
    """
    anywhere = days_of(None)
    there = days_of(zone) if zone else anywhere
    return there, {COUNTED_IN: zone.key} if zone and there != anywhere else {}
