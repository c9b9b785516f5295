"""Every case of ``cases/`` is read as a careful person reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cases import Case, read_cases
from compare import differences
from onrecord.model import Document

if TYPE_CHECKING:
    from onrecord.reading import Reader

FOLDER = Path(__file__).parent / "cases"
CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in read_cases(path)]


def as_parameter(case: Case) -> object:
    gap = case.given.get("known gap")
    marks = [pytest.mark.xfail(strict=True, reason=gap)] if gap else []
    return pytest.param(case, id=str(case), marks=marks)


@pytest.mark.parametrize("case", [as_parameter(case) for case in CASES])
def test_case(case: Case, reader: Reader) -> None:
    given = case.given
    document = Document(
        text=given["text"],
        published=given.get("published"),
        published_precision="day" if "published" in given else None,
        published_source="metadata" if "published" in given else None,
        title=given.get("title"),
        outlet=given.get("outlet"),
        language="en",
    )
    wrong = differences(reader(document), case.expected)
    assert not wrong, "\n" + "\n".join(wrong)
