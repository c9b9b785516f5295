"""Tellings of one happening: each sign is found in its example, what excludes wins, the switch."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.accounts import load_account_words
from onrecord.accounts.alike import signs_of_all
from onrecord.accounts.coreference import EXCLUDING
from onrecord.accounts.find import find_accounts, find_tellings
from onrecord.accounts.words import SignWeight
from onrecord.lexicon import DataFolders
from onrecord.model import Document
from onrecord.reading import default_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.happening import Happening
    from onrecord.reading import Reader

WORDS = load_account_words(DataFolders())
#: What excludes has no weight; a text for each.
EXCLUDED = {
    "another_day": "On Monday jets bombed Hama. On Sunday rebels shelled Homs.",
    "answers": "The army retaliated for the ambush by bombing two villages.",
    "any_such": "Rebels shelled a base. The bishop called for an end to attacks on clinics.",
    "aside": "Soldiers shot down drones, he said, as debris hit flats and wounded five people.",
    "counted_since": "Rebels shelled a base. Nine people have been killed since April.",
    "denied_doer": "The army denied that it had bombed a clinic. Rebels said a blast killed two.",
    "elsewhere": "Jets bombed Hama. Rebels shelled Homs.",
    "leads_on": "Rebels shelled a base. Elsewhere, jets bombed a market.",
    "modes_exclude": "An air strike hit a market. Gunmen abducted two men.",
    "not_yet_real": "Rebels shelled a base. Jets will bomb Hama.",
    "of_a_war": "Rebels shelled a base and killed nine people. The war has killed 12 people.",
    "other_land": "Shells hit eastern Kasai, a part of the Congo. Jets bombed Hama.",
    "other_number": "There were attacks on clinics. The bishop condemned the attack.",
    "others_told": "Rebels shelled a base. The army has carried out similar attacks.",
    "toll_apart": "A blast killed 43 people. The war has killed 200,000 people.",
}


def signs_in(reader: Reader, text: str) -> Iterator[frozenset[str]]:
    """Signs of all pairs of tellings of one type in a text."""
    document = Document(text=text, published="2024-06-12", language="en")
    drafts, describer = find_tellings(reader.find(document, until="accounts"), WORDS)
    known: list[Happening] = []
    for draft in drafts:
        new = describer.describe(draft)
        for _, found in signs_of_all(known, new, describer):
            yield found
        known.append(new)


@pytest.mark.parametrize("row", WORDS.weights, ids=lambda row: row.id)
def test_each_sign_is_found_in_its_example(reader: Reader, row: SignWeight) -> None:
    assert any(row.wanted <= found for found in signs_in(reader, row.example))


@pytest.mark.parametrize("sign", sorted(EXCLUDING))
def test_what_excludes_is_found(reader: Reader, sign: str) -> None:
    assert any(sign in found for found in signs_in(reader, EXCLUDED[sign]))


@pytest.mark.parametrize("sign", sorted(EXCLUDING))
def test_what_excludes_beats_all_weights(reader: Reader, sign: str) -> None:
    document = Document(text=EXCLUDED[sign], published="2024-06-12", language="en")
    found = reader.find(document, until="accounts")
    eager = replace(WORDS, weights=(SignWeight("always", 9.0, "", ""),))
    never = replace(WORDS, weights=(SignWeight("always", -9.0, "", ""),))
    assert find_accounts(found, eager).accounts == find_accounts(found, never).accounts


def test_weights_join_what_rules_leave_apart() -> None:
    text = "Rebels shelled Hama on Monday. In Hama, shells fell on Monday, killing two people."
    document = Document(text=text, published="2024-06-12", language="en")
    weighed, ruled = default_reader()(document), default_reader(learned=False)(document)
    assert len(weighed.accounts) < len(ruled.accounts)
    assert weighed.versions.models.keys() - ruled.versions.models.keys() == {"coreference.csv"}


FIT = Path(__file__).parent.parent / "scripts" / "fit_coreference.py"


@pytest.fixture(scope="module")
def fitting():
    spec = importlib.util.spec_from_file_location("fit_coreference", FIT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_a_sign_of_one_happening_weighs_for_it_and_one_of_two_against(fitting) -> None:
    rows = tuple(SignWeight(name, 0.0, "", name) for name in ("close", "far"))
    examples = [(frozenset({"close"}), True)] * 9 + [(frozenset({"far"}), False)] * 9
    close, far = fitting.fit(rows, [*examples, (frozenset({"close"}), False)])
    assert close.weight > 1 > -1 > far.weight


def test_joining_is_scored_by_telling(fitting) -> None:
    precision, recall = fitting.b_cubed([(0, 7), (0, 7), (0, 8), (1, 8)])
    assert precision == [2 / 3, 2 / 3, 1 / 3, 1]
    assert recall == [1, 1, 1 / 2, 1 / 2]
