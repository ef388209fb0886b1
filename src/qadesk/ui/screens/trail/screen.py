"""The screen Trail: who changed what, when, from where, what it was and became, and why."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _, ngettext
from qadesk.services import people
from qadesk.services.people import Person
from qadesk.services.trail import browsing
from qadesk.services.trail.browsing import Entry, EntryList
from qadesk.services.trail.finding import NEWEST_FIRST, Wanted
from qadesk.ui import checking
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.list_page import ALL
from qadesk.ui.kit.paged import Asked, PagedModel, PagedPage
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.trail import listing
from qadesk.ui.screens.trail.leads import lead
from qadesk.ui.screens.trail.listing import Told
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import OneLine
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import RecordTableModel, TableView


class TrailScreen(Screen):
    """One page; what the current entry changed stands below the list."""

    key = "trail"

    def build(self) -> None:
        self.page = TrailPage(self)
        vbox(self.page, on=self)

    def refresh(self, changes: frozenset[str]) -> None:
        if changes == {"cycle"}:  # another month is looked at: the trail is of all
            return
        self.load(lambda: people.people(self.office), self.page.show_people, slot="people")

    def focus_first(self) -> None:
        """The list: in the search a stray key would hide everything."""
        self.page.focus_first()


class TrailPage(PagedPage[Entry]):
    """Person, action, period and search above, the entries below, and below them what one of them changed."""

    def __init__(self, screen: Screen) -> None:
        self._office = screen.office
        super().__init__(
            screen, listing.view(), self._read_page, self._read_all, _told, self._actions(), aside=self._aside
        )
        self.chosen.connect(self._show_entry)

    def _actions(self) -> list[Action]:
        def leads() -> bool:
            return self.current is not None and lead(self.current) is not None

        return [
            Action(
                "trailGo", _("Go to it"), self.go_on, "arrow-right", ("Enter",), enabled=leads, reach="widget"
            ),
            Action("trailCheck", _("Check…"), self.check, "list-checks"),
        ]

    def _aside(self, _actions: Actions) -> QWidget:
        self.said = OneLine("muted", "trailSaid")
        self.changed: RecordTableModel[Told] = RecordTableModel(listing.told_columns())
        self.changes = TableView(self.changed, "trailChanges", _("What the entry changed"))
        self.changes.setSortingEnabled(False)
        below = QWidget()
        vbox(self.said, (self.changes, 1), on=below, margins=(0, GRID, 0, 0))
        return below

    def _make_model(self) -> PagedModel[Entry]:
        return PagedModel(self.view.columns, listing.ORDERS)

    # ---- reading

    def show_people(self, everybody: Iterable[Person]) -> None:
        """Offer these users, and the months until today; then read the entries."""
        self.set_options("Person", listing.person_options(tuple(everybody)))
        self.set_options("Period", listing.period_options(self._office.today()))
        self.reload()

    def _narrowing(self, asked: Asked) -> Wanted:
        code = asked.filters["Action"]
        first, last = listing.days_of(asked.filters["Period"], self._office.today())
        since, before = browsing.moments(self._office.zone, first, last)
        kind = code.removeprefix(listing.KIND) if code.startswith(listing.KIND) else ""
        login = "" if asked.filters["Person"] == ALL else asked.filters["Person"]
        return Wanted(
            asked.search, login, kind, "" if kind or code == ALL else code, since, before,
            order=asked.order or NEWEST_FIRST,
        )  # fmt: skip

    def _read_page(self, asked: Asked, offset: int) -> EntryList:
        return browsing.listing(self._office, self._narrowing(asked), offset=offset)

    def _read_all(self, asked: Asked) -> Iterable[Entry]:
        return browsing.each(self._office, self._narrowing(asked))

    # ---- one entry

    def _show_entry(self, entry: Entry | None) -> None:
        """What it changed: first what the list knows, then all of it."""
        self.said.say("" if entry is None else _said(entry))
        self.changed.set_rows([] if entry is None else list(listing.told(entry)))
        if entry is not None and entry.more:
            number = entry.id

            def show(whole: Entry | None) -> None:
                if whole is not None and self.current is not None and self.current.id == number:
                    self.changed.set_rows(list(listing.told(whole)))

            self._screen.load(lambda: browsing.entry(self._office, number), show, slot="trailEntry")

    def check(self) -> None:
        """Whether the office is as its trail says."""
        checking.ask(self._screen)

    def go_on(self) -> None:
        """Show the thing the current entry is about, in its month."""
        found = None if self.current is None else lead(self.current)
        if found is not None:
            if found.month:
                self._screen.open_requested.emit("month", found.month)
            self._screen.open_requested.emit(found.screen, found.context)


def _said(entry: Entry) -> str:
    """One entry on a line."""
    who = entry.who or _("QADesk")
    said = [f"{entry.at:%Y-%m-%d %H:%M:%S}", who, entry.what, entry.about, entry.whence]
    if entry.why:
        said.append(_("Reason: {reason}").format(reason=entry.why))
    return " · ".join(part for part in said if part)


def _told(total: int) -> str:
    return ngettext("{n} entry", "{n} entries", total).format(n=f"{total:,}")
