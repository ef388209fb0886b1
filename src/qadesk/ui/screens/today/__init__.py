"""Today: what is still to do this month."""

from qadesk.ui.screens.today.screen import TodayScreen

__all__ = ["TodayScreen"]
