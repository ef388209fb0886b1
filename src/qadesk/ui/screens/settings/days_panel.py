"""The office's own days off and worked, and how long an agent may appeal."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.domain.appeals import AnswerRule
from qadesk.domain.working_days import MOST_DAYS, AppealRule
from qadesk.i18n import _, ngettext
from qadesk.services.after_closing import working_days
from qadesk.services.after_closing.days_typed import read_days
from qadesk.services.after_closing.stage_words import appeal_time
from qadesk.services.after_closing.working_days import OwnDay
from qadesk.services.appeals import rules
from qadesk.services.appeals.words import answer_time
from qadesk.services.done import Done
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, hbox, held
from qadesk.ui.widgets.table import Column

_MOST_ROWS: Final = 5  # in sight at once


class DaysPanel(ListPage[OwnDay]):
    """Works for `screen`; reads the days and the rule itself."""

    def __init__(self, screen: Screen) -> None:
        def chosen() -> bool:
            return bool(self.selected)

        actions = [
            Action("daysAdd", _("Add days…"), self.add, "plus", right="prepare"),
            Action("daysRemove", _("Delete"), self.remove, "minus", enabled=chosen, right="prepare"),
            Action("daysAppeal", _("Time to appeal…"), self.set_rule, "clock", right="decide"),
            Action("daysAnswer", _("Answers…"), self.set_answer, "gavel", right="decide"),
        ]
        self._office, self._rule = screen.office, AppealRule()
        self._answer, self._level = AnswerRule(), ""
        super().__init__(screen, _view(), actions, operations=screen.writes)
        self.rule = label("", "", wrap=True, name="daysRule")
        self.add_above(self.rule)
        times = [self.actions_.button(name) for name in ("daysAppeal", "daysAnswer")]
        self.add_above(held(hbox(*times, FREE)))

    def refresh(self) -> None:
        """Read them again."""

        office = self._office

        def read() -> tuple[AppealRule, AnswerRule, str, tuple[OwnDay, ...]]:
            of_appeals = rules.answer_rule(office), rules.next_level(office)
            return working_days.rule(office), *of_appeals, working_days.own_days(office)

        def show(found: tuple[AppealRule, AnswerRule, str, tuple[OwnDay, ...]]) -> None:
            self._rule, self._answer, self._level, days = found
            lines = [
                _("Time to appeal: {time}").format(time=appeal_time(self._rule)),
                _("Time to answer appeals: {time}").format(time=answer_time(self._answer)),
                _("Next level: {name}").format(name=self._level or _("(none)")),
            ]
            self.rule.setText("\n".join(lines))
            self.show_rows(days)

        self._screen.load(read, show, slot="days")

    def add(self) -> None:
        """Ask for days, which may be pasted from a list."""
        hint = _("One a line, as 2027-01-01 or 2027-01-01 ~ 2027-01-03; a name may follow.")
        options = [(False, _("office closed")), (True, _("office open"))]
        fields = [
            Field("days", _("Days"), "long", hint=hint, required=_("Give a day.")),
            Field("works", _("On these days"), "choice", value=False, options=options),
        ]

        def save(values: dict[str, Any]) -> Done[int]:
            days = read_days(values["days"], values["works"], self._office.today())
            return working_days.set_days(self._office, days)

        words = _("Days off and worked"), _("Add")
        self.operations.ask_and_write("daysDialog", words, Form("days", fields), save, said=_changed)

    def remove(self) -> None:
        """Let the public calendar decide again on those chosen."""
        days = [one.day for one in self.selected]
        work = partial(working_days.set_days, self._office, (), forget=days)
        self.operations.run(work, said=_changed)

    def set_rule(self) -> None:
        """Ask how long an agent may appeal."""
        fields = _period_fields(self._rule.days, self._rule.working)

        def save(values: dict[str, Any]) -> Done[AppealRule]:
            return working_days.set_rule(self._office, AppealRule(int(values["days"]), values["working"]))

        words = _("Time to appeal"), _("Save")
        said = _("The time to appeal was changed.")
        self.operations.ask_and_write("appealDialog", words, Form("appeal", fields), save, said=said)

    def set_answer(self) -> None:
        """Ask within how many days appeals are answered, and what the next level is."""
        fields = _period_fields(self._answer.days, self._answer.working)
        hint = _("Where a rejected appeal of months opened from now on can be taken, once; empty: nowhere.")
        fields.append(Field("level", _("Next level"), value=self._level, hint=hint,
                            most_letters=rules.MOST_LETTERS))  # fmt: skip
        before = self._level

        def save(values: dict[str, Any]) -> Done[Any]:
            wanted = AnswerRule(int(values["days"]), values["working"])
            if values["level"] != before:
                level = rules.set_next_level(self._office, values["level"])
                if wanted == self._answer:
                    return level
            return rules.set_answer_rule(self._office, wanted)

        words = _("Answer to appeals"), _("Save")
        said = _("How appeals are answered was changed.")
        self.operations.ask_and_write("answerDialog", words, Form("answer", fields), save, said=said)


def _period_fields(days: int, working: bool) -> list[Field]:
    kinds = [(True, _("working days")), (False, _("calendar days"))]
    hint = _("From the day after receipt. A time that ends on a day off ends on the next working day.")
    return [
        Field("days", _("Number of days"), "number", value=Decimal(days),
              required=_("Say how many days."), least=Decimal(1), most=Decimal(MOST_DAYS)),
        Field("working", _("Counted in"), "choice", value=working, options=kinds, hint=hint),
    ]  # fmt: skip


def _said(one: OwnDay) -> str:
    return _("office open") if one.works else _("office closed")


def _changed(count: int) -> str:
    return ngettext("{n} day changed.", "{n} days changed.", count).format(n=count)


def _view() -> ListView[OwnDay]:
    return ListView(
        "days",
        _("Days off and worked"),
        [
            Column("day", _("Day"), lambda one: one.day, formats.day),
            Column("works", _("Open or closed"), _said),
            Column("name", _("What for"), lambda one: one.name, stretch=True),
        ],
        personal=None,
        identity=lambda one: one.day,
        counted=lambda rows: ngettext("{n} day", "{n} days", len(rows)).format(n=len(rows)),
        empty=Empty("calendar-check", _("Only the public calendar decides.")),
        hint=_(
            "Public holidays and make-up working days are known for the years that were published. What is "
            "said here goes before them."
        ),
        in_bar=("daysAdd", "daysRemove"),
        opens="",
        rows_in_sight=_MOST_ROWS,
    )
