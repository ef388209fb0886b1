"""Last cycle beside this one on a sheet: values, changes and the focus, as far as they can be compared."""

from __future__ import annotations

from typing import Final

from qadesk import formats
from qadesk.domain.differences import changed, expected_again
from qadesk.domain.masking import mask
from qadesk.domain.scorecard import Better, Indicator
from qadesk.domain.scoring import Line
from qadesk.errors import joined
from qadesk.i18n import translations
from qadesk.services.assessment.results import AgentResult
from qadesk.services.paper import sheet_figures, sheet_words
from qadesk.services.paper.sheet_month import SheetMonth

OTHER: Final = "*"  # stands where a change would, if last cycle measured something else


class LastCycle:
    """What an agent's sheet says of the cycle before; `before` is None where there is nothing to say."""

    def __init__(self, month: SheetMonth, result: AgentResult, language: str) -> None:
        self._month, self._result, self._language = month, result, language
        self._ = translations(language).gettext
        last = month.last_of(result.agent.id)
        self.before = None if last is None else last.assessment
        self._last_card = result.card if last is None else last.card
        self._comparable = month.comparable(result)
        self._beyond_chance: dict[str, bool] = {}
        if self.before is not None:
            made, now = month.made, result.assessment
            self._beyond_chance = changed(
                self.before, now, result.card, self._comparable, one_by_one=made.told.one_by_one
            )

    @property
    def code(self) -> str:
        """The code of the cycle before, empty where nothing is said of it."""
        return self._month.last.cycle.code if self._month.last is not None and self.before else ""

    @property
    def total(self) -> str:
        """Its total; empty without one."""
        before = self.before
        return formats.decimal(before.total) if before and before.total is not None else ""

    @property
    def grade(self) -> str:
        """Its grade; empty without one."""
        return self.before.grade or "" if self.before else ""

    def change(self) -> tuple[str, str]:
        """By how much the total changed, or that another scorecard made the one before."""
        now = self._result.assessment.total
        if self.before is None or self.before.total is None:
            return "", ""
        if not self._month.totals_comparable(self._result):
            return "", self._("different scorecard")
        return ("" if now is None else formats.signed(now - self.before.total)), ""

    def against(self, line: Line, indicator: Indicator) -> tuple[str, str, int]:
        """Last cycle's value, the change between the two printed figures, and whether it is better."""
        before = self._line(line.code)
        if before is None or before.value is None:
            return ("–" if self.before else "", "", 0)
        text = self._in_table(before)
        if line.code not in self._comparable:
            return text, OTHER, 0
        if line.value is None:
            return text, "", 0
        now = sheet_figures.printed(line.value, line, indicator)
        then = sheet_figures.printed(before.value, before, indicator)
        better = 1 if (now < then) == (indicator.better is Better.LOWER) else -1
        sure = now != then and self._beyond_chance.get(line.code)
        return text, sheet_figures.changed(now - then, indicator), better if sure else 0

    def count(self, code: str) -> str:
        """Last cycle's value of what is not weighed, marked where it cannot be compared."""
        before = self._line(code)
        if before is None:
            return ""
        text = self._in_table(before)
        return text if before.value is None or code in self._comparable else text + OTHER

    def note(self) -> str:
        """What the mark means, where it stands anywhere on the sheet."""
        shown = {line.code for line in self._result.assessment.lines}
        lines = self.before.lines if self.before is not None else ()
        marked = any(line.value is not None and line.code in shown - self._comparable for line in lines)
        return self._("* Last cycle's scorecard measured this differently: not comparable.") if marked else ""

    def focus(self) -> str:
        """Last cycle's focus or, where none was settled, its weakest area, and how it changed."""
        before = self.before
        if before is None or self._month.last is None:
            return ""
        settled, code = self._month.last_settled.get(self._result.agent.id), self._focused()
        now = next((line for line in self._result.assessment.lines if line.code == code), None)
        was = self._line(code or "")
        if code is None or (settled is None and (now is None or now.value is None or was is None)):
            return ""
        said = self._moved(code, was, now, settled=settled is not None)
        if settled is None or not settled.step:
            return said
        return joined(said, self._("Agreed then: {step}").format(step=mask(settled.step)))

    def _moved(self, code: str, was: Line | None, now: Line | None, *, settled: bool) -> str:
        _ = self._
        name = self._name(code)
        if was is not None and code not in self._comparable:
            words = _(
                "Last cycle's largest loss of points: {name}, {old} then; different scorecard now, not "
                "comparable."
            )
            if settled:
                words = _("Last cycle's focus: {name}, {old} then; different scorecard now, not comparable.")
            return words.format(name=name, old=self._quantity(was))
        if was is None or was.value is None or now is None or now.value is None:
            return _("Last cycle's focus: {name}; no figure to compare with.").format(name=name)
        indicator = self._result.card.indicator(code)
        old, (_old, _change, trend) = self._quantity(was), self.against(now, indicator)
        new = sheet_figures.quantity(now, indicator, self._language)
        said = sheet_words.moved(_, trend, settled, same=old == new).format(name=name, old=old, new=new)
        chance = old != new and self._beyond_chance.get(code) is False
        expected = self._expected(code, was, indicator)
        return joined(
            said,
            _("The change may be chance.") if chance else "",
            _("Expected without any action: {expected}.").format(expected=expected) if expected else "",
        )

    def expected(self) -> str:
        """What was to be expected of last cycle's focus without doing anything, as it is printed."""
        code = self._focused()
        was, comparable = self._line(code or ""), code in self._comparable
        if code is None or was is None or not comparable or self._month.last is None:
            return ""
        return self._expected(code, was, self._result.card.indicator(code))

    def _focused(self) -> str | None:
        """Last cycle's focus or, where none was settled, its weakest area."""
        settled = self._month.last_settled.get(self._result.agent.id)
        if settled is not None:
            return settled.indicator
        return None if self.before is None else self.before.weakest

    def _expected(self, code: str, was: Line, indicator: Indicator) -> str:
        """Whoever is chosen for being bad mostly improves."""
        assert self._month.last is not None
        then = [row.assessment for row in self._month.last.results]
        made, found = self._month.made, None
        if was.value is not None:
            found = expected_again(code, was.value, self._result.card, then, by_width=made.told.by_width)
        return "" if found is None else formats.quantity(found, indicator.unit, self._language)

    def _line(self, code: str) -> Line | None:
        lines = self.before.lines if self.before is not None else ()
        return next((line for line in lines if line.code == code), None)

    def _quantity(self, line: Line) -> str:
        """A value of last cycle in the unit it had then."""
        return sheet_figures.quantity(line, self._last_card.indicator(line.code), self._language)

    def _in_table(self, line: Line) -> str:
        """The same beside this cycle's: without a unit that stands beside the name, if it is the same."""
        then = self._last_card.indicator(line.code)
        now = next((i for i in self._result.card.indicators() if i.code == line.code), None)
        if now is None or now.unit is not then.unit:
            return self._quantity(line)
        return sheet_figures.in_table(line, then, self._language)

    def _name(self, code: str) -> str:
        card = self._result.card
        known = any(i.code == code for i in card.indicators())
        return (card if known else self._last_card).indicator(code).names.in_language(self._language)
