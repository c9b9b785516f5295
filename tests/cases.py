"""Read case files: a text, and how a careful person reads it (see cases/README.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = {"published", "text", "title", "outlet", "known gap"}
FOUND = {
    "actor": {"type", "state", "sectors", "form", "id", "label", "same as"},
    "place": {"precision", "country", "kind", "in"},
    "time": {"precision", "kind", "timex"},
    "quantity": {"bound", "of", "unit"},
    "statement": {
        "polarity", "commitment", "act", "mode", "kind", "relay", "status", "chain", "source",
        "cue", "stance",
    },
    "account": {
        "actor", "recipient", "victim", "supporter", "mediator", "place", "time", "realis", "told",
        "by", "killed", "injured", "instrument", "context", "cameo", "acled",
    },
    "relation": {"status", "polarity", "value", "authority", "by"},
    "link": {"by", "polarity", "from", "to"},
    "loaded": {"holder", "target"},
    "gap": set(),
}  # fmt: skip
LINE = re.compile(r"(?P<detail>  )?(?P<key>[a-z ]+?): +(?P<value>.*?) *(?:\[(?P<words>.+)\])?$")


@dataclass
class Expected:
    """One line of what must be found, with the exact words it is read from."""

    key: str
    value: str
    words: str | None
    place: str
    forbidden: bool = False
    details: list[Expected] = field(default_factory=list)


@dataclass
class Case:
    """One case, and the line it starts on, so that messages can point there."""

    title: str
    place: str
    given: dict[str, str] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.place} {self.title}"


def read_cases(path: Path) -> list[Case]:
    """All cases of a file.

    Raises:
        ValueError: a line that is no case line, with file and line number.
    """
    cases: list[Case] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{path.name}:{number}"
        if line.startswith("## "):
            cases.append(Case(line[3:], place))
        elif line.startswith("      "):
            _go_on(cases[-1], line.strip())
        elif line.strip() and not line.startswith("#"):
            _add_line(cases[-1], line, place)
    return cases


def _go_on(case: Case, line: str) -> None:
    """A further line of the text; a lone ¶ starts a new paragraph."""
    joint = "\n\n" if line.startswith("¶") else " "
    case.given["text"] += joint + line.removeprefix("¶").strip()


def _add_line(case: Case, line: str, place: str) -> None:
    if line.startswith("text: "):
        case.given["text"] = line[6:].strip()
        return
    match = LINE.match(line)
    if match is None:
        raise ValueError(f"{place}: a line is 'key: value [words]', not {line!r}")
    key, value, words = match["key"], match["value"], match["words"]
    for part in (words or "").split(" … "):
        if part and part not in case.given["text"]:
            raise ValueError(f"{place}: [{part}] is not in the text, letter by letter")
    if match["detail"]:
        _add_detail(case.expected[-1], Expected(key, value, words, place))
    elif key in GIVEN:
        case.given[key] = value
    else:
        case.expected.append(_expected(key, value, words, place))


def _expected(key: str, value: str, words: str | None, place: str) -> Expected:
    forbidden = key == "not"
    if forbidden:
        key, _, value = value.partition(" ")
    if key not in FOUND:
        raise ValueError(f"{place}: {key!r} is none of {', '.join(sorted(FOUND))}")
    return Expected(key, value, words, place, forbidden)


def _add_detail(above: Expected, detail: Expected) -> None:
    if detail.key not in FOUND[above.key]:
        allowed = ", ".join(sorted(FOUND[above.key]))
        raise ValueError(f"{detail.place}: {detail.key!r} is none of {allowed}")
    above.details.append(detail)
