"""What becomes of a sum on its way to the grade, as formulas: rules on the total, red lines, grades."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from qadesk import formats
from qadesk.domain import on_total
from qadesk.domain.decimals import half_up
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Indicator, Scorecard, Unit
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect
from qadesk.services.explaining.live_rules import crossed_formula, figure

_SIGNS: Final = {Sign.AT_LEAST: ">=", Sign.OVER: ">", Sign.AT_MOST: "<=", Sign.UNDER: "<"}


class LiveTotal:
    """Formulas over the rows of indicators (by code), whose values stand in column D, and totals in M."""

    def __init__(self, card: Scorecard, rows: Mapping[str, int]) -> None:
        self._card, self._rows = card, rows

    def unknown(self) -> str:
        """How many figures of rules on the total are missing, to be added to others; "" without rules."""
        known = {rule.when.figure for rule in self._card.on_total} & self._rows.keys()
        rows = sorted(self._rows[code] for code in known)
        return "".join(f'+(D{row}="")*(C{row}="")' for row in rows)

    def after(self, n: int, row: int) -> str:
        """The total after a rule on it, of the one in `row`."""
        rule = self._card.on_total[n]
        if rule.effect is TotalEffect.MOST:
            made = f"MIN(M{row},{figure(half_up(rule.value or Decimal(0)))})"
        else:
            times = figure(rule.value) if rule.value is not None else self._own_value(rule.when.figure)
            made = f"MIN({figure(self._card.cap)},ROUND(ROUND(M{row}*{times},10),2))"
        return f'IF(M{row}="","",IF({self.in_effect(n)},{made},M{row}))'

    def in_effect(self, n: int) -> str:
        """Whether a rule on the total takes effect: its condition holds, and no other outdoes it."""
        rules = self._card.on_total
        others = (m for m in range(len(rules)) if on_total.outdoes(self._card, m, n))
        held = [self.holds(rules[n].when), *(f"NOT({self.holds(rules[m].when)})" for m in others)]
        return f"AND({','.join(held)})"

    def holds(self, condition: FigureCondition) -> str:
        """Whether a condition holds; what has no value fulfils none."""
        if condition.figure not in self._rows:
            return "FALSE"
        row, times = self._rows[condition.figure], shown_times(self._card.indicator(condition.figure))
        limit, sign = figure(condition.limit * times), _SIGNS[condition.sign]
        return f"AND(ISNUMBER(D{row}),ROUND(N(D{row})-{limit},12){sign}0)"

    def _own_value(self, code: str) -> str:
        if code not in self._rows:
            return "1"
        return f"MAX(0,N(D{self._rows[code]})/{shown_times(self._card.indicator(code))})"

    def red(self, effect: Effect, grade: str = "") -> str:
        """Whether a red line of that effect is crossed."""
        crossed = [
            crossed_formula(i.rule, f"D{self._rows[i.code]}", shown_times(i))
            for i in self._card.indicators()
            if isinstance(i.rule, RedLine) and i.rule.effect is effect and i.rule.grade in ("", grade)
        ]
        return f"OR({','.join(crossed)})" if crossed else "FALSE"

    def grade(self, computed: int, total: int) -> str:
        """The grade of the total in the row `computed`, nothing where the row `total` is empty."""
        grades = self._card.grades
        capped = [
            (rank, self.red(Effect.CAP_GRADE, grade.code))
            for rank, grade in enumerate(grades)
            if any(
                isinstance(i.rule, RedLine) and i.rule.grade == grade.code for i in self._card.indicators()
            )
        ]
        rank = str(len(grades) - 1)
        for number, grade in reversed(list(enumerate(grades[:-1]))):
            rank = f"IF(M{computed}>={figure(grade.at_least)},{number},{rank})"
        ways = {TotalEffect.WORST_GRADE: ("MIN", len(grades) - 1), TotalEffect.BEST_GRADE: ("MAX", 0)}
        for effect, (end, none) in ways.items():  # what limits is stronger than what protects
            for n, rule in enumerate(self._card.on_total):
                if rule.effect is effect:
                    own = self._card.grade_rank(rule.grade)
                    rank = f"{end}({rank},IF({self.in_effect(n)},{own},{none}))"
        for number, crossed in capped:
            rank = f"MAX({rank},IF({crossed},{number},0))"
        rank = f"IF({self.red(Effect.ZERO)},{len(grades) - 1},{rank})"
        named = ",".join('"' + grade.code.replace('"', '""') + '"' for grade in grades)
        return f'IF(M{total}="","",CHOOSE({rank}+1,{named}))'


def shown_times(indicator: Indicator) -> int:
    """What a value is multiplied by where no look of a cell does it: spreadsheets know percent only."""
    return 1 if indicator.unit is Unit.RATE else formats.scale(indicator.unit)
