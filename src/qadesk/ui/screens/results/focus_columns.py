"""The columns of the Focus page: what was weakest, what became of the last focus, what is settled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.i18n import _
from qadesk.services.assessment.focus import AgentFocus, FocusBoard
from qadesk.services.explaining import focus_words
from qadesk.services.explaining import result_words as wording
from qadesk.services.explaining.focus_words import indicator_name
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
    month, stretching = cycle_text(board.next_code), partial(Column[FocusRow], stretch=True)
    return [
        Column("staff_no", _("Staff no."), lambda r: r.staff_no),
        stretching("name", _("Name"), lambda r: r.one.result.agent.name),
        stretching("lost", _("Most points lost"), lambda r: r.name_of(r.one.lost),
                   tip=lambda r: r.full_name_of(r.one.lost),
                   header_tip=_("The indicator with the most points lost")),
        Column("points", _("Points lost"),
               lambda r: focus_words.lost_points(r.one.result.assessment, r.one.lost),
               lambda lost: "" if lost is None else formats.decimal(lost), "right"),
        stretching("behind", _("Furthest from standard"), lambda r: r.name_of(r.one.behind),
                   tip=lambda r: r.full_name_of(r.one.behind),
                   header_tip=_("The indicator furthest from meeting its standard")),
        Column("by", _("Gap (share of standard)"),
               lambda r: r.one.behind and r.one.result.assessment.line(r.one.behind).behind,
               lambda share: "" if share is None else f"{formats.decimal(share * 100, 1)}%", "right",
               header_tip=_("As a share of the standard")),
        stretching("last", _("Last focus"), lambda r: r.one.last and r.name_of(r.one.last.settled.indicator),
                   tip=_last_tip),
        Column("moved", _("Trend"), lambda r: r.one.last and focus_words.moved_text(r.one.last),
               sort=lambda r: r.one.last and r.one.last.better, spoken=_last_tip, tip=_last_tip),
        stretching("focus", _("Focus for {month}").format(month=month), _focus, tip=_focus_tip),
        Column("state", _("State"), lambda r: focus_words.state_text(r.one), tone=_tone),
        stretching("step", _("Agreed action"), lambda r: (r.one.settled and r.one.settled.step) or None),
    ]  # fmt: skip


def _tone(row: FocusRow) -> str:
    if row.one.settled is not None:
        return "good"
    if row.one.result.assessment.status is Status.INCOMPLETE:
        return "warn"
    return "accent" if row.one.to_confirm else "muted"


def _last_tip(row: FocusRow) -> str:
    return focus_words.last_text(row.board.made.scorecard, row.one.last)


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
