"""What a report opens with and nothing sets off: dates, agencies, credits in brackets.

"Rebel fire kills two AFP Sunday 27 Apr 2014 At least two people were killed": where texts were
copied without their layout, the headline runs into the date line, and that into the lead.

    (text, start of the prose, words) ──▶ find_run_ins ──▶ spans of their own, which state nothing
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A date line stands so far from the start at most.
HEAD = 400
#: "DAMASCUS, SYRIA (Agency)": a town is named in so many characters.
SHORT = 30
#: Rows of ``time_words.csv`` whose words make a date.
_MONTH, _WEEKDAY = "MONTH", "WEEKDAY"
#: "(TRT World and Agencies) A bomb": a credit before a sentence.
_CREDIT = re.compile(r"\([^()\n]{2,60}\)(?=\s+[A-Z])")
_STOPS = '.!?"\u201d)'
_NUMERIC = r"\(?\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d\)?"
_TIME = r"(?:\s+\d{1,2}:\d\d)?"
#: What follows a date line begins a headline or a lead.
_NEXT = r"(?=\s+[\"'\u201c\u2018]?[A-Z0-9])"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A row of ``time_words.csv``: forms of a word, separated by ``|``, and its classes."""

    id: str
    phrase: str
    classes: str
    example: str
    value: str | None = None
    need: str | None = None
    source: str | None = None


def date_pattern(rows: Iterable[CalendarRow], headers: Iterable[str]) -> re.Pattern[str]:
    """What finds a full date, with what may stand before one at the start ("published")."""
    forms: dict[str, list[str]] = {_MONTH: [], _WEEKDAY: []}
    for row in rows:
        for name in forms.keys() & row.classes.split():
            forms[name] += [re.escape(form) for form in row.phrase.split("|")]
    month, weekday = ("|".join(sorted(forms[n], key=len, reverse=True)) for n in forms)
    weekday += "|" + "|".join(sorted({form[:3] for form in forms[_WEEKDAY]}))
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    year = r"(?:19|20)\d\d"
    date = rf"(?:{day}\s+(?:{month})|(?:{month})\s+{day}),?\s+{year}|{_NUMERIC}"
    known = "|".join(re.escape(header) for header in headers)
    head = rf"(?P<head>(?:{known})\s+)?" if known else "(?P<head>)?"
    return re.compile(rf"(?<!\S)(?i:{head}(?:(?:{weekday}),?\s+)?(?:{date})){_TIME}{_NEXT}")


def find_run_ins(text: str, start: int, dates: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Spans of dates, with an agency before them, and of credits, in the order of the text."""
    credits_ = (m.span() for m in _CREDIT.finditer(text, start))
    found = [(a, b) for a, b in credits_ if _is_apart(text[start:a].rstrip())]
    for match in dates.finditer(text, start, min(len(text), start + HEAD)):
        first = _begin(text, start, match)
        if first is not None:
            found.append((first, match.end()))
    yield from sorted(found)


def _is_apart(before: str) -> bool:
    """Whether a sentence, or the town of a date line, ends here."""
    if not before or before[-1] in _STOPS:
        return True
    since = re.split(r"[.!?\n]\s", before[-SHORT:])[-1]
    return len(since) < SHORT and since.isupper()


def _begin(text: str, start: int, match: re.Match[str]) -> int | None:
    """Where a date line begins; None for a date that a sentence tells ("on 3 May 2014")."""
    before = text[start : match.start()].rstrip()
    if not before or before[-1] in ".!?:" or match["head"]:
        return match.start()
    last = before.split()[-1]
    opens = _is_apart(before[: -len(last)].rstrip())  # "On", "Since"
    if not last[0].isupper() or (opens and not last.isupper()):
        return None
    return start + len(before) - len(last) if last.isupper() and last.isalpha() else match.start()
