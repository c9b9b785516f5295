"""Engines run one reader over many documents; what they give does not depend on which ran it."""
