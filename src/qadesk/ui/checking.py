"""Checking the office from the window: with codes from paper, off its thread, told as a list."""

from __future__ import annotations

from functools import partial
from typing import Final

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import check
from qadesk.services.check import CheckResult
from qadesk.storage.trail import paper_code
from qadesk.ui.dialogs import Window
from qadesk.ui.kit import form as kit_form
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import Field, Values
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, vbox
from qadesk.ui.widgets.table import Column

_SIZE: Final = (110 * GRID, 68 * GRID)


def ask_to_check(screen: Screen) -> FormDialog:
    """Ask for trail codes from paper, if there are any, then check; what is no code stays in the form."""
    what = label(
        _(
            "Looks at the pages and tables of the office, at what closed months and scorecards promised, and "
            "whether every row is as the trail left it. A large office takes minutes."
        ),
        "small",
        wrap=True,
        name="checkWhat",
    )
    papers = Field(
        "papers",
        _("Trail codes from paper"),
        placeholder="12345-7F3A-9C21-KX8Q",
        hint=_("From the foot of sheets and notices; each proves the trail up to its entry. May stay empty."),
    )

    def look(typed: Values, progress: Progress) -> tuple[CheckResult, ...]:
        return check.check(screen.office, progress, papers=paper_code.apart(typed["papers"]))

    words, form = (_("Check the office"), _("Check")), Form("check", [papers], above=[("", what)])
    title = _("Checking the office")
    return kit_form.ask_and_do(
        screen, "checkDialog", words, form, screen.tasks, look, partial(_open_window, screen), title=title
    )


def _open_window(screen: Screen, found: tuple[CheckResult, ...]) -> None:
    CheckWindow(screen, found).open()


class CheckWindow(Window):
    """What a check found, a line each; the current one in full below."""

    def __init__(self, screen: Screen, found: tuple[CheckResult, ...]) -> None:
        wrong = sum(not one.ok for one in found)
        title = _("The office is in order") if not wrong else _("The office is not as it should be")
        super().__init__(screen, "checkWindow", title, *_SIZE)
        self.said = Aside("check", Text("problem", "bad"), Text("known"))
        self.page = ListPage(screen, _view(), [], lambda _actions: self.said)
        self.page.split.setSizes([_SIZE[1], _SIZE[1] // 3])
        self.page.chosen.connect(self._show_result)
        close = Button(_("Close"), "checkClose", clicked=self.accept)
        vbox((self.page, 1), hbox(FREE, close), on=self, margins=WINDOW)
        self.page.show_rows(found)
        self.page.go_to(next((one.what for one in found if not one.ok), found[0].what))
        self.page.focus_first()

    def _show_result(self, one: CheckResult | None) -> None:
        self.said.say(problem="" if one is None else one.problem, known="" if one is None else _known(one))


def _known(one: CheckResult) -> str:
    return one.known or ("" if one.problem else _("Nothing to complain of."))


def _state(ok: bool) -> str:
    return _("in order") if ok else _("not in order")


def _view() -> ListView[CheckResult]:
    return ListView(
        "check",
        _("What was checked"),
        [
            Column("ok", _("State"), lambda one: one.ok, _state,
                   tone=lambda one: "good" if one.ok else "bad", least=12 * GRID),
            Column("what", _("What was checked"), lambda one: one.what, least=30 * GRID),
            Column("said", _("Found"), lambda one: one.problem or one.known,
                   lambda text: _("; ").join(line.strip() for line in text.splitlines()), stretch=True),
        ],
        personal=None,
        identity=lambda one: one.what,
        counted=lambda _rows: "",
        empty=Empty("list-checks", ""),
        in_bar=("checkExport",),
        aside_below=True,
        narrow_below=1,
        margins=False,
    )  # fmt: skip
