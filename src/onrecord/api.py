"""The few functions that other programs call.

text or file ──▶ read ──▶ Reading
paths ──▶ read_many ──▶ Reading | Failure, in order
text, file or document ──▶ explain ──▶ Reasons, one for each sentence
paths ──▶ readings ──▶ the same with its document, also of readings that were kept
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from onrecord.collect import load_columns, read_documents
from onrecord.collect.days import iso_day
from onrecord.engine.local import read_all
from onrecord.engine.stored import all_readings
from onrecord.errors import DocumentError
from onrecord.lexicon import DataFolders
from onrecord.model import Document, Failure, Reading
from onrecord.settings import load_settings, with_jobs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from onrecord.accounts import AccountWords
    from onrecord.reading import Reader
    from onrecord.reasons import Reasons


class Origin(TypedDict, total=False):
    """Where a text comes from; everything may be left out."""

    id: str
    title: str
    outlet: str
    author: str
    url: str
    genre: str
    language: str


@cache
def reader(project: Path | None = None) -> Reader:
    """The reader of a project folder, or the default one; built once for each folder.

    Raises:
        LexiconError: a row of the words is wrong.
        SettingsError: ``onrecord.toml`` is wrong.
    """
    from onrecord.reading import default_reader

    return default_reader(data_folders(project), learned=load_settings(project).learned)


def data_folders(project: Path | None = None) -> DataFolders:
    """Where the words lie: the bundled ones, and those of a project folder."""
    return DataFolders(load_settings(project).language, (project,) if project else ())


def read(
    source: str | Path,
    *,
    published: str | date | None = None,
    project: Path | None = None,
    **origin: Unpack[Origin],
) -> Reading:
    """Read one document.

    Args:
        source: the text itself, or a ``Path`` to a file that holds one document.
        published: day of publication, ISO 8601; relative times count from it.
        project: folder whose ``lexicon/`` and ``places.csv`` add words, actors and places.
        **origin: id, title, outlet, author, url, genre, language.

    Raises:
        DocumentError: no text, no ISO day, a file that holds no or several documents.
        StageError: a stage broke.
        ModelError: the language model is missing; the message says what to type.
    """
    if isinstance(source, Path):
        document = only_document(source, project)
        if published is not None or origin:
            raise DocumentError(f"{source}: a file names its own day and origin; pass its text")
    else:
        document = _document(source, published, origin)
    return reader(project)(document)


def explain(
    source: str | Path | Document,
    *,
    sentence: int | None = None,
    published: str | date | None = None,
    project: Path | None = None,
) -> tuple[Reasons, ...]:
    """Say why a document was read as it was: what was read in each sentence, and what was not.

    Args:
        source: the text itself, a ``Path`` to a file that holds one document, or a document.
        sentence: only this sentence, counted from 1.
        published: day of publication of a text, ISO 8601.
        project: folder with own words.

    Raises:
        DocumentError: no text, no ISO day, no such sentence, a file of no or several documents.
        StageError: a stage broke.
        ModelError: the language model is missing; the message says what to type.
    """
    from onrecord.reasons import give_reasons

    if isinstance(source, Document):
        document = source
    elif isinstance(source, Path):
        document = only_document(source, project)
    else:
        document = _document(source, published, {})
    return give_reasons(reader(project).find(document), _account_words(project), sentence)


@cache
def _account_words(project: Path | None) -> AccountWords:
    from onrecord.accounts import load_account_words

    return load_account_words(data_folders(project))


def read_many(
    paths: Iterable[str | Path], *, project: Path | None = None, jobs: int | None = None
) -> Iterator[Reading | Failure]:
    """Read files and folders, one reading or failure for each document, in order.

    Args:
        paths: files of any format (docs/collect-formats.md), folders, ``"-"`` for standard input.
        project: folder with ``onrecord.toml`` and own words.
        jobs: worker processes; by default as the project says, else 1.
    """
    settings = with_jobs(load_settings(project), jobs)
    columns = load_columns(project)
    documents = read_documents(paths, max_bytes=settings.max_bytes, mapping=columns)
    return read_all(documents, reader(project), jobs=settings.workers)


def readings(
    paths: Iterable[str | Path], *, project: Path | None = None, jobs: int | None = None
) -> Iterator[tuple[Document | None, Reading] | Failure]:
    """As ``read_many``, but a file that ``onrecord read`` wrote is taken as it is.

    Args:
        paths: files of any format, folders, ``"-"``, files of readings.
        project: folder with ``onrecord.toml`` and own words.
        jobs: worker processes; by default as the project says, else 1.

    Yields:
        The document and its reading (``None`` where a reading was kept), or a failure.
    """
    settings = with_jobs(load_settings(project), jobs)
    read_one = _Later(project)
    take = partial(read_documents, max_bytes=settings.max_bytes, mapping=load_columns(project))
    return all_readings(paths, read_one, jobs=settings.workers, documents=take)


@dataclass(frozen=True, slots=True)
class _Later:
    """A reader that is built when the first document comes: kept readings need none."""

    project: Path | None

    def __call__(self, document: Document) -> Reading:
        return reader(self.project)(document)


def _document(text: str, published: str | date | None, origin: Origin) -> Document:
    if not text.strip():
        raise DocumentError("empty: there is no text to read")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        place = error.start
        raise DocumentError(f"unpaired surrogate at character {place}; decode the text") from error
    if published is None:
        return Document(text, **origin)
    day = iso_day(str(published))
    if day is None:
        raise DocumentError(f"published: {published!r} is no ISO 8601 day such as 2024-12-04")
    return Document(
        text,
        published=day,
        published_precision="day",
        published_source="metadata",
        **origin,
    )


def only_document(file: Path, project: Path | None = None) -> Document:
    """The document of a file that holds one.

    Raises:
        DocumentError: it holds no or several documents, or cannot be collected.
    """
    settings = load_settings(project)
    columns = load_columns(project)
    outcomes = read_documents([file], max_bytes=settings.max_bytes, mapping=columns)
    first, second = next(outcomes, None), next(outcomes, None)
    if isinstance(first, Failure):
        raise DocumentError(f"{first.document}: {first.reason}")
    if first is None or second is not None:
        raise DocumentError(f"{file}: holds no or several documents; use read_many")
    return first
