"""Where: named places, resolved with the gazetteer."""
