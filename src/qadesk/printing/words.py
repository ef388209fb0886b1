"""The words of paper, in the sheet's language whatever the window speaks."""

from __future__ import annotations

from qadesk.i18n import translations


class Words:
    """A catalogue, called like gettext; `pgettext` for words that mean something else elsewhere."""

    def __init__(self, language: str) -> None:
        self._found = translations(language)

    def __call__(self, message: str) -> str:
        """The translation of an English text."""
        return self._found.gettext(message)

    def pgettext(self, context: str, message: str) -> str:
        """The translation of an English text that is read in a context."""
        return self._found.pgettext(context, message)
