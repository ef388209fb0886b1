"""The self-test's look at what windows need: Qt's libraries, the bundled face, icons; no screen is used."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, qVersion
from PySide6.QtGui import QFontInfo, QFontMetrics, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

from qadesk.i18n import current_language
from qadesk.ui import icons, theme

_TEXT: Final = "客服考核台 龚䶮𬭎 QADesk"
_WITHOUT_SCREEN: Final = "offscreen"
_LEAST_DRAWN: Final = 50  # dots


class NotDrawn(Exception):
    """What a window lacks."""


def drawn() -> str:
    """Draw text and an icon where nobody sees it; what was used. Raises NotDrawn naming what fails."""
    platform = _platforms()
    # Windows has a screen for every program, and without it Qt finds no face there, not even ours.
    platform_words = [] if sys.platform == "win32" else ["-platform", _WITHOUT_SCREEN]
    app = QApplication.instance() or QApplication(["qadesk", *platform_words])
    assert isinstance(app, QApplication)
    theme.apply(app)
    theme.set_qt_locale(current_language())
    face = theme.font()
    if QFontInfo(face).family() != theme.FAMILY:
        raise NotDrawn(f"{theme.FAMILY} → {QFontInfo(face).family()}")
    metrics = QFontMetrics(face)
    lacking = [sign for sign in _TEXT if sign != " " and not metrics.inFontUcs4(ord(sign))]
    if lacking:
        raise NotDrawn(f"{theme.FAMILY}: {' '.join(lacking)}")
    words = QLabel(_TEXT)
    words.ensurePolished()
    words.resize(words.sizeHint())
    for what, picture in ((_TEXT, words.grab()), ("sun.svg", icons.pixmap("sun", "text", 32, 1.0))):
        if _marks(picture) < _LEAST_DRAWN:
            raise NotDrawn(what)
    words.deleteLater()
    return f"Qt {qVersion()}, {platform}, {theme.FAMILY}"


def _platforms() -> str:
    """The plugin that shows windows on this system, loaded as far as it goes without a screen."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    wanted = {"win32": "qwindows", "darwin": "qcocoa"}.get(sys.platform, "qxcb")
    for name in (wanted, f"q{_WITHOUT_SCREEN}"):
        found = sorted(folder.glob(f"*{name}.*"))
        if not found:
            raise NotDrawn(f"plugins/platforms/{name}")
        if sys.platform.startswith("linux"):
            try:
                ctypes.CDLL(str(found[0]))
            except OSError as error:  # names the library of the system that it lacks
                raise NotDrawn(str(error)) from error
    return wanted


def _marks(picture: QPixmap) -> int:
    """How many dots differ from the one in the corner."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    dots = memoryview(image.constBits()).cast("I")
    return sum(dot != dots[0] for dot in dots)
