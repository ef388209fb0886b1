"""Settings: the office, its people, language, the office file."""

from qadesk.ui.screens.settings.screen import SettingsScreen

__all__ = ["SettingsScreen"]
