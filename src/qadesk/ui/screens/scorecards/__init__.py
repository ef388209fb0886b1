"""The screen Scorecards."""

from qadesk.ui.screens.scorecards.screen import ScorecardsScreen

__all__ = ["ScorecardsScreen"]
