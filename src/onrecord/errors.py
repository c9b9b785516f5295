"""The tree of errors; every message names the place and what to do.

OnrecordError
+ SettingsError     onrecord.toml or an argument cannot be used
+ LexiconError      a data file or a row of it is wrong (file:line)
+ DocumentError     one document cannot be collected or read; the run goes on
+ ModelError        the language model is missing or not the pinned one
+ StageError        a stage broke on a document (a fault of onrecord)
+ StoreError        a project or its database cannot be used
+ RunError          a run cannot begin or go on; what it did is kept
"""


class OnrecordError(Exception):
    """Anything onrecord itself reports."""


class SettingsError(OnrecordError):
    """A setting cannot be used; the message names it and what is allowed."""


class LexiconError(OnrecordError):
    """A data file is wrong; the message names file, line and what is expected."""


class DocumentError(OnrecordError):
    """One document cannot be used; the message names it and what to do."""


class ModelError(OnrecordError):
    """The language model is missing or changed; the message says what to type."""


class StageError(OnrecordError):
    """A stage failed on one document; the document is reported, the run goes on."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(f"{stage}: {reason}")
        self.stage = stage
        self.reason = reason

    def __reduce__(self) -> tuple[type["StageError"], tuple[str, str]]:
        """Keep both parts when the error travels between processes."""
        return StageError, (self.stage, self.reason)


class StoreError(OnrecordError):
    """A project or its database cannot be used; the message names it and what to do."""


class RunError(OnrecordError):
    """A run cannot begin or go on; the message says why and what to do. What is done is kept."""
