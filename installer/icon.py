"""The program's icon for Windows, drawn from its SVG."""

from __future__ import annotations

import struct
from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)


def write(svg: Path, target: Path) -> Path:
    """Draw the icon in the sizes Windows shows and write them into one .ico."""
    target.write_bytes(pack([(size, _draw(svg, size)) for size in SIZES]))
    return target


def _draw(svg: Path, size: int) -> bytes:
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
