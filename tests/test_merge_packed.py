"""What the store remembers of an account comes back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from invented_reading import DOCUMENT, READING
from onrecord.lexicon import DataFolders
from onrecord.merge import load_merge_words
from onrecord.merge.packed import pack_report, pack_told, unpack_report, unpack_told
from onrecord.merge.told import Spot

TELLER = load_merge_words(DataFolders()).teller
FIGURES = frozenset(
    {
        ("fatalities", 5, 5, "civilians"),
        ("fatalities", 5, None, None),
        ("fatalities", None, 5, None),
        ("injured", None, None, "children"),
    }
)


@pytest.mark.parametrize("tolls", [frozenset(), FIGURES])
@pytest.mark.parametrize("point", [None, (35.5, 36.8)])
def test_an_account_comes_back_as_it_was(tolls, point):
    told = TELLER(READING, DOCUMENT)[0]
    spot = Spot("geo:1", "city", "SYR", None, ("geo:2",), point, None if point is None else 10.0)
    told = replace(told, tolls=tolls, spot=spot)
    report = unpack_report(pack_report(told.report))
    assert report == told.report
    assert unpack_told(pack_told(told), report) == told


def test_equal_accounts_are_equal_bytes():
    told = replace(TELLER(READING, DOCUMENT)[0], tolls=FIGURES)
    other = replace(told, tolls=frozenset(sorted(FIGURES, key=repr, reverse=True)))
    assert pack_told(told) == pack_told(other)
