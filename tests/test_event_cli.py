"""The commands on events of a project: what they print, what they say, and how they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from merged import merged, project, put, story_pairs
from onrecord.cli import app
from onrecord.console import NOTHING
from onrecord.errors import StoreError
from onrecord.merge import event_schema
from onrecord.store.withdraw import withdraw

if TYPE_CHECKING:
    from click.testing import Result

STORIES = Path(__file__).parent / "stories" / "project"
NOBODY = "e_0000000000000000"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of one story, merged twice: first two reports, then two more."""
    store = project(tmp_path / "p")
    shutil.copytree(STORIES, tmp_path / "p", dirs_exist_ok=True)
    pairs = [pair for pair in story_pairs() if (pair[1].id or "").startswith("01_")]
    put(store, pairs[:2])
    merged(store)
    put(store, pairs[2:])
    merged(store)
    store.close()
    return tmp_path / "p"


def call(folder: Path, *arguments: str, code: int = 0) -> Result:
    found = CliRunner().invoke(app, [*arguments, "--project", str(folder)], env={"COLUMNS": "200"})
    assert found.exit_code == code, (found.exception, found.output)
    return found


def lines(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    found = call(folder, *arguments, "--format", "jsonl")
    return [json.loads(line) for line in found.stdout.splitlines()]


def attack(folder: Path) -> dict[str, Any]:
    """The event that three reports tell."""
    (event,) = lines(folder, "events", "--verdict", "fatalities=disputed")
    return event


# ---- lists --------------------------------------------------------------------------------------


def test_events_of_a_project_are_filtered_by_names(folder: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    everything = lines(folder, "events")
    for event in everything:
        jsonschema.validate(event, event_schema())
    by_name = lines(folder, "events", "--holder", "Free Lethmar Movement", "--place", "Brenhask")
    assert [e["event_id"] for e in by_name] == [attack(folder)["event_id"]]
    assert len(lines(folder, "events", "--type", "assault", "--text", "wounded")) == 1
    assert len(lines(folder, "events", "--type", "assault", "--text", "wound*")) == 2
    boxed = lines(folder, "events", "--box=-180,-90,180,90", "--since", "2031-03-11")
    assert attack(folder)["event_id"] in {e["event_id"] for e in boxed}
    table = call(folder, "events", "--verdict", "disputed").stdout
    assert attack(folder)["event_id"] in table
    assert "actor, fatalities" in table


def test_events_are_listed_by_the_rule_that_counts_them(folder: Path) -> None:
    every = {e["event_id"]: e for e in lines(folder, "events")}
    told = {e["event_id"] for e in lines(folder, "events", "--rule", "origins>=2")}
    assert told == {i for i, e in every.items() if e["n_origins"] >= 2}
    assert told < every.keys()


def test_what_no_event_fulfils_ends_with_its_own_code(folder: Path, tmp_path: Path) -> None:
    assert "no event fulfils this" in call(
        folder, "events", "--until", "1990-01-01", code=NOTHING
    ).stderr  # fmt: skip
    project(tmp_path / "new").close()
    assert "onrecord merge" in call(tmp_path / "new", "events", code=NOTHING).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("events", "--box", "1,2,3"), "west,south,east,north"),
        (("events", "--since", "yesterday"), "is no ISO 8601 day"),
        (("split", NOBODY, "a_1", "--reason", " "), "say why"),
        (("events", "--type", "NOSUCH"), "'NOSUCH' is no type; there are"),
        (("events", "--type", ""), "is no type"),
        (("merge", NOBODY, NOBODY, "--reason", "x", "--explain", NOBODY), "merges nothing"),
    ],
)
def test_wrong_usage_is_refused(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in call(folder, *arguments, code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", NOBODY), "has no event e_0000000000000000; onrecord events lists them"),
        (("show", "a_0000000000000000"), "has no account"),
        (("show", "d_0000000000000000"), "has no document"),
        (("events", "--holder", "Nobody Known"), "nobody named 'Nobody Known'"),
        (("events", "--place", "Nowhere"), "happens in a place named 'Nowhere'"),
        (("events", "--verdict", "true"), "is no verdict"),
        (("events", "--verdict", ""), "is no verdict"),
        (("events", "--actor", "Nobody Known"), "nobody named 'Nobody Known' takes part"),
        (("events", "--holder", "hospital officials"), "is nobody's name"),
        (("events", "--since", "2024-02-01", "--until", "2024-01-01"), "no day is from 2024-02-01"),
        (("lock", NOBODY, "--reason", "x"), "has no event"),
        (("undo", "3", "--reason", "x"), "there is no decision 3"),
        (("merge", "--explain", NOBODY), "has no event"),
        (("diff", "99"), "there is no merging 99; the last is 2"),
    ],
)
def test_wrong_ids_are_told_with_what_to_do(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    found = CliRunner().invoke(app, [*arguments, "--project", str(folder)])
    assert isinstance(found.exception, StoreError)
    assert words in str(found.exception)


# ---- one event ----------------------------------------------------------------------------------


def test_an_event_is_shown_with_who_says_each_value(folder: Path) -> None:
    event = attack(folder)
    shown = call(folder, "show", event["event_id"]).stdout
    rows = {line.split("  ")[0].strip(): line for line in shown.splitlines() if "  " in line}
    assert "Lethmar Casualty Register [3]" in rows["killed"]
    assert "disputed" in rows["killed"]
    (other,) = (line for line in shown.splitlines() if "at least 14" in line)
    assert "hospital officials [1]" in other
    assert "not: " in shown
    for account in event["accounts"]:
        assert account["doc_id"] in shown
    assert lines(folder, "show", event["event_id"]) == [event]


def test_accounts_stand_side_by_side_each_with_its_words(folder: Path) -> None:
    event = attack(folder)
    shown = call(folder, "show", event["event_id"], "--accounts").stdout
    for account in event["accounts"]:
        assert account["account_id"] in shown
    assert "“shelling … killed … attack”" in shown
    one = call(folder, "show", event["accounts"][2]["account_id"]).stdout
    assert "“shelling … killed … attack”" in one
    assert "hit … killing" not in one
    assert f"of the event {event['event_id']}" in one


def test_a_document_of_the_project_is_shown_by_its_id(folder: Path) -> None:
    shown = call(folder, "show", attack(folder)["accounts"][0]["doc_id"]).stdout
    assert "Artillery shells hit a covered market" in shown


def test_why_it_is_one_event_and_what_keeps_others_out(folder: Path) -> None:
    event = attack(folder)
    shown = call(folder, "merge", "--explain", event["event_id"]).stdout
    assert "same day" in shown
    assert "cannot be one event" in shown
    (line,) = lines(folder, "merge", "--explain", event["event_id"])
    assert line["explain"] == event["explain"]
    (near,) = line["not_joined"]
    assert (near["why"], near["score"]) == ("excluded", None)
    assert near["signs"]
    call(folder, "split", event["event_id"], near["pair"][0], "--reason", "x", "--by", "anna")
    (line,) = lines(folder, "merge", "--explain", event["event_id"])
    assert ("apart", 1) in {(near["why"], near["decision"]) for near in line["not_joined"]}


# ---- decisions, and what changed ----------------------------------------------------------------


def test_decisions_are_made_listed_and_undone(folder: Path) -> None:
    event = attack(folder)
    last = event["accounts"][2]["account_id"]
    other = next(e for e in lines(folder, "events") if e["n_documents"] == 1
                 and e["type"] == "ASSAULT")  # fmt: skip
    call(folder, "split", event["event_id"], last, "--reason", "another day", "--by", "anna")
    call(folder, "events", "--verdict", "disputed", "--text", "Seventeen", code=NOTHING)
    (split,) = lines(folder, "diff", "2")
    assert (split["kind"], split["reasons"]) == ("split", ["decision 1"])
    said = call(folder, "merge", event["event_id"], split["others"][0], "--reason", "no", "--by",
                "ben").stderr  # fmt: skip
    assert "beats decision 1 (split, anna" in said
    assert attack(folder)["accounts"] == event["accounts"]
    explained = call(folder, "merge", "--explain", event["event_id"]).stdout
    assert "decision 2" in explained
    assert "ben, " in explained
    call(folder, "lock", other["event_id"], "--reason", "seen", "--by", "anna")
    call(folder, "undo", "2", "--reason", "was wrong", "--by", "ben")
    listed = lines(folder, "decisions")
    assert [(d["n"], d["kind"], d["reviewer"], d["state"]) for d in listed] == [
        (1, "split", "anna", "holds"), (2, "join", "ben", "undone"),
        (3, "lock", "anna", "holds"), (4, "undo", "ben", "holds"),
    ]  # fmt: skip
    assert "another day" in call(folder, "decisions").stdout


def test_of_each_decision_it_is_said_what_holds_and_no_id_is_cut(folder: Path) -> None:
    from onrecord.store import open_store

    other = next(e for e in lines(folder, "events") if e["n_documents"] == 1)
    call(folder, "lock", other["event_id"], "--reason", "seen", "--by", "anna")
    call(folder, "undo", "1", "--reason", "was wrong", "--by", "ben")
    call(folder, "undo", "2", "--reason", "was right", "--by", "ben")
    assert [d["state"] for d in lines(folder, "decisions")] == ["holds", "undone", "holds"]
    narrow = ["decisions", "--project", str(folder)]
    shown = CliRunner().invoke(app, narrow, env={"COLUMNS": "80"}).stdout
    assert other["event_id"] in shown
    assert other["accounts"][0]["account_id"] in shown
    with open_store(folder) as store:
        withdraw(store, other["accounts"][0]["doc_id"], "asked to")
    call(folder, "merge")
    assert lines(folder, "decisions")[0]["state"] == "nothing left"


def test_a_side_that_nobody_has_the_name_of_is_told(folder: Path) -> None:
    settings = folder / "onrecord.toml"
    sides = '[sides]\nstate = ["SYR", "SYR-MIL"]\nothers = ["frelethmar"]\n'
    text = settings.read_text(encoding="utf-8")
    assert "\n[sides]\n" in text
    settings.write_text(text.replace("[sides]\n", sides), encoding="utf-8")
    said = call(folder, "merge").stderr
    assert "[sides] frelethmar: no such actor" in said
    assert "SYR" not in said


def test_an_id_that_is_no_more_leads_on_and_says_why(folder: Path) -> None:
    event = attack(folder)
    other = next(e for e in lines(folder, "events") if e["n_documents"] == 1
                 and e["type"] == "ASSAULT")  # fmt: skip
    call(folder, "merge", event["event_id"], other["event_id"], "--reason", "x", "--by", "anna")
    ids = {event["event_id"], other["event_id"]}
    (live,) = ids & {e["event_id"] for e in lines(folder, "events")}
    (gone,) = ids - {live}
    found = call(folder, "show", gone)
    assert f"{gone} is {live} now: decision 1" in found.stderr
    assert live in found.stdout
    (merged_into,) = [c for c in lines(folder, "diff", "2") if c["kind"] == "merged"]
    assert (merged_into["event_id"], merged_into["others"]) == (gone, [live])


def test_what_changed_since_is_told(folder: Path) -> None:
    kinds = {c["kind"] for c in lines(folder, "diff", "2020-01-01")}
    assert kinds == {"new"}
    shown = call(folder, "diff", "1").stdout
    assert "killed: compatible → disputed; added: 17 – Lethmar Casualty Register" in shown
    assert "no event has changed since 2" in call(folder, "diff", "2", code=NOTHING).stderr


def test_an_event_whose_document_is_withdrawn_is_told_as_such(folder: Path) -> None:
    from onrecord.store import open_store

    other = next(e for e in lines(folder, "events") if e["n_documents"] == 1
                 and e["type"] == "ASSAULT")  # fmt: skip
    with open_store(folder) as store:
        withdraw(store, other["accounts"][0]["doc_id"], "asked to")
    listed = call(folder, "events")
    assert "1 events lost a document and are left out" in listed.stderr
    assert other["event_id"] not in listed.stdout
    call(folder, "merge")
    assert "lost a document" not in call(folder, "events").stderr
    found = CliRunner().invoke(app, ["show", other["event_id"], "--project", str(folder)])
    assert "is no more" in str(found.exception)
    gone = [c for c in lines(folder, "diff", "2") if c["kind"] == "withdrawn"]
    assert other["event_id"] in {c["event_id"] for c in gone}


def test_nobody_has_decided_anything(folder: Path) -> None:
    assert "nobody has decided" in call(folder, "decisions", code=NOTHING).stderr
