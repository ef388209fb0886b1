"""What Qt itself says (file and print dialogs, menus of text fields), in the language of the window."""

from __future__ import annotations

import logging
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from qadesk.i18n import N_, translations

log = logging.getLogger(__name__)

# Words younger than Qt's own Chinese catalogue, and what it calls the volume of a file.
_OURS: Final = frozenset(
    {
        N_("&Undo"),  # Qt writes it 撤消
        N_("&Look in:"),
        N_("Files of &type:"),
        N_("Size"),
        N_("Drive"),
        N_("Folder"),
        N_("Page &order:"),
        N_("Pages &per sheet:"),
        N_("Page &Set:"),
        N_("Job &priority:"),
        N_("Scheduled &printing:"),
        N_("&Billing information:"),
        N_("&Start:"),
        N_("&End:"),
    }
)


class _Ours(QTranslator):
    """Answers from QADesk's catalogue before Qt's is asked."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._words = translations(language)

    def isEmpty(self) -> bool:
        return False  # Qt drops translators that say they are

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """The Chinese of one of those words; None for all others."""
        return self._words.gettext(source) if source in _OURS else None


class _State:
    installed: tuple[QTranslator, ...] = ()


def speak(language: str) -> None:
    """Let Qt speak `language`, "zh_CN" or "en", from now on; dates and figures in its fields, too."""
    QLocale.setDefault(QLocale("zh_CN" if language == "zh_CN" else "en_GB"))
    for translator in _State.installed:
        QCoreApplication.removeTranslator(translator)
    _State.installed = ()
    if language == "en":
        return
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    shipped = QTranslator()
    if not shipped.load(f"qtbase_{language}", folder):
        log.warning("no qtbase_%s.qm in %s: Qt's own dialogs stay English", language, folder)
    _State.installed = (shipped, _Ours(language))
    for translator in _State.installed:  # Qt asks the one installed last first
        QCoreApplication.installTranslator(translator)
