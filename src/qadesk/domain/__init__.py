"""The rules an agent could dispute: pure, standard library only, no text and no files."""
