"""A reader without a model, for tests of what runs readers; some texts tell it to misbehave."""

from __future__ import annotations

import os
import signal
import time
from hashlib import sha256
from pathlib import Path

from onrecord.errors import ModelError, StageError
from onrecord.model import SCHEMA, Document, DocumentPart, Failure, Reading, Versions

VERSIONS = Versions("0", "plain", "sha", {})


def read_plainly(document: Document) -> Reading:
    """An empty reading of the document, unless its text is one of those below."""
    misbehave = MISBEHAVIOUR.get(document.text.split(maxsplit=1)[0] if document.text else "")
    if misbehave:
        misbehave()
    metadata = {"much": _much(document.text)} if document.text[:4] == "much" else {}
    part = DocumentPart(
        document.doc_id, document.content_id, document.id, document.sha256, len(document.text),
        *(None,) * 9, metadata=metadata,
    )  # fmt: skip
    return Reading(SCHEMA, part, *((),) * 10, versions=VERSIONS)


def documents(*texts: str) -> list[Document]:
    return [Document(text, id=f"{n} {text}") for n, text in enumerate(texts)]


def named(outcomes):
    return [o if isinstance(o, Failure) else o.document.id for o in outcomes]


def _much(text: str) -> str:
    """Some 20,000 characters that hardly can be compressed."""
    return "".join(sha256(f"{n}{text}".encode()).hexdigest() for n in range(320))


def _stage() -> None:
    raise StageError("times", "broken")


def _fault() -> None:
    raise ValueError("unforeseen")


def _model() -> None:
    raise ModelError("missing")


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(10_000_000))


def _loop() -> None:
    while True:
        pass


#: Folder in which a paused reader leaves a file named by its process: one that is killed meanwhile
#: cannot take it away.
MARKS = "ONRECORD_TEST_MARKS"


def _pause() -> None:
    folder = os.environ.get(MARKS)
    mark = Path(folder, str(os.getpid())) if folder else None
    if mark:
        mark.touch()
    time.sleep(0.01)
    if mark:
        mark.unlink()


def _abort() -> None:
    os.kill(os.getpid(), signal.SIGABRT)


MISBEHAVIOUR = {
    "stage": _stage,
    "fault": _fault,
    "model": _model,
    "eat": _eat,
    "loop": _loop,
    "wait": lambda: time.sleep(3600),
    "slow": lambda: time.sleep(0.2),
    "pause": _pause,
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "kill-parent": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "abort": _abort,
    "leave": lambda: os._exit(7),
}
