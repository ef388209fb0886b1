"""One agent's focus to confirm or change: the indicator, one agreed step, extra weight where it is allowed.

What was changed is stored when it is confirmed or left; no key throws it away.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.scorecard import Role
from qadesk.i18n import _
from qadesk.services.assessment.focus import STEP_LENGTH, AgentFocus, FocusBoard
from qadesk.services.explaining import focus_words
from qadesk.ui.screens.results.wording import named
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.layouts import hbox
from qadesk.ui.wording import cycle_text

_NAME = 30 * GRID
_COUNTED_FROM = STEP_LENGTH - 60  # characters from which on the field says how many there are


class Typed(NamedTuple):
    """What the fields hold."""

    indicator: str
    step: str
    extra: Decimal


class StepField(QLineEdit):
    """One agreed step. Enter and Esc both keep what was typed and hand the keyboard back."""

    finished = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("Agreed action"))
        self.setPlaceholderText(_("One agreed action, in one sentence"))
        self.setMaxLength(STEP_LENGTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.finished.emit()
            return
        super().keyPressEvent(event)


class FocusEditor(QWidget):
    """Emits what is settled or taken back; `left` when the keyboard goes back to where it came from."""

    settle_asked = Signal(str, str, str, object)  # staff number, indicator, step, extra weight in percent
    withdraw_asked = Signal(str)
    left = Signal()

    def __init__(self, name: str, *, headed: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.staff_no = ""
        self._cycle = ""
        self._settled = False
        self._open = False
        self._stored = self._sent = Typed("", "", Decimal(0))
        self._kept: dict[tuple[str, str], Typed] = {}  # what could not be stored, by cycle and agent
        self.head = label("", "small", name=f"{name}Head")
        self._headed = headed
        self.indicator = ComboBox(f"{name}Indicator", _("Focus"))
        self.indicator.setMaximumWidth(_NAME)
        self.indicator.setPlaceholderText(_("Nothing to propose"))
        self.step = StepField(f"{name}Step")
        self.count = label("", "small", name=f"{name}Count")
        self.extra = ComboBox(f"{name}Extra", _("Extra weight in that cycle"))
        self.extra.setToolTip(self.extra.accessibleName())
        self.confirm_button = Button(_("Confirm"), f"{name}Confirm", icon="check", clicked=self.confirm)
        self.take_back = Button(
            "",
            f"{name}Withdraw",
            icon="x",
            kind="quiet",
            tip=_("Withdraw focus"),
            clicked=self._withdraw,
        )
        self._lay_out()
        self.indicator.currentIndexChanged.connect(lambda _index: self._changed())
        self.extra.currentIndexChanged.connect(lambda _index: self._changed())
        self.step.textChanged.connect(lambda _text: self._changed())
        self.step.finished.connect(self._finish)

    def _lay_out(self) -> None:
        self.step.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.step.setMinimumWidth(12 * GRID)
        self.head.setVisible(self._headed)
        row = hbox(
            self.head, self.indicator, (self.step, 1), on=self, margins=(2 * GRID, GRID, 2 * GRID, GRID)
        )
        for widget in (self.count, self.extra, self.confirm_button, self.take_back):
            row.addWidget(widget)

    # ---- showing

    def show_agent(self, board: FocusBoard, one: AgentFocus) -> None:
        """Show an agent's focus. What was typed of the one shown before in that month is handed on first."""
        staff_no, cycle = one.result.agent.staff_no, board.made.cycle.code
        if cycle == self._cycle and staff_no != self.staff_no:
            self.commit()
        self.staff_no, self._cycle = staff_no, cycle
        self._forget_stored(board)
        self._settled, self._open = one.settled is not None, not board.fixed
        settled = one.settled
        self._stored = Typed(one.proposed or "", "", Decimal(0))
        if settled is not None:
            self._stored = Typed(settled.indicator, settled.step, settled.extra)
        kept = self._kept.get((cycle, staff_no)) if self._open else None
        month = cycle_text(board.next_code)
        self.head.setText(_("Focus for {month}").format(month=month))
        self._offer(board, kept or self._stored)
        self._fill(kept or self._stored)
        if kept is None:
            self._sent = self._stored
        self._tell()
        for field in (self.indicator, self.extra):
            field.setEnabled(self._open)
        self.step.setReadOnly(not self._open)

    def focus_step(self) -> None:
        """Put the keyboard where the agreed step is typed."""
        self.step.setFocus()

    # ---- handing on

    def typed(self) -> Typed:
        """What the fields hold."""
        extra = self.extra.currentData() or Decimal(0)
        return Typed(self.indicator.currentData() or "", self.step.text().strip(), extra)

    def confirm(self) -> None:
        """Settle what is shown."""
        self._commit_input()
        typed = self.typed()
        if self._open and typed.indicator and not (self._settled and typed == self._stored):
            self._send(typed)
        self.left.emit()

    def commit(self) -> None:
        """Settle what was changed, if anything was; also what an input method has not let go of yet."""
        self._commit_input()
        typed = self.typed()
        if self._open and self.staff_no and typed.indicator and typed not in (self._stored, self._sent):
            self._send(typed)

    @property
    def settled(self) -> bool:
        """Whether the agent shown has a settled focus."""
        return self._settled

    # ---- inside

    def _send(self, typed: Typed) -> None:
        self._sent = typed
        self.settle_asked.emit(self.staff_no, *typed)

    def _finish(self) -> None:
        self.commit()
        self.left.emit()

    def _commit_input(self) -> None:
        if self.step.hasFocus():
            QGuiApplication.inputMethod().commit()

    def _withdraw(self) -> None:
        self._kept.pop((self._cycle, self.staff_no), None)
        self._sent = self._stored
        self._fill(self._stored)
        self.left.emit()
        self.withdraw_asked.emit(self.staff_no)

    def _changed(self) -> None:
        key, typed = (self._cycle, self.staff_no), self.typed()
        if typed == self._stored:
            self._kept.pop(key, None)
        else:
            self._kept[key] = typed
        self._tell()

    def _offer(self, board: FocusBoard, shown: Typed) -> None:
        """The indicators that are weighed, and the weights a focus may have more."""
        choices = [i for i in board.made.scorecard.indicators() if i.role is Role.WEIGHTED]
        blockers = [QSignalBlocker(box) for box in (self.indicator, self.extra)]
        self.indicator.clear()
        for one in choices:
            self.indicator.addItem(named(one.names), one.code)
        most = board.most_extra
        weights = {Decimal(n) for n in range(int(most) + 1)} | {most, shown.extra}
        self.extra.clear()
        for weight in sorted(weights):
            self.extra.addItem(_("Weight +{n}%").format(n=formats.plain(weight)), weight)
        self.extra.setVisible(len(weights) > 1)
        del blockers

    def _fill(self, typed: Typed) -> None:
        blockers = [QSignalBlocker(field) for field in (self.indicator, self.step, self.extra)]
        self.indicator.setCurrentIndex(self.indicator.findData(typed.indicator))
        self.extra.setCurrentIndex(max(0, self.extra.findData(typed.extra)))
        if self.step.text().strip() != typed.step:
            self.step.setText(typed.step)
            self.step.setCursorPosition(0)
        del blockers

    def _forget_stored(self, board: FocusBoard) -> None:
        """What is stored by now need not be kept here."""
        for one in board.agents:
            key, settled = (board.made.cycle.code, one.result.agent.staff_no), one.settled
            if settled and self._kept.get(key) == Typed(settled.indicator, settled.step, settled.extra):
                del self._kept[key]

    def _tell(self) -> None:
        typed = self.typed()
        length = len(self.step.text())
        self.count.setVisible(length >= _COUNTED_FROM)
        self.count.setText(_("{n} of {most}").format(n=length, most=STEP_LENGTH))
        self.indicator.setToolTip(self.indicator.currentText())
        self.step.setToolTip(typed.step)
        self.confirm_button.setText(_("Change") if self._settled else _("Confirm"))
        self.confirm_button.setAccessibleName(self.confirm_button.text().strip())
        changed = typed != self._stored or not self._settled
        self.confirm_button.setEnabled(changed and bool(typed.indicator))
        self.confirm_button.setVisible(self._open)
        self.take_back.setVisible(self._open and self._settled)


def proposal_text(board: FocusBoard, one: AgentFocus) -> str:
    """Why this is proposed or settled, and what became of the last one, in a line."""
    card, made, said = board.made.scorecard, one.result.assessment, []
    if one.settled is not None:
        why = focus_words.basis_text(one.settled.basis)
        by = one.settled.by
        text = _("Confirmed by {who}: {why}") if by else _("Confirmed: {why}")
        said.append(text.format(who=by, why=why))
    if one.lost is not None:
        points = formats.decimal(focus_words.lost_points(made, one.lost))
        name = focus_words.indicator_name(card, one.lost)
        said.append(_("Most points lost: {what}, {points} points").format(what=name, points=points))
    if one.behind is not None:
        name, share = focus_words.indicator_name(card, one.behind), focus_words.behind_text(made, one.behind)
        said.append(_("Furthest from standard: {what}, by {share}").format(what=name, share=share))
    if one.last is not None:
        said.append(_("Last focus: {what}").format(what=focus_words.moved_said(card, one.last)))
    return "   ·   ".join(said)
