"""Two versions side by side: what was added, removed, moved and changed from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk.i18n import N_, _, ngettext
from qadesk.progress import Progress
from qadesk.services.designing import row_fields, version_words, versions
from qadesk.services.designing.comparison import ChangeKind, Difference, compare
from qadesk.services.designing.versions import Version
from qadesk.storage.office import Office
from qadesk.ui.kit.report_page import Found, Report, ReportPage
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import Column

_CHANGES: Final = {  # their word and tone
    ChangeKind.ADDED: (N_("Added"), "good"),
    ChangeKind.REMOVED: (N_("Removed"), "bad"),
    ChangeKind.CHANGED: (N_("Changed"), "accent"),
    ChangeKind.MOVED: (N_("Moved"), "muted"),
}


Differences = tuple[Difference, ...]


class ComparePage(ReportPage[Differences, Difference]):
    """`offer(versions, before, after)` compares two of them; others are chosen on the page."""

    back_asked = Signal()

    def __init__(self, tasks: Tasks, office: Office) -> None:
        self._office = office
        self._known: dict[int, Version] = {}
        self.back = Button(_("Versions"), "compareBack", icon="chevron-left", kind="quiet")
        self.before = ComboBox("compareBefore", _("Version on the left"))
        self.after = ComboBox("compareAfter", _("Version on the right"))
        self.swap = Button("", "compareSwap", icon="refresh-cw", kind="quiet", tip=_("Swap left and right"))
        for box in (self.before, self.after):
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            box.setMinimumWidth(20 * GRID)
        self.heads = [OneLine("small", f"compare{side}Head") for side in ("Left", "Right")]
        self.sides = [label("", wrap=True, name=f"compare{side}") for side in ("Left", "Right")]
        for text in self.sides:
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setMinimumHeight(5 * GRID)
        in_full = QWidget()  # a rule or a wording is longer than a cell
        both = ((vbox(head, (text, 1)), 1) for head, text in zip(self.heads, self.sides, strict=True))
        hbox(*both, on=in_full, margins=(2 * GRID, GRID, 2 * GRID, GRID), gap=2 * GRID)
        columns, identity = _columns("", ""), lambda d: (d.where, d.label)
        report = Report("compare", _("Differences"), "columns-2", columns, identity, below=True)
        asked = (self.back, self.before, self.swap, self.after)
        super().__init__(tasks, report, asked, in_full, export=False)
        self.pages.setCurrentWidget(self.result)  # so that the keyboard goes to the table
        self.back.clicked.connect(self.back_asked)
        self.swap.clicked.connect(self._swap)
        for box in (self.before, self.after):
            box.activated.connect(lambda _at: self.again())

    def offer(self, known: Sequence[Version], before: int, after: int) -> None:
        """Offer all versions, and compare these two."""
        self._known = {version.id: version for version in known}
        for box, chosen in ((self.before, before), (self.after, after)):
            box.offer([(version.id, version_words.version_title(version)) for version in known], chosen)
        self.again()

    def again(self) -> None:
        """Read the two versions chosen and compare them."""
        office, before, after = self._office, self.before.currentData(), self.after.currentData()
        if before is None or after is None:
            return

        def work(_progress: Progress) -> Found[Differences, Difference]:
            made = compare(versions.card(office, before), versions.card(office, after))
            n = len(made)
            return Found(made, made, ngettext("{n} difference", "{n} differences", n).format(n=n))

        self.work_out(work, _("Comparing"))

    def say_whole(self, made: Differences) -> None:
        """Which versions are compared, above both sides and in the heads of the table."""
        left, right = self._titles()
        for head, text in zip(self.heads, (left, right), strict=True):
            head.say(text)
        self.model.set_columns(_columns(left, right))

    def _titles(self) -> tuple[str, str]:
        """Both versions by number, where they are of one name, else by both."""
        chosen = [self._known.get(box.currentData()) for box in (self.before, self.after)]
        left, right = (version_words.version_title(one) if one is not None else "" for one in chosen)
        first, second = chosen
        of_one = first and second and row_fields.named(first.names) == row_fields.named(second.names)
        if first and second and of_one and first.version != second.version:
            left, right = (_("Version {n}").format(n=one.version) for one in (first, second))
        return left, right

    def say_failed(self, error: BaseException) -> bool:
        """What stands there stays; why the versions cannot be read is told in a window."""
        return False

    def say_none(self, made: Differences) -> None:
        """The same version twice, or two with the same content."""
        if self.before.currentData() == self.after.currentData():
            self.say_why_empty(
                _("Both sides show the same version"), _("Choose a different version on one side.")
            )
        else:
            self.say_why_empty(_("The two versions are identical"))

    def spell_out(self, made: Differences, row: Difference | None) -> None:
        """Both sides of the current difference."""
        for side, text in zip(self.sides, (row.before, row.after) if row else ("", ""), strict=True):
            side.setText(text)

    def _swap(self) -> None:
        left, right = self.before.currentIndex(), self.after.currentIndex()
        self.before.setCurrentIndex(right)
        self.after.setCurrentIndex(left)
        self.again()


def _columns(left: str, right: str) -> list[Column[Difference]]:
    return [
        Column("change", _("Type"), lambda d: d.change, text=lambda change: _(_CHANGES[change][0]),
               tone=lambda d: _CHANGES[d.change][1]),
        Column("where", _("Where"), lambda d: d.where or _("Scorecard"), stretch=True),
        Column("label", _("Part"), lambda d: d.label),
        Column("before", left, lambda d: d.before, stretch=True),
        Column("after", right, lambda d: d.after, stretch=True),
    ]  # fmt: skip
