"""Run the commands of the documentation and write their outputs into it.

    docs/*.md ──▶ update ──▶ the same pages, outputs renewed

A ``console`` block holds lines ``$ command`` and a ``pycon`` block lines ``>>> code``; what follows
is their output. The commands run in a fresh copy of the page's folder. Run it from the repository
root with the environment in which onrecord is installed; ``--check`` only says whether a page
differs (exit code 1).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from code import InteractiveInterpreter
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Pages that hold blocks to renew, and the folders of ``docs/`` in which their commands run.
PAGES = {"tutorial.md": "tutorial", "check.md": "check"}


def run_console(block: str, folder: Path) -> str:
    """Run the ``$`` lines of a block one after another and give them with their outputs."""
    environ = os.environ | {"COLUMNS": "80", "NO_COLOR": "1"}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    lines: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(
                line[2:], shell=True, cwd=folder, env=environ, text=True, check=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            lines += [line, *(said.rstrip() for said in done.stdout.splitlines())]
    return "\n".join(lines).rstrip() + "\n"


def run_python(block: str, shell: InteractiveInterpreter, folder: Path) -> str:
    """Run the ``>>>`` statements of a block in one session and give them with their outputs."""
    lines: list[str] = []
    for statement in re.split(r"^(?=>>> )", block, flags=re.MULTILINE):
        code = [line for line in statement.splitlines() if line.startswith((">>> ", "... "))]
        if not code:
            continue
        source = "\n".join(line[4:] for line in code) + ("\n" if len(code) > 1 else "")
        said = io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(said):
            shell.runsource(source)
        lines += [*code, *said.getvalue().splitlines()]
    return "\n".join(lines) + "\n"


def update(page: Path, folder: Path) -> str:
    """The page with its outputs renewed."""
    shell = InteractiveInterpreter()
    runs = {
        "console": lambda block: run_console(block, folder),
        "pycon": lambda block: run_python(block, shell, folder),
    }
    return BLOCK.sub(
        lambda found: f"```{found[1]}\n{runs[found[1]](found[2])}```", page.read_text("utf-8")
    )


def schemas() -> dict[str, str]:
    """The JSON Schemas by the names of their files."""
    from onrecord.interchange import reading_schema
    from onrecord.merge import event_schema

    found = {"reading": reading_schema(), "event": event_schema()}
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in found.items()
    }


def main() -> int:
    """Renew all pages and schemas, or with ``--check`` say whether one differs."""
    changed = 0
    for name, text in schemas().items():
        file = DOCS / name
        changed += not file.is_file() or text != file.read_text("utf-8")
        if "--check" not in sys.argv:
            file.write_text(text, "utf-8")
    for name, place_of in PAGES.items():
        page = DOCS / name
        with tempfile.TemporaryDirectory() as place:
            # As deep as there, so that relative paths to the sample hold.
            folder = Path(place) / "docs" / place_of
            shutil.copytree(DOCS / place_of, folder)
            (Path(place) / "src").symlink_to(DOCS.parent / "src")
            text = update(page, folder)
        changed += text != page.read_text("utf-8")
        if "--check" not in sys.argv:
            page.write_text(text, "utf-8")
    return changed if "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
