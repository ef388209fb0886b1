"""One sheet as it will lie on the table: pages to be zoomed and leafed through, whose it is, its language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from qadesk.i18n import _
from qadesk.ui import theme
from qadesk.ui.kit.fields import IN_WORDS
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import Button, ComboBox, hint, label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox

FIT: Final = 0
LEVELS: Final = (50, 75, 100, 125, 150, 200)  # percent of the size on paper, at 96 dots an inch
_A4: Final = (793.7, 1122.5)  # in such dots
_READABLE: Final = 8.27 * 80  # device pixels of a page's width: 80 to the inch
_MARGIN: Final = 0.06  # of the width, at either side without print
_BAR: Final = 47 * GRID  # pixels of width with room for all that stands above the sheet
_GAP: Final = 2 * GRID
_SETTLE_MS: Final = 60  # a window being resized is redrawn only when it rests


class PagePreview(QAbstractScrollArea):
    """Asks for its pictures with `wanted(width in device pixels)` whenever it needs sharper ones."""

    wanted = Signal(int)
    page_changed = Signal(int, int)  # page in sight, from 1, and how many there are
    zoom_changed = Signal(int)  # FIT or a percentage

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheetPreview")
        self.setAccessibleName(_("Preview of the sheet"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(30 * GRID)
        self._images: tuple[QImage, ...] = ()
        self._zoom = FIT
        self._show_bar()
        self._timer = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._timer.timeout.connect(lambda: self.wanted.emit(self.pixels()))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._tell_page())

    # ---- what is shown

    @property
    def images(self) -> tuple[QImage, ...]:
        """The pictures shown, one a page."""
        return self._images

    @property
    def zoom(self) -> int:
        """FIT or a percentage."""
        return self._zoom

    def show_images(self, images: Sequence[QImage], *, anew: bool) -> None:
        """Show a sheet's pages; `anew`: another sheet, which begins at its top."""
        self._images = tuple(images)
        self._arrange()
        if anew:
            self.verticalScrollBar().setValue(0)
        self._tell_page()
        self.viewport().update()

    def set_zoom(self, zoom: int) -> None:
        """FIT, or a percentage between the first and the last of LEVELS."""
        zoom = zoom if zoom == FIT else min(max(zoom, LEVELS[0]), LEVELS[-1])
        if zoom == self._zoom:
            return
        self._zoom = zoom
        self._show_bar()
        self._arrange()
        self.viewport().update()
        self.zoom_changed.emit(zoom)
        self._timer.start()

    def _show_bar(self) -> None:
        """With the width fitted there is nothing to go to at the sides."""
        policies = Qt.ScrollBarPolicy
        fits = self._zoom == FIT
        self.setHorizontalScrollBarPolicy(policies.ScrollBarAlwaysOff if fits else policies.ScrollBarAsNeeded)

    def step_zoom(self, step: int) -> None:
        """One level larger (1) or smaller (-1)."""
        now = self._page_size().width() / _A4[0] * 100
        if step > 0:
            self.set_zoom(next((level for level in LEVELS if level > now + 1), LEVELS[-1]))
        else:
            self.set_zoom(next((level for level in reversed(LEVELS) if level < now - 1), LEVELS[0]))

    def pixels(self) -> int:
        """How many device pixels wide a page is now."""
        return max(1, round(self._page_size().width() * self.devicePixelRatioF()))

    # ---- pages

    def page(self) -> int:
        """The page in sight, from 1; 0 without any."""
        if not self._images:
            return 0
        step = self._page_size().height() + _GAP
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return min(len(self._images), max(1, middle // step + 1))

    def go_to(self, page: int) -> None:
        """Bring the top of a page, from 1, into sight."""
        self.verticalScrollBar().setValue((page - 1) * (self._page_size().height() + _GAP))

    def _tell_page(self) -> None:
        self.page_changed.emit(self.page(), len(self._images))

    # ---- geometry

    def _page_size(self) -> QSize:
        if self._zoom == FIT:
            width = max(100, self.viewport().width() - 2 * GRID)
            readable = round(_READABLE / self.devicePixelRatioF())
            if width < readable:  # the paper's own margins may lie beyond the edges
                width = min(readable, round(width / (1 - 2 * _MARGIN)))
            width = min(width, round(_A4[0] * LEVELS[-1] / 100))
        else:
            width = round(_A4[0] * self._zoom / 100)
        return QSize(width, round(width * _A4[1] / _A4[0]))

    def _arrange(self) -> None:
        page, view = self._page_size(), self.viewport().size()
        height = len(self._images) * (page.height() + _GAP)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, height - view.height()))
        down.setPageStep(view.height())
        down.setSingleStep(4 * GRID)
        across.setRange(0, max(0, page.width() + 2 * GRID - view.width()))
        if self._zoom == FIT:
            across.setValue(across.maximum() // 2)
        across.setPageStep(view.width())
        across.setSingleStep(4 * GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self._images:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._images and abs(self._images[0].width() - self.pixels()) > 1:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()  # nobody looks, and the window may be closing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        page = self._page_size()
        left = max(GRID, (self.viewport().width() - page.width()) // 2) - self.horizontalScrollBar().value()
        top = GRID - self.verticalScrollBar().value()
        for image in self._images:
            place = QRect(left, top, page.width(), page.height())
            if place.intersects(event.rect()):
                painter.drawImage(place, image)
                painter.setPen(theme.color("edge"))
                painter.drawRect(place.adjusted(-1, -1, 0, 0))
            top += page.height() + _GAP

    # ---- keys and wheel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        keys = {
            Qt.Key.Key_Home: bar.minimum(),
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_Space: bar.value() + bar.pageStep(),
        }
        wanted = keys.get(Qt.Key(event.key()))
        if wanted is not None:
            bar.setValue(wanted)
        elif event.key() == Qt.Key.Key_Plus:
            self.step_zoom(1)
        elif event.key() == Qt.Key.Key_Minus:
            self.step_zoom(-1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)


# ---- the right half of the screen


class _Whole(ComboBox):
    """As wide as its longest choice: the hint of Qt's own forgets that its frame is rounded."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(GRID // 2, 0)


class PreviewPane(QWidget):
    """Leafing and zooming are wired here; what to draw is the screen's business."""

    language_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._first: Button | None = None
        self.view = PagePreview()
        self.warning = label("", "bad", wrap=True, name="sheetWarning")
        self.warning.hide()
        self.pages = label("", "muted", name="sheetPages")
        self.before = self._leaf("sheetPageBefore", "arrow-up", _("Previous page"), -1)
        self.after = self._leaf("sheetPageAfter", "arrow-down", _("Next page"), 1)
        levels = [(FIT, _("Fit width")), *((level, f"{level}%") for level in LEVELS)]
        self.zoom = _Whole("sheetZoom", _("Zoom"), levels)
        self.zoom.setToolTip(hint("Ctrl++, Ctrl+-, Ctrl+0"))
        self.zoom.activated.connect(lambda index: self.view.set_zoom(self.zoom.itemData(index)))
        self.language = _Whole("sheetLanguage", _("Language of the sheet"), IN_WORDS)
        self.language.setToolTip(_("Language of the sheet"))
        self.language.activated.connect(
            lambda index: self.language_chosen.emit(self.language.itemData(index))
        )
        for box in (self.zoom, self.language):  # their words are read whole in a narrow window, too
            box.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.view.page_changed.connect(self._show_page)
        self.view.zoom_changed.connect(self.zoom.choose)
        self.bar = hbox(self.before, self.pages, self.after, FREE, self.zoom, FREE, self.language, gap=2)
        vbox(self.bar, self.warning, (self.view, 1), on=self)
        self._show_page(0, 0)

    def begin_with(self, button: Button) -> None:
        """Put a button at the left, without its word where those of the choices have no room beside it."""
        self.bar.insertWidget(0, button)
        self._first = button

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._first is not None:
            self._first.set_narrow(event.size().width() < enlarged(_BAR))
        super().resizeEvent(event)

    def _leaf(self, name: str, icon: str, tip: str, step: int) -> Button:
        """A button that goes on by a page, or back."""
        view = self.view
        made = Button(
            "", name, icon=icon, kind="quiet", tip=tip, clicked=lambda: view.go_to(view.page() + step)
        )
        made.setFixedWidth(enlarged(4 * GRID))  # all of the bar has room beside the list of a narrow window
        return made

    def name(self, who: str, warning: str) -> None:
        """Say whose sheet is shown, and what of it cannot be printed as it is."""
        self.view.setAccessibleDescription(who)
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))

    def _show_page(self, page: int, pages: int) -> None:
        self.pages.setText(f"{page} / {pages}" if pages else "–")
        self.pages.setAccessibleName(_("Page {number} of {pages}").format(number=page, pages=pages))
        self.before.setEnabled(page > 1)
        self.after.setEnabled(page < pages)
