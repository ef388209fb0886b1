"""The screen Agents: the roster, and one agent's history beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services import about_person, renumbering, roster
from qadesk.services.about_person import AboutPerson
from qadesk.services.assessment import history
from qadesk.services.done import Done
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.renumbering import NumberTakenError
from qadesk.services.roster import Agent, AgentEntry, FormerNumberError
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.ui.dialogs import confirm, show_error
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.notes import NotesDoor
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.agents.forms import Merging, agent_form, columns, leave_form, number_form
from qadesk.ui.screens.agents.panel import AgentPanel
from qadesk.ui.widgets.layouts import vbox

_Do = Callable[[Callable[[], Done[Agent]]], object]
_SETTLE_MS: Final = 150  # walking through the table with the arrow keys adds up only where it stops


class AgentsScreen(Screen):
    """Search, add, edit, leave, rejoin; every change can be undone."""

    key = "agents"
    concerns = frozenset({"agents", "results", "focus", "ratings", "records", "cycle", "notes"})

    def build(self) -> None:
        self._asked_for = ""
        self.notes = NotesDoor(self, "agents", lambda: self.page, _about)
        self.page = ListPage(self, _view(), self._actions(), self._aside)
        self.page.chosen.connect(self._show_chosen)
        self._merging = Merging(self, self.page.operations, self._show_written)
        vbox(self.page, on=self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._load_history)

    def _actions(self) -> list[Action]:
        def here() -> bool:
            return self.page.current is None or self.page.current.here

        def several(_agent: Agent) -> bool:
            return len(self.page.rows) > 1

        def history_of(agent: Agent) -> About:
            return things.of_agent(agent.staff_no)

        ask_import = partial(self.open_requested.emit, "records", "roster")
        of, more = partial(Action, row=True, right="prepare"), ("agentsNumber", "agentsMerge", "agentsKept")
        return [
            of("agentsEdit", _("Edit…"), self._edit, "pencil", ("F2",)),
            of("agentsLeave", lambda: _("Mark as left…") if here() else _("Re-employ"),
               self._leave_or_rejoin, lambda: "user-minus" if here() else "user-plus"),
            of("agentsNumber", _("Correct staff number…"), self._correct_number, "hash", ("Shift+F2",)),
            of("agentsMerge", _("Merge entries…"), self._merge, "merge", ("Ctrl+M",), enabled=several),
            Action("agentsMore", _("More"), None, keys=("Alt+M",), row=True, menu=more),
            of("agentsKept", _("What is kept about them…"), self._write_kept, "id-card", right="print"),
            self.notes.action,
            history_action(self, "agents", history_of, row=True),
            Action("agentsAdd", _("Add agent…"), self.add, "user-plus", ("Ctrl+N",), "primary",
                    right="prepare"),
            Action("agentsImport", _("Import staff list…"), ask_import, "upload", right="import"),
        ]  # fmt: skip

    def _aside(self, actions: Actions) -> QWidget:
        self.panel = AgentPanel(
            [actions.button(name) for name in ("agentsEdit", "agentsLeave", "agentsMore")],
            actions.button("agentsNotes"),
        )
        return self.panel

    def _write_kept(self, agent: Agent) -> None:
        """Count what is kept about an agent, then ask where the file with it goes."""
        office = self.office

        def ask(about: AboutPerson) -> None:
            words, holds = _("Save what is kept"), holding(office, Personal("both"), about.rows)
            name = _("What is kept about {who}").format(who=formats.agent_text(agent.name, agent.staff_no))
            kinds = [FileKind(_("PDF documents"), ("pdf",)), files.workbook()]
            write = partial(about_person.write, office, about)
            self.page.operations.save_as(
                "agentsKeptDialog", words, f"{name}.pdf", write, holds=holds, kinds=kinds
            )

        self.load(lambda: about_person.about_agent(office, agent.staff_no), ask, slot="kept")

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        self.load(partial(roster.agents, self.office), self._show_agents)

    def _show_agents(self, agents: Sequence[Agent]) -> None:
        self.page.show_rows(agents)
        self._go_to_asked()

    def arrive(self, context: object) -> None:
        """Show the agent with that staff number; "add" opens the empty form."""
        if context == "add":
            self.add()
        elif isinstance(context, str):
            self._asked_for = context
            self._go_to_asked()

    def _go_to_asked(self) -> None:
        """Results of a closed month ask for a person by the number of then."""
        asked, people = self._asked_for, self.page.rows
        found = next((one.id for one in people if one.staff_no == asked), None)
        if found is None:
            found = next((one.id for one in people if asked in one.former), None)
        if found is not None:
            self._asked_for = ""
            self.page.go_to(found)

    def _show_chosen(self, agent: Agent | None) -> None:
        self.panel.show_agent(agent)
        if agent is None:
            self._settle.stop()
        else:
            self._settle.start()

    def _load_history(self) -> None:
        if self.panel.agent is None:
            return
        read = partial(history.history, self.office, self.panel.agent.staff_no)
        self.load(read, self.panel.show_history, slot="history")
        self.notes.look()

    # ---- writing

    def add(self) -> None:
        """Ask for a new person."""
        self._ask_entry(_("Add agent"), _("Add"), _("{name} was added to the roster."))

    def _edit(self, agent: Agent) -> None:
        self._ask_entry(_("Edit agent"), _("Save"), _("{name} was changed."), agent)

    def _begins(self, agent: Agent) -> str:
        """Of somebody who is not there yet from when on they are assessed."""
        if agent.hired_on is None or agent.hired_on <= self.office.today():
            return ""
        told = _("The date of hire lies ahead: assessed from {day} on.")
        return told.format(day=formats.day(agent.hired_on))

    def _ask_entry(self, title: str, action: str, said: str, agent: Agent | None = None) -> None:
        store = roster.edit if agent else roster.add

        def write(values: dict[str, Any]) -> Done[Agent]:
            staff_no, hired_on = values.pop("number"), values.pop("hired")
            left_on = agent.left_on if agent else None
            return store(self.office, AgentEntry(staff_no, hired_on=hired_on, left_on=left_on, **values))

        form = agent_form(self.page.rows, agent)
        self.page.operations.ask_and_write(
            "agentDialog",
            (title, action),
            form,
            write,
            self._show_written,
            said=lambda now: joined(said.format(name=now.name), self._begins(now)),
            otherwise=self._ask_whether_new,
        )

    def _ask_whether_new(self, error: BaseException, dialog: FormDialog, do: _Do) -> bool:
        """A number that somebody had before: may it be given to somebody else?"""
        if not isinstance(error, FormerNumberError):
            return False
        entry = error.entry
        confirm(
            dialog,
            error.happened,
            _("Rows that still come with this number will then be those of {name}.").format(name=entry.name),
            _("Add as someone else"),
            lambda: do(lambda: roster.add(self.office, entry, anew=True)),
        )
        return True

    def _correct_number(self, agent: Agent) -> None:
        """Ask for the number somebody should have."""

        def write(values: dict[str, Any]) -> Done[Agent]:
            return renumbering.correct(self.office, agent.staff_no, values["new"], values["reason"])

        words = _("Correct the staff number of {name}").format(name=agent.name), _("Correct")
        said = _("{name} now has staff number {staff_no}.")
        self.page.operations.ask_and_write(
            "numberDialog",
            words,
            number_form(agent),
            write,
            self._show_written,
            said=lambda now: said.format(name=now.name, staff_no=now.staff_no),
            otherwise=lambda error, dialog, _do: self._offer_merging(agent, error, dialog),
        )

    def _merge(self, agent: Agent) -> None:
        """Ask which other entry is the same person's, too."""
        self._merging.choose(agent, self.page.rows)

    def _offer_merging(self, agent: Agent, error: BaseException, dialog: FormDialog) -> bool:
        """The correct number is there already: perhaps both are entries of one person."""
        if not isinstance(error, NumberTakenError):
            return False
        if error.holder.name != agent.name:  # a slip of the finger; two people are never one
            return dialog.refuse(error)

        def merge() -> None:
            dialog.leave()
            self._merging.look(error.holder.staff_no, agent.staff_no)

        show_error(dialog, error, instead=(_("Merge…"), merge))
        return True

    def _leave_or_rejoin(self, agent: Agent) -> None:
        """Ask for somebody's last day, or take them back under the same number."""
        office, writes = self.office, self.page.operations
        if not agent.here:
            said = _("{name} was re-employed.").format(name=agent.name)
            writes.run(lambda: roster.rejoin(office, agent.staff_no), self._show_written, said=said)
            return

        def leave(values: dict[str, Any]) -> Done[Agent]:
            last: date | None = values["day"]
            return roster.leave(office, agent.staff_no, None if last is None else last + timedelta(days=1))

        words = _("Mark {name} as left").format(name=agent.name), _("Mark as left")
        said = _("{name} is marked as left. Records and results are kept.").format(name=agent.name)
        writes.ask_and_write(
            "leaveDialog", words, leave_form(office.today()), leave, self._show_written, said=said
        )

    def _show_written(self, agent: Agent) -> None:
        self.page.table.setFocus()  # the button just pressed goes out of sight while the table is refilled
        self.page.expect(agent.id)


def _about(agent: Agent) -> tuple[NoteSubject, str]:
    return NoteSubject(agent.staff_no), formats.agent_text(agent.name, agent.staff_no)


def _view() -> ListView[Agent]:
    return ListView(
        "agents",
        _("Agents"),
        columns(),
        identity=lambda agent: agent.id,
        personal=Personal("agents"),
        counted=lambda rows: ngettext("{n} agent", "{n} agents", len(rows)).format(n=len(rows)),
        searched=lambda agent: (agent.staff_no, agent.name, agent.team, agent.post, *agent.former),
        search_tip=_("Search number, name, team, post"),
        filters=[
            Filter(
                "Who",
                _("Who is shown"),
                [("here", _("Employed")), ("left", _("Left")), (ALL, _("Everyone"))],
                lambda agent, code: agent.here == (code == "here"),
            )
        ],
        empty=Empty(
            "users",
            _("Nobody is on the roster yet"),
            _("Import your staff list (Excel or CSV), or add agents one by one."),
            ("agentsImport", "agentsAdd"),
        ),
        no_match=_("No matches"),
        hidden_when_narrow=("hired_on",),
        in_bar=("agentsImport", "agentsAdd"),
        opens="agentsEdit",
    )
