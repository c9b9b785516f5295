"""The documentation keeps up with the program."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from typer.main import get_group

from onrecord.cli import app

ROOT = Path(__file__).parent.parent
PAGES = (*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md")))
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
NAME = re.compile(r"^[a-zA-Z0-9_-]+")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [t for t in LINK.findall(page.read_text("utf-8")) if not t.startswith("http")]
    assert not [t for t in targets if not (page.parent / t).exists()]


@pytest.mark.parametrize("command", sorted(get_group(app).commands))
def test_every_command_is_documented(command: str) -> None:
    assert any(f"onrecord {command}" in page.read_text("utf-8") for page in PAGES)


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    listed = set(re.findall(r"[a-z0-9-]+", " ".join(re.findall(r"^\|([^|]+)\|", page, re.M))))
    wanted = {found[0] for group in groups for line in group if (found := NAME.match(line))}
    assert not wanted - listed


def test_every_event_type_is_in_the_codebook() -> None:
    codebook = (ROOT / "docs" / "codebook.md").read_text("utf-8")
    types = resources.files("onrecord") / "data" / "ontology"
    ids = [tomllib.loads(file.read_text("utf-8"))["id"] for file in types.iterdir()]
    assert not [code for code in ids if f"| {code} |" not in codebook]


def test_the_codebook_has_the_examples_of_the_data() -> None:
    script = str(ROOT / "scripts" / "write_codebook.py")
    done = subprocess.run([sys.executable, script, "--check"], check=False)
    assert done.returncode == 0, "run scripts/write_codebook.py"


def test_the_sample_is_what_the_documents_say() -> None:
    lines = (resources.files("onrecord") / "demo" / "sample.jsonl").read_text("utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    assert len(documents) == len({d["id"] for d in documents})
    assert [set(d) for d in documents] == [
        {"id", "text", "title", "outlet", "author", "published", "genre", "url"}
    ] * len(documents)
