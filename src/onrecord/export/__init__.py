"""Show and export readings: one file, one format."""
