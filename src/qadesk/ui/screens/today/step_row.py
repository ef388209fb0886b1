"""One step of the month on the page: its state, what it is, how far it is, and the button that goes there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk.i18n import N_, _
from qadesk.ui import theme
from qadesk.ui.screens.today.steps import Step
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox

_STATES: Final = {  # tone of the badge, word spoken
    "done": ("good", N_("done")),
    "doing": ("accent", N_("in progress")),
    "todo": ("muted", N_("to do")),
    "blocked": ("muted", N_("not yet possible")),
}


class Meter(QWidget):
    """How much of a step is done: the count, and a thin line below it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(theme.enlarged(10 * GRID), theme.enlarged(5 * GRID)))
        self._count = ""
        self._share: float | None = None

    def say(self, count: str, share: float | None) -> None:
        """Show the count; `share` 0-1 fills the line."""
        self._count, self._share = count, share
        self.setAccessibleName(count)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(theme.HEADING))
        painter.setPen(theme.color("text"))
        words = self.rect().adjusted(0, 0, 0, -GRID - 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, self._count)
        if self._share is None:
            return
        line = QRectF(0, self.height() - GRID, self.width(), 3)
        painter.fillRect(line, theme.color("line"))
        line.setWidth(line.width() * min(1.0, self._share))
        painter.fillRect(line, theme.color("good" if self._share >= 1 else "accent"))


class StepRow(QWidget):
    """Emits `asked(step)` when its button is pressed."""

    asked = Signal(object)

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName(f"step_{key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._step: Step | None = None
        self.mark = Badge(name=f"step_{key}_state")
        self.title = label("", name=f"step_{key}_title")
        self.title.setFont(theme.font(bold=True))
        self.detail = label("", "small", wrap=True, name=f"step_{key}_detail")
        self.meter = Meter()
        self.meter.setObjectName(f"step_{key}_count")
        self.button = Button("", f"step_{key}_go", clicked=lambda: self.asked.emit(self._step))
        words = vbox(FREE, self.title, self.detail, FREE, gap=0)
        hbox(
            (self.mark, 0, Qt.AlignmentFlag.AlignVCenter),
            (words, 1),
            self.meter,
            GRID,
            self.button,
            on=self,
            margins=(0, GRID, 0, GRID),
        )
        self.button.setFixedWidth(theme.enlarged(20 * GRID))

    def show_step(self, step: Step, *, is_next: bool, why_not: str = "") -> None:
        """Show the step; the next one to do has the primary button. `why_not`: why it may not be pressed."""
        self._step = step
        tone, word = _STATES[step.state]
        self.mark.say("", tone)
        self.mark.setAccessibleName(_(word))
        self.mark.setToolTip(_(word))
        self.title.setText(step.title)
        self.detail.setText(step.detail)
        self.detail.setVisible(bool(step.detail))
        self.meter.say(step.count, step.share)
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
