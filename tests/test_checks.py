"""A wrong row of a data file is named with its place and what is wrong."""

from __future__ import annotations

import pytest

from onrecord import checks
from onrecord.checks import TableRow, check_tables
from onrecord.lexicon import DataFolders


@pytest.fixture
def faults(reader):
    """Check one table of a project: its columns and one row."""

    def of(columns, cells, table="own.csv"):
        row = TableRow(table, f"{table}:2", dict(zip(columns.split(), cells, strict=True)))
        return [(fault.code, fault.place) for fault in checks._check_row(row, reader)]

    return of


def test_a_row_whose_example_has_the_phrase_is_well(faults):
    assert faults("id phrase example", ["x", "shell", "Rebels shelled Osk."]) == []
    assert faults("id phrase example", ["x", "gun|rifle", "A rifle was found."]) == []
    assert faults("id phrase example", ["x", "carry out", "Rebels carried it out."]) == []


def test_an_example_without_the_phrase_is_an_error(faults):
    wrong = faults("id phrase example", ["x", "bomb", "Rebels shelled Osk."])
    assert wrong == [("E3", "own.csv:2")]


def test_a_row_without_an_example_is_an_error(faults):
    assert faults("id phrase example", ["x", "bomb", ""]) == [("E1", "own.csv:2")]


def test_a_fact_without_a_source_is_a_warning(faults):
    columns = "id name alternate_names valid_from example source"
    row = ["x", "Osk", "Oskville", "", "Rebels entered Oskville.", ""]
    assert faults(columns, row) == [("W3", "own.csv:2")]
    assert faults(columns, [*row[:5], "Public map"]) == []


def test_an_example_that_does_not_give_its_row_is_an_error(faults):
    row = ["no_such_row", "said", "The mayor said that rebels had left."]
    assert faults("id phrase example", row, table="cues.csv") == [("E4", "cues.csv:2")]


def test_a_table_that_cannot_be_loaded_is_an_error(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "abbreviations.csv").write_text("id,phrase\nX1,gen.\n")
    (fault,) = check_tables(DataFolders(projects=(tmp_path,)))
    assert fault.code == "E1"
    assert fault.is_error
    assert "abbreviations.csv" in str(fault)


def names(*rows):
    columns = ("id", "actor", "phrase", "valid_from", "valid_to")
    return [
        TableRow("aliases.csv", f"aliases.csv:{n}", dict(zip(columns, row, strict=True)))
        for n, row in enumerate(rows, 2)
    ]


def test_a_name_of_two_actors_at_one_time_is_a_warning():
    rows = names(("a", "osk_army", "OA", "", ""), ("b", "ost_army", "OA", "2020-01-01", ""))
    assert [(f.code, f.place) for f in checks._shared_names(rows)] == [("W1", "aliases.csv:3")]


def test_a_name_that_passed_from_one_actor_to_another_is_well():
    rows = names(
        ("a", "osk_army", "OA", "", "2019-12-31"), ("b", "ost_army", "OA", "2020-01-01", "")
    )
    assert list(checks._shared_names(rows)) == []


def test_a_row_that_no_case_uses_is_a_warning(tmp_path):
    case = "## One\ntext: The army denied that\n      it had left.\nstatement: army\n"
    (tmp_path / "one.txt").write_text(case, encoding="utf-8")
    unused = {f.message.split()[0] for f in checks.unused_rows(DataFolders(), tmp_path)}
    assert "QV092" not in unused  # deny
    assert "QV001" in unused  # say
