"""The screen Records: files in, what became of them, and the month's records."""
