"""The row of buttons above the sheets: print or save, all or those selected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from qadesk.i18n import _
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, hint, label

_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class SheetActions(QWidget):
    """Says what is wanted; which sheets are selected is the screen's business."""

    print_asked = Signal(bool)  # everyone's, or those selected
    save_asked = Signal(bool, bool)  # the same; and whether in one file

    def __init__(self, screen: QWidget) -> None:
        """Its shortcuts work anywhere on `screen`."""
        super().__init__()
        self._screen = screen
        self.print_all = Button(
            _("Print all…"),
            "sheetsPrintAll",
            icon="printer",
            kind="primary",
            tip=hint("Ctrl+Shift+P"),
            clicked=partial(self.print_asked.emit, True),
        )
        self.print_selected = Button(
            "", "sheetsPrintSelected", tip=hint("Ctrl+P"), clicked=partial(self.print_asked.emit, False)
        )
        self.save = Button(_("Save as PDF…"), "sheetsSave", icon="save")
        self.summary = label("", "muted", name="sheetsSummary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for button in (self.print_all, self.print_selected, self.save):
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.summary)
        for keys, button in (("Ctrl+Shift+P", self.print_all), ("Ctrl+P", self.print_selected)):
            QShortcut(QKeySequence(keys), screen, button.click, context=_HERE)
        self.save.setMenu(self._save_menu())

    def _save_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("sheetsSaveMenu")
        choices = (
            ("sheetsSaveAllEach", _("All, one file each"), "Ctrl+Shift+S", True, False),
            ("sheetsSaveAllMerged", _("All in one file"), "Ctrl+Shift+M", True, True),
            ("sheetsSaveSelectedEach", "", "Ctrl+S", False, False),
            ("sheetsSaveSelectedMerged", "", "Ctrl+M", False, True),
        )
        for name, text, keys, everyone, merged in choices:
            action = menu.addAction(text)
            action.setObjectName(name)
            action.setShortcut(keys)
            action.setShortcutContext(_HERE)
            action.triggered.connect(partial(self._ask_to_save, everyone, merged))
            self._screen.addAction(action)  # so that the shortcut works while the menu is closed
        return menu

    def _ask_to_save(self, everyone: bool, merged: bool, _checked: bool = False) -> None:
        self.save_asked.emit(everyone, merged)

    def offer(self, selected: int, *, anybody: bool) -> None:
        """Offer what can be done with `selected` sheets, and with all where there is `anybody` assessed."""
        self.print_selected.setText(_("Print selected ({n})…").format(n=selected))
        self.print_selected.setAccessibleName(self.print_selected.text())
        all_each, all_merged, each, merged = self.save.menu().actions()
        each.setText(_("Selected ({n}), one file each").format(n=selected))
        merged.setText(_("Selected ({n}) in one file").format(n=selected))
        for control in (self.print_all, all_each, all_merged):
            control.setEnabled(anybody)
        for control in (self.print_selected, each, merged):
            control.setEnabled(selected > 0)
        self.save.setEnabled(anybody or selected > 0)
