"""The blocks of a form, made for one scorecard after the other, all at once or one by one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qadesk.domain.scorecard import Indicator
from qadesk.services.scoring.forms import Form
from qadesk.ui.screens.score.figure_block import FigureBlock
from qadesk.ui.screens.score.levels import Block, ItemBlock


class FormBlocks(QObject):
    """Puts a block for every item of a form on a page: first what is rated, then what is typed."""

    emptied = Signal()  # another form: the blocks of before are gone
    added = Signal(object)  # Block, the last of `blocks`

    def __init__(self, page: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.blocks: list[Block] = []
        self._page = page
        self._form: Form | None = None
        self._to_make: list[Indicator] = []

    def make_all(self, form: Form) -> None:
        """Make what this form still lacks."""
        while self.make_next(form):
            pass

    def make_next(self, form: Form) -> bool:
        """Make one block of this form; False where all of them stand."""
        self._begin(form)
        if not self._to_make:
            return False
        item, number = self._to_make.pop(0), len(self.blocks)
        made: Block = ItemBlock(item, form) if item in form.items else FigureBlock(item)
        self._page.insertWidget(number, made)
        self.blocks.append(made)
        self.added.emit(made)
        for part in (made, *made.findChildren(QWidget)):
            part.ensurePolished()
        return True

    def _begin(self, form: Form) -> None:
        if form is self._form:
            return
        self._form = form
        for block in self.blocks:
            block.deleteLater()
            self._page.removeWidget(block)
        self.blocks = []
        self._to_make = [*form.items, *form.typed]
        self.emptied.emit()
