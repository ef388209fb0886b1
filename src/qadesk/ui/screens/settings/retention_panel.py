"""How long personal data is kept: a list of its sorts with what is due, the periods set, and removing it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.done import Done
from qadesk.services.retention import due, periods, removal, words
from qadesk.services.retention.due import Due
from qadesk.services.retention.periods import RULES
from qadesk.ui import dialogs
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.table import Column


class RetentionPanel(ListPage[Due]):
    """Works for `screen`; reads what is due itself, for that may take a while in a large office."""

    def __init__(self, screen: Screen) -> None:
        def chosen() -> bool:
            return self.current is not None

        def is_due() -> bool:
            return self.current is not None and self.current.count > 0

        can, period, remove = partial(Action, right="administer"), self.set_period, self.ask_to_remove
        actions = [
            can("retentionPeriod", _("Change the period…"), period, "clock", enabled=chosen),
            can("retentionRemove", _("Remove what is due…"), remove, "trash-2", enabled=is_due),
        ]
        self._office = screen.office
        super().__init__(screen, _view(), actions, operations=screen.writes)

    def refresh(self, then: Callable[[], object] = lambda: None) -> None:
        """Read what is due again, and `then` go on."""

        def show(found: tuple[Due, ...]) -> None:
            self.show_rows(found)
            then()

        self._screen.load(partial(due.due, self._office), show, slot="retention")

    def set_period(self) -> None:
        """Ask for the months of the current sort."""
        one = self.current
        if one is None:
            return
        hint = _("At least {least}; 0: without end.").format(least=words.period(RULES[one.sort].least))
        field = Field(
            "months", _("Months"), "number", value=Decimal(one.months), hint=hint,
            required=_("Say how many months."), least=Decimal(0), most=Decimal(periods.MOST_MONTHS),
        )  # fmt: skip

        def save(values: dict[str, Any]) -> Done[int]:
            return periods.set_period(self._office, one.sort, int(values["months"]))

        title = periods.title(one.sort), _("Save")
        said = _("The period of “{what}” was changed.").format(what=title[0])
        self.operations.ask_and_write("retentionDialog", title, Form("retention", [field]), save, said=said)

    def ask_to_remove(self) -> None:
        """Say what would go, that it cannot be undone, and ask."""
        one = self.current
        if one is None or not one.count:
            return
        told = [line.strip() for line in words.lines(one)] + words.beforehand(self._office)
        question = _("Remove “{what}”?").format(what=periods.title(one.sort))
        dialogs.confirm(
            self, question, "\n".join(told), _("Remove for good"), partial(self._remove, one),
            otherwise=_("Keep it"),
        )  # fmt: skip

    def _remove(self, one: Due) -> None:
        def work(progress: Progress) -> Done[tuple[Due, ...]]:
            return removal.carry_out(self._office, (one.sort,), progress)

        title = _("Removing “{what}”").format(what=periods.title(one.sort))
        self.operations.run(work, said=words.done, title=title, progress=True)


def _view() -> ListView[Due]:
    def count(one: Due) -> str:
        text = ngettext("{n} row", "{n} rows", one.count) if one.count else _("nothing")
        return text.format(n=f"{one.count:,}")

    return ListView(
        "retention",
        _("Personal data"),
        [
            Column("what", _("What"), lambda one: periods.title(one.sort), stretch=True),
            Column("period", _("Kept for"), lambda one: words.period(one.months)),
            Column("due", _("Due"), count, tone=lambda one: "warn" if one.count else None),
            Column(
                "oldest", _("Oldest"), lambda one: formats.day(one.oldest) if one.oldest else formats.DASH
            ),
        ],
        personal=None,
        identity=lambda one: one.sort,
        counted=lambda rows: "",
        empty=Empty("lock", _("Nothing is past the time it is kept for.")),
        hint=_(
            "Nothing is removed by itself. Periods and their legal reasons are in the guide; what is due is "
            "listed here and removed by an administrator."
        ),
        in_bar=("retentionPeriod", "retentionRemove"),
        opens="retentionPeriod",
        rows_in_sight=len(RULES),
    )
