"""Results: what came out of a cycle, and why."""

from qadesk.ui.screens.results.screen import ResultsScreen

__all__ = ["ResultsScreen"]
