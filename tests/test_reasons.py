"""Why a sentence was read as it was, and why not otherwise; in text and as JSON."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.errors import DocumentError
from onrecord.export.explained import explained
from onrecord.export.wording import load_wording
from onrecord.lexicon import DataFolders

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.reasons import Reasons


def reasons(text: str, published: str = "2024-06-18") -> tuple[Reasons, ...]:
    return onrecord.explain(text, published=published)


def one(text: str) -> Reasons:
    (only,) = reasons(text)
    return only


def silent(text: str) -> dict[str, str]:
    return {note.words.text: note.reason for note in one(text).silent}


def test_what_fired_and_which_row() -> None:
    (account,) = one("On Monday rebels shelled the market in Kano, the army said.").accounts
    (trigger,) = account.triggers
    assert (account.type, trigger.row, trigger.frame) == ("ASSAULT", "shell_verb", "attack")
    assert [words.text for words in trigger.words] == ["shelled"]


def test_roles_say_slot_and_path() -> None:
    (account,) = one("The market was shelled by rebels.").accounts
    roles = {note.role: note for note in account.roles}
    assert (roles["actor"].slot, roles["actor"].path) == ("nsubj", ("obl:agent",))
    assert (roles["recipient"].slot, roles["recipient"].path) == ("obj", ("nsubj:pass",))
    assert not roles["actor"].inferred


def test_a_doer_from_another_clause_is_inferred() -> None:
    accounts = one("Rebels entered the town and burned the mill.").accounts
    notes = [n for a in accounts if a.type == "ASSAULT" for n in a.roles if n.role == "actor"]
    assert [n.inferred for n in notes] == [True]
    assert notes[0].path == ("^conj", "nsubj")


def test_place_and_time_say_how_they_belong() -> None:
    first, second = reasons("Rebels shelled Kano on Monday. Nurses wept for the shelling.")
    (account,) = first.accounts
    basis = {note.kind: note.basis for note in account.circumstances}
    assert basis == {"place": "trigger", "time": "trigger"}
    (account,) = second.accounts
    basis = {note.kind: note.basis for note in account.circumstances}
    assert basis == {"place": "document", "time": "document"}
    assert account.also_in == (1,)


def test_who_tells_it() -> None:
    notes = [a for r in reasons("The army said rebels burned a mill.") for a in r.accounts]
    assert [(t.holder, t.realis) for a in notes for t in a.told] == [("army", "actual")]


def test_statements_relations_and_links_stand_with_their_rules() -> None:
    note = one("Iran, which backs the militia, said families fled because of the shelling.")
    assert any(s.rule.startswith("own_voice") for s in note.statements)
    assert [(r.type, r.ends) for r in note.relations] == [("backs", ("Iran", "militia"))]
    assert [k.rule for k in note.links] == ["causes_because_of"]


def test_an_exception_says_which() -> None:
    (note,) = [n for n in one("The attack on inflation failed.").silent if n.reason == "excludes"]
    assert note.words.text == "attack"
    assert note.misses[0].row == "attack_noun"
    assert "inflation" in (note.misses[0].condition or "")


def test_a_condition_that_is_not_met() -> None:
    (note,) = one("The minister opened the meeting.").silent[:1]
    assert (note.words.text, note.reason) == ("opened", "needs")
    assert ("open_verb_fire", "obj:fire") in {(m.row, m.condition) for m in note.misses}


@pytest.mark.parametrize(
    ("text", "word", "reason"),
    [
        ("An attack helicopter stood on the field.", "attack", "describes"),
        ("The parade is on 4 March.", "March", "time"),
        ("Times of attack come and go.", "attack", "generic"),
        ("The mayor regretted this act.", "act", "points_back"),
    ],
)
def test_other_reasons(text: str, word: str, reason: str) -> None:
    assert silent(text).get(word) == reason


def test_words_in_no_list_are_named() -> None:
    note = one("The mayor painted the gazebo.")
    assert {span.text for span in note.unknown} >= {"painted", "gazebo"}


def test_words_of_a_reading_are_not_called_silent() -> None:
    assert "shelled" not in silent("Rebels shelled the market.")


def test_one_sentence_only() -> None:
    (note,) = onrecord.explain("Rebels burned a mill. Nobody saw it.", sentence=2)
    assert (note.sentence, note.words.text) == (2, "Nobody saw it.")


@pytest.mark.parametrize("number", [0, 3])
def test_a_sentence_that_is_not_there(number: int) -> None:
    with pytest.raises(DocumentError, match="has 2"):
        onrecord.explain("Rebels burned a mill. Nobody saw it.", sentence=number)


def test_all_words_reread() -> None:
    text = "On Monday rebels shelled the market in Kano, the army said. Nobody fled."
    for note in reasons(text):
        spans = [note.words, *note.unknown, *(s.words for s in note.silent)]
        spans += [r.words for a in note.accounts for r in a.roles]
        spans += [w for a in note.accounts for t in a.triggers for w in t.words]
        assert all(text[s.start : s.end] == s.text for s in spans)


def test_every_value_has_words_to_show() -> None:
    say = load_wording(DataFolders())
    for reason in ("needs", "excludes", "time", "describes", "word_class", "taken", "untold",
                   "points_back", "generic"):  # fmt: skip
        assert say.has("why", reason)
    for basis in ("trigger", "sentence", "document", "report"):
        assert say.has("basis", basis)


def test_text_for_people() -> None:
    console = Console(width=200, record=True, file=StringIO())
    for note in reasons("Rebels shelled Kano on Monday. The attack on inflation failed."):
        console.print(explained(note, load_wording(DataFolders())))
    shown = console.export_text()
    assert "shell_verb" in shown
    assert "an exception holds" in shown


def test_markup_and_steering_in_a_text_do_no_harm() -> None:
    (note,) = reasons("Rebels [bold]shelled\x1b[2J the market.")
    assert "\x1b" not in explained(note, load_wording(DataFolders())).plain


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("date 2024-06-18\nRebels burned a mill. Nobody saw it.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["explain", str(file), "--sentence", "1", "-f", "jsonl"])
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    given = json.loads(line)
    assert given["schema"] == "onrecord-reasons/1"
    assert given["accounts"][0]["triggers"][0]["row"].startswith("burn_verb")
    shown = CliRunner().invoke(app, ["explain", str(file)])
    assert shown.exit_code == 0
    assert "Sentence 2" in shown.stdout


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["explain", str(tmp_path / "none.txt")]).exit_code != 0
