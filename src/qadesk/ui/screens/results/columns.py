"""The columns of the ranking, of one agent's indicators, and of the Focus page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.scorecard import Indicator, Role, Scorecard
from qadesk.domain.scoring import Assessment, Line, State, Status
from qadesk.formats import cycle_text
from qadesk.i18n import _
from qadesk.services.assessment.focus import AgentFocus, FocusBoard
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import focus_words
from qadesk.services.explaining import result_words as wording
from qadesk.services.explaining.focus_words import indicator_name
from qadesk.ui.widgets.badge import GRADE_TONES
from qadesk.ui.widgets.table import Column

INDICATOR = "indicator:"  # how the keys of the indicators' columns begin
_POINTLESS = (Role.RED_LINE, Role.REFERENCE)
_WEIGHTS = "88 → 88.88%"  # where something does not apply, the others weigh more
_ALIKE = (10, 11, 12, 14, 16)  # mostly
FROZEN = 3  # of the ranking's columns: rank, number and name


@dataclass(frozen=True)
class Standing:
    """One row of the ranking."""

    result: AgentResult

    @property
    def staff_no(self) -> str:
        """Whose row it is."""
        return self.result.agent.staff_no

    @property
    def made(self) -> Assessment:
        """What came out."""
        return self.result.assessment


@dataclass(frozen=True)
class IndicatorRow:
    """One row of an agent's page."""

    line: Line
    indicator: Indicator
    own_standard: str = ""  # whose it is where not everybody's: "agent", "post", "team"


def rows(standings: Standings) -> list[Standing]:
    """The ranking's rows, best first."""
    return [Standing(result) for result in standings.made.results]


def indicator_rows(standings: Standings, result: AgentResult) -> list[IndicatorRow]:
    """The rows of an agent's page, in the order of the scorecard."""
    own = standings.own_targets.get(result.agent.staff_no, {})
    card = result.card
    return [
        IndicatorRow(line, card.indicator(line.code), own.get(line.code, ""))
        for line in result.assessment.lines
    ]


def card_key(card: Scorecard) -> str:
    """What a scorecard of a cycle is told apart by."""
    return f"{card.code} {card.version}"


def ranking(
    cards: tuple[Scorecard, ...],
    alike: Callable[[Standing], tuple[int, ...]],
    *,
    values: bool,
    brief: Callable[[], bool] = lambda: False,
) -> list[Column[Standing]]:
    """Rank, who, total, grade, who is alike, then every indicator's points (or values) of the `cards`.

    `alike`: the ranks an agent cannot be told from, which are known later than the rest. While `brief` the
    grade is its letter, with what brought it about; the rest stands in its tool tip.
    """
    columns: list[Column[Standing]] = [
        Column("rank", _("Rank"), lambda r: r.result.rank, wording.rank_text, "right"),
        Column("staff_no", _("Staff no."), lambda r: r.staff_no),
        Column("name", _("Name"), _named, tip=_who, stretch=True),
        Column("total", _("Total"), lambda r: r.made.total, formats.decimal, "right",
               tip=lambda r: wording.computed_text(r.made) or wording.spared_text(r.result.card, r.made)),
        Column("grade", _("Grade"), lambda r: wording.grade_text(r.result.card, r.made, brief=brief()),
               sort=lambda r: r.made.grade, tone=lambda r: grade_tone(r.made),
               spoken=lambda r: wording.grade_text(r.result.card, r.made),
               tip=lambda r: wording.whole_grade_text(r.result.card, r.made, brief=brief())),
        Column("alike", _("Not distinguishable from"), lambda r: alike(r) or None, wording.ranks_text,
               tip=lambda r: wording.chance_text() if alike(r) else "", header_tip=wording.chance_text(),
               room_for=wording.ranks_text(_ALIKE)),
    ]  # fmt: skip
    # A red line earns no points; where one was crossed, the grade says so.
    shown = {i.code: (card, i) for card in reversed(cards) for i in card.indicators()}  # the first names it
    for code in dict.fromkeys(i.code for card in cards for i in card.indicators()):
        card, indicator = shown[code]
        if indicator.role is not Role.RED_LINE:
            columns.append(_indicator(card, indicator, values))
    if len(cards) > 1:
        columns.insert(3, Column("card", _("Scorecard"), lambda r: wording.named(r.result.card.names)))
    return columns


def _named(row: Standing) -> str:
    """Whose result it is, and which revision where it was corrected."""
    name, revision = row.result.agent.name, row.result.revision
    return name if revision == 1 else _("{name} (revision {n})").format(name=name, n=revision)


def grade_tone(made: Assessment) -> str:
    """The tone of the badge of a grade."""
    if made.grade is None:
        return "warn" if made.status is Status.INCOMPLETE else "muted"
    return GRADE_TONES.get(made.grade, "accent")


def agent() -> list[Column[IndicatorRow]]:
    """Everything that is said of one indicator."""
    return [
        Column("name", _("Indicator"), lambda r: wording.named(r.indicator.names), stretch=True),
        Column("value", _("Measured"), lambda r: wording.value_text(r.line, r.indicator), align="right",
               sort=lambda r: r.line.value, tone=lambda r: _state_tone(r.line.state),
               tip=lambda r: mask(r.line.reason)),
        Column("n", _("n"), lambda r: r.line.n if r.line.evidence is not None else None,
               lambda n: "" if n is None else f"{n:,}", "right", header_tip=_("Cases behind the value")),
        Column("interval", _("95% interval"), lambda r: wording.interval_text(r.line, r.indicator),
               align="right", sort=lambda r: r.line.interval.low if r.line.interval else None),
        Column("standard", _("Standard"), lambda r: wording.standard_text(r.line.standard, r.indicator),
               align="right", sort=lambda r: r.line.standard,
               tip=lambda r: wording.own_standard_text(r.indicator, r.own_standard)),
        Column("met", _("Met?"), lambda r: wording.met_text(r.line.met, r.line.role) or None,
               tone=lambda r: None if r.line.met is None else "good" if r.line.met else "bad"),
        Column("points", _("Points"), lambda r: wording.points_text(r.line), align="right",
               sort=lambda r: None if r.line.role in _POINTLESS else r.line.points,
               header_tip=_("Out of 100; bonus points with a sign")),
        Column("weight", _("Weight"), lambda r: wording.weight_text(r.line), align="right",
               sort=lambda r: r.line.effective_weight, room_for=_WEIGHTS,
               header_tip=_("Weight on the scorecard → weight that counts for this agent")),
        Column("contribution", _("Adds"),
               lambda r: None if r.line.role in _POINTLESS else r.line.contribution,
               lambda adds: "" if adds is None else formats.decimal(adds), "right",
               header_tip=_("Points this indicator adds to the total")),
        Column("note", _("Note"), lambda r: wording.note_text(r.line, r.own_standard) or None, stretch=True),
    ]  # fmt: skip


def _state_tone(state: State) -> str | None:
    """The tone of a cell without a value."""
    return {State.OBSERVED: None, State.MISSING: "warn"}.get(state, "muted")


def _indicator(card: Scorecard, indicator: Indicator, values: bool) -> Column[Standing]:
    def line(row: Standing) -> Line | None:
        """Nobody has a line for what is not on their scorecard."""
        return next((one for one in row.made.lines if one.code == indicator.code), None)

    def of(row: Standing) -> Indicator:
        return row.result.card.indicator(indicator.code)

    def words(row: Standing) -> str | None:
        found = line(row)
        if found is None:
            return None
        points = "" if values else wording.points_text(found)
        return points or wording.value_text(found, of(row))

    def order(row: Standing) -> Decimal | None:
        found = line(row)
        if found is None:
            return None
        return found.value if values or found.role is Role.REFERENCE else found.points

    return Column(
        INDICATOR + indicator.code,
        wording.short_name(card, indicator),
        words,
        align="right",
        sort=order,
        tone=lambda r: None if (found := line(r)) is None else _state_tone(found.state),
        tip=lambda r: "" if (found := line(r)) is None else wording.in_short(found, of(r)),
        header_tip=wording.named(indicator.names),
    )


def _who(row: Standing) -> str:
    who = row.result.agent
    return " · ".join(part for part in (who.staff_no, who.name, who.team, who.post) if part)


# ---- the Focus page: what was weakest, what became of the last focus, what is settled


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
        card = self.one.result.card
        try:
            return code and wording.short_name(card, card.indicator(code))
        except KeyError:
            return code

    def full_name_of(self, code: str | None) -> str:
        """The whole name."""
        return "" if code is None else indicator_name(self.one.result.card, code)


def focus(board: FocusBoard) -> list[Column[FocusRow]]:
    """Who, the two weakest areas with their figures, last focus, the next one with its action."""
    month, stretching = cycle_text(board.next_code), partial(Column[FocusRow], stretch=True)
    return [
        Column("staff_no", _("Staff no."), lambda r: r.staff_no),
        stretching("name", _("Name"), lambda r: r.one.result.agent.name),
        stretching("lost", _("Most points lost"),
                   lambda r: _(", ").join(r.name_of(code) or "" for code in r.one.most_lost) or None,
                   tip=lambda r: _(", ").join(map(r.full_name_of, r.one.most_lost)),
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
        stretching("focus", _("Focus for {month}").format(month=month), _focused, tip=_focus_tip),
        Column("state", _("State"), lambda r: focus_words.state_text(r.one), tone=_tone),
        stretching("step", _("Agreed action"), _agreed),
    ]  # fmt: skip


def _tone(row: FocusRow) -> str:
    if row.one.settled is not None:
        return "good"
    if row.one.result.assessment.status is Status.INCOMPLETE:
        return "warn"
    return "accent" if row.one.to_confirm else "muted"


def _last_tip(row: FocusRow) -> str:
    return focus_words.last_text(row.one.result.card, row.one.last)


def _focused(row: FocusRow) -> str | None:
    """What is settled, else what is proposed."""
    settled = row.one.settled
    if settled is None:
        return row.name_of(row.one.proposed)
    name = row.name_of(settled.indicator)
    return f"{name} +{formats.plain(settled.extra)}%" if settled.extra else name


def _agreed(row: FocusRow) -> str | None:
    return mask(row.one.settled.step) or None if row.one.settled is not None else None


def _focus_tip(row: FocusRow) -> str:
    settled = row.one.settled
    if settled is None:
        return row.full_name_of(row.one.proposed)
    return focus_words.settled_text(row.one.result.card, settled)
