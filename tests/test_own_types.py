"""Types of events that a project defines: one TOML file a type, with words and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.accounts import load_account_words
from onrecord.accounts.ontology import load_event_types, own_event_types
from onrecord.checks import check_types
from onrecord.errors import LexiconError
from onrecord.export.wording import load_wording
from onrecord.lexicon import DataFolders
from onrecord.model import Document
from onrecord.reading import default_reader

if TYPE_CHECKING:
    from pathlib import Path

LAND = """
id = "LAND_CLAIM"
name = "Land claim"
definition = "Somebody occupies or fences off land that others use."
includes = ["herders or farmers driven from pasture"]
excludes = ["soldiers take a town: CONTROL"]
examples = [
    "Ranchers fenced off the pasture near Osk.",
    "The fencing of the pasture angered herders.",
]
counterexamples = ["The mayor fenced questions from reporters."]
quad = "material_conflict"
at_a_place = true

[modes]
fence = "a fence is built"

[[triggers]]
phrase = "fence"
pos = "verb"
needs = ["obj:pasture|land|field|well"]
modes = ["fence"]
frame = "attack"
example = "Ranchers fenced off the pasture near Osk."

[[triggers]]
phrase = "fencing"
pos = "noun"
modes = ["fence"]
frame = "noun_attack_of"
example = "The fencing of the pasture angered herders."

[[codes]]
modes = ["fence"]
cameo = "17"
"""


def folders(tmp_path: Path, text: str = LAND) -> DataFolders:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "land.toml").write_text(text, encoding="utf-8")
    return DataFolders(projects=(tmp_path,))


def test_a_type_with_its_words_is_read(tmp_path: Path) -> None:
    own = folders(tmp_path)
    reader = default_reader(own)
    reading = reader(Document("Ranchers fenced off the pasture near Osk.", language="en"))
    (account,) = reading.accounts
    assert (account.type, account.modes) == ("LAND_CLAIM", ("fence",))
    assert account.rule == "land_claim_fence_verb"
    assert {p.role for p in account.participants} == {"actor", "recipient"}
    assert (account.codes.quad, account.codes.cameo_root) == ("material_conflict", "17")
    assert list(check_types(own, reader)) == []


def test_a_type_is_called_by_its_name(tmp_path: Path) -> None:
    assert load_wording(folders(tmp_path))("event", "LAND_CLAIM") == "Land claim"


def test_own_types_are_told_apart(tmp_path: Path) -> None:
    assert [kind.id for kind in own_event_types(folders(tmp_path))] == ["LAND_CLAIM"]


def test_a_type_changes_the_version_of_the_words(tmp_path: Path) -> None:
    assert folders(tmp_path).digest() != DataFolders().digest()


def test_a_known_id_replaces_the_type(tmp_path: Path) -> None:
    own = folders(tmp_path, LAND.replace("LAND_CLAIM", "AID"))
    assert load_event_types(own)["AID"].name == "Land claim"


def test_a_row_of_the_same_id_is_replaced(tmp_path: Path) -> None:
    own = folders(tmp_path, LAND.replace('phrase = "fence"', 'id = "kill_verb"\nphrase = "fence"'))
    rows = {row.id: row for row in load_account_words(own).rows}
    assert rows["kill_verb"].type == "LAND_CLAIM"


def test_examples_are_read(tmp_path: Path) -> None:
    wrong = LAND.replace("Ranchers fenced off the pasture near Osk.", "Ranchers sang.")
    wrong = wrong.replace("The mayor fenced questions from reporters.", "Ranchers fenced the land.")
    own = folders(tmp_path, wrong)
    faults = [fault for fault in check_types(own, default_reader(own)) if fault.is_error]
    places = {fault.place.partition(": ")[2] for fault in faults}
    assert places == {"examples[0]", "counterexamples[0]", "triggers[0].example"}
    assert all("land.toml" in fault.place and fault.code == "E4" for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Land claim"', "", r"E1 .*land\.toml: file: .*`name`"),
        ("definition =", "defintion =", r"E1 .*land\.toml: defintion: no such key"),
        ('pos = "verb"', 'pos = "adverb"', r"E1 .*land\.toml: triggers\[0\]\.pos: "),
        ('pos = "verb"', 'pos = "verb"\npriority = 3', r"E1 .*: triggers\[0\]\.priority: no such"),
        ('cameo = "17"', "cameo = 17", r"E1 .*land\.toml: codes\[0\]\.cameo: "),
        ('id = "LAND_CLAIM"', 'id = "land claim"', r"E5 .*land\.toml: id: "),
        ('"material_conflict"', '"war"', r"E5 .*land\.toml: quad: 'war' is none of verbal"),
        ('modes = ["fence"]', 'modes = ["dig"]', r"E5 .*triggers\[0\]\.modes: no mode 'dig'"),
        (
            'frame = "attack"',
            'frame = "atack"',
            r"E5 .*: triggers\[0\]: no frame 'atack'",
        ),
        ("[modes]", "[modes", r"E1 .*land\.toml: no TOML: .*line 15"),
        ('pos = "noun"', 'pos = "noun"\nid = "land_claim_fence_verb"', r"E2 .*triggers\[1\]: id"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(LexiconError, match=message):
        load_account_words(folders(tmp_path, LAND.replace(old, new, 1)))


def test_bundled_types_are_read_from_their_examples(reader) -> None:
    assert [str(f) for f in check_types(DataFolders(), reader) if f.is_error] == []
