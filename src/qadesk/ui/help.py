"""Help wherever one is: the guide, and a menu where nothing has one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from qadesk.ui.kit.actions import Actions

if TYPE_CHECKING:
    from qadesk.ui.guide import Guide  # read when it is opened


class Help:
    """The window's: `guide` is the one opened last, which may have been closed."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.guide: Guide | None = None

    def show_guide(self, chapter: str) -> None:
        """Open the guide beside the window at a chapter, or go there in the one that is open."""
        from qadesk.ui.guide import Guide

        if self.guide is None or not isValid(self.guide):
            self.guide = Guide(self._window)
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()
        self.guide.show_chapter(chapter)

    def close(self) -> None:
        """Close the guide with the window, if it is still open."""
        if self.guide is not None and isValid(self.guide):
            self.guide.close()

    def open_menu(self, at: QPoint, on_screen: QPoint, everywhere: Actions) -> None:
        """Offer what can be done on the page below a point of the window, and `everywhere`."""
        menu, widget = QMenu(self._window), self._window.childAt(at)
        menu.setObjectName("pageMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        while widget is not None and widget is not self._window and menu.isEmpty():
            for actions in widget.findChildren(Actions, options=Qt.FindChildOption.FindDirectChildrenOnly):
                actions.add_to(menu)
            widget = widget.parentWidget()
        menu.addSeparator()
        everywhere.add_to(menu)
        menu.popup(on_screen)
