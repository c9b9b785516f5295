"""Collect documents: from files, folders and standard input to ``Document``.

    paths ──▶ collect ──▶ Collected | Failure, one at a time

``paths`` walks, ``formats`` tells what a file is; then one file a format: ``pages``, ``warc``,
``feeds``, ``jsonl``, ``json_records``, ``tables``, ``parquet``, ``telegram``, ``archives``.
"""

from onrecord.collect.collected import Begun, Collected
from onrecord.collect.columns import load_columns
from onrecord.collect.paths import collect, collect_by_file, read_documents

__all__ = ["Begun", "Collected", "collect", "collect_by_file", "load_columns", "read_documents"]
