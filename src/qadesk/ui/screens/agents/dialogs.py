"""The two small forms of the roster: a person's entry, and the day somebody left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import roster
from qadesk.services.roster import Agent, Entry
from qadesk.storage.office import Office
from qadesk.ui.screens.agents.listing import known, status_text
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox, text_field
from qadesk.ui.widgets.date_field import DateField
from qadesk.ui.widgets.form import FormDialog

Done = Callable[[Agent], object]


class _RosterDialog(FormDialog):
    """Runs one roster service on what was typed and stays open, nothing lost, if it refuses."""

    def __init__(
        self, parent: QWidget, office: Office, tasks: Tasks, title: str, action: str, name: str, done: Done
    ) -> None:
        super().__init__(parent, title, action, name, lambda: self._typed() != self._at_first)
        self.office = office
        self._tasks = tasks
        self._done = done
        self._at_first: object = None

    def _typed(self) -> object:
        raise NotImplementedError

    def _run(self, work: Callable[[], Agent]) -> None:
        self.say_wrong("")
        self.action.setEnabled(False)
        self._tasks.run(work, self._finish, self._failed, owner=self)

    def _finish(self, agent: Agent) -> None:
        self.accept()
        self._done(agent)

    def _failed(self, error: BaseException) -> bool:
        self.say_wrong(str(error) if isinstance(error, UserError) else "")
        return isinstance(error, UserError)


class AgentDialog(_RosterDialog):
    """Adds a person, or corrects the entry of `agent`; the number, the identity, is fixed then."""

    def __init__(
        self,
        parent: QWidget,
        office: Office,
        tasks: Tasks,
        everybody: Sequence[Agent],
        done: Done,
        agent: Agent | None = None,
    ) -> None:
        title, action = (_("Edit agent"), _("Save")) if agent else (_("Add agent"), _("Add"))
        super().__init__(parent, office, tasks, title, action, "agentDialog", done)
        self._agent = agent
        self.number = text_field("agentNumber", _("Staff number"), agent.staff_no if agent else "")
        self.person = text_field("agentName", _("Name"), agent.name if agent else "")
        self.team = _choice("agentTeam", _("Team"), known(everybody, "team"), agent.team if agent else "")
        self.post = _choice("agentPost", _("Post"), known(everybody, "post"), agent.post if agent else "")
        self.status = ComboBox("agentStatus", _("Status"))
        for status in ("active", "probation"):
            self.status.addItem(status_text(status), status)
        if agent is not None and not agent.here:
            self.status.addItem(status_text("left"), "left")
        self.status.setCurrentIndex(self.status.findData(agent.status if agent else "active"))
        self.hired = DateField("agentHired", _("Hired on"), agent.hired_on if agent else None)
        self.number.setReadOnly(agent is not None)
        self.number.setEnabled(agent is None)
        self.form.add_row(_("Staff number"), self.number)
        self.form.add_row(_("Name"), self.person)
        self.form.add_row(_("Team"), self.team)
        self.form.add_row(_("Post"), self.post)
        self.form.add_row(_("Status"), self.status)
        self.form.add_row(_("Hired on"), self.hired)
        self._at_first = self._typed()
        (self.person if agent else self.number).setFocus()

    def _typed(self) -> object:
        return (
            self.number.text(),
            self.person.text(),
            self.team.currentText(),
            self.post.currentText(),
            self.status.currentData(),
            self.hired.text(),
        )

    def submit(self) -> None:
        if not self.hired.is_right():
            self.say_wrong(
                _("“{text}” is not a date. Write it as 2026-10-31.").format(text=self.hired.text())
            )
            self.hired.setFocus()
            return
        entry = Entry(
            staff_no=self.number.text(),
            name=self.person.text(),
            team=self.team.currentText(),
            post=self.post.currentText(),
            status=self.status.currentData(),
            hired_on=self.hired.day(),
            left_on=self._agent.left_on if self._agent else None,
        )
        office = self.office
        store = roster.add if self._agent is None else roster.edit
        self._run(lambda: store(office, entry))


class LeaveDialog(_RosterDialog):
    """Asks for somebody's last day; empty means that it is not known."""

    def __init__(self, parent: QWidget, office: Office, tasks: Tasks, agent: Agent, done: Done) -> None:
        title = _("{name} leaves").format(name=agent.name)
        super().__init__(parent, office, tasks, title, _("Mark as left"), "leaveDialog", done)
        self._agent = agent
        self.day = DateField("leaveDay", _("Last day at work"), office.today())
        self.form.add_row(
            _("Last day at work"),
            self.day,
            _("Leave it empty if it is not known. Records and results stay; the number can rejoin later."),
        )
        self._at_first = self._typed()
        self.day.setFocus()

    def _typed(self) -> object:
        return self.day.text()

    def submit(self) -> None:
        if not self.day.is_right():
            self.say_wrong(_("“{text}” is not a date. Write it as 2026-10-31.").format(text=self.day.text()))
            self.day.setFocus()
            return
        last = self.day.day()
        office, number = self.office, self._agent.staff_no
        left_on = None if last is None else last + timedelta(days=1)
        self._run(lambda: roster.leave(office, number, left_on))


def _choice(name: str, spoken: str, offered: Sequence[str], current: str) -> ComboBox:
    box = ComboBox(name, spoken)
    box.setEditable(True)
    box.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
    box.addItems(list(offered))
    box.setEditText(current)
    return box
