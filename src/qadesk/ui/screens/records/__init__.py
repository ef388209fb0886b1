"""The screen Records: files in, what became of them, and the month's records."""

from qadesk.ui.screens.records.screen import RecordsScreen

__all__ = ["RecordsScreen"]
