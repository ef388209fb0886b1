"""The parts of Today: one step with its count; beside the steps deadline, warnings, files, grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from qadesk import formats
from qadesk.i18n import N_, _
from qadesk.kinds.registry import KINDS, expected_kinds
from qadesk.services.first_look import Imported, Overview
from qadesk.services.month_concerns import Concern, backup_warnings, deadline, retention_warnings, warnings
from qadesk.services.month_steps import MonthStep
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import GRADE_TONES, Badge
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, Part, clear, fill, grid, hbox, vbox

if TYPE_CHECKING:
    from qadesk.services.backups.glance import Glance
    from qadesk.services.retention.periods import Sort
    from qadesk.services.today import Outcome


class Aside(QWidget):
    """Emits `asked(screen, context)` when a button in it is pressed."""

    asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("todayAside")
        self.due = label("", name="todayDeadline", wrap=True)
        self.due.setFont(theme.font(bold=True))
        self.near = label("", "muted", name="todayDeadlineNear")
        self.attention = vbox(gap=4)
        self.files = grid(grows=0)
        self.grades = GradeBar()
        self.newest = label("", wrap=True, name="todayBackupNewest")
        to_backups = partial(self._link, "settings")
        self.second = to_backups(_("Choose a second place…"), "todayBackupSecond", "second")
        self.drill = to_backups(_("Test whether it can be restored"), "todayBackupDrill", "drill")
        links = [(link, 0, Qt.AlignmentFlag.AlignLeft) for link in (self.second, self.drill)]
        self._graded = _section(_("Grade distribution"), self.grades)
        self._backups = _section(_("Backups"), self.newest, *links)
        due, attention = (self.due, self.near), _section(_("Needs attention"), self.attention)
        files = _section(_("Files of the cycle"), self.files)
        parts = (_section(_("Next deadline"), *due), attention, files, self._graded, self._backups)
        vbox(*parts, FREE, on=self, margins=(0, GRID, 0, GRID), gap=2 * GRID)
        self._backups.hide()
        self._of_month: list[Concern] = []
        self._of_backups: list[Concern] = []
        self._of_kept: list[Concern] = []

    def show_month(self, overview: Overview, outcome: Outcome | None, today: date) -> None:
        """Show the figures; `outcome` None: still being added up."""
        due, near = deadline(overview, outcome, today)
        self.due.setText(due or _("Nothing is due"))
        self.near.setText(near)
        self.near.setVisible(bool(near))
        self._of_month = warnings(overview, outcome, today)
        self._show_warnings()
        fill(self.files, [_file(kind, overview.imported[kind]) for kind in expected_kinds()])
        self._graded.setVisible(outcome is not None and outcome.graded > 0)
        if outcome is not None:
            self.grades.show_grades(outcome.grades)

    def show_backups(self, found: Glance, why_not: str = "") -> None:
        """Show how the backups are, and offer what is due; `why_not`: why no second place may be chosen."""
        self._of_backups = backup_warnings(found)
        self._show_warnings()
        at = _("none yet") if found.newest is None else formats.moment(found.newest)
        said = _("Last backup: {at}").format(at=at)
        self.newest.setText(_("The server's own backups apply.") if found.server else said)
        self.second.setEnabled(not why_not)
        self.second.setToolTip(why_not or _("A copy on another disk, in case this one fails"))
        self.second.setAccessibleDescription(why_not)
        self.second.setVisible(not found.second and not found.server)
        self.drill.setVisible(found.drill_due)
        self._backups.show()

    def show_due(self, sorts: Sequence[Sort]) -> None:
        """Say what personal data is past the time it is kept for."""
        self._of_kept = retention_warnings(sorts)
        self._show_warnings()

    def _show_warnings(self) -> None:
        clear(self.attention)
        found = self._of_month + self._of_backups + self._of_kept
        if not found:
            self.attention.addWidget(label(_("Nothing needs attention"), name="todayNothingOdd"))
        for number, warning in enumerate(found):
            self.attention.addWidget(self._warning(f"todayWarning{number}", warning))

    def _warning(self, name: str, warning: Concern) -> QWidget:
        holder = QWidget()
        holder.setObjectName(name)
        mark = Badge("", "warn", f"{name}Mark")
        mark.setAccessibleName(_("Warning"))
        go = self._link(warning.screen, warning.action, f"{name}Go", warning.context)
        go.setAccessibleName(f"{warning.text}: {warning.action}")
        text = label(warning.text, wrap=True, name=f"{name}Text")
        hbox((mark, 0, Qt.AlignmentFlag.AlignVCenter), (text, 1), go, on=holder, gap=4)
        return holder

    def _link(self, screen: str, text: str, name: str, context: object) -> Button:
        return Button(text, name, kind="link", clicked=partial(self.asked.emit, screen, context))


def _section(title: str, *parts: Part) -> QWidget:
    made = QWidget()
    vbox(label(title, "small"), *parts, on=made, gap=4)
    return made


def _file(kind: str, found: Imported) -> Sequence[QWidget]:
    """A kind of file: how many records are in, and up to which day; without a file it says so in words."""
    there = found.files or found.records  # some may be typed in
    records = label(f"{found.records:,}" if there else formats.DASH, name=f"todayFile_{kind}")
    records.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    nothing = _("none of this cycle") if there else _("missing")
    through = _("to {day}").format(day=f"{found.through:%m-%d}") if found.through else nothing
    return label(_(KINDS[kind].label)), records, label(through, "muted", name=f"todayFile_{kind}_through")


class ShareLine(QProgressBar):
    """A thin line of which a share is filled."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setRange(0, 1000)

    def say(self, share: float, tone: str) -> None:
        """Fill a share of 0-1 in the colour of a tone."""
        self.setValue(round(1000 * min(1.0, share)))
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


class GradeBar(QWidget):
    """How many agents have which grade: letters with counts, and a line each, filled in proportion."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("todayGrades")
        self._row = hbox(on=self)

    def show_grades(self, grades: Mapping[str, int]) -> None:
        """Show counts by grade, best first."""
        self.setAccessibleName(", ".join(f"{grade}: {n}" for grade, n in grades.items()))
        clear(self._row)
        for grade, n in grades.items():
            line = ShareLine()
            line.say(n / max(1, sum(grades.values())), GRADE_TONES.get(grade, "muted"))
            counted = label(f"{grade} {n}", "" if n else "muted")
            self._row.addLayout(vbox(counted, line, gap=GRID // 2), 1)


# ---- one step

_STATES: Final = {  # tone of the badge, word spoken
    "done": ("good", N_("done")),
    "doing": ("accent", N_("in progress")),
    "todo": ("muted", N_("to do")),
    "blocked": ("muted", N_("not yet possible")),
}


class StepRow(QWidget):
    """Emits `asked(step)` when its button is pressed."""

    asked = Signal(object)

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName(f"step_{key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._step: MonthStep | None = None
        self.mark = Badge(name=f"step_{key}_state")
        self.title = label("", name=f"step_{key}_title")
        self.title.setFont(theme.font(bold=True))
        self.detail = label("", "small", wrap=True, name=f"step_{key}_detail")
        self.count = label("", name=f"step_{key}_count")
        self.count.setFont(theme.font(theme.HEADING))
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line = ShareLine()  # how much of it is done
        self.line.setFixedWidth(theme.enlarged(10 * GRID))
        policy = self.line.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.line.setSizePolicy(policy)
        self.button = Button("", f"step_{key}_go", clicked=lambda: self.asked.emit(self._step))
        words = vbox(FREE, self.title, self.detail, FREE, gap=0)
        hbox(
            (self.mark, 0, Qt.AlignmentFlag.AlignVCenter),
            (words, 1),
            vbox(FREE, self.count, self.line, FREE, gap=2),
            GRID,
            self.button,
            on=self,
            margins=(0, GRID, 0, GRID),
        )
        self.button.setFixedWidth(theme.enlarged(20 * GRID))

    def show_step(self, step: MonthStep, *, is_next: bool, why_not: str = "") -> None:
        """Show the step; the next one to do has the primary button. `why_not`: why it may not be pressed."""
        self._step = step
        tone, word = _STATES[step.state]
        self.mark.say("", tone)
        self.mark.setAccessibleName(_(word))
        self.mark.setToolTip(_(word))
        self.title.setText(step.title)
        self.detail.setText(step.detail)
        self.detail.setVisible(bool(step.detail))
        self.count.setText(step.count)
        share = step.share or 0.0
        self.line.say(share, "good" if share >= 1 else "accent")
        self.line.setVisible(step.share is not None)
        self.button.setText(step.action)
        self.button.setAccessibleName(f"{step.title}: {step.action}")
        self.button.setVisible(bool(step.action))
        self.button.set_kind("primary" if is_next else "")
        self.button.setEnabled(not why_not)
        self.button.setToolTip(why_not)
        self.button.setAccessibleDescription(why_not)
        self.setAccessibleName(f"{step.title}, {_(word)}, {step.count} {step.detail}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))


def due(office: Office) -> tuple[Sort, ...]:
    """Of which sorts of personal data something is past the time it is kept for."""
    from qadesk.services.retention.due import due_sorts  # with SQLAlchemy, for which the start does not wait

    return due_sorts(office)
