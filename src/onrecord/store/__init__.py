"""The project database: documents, readings and their rows, judgements, the log."""

from onrecord.store.connection import Store
from onrecord.store.documents import Added, Tally, add_documents, unread
from onrecord.store.journal import verify_log, write_log
from onrecord.store.projects import create_project, open_store
from onrecord.store.readings import Kept, keep_readings, version_of

__all__ = [
    "Added",
    "Kept",
    "Store",
    "Tally",
    "add_documents",
    "create_project",
    "keep_readings",
    "open_store",
    "unread",
    "verify_log",
    "version_of",
    "write_log",
]
