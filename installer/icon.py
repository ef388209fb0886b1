"""The program's icon and the picture of its setup for Windows, drawn from the icon's SVG."""

from __future__ import annotations

import struct
from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
BANNER = (164, 314)  # what NSIS shows at the left of its last page, at 100 %
_TWICE = 2  # drawn larger, for finer screens


def write(svg: Path, target: Path) -> Path:
    """Draw the icon in the sizes Windows shows and write them into one .ico."""
    target.write_bytes(pack([(size, draw(svg, size)) for size in SIZES]))
    return target


def write_banner(svg: Path, target: Path) -> Path:
    """Draw the icon on a calm ground as the .bmp that the setup shows on its last page."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    width, height = (edge * _TWICE for edge in BANNER)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor("#efeeea"))
    painter = QPainter(picture)
    edge = width * 0.45
    QSvgRenderer(str(svg)).render(painter, QRectF((width - edge) / 2, height * 0.16, edge, edge))
    painter.end()
    picture.save(str(target), "BMP")  # type: ignore[call-overload]
    return target


def draw(svg: Path, size: int) -> bytes:
    """The icon as a PNG, `size` pixels wide."""
    from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def pack(pictures: list[tuple[int, bytes]]) -> bytes:
    """PNG pictures with their edge in pixels (at most 256) as one .ico file."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    position = len(head) + 16 * len(pictures)
    entries = b""
    for size, png in pictures:
        edge = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(png), position)
        position += len(png)
    return head + entries + b"".join(png for _size, png in pictures)
