"""The screen Use of results."""
