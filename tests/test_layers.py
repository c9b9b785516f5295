"""The house: imports run one way, files and functions stay short, only the front door prints."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "onrecord"
#: The flow of data: a room imports only from rooms before it.
ORDER = [
    "errors",
    "identity",
    "model",
    "publication",
    "interchange",
    "settings",
    "lexicon",
    "collect",
    "quotations",
    "openings",
    "text",
    "language",
    "parse",
    "found",
    "numbers",
    "actors",
    "places",
    "times",
    "quantities",
    "attribution",
    "commitment",
    "portions",
    "statements",
    "phrases",
    "loaded",
    "opinion",
    "labels",
    "accounts",
    "responsibility",
    "corrections",
    "relations",
    "stance",
    "links",
    "reading",
    "reasons",
    "merge",
    "checks",
    "store",
    "engine",
    "runs",
    "merges",
    "comparing",
    "export",
    "overlay",
    "doctor",
    "api",
    "project_events",
    "checking",
    "voices",
    "compared",
    "project",
    "console",
    "actors_cli",
    "explain_cli",
    "events_cli",
    "project_cli",
    "check_cli",
    "voices_cli",
    "deciding_cli",
    "merge_cli",
    "event_cli",
    "show_cli",
    "run_cli",
    "cli",
    "__main__",
]
FILES = sorted(PACKAGE.rglob("*.py"))
FRONT_DOOR = (
    "deciding_cli.py",
    "event_cli.py",
    "show_cli.py",
    "cli.py",
    "actors_cli.py",
    "project_cli.py",
    "merge_cli.py",
    "run_cli.py",
    "voices_cli.py",
    "console.py",
)
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onrecord."):
            rooms.add(str(node.module).split(".")[1])
    return rooms


def test_every_room_has_its_place_in_the_flow() -> None:
    rooms = {room_of(path) for path in FILES} - {"__init__", "data", "demo"}
    assert rooms <= set(ORDER), f"name the place of {rooms - set(ORDER)} in the flow"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_data_flows_one_way(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    later = {r for r in imported_rooms(path) - {room} if ORDER.index(r) > ORDER.index(room)}
    assert not later, f"{room} must not import {', '.join(sorted(later))}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{path.name}:{node.lineno} {node.name}: {length}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_front_door_prints(path: Path) -> None:
    if path.name in FRONT_DOOR:
        return
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if _prints(n)]
    assert not calls


def _prints(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("print", "input")


def test_only_the_parse_room_imports_spacy() -> None:
    for path in FILES:
        if room_of(path) in ("parse", "doctor"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(n.split(".")[0] in ("spacy", "thinc") for n in names), path.name
