"""The choice of a language, each named in its own words."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import current_language
from qadesk.ui.widgets.choice import Choice

IN_WORDS: Final = (("zh_CN", "中文"), ("en", "English"))


class LanguageChoice(Choice):
    """Emits `chosen(code)`."""

    def __init__(self, name: str) -> None:
        super().__init__(name, IN_WORDS, current_language())
