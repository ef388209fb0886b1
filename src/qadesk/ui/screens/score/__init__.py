"""The score screen: rate a month's agents on the five-point form, as grid or as card."""

from qadesk.ui.screens.score.screen import ScoreScreen

__all__ = ["ScoreScreen"]
