"""Comparing in a project: one document or holder against all others, ties, sides. Reads only."""
