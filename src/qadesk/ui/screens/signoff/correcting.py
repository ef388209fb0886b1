"""In Sign-off: one result reopened, what differs meanwhile, and its correction finished or given up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

from qadesk import formats
from qadesk.domain.stages import Stage
from qadesk.i18n import _, current_language
from qadesk.progress import Progress
from qadesk.services.after_closing import corrections
from qadesk.services.after_closing.correction_views import CorrectionPreview
from qadesk.services.after_closing.correction_words import (
    differs,
    effect,
    effect_head,
    finished_line,
    reopened_line,
)
from qadesk.services.after_closing.corrections import Finished
from qadesk.services.after_closing.review import MarkedResult
from qadesk.services.done import Done
from qadesk.services.paper import earlier_sheets
from qadesk.services.paper.earlier_sheets import KeptRevision, revision_line
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form, FormDialog, Reason, ask_reason
from qadesk.ui.kit.list_page import ListPage
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import check_box

T = TypeVar("T")
_MOST: Final = 12  # others that are named one by one


class Correcting:
    """What the screen does about corrections, once it has given its aside and its page."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.aside: Aside | None = None
        self.page: ListPage[MarkedResult] | None = None

    def parts(self) -> tuple[Text, ...]:
        """For the aside."""
        return (
            Text("correction", "strong"),
            Text("differs", title=_("What differs now")),
            Text("revisions", title=_("Revisions")),
        )

    def actions(self) -> list[Action]:
        """Reopen, finish, give up: of one result at a time."""
        return [
            Action("signoffReopen", _("Reopen to correct…"), self._ask_reason, "pencil",
                   why=self._why_not_reopened, shown=lambda: not self._any_in_hand(), right="decide"),
            Action("signoffFinish", _("Finish the correction…"), self._finish, "circle-check",
                   why=self._why_not_in_hand, shown=self._any_in_hand, right="decide"),
            Action("signoffReopenAnother", _("Reopen to correct…"), self._ask_reason, "pencil",
                   why=self._why_not_reopened, shown=self._any_in_hand, right="decide"),
            Action("signoffEarlier", _("Earlier sheet…"), self._ask_earlier, "history",
                   why=self._why_none_earlier, right="print"),
            Action("signoffGiveUp", _("Give the correction up"), self._give_up,
                   why=self._why_not_in_hand, shown=self._any_in_hand, right="decide"),
        ]  # fmt: skip

    def show(self, row: MarkedResult | None) -> None:
        """Say in the aside how a result's correction stands."""
        screen, aside, page = self._screen, self.aside, self.page
        if aside is None or page is None:
            return
        self._show_revisions(row)
        one = None if row is None else row.position.correction
        if row is None or one is None:
            aside.say(correction="", differs="")
            return
        aside.say(correction=reopened_line(one, screen.office.local(one.at)), differs="")
        code, staff_no = screen.cycle, row.position.staff_no

        def show(found: CorrectionPreview) -> None:
            now = page.current
            if now is not None and now.position.staff_no == staff_no:
                lines = differs(found, current_language())
                if found.own.same:
                    lines += (_("Change what is wrong under Score, Records or Results, then come back."),)
                aside.say(differs=lines)

        screen.load(lambda: corrections.preview(screen.office, code, staff_no), show, slot="correction",
                    failed=lambda _error: True)  # fmt: skip

    def _show_revisions(self, row: MarkedResult | None) -> None:
        """The revisions of a result that has several."""
        screen, aside = self._screen, self.aside
        assert aside is not None
        aside.say(revisions="")
        if row is None or row.position.revision == 1:
            return
        code, staff_no = screen.cycle, row.position.staff_no

        def show(found: tuple[KeptRevision, ...]) -> None:
            aside.say(revisions=[revision_line(one, screen.office.local(one.at)) for one in found])

        work = partial(earlier_sheets.revisions, screen.office, code, staff_no)
        screen.load(work, show, slot="revisions", failed=lambda _error: True)

    # ---- what is chosen

    def _one(self) -> MarkedResult | None:
        chosen = [] if self.page is None else self.page.selected
        return chosen[0] if len(chosen) == 1 else None

    def _any_in_hand(self) -> bool:
        rows = () if self.page is None else self.page.rows
        return any(row.position.correction is not None for row in rows)

    def _why_not_reopened(self) -> str:
        one = self._one()
        if one is None:
            return _("Choose one agent.")
        if one.position.correction is not None:
            return _("This result is being corrected already.")
        if one.position.stage is Stage.APPEALED:
            return _("Correct it within the appeal.")
        return ""

    def _why_not_in_hand(self) -> str:
        one = self._one()
        if one is None:
            return _("Choose one agent.")
        return _("This result is not being corrected.") if one.position.correction is None else ""

    def _why_none_earlier(self) -> str:
        one = self._one()
        if one is None:
            return _("Choose one agent.")
        return _("This result was never corrected.") if one.position.revision == 1 else ""

    # ---- doing it

    def _run(self, work: Callable[[], Done[T]], said: str | Callable[[T], str]) -> None:
        if self.page is not None:
            self.page.operations.run(work, said=said)

    def _ask_reason(self) -> None:
        one = self._one()
        if one is None:
            return
        who = formats.agent_text(one.position.name, one.position.staff_no)
        work = partial(corrections.begin, self._screen.office, self._screen.cycle, one.position.staff_no)
        words = Reason(
            _("Reopen the result of {person}?").format(person=who),
            _(
                "Records, ratings, values and exemptions of this agent can then be changed in the closed "
                "month, those of nobody else. The stored result stays until the correction is finished."
            ),
            _("Reopen"),
            icon="pencil",
        )
        said = _("{person} can be corrected now.").format(person=who)
        ask_reason(
            self._screen,
            "signoffReopen",
            (self._screen.cycle, one.position.staff_no),
            words,
            lambda reason: self._run(partial(work, reason), said=said),
        )

    def _give_up(self) -> None:
        one = self._one()
        if one is not None:
            work = partial(
                corrections.give_up, self._screen.office, self._screen.cycle, one.position.staff_no
            )
            self._run(work, said=_("The correction was given up."))

    def _finish(self) -> None:
        one = self._one()
        if one is not None:
            office, code, staff_no = self._screen.office, self._screen.cycle, one.position.staff_no
            self._screen.load(lambda: corrections.preview(office, code, staff_no), self._confirm)

    def _ask_earlier(self) -> None:
        """Which revision, where there are several; then where its sheet goes."""
        one = self._one()
        if one is None or self._why_none_earlier():
            return
        numbers = range(one.position.revision - 1, 0, -1)
        if len(numbers) == 1:
            self._save_earlier(one, 1)
            return
        options = [(str(n), _("Revision {n}").format(n=n)) for n in numbers]
        field = Field("revision", _("Which revision"), "choice", value=options[0][0], options=options)

        def chosen(values: dict[str, Any], dialog: FormDialog) -> None:
            dialog.accept()
            self._save_earlier(one, int(values["revision"]))

        words = _("Earlier sheet"), _("Save as PDF…")
        FormDialog(self._screen, "signoffEarlierDialog", *words, Form("earlier", [field]), chosen).open()

    def _save_earlier(self, one: MarkedResult, revision: int) -> None:
        if self.page is None:
            return
        office, code, staff_no = self._screen.office, self._screen.cycle, one.position.staff_no
        name = f"{_('Earlier sheet')}_{code}_{staff_no}_{revision}.pdf"
        self.page.operations.save_as(
            "signoffEarlierFile",
            _("Earlier sheet"),
            name,
            lambda path: earlier_sheets.save(office, code, staff_no, revision, path),
            holds=holding(office, Personal("agents"), 1),
            kinds=[FileKind(_("PDF file"), ("pdf",))],
        )

    def _confirm(self, found: CorrectionPreview) -> None:
        """Show before and after, and what it does to the others, before it is stored."""
        screen, own = self._screen, found.own
        who = formats.agent_text(own.before.agent.name, own.before.agent.staff_no)
        heading = _("Finish the correction of {person}?").format(person=who)
        dialog = MessageDialog(screen, "signoffFinishDialog", heading, "circle-check", "accent")
        dialog.add_line("\n".join(differs(found, current_language())), name="signoffFinishDiffers")
        dialog.add_line("\n".join((effect_head(found), *self._others(found))), name="signoffFinishOthers")
        also = check_box(_("Recalculate these results, too"), "signoffFinishAlso")
        if found.others:
            dialog.body.addWidget(also)
        then = (
            _("Nothing differs: it ends without a new revision.")
            if own.same
            else _(
                "Revision {n} is stored and reviewed again; a new sheet has to be handed over. "
                "Revision {before} stays readable. This cannot be undone."
            ).format(n=own.before.revision + 1, before=own.before.revision)
        )
        dialog.add_line(then, "muted", "signoffFinishThen")
        dialog.add_button(_("Cancel"), "signoffFinishCancel")
        code, staff_no = found.cycle.code, own.before.agent.staff_no

        def finish() -> None:
            others = also.isChecked()

            def work(progress: Progress) -> Done[Finished]:
                return corrections.finish(screen.office, code, staff_no, others=others, progress=progress)

            def said(made: Finished) -> str:
                return finished_line(made.revision, len(made.others))

            if self.page is not None:
                title = _("Calculating how sure the results are")
                self.page.operations.run(work, said=said, title=title, progress=True)

        dialog.add_button(_("Finish"), "signoffFinishDo", finish, kind="primary", default=True)
        dialog.open()

    def _others(self, found: CorrectionPreview) -> list[str]:
        lines = [f"– {line}" for line in effect(found)]
        more = len(lines) - _MOST
        return [*lines[:_MOST], _("… and {n} more").format(n=more)] if more > 0 else lines
