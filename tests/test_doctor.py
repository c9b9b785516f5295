"""The doctor compares what is installed with what was tested."""

from __future__ import annotations

import shutil
from importlib import metadata

import pytest

from onrecord import doctor
from onrecord.parse.spacy_model import model_path


def test_the_installed_model_is_the_pinned_one():
    assert doctor.wrong_files(model_path()) == ()


def test_a_changed_or_missing_file_is_named(tmp_path):
    for name in ("tokenizer", "ner/moves"):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model_path() / name, copy)
    (tmp_path / "ner" / "moves").write_bytes(b"changed")
    wrong = doctor.wrong_files(tmp_path)
    assert "ner/moves" in wrong
    assert "tokenizer" not in wrong
    assert len(wrong) == 12


def test_a_missing_package_says_what_to_type(monkeypatch):
    monkeypatch.setattr(metadata, "requires", lambda _: ["nosuchpackage==1.0", "x; extra == 'y'"])
    (finding,) = doctor._packages()
    assert not finding.well
    assert finding.found == "missing"
    assert finding.advice == "type: pip install nosuchpackage==1.0"


def test_a_broken_gazetteer_is_found(monkeypatch, tmp_path):
    from onrecord.places import gazetteer

    broken = gazetteer.Gazetteer(tmp_path / "gone.bin")
    monkeypatch.setattr(gazetteer, "bundled_gazetteer", lambda: broken)
    assert not doctor._gazetteer().well


@pytest.mark.parametrize("finding", list(doctor.examine()), ids=lambda f: f.name)
def test_this_installation_is_well(finding):
    assert finding.well, finding
