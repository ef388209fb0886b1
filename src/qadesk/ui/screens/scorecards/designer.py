"""The designer: one version of a scorecard as a table, with what is wrong with it and what is saved of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from qadesk.domain import editing
from qadesk.domain.problems import Path
from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.designing.versions import Status
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import REDO_KEYS, UNDO_KEYS, Action, Actions
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.commands import Commands, step_actions, step_name
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.levels_page import LevelsPage
from qadesk.ui.screens.scorecards.settings_page import SettingsPage
from qadesk.ui.screens.scorecards.table_page import TablePage
from qadesk.ui.screens.scorecards.trial_page import TrialPage
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine

_STEPS: Final = frozenset({Status.DRAFT, Status.APPROVED, Status.PUBLISHED})  # offered beside submitting


class Designer(QWidget):
    """Pages over one draft; emits what the screen has to do."""

    back_asked = Signal()
    screen_asked = Signal(str)  # key of another screen

    def __init__(self, draft: Draft, tasks: Tasks, office: Office, commands: Commands) -> None:
        super().__init__()
        self.draft = draft
        self._shown: int | None = None
        self._may = frozenset[Status]()
        self.actions_ = Actions(self, _("Scorecard"), self._actions(commands))
        self.title = OneLine("heading", "designerTitle", middle=True)
        self.badge = Badge("", name="designerStatus")
        self.saved = OneLine("muted", "designerSaved")
        self.undo_button, self.redo_button = (
            self.actions_.button(name) for name in ("designerUndo", "designerRedo")
        )
        for button in (self.undo_button, self.redo_button):
            button.set_narrow(True)
        self.steps = {to: self.actions_.button(step_name("designer", to)) for to in _STEPS}
        self.notice = Notice(name="designerNotice")
        self.table_page = TablePage(draft)
        self.levels_page = LevelsPage(draft)
        self.settings_page = SettingsPage(draft)
        self.trial_page = TrialPage(tasks, office)
        self.tabs = QTabBar()
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        submit = self.actions_.button("designerSubmit")
        head = hbox(
            self.actions_.button("designerBack"),
            (self.title, 3),
            self.badge,
            (self.saved, 2),
            margins=(GRID, GRID, 2 * GRID, 0),
        )
        for button in (self.undo_button, self.redo_button, *self.steps.values(), submit):
            head.addWidget(button)
        self.tabs.setObjectName("designerTabs")
        self.tabs.setAccessibleName(_("Pages of the scorecard"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.add_page(_("Table"), self.table_page)
        self.add_page(_("Levels"), self.levels_page)
        self.add_page(_("Grades and settings"), self.settings_page)
        self.add_page(_("Try it"), self.trial_page)
        bar = hbox(self.tabs, FREE, self.table_page.tools, margins=(2 * GRID, 0, GRID, 0))
        vbox(head, bar, self.notice, (self.pages, 1), on=self, gap=0)

    def add_page(self, title: str, page: QWidget) -> None:
        """Add a page with its tab."""
        self.tabs.addTab(title)
        self.pages.addWidget(page)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn_to)
        self.draft.loaded.connect(self._show)
        self.draft.changed.connect(lambda _path: self._tell())
        self.draft.changed.connect(lambda _path: self.notice.drop("info"))
        self.draft.saving.changed.connect(self._tell)
        self.table_page.place_asked.connect(self.go)
        self.table_page.side.levels_asked.connect(self._show_levels)
        self.levels_page.add_asked.connect(self._add_rated)
        self.trial_page.way_on_asked.connect(self.screen_asked)
        for one in (self.draft.refused, self.table_page.refused):
            one.connect(lambda text: self.notice.say(text, "info"))

    def _actions(self, commands: Commands) -> list[Action]:
        def step(to: Status) -> None:
            commands.ask_step(self.draft.version, to)

        draft, quiet = self.draft, "quiet"

        def editable() -> bool:
            return draft.editable

        return [
            Action("designerBack", _("Versions"), self.back_asked.emit, "chevron-left", kind=quiet),
            Action("designerUndo", _("Undo"), self.undo, "undo-2", UNDO_KEYS, quiet,
                   enabled=lambda: draft.can_undo, shown=editable),
            Action("designerRedo", _("Redo"), self.redo, "redo-2", REDO_KEYS, quiet,
                   enabled=lambda: draft.can_redo, shown=editable),
            *step_actions("designer", lambda: self._may & _STEPS, step),
            Action("designerSubmit", _("Submit for approval…"), lambda: step(Status.SUBMITTED), "send",
                   kind="primary", shown=editable),
        ]  # fmt: skip

    def _turn_to(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        page = self.pages.currentWidget()
        self.table_page.tools.setVisible(page is self.table_page)
        if page is self.trial_page and self.draft.is_open:
            self.trial_page.try_on(self.draft.card)
        if self.isVisible() and not self.tabs.hasFocus():
            self.focus_first()  # or the keyboard would be on the button that submits

    def _add_rated(self, kind: str) -> None:
        self.table_page.add_row(kind)
        spot = self.table_page.table.current_spot
        if spot is not None:
            self.levels_page.show_spot(spot)

    def _show_levels(self) -> None:
        self.tabs.setCurrentIndex(self.pages.indexOf(self.levels_page))
        spot = self.table_page.table.current_spot
        if spot is not None:
            self.levels_page.show_spot(spot)

    # ---- showing

    def _show(self) -> None:
        """Another version, or the same one with another status."""
        if not self.draft.is_open:
            return
        version = self.draft.version
        self.trial_page.forget()
        if self._shown != version.id:
            self._shown = version.id
            self.tabs.setCurrentIndex(0)
        self.badge.say(wording.status_text(version.status), wording.status_tone(version.status))
        self._may = frozenset[Status]()  # until it is known which steps may be taken: `offer`
        self._say_why_read_only()
        self._tell()
        if self.pages.currentWidget() is self.trial_page:
            self.trial_page.try_on(self.draft.card)

    def offer(self, version_id: int, may: frozenset[Status]) -> None:
        """Offer the next steps that the person signed in may take with the version in sight."""
        if not self.draft.is_open or self.draft.version.id != version_id:
            return
        if may != self._may:  # or what was read and closed would come back
            self._may = may
            self.actions_.update()
            self._say_why_read_only(waits=Status.APPROVED not in may)

    def _say_why_read_only(self, *, waits: bool = False) -> None:
        status = self.draft.version.status
        why = wording.why_read_only(status)
        if why and waits and status is Status.SUBMITTED:
            why = joined(why, wording.waits())
        if why:
            self.notice.say(why, "info")
        elif self.draft.saving.status != "failed":
            self.notice.hide()

    def _tell(self) -> None:
        """Say what is shown and what is saved of it, and offer undo."""
        self.title.say(wording.version_title(self.draft.version, self.draft.card.names))
        self.actions_.update()
        saving = self.draft.saving
        said = {"saved": _("All saved"), "saving": _("Saving…"), "failed": _("Not saved")}[saving.status]
        self.saved.say(said if self.draft.editable or saving.status != "saved" else "")
        if saving.status == "failed":
            why = saving.error.happened if saving.error is not None else _("Something went wrong in QADesk")
            text = _("Not saved, but kept here. {why}").format(why=why)
            self.notice.say(text, "bad", action=_("Try again"), then=saving.retry)
        elif self.notice.property("tone") == "bad":
            self.notice.hide()

    # ---- doing

    def undo(self) -> None:
        """Take the last edit back, and go where it was."""
        self.go(self.draft.undo())

    def redo(self) -> None:
        """Do it again, and go there."""
        self.go(self.draft.redo())

    def go(self, path: Path | None) -> None:
        """Show the place a path leads to, on its page."""
        if path is None:
            return
        if path[4:5] == ("levels",):
            self.tabs.setCurrentIndex(self.pages.indexOf(self.levels_page))
            self.levels_page.go(path)
        elif editing.spot_of(path) is not None or path[:1] == ("sections",):
            self.tabs.setCurrentIndex(self.pages.indexOf(self.table_page))
            self.table_page.go(path)
        else:
            self.tabs.setCurrentIndex(self.pages.indexOf(self.settings_page))
            self.settings_page.go(path)

    def focus_first(self) -> None:
        """What the page in sight begins with."""
        page = self.pages.currentWidget()
        if isinstance(page, LevelsPage | SettingsPage):
            page.focus_first()
        elif page is self.trial_page:
            self.trial_page.months.setFocus()
        else:
            self.table_page.table.setFocus()
