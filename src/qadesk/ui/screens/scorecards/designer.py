"""The designer: one version of a scorecard as a table, with what is wrong with it and what is saved of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from qadesk.domain import editing
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Origin
from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.designing import known_figures, version_words
from qadesk.services.designing.versions import VersionStatus
from qadesk.ui.kit.actions import Action, Actions, turns
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards.commands import Commands, steps
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.pages import LevelsPage, SettingsPage
from qadesk.ui.screens.scorecards.past_months import TrialPage
from qadesk.ui.screens.scorecards.table_page import TablePage
from qadesk.ui.screens.scorecards.total_page import TotalPage
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import OneLine
from qadesk.ui.widgets.layouts import FOOT, hbox, stack, tab_bar, vbox
from qadesk.ui.widgets.notice import Notice

# Back at the left, on at the right, all of these in one place: a second click never sends back.
_NONE: Final[Mapping[VersionStatus, str]] = {}
_ON: Final = (VersionStatus.APPROVED, VersionStatus.PUBLISHED, VersionStatus.SUBMITTED)


class Designer(QWidget):
    """Pages over one draft; emits what the screen has to do."""

    back_asked = Signal()

    def __init__(self, screen: Screen, operations: Operations, draft: Draft, commands: Commands) -> None:
        super().__init__()
        self.draft = draft
        self._commands = commands
        self._shown: int | None = None
        self._offered = 0  # typed values that the records have, which was said already
        self._may = frozenset[VersionStatus]()
        self._barred: Mapping[VersionStatus, str] = {}
        self.actions_ = Actions(self, _("Scorecard"), self._actions(commands))
        self.title = OneLine("heading", "designerTitle", middle=True)
        self.badge = Badge("", name="designerStatus")
        self.saved = OneLine("muted", "designerSaved")
        offered = (VersionStatus.DRAFT, *_ON)
        self.steps = {to: self.actions_.button(f"designer_{to.value}") for to in offered}
        self.notice = Notice(name="designerNotice")
        self.table_page = TablePage(draft)
        self.levels_page = LevelsPage(draft)
        self.total_page = TotalPage(draft)
        self.settings_page = SettingsPage(draft)
        self.trial_page = TrialPage(screen, operations)
        titles = (_("Table"), _("Levels"), _("On the total"), _("Grades and settings"), _("Try it"))
        self.tabs = tab_bar("designerTabs", _("Pages of the scorecard"), titles)
        self.pages = stack(
            self.table_page, self.levels_page, self.total_page, self.settings_page, self.trial_page
        )
        back, undo, redo = (self.actions_.button(f"designer{name}") for name in ("Back", "Undo", "Redo"))
        right = (undo, redo, *self.steps.values())
        around = (GRID, GRID, 2 * GRID, 0)
        head = hbox(back, (self.title, 4), self.badge, (self.saved, 1), *right, margins=around)
        bar = hbox(self.tabs, (self.table_page.tools, 1), margins=(2 * GRID, 0, GRID, 0))
        vbox(head, bar, (self.pages, 1), hbox(self.notice, margins=FOOT), on=self, gap=0)
        self.tabs.currentChanged.connect(self._turn_to)
        self.draft.loaded.connect(self._load)
        self.draft.changed.connect(lambda _path: self._follow())
        self.draft.noise_changed.connect(lambda: self.trial_page.say_noise(draft.noise))
        self.draft.saving.changed.connect(self._show_saved_state)
        self.table_page.problems.place_asked.connect(self.go)
        self.table_page.side.levels_asked.connect(self._show_levels)
        self.levels_page.add_asked.connect(self._add_rated)
        self.draft.refused.connect(lambda text, code: self.notice.say(text, "info", code=code))

    def _actions(self, commands: Commands) -> list[Action]:
        def step(to: VersionStatus) -> None:
            commands.ask_step(self.draft.version, to)

        def editable() -> bool:
            return self.draft.editable

        draft, quiet = self.draft, "quiet"
        return [
            Action("designerBack", _("Versions"), self.back_asked.emit, "chevron-left", ("Alt+Left",), quiet),
            *turns("designer", draft.stack, (self.undo, lambda: draft.can_undo),
                   (self.redo, lambda: draft.can_redo), partial(Action, kind=quiet, shown=editable)),
            *steps("designer", lambda: self._may & self.steps.keys(), self._barred_here, step, _ON),
        ]  # fmt: skip

    def _turn_to(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        page = self.pages.currentWidget()
        self.table_page.tools.setVisible(page is self.table_page)
        if page is self.trial_page and self.draft.is_open:
            self.trial_page.try_on(self.draft.card)
        if self.isVisible() and not self.tabs.hasFocus():
            self.focus_first()  # or the keyboard would be on the button that submits

    def _turn_to_page(self, page: QWidget) -> None:
        self.tabs.setCurrentIndex(self.pages.indexOf(page))

    def _add_rated(self) -> None:
        self.table_page.add_row(Origin.RATED.value)
        self._show_levels()

    def _show_levels(self) -> None:
        self._turn_to_page(self.levels_page)
        spot = self.table_page.table.current_spot
        if spot is not None:
            self.levels_page.show_spot(spot)

    def _follow(self) -> None:
        self._show_saved_state()
        self.notice.drop("info")
        self._offer_records()

    def _offer_records(self) -> None:
        """Say so when a value to be typed was named that can be calculated from the records."""
        found = known_figures.known(self.draft.card) if self.draft.editable else {}
        more, self._offered = len(found) > self._offered, len(found)
        self.notice.check()
        if more:
            QTimer.singleShot(0, self, self._say_offer)  # after what is said of the change itself

    def _count_offers(self) -> None:
        """What could be offered of a version as it was opened is no news."""
        self._offered = len(known_figures.known(self.draft.card)) if self.draft.is_open else 0

    def _say_offer(self) -> None:
        said = known_figures.offered(self.draft.card)
        if not said:
            return
        before = self.notice.text.text() if self.notice.is_told("info") else ""
        self.notice.say(
            joined(before, said),
            "good",
            action=_("Use the records"),
            then=self._use_records,
            holds=lambda: self._offered > 0,
        )

    def _use_records(self) -> None:
        card, replaced = known_figures.with_known(self.draft.card)
        self.draft.apply(card, ("sections",))
        if replaced:
            self.notice.say(known_figures.replaced_said(replaced), "warn")

    # ---- showing

    def _load(self) -> None:
        """Show another version, or the same one with another status."""
        if not self.draft.is_open:
            return
        version = self.draft.version
        self.trial_page.forget()
        if self._shown != version.id:
            self._shown = version.id
            QTimer.singleShot(0, self, self._count_offers)  # apart from what opening shows
            self.tabs.setCurrentIndex(0)
        self.badge.say(version_words.status_text(version.status), version_words.status_tone(version.status))
        draft = frozenset({VersionStatus.SUBMITTED}) if self.draft.editable else frozenset()
        self._barred = {}
        self._may = draft  # until it is known which other steps may be taken: `offer`
        self._say_why_read_only()
        self._show_saved_state()
        if self.pages.currentWidget() is self.trial_page:
            self.trial_page.try_on(self.draft.card)

    def _barred_here(self) -> Mapping[VersionStatus, str]:
        return {to: why for to, why in self._barred.items() if to in self.steps}

    def offer(
        self, version_id: int, may: frozenset[VersionStatus], barred: Mapping[VersionStatus, str] = _NONE
    ) -> None:
        """Offer the next steps of the version in sight; those `barred` say why the person may not."""
        if not self.draft.is_open or self.draft.version.id != version_id:
            return
        if (may, barred) != (self._may, self._barred):  # or what was read and closed would come back
            self._may, self._barred = may, barred
            self.actions_.update()
            self._say_why_read_only(waits=VersionStatus.APPROVED not in may)

    def _say_why_read_only(self, *, waits: bool = False) -> None:
        status = self.draft.version.status
        why = version_words.why_read_only(status)
        if why and waits and status is VersionStatus.SUBMITTED:
            why = joined(why, version_words.waits())
        if why and status is VersionStatus.PUBLISHED:
            version, ask = self.draft.version, self._commands.ask_notice
            self.notice.say(why, "info", code="scorecard.not_a_draft",
                            action=_("Notice as PDF…"), then=lambda: ask(version))  # fmt: skip
        elif why:
            self.notice.say(why, "info", code="scorecard.not_a_draft")
        elif self.draft.saving.status != "failed":
            self.notice.hide()

    def _show_saved_state(self) -> None:
        """Say what is shown and what is saved of it, and offer undo."""
        self.title.say(version_words.version_title(self.draft.version, self.draft.card.names))
        self.actions_.update()
        saving = self.draft.saving
        said = {"saved": _("All saved"), "saving": _("Saving…"), "failed": _("Not saved")}[saving.status]
        self.saved.say(said if self.draft.editable or saving.status != "saved" else "")
        if saving.status == "failed":
            why = saving.error.happened if saving.error is not None else _("Something went wrong in QADesk")
            code = saving.error.code if saving.error is not None else ""
            text = _("Not saved, but kept here. {why}").format(why=why)
            self.notice.say(text, "bad", code=code, action=_("Try again"), then=saving.retry)
        else:
            self.notice.drop("bad")

    # ---- doing

    def may_leave(self) -> bool:
        """Whether Esc goes back to the list: in a draft only the second time, after it was said."""
        said = _("All saved. Esc once more goes back to the versions.")
        again = not self.notice.isHidden() and self.notice.text.text() == said
        if not again and self.draft.editable and self.draft.saving.status != "failed":
            self.notice.say(said, "info")
            return False
        return True

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
        page: LevelsPage | TablePage | TotalPage | SettingsPage = self.settings_page
        if path[4:5] == ("levels",):
            page = self.levels_page
        elif path[:1] == ("on_total",):
            page = self.total_page
        elif editing.spot_of(path) is not None or path[:1] == ("sections",):
            page = self.table_page
        self._turn_to_page(page)
        page.go(path)

    def focus_first(self) -> None:
        """What the page in sight begins with."""
        page = self.pages.currentWidget()
        if isinstance(page, TablePage | LevelsPage | TotalPage | SettingsPage):
            page.focus_first()
        elif self.trial_page.months.isEnabled():
            self.trial_page.months.setFocus()
        else:
            self.tabs.setFocus()  # there is no month yet: the keyboard would be lost in the side bar
