"""In Appeals: figures opened to be corrected, the decision with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qadesk import formats
from qadesk.domain.appeals import CORRECTING, DECISIONS, AppealOutcome
from qadesk.i18n import _
from qadesk.services.appeals import deciding, figures, storing, subjects
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.figures import AppealFigures
from qadesk.services.appeals.reading import Appeal
from qadesk.services.appeals.words import outcome_words, self_decided_text
from qadesk.services.done import Done
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.screens.appeals.desk import AppealsDesk
from qadesk.ui.widgets.basics import label

_MOST = 8  # others that are named one by one


class Deciding:
    """What the screen does about decisions."""

    def __init__(self, screen: AppealsDesk) -> None:
        self._screen = screen

    def actions(self) -> list[Action]:
        """Open the figures, close them again, decide."""

        def correcting() -> bool:
            return any(row.correcting for row in self._rows())

        return [
            Action("appealsCorrect", _("Correct figures"), self._start, "pencil",
                   ("Ctrl+Shift+K",), row=True,
                   shown=lambda: any(row.open and not row.correcting for row in self._rows()),
                   enabled=lambda row: row.open and not row.correcting, right="decide"),
            Action("appealsStop", _("Give the correction up"), self._stop, row=True, shown=correcting,
                   enabled=lambda row: row.correcting, right="decide"),
            Action("appealsDecide", _("Decide…"), self._read, "gavel", ("Ctrl+Enter", "Ctrl+Return"),
                   "primary", why=self._why_not, shown=lambda: any(row.open for row in self._rows()),
                   right="decide"),
        ]  # fmt: skip

    def _rows(self) -> tuple[Appeal, ...]:
        return self._screen.page.rows if hasattr(self._screen, "page") else ()

    def _why_not(self) -> str:
        one = self._screen.current
        if one is None:
            return _("Choose an appeal first.")
        if not one.open:
            return _("This appeal is decided already.")
        return deciding.why_not(self._screen.office, one)

    def _start(self, row: Appeal) -> None:
        work = partial(deciding.start_correcting, self._screen.office, self._screen.cycle)
        said = _("{person} can be corrected now. The decision stores what is changed.")
        self._run(partial(work, row.position.staff_no), said.format(person=self._name(row)))

    def _stop(self, row: Appeal) -> None:
        work = partial(deciding.stop_correcting, self._screen.office, self._screen.cycle)
        self._run(partial(work, row.position.staff_no), _("The correction was given up."))

    def _run(self, work: Callable[[], Done[Any]], said: str) -> None:
        self._screen.page.operations.run(work, said=said)

    def _read(self) -> None:
        """Read what would come of the correction, then ask."""
        one = self._screen.current
        if one is not None and one.open:
            office, code = self._screen.office, self._screen.cycle
            self._screen.load(lambda: figures.compared(office, code, one), partial(self._ask, one),
                              slot="decision")  # fmt: skip

    def _ask(self, one: Appeal, found: AppealFigures) -> None:
        month = self._screen.month
        assert month is not None
        office, code, who = self._screen.office, self._screen.cycle, one.position.staff_no
        offered = [outcome for outcome in DECISIONS if not one.correcting or outcome in CORRECTING]
        required = _("Choose how it is decided.")
        options = [("", _("(choose)"))]
        options += [(outcome.value, outcome_words(outcome)) for outcome in offered]
        fields = [Field("outcome", _("Outcome"), "choice", "", options=options, required=required)]
        for point in one.points:
            named = subjects.text(month.card_of(one), point.about, point.ref)
            fields.append(Field(f"found{point.id}", formats.spoken(_("Found"), named), value=point.found,
                                most_letters=storing.MOST_LETTERS))  # fmt: skip
        fields.append(Field("reasons", _("Reasons, as the agent is told"), "long",
                            most_letters=storing.MOST_LETTERS, required=_("Give the reasons.")))  # fmt: skip
        if found.others:
            fields.append(Field("others", _("Recalculate the others, too"), "check", False))

        def write(values: dict[str, Any]) -> Done[Appeal]:
            findings = {point.id: values[f"found{point.id}"] for point in one.points}
            others = bool(values.get("others"))
            what = Decision(AppealOutcome(values["outcome"]), values["reasons"], findings, others)
            return deciding.decide(office, code, who, what)

        def said(made: Appeal) -> str:
            return formats.spoken(self._name(made), outcome_words(made.outcome))

        words = formats.spoken(_("Decide"), self._name(one)), _("Decide")
        form = Form("appealsDecision", fields, above=self._above(one, found))
        self._screen.page.operations.ask_and_write(
            "appealsDecideDialog", words, form, write, self._go_on, said=said
        )

    def _go_on(self, made: Appeal) -> None:
        """To the next one that waits; to the one decided where none does."""
        waiting = [row.id for row in self._rows() if row.open and row.id != made.id]
        self._screen.page.go_to(waiting[0] if waiting else made.id)

    def _above(self, one: Appeal, found: AppealFigures) -> list[tuple[str, Any]]:
        """What is to be read before: the words, the figures old and new, who else would move."""
        told = [label(one.words, wrap=True, name="appealsDecideWords")]
        if one.correcting:
            lines = "\n".join(found.lines)
            told.append(label(lines, wrap=True, name="appealsDecideFigures"))
            others = [found.others_head, *(f"– {line}" for line in found.others[:_MOST])]
            if (more := len(found.others) - _MOST) > 0:
                others.append(_("… and {n} more").format(n=more))
            told.append(label("\n".join(one for one in others if one), "small", wrap=True,
                              name="appealsDecideOthers"))  # fmt: skip
        if one.involved:
            told.append(label(self_decided_text(), "small", wrap=True, name="appealsDecideInvolved"))
        return [("", widget) for widget in told]

    def _name(self, row: Appeal) -> str:
        return formats.agent_text(row.position.name, row.position.staff_no)
