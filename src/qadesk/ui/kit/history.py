"""The history of one thing, in a window of its own: who, when, from what to what, why; the way there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.trail import things
from qadesk.services.trail.history import HistoryStep, history
from qadesk.services.trail.things import About
from qadesk.ui.dialogs import Window
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, vbox
from qadesk.ui.widgets.table import Column

R = TypeVar("R")

_SIZE: Final = (140 * GRID, 70 * GRID)
KEYS: Final = ("Ctrl+H",)


def history_action(
    screen: Screen,
    name: str,
    about: Callable[..., About | None],
    text: str = "",
    keys: tuple[str, ...] = KEYS,
    *,
    row: bool = False,
) -> Action:
    """The action *History…* of a page; `about` says what is chosen there (of its current `row`), if anything.

    `name` begins the action's.
    """

    def open_it(*of: object) -> None:
        if (chosen := about(*of)) is not None:
            HistoryWindow(screen, chosen).open()

    def chosen(*of: object) -> bool:
        return about(*of) is not None

    words, icon = text or _("History…"), "history"
    return Action(f"{name}History", words, open_it, icon, keys, "quiet", enabled=chosen, row=row)


def assessment_history(
    screen: Screen, name: str, current: Callable[[], R | None], staff_no: Callable[[R], str]
) -> Action:
    """The same of a page of the cycle's agents: all that moved the figures of the one in its current row."""

    def about() -> About | None:
        row = None if screen.cycle_state == "unopened" else current()
        return None if row is None else things.of_assessment(screen.office, screen.cycle, staff_no(row))

    return history_action(screen, name, about)


def save_pdf_action(name: str, ask: Callable[[], object], enabled: Callable[[], bool]) -> Action:
    """The action that puts a list of the trail on paper."""
    return Action(f"{name}Pdf", _("Save as PDF…"), ask, "printer", enabled=enabled, right="print")


def ask_pdf(
    screen: Screen,
    operations: Operations,
    name: str,
    title: str,
    write: Callable[[Path, Progress], object],
    lines: int | None,
) -> None:
    """Ask where the PDF goes, and have it written; it can be opened and printed from there."""
    file = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", title)[: files.LONGEST_STEM]  # what no file may be named
    operations.save_as(
        f"{name}PdfDialog",
        _("Save as PDF"),
        f"{file}.pdf",
        write,
        holds=holding(screen.office, Personal("both", "trail"), lines),
        kinds=[files.FileKind(_("PDF file"), ("pdf",))],
        progress=True,
    )


class HistoryWindow(Window):
    """The history of one thing, read when it is shown."""

    def __init__(self, screen: Screen, about: About) -> None:
        super().__init__(screen, "historyWindow", _("History"), *_SIZE)
        self.list = HistoryList(screen, about, self._name)
        close = Button(_("Close"), "historyClose", clicked=self.accept)
        vbox((self.list, 1), hbox(FREE, close), on=self, margins=WINDOW)
        self.list.refresh(frozenset())
        self.list.focus_first()

    def _name(self, name: str) -> None:
        title = _("History of {what}").format(what=name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)


class HistoryList(Screen):
    """Each line one column that became another; all can be searched, copied and saved."""

    key = "history"
    concerns = frozenset()

    def __init__(self, screen: Screen, about: About, named: Callable[[str], object]) -> None:
        super().__init__(screen.office, screen.tasks)
        self._about, self._named = about, named
        self.page = ListPage(self, _view(), [save_pdf_action("history", self._save_pdf, self._any)])
        vbox(self.page, on=self)

    def _any(self) -> bool:
        return bool(self.page.model.rows)

    def _save_pdf(self) -> None:
        from qadesk.services.trail import paper

        def write(path: Path, progress: Progress) -> None:
            paper.write_history(self.office, self._about, path, progress)

        lines = len(self.page.model.rows)
        ask_pdf(self, self.page.operations, "history", self.window().windowTitle(), write, lines)

    def refresh(self, changes: frozenset[str]) -> None:
        work = partial(history, self.office, self._about)
        self.load(work, self._show_steps, title=_("Reading the history"))

    def _show_steps(self, found: tuple[str, tuple[HistoryStep, ...]]) -> None:
        name, steps = found
        self._named(name)
        self.page.show_rows(_Line(number, step, name) for number, step in enumerate(steps))


class _Line:
    """One line, and where it stands; its `row` without the name in the title, so that its own is in sight."""

    def __init__(self, number: int, step: HistoryStep, name: str) -> None:
        self.number, self.step, self.entry = number, step, step.entry
        self.row = step.row.replace(f"{name} · ", "", 1)


def _view() -> ListView[_Line]:
    return ListView(
        "history",
        _("History"),
        [
            Column("when", _("When"), lambda one: one.entry.at, lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
            Column("who", _("Who"), lambda one: one.entry.who or _("QADesk")),
            Column("what", _("What was done"), lambda one: one.entry.what, least=16 * GRID),
            Column("row", _("Row changed"), lambda one: one.row, stretch=True, tip=lambda one: one.step.row),
            Column("column", _("Column"), lambda one: one.step.column, least=10 * GRID),
            Column("was", _("Was"), lambda one: one.step.before, stretch=True, least=10 * GRID),
            Column("became", _("Became"), lambda one: one.step.after, stretch=True, least=10 * GRID),
            Column("why", _("Why"), lambda one: one.entry.why, stretch=True, least=8 * GRID),
        ],
        identity=lambda one: one.number,
        personal=Personal("both", "trail"),
        counted=lambda rows: _changes(len(rows)),
        searched=lambda one: (one.entry.who, one.entry.what, one.step.row, one.step.column,
                              one.step.before, one.step.after, one.entry.why),
        search_tip=_("Search what was changed, by whom, why"),
        empty=Empty("history", _("The trail tells of no change")),
        no_match=_("No change matches"),
        in_bar=("historyExport", "historyPdf"),
        narrow_below=90 * GRID,
        hidden_when_narrow=("row",),
        margins=False,
    )  # fmt: skip


def _changes(n: int) -> str:
    return ngettext("{n} change", "{n} changes", n).format(n=formats.count(n))
