"""First start: the three questions."""

from qadesk.ui.screens.first_start.dialog import FirstStart

__all__ = ["FirstStart"]
