"""The right half of the Sheets screen: whose sheet it is, its pages, zoom and language."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.ui.screens.sheets.preview import FIT, LEVELS, PagePreview
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, hint, label
from qadesk.ui.widgets.choice import IN_WORDS
from qadesk.ui.widgets.layouts import FREE, hbox, vbox


class PreviewPane(QWidget):
    """Leafing and zooming are wired here; what to draw is the screen's business."""

    language_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.view = PagePreview()
        self.warning = label("", "bad", wrap=True, name="sheetWarning")
        self.warning.hide()
        self.pages = label("", "muted", name="sheetPages")
        self.before = self._leaf("sheetPageBefore", "arrow-up", _("Previous page"), -1)
        self.after = self._leaf("sheetPageAfter", "arrow-down", _("Next page"), 1)
        levels = [(FIT, _("Fit width")), *((level, f"{level}%") for level in LEVELS)]
        self.zoom = ComboBox("sheetZoom", _("Zoom"), levels)
        self.zoom.setToolTip(hint("Ctrl++, Ctrl+-, Ctrl+0"))
        self.zoom.activated.connect(lambda index: self.view.set_zoom(self.zoom.itemData(index)))
        self.language = ComboBox("sheetLanguage", _("Language of the sheet"), IN_WORDS)
        self.language.setToolTip(_("Language of the sheet"))
        self.language.activated.connect(
            lambda index: self.language_chosen.emit(self.language.itemData(index))
        )
        self.view.page_changed.connect(self._show_page)
        self.view.zoom_changed.connect(self.zoom.choose)
        row = hbox(self.before, self.pages, self.after, FREE, self.zoom, FREE, self.language, gap=4)
        vbox(row, self.warning, (self.view, 1), on=self, margins=(2 * GRID, 0, 0, 0))
        self._show_page(0, 0)

    def _leaf(self, name: str, icon: str, tip: str, step: int) -> Button:
        """A button that goes on by a page, or back."""
        view = self.view
        return Button(
            "", name, icon=icon, kind="quiet", tip=tip, clicked=lambda: view.go_to(view.page() + step)
        )

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
