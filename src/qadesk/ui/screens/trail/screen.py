"""The screen Trail: who changed what, when, from where, what it was and became, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk.formats import agent_text, cycle_text
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services import people
from qadesk.services.people import Person
from qadesk.services.trail import browsing, things
from qadesk.services.trail.action_words import ACTIONS, KINDS, action_name, actions_of, kind_name
from qadesk.services.trail.browsing import Entry, EntryList
from qadesk.services.trail.finding import NEWEST_FIRST, PROGRAM, Wanted
from qadesk.services.trail.history import HistoryStep, in_a_line, steps
from qadesk.storage.office import Office
from qadesk.ui import checking
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.history import ask_pdf, history_action, save_pdf_action
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListView
from qadesk.ui.kit.paged import Asked, PagedModel, PagedPage
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import OneLine
from qadesk.ui.widgets.layouts import held, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_ORDERS: Final = ("", "when", "who", "what", "about")  # in which it can be read, the usual one first
_KIND: Final = "kind:"  # begins the code of a kind of thing among the actions
_MONTHS: Final = 12
_MONTH: Final = re.compile(r"\d{4}(-\w+)?")


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


class TrailPage(PagedPage[Entry]):
    """Person, action, period and search above, the entries below, and below them what one of them changed."""

    def __init__(self, screen: Screen) -> None:
        self._office = screen.office
        super().__init__(
            screen, _view(), self._read_page, self._read_all, _told, self._actions(screen), aside=self._aside
        )
        self.chosen.connect(self._show_entry)

    def _actions(self, screen: Screen) -> list[Action]:
        def leads(entry: Entry) -> bool:
            return lead(entry) is not None

        return [
            Action("trailGo", _("Go to it"), self._go, "arrow-right", ("Enter",), enabled=leads,
                   row=True, reach="widget"),
            history_action(screen, "trail", partial(things.of_entry, self._office), row=True),
            Action("trailCheck", _("Check…"), partial(checking.ask_to_check, screen), "list-checks"),
            save_pdf_action("trail", self._save_pdf, lambda: bool(self._paged.total)),
        ]  # fmt: skip

    def _save_pdf(self) -> None:
        from qadesk.services.trail import paper

        wanted = self._narrowing(self.asked)

        def write(path: Path, progress: Progress) -> None:
            paper.write_entries(self._office, wanted, path, progress)

        ask_pdf(self._screen, self.operations, "trail", _("Trail"), write, min(self._paged.total, paper.MOST))

    def _aside(self, _actions: Actions) -> QWidget:
        self.said = OneLine("muted", "trailSaid")
        self.changed: RecordTableModel[HistoryStep] = RecordTableModel(_changed_columns())
        self.changes = TableView(self.changed, "trailChanges", _("What the entry changed"))
        self.changes.setSortingEnabled(False)
        return held(vbox(self.said, (self.changes, 1), margins=(0, GRID, 0, 0)))

    def _make_model(self) -> PagedModel[Entry]:
        return PagedModel(self.view.columns, _ORDERS)

    # ---- reading

    def show_people(self, everybody: Iterable[Person]) -> None:
        """Offer these users, and the months until today; then read the entries."""
        self.set_options("Person", _person_options(tuple(everybody)))
        self.set_options("Period", _period_options(self._office.today()))
        self.reload()

    def _narrowing(self, asked: Asked) -> Wanted:
        code = asked.filters["Action"]
        since, before = browsing.moments(self._office.zone, *_days_of(asked.filters["Period"], self._office))
        kind = code.removeprefix(_KIND) if code.startswith(_KIND) else ""
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
        self.changed.set_rows([] if entry is None else list(steps(entry, apart=True)))
        if entry is not None and entry.more:
            number = entry.id

            def show(whole: Entry | None) -> None:
                if whole is not None and self.current is not None and self.current.id == number:
                    self.changed.set_rows(list(steps(whole, apart=True)))

            self._screen.load(lambda: browsing.entry(self._office, number), show, slot="trailEntry")

    def _go(self, entry: Entry) -> None:
        """Show the thing an entry is about, in its month."""
        if (found := lead(entry)) is not None:
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


# ---- the list


def _view() -> ListView[Entry]:
    return ListView(
        "trail",
        _("Trail"),
        [
            Column("seq", _("No."), lambda e: e.seq, lambda n: "–" if n is None else f"{n}", align="right"),
            Column("when", _("When"), lambda e: e.at, lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
            Column("who", _("Who"), lambda e: e.who or _("QADesk")),
            Column("what", _("What was done"), lambda e: e.what, least=18 * GRID),
            Column("about", _("To what"), lambda e: e.about, stretch=True),
            Column("change", _("What changed"), in_a_line, stretch=True),
            Column("why", _("Why"), lambda e: e.why, stretch=True, least=8 * GRID),
            Column("whence", _("From where"), lambda e: e.whence, least=14 * GRID),
        ],
        identity=lambda entry: entry.id,
        personal=Personal("both", "trail"),
        counted=lambda _rows: "",  # the service counts
        searched=lambda _entry: (),  # in the service
        search_tip=_("Search agent, user, action, reason, value"),
        filters=[
            Filter("Person", _("Who"), [(ALL, _("Everyone"))]),
            Filter("Action", _("What was done"), _action_options()),
            Filter("Period", _("When"), [(ALL, _("Any time"))]),
        ],
        empty=Empty("history", _("No entry")),
        no_match=_("No entry matches"),
        in_bar=("trailGo", "trailCheck", "trailExport", "trailPdf"),
        hidden_when_narrow=("whence", "why"),
        opens="trailGo",
        aside_below=True,
    )


def _changed_columns() -> list[Column[HistoryStep]]:
    """The columns of what one entry changed."""
    return [
        Column("row", _("Row changed"), lambda one: one.row, stretch=True, least=30 * GRID),
        Column("column", _("Column"), lambda one: one.column),
        Column("before", _("Was"), lambda one: one.before, stretch=True),
        Column("after", _("Became"), lambda one: one.after, stretch=True),
    ]


def _action_options() -> list[tuple[str, str]]:
    """All actions by the kind of thing they are done to, and each kind as a whole."""
    found = [(ALL, _("Everything"))]
    for kind in KINDS:
        found.append((f"{_KIND}{kind}", kind_name(kind)))
        found += [(action, f"    {action_name(action)}") for action in actions_of(kind)]
    return found


def _person_options(everybody: Sequence[Person]) -> list[tuple[str, str]]:
    """All users, those who left too, and the program itself."""
    named = [(one.login, agent_text(one.name, one.login)) for one in everybody]
    return [(ALL, _("Everyone")), *named, (PROGRAM, _("QADesk itself"))]


def _period_options(today: date) -> list[tuple[str, str]]:
    """Days back from today, and the last months."""
    found = [(ALL, _("Any time")), ("0", _("Today")), ("6", _("Last 7 days")), ("29", _("Last 30 days"))]
    month = today.replace(day=1)
    for _step in range(_MONTHS):
        code = f"{month:%Y-%m}"
        found.append((code, cycle_text(code)))
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def _days_of(code: str, office: Office) -> tuple[date | None, date | None]:
    """The first and the last day of a period chosen; None for no end."""
    if code == ALL:
        return None, None
    if code.isdigit():
        return office.today() - timedelta(days=int(code)), None
    first = datetime.strptime(f"{code}-01", "%Y-%m-%d").date()  # noqa: DTZ007 - a day, of no zone
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


# ---- where an entry leads


@dataclass(frozen=True)
class Lead:
    """A screen, what it is to show, and the month it shows it of ("": any)."""

    screen: str
    context: Any = None
    month: str = ""


def lead(entry: Entry) -> Lead | None:
    """The screen with what an entry is about; None where none shows it."""
    kind, _words = ACTIONS.get(entry.action, ("", ""))
    first, *rest = entry.subject.split("/")
    month = first if _MONTH.fullmatch(first) else ""
    if kind == "ratings":
        return Lead("score", (rest[0], rest[1] if len(rest) > 1 else "") if rest else None, month)
    if kind == "records":
        number = entry.detail.get("batch", entry.detail.get("number"))
        return Lead("records", number if isinstance(number, int) else "imports", month)
    if kind == "months":
        return Lead("results", rest[0], month) if rest else Lead("today", None, month)
    if kind == "sheets":
        agents = entry.detail.get("agents") or [None]
        return Lead("sheets", agents[0], month)
    if kind == "targets":
        return Lead("scorecards", "targets")
    return {
        "agents": Lead("agents", first),
        "notes": Lead("agents", first),
        "scorecards": Lead("scorecards"),
        "people": Lead("settings"),
        "office": Lead("settings"),
    }.get(kind)
