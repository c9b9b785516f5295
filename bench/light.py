"""Readers that cost nothing, to measure what is around them; workers import them from here."""

from __future__ import annotations

import os
import signal
import time

from onrecord.model import SCHEMA, Document, DocumentPart, Reading, Versions

VERSIONS = Versions("0", "light", "none", {})
#: Seconds that a reading of ``waiting`` takes, a fifth of a real one.
PAUSE = 0.02


def empty(document: Document) -> Reading:
    """A reading without anything in it; one text kills its worker, one is refused."""
    if document.text == "refused":
        raise ValueError("refused")
    if document.text == "poison":
        os.kill(os.getpid(), signal.SIGABRT)
    part = DocumentPart(
        document.doc_id, document.content_id, document.id, document.sha256, len(document.text),
        *(None,) * 9,
    )  # fmt: skip
    return Reading(SCHEMA, part, *((),) * 10, versions=VERSIONS)


def waiting(document: Document) -> Reading:
    """An empty reading that takes time, but no processor."""
    time.sleep(PAUSE)
    return empty(document)
