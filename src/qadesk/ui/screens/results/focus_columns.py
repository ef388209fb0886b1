"""The columns of the Focus page: what was weakest, what became of the last focus, what is settled."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.i18n import _
from qadesk.services.assessment.focus import AgentFocus, FocusBoard
from qadesk.services.explaining import focus_words
from qadesk.services.explaining.focus_words import indicator_name
from qadesk.ui.screens.results import wording
from qadesk.ui.widgets.table import Column
from qadesk.ui.wording import cycle_text


@dataclass(frozen=True)
class FocusRow:
    """One agent of the Focus page."""

    one: AgentFocus
    board: FocusBoard

    @property
    def staff_no(self) -> str:
        """Whose row it is."""
        return self.one.result.agent.staff_no

    def name_of(self, code: str | None) -> str | None:
        """An indicator's name as it stands over its column in the ranking, nothing for none."""
        card = self.board.made.scorecard
        if code is None or all(i.code != code for i in card.indicators()):
            return code
        return wording.short_name(card, card.indicator(code))

    def full_name_of(self, code: str | None) -> str:
        """The whole name."""
        return "" if code is None else indicator_name(self.board.made.scorecard, code)


def columns(board: FocusBoard) -> list[Column[FocusRow]]:
    """Who, the two weakest areas with their figures, last focus, the next one with its action."""
    month = cycle_text(board.next_code)
    return [
        Column("staff_no", _("Staff no."), lambda r: r.staff_no),
        Column("name", _("Name"), lambda r: r.one.result.agent.name, stretch=True),
        Column("lost", _("Most points lost"), lambda r: r.name_of(r.one.lost), stretch=True,
               tip=lambda r: r.full_name_of(r.one.lost),
               header_tip=_("The indicator with the most points lost")),
        Column("points", _("Points lost"), _points, _two_places, "right"),
        Column("behind", _("Furthest from standard"), lambda r: r.name_of(r.one.behind), stretch=True,
               tip=lambda r: r.full_name_of(r.one.behind),
               header_tip=_("The indicator furthest from meeting its standard")),
        Column("by", _("Gap"), _behind, _percent, "right",
               header_tip=_("As a share of the standard")),
        Column("last", _("Last focus"), _last, stretch=True, tip=_last_tip),
        Column("moved", _("Trend"), _moved, sort=_better, spoken=_last_tip, tip=_last_tip),
        Column("focus", _("Focus for {month}").format(month=month), _focus, stretch=True, tip=_focus_tip),
        Column("state", _("State"), state_text, tone=_tone),
        Column("step", _("Agreed action"), _step, stretch=True),
    ]  # fmt: skip


def state_text(row: FocusRow) -> str:
    """How far the focus is."""
    if row.one.settled is not None:
        return _("Confirmed")
    if row.one.left:
        return _("Left")
    status = row.one.result.assessment.status
    if status is not Status.GRADED:
        return wording.status_text(status)
    return _("Proposed") if row.one.proposed is not None else _("Nothing lost")


def _tone(row: FocusRow) -> str:
    if row.one.settled is not None:
        return "good"
    if row.one.result.assessment.status is Status.INCOMPLETE:
        return "warn"
    return "accent" if row.one.to_confirm else "muted"


def _points(row: FocusRow) -> Decimal | None:
    return focus_words.lost_points(row.one.result.assessment, row.one.lost)


def _behind(row: FocusRow) -> Decimal | None:
    code = row.one.behind
    return row.one.result.assessment.line(code).behind if code is not None else None


def _two_places(value: Decimal | None) -> str:
    return "" if value is None else formats.decimal(value)


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{formats.decimal(value * 100, 1)}%"


def _last(row: FocusRow) -> str | None:
    return row.name_of(row.one.last.settled.indicator) if row.one.last is not None else None


def _moved(row: FocusRow) -> str | None:
    return focus_words.moved_text(row.one.last) if row.one.last is not None else None


def _better(row: FocusRow) -> int | None:
    return row.one.last.better if row.one.last is not None else None


def _last_tip(row: FocusRow) -> str:
    last = row.one.last
    if last is None:
        return ""
    said = focus_words.moved_said(row.board.made.scorecard, last)
    agreed = _("Agreed then: {step}").format(step=last.settled.step) if last.settled.step else ""
    return "\n".join(part for part in (said, agreed) if part)


def _focus(row: FocusRow) -> str | None:
    """What is settled, else what is proposed."""
    settled = row.one.settled
    if settled is None:
        return row.name_of(row.one.proposed)
    name = row.name_of(settled.indicator)
    return f"{name} +{formats.plain(settled.extra)}%" if settled.extra else name


def _focus_tip(row: FocusRow) -> str:
    settled = row.one.settled
    if settled is None:
        return row.full_name_of(row.one.proposed)
    return focus_words.settled_text(row.board.made.scorecard, settled)


def _step(row: FocusRow) -> str | None:
    return row.one.settled.step or None if row.one.settled is not None else None
