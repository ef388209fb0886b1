"""The columns of the ranking and of one agent's indicators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.scorecard import Indicator, Role, Scorecard
from qadesk.domain.scoring import Line, State
from qadesk.i18n import _
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.ui.screens.results import wording
from qadesk.ui.widgets.table import Column

INDICATOR = "indicator:"  # how the keys of the indicators' columns begin


@dataclass(frozen=True)
class Standing:
    """One row of the ranking."""

    result: AgentResult
    alike: tuple[int, ...]  # the ranks this one cannot be told from

    @property
    def staff_no(self) -> str:
        """Whose row it is."""
        return self.result.agent.staff_no


@dataclass(frozen=True)
class IndicatorRow:
    """One row of an agent's page."""

    line: Line
    indicator: Indicator
    section: str


def rows(standings: Standings) -> list[Standing]:
    """The ranking's rows, best first."""
    ranks = {r.agent.staff_no: r.rank for r in standings.made.results}
    return [
        Standing(
            result,
            tuple(sorted({ranks[o] or 0 for o in standings.alike.get(result.agent.staff_no, ())})),
        )
        for result in standings.made.results
    ]


def ranking(card: Scorecard, *, values: bool) -> list[Column[Standing]]:
    """Rank, who, total, grade, then every indicator's points (or values), then who is alike."""
    columns: list[Column[Standing]] = [
        Column("rank", _("Rank"), lambda r: r.result.rank, _rank, "right"),
        Column("staff_no", _("Staff no."), lambda r: r.staff_no),
        Column("name", _("Name"), lambda r: r.result.agent.name, tip=_who, stretch=True),
        Column(
            "total",
            _("Total"),
            lambda r: r.result.assessment.total,
            formats.decimal,
            "right",
            tip=_computed,
        ),
        Column(
            "grade",
            _("Grade"),
            lambda r: wording.grade_text(card, r.result.assessment),
            sort=lambda r: r.result.assessment.grade,
            tone=lambda r: wording.grade_tone(r.result.assessment),
        ),
    ]
    columns.append(
        Column(
            "alike",
            _("On a par with rank"),
            lambda r: r.alike or None,
            ranks_text,
            header_tip=_("The 95 % intervals of these totals overlap: the order among them may be chance."),
        )
    )
    # A red line earns no points; where one was crossed, the grade says so.
    columns += [_indicator(card, i, values) for i in card.indicators() if i.role is not Role.RED_LINE]
    return columns


def agent() -> list[Column[IndicatorRow]]:
    """Everything that is said of one indicator."""
    return [
        Column("name", _("Indicator"), lambda r: wording.named(r.indicator.names), stretch=True),
        Column(
            "value", _("Measured"), lambda r: wording.value_text(r.line, r.indicator), align="right",
            sort=lambda r: r.line.value, tone=lambda r: wording.state_tone(r.line.state),
            tip=lambda r: r.line.reason,
        ),
        Column("n", _("n"), _n, formats_int, "right", header_tip=_("Observations behind the value")),
        Column(
            "interval", _("95 % interval"),
            lambda r: wording.interval_text(r.line.interval, r.indicator.unit.value) or None, align="right",
            sort=lambda r: r.line.interval.low if r.line.interval else None,
        ),
        Column(
            "standard", _("Standard"), _standard, align="right",
            sort=lambda r: r.line.standard,
        ),
        Column(
            "met", _("Met?"), lambda r: wording.met_text(r.line) or None,
            tone=lambda r: None if r.line.met is None else "good" if r.line.met else "bad",
        ),
        Column("points", _("Points"), lambda r: r.line.points, formats_points, "right"),
        Column("weight", _("Weight"), _weight, align="right", sort=lambda r: r.line.effective_weight,
               header_tip=_("As the scorecard has it → as it counts for this agent")),
        Column("contribution", _("Adds"), lambda r: _adds(r.line), formats.decimal, "right",
               header_tip=_("Points the indicator adds to the total")),
        Column("note", _("Note"), lambda r: note(r.line) or None, stretch=True),
    ]  # fmt: skip


def formats_int(value: int | None) -> str:
    """A count with thousands separated."""
    return "" if value is None else f"{value:,}"


def formats_points(value: Decimal | None) -> str:
    """Points without needless places; nothing for none."""
    return "" if value is None else formats.plain(value)


def note(line: Line) -> str:
    """What must be known of a line: the reason it has no value, or how few data it has."""
    if line.state is State.OBSERVED:
        return wording.evidence_text(line)
    return line.reason


def _n(row: IndicatorRow) -> int | None:
    return row.line.n if row.line.evidence is not None else None


def _weight(row: IndicatorRow) -> str | None:
    line = row.line
    if line.role is not Role.WEIGHTED:
        return None
    before, after = formats.plain(line.weight), formats.plain(line.effective_weight)
    return f"{before}%" if before == after else f"{before} → {after}%"


def _adds(line: Line) -> Decimal | None:
    return None if line.role is Role.RED_LINE else line.contribution


def _indicator(card: Scorecard, indicator: Indicator, values: bool) -> Column[Standing]:
    def line(row: Standing) -> Line:
        return row.result.assessment.line(indicator.code)

    def words(row: Standing) -> str:
        of = line(row)
        if indicator.role is Role.WEIGHTED and not values:
            return wording.points_text(of)
        return wording.value_text(of, indicator)

    def order(row: Standing) -> Decimal | None:
        return line(row).value if values else line(row).points

    return Column(
        INDICATOR + indicator.code,
        wording.short_name(card, indicator),
        words,
        align="right",
        sort=order,
        tone=lambda r: wording.state_tone(line(r).state),
        tip=lambda r: _cell_tip(line(r), indicator),
        header_tip=wording.named(indicator.names),
    )


def _cell_tip(line: Line, indicator: Indicator) -> str:
    if line.value is None:
        return f"{wording.state_text(line.state)}: {line.reason}" if line.reason else ""
    parts = [wording.value_text(line, indicator), wording.met_text(line), wording.evidence_text(line)]
    return " · ".join(part for part in parts if part)


def _rank(rank: int | None) -> str:
    return formats.DASH if rank is None else str(rank)


def _who(row: Standing) -> str:
    who = row.result.agent
    return " · ".join(part for part in (who.staff_no, who.name, who.team, who.post) if part)


def _computed(row: Standing) -> str:
    made = row.result.assessment
    if not made.red_lines or made.computed is None:
        return ""
    return _("Computed: {total}; a red line was crossed.").format(total=formats.decimal(made.computed))


def ranks_text(ranks: tuple[int, ...] | None) -> str:
    """Ranks as runs: 1–3, 5."""
    if not ranks:
        return ""
    runs: list[list[int]] = []
    for rank in ranks:
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    spans = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(spans)


def _standard(row: IndicatorRow) -> str | None:
    if row.line.standard is None:
        return None
    return formats.standard(row.line.standard, row.indicator.unit.value, row.indicator.better.value)
