"""The score screen: rate a month's agents and type their values, as grid or as card."""

from qadesk.ui.screens.score.screen import ScoreScreen

__all__ = ["ScoreScreen"]
