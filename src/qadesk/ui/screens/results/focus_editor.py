"""One agent's focus to confirm or change: the indicator, one agreed step, extra weight where it is allowed.

What was changed is stored when it is confirmed or left; no key throws it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.scorecard import Role
from qadesk.i18n import _
from qadesk.services.assessment.focus import STEP_LENGTH, AgentFocus
from qadesk.services.explaining import focus_words
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_columns import FocusRow
from qadesk.ui.screens.results.wording import named
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, TextField, label
from qadesk.ui.widgets.layouts import hbox
from qadesk.ui.wording import cycle_text

_NAME = 30 * GRID
_COUNTED_FROM = STEP_LENGTH - 60  # characters from which on the field says how many there are


class Typed(NamedTuple):
    """What the fields hold."""

    indicator: str
    step: str
    extra: Decimal


_NOTHING: Final = Typed("", "", Decimal(0))


class StepField(TextField):
    """One agreed step. Enter and Esc both keep what was typed and hand the keyboard back."""

    finished = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name, _("Agreed action"), most=STEP_LENGTH)
        self.setPlaceholderText(_("One agreed action, in one sentence"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.finished.emit()
            return
        super().keyPressEvent(event)


class FocusEditor(QWidget):
    """Emits `left` when the keyboard goes back to where it came from."""

    left = Signal()

    def __init__(self, commands: Commands, name: str, *, headed: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self._commands = commands
        self._row: FocusRow | None = None  # what is shown
        self._sent = _NOTHING  # handed on last, and perhaps not stored yet
        self._kept: dict[tuple[str, str], Typed] = {}  # what could not be stored, by cycle and agent
        self.head = label("", "small", name=f"{name}Head")
        self.indicator = ComboBox(f"{name}Indicator", _("Focus"))
        self.indicator.setMaximumWidth(_NAME)
        self.indicator.setPlaceholderText(_("Nothing to propose"))
        self.step = StepField(f"{name}Step")
        self.step.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.step.setMinimumWidth(12 * GRID)
        self.count = label("", "small", name=f"{name}Count")
        self.extra = ComboBox(f"{name}Extra", _("Extra weight in that cycle"))
        self.extra.setToolTip(self.extra.accessibleName())
        self.confirm_button = Button(_("Confirm"), f"{name}Confirm", icon="check", clicked=self.confirm)
        tip = _("Withdraw focus")
        self.take_back = Button(
            "", f"{name}Withdraw", icon="x", kind="quiet", tip=tip, clicked=self._withdraw
        )
        fields = (self.head, self.indicator, (self.step, 1), self.count, self.extra)
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        hbox(*fields, self.confirm_button, self.take_back, on=self, margins=around)
        self.head.setVisible(headed)
        self.indicator.currentIndexChanged.connect(lambda _index: self._keep())
        self.extra.currentIndexChanged.connect(lambda _index: self._keep())
        self.step.textChanged.connect(lambda _text: self._keep())
        self.step.finished.connect(self._finish)

    # ---- what is shown

    @property
    def _key(self) -> tuple[str, str]:
        """The cycle and the staff number of what is shown."""
        return ("", "") if self._row is None else (self._row.board.made.cycle.code, self._row.staff_no)

    @property
    def _stored(self) -> Typed:
        """What is settled, or else proposed."""
        return _NOTHING if self._row is None else _stored(self._row.one)

    @property
    def _open(self) -> bool:
        return self._row is not None and not self._row.board.fixed

    @property
    def _settled(self) -> bool:
        return self._row is not None and self._row.one.settled is not None

    def show_agent(self, row: FocusRow) -> None:
        """Show an agent's focus. What was typed of the one shown before in that month is handed on first."""
        (cycle, staff_no), board = self._key, row.board
        if cycle == board.made.cycle.code and staff_no != row.staff_no:
            self.commit()
        self._row = row
        for each in board.agents:  # what is stored by now need not be kept here
            key = (board.made.cycle.code, each.result.agent.staff_no)
            if each.settled is not None and self._kept.get(key) == _stored(each):
                del self._kept[key]
        kept = self._kept.get(self._key) if self._open else None
        if kept is None:
            self._sent = self._stored
        self.head.setText(_("Focus for {month}").format(month=cycle_text(board.next_code)))
        self._fill(kept or self._stored)
        for field in (self.indicator, self.extra):
            field.setEnabled(self._open)
        self.step.setReadOnly(not self._open)

    def _fill(self, typed: Typed) -> None:
        """Offer the indicators that are weighed, and the weights a focus may have more; choose these."""
        if self._row is None:
            return
        board = self._row.board
        weighed = [i for i in board.made.scorecard.indicators() if i.role is Role.WEIGHTED]
        most = board.most_extra
        weights = sorted({Decimal(n) for n in range(int(most) + 1)} | {most, typed.extra})
        self.indicator.offer((i.code, named(i.names)) for i in weighed)
        with QSignalBlocker(self.indicator), QSignalBlocker(self.step):
            self.indicator.setCurrentIndex(self.indicator.findData(typed.indicator))
            if self.step.text().strip() != typed.step:
                self.step.setText(typed.step)
                self.step.setCursorPosition(0)
        words = _("Weight +{n}%")
        self.extra.offer(((one, words.format(n=formats.plain(one))) for one in weights), typed.extra)
        self.extra.setVisible(len(weights) > 1)
        self._show_state()

    def _show_state(self) -> None:
        """Say how much is typed, and what can be done with it."""
        typed, length = self.typed(), len(self.step.text())
        self.count.setVisible(length >= _COUNTED_FROM)
        self.count.setText(_("{n} of {most}").format(n=length, most=STEP_LENGTH))
        self.indicator.setToolTip(self.indicator.currentText())
        self.step.setToolTip(typed.step)
        self.confirm_button.setText(_("Change") if self._settled else _("Confirm"))
        self.confirm_button.setAccessibleName(self.confirm_button.word)
        changed = typed != self._stored or not self._settled
        self.confirm_button.setEnabled(changed and bool(typed.indicator))
        self.confirm_button.setVisible(self._open)
        self.take_back.setVisible(self._open and self._settled)

    def focus_step(self) -> None:
        """Put the keyboard where the agreed step is typed."""
        self.step.setFocus()

    # ---- what is typed

    def typed(self) -> Typed:
        """What the fields hold."""
        extra = self.extra.currentData() or Decimal(0)
        return Typed(self.indicator.currentData() or "", self.step.text().strip(), extra)

    def confirm(self) -> None:
        """Settle what is shown."""
        self._hand_on(unless=(self._stored,) if self._settled else ())
        self.left.emit()

    def commit(self) -> None:
        """Settle what was changed, if anything was; also what an input method has not let go of yet."""
        self._hand_on(unless=(self._stored, self._sent))

    def _hand_on(self, unless: Sequence[Typed]) -> None:
        if self.step.hasFocus():
            QGuiApplication.inputMethod().commit()
        typed = self.typed()
        if self._open and typed.indicator and typed not in unless:
            self._sent = typed
            self._commands.settle(self._key[1], *typed)

    def _finish(self) -> None:
        self.commit()
        self.left.emit()

    def _withdraw(self) -> None:
        self._kept.pop(self._key, None)
        self._sent = self._stored
        self._fill(self._stored)
        self.left.emit()
        self._commands.withdraw(self._key[1])

    def _keep(self) -> None:
        """Remember what was typed until it is stored."""
        self._kept.pop(self._key, None)
        if self.typed() != self._stored:
            self._kept[self._key] = self.typed()
        self._show_state()


def _stored(one: AgentFocus) -> Typed:
    """What is settled of an agent, or else proposed."""
    settled = one.settled
    if settled is None:
        return Typed(one.proposed or "", "", Decimal(0))
    return Typed(settled.indicator, settled.step, settled.extra)


def proposal_text(row: FocusRow) -> str:
    """Why this is proposed or settled, and what became of the last one, in a line."""
    one, card, said = row.one, row.board.made.scorecard, []
    made = one.result.assessment
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
        said.append(_("Last focus: {what}").format(what=focus_words.focus_change(card, one.last)))
    return "   ·   ".join(said)
