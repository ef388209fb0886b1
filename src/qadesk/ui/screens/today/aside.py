"""What stands beside the steps: the deadline, what needs a look, the month's files, grades, backups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from qadesk import formats
from qadesk.i18n import _
from qadesk.kinds.registry import KINDS, expected_kinds
from qadesk.services.first_look import Imported, Overview
from qadesk.ui import theme
from qadesk.ui.screens.today.steps import Concern, backup_warnings, deadline, warnings
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import GRADE_TONES, Badge
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, clear, grid, hbox, vbox

if TYPE_CHECKING:
    from qadesk.services.backups.glance import Glance
    from qadesk.services.today import Outcome


class Aside(QWidget):
    """Emits `asked(screen, context)` when the button beside a warning is pressed."""

    asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("todayAside")
        self.due = label("", name="todayDeadline", wrap=True)
        self.due.setFont(theme.font(bold=True))
        self.near = label("", "muted", name="todayDeadlineNear")
        self.attention = vbox(gap=4)
        self.grades_head = label(_("Grade distribution"), "small")
        self.grades = GradeBar()
        self.files = Files()
        self.backups = BackupLines()
        self.backups.asked.connect(self.asked)
        self._of_month: list[Concern] = []
        self._of_backups: list[Concern] = []
        vbox(
            label(_("Next deadline"), "small"),
            self.due,
            self.near,
            2 * GRID,
            label(_("Needs attention"), "small"),
            self.attention,
            2 * GRID,
            label(_("Files of the month"), "small"),
            self.files,
            2 * GRID,
            self.grades_head,
            self.grades,
            2 * GRID,
            self.backups,
            FREE,
            on=self,
            margins=(0, GRID, 0, GRID),
            gap=4,
        )

    def show_month(self, overview: Overview, outcome: Outcome | None, today: date) -> None:
        """Show the figures; `outcome` None: still being added up."""
        due, near = deadline(overview, today)
        self.due.setText(due or _("Nothing is due"))
        self.near.setText(near)
        self.near.setVisible(bool(near))
        self._of_month = warnings(overview, outcome, today)
        self._show_warnings()
        self.files.show_files(overview.imported)
        graded = outcome is not None and outcome.graded > 0
        self.grades_head.setVisible(graded)
        self.grades.setVisible(graded)
        if outcome is not None:
            self.grades.show_grades(outcome.grades)

    def show_backups(self, found: Glance) -> None:
        """Show how the backups are."""
        self._of_backups = backup_warnings(found)
        self._show_warnings()
        self.backups.show_backups(found)

    def _show_warnings(self) -> None:
        clear(self.attention)
        found = self._of_month + self._of_backups
        if not found:
            self.attention.addWidget(label(_("Nothing needs attention"), name="todayNothingOdd"))
        for number, warning in enumerate(found):
            self.attention.addWidget(self._warning(number, warning))

    def _warning(self, number: int, warning: Concern) -> QWidget:
        holder = QWidget()
        holder.setObjectName(f"todayWarning{number}")
        mark = Badge("", "warn", f"todayWarning{number}Mark")
        mark.setAccessibleName(_("Warning"))
        there = partial(self.asked.emit, warning.screen, warning.context)
        go = Button(warning.action, f"todayWarning{number}Go", kind="link", clicked=there)
        go.setAccessibleName(f"{warning.text}: {warning.action}")
        text = label(warning.text, wrap=True, name=f"todayWarning{number}Text")
        hbox((mark, 0, Qt.AlignmentFlag.AlignVCenter), (text, 1), go, on=holder, gap=4)
        return holder


class Files(QWidget):
    """Each kind of file: how many records are in, and up to which day."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("todayFiles")
        lines = grid(on=self, grows=0)
        self._cells: dict[str, tuple[QLabel, QLabel]] = {}
        for row, kind in enumerate(expected_kinds()):
            records = label("", name=f"todayFile_{kind}")
            records.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            through = label("", "muted", name=f"todayFile_{kind}_through")
            for column, widget in enumerate((label(_(KINDS[kind].label)), records, through)):
                lines.addWidget(widget, row, column)
            self._cells[kind] = (records, through)

    def show_files(self, imported: Mapping[str, Imported]) -> None:
        """Show what is in; kinds without a file say so in words."""
        for kind, (records, through) in self._cells.items():
            found = imported[kind]
            there = found.files or found.records  # some may be typed in
            records.setText(f"{found.records:,}" if there else formats.DASH)
            nothing = _("none of this month") if there else _("missing")
            through.setText(_("to {day}").format(day=f"{found.through:%m-%d}") if found.through else nothing)


class GradeBar(QWidget):
    """How many agents have which grade: letters with counts, and a line divided in proportion."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("todayGrades")
        self.setFixedHeight(4 * GRID + 4)
        self._grades: list[tuple[str, int]] = []

    def show_grades(self, grades: Mapping[str, int]) -> None:
        """Show counts by grade, best first."""
        self._grades = list(grades.items())
        self.setAccessibleName(", ".join(f"{grade}: {n}" for grade, n in self._grades))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        total = sum(n for _grade, n in self._grades)
        if not total:
            return
        painter = QPainter(self)
        slot = self.width() / max(1, len(self._grades))
        for number, (grade, n) in enumerate(self._grades):
            left = round(number * slot)
            painter.setPen(theme.color("text" if n else "muted"))
            painter.drawText(left, painter.fontMetrics().ascent(), f"{grade} {n}")
            track = round(slot) - GRID
            painter.fillRect(left, self.height() - GRID, track, 4, theme.color("line"))
            tone = GRADE_TONES.get(grade, "muted")
            painter.fillRect(left, self.height() - GRID, round(track * n / total), 4, theme.color(tone))


class BackupLines(QWidget):
    """When the last backup was made, and what is offered; emits `asked(screen, context)`."""

    asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("todayBackups")
        self.newest = label("", wrap=True, name="todayBackupNewest")
        self.second = self._link(_("Choose a second place…"), "todayBackupSecond", "second")
        self.second.setToolTip(_("A copy on another disk, in case this one fails"))
        self.drill = self._link(_("Test whether it can be restored"), "todayBackupDrill", "drill")
        links = [(link, 0, Qt.AlignmentFlag.AlignLeft) for link in (self.second, self.drill)]
        vbox(label(_("Backups"), "small"), self.newest, *links, on=self, gap=2)
        self.hide()

    def show_backups(self, found: Glance) -> None:
        """Show when the last one was made; offer what is due."""
        at = _("none yet") if found.newest is None else formats.moment(found.newest)
        said = _("Last backup: {at}").format(at=at)
        self.newest.setText(_("The server's own backups apply.") if found.server else said)
        self.second.setVisible(not found.second and not found.server)
        self.drill.setVisible(found.drill_due)
        self.show()

    def _link(self, text: str, name: str, context: str) -> Button:
        return Button(text, name, kind="link", clicked=partial(self.asked.emit, "settings", context))
