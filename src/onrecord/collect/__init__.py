"""Collect documents: from files, folders and standard input to ``Document``.

    paths ──▶ collect ──▶ Collected | Failure, one at a time

One file a format: ``plain`` (text), ``jsonl`` (one document a line); ``paths`` walks and chooses.
"""

from onrecord.collect.collected import Collected
from onrecord.collect.paths import collect, read_documents

__all__ = ["Collected", "collect", "read_documents"]
