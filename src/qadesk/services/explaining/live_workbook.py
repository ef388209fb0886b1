"""An assessment as a workbook with live formulas: a spreadsheet recalculates the total from the records.

Whoever doubts a figure changes a record in the workbook and sees what it does. Where a quota or what other
people have decides, the workbook says so in words: it holds one agent only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from qadesk import formats
from qadesk.domain import formula
from qadesk.domain.measures import FIGURES
from qadesk.domain.on_total import excludes
from qadesk.domain.quotas import lowered
from qadesk.domain.rules import Effect, limits
from qadesk.domain.scorecard import Better, Indicator, Origin, Role, Scorecard, Section, Unit
from qadesk.domain.scoring import Line, State
from qadesk.domain.total_rules import TotalEffect
from qadesk.i18n import _, current_language
from qadesk.services import personal, rights
from qadesk.services.assessment import grade_words, results, total_rule_words, uncertainty
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.standings import own_targets
from qadesk.services.explaining import earlier_words, result_words
from qadesk.services.explaining.figure_words import limit
from qadesk.services.explaining.live_peers import live_peers
from qadesk.services.explaining.live_records import LiveRecords, figure_formula, live_records, sheet_of
from qadesk.services.explaining.live_rules import figure, points_formula, value_formula
from qadesk.services.explaining.live_total import LiveTotal, shown_times
from qadesk.services.explaining.rule_words import rule_on
from qadesk.services.targets import WHOSE
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula, LiveCell, LiveSheet, write_live_book

_STYLES = {Unit.RATE: "rate", Unit.COUNT: "count"}
_HEAD = 4  # the row of the table's heads


@rights.needs("print")
def save(office: Office, cycle_code: str, staff_no: str, path: Path) -> None:
    """Write the workbook of one agent's assessment.

    Raises UserError for a cycle never opened, an agent who takes no part in it, or a file that cannot be
    written.
    """
    made = sheets(office, cycle_code, staff_no)
    write_live_book(path, made, personal.shown(office, "records"))
    rows = sum(len(one.rows) - 1 for one in made[2:])
    personal.exported(office, f"{cycle_code}/{staff_no}", "both", rows, path, "records")


def sheets(office: Office, cycle_code: str, staff_no: str) -> list[LiveSheet]:
    """Its sheets: the assessment, the counts, then every kind of record."""
    made = results.results(office, cycle_code)
    result = made.of(staff_no)
    with office.read() as connection:
        own = own_targets(connection, made).get(staff_no, {})
    records = live_records(office, cycle_code, result, made.office, tuple(result.card.indicators()))
    records = _with_earlier(records, result)
    page = _Assessment(office, made, result, records, own)
    peers = [page.peers] if page.peers is not None else []
    return [page.sheet(), records.counts, *peers, *records.sheets]


def _with_earlier(records: LiveRecords, result: AgentResult) -> LiveRecords:
    """The figures of other periods stand under the counts: they are no records of this one."""
    cells, counts = dict(records.cells), records.counts
    for one in result.assessment.earlier:
        label = earlier_words.sentence(result.card, one)
        row = counts.add(LiveCell(label, "wrap"), LiveCell("" if one.value is None else one.value, "any"))
        if one.value is not None:
            cells[one.key] = f"'{counts.title}'!$B${row}"
    return replace(records, cells=cells)


class _Assessment:
    """The first sheet in the making. Columns: see `_heads`."""

    def __init__(
        self,
        office: Office,
        made: CycleResults,
        result: AgentResult,
        records: LiveRecords,
        own: Mapping[str, str],
    ) -> None:
        self._office, self._made, self._result, self._records = office, made, result, records
        self._own = own  # whose standards are not everybody's, by indicator
        self._card: Scorecard = result.card
        self._lines = {line.code: line for line in result.assessment.lines}
        self._rows = {i.code: _HEAD + 1 + at for at, i in enumerate(self._card.indicators())}
        self._live = LiveTotal(self._card, self._rows)
        self._last = _HEAD + len(self._rows)
        self._counting = {
            line.code for line in result.assessment.lines
            if line.weight > 0 and line.state in (State.OBSERVED, State.MISSING)
        }  # fmt: skip
        lower = {one.code: one.better is Better.LOWER for one in self._card.indicators()}
        self.peers, self._of_peers = live_peers(self._card, result.assessment.lines, self._measured, lower)
        self._page = LiveSheet(
            _("Assessment"),
            widths=(16, 24, 12, 14, 12, 12, 44, 10, 10, 10, 12, 12, 12, 36),
            frozen=(_HEAD, 2),
        )

    def sheet(self) -> LiveSheet:
        """All of it."""
        agent, page = self._result.agent, self._page
        names = self._card.names.in_language(current_language())
        page.add(LiveCell(formats.agent_text(agent.name, agent.staff_no), "title"))
        page.add(
            LiveCell(
                _("{office}, cycle {cycle}, scorecard “{card}” version {version}").format(
                    office=self._office.name,
                    cycle=self._made.cycle.code,
                    card=names,
                    version=self._card.version,
                ),
                "plain",
            )
        )
        page.add()
        page.add(*(LiveCell(head, "head") for head in _heads()))
        for section in self._card.sections:
            for indicator in section.indicators:
                self._indicator(section, indicator)
        self._summing_up()
        return page

    def _indicator(self, section: Section, indicator: Indicator) -> None:
        line, row = self._lines[indicator.code], self._rows[indicator.code]
        language, style = current_language(), self._style(indicator, line)
        self._page.add(
            LiveCell(section.names.in_language(language)),
            LiveCell(_named(indicator)),
            LiveCell(self._state(indicator, line)),
            LiveCell(self._value(indicator, line), style),
            LiveCell(None if line.standard is None else line.standard * shown_times(indicator), style),
            LiveCell(self._met(indicator, line, row)),
            LiveCell(rule_on(self._card, indicator), "wrap"),
            LiveCell(self._points(indicator, line, row), "fine"),
            LiveCell(line.weight, "number"),
            LiveCell(
                Formula(f'IF(AND(I{row}>0,C{row}=""),1,0)', int(indicator.code in self._counting)), "count"
            ),
            LiveCell(self._spread_formula(section, line, row), "fine"),
            LiveCell(self._effective(line, row), "fine"),
            LiveCell(self._contribution(line, row), "fine"),
            LiveCell(self._note(indicator, line), "wrap"),
        )

    def _note(self, indicator: Indicator, line: Line) -> str:
        """What the figures of a row do not say: why it has none, whose standard it is, its focus."""
        said = [line.reason]
        if line.code in self._own:
            default = indicator.standard
            rest = "–" if default is None else limit(default, indicator.unit, indicator.better.value)
            text = _("{whose}; scorecard: {standard}")
            said.append(text.format(whose=_(WHOSE[self._own[line.code]]), standard=rest))
        if line.extra_weight:
            extra = formats.plain(line.extra_weight)
            said.append(_("focus, +{extra} percentage points").format(extra=extra))
        return _("; ").join(part for part in said if part)

    def _state(self, indicator: Indicator, line: Line) -> Formula | str:
        never = _("not applicable")
        known = {State.NOT_APPLICABLE: never, State.WAIVED: _("waived")}.get(line.state, "")
        condition = indicator.applies_if
        if excludes(self._card, self._result.assessment.steps):
            return known
        if condition is not None and not line.reason and condition.figure in self._rows:
            row = self._rows[condition.figure]
            return Formula(f'IF(OR(D{row}="",{self._live.holds(condition)}),"","{never}")', known)
        sheet = None if line.reason else sheet_of(indicator)
        if sheet is None or not FIGURES[indicator.figure].only_with_occasion:
            return known
        return Formula(f'IF({self._records.cells[sheet.number]}=0,"{never}","")', known)

    def _value(self, indicator: Indicator, line: Line) -> Formula | Decimal | None:
        if line.value is None and line.state is not State.OBSERVED:
            return None
        if indicator.origin is Origin.FORMULA:
            node = formula.parse(indicator.formula)
            cells = dict(self._records.cells) | {code: self._measured(code) for code in self._rows}
            cells |= self._of_peers
            made: str | None = f'IFERROR({_multiplied(value_formula(node, cells), indicator)},"")'
        else:
            made = figure_formula(indicator, self._records.cells, self._result.tally)
            made = None if made is None else _multiplied(made, indicator)
        value = None if line.value is None else line.value * shown_times(indicator)
        return value if made is None else Formula(made, value)

    def _measured(self, code: str, column: str = "D") -> str:
        """Where an indicator's value (or standard) stands, as a share of 1 where it is one."""
        cell, times = f"{column}{self._rows[code]}", shown_times(self._card.indicator(code))
        return cell if times == 1 else f"({cell}/{times})"

    def _style(self, indicator: Indicator, line: Line) -> str:
        """How a value looks: with more places where two would not tell it from its standard."""
        if indicator.unit is not Unit.RATE:
            return "any" if indicator.unit.is_rate else _STYLES.get(indicator.unit, "fine")
        apart = [one * 100 for one in limits(indicator.rule, line.standard)]
        shown = [line.value * 100] if line.value is not None else []
        fine = any(formats.places(one, apart) > 2 for one in (*shown, *apart))
        return "fine_rate" if fine else "rate"

    def _met(self, indicator: Indicator, line: Line, row: int) -> Formula | str:
        if line.standard is None:
            return ""
        sign = "<=" if indicator.better.value == "lower" else ">="
        words = {None: "", True: _("met"), False: _("not met")}
        text = f'IF(D{row}="","",IF(ROUND(D{row}-E{row},12){sign}0,"{words[True]}","{words[False]}"))'
        return Formula(text, words[line.met])

    def _points(self, indicator: Indicator, line: Line, row: int) -> Formula | str:
        if indicator.role in (Role.RED_LINE, Role.REFERENCE):
            return ""
        marks = self._card.full_marks(indicator, line.weight)
        value, standard = (self._measured(indicator.code, column) for column in "DE")
        made = points_formula(indicator.rule, value, standard, marks)
        if indicator.role is Role.WEIGHTED and marks != 100:
            made = f"({made})*100/{figure(marks)}"
        return Formula(f'IF(OR(D{row}="",C{row}<>""),"",{made})', "" if line.points is None else line.points)

    def _spread_formula(self, section: Section, line: Line, row: int) -> Formula | str:
        """The weight with what its section's siblings left to it."""
        if line.role is not Role.WEIGHTED:
            return ""
        first, last = (self._rows[section.indicators[at].code] for at in (0, -1))
        weights, counts = f"$I${first}:$I${last}", f"$J${first}:$J${last}"
        text = f"IF(J{row}=1,I{row}*SUM({weights})/SUMIF({counts},1,{weights}),0)"
        return Formula(text, self._own_spread(section, line))

    def _own_spread(self, section: Section, line: Line) -> Decimal:
        alive = [i for i in section.indicators if i.code in self._counting]
        left = sum((Fraction(section.weight_of(i)) for i in alive), Fraction(0))
        if line.code not in self._counting or not left:
            return Decimal(0)
        whole = sum((Fraction(section.weight_of(i)) for i in section.indicators), Fraction(0))
        return _decimal(Fraction(line.weight) * whole / left)

    def _effective(self, line: Line, row: int) -> Formula | str:
        """In percent of the total, with the extra weight of the focus."""
        if line.role is not Role.WEIGHTED:
            return ""
        spread = f"$K${_HEAD + 1}:$K${self._last}"
        base = f"K{row}*100/SUM({spread})"
        focus = next((one for one in self._lines.values() if one.extra_weight), None)
        if focus is not None:
            own = f"$K${self._rows[focus.code]}*100/SUM({spread})"
            more = f"MIN(100,{own}+{figure(focus.extra_weight)})"
            base = more if focus is line else f"{base}*(100-{more})/(100-{own})"
        return Formula(f"IF(SUM({spread})=0,0,{base})", line.effective_weight)

    def _contribution(self, line: Line, row: int) -> Formula | str:
        known = "" if line.contribution is None else line.contribution
        if line.role is Role.WEIGHTED:
            return Formula(f'IF(H{row}="","",L{row}*H{row}/100)', known)
        return Formula(f'IF(H{row}="","",H{row})', known) if line.role is Role.BONUS else ""

    def _summing_up(self) -> None:
        made, card = self._result.assessment, self._card
        self._page.add()
        weighed = self._sum(_("Sum of weighted points"), self._weighed(), None)
        bonus = self._sum(_("Bonus, within its limits"), self._bonus(), made.bonus)
        within = f"MIN({figure(card.cap)},MAX(0,M{weighed}+M{bonus}))"
        lacking = f'SUMPRODUCT(($J${_HEAD + 1}:$J${self._last}=1)*($D${_HEAD + 1}:$D${self._last}=""))'
        nothing = f"SUM($J${_HEAD + 1}:$J${self._last})=0"
        text = f'IF(OR({lacking}{self._live.unknown()}>0,{nothing}),"",ROUND(ROUND({within},10),2))'
        computed = self._sum(
            _("Computed, rounded half-up"), text, "" if made.computed is None else made.computed
        )
        ruled = self._on_total(computed)
        red = self._live.red(Effect.ZERO)
        total = self._sum(
            _("Total"),
            f'IF(M{ruled}="","",IF({red},0,M{ruled}))',
            "" if made.total is None else made.total,
        )
        self._sum(_("Grade by this total"), self._live.grade(ruled, total), self._own_grade())
        self._said(_("Total on the sheet"), formats.decimal(made.total))
        self._said(_("Grade on the sheet"), made.grade or formats.DASH)
        if (sure := uncertainty.month(self._made).of.get(self._result.agent.staff_no)) is not None:
            for label, text in result_words.sure_rows(card, made, sure):
                self._said(label, text)
        why = grade_words.other_grade(card, made, _, current_language())
        if why:
            self._page.add(LiveCell(_("Why the grade differs"), "label"), LiveCell(why, "plain"))

    def _on_total(self, row: int) -> int:
        """A row for each rule that may change the total in `row`; the row of the last total."""
        made, known = self._result.assessment, dict(self._result.assessment.steps)
        total = made.computed
        for n, rule in enumerate(self._card.on_total):
            total = known.get(n, total)
            if rule.effect in (TotalEffect.FACTOR, TotalEffect.MOST):
                label = total_rule_words.rule_text(self._card, rule, _, current_language())
                row = self._sum(label, self._live.after(n, row), "" if total is None else total)
        return row

    def _sum(self, label: str, text: str, known: Decimal | str | None) -> int:
        if known is None:
            known = sum(
                (
                    line.contribution or Decimal(0)
                    for line in self._lines.values()
                    if line.role is Role.WEIGHTED
                ),
                Decimal(0),
            )
        blank = [LiveCell(None, "plain")] * 11
        return self._page.add(LiveCell(label, "label"), *blank, LiveCell(Formula(text, known), "total"))

    def _said(self, label: str, text: str) -> None:
        self._page.add(LiveCell(label, "label"), *([LiveCell(None, "plain")] * 11), LiveCell(text))

    def _weighed(self) -> str:
        rows = [self._rows[i.code] for i in self._card.indicators() if i.role is Role.WEIGHTED]
        return "+".join(f"N(M{row})" for row in rows) or "0"

    def _bonus(self) -> str:
        parts = []
        for section in self._card.sections:
            rows = [self._rows[i.code] for i in section.indicators if i.role is Role.BONUS]
            if not rows:
                continue
            part = "+".join(f"N(H{row})" for row in rows)
            if section.most is not None:
                part = f"MIN({part},{figure(section.most)})"
            if section.least is not None:
                part = f"MAX({part},{figure(section.least)})"
            parts.append(part)
        return "+".join(parts) or "0"

    def _own_grade(self) -> str:
        made = self._result.assessment
        why = lowered(self._card, made)  # of shares of agents a workbook of one agent knows nothing
        return (made.moved_from or made.grade or "") if why.full is None else why.full.code


def _multiplied(text: str, indicator: Indicator) -> str:
    return text if shown_times(indicator) == 1 else f"({text})*{shown_times(indicator)}"


def _named(indicator: Indicator) -> str:
    name = indicator.names.in_language(current_language())
    return name if shown_times(indicator) == 1 else f"{name} ({formats.unit_name(indicator.unit)})"


def _heads() -> tuple[str, ...]:
    return (
        _("Section"), _("Indicator"), _("State"), _("Measured"), _("Standard"), _("Met"), _("Rule"),
        _("Points"), _("Weight %"), _("Counts"), _("Within its section"), _("Effective weight %"),
        _("Adds to the total"), _("Note"),
    )  # fmt: skip


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
