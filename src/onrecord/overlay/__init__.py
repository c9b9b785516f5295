"""A project's own rows: which names nobody knows yet, and how to add an actor."""
