"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

#: A cell that begins so is a formula to a spreadsheet (OWASP: CSV injection); the last four are
#: the signs at full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(text: str) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet would run.

    >>> harmless("=1+1"), harmless("Osk")
    ("'=1+1", 'Osk')
    """
    return "'" + text if text.startswith(FORMULA) else text
