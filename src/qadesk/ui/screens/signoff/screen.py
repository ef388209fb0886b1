"""The screen Sign-off: a closed month's results reviewed, handed over, signed, final."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.domain.stages import DECIDED, RECEIVED, Stage, may_follow
from qadesk.i18n import _, ngettext
from qadesk.services.after_closing import delivery, interviews, notices, publication, review
from qadesk.services.after_closing.delivery import Delivered, Handover
from qadesk.services.after_closing.interviews import Interview
from qadesk.services.after_closing.notices import StaleNotice
from qadesk.services.after_closing.review import MarkedResult
from qadesk.services.after_closing.review_words import marks_line
from qadesk.services.after_closing.stage_words import (
    assumption,
    deadline_lines,
    moved_line,
    stage_words,
    step_line,
)
from qadesk.services.done import Done
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.history import assessment_history
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.signoff.correcting import Correcting
from qadesk.ui.screens.signoff.interviews import Interviews
from qadesk.ui.screens.signoff.notices import Notices
from qadesk.ui.screens.signoff.scans import ScansList, ScansWindow, scans_action
from qadesk.ui.screens.signoff.taking_back import taking_back_action
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.badge import GRADE_TONES
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import Column

_NARROW: Final = 125 * GRID  # pixels of width below which some columns are left out
_TONES: Final = {
    Stage.RETURNED: "warn",
    Stage.APPROVED: "accent",
    Stage.SENT: "accent",
    Stage.SIGNED: "good",
    Stage.OBJECTED: "warn",
    Stage.REFUSED: "warn",
    Stage.APPEALED: "warn",
    Stage.FINAL: "good",
    Stage.PUBLISHED: "good",
}


class SignoffScreen(Screen):
    """One list: the results to look at first stand first."""

    key = "signoff"
    concerns = frozenset({"agents", "results", "cycle", "settings"})

    def build(self) -> None:
        self.correcting = Correcting(self)
        self.aside = Aside(
            "signoff",
            Text("who", "heading"),
            *self.correcting.parts(),
            Text("marks", title=_("Look at first")),
            Text("steps", title=_("Steps")),
            Text("interview", title=_("Interview")),
            Text("deadline", title=_("Time to appeal")),
            Text("assumed", "small"),
        )
        self._stages: frozenset[Stage] = frozenset()  # of the month shown
        self.notices = Notices(self, lambda: self.page)
        self.interviews = Interviews(self, lambda: self.page)
        self.page = ListPage(self, self._view(), self._actions(), lambda _actions: self.aside)
        self.correcting.aside, self.correcting.page = self.aside, self.page
        self.page.chosen.connect(self._show_position)
        vbox(self.page, on=self)

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        """Read where the results stand; an open month has none."""
        for scans in self.findChildren(ScansList):
            scans.refresh(changes)
        if self.cycle_state != "closed":
            self.page.say_empty(_open_month())
            return
        code, office = self.cycle, self.office
        self.load(
            lambda: (
                review.for_review(office, code),
                interviews.interviews(office, code),
                notices.stale_of(office, code),
            ),
            self._show_found,
        )

    def _show_found(
        self, read: tuple[tuple[MarkedResult, ...], dict[str, Interview], StaleNotice | None]
    ) -> None:
        found, self.interviews.known, self.notices.stale = read
        self._stages = frozenset(row.position.stage for row in found)
        if found:
            self.page.show_rows(found)
        else:
            self.page.say_empty(_older())

    def arrive(self, context: object) -> None:
        """Show one agent: `context` is a staff number; or the "scans"."""
        if context == "scans" and self.cycle_state != "unopened":
            ScansWindow(self).open()
        elif isinstance(context, str):
            self.page.go_to(context)

    def _show_position(self, row: MarkedResult | None) -> None:
        if row is None:
            self.aside.say(who="", marks="", steps="", interview="", deadline="", assumed="")
            self.correcting.show(None)
            return
        self.correcting.show(row)
        one = row.position
        until = one.appeal
        self.aside.say(
            who=formats.agent_text(one.name, one.staff_no),
            marks=marks_line(row),
            steps=[step_line(step, self.office.local(step.at)) for step in one.steps],
            interview=self.interviews.told(one.staff_no),
            deadline="" if until is None else deadline_lines(until),
            assumed="" if until is None else assumption(until),
        )

    # ---- the list

    def _view(self) -> ListView[MarkedResult]:
        def counted(_shown: object) -> str:
            rows = self.page.rows
            waiting, returned = (
                sum(row.position.stage is stage for row in rows)
                for stage in (Stage.IN_REVIEW, Stage.RETURNED)
            )
            received = sum(row.position.received is not None for row in rows)
            said = [
                ngettext("{n} result", "{n} results", len(rows)).format(n=len(rows)),
                _("{n} to review").format(n=waiting) if waiting else "",
                _("{n} returned").format(n=returned) if returned else "",
                _("{n} received").format(n=received) if received else "",
                self.notices.said(),
            ]
            return _(", ").join(one for one in said if one)

        return ListView(
            "signoff",
            _("Results of the closed cycle"),
            _columns(),
            identity=lambda row: row.position.staff_no,
            personal=Personal("agents"),
            counted=counted,
            searched=lambda row: (row.position.staff_no, row.position.name),
            search_tip=_("Find an agent"),
            filters=[Filter("Stage", _("Where it stands"), _stage_options(), _stands)],
            no_match=_("No agents match this filter."),
            empty=_open_month(),
            also_empty=(_older(),),
            in_bar=(
                "signoffReturn",
                "signoffHandIn",
                "signoffInterview",
                "signoffDeliver",
                "signoffAppeal",
                "signoffFinal",
                "signoffScans",
                "signoffFinish",
                "signoffNotice",
                "signoffPublish",
                "signoffApprove",
            ),
            hidden_when_narrow=("total", "marks", "received"),  # they stand beside the list, or in Results
            narrow_below=enlarged(_NARROW),
            opens="signoffResult",
        )

    def _actions(self) -> list[Action]:
        def follows(then: Stage) -> Callable[[], bool]:
            """Whether it is the next step of all that are chosen."""
            return lambda: (
                bool(self._chosen()) and all(may_follow(row.position.stage, then) for row in self._chosen())
            )

        def why(*then: Stage) -> Callable[[], str]:
            """Why none of these follows for all that are chosen; "" where one does."""

            def told() -> str:
                if any(follows(one)() for one in then):
                    return ""
                stands = {stage_words(row.position.stage) for row in self._chosen()}
                if not stands:
                    return _("Choose agents first.")
                text = _("It does not follow where those chosen stand: {stages}")
                return text.format(stages=_(", ").join(sorted(stands)))

            return told

        def go(screen: str) -> Callable[[MarkedResult], None]:
            return lambda row: self.open_requested.emit(screen, row.position.staff_no)

        ways = _ways()
        delivers = self._any(Stage.APPROVED, Stage.SENT, Stage.DELIVERED)
        deliveries = [
            Action(name, text, partial(self._ask_delivery, how, text), keys=(keys,) if keys else (),
                   why=why(how), shown=delivers, right="prepare")
            for name, text, how, keys in ways
        ]  # fmt: skip
        return [
            Action("signoffApprove", _("Approve"), self._approve, "badge-check",
                   ("Ctrl+Enter", "Ctrl+Return"), "primary", shown=self._any(Stage.IN_REVIEW),
                   why=why(Stage.APPROVED), answers=True, right="decide"),
            Action("signoffReturn", _("Return…"), self._ask_return, "undo-2", why=why(Stage.RETURNED),
                   shown=self._any(Stage.IN_REVIEW, Stage.APPROVED), right="decide"),
            Action("signoffHandIn", _("Hand in again…"), self._ask_answer, why=why(Stage.IN_REVIEW),
                   shown=self._any(Stage.RETURNED), right="prepare"),
            Action("signoffDeliver", _("Delivery…"), None, "send", why=why(*delivery.WAYS), right="prepare",
                   menu=tuple(name for name, *_rest in ways), shown=delivers),
            *deliveries,
            Action("signoffFinal", _("Make final"), self._make_final, "lock", ("Ctrl+Shift+F",),
                   why=why(Stage.FINAL), shown=self._any(*RECEIVED, *DECIDED), right="decide"),
            Action("signoffResult", _("See the result"), go("results"), "chart-line", ("Enter",), row=True,
                   reach="widget"),
            Action("signoffSheet", _("See the sheet"), go("sheets"), "printer", row=True),
            Action("signoffAppeal", _("Appeal…"), go("appeals"), "gavel", row=True,
                   shown=self._any(*RECEIVED, *DECIDED, Stage.APPEALED)),
            self.notices.action(self._all_final),
            *self.interviews.actions(lambda: bool(self._stages), self._chosen),
            Action("signoffPublish", _("Posted"), self._publish, "check", ("Ctrl+Shift+D",),
                   shown=lambda: self._all_final() and Stage.FINAL in self._stages, right="decide"),
            scans_action(self),
            *self.correcting.actions(), taking_back_action(self, self._chosen, lambda: self.page),
            assessment_history(self, "signoff", lambda: self.page.current, lambda row: row.position.staff_no),
            Action("signoffGoToday", _("Go to Today"), partial(self.open_requested.emit, "today", None),
                   in_menu=False),
        ]  # fmt: skip

    def _chosen(self) -> list[MarkedResult]:
        """Those chosen; nobody while the page is built."""
        return self.page.selected if hasattr(self, "page") else []

    # ---- moving on

    def _who(self) -> tuple[str, ...]:
        return tuple(row.position.staff_no for row in self.page.selected)

    def _said(self, stage: Stage) -> Callable[[int], str]:
        return lambda count: moved_line(count, stage)

    def _approve(self) -> None:
        work = partial(review.approve, self.office, self.cycle, self._who())
        self.page.operations.run(work, said=self._said(Stage.APPROVED))

    def _make_final(self) -> None:
        work = partial(delivery.make_final, self.office, self.cycle, self._who())
        self.page.operations.run(work, said=self._said(Stage.FINAL))

    def _any(self, *stages: Stage) -> Callable[[], bool]:
        """Whether a result of the month stands at one of these."""
        return lambda: bool(self._stages & set(stages))

    def _all_final(self) -> bool:
        return bool(self._stages) and self._stages <= {Stage.FINAL, Stage.PUBLISHED}

    def _publish(self) -> None:
        work = partial(publication.publish, self.office, self.cycle)
        self.page.operations.run(work, said=self._said(Stage.PUBLISHED))

    def _ask_return(self) -> None:
        field = Field("reason", _("What to look at again"), "long", required=_("Give a reason."))
        said = self._said(Stage.RETURNED)
        self._ask("signoffReturnDialog", _("Return…"), [field], review.give_back, said)

    def _ask_answer(self) -> None:
        field = Field("answer", _("What was found"), "long", required=_("Say what was found."))
        said = self._said(Stage.IN_REVIEW)
        self._ask("signoffHandInDialog", _("Hand in again…"), [field], review.hand_in_again, said)

    def _ask_delivery(self, how: Stage, text: str) -> None:
        words, today = _("Enter what the agent says."), self.office.today()
        day = Field("day", _("Day"), "date", today, required=_("Enter the day."), latest=today)
        fields = [day]
        if how in (Stage.OBJECTED, Stage.REFUSED):
            needed = words if how is Stage.OBJECTED else ""
            fields.append(Field("reason", _("The agent's words"), "long", required=needed))
        if how is Stage.REFUSED:
            fields.append(Field("witness", _("Witness"), required=_("Enter who saw it.")))
        if how is Stage.SENT:
            fields.append(Field("carrier", _("Carrier"), required=_("Enter who carries it.")))
            fields.append(Field("tracking", _("Tracking number"), required=_("Enter its number.")))

        def deliver(office: Any, code: str, who: tuple[str, ...], **values: Any) -> Done[Delivered]:
            return delivery.deliver(office, code, who, Handover(how, **values))

        def said(made: Delivered) -> str:
            return moved_line(made.count, how, made.unprinted)

        self._ask("signoffDeliveryDialog", text, fields, deliver, said)

    def _ask(
        self,
        name: str,
        text: str,
        fields: list[Field],
        work: Callable[..., Done[Any]],
        said: Callable[[Any], str],
    ) -> None:
        """Ask for what a step needs, for all that are chosen; `text` is its action's."""
        office, code, who = self.office, self.cycle, self._who()
        (first, *_others) = self.page.selected
        whom = formats.agent_text(first.position.name, first.position.staff_no)
        if len(who) > 1:
            whom = ngettext("{n} agent", "{n} agents", len(who)).format(n=len(who))
        words = formats.spoken(text.rstrip("…"), whom), _("Save")

        def write(values: dict[str, Any]) -> Done[Any]:
            return work(office, code, who, **values)

        form = Form("signoff", fields)
        self.page.operations.ask_and_write(name, words, form, write, said=said)


def _ways() -> tuple[tuple[str, str, Stage, str], ...]:
    """How a sheet may reach its agent: the action's name and text, the stage, keys."""
    return (
        ("signoffHandOver", _("Handed over…"), Stage.DELIVERED, "Ctrl+Shift+H"),
        ("signoffSigned", _("Signed…"), Stage.SIGNED, "Ctrl+Shift+G"),
        ("signoffObjected", _("Signed with objection…"), Stage.OBJECTED, ""),
        ("signoffRefused", _("Signature refused…"), Stage.REFUSED, ""),
        ("signoffSent", _("Sent…"), Stage.SENT, ""),
    )


def _columns() -> list[Column[MarkedResult]]:
    return [
        Column("staff_no", _("Staff no."), lambda r: r.position.staff_no),
        Column("name", _("Name"), lambda r: r.position.name, stretch=True),
        Column("total", _("Total"), lambda r: r.position.total, formats.decimal, align="right"),
        Column("grade", _("Grade"), lambda r: r.position.grade or "",
               tone=lambda r: GRADE_TONES.get(r.position.grade or "", "accent")),
        Column("marks", _("Look at first"), marks_line, stretch=True),
        Column("stage", _("Where it stands"), _stand, str, sort=lambda r: list(Stage).index(r.position.stage),
               tone=lambda r: "warn" if r.position.correction else _TONES.get(r.position.stage, "muted")),
        Column("received", _("Received on"), lambda r: r.position.received, formats.day),
        Column("until", _("Appeal until"), lambda r: r.position.appeal and r.position.appeal.last,
               formats.day),
    ]  # fmt: skip


def _stand(row: MarkedResult) -> str:
    """Where it stands; that it is being corrected, or which revision it is."""
    one, said = row.position, stage_words(row.position.stage)
    if one.correction is not None:
        return _("Being corrected")
    return said if one.revision == 1 else _("{stage} (revision {n})").format(stage=said, n=one.revision)


def _stage_options() -> list[tuple[str, str]]:
    stages = [stage for stage in Stage if stage in _REACHED]
    return [(ALL, _("All")), *((stage.value, stage_words(stage)) for stage in stages)]


_REACHED: Final = frozenset(Stage) - {Stage.CORRECTED}  # which is passed at once


def _stands(row: MarkedResult, code: str) -> bool:
    return row.position.stage == code


def _open_month() -> Empty:
    return Empty(
        "lock",
        _("The cycle is not closed yet"),
        _("Its results are reviewed, handed over and signed once it is closed."),
        ("signoffGoToday",),
    )


def _older() -> Empty:
    return Empty(
        "lock",
        _("Closed by an earlier version"),
        _("What became of its results was not followed then."),
    )
