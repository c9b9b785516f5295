"""Collect documents: from files, folders and standard input to ``Document``.

    paths ──▶ read_documents ──▶ Document | Failure, one at a time

One file a format: ``plain`` (text), ``jsonl`` (one document a line); ``paths`` walks and chooses.
"""

from onrecord.collect.paths import read_documents

__all__ = ["read_documents"]
