"""Interviews in Sign-off: entered for one agent, taken away, their pages as PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.after_closing import interviews
from qadesk.services.after_closing.interview_words import interview_lines, interview_saved
from qadesk.services.after_closing.interviews import Interview, Talk
from qadesk.services.after_closing.review import MarkedResult
from qadesk.services.done import Done
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import ListPage
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen


class Interviews:
    """What the screen does with interviews; `known` are those of the month, by staff number.

    `page` gives the screen's list once it is made.
    """

    def __init__(self, screen: Screen, page: Callable[[], ListPage[MarkedResult]]) -> None:
        self._screen, self._page = screen, page
        self.known: dict[str, Interview] = {}

    def actions(self, shown: Callable[[], bool], chosen: Callable[[], list[MarkedResult]]) -> list[Action]:
        """Enter one, take it away, save pages of those `chosen`."""
        return [
            Action("signoffInterview", _("Interview…"), self._ask, "users", ("Ctrl+Shift+I",),
                   row=True, shown=shown, right="prepare"),
            Action("signoffInterviewRemove", _("Remove the interview"), self._remove, "trash-2", row=True,
                   enabled=lambda row: row.position.staff_no in self.known, right="prepare"),
            Action("signoffInterviewPages", _("Interview pages as PDF…"), self._save_pages, "save",
                   why=lambda: "" if chosen() else _("Choose agents first."), right="print"),
        ]  # fmt: skip

    def told(self, staff_no: str) -> list[str] | str:
        """What was said with an agent, a line each."""
        found = self.known.get(staff_no)
        return "" if found is None else list(interview_lines(found))

    def _ask(self, row: MarkedResult) -> None:
        """Read what to begin with, then ask."""
        office, code, who = self._screen.office, self._screen.cycle, row.position.staff_no
        self._screen.load(
            lambda: interviews.proposed(office, code, who),
            lambda found: self._ask_from(row, *found),
            slot="interview",
        )

    def _ask_from(self, row: MarkedResult, talk: Talk, on_sheet: bool) -> None:
        office, code = self._screen.office, self._screen.cycle
        one, most = row.position, interviews.MOST_LETTERS
        name = formats.agent_text(one.name, one.staff_no)
        today = office.today()
        fields = [
            Field("day", _("Day"), "date", talk.day, required=_("Enter the day."), latest=today),
            Field("led_by", _("Led by"), value=talk.led_by, required=_("Enter who led it.")),
            *(
                Field(key, text, "long", getattr(talk, key), most_letters=most)
                for key, text in (
                    ("strengths", _("Strengths")), ("improve", _("To improve")),
                    ("agreed", _("Agreed steps")), ("statement", _("The agent's words")))
            ),
            Field("on_sheet", _("Day and words on the sheet, too"), "check", on_sheet,
                  hint=_("A sheet that was printed without them has to be printed again.")),
        ]  # fmt: skip

        def write(values: dict[str, Any]) -> Done[Interview]:
            also = bool(values.pop("on_sheet"))
            return interviews.save(office, code, one.staff_no, Talk(**values), on_sheet=also)

        words = formats.spoken(_("Interview"), name), _("Save")
        form = Form("interview", fields, side_by_side=2)
        self._page().operations.ask_and_write(
            "signoffInterviewDialog", words, form, write, said=lambda made: interview_saved(made, name)
        )

    def _remove(self, row: MarkedResult) -> None:
        screen, one = self._screen, row.position
        name = formats.agent_text(one.name, one.staff_no)
        work = partial(interviews.remove, screen.office, screen.cycle, one.staff_no)
        self._page().operations.run(work, said=_("Removed: the interview with {name}").format(name=name))

    def _save_pages(self) -> None:
        from qadesk.services.paper import interview_pages

        office, code = self._screen.office, self._screen.cycle
        who = tuple(row.position.staff_no for row in self._page().selected)
        self._page().operations.save_as(
            "signoffInterviewFile",
            _("Interview pages"),
            f"{_('Interview')}_{code}.pdf",
            lambda path: interview_pages.save_pages(office, code, who, path),
            holds=holding(office, Personal("agents"), len(who)),
            kinds=[FileKind(_("PDF file"), ("pdf",))],
        )
