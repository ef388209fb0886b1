"""Line icons (SVG, drawn in currentColor) tinted with a token of the theme."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from qadesk.resources import resource
from qadesk.ui import theme

_WINDOW_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 256)


def icon(name: str, token: str = "text", size: int = 20) -> QIcon:
    """The icon `name` of resources/icons in the colour of `token`, sharp at 100, 150 and 200 %.

    It keeps the colours of the scheme it was made in; `widgets.basics.Button` makes it again on a change.
    """
    made = QIcon()
    for scale in (1.0, 1.5, 2.0):
        made.addPixmap(pixmap(name, token, size, scale))
    return made


def of_the_program() -> QIcon:
    """QADesk's own icon, drawn for each size that windows and task bars show."""
    made = QIcon()
    for size in _WINDOW_SIZES:
        made.addPixmap(_draw("qadesk", "", size, 1.0))
    return made


def pixmap(name: str, token: str = "text", size: int = 20, scale: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` logical pixels for a screen with `scale` pixels to each."""
    return _draw(name, theme.tokens()[token], size, scale)


@lru_cache(maxsize=256)
def _draw(name: str, color: str, size: int, scale: float) -> QPixmap:
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    picture = QPixmap(round(size * scale), round(size * scale))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture
