"""The screen Trail."""
