"""A scanned page as a picture, with what was pointed out on it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.scans.placing import PAGE
from qadesk.services.scans import listing
from qadesk.services.scans.listing import Scan, ScanPicture
from qadesk.services.scans.scan_words import about, differs_words, signed_words, state_words
from qadesk.ui import theme
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, vbox

_WIDTH: Final = 900  # dots of the picture
_SIZE: Final = (120 * GRID, 90 * GRID)
_AROUND: Final = 3.0  # points around what is pointed out


class ScanWindow(Window):
    """One scan, page by page; it is drawn off the window's thread."""

    def __init__(self, screen: Screen, scan: Scan) -> None:
        who = formats.agent_text(scan.name, scan.staff_no) if scan.staff_no else scan.source
        super().__init__(screen, "scanWindow", _("Scan: {who}").format(who=who), *_SIZE)
        self._screen, self._scan, self._page = screen, scan, 1
        said = (state_words(scan.state), signed_words(scan.signed), differs_words(scan.differs))
        self.words = label(_("; ").join(part for part in said if part), name="scanState")
        self.more = label(about(scan.state), "muted", name="scanAbout")
        self.picture = QLabel(_("Reading the scan"))
        self.picture.setObjectName("scanPicture")
        area = QScrollArea()
        area.setObjectName("scanArea")
        area.setAccessibleName(_("Picture of the scan"))
        area.setWidget(self.picture)
        area.setWidgetResizable(True)
        following = Button(_("Next page"), "scanNext", clicked=self._next)
        following.setVisible(scan.pages > 1)
        close = Button(_("Close"), "scanClose", clicked=self.accept)
        vbox(self.words, self.more, (area, 1), hbox(FREE, following, close), on=self, margins=WINDOW)
        self._read()

    def _next(self) -> None:
        self._page = self._page % max(1, self._scan.pages) + 1
        self._read()

    def _read(self) -> None:
        office, scan, page = self._screen.office, self._scan.id, self._page

        def draw() -> tuple[QImage, ScanPicture]:
            found = listing.picture(office, scan, page, _WIDTH)
            return _marked(found), found

        self._screen.tasks.run(draw, self._show_read, self._failed, owner=self)

    def _show_read(self, found: tuple[QImage, ScanPicture]) -> None:
        image, picture = found
        self.picture.setPixmap(QPixmap.fromImage(image))
        told = [_("printed: {text}").format(text=one.text) for one in picture.marks if one.text]
        text = ngettext("{n} place is marked", "{n} places are marked", len(picture.marks))
        said = text.format(n=len(picture.marks))
        self.picture.setAccessibleName(_("; ").join((said, *told)))

    def _failed(self, error: BaseException) -> bool:
        self.picture.setText(str(error))
        return True


def _marked(found: ScanPicture) -> QImage:
    """The picture with a frame around each place that is pointed out: whole around a figure, dashed a box."""
    image = QImage.fromData(found.png).convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(image)
    share = image.width() / PAGE[0]
    for one in found.marks:
        pen = QPen(theme.color("bad" if one.kind == "figure" else "warn"), 3)
        if one.kind != "figure":
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        x, y = (one.x - _AROUND) * share, (one.y - _AROUND) * share
        painter.drawRect(QRectF(x, y, (one.width + 2 * _AROUND) * share, (one.height + 2 * _AROUND) * share))
    painter.end()
    return image
