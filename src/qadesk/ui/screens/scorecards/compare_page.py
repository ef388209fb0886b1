"""Two versions side by side: what was added, removed, moved and changed from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from qadesk.i18n import _, ngettext
from qadesk.services.designing.comparison import Change, Difference
from qadesk.services.designing.versions import Version
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_TONES: Final = {
    Change.ADDED: "good",
    Change.REMOVED: "bad",
    Change.CHANGED: "accent",
    Change.MOVED: "muted",
}


class ComparePage(QWidget):
    """Emits which two versions are to be compared; the screen reads them and calls `show_differences`."""

    back_asked = Signal()
    wanted = Signal(int, int)  # ids: the earlier, the later

    def __init__(self) -> None:
        super().__init__()
        self.back = Button(_("Versions"), "compareBack", icon="chevron-left", kind="quiet")
        self.before = ComboBox("compareBefore", _("Version on the left"))
        self.after = ComboBox("compareAfter", _("Version on the right"))
        self.swap = Button("", "compareSwap", icon="refresh-cw", kind="quiet", tip=_("Swap left and right"))
        self.said = OneLine("muted", "compareSaid")
        self.model: RecordTableModel[Difference] = RecordTableModel([])
        self.table = TableView(self.model, "compareTable", _("Differences"))
        self.left_head = OneLine("small", "compareLeftHead")
        self.right_head = OneLine("small", "compareRightHead")
        self.left = label("", wrap=True, name="compareLeft")
        self.right = label("", wrap=True, name="compareRight")
        self.empty = EmptyState("columns-2", "", name="compareEmpty")
        self.pages = QStackedWidget()
        self._versions: tuple[Version, ...] = ()
        self._lay_out()
        self.back.clicked.connect(self.back_asked)
        self.table.row_chosen.connect(self._spell_out)
        self.swap.clicked.connect(self._swap)
        for box in (self.before, self.after):
            box.activated.connect(lambda _at: self._ask())

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(GRID, GRID, 2 * GRID, GRID)
        bar.setSpacing(GRID)
        bar.addWidget(self.back)
        for widget in (self.before, self.swap, self.after):
            bar.addWidget(widget)
        for box in (self.before, self.after):
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            box.setMinimumWidth(20 * GRID)
        bar.addWidget(self.said, 1)
        self._found = QWidget()
        found = QVBoxLayout(self._found)
        found.setContentsMargins(0, 0, 0, 0)
        found.setSpacing(0)
        found.addWidget(self.table, 1)
        whole = QHBoxLayout()
        whole.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        whole.setSpacing(2 * GRID)
        for head, text in ((self.left_head, self.left), (self.right_head, self.right)):
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setMinimumHeight(5 * GRID)
            side = QVBoxLayout()
            side.addWidget(head)
            side.addWidget(text, 1)
            whole.addLayout(side, 1)
        found.addLayout(whole)
        for shown in (self._found, self.empty):
            self.pages.addWidget(shown)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addWidget(self.pages, 1)

    # ---- showing

    def offer(self, versions: Sequence[Version], before: int, after: int) -> None:
        """Offer all versions, and ask for these two."""
        self._versions = tuple(versions)
        for box, chosen in ((self.before, before), (self.after, after)):
            box.clear()
            for version in versions:
                box.addItem(wording.version_title(version), version.id)
            box.setCurrentIndex(max(0, box.findData(chosen)))
        self._ask()

    def show_differences(self, found: Sequence[Difference]) -> None:
        """List what is different."""
        left, right = self.before.currentText(), self.after.currentText()
        self.left_head.say(left)
        self.right_head.say(right)
        self.model.set_columns(_columns(left, right))
        self.model.set_rows(found)
        self.said.say(ngettext("{n} difference", "{n} differences", len(found)).format(n=len(found)))
        self.pages.setCurrentWidget(self._found if found else self.empty)
        if self.before.currentData() == self.after.currentData():
            self.empty.say(_("This is one and the same version"), _("Choose another one on either side."))
        else:
            self.empty.say(_("The two versions say the same"))
        if found:
            self.table.select_row(0)

    def focus_first(self) -> None:
        """The list of differences, or the choice of versions."""
        (self.table if self.pages.currentWidget() is self._found else self.before).setFocus()

    def _spell_out(self, found: Difference | None) -> None:
        """Both sides of the current row in full: a rule or a wording is longer than a cell."""
        self.left.setText(found.before if found is not None else "")
        self.right.setText(found.after if found is not None else "")

    def _ask(self) -> None:
        if self.before.currentData() is not None and self.after.currentData() is not None:
            self.wanted.emit(self.before.currentData(), self.after.currentData())

    def _swap(self) -> None:
        left, right = self.before.currentIndex(), self.after.currentIndex()
        self.before.setCurrentIndex(right)
        self.after.setCurrentIndex(left)
        self._ask()


def pair(versions: Sequence[Version], chosen: Version) -> tuple[int, int]:
    """Which two to begin with: what a version was copied from, else the one before it, and itself."""
    if chosen.based_on is not None and any(v.id == chosen.based_on for v in versions):
        return chosen.based_on, chosen.id
    earlier = [v for v in versions if v.code == chosen.code and v.version < chosen.version]
    if earlier:
        return max(earlier, key=lambda v: v.version).id, chosen.id
    other = next((v.id for v in versions if v.id != chosen.id), chosen.id)
    return other, chosen.id


def _columns(left: str, right: str) -> list[Column[Difference]]:
    return [
        Column("change", _("What"), lambda d: d.change, text=_change, tone=lambda d: _TONES[d.change]),
        Column("where", _("Where"), lambda d: d.where or _("Scorecard"), stretch=True),
        Column("label", _("Part"), lambda d: d.label),
        Column("before", left, lambda d: d.before, stretch=True),
        Column("after", right, lambda d: d.after, stretch=True),
    ]


def _change(change: Change) -> str:
    return {
        Change.ADDED: _("Added"),
        Change.REMOVED: _("Removed"),
        Change.CHANGED: _("Changed"),
        Change.MOVED: _("Moved"),
    }[change]
