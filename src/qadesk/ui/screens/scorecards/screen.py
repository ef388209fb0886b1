"""The screen Scorecards: the versions of every scorecard, the designer of one, targets, advice."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from qadesk.domain.scorecard import Scorecard
from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.designing import versions
from qadesk.services.designing.versions import Version
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards.commands import Commands
from qadesk.ui.screens.scorecards.designer import Designer
from qadesk.ui.screens.scorecards.draft import Draft, History
from qadesk.ui.screens.scorecards.past_months import AdvicePage
from qadesk.ui.screens.scorecards.targets_page import TargetsPage
from qadesk.ui.screens.scorecards.versions_page import ComparePage, VersionsPage
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.layouts import FOOT, FREE, hbox, stack, tab_bar, vbox
from qadesk.ui.widgets.notice import Notice

_Page = VersionsPage | Designer | ComparePage | TargetsPage | AdvicePage
_APART_MS = 1  # between filling the designer and drawing it: both at once would keep a key waiting


class ScorecardsScreen(Screen):
    """Enter opens a version, Esc goes back to the list; from a draft it asks for a second Esc."""

    key = "scorecards"
    concerns = frozenset({"scorecard", "cycle", "agents", "settings"})  # targets of agents, who may approve

    def build(self) -> None:
        self.draft = Draft(self.office, self.tasks, self)
        self.notice = Notice(name="scorecardsNotice")
        operations = self.operations(self.notice)
        self.commands = Commands(self, operations, self.draft, self.open_id)
        self.versions = VersionsPage(self, operations, self.commands, self.open_chosen, self.show_compare)
        self.designer = Designer(self, operations, self.draft, self.commands)
        self.compare = ComparePage(self, operations)
        self.targets = TargetsPage(self)
        self.advice = AdvicePage(self, operations)
        self._undoes: dict[QWidget | None, Designer | Operations] = {
            self.versions: operations, self.designer: self.designer, self.targets: self.targets.operations
        }  # fmt: skip
        self._tabbed = (self.versions, self.targets, self.advice)
        titles = (_("Versions"), _("Targets"), _("Choosing indicators"))
        self.tabs = tab_bar("scorecardsTabs", _("Pages of the screen"), titles)
        self.pages = stack(*self._tabbed, self.designer, self.compare)
        bar = hbox(self.tabs, FREE, margins=(2 * GRID, 0, GRID, 0))
        vbox(bar, (self.pages, 1), hbox(self.notice, margins=FOOT), on=self, gap=0)
        self._to_list = False
        self._wanted: int | None = None
        self._history: History | None = None  # of the version that is opened next
        self._opening = 0  # counts what was asked to be opened, or left before it was there
        self.tabs.currentChanged.connect(self._turn_to)
        self.targets.operations.changed.connect(
            lambda changes, _itself: self.announce(changes, refresh_self=False)
        )
        self.answered.connect(self._go_on)
        self.compare.back_asked.connect(self.show_list)
        self.designer.back_asked.connect(self.show_list)

    # ---- the window's calls

    def refresh(self, changes: frozenset[str]) -> None:
        """Read the list, and the version in sight, again."""
        office = self.office
        self.load(lambda: versions.versions(office), self._show_versions)
        self._read_page()

    def _read_page(self) -> None:
        """What the pages beside the list read for themselves."""
        if self.pages.currentWidget() is self.targets:
            self.targets.show_targets()
        elif self.pages.currentWidget() is self.advice:
            self.advice.refresh()

    def arrive(self, context: object) -> None:
        """“targets” and “advice” show those pages, a number the version it is of."""
        if isinstance(context, History):
            self._wanted, self._history = context.version_id, context
        elif isinstance(context, int):
            self._wanted = context
        elif context in ("targets", "advice"):
            self.tabs.setCurrentIndex(1 if context == "targets" else 2)

    @property
    def place(self) -> object:
        """The version that is open, with what can be undone in it."""
        in_designer = self.pages.currentWidget() is self.designer and self.draft.is_open
        return (self.draft.history or self.draft.version.id) if in_designer else None

    def focus_first(self) -> None:
        """The list, or the table."""
        page = self.pages.currentWidget()
        assert isinstance(page, _Page)
        page.focus_first()

    def flush(self) -> bool:
        """False while an edit could not be saved or a cell is half typed; takes what is typed as a target."""
        self.targets.flush()
        if self.isAncestorOf(QApplication.focusWidget() or self):
            QGuiApplication.inputMethod().commit()  # what an input method has not let go of yet
        self.draft.beside.settle()
        if (half := self._half_typed()) is not None:
            self._ask_about_cell(*half)
            return False
        self.draft.saving.hand_over()
        if self.draft.saving.status != "failed":
            return True
        self.ask_to_lose(
            _("The last changes to the scorecard could not be saved"),
            _("If you leave now, they will be lost."),
            self.draft.saving.give_up,
        )
        return False

    def is_deeper(self) -> bool:
        return self.pages.currentWidget() is not self.versions

    def go_back(self) -> None:
        if self.pages.currentWidget() is not self.designer or self.designer.may_leave():
            self.show_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z works beside the pages, too."""
        page = self.pages.currentWidget()
        if event.matches(QKeySequence.StandardKey.Undo) and page in self._undoes:
            self._undoes[page].undo()
            return
        super().keyPressEvent(event)

    # ---- showing

    def _show_versions(self, found: tuple[Version, ...]) -> None:
        self.versions.show_versions(found, self._wanted)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            version = next((v for v in found if v.id == wanted), None)
            if version is not None:
                self.open(version)
        elif self.draft.is_open and self.pages.currentWidget() is self.designer:
            now = next((v for v in found if v.id == self.draft.version.id), None)
            if now is None:
                self.show_list()
            elif now.status is not self.draft.version.status:
                self.open(now)
            else:
                self._ask_here()

    def _ask_here(self) -> None:
        """Ask what may be done next with the version in the designer; a draft can only be submitted."""
        office, number = self.office, self.draft.version.id
        if self.draft.editable:
            return
        self.load(
            lambda: (versions.may(office, number), versions.barred(office, number)),
            lambda found: self.designer.offer(number, *found),
            slot="here",
        )

    def open(self, version: Version) -> None:
        """Show a version in the designer, unless somebody goes elsewhere before it is read."""
        office = self.office
        self._opening += 1
        asked = self._opening

        def show() -> None:
            if asked == self._opening and self.draft.is_open:
                self._show_page(self.designer)
                self._ask_here()

        def take(card: Scorecard) -> None:
            if asked == self._opening:
                self.draft.open(version, card)
                if (past := self._history) is not None:
                    self._history = None
                    self.draft.take_up(past)
                if self.pages.currentWidget() is self.designer:
                    show()
                else:
                    QTimer.singleShot(_APART_MS, self, show)

        self.load(lambda: versions.card(office, version.id), take, slot="card")

    def _half_typed(self) -> tuple[str, str] | None:
        """What stood in the cell one is typing in, and what stands there now."""
        tables = [one for one in self.designer.findChildren(EditTable) if one.isVisible() and one.editing]
        return tables[0].edited.half_typed if tables and self.draft.editable else None

    def _ask_about_cell(self, stood: str, typed: str) -> None:
        """Whoever leaves in the middle of a cell may not have meant what stands there by now."""
        told = _("“{typed}” stands in place of “{stood}”.") if stood else _("“{typed}” was typed so far.")
        self.ask_to_lose(
            _("A cell is only half typed"),
            joined(
                told.format(typed=typed, stood=stood), _("If you leave now, the cell is as it was before.")
            ),
            self.draft.undo,
        )

    def open_chosen(self, version: Version) -> None:
        """Show the version one stands on; what was told in the list was of the list."""
        self.notice.drop("good")
        self.notice.drop("info")
        self.open(version)

    def open_id(self, version_id: int) -> None:
        """Show a version that may be new to the list."""
        self._wanted = version_id
        self.refresh(frozenset({"scorecard"}))

    def show_list(self) -> None:
        """Back to the list."""
        if not self.flush():
            self._to_list = True  # if that is given up
            return
        self._show_page(self.versions)
        self.refresh(frozenset({"scorecard"}))

    def _go_on(self, given_up: bool) -> None:
        wanted, self._to_list = self._to_list, False
        if given_up and wanted:
            self.show_list()

    def show_compare(self, version: Version) -> None:
        """Show a version beside what it was made from."""
        known = self.versions.rows
        self.compare.offer(known, *versions.pair_to_compare(known, version))
        self._show_page(self.compare)

    def _show_page(self, page: QWidget) -> None:
        self._opening += page is not self.designer
        moved = self.pages.currentWidget() is not page
        if page is self.versions:
            self.tabs.setCurrentIndex(0)
        self.tabs.setVisible(page in self._tabbed)
        self.pages.setCurrentWidget(page)
        if moved and self.isVisible():
            self.focus_first()

    def _turn_to(self, number: int) -> None:
        self.targets.flush()
        self.advice.stop()
        self._opening += 1
        page = self._tabbed[number]
        self.pages.setCurrentWidget(page)
        if page is not self.versions:
            self.notice.hide()
        self._read_page()
