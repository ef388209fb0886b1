"""What each assessment sheet says: an agent's result, the cycle before it and the comments, in words."""

from __future__ import annotations

import re
from dataclasses import replace

from qadesk import formats
from qadesk.domain.decimals import HUNDRED, ZERO, half_up
from qadesk.domain.masking import mask
from qadesk.domain.rules import Bonus, Deduction, Effect, Escalation, Proportional, RedLine
from qadesk.domain.scorecard import Better, Indicator, Origin, Role
from qadesk.domain.scoring import Line, State, Status
from qadesk.domain.statistics import Evidence
from qadesk.errors import joined
from qadesk.i18n import speaking, translations
from qadesk.printing.sheet import (
    Agreed,
    ExtraLine,
    Identity,
    IndicatorLine,
    LineKind,
    Remark,
    Result,
    SheetContent,
)
from qadesk.services.after_closing.stage_words import appeal_time
from qadesk.services.assessment import grade_words, total_rule_words
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining.rule_words import rule_on
from qadesk.services.paper import (
    sheet_checks,
    sheet_digest,
    sheet_figures,
    sheet_made_of,
    sheet_notes,
    sheet_revised,
    sheet_total,
    sheet_words,
)
from qadesk.services.paper.sheet_last import LastCycle
from qadesk.services.paper.sheet_month import Comment, SheetMonth
from qadesk.services.records import untold_words
from qadesk.services.targets import WHOSE

_KINDS = {
    State.NOT_APPLICABLE: LineKind.NOT_APPLICABLE,
    State.WAIVED: LineKind.WAIVED,
    State.MISSING: LineKind.MISSING,
}


def code_of(cycle_code: str, staff_no: str, digest: str) -> str:
    """What is printed beside the codes: cycle, staff number (its ASCII part) and start of the digest."""
    plain = re.sub("[^A-Za-z0-9-]", "", staff_no)[:24]
    return "-".join(part for part in ("QA", cycle_code, plain, digest[:8].upper()) if part)


def fill(month: SheetMonth, result: AgentResult, language: str) -> SheetContent:
    """One agent's sheet in "zh_CN" or "en"."""
    return _Filler(month, result, language).fill()


class _Filler:
    """One sheet in the making: the figures, and words for them in its language."""

    def __init__(self, month: SheetMonth, result: AgentResult, language: str) -> None:
        self._month = month
        self._result = result
        self._made = result.assessment
        self._language = language
        self._ = translations(language).gettext
        self._card = result.card
        self._last = LastCycle(month, result, language)

    def fill(self) -> SheetContent:
        """The whole content."""
        _, agent, cycle = self._, self._result.agent, self._month.made.cycle
        excluded = self._made.status is Status.EXCLUDED
        digest = sheet_digest.digest(self._month, self._result)
        lines = () if excluded else self._made.lines
        return SheetContent(
            language=self._language,
            code=code_of(cycle.code, agent.staff_no, digest),
            digest=digest,
            office_mark=self._month.office_mark,
            revision=self._revision(digest),
            identity=Identity(
                office=self._month.office,
                name=agent.name,
                staff_no=agent.staff_no,
                team=agent.team,
                post=agent.post,
                cycle=cycle.code,
                period=formats.span(str(cycle.period.start), str(cycle.period.last_day)),
                scorecard=self._card.names.in_language(self._language),
                version=_("version {n}").format(n=self._card.version),
            ),
            result=self._outcome(),
            lines=tuple(self._indicator(line) for line in lines if line.role is Role.WEIGHTED),
            bonuses=tuple(self._bonus(line) for line in lines if line.role is Role.BONUS),
            red_lines=tuple(self._red_line(line) for line in lines if line.role is Role.RED_LINE),
            references=tuple(self._reference(line) for line in lines if line.role is Role.REFERENCE),
            last_cycle=self._last.code,
            missing=tuple(self._name(code) for code in self._made.missing),
            excluded=self._excluded() if excluded else "",
            remarks=self._remarks(),
            weakest="" if excluded else self._weakest(),
            weakest_why="" if excluded else self._weakest_why(),
            focus=self._last.focus(),
            agreed=self._agreed(),
            interview=self._month.interviews.get(agent.id, ("", "")),
            appeal_to=self._("{names} (manager)").format(names=_(", ").join(self._month.managers))
            if self._month.managers
            else "",
            appeal_time=self._appeal_time(),
            notes=() if excluded else (self._notes(),),
            state=self._state(),
            provisional=cycle.closed_at is None or agent.id in self._month.in_hand,
            revised=self._revised(),
        )

    def _appeal_time(self) -> str:
        with speaking(self._language):
            return appeal_time(self._month.appeal)

    def _revision(self, digest: str) -> int:
        """1 for what is printed first; each time something else is printed, one more."""
        before = list(dict.fromkeys(one.digest for one in self._month.printed.get(self._result.agent.id, ())))
        return before.index(digest) + 1 if digest in before else len(before) + 1

    def _revised(self) -> tuple[str, ...]:
        found = self._month.revised.get(self._result.agent.id)
        if found is None or found.now.revision != self._result.revision:
            return ()
        return sheet_revised.lines(self._card, found, self._language)

    def _state(self) -> str:
        """When the results were locked, or up to which day there are records; that it is being corrected."""
        if self._result.agent.id in self._month.in_hand:
            return self._("Being corrected")
        if self._month.closed_on is not None:
            return self._("Results locked on {day}").format(day=formats.day(self._month.closed_on))
        if self._month.until is None:
            return self._("Provisional, no records yet")
        return self._("Provisional, records up to {day}").format(day=formats.day(self._month.until))

    def _remarks(self) -> tuple[Remark, ...]:
        """What was written, then the contacts that were checked with what was found."""
        agent, language = self._result.agent.id, self._language
        written = map(self._remark, self._month.comments.get(agent, ()))
        found = (sheet_checks.remark(one, language) for one in self._month.checks.get(agent, ()))
        return (*written, *found)

    def _remark(self, said: Comment) -> Remark:
        told = mask(said.text)
        if not said.item:
            return Remark(told, said.author, said.day)
        text = self._("{item}: {text}").format(item=self._name(said.item), text=told)
        return Remark(text, said.author, said.day)

    def _outcome(self) -> Result:
        made = self._made
        grade = next((g for g in self._card.grades if g.code == made.grade), None)
        change, other = self._last.change()
        interval = chances = ""
        if (sure := self._month.sure(self._result)) is not None:
            low, high = formats.decimal(sure.interval.low, 1), formats.decimal(sure.interval.high, 1)
            span, cap = formats.span(low, high), formats.plain(self._card.cap)
            interval = self._("95%: {span} of {cap}").format(span=span, cap=cap)
            chances = grade_words.chances(made.grade or "", sure, self._)
        return Result(
            total="" if made.total is None else formats.decimal(made.total),
            grade=made.grade or "",
            grade_name=grade.names.in_language(self._language) if grade else "",
            computed=formats.decimal(made.before_red_lines) if made.crossed_to_zero else "",
            summed=formats.decimal(made.computed) if made.steps and made.computed is not None else "",
            note=joined(
                *sheet_total.on_total(self._month, self._result, self._language),
                grade_words.other_grade(self._card, made, self._, self._language),
                self._tied(),
                grade_words.cut(self._card, made, self._month.cut_alike(self._result), self._),
            ),
            last_total=self._last.total,
            last_grade=self._last.grade,
            change=change,
            other=other,
            interval=interval,
            chances=chances,
            scale=sheet_words.scale(self._card, self._language),
        )

    def _tied(self) -> str:
        graded = self._month.all_graded(self._result)
        every, own = [one.assessment for one in graded], [one.card for one in graded]
        return grade_words.tied(self._card, every, self._made, self._, own)

    def _indicator(self, line: Line) -> IndicatorLine:
        _, indicator = self._, self._card.indicator(line.code)
        section = self._card.section_of(line.code)
        names = section.names.in_language(self._language)
        detail = names
        if line.standard is None:  # else its sign says which way is better
            lower, higher = _("{section}, lower is better"), _("{section}, higher is better")
            detail = (lower if indicator.better is Better.LOWER else higher).format(section=names)
        if whose := self._whose_standard(line):
            detail = _("{detail}; {whose}").format(detail=detail, whose=whose)
        if line.extra_weight:
            extra = formats.plain(line.extra_weight)
            detail = _("{detail}; focus, +{extra} percentage points").format(detail=detail, extra=extra)
        if unit := sheet_figures.unit_beside(indicator, self._language):
            detail = _("{detail}; figures {unit}").format(detail=detail, unit=unit)
        if made_of := sheet_made_of.made_of(self._month, self._result, line, self._language):
            detail = _("{detail}; {made_of}").format(detail=detail, made_of=made_of)
        marks = self._card.full_marks(indicator, section.weight_of(indicator))
        rule = self._rule(indicator)
        if marks != HUNDRED and not isinstance(indicator.rule, Proportional):  # whose words say it
            rule = _("{rule}; out of {marks} points").format(rule=rule, marks=formats.plain(marks))
        few = line.evidence is Evidence.TOO_FEW
        last, change, trend = self._last.against(line, indicator)
        return IndicatorLine(
            name=indicator.names.in_language(self._language),
            detail=detail,
            rule=rule,
            value=sheet_figures.in_table(line, indicator, self._language),
            n="" if line.evidence is None else f"{line.n:,}",
            interval="" if few else sheet_figures.interval(line, indicator) or self._no_interval(line),
            evidence=self._evidence(line),
            standard=sheet_figures.required(line, indicator, self._language),
            met=line.met,
            points=formats.decimal(line.points),
            weight=formats.weight(line.effective_weight),
            contribution=formats.decimal(None if line.contribution is None else half_up(line.contribution)),
            last=last,
            change=change,
            trend=trend,
            kind=_KINDS.get(line.state, LineKind.NORMAL),
            reason=self._reason(line, indicator),
        )

    def _rule(self, indicator: Indicator) -> str:
        with speaking(self._language):
            return rule_on(self._card, indicator)

    def _whose_standard(self, line: Line) -> str:
        """Whose standard it is, where not everybody's."""
        whose = self._month.own_targets.get(self._result.agent.staff_no, {}).get(line.code)
        return "" if whose is None else self._(WHOSE[whose])

    def _bonus(self, line: Line) -> ExtraLine:
        """A line on top of the total: with its section where that has limits, and what its rule goes by."""
        _, indicator = self._, self._card.indicator(line.code)
        made = self._extra(line, formats.signed(line.points or ZERO))
        section = self._card.section_of(line.code)
        limited = section.most is not None or section.least is not None
        said = [section.names.in_language(self._language)] if limited else []
        if line.standard is not None and not isinstance(indicator.rule, Bonus | Deduction | Escalation):
            standard = sheet_figures.required(line, indicator, self._language)
            said.append(_("standard {standard}").format(standard=standard))
        said += [whose] if (whose := self._whose_standard(line)) else []
        said.append(made.rule)
        if span := sheet_figures.interval(line, indicator):
            said.append(_("95%: {span}").format(span=span))
        return replace(made, rule=_("; ").join(said))

    def _red_line(self, line: Line) -> ExtraLine:
        crossed = line.code in self._made.red_lines
        effect = self._("crossed") if crossed else self._("not crossed")
        rule = self._card.indicator(line.code).rule
        if crossed and isinstance(rule, RedLine) and rule.effect is Effect.CAP_GRADE:
            effect = self._("crossed: at most {grade}").format(grade=rule.grade)
        if crossed and isinstance(rule, RedLine) and rule.effect is Effect.MARK:
            effect = self._("crossed: only noted")
        made = self._extra(line, effect, crossed=crossed)
        events = self._month.crossings.get((self._result.agent.staff_no, line.code), ()) if crossed else ()
        return replace(made, events=tuple(sheet_total.events_said(events, self._)))

    def _reference(self, line: Line) -> ExtraLine:
        return self._extra(line, "")

    def _extra(self, line: Line, effect: str, *, crossed: bool = False) -> ExtraLine:
        """A line beside the table; one that is not observed says so, and why, in place of its effect."""
        name, last = self._name(line.code), self._last.count(line.code)
        indicator = self._card.indicator(line.code)
        rule = "" if line.role is Role.REFERENCE else self._rule(indicator)
        if unit := sheet_figures.unit_beside(indicator, self._language):
            name = f"{name} ({unit})"
        if line.state is State.OBSERVED:
            count = sheet_figures.in_table(line, indicator, self._language)
            made_of = sheet_made_of.made_of(self._month, self._result, line, self._language)
            return ExtraLine(name, count, effect, last, crossed, rule=rule, made_of=made_of)
        said = {
            State.NOT_APPLICABLE: self._("not applicable"),
            State.WAIVED: self._("waived"),
            State.MISSING: self._("missing"),
        }[line.state]
        return ExtraLine(name, formats.DASH, said, last, rule=rule, reason=self._reason(line, indicator))

    def _reason(self, line: Line, indicator: Indicator) -> str:
        _ = self._
        if line.state is State.OBSERVED or line.reason:
            return mask(line.reason)
        if line.state is State.MISSING:
            found = sheet_notes.untold_of(self._month, self._result, line)
            if found is not None:
                return untold_words.why_with_numbers(found, _)
            return {
                Origin.RATED: _("It has not been scored yet."),
                Origin.TYPED: _("Nobody has entered it yet."),
                Origin.FORMULA: _("Something it is computed from is missing."),
                Origin.RECORDS: _("Nothing has been imported for it yet."),
            }[indicator.origin]
        return sheet_notes.does_not_apply(self._result, line, self._language)

    def _no_interval(self, line: Line) -> str:
        """In place of an interval, which a judgement of the whole cycle and a mean without spread lack."""
        if line.evidence is Evidence.WHOLE:
            return self._("whole cycle")
        return self._("totals only") if sheet_notes.totals_only(self._month, self._result, line) else ""

    def _evidence(self, line: Line) -> str:
        words = {
            Evidence.TOO_FEW: self._("too few cases"),
            # Of many cases the interval itself is wide; the notes say so.
            Evidence.INDICATIVE: self._("few cases") if line.few else "",
        }
        return words.get(line.evidence, "") if line.evidence else ""

    def _excluded(self) -> str:
        said = next((line.reason for line in self._made.lines if line.reason), "")
        by_rule = total_rule_words.excluded_said(self._card, self._made, self._, self._language)
        return by_rule or mask(said) or self._("No indicator of the scorecard applies.")

    def _decisive(self) -> Line | None:
        """The red line that decides the result: beside it no loss of points matters."""
        for code in self._made.red_lines:
            rule = self._card.indicator(code).rule
            if isinstance(rule, RedLine) and rule.effect is not Effect.MARK:
                return self._made.line(code)
        return None

    def _weakest(self) -> str:
        line = self._decisive()
        code = self._made.weakest if line is None else line.code
        if line is not None or code is None:
            return self._name(code) if code else ""
        return self._(", ").join(map(self._name, (code, *self._made.as_weak)))  # all that cost as much

    def _weakest_why(self) -> str:
        crossed = self._decisive()
        if crossed is not None:
            indicator = self._card.indicator(crossed.code)
            value, rule = self._quantity(crossed, indicator), self._rule(indicator)
            return self._("{value}: {rule}.").format(value=value, rule=rule)
        if self._made.weakest is None:
            return ""
        line = self._made.line(self._made.weakest)
        indicator = self._card.indicator(line.code)
        words = self._("{value} against a standard of {standard}: {points} points lost.")
        said = words.format(
            value=self._quantity(line, indicator),
            standard=formats.standard(line.standard, indicator.unit, indicator.better, self._language),
            points=formats.decimal(half_up(line.lost)),
        )
        few = {
            Evidence.TOO_FEW: self._("Too few cases ({n}) to judge by."),
            Evidence.INDICATIVE: self._("Few cases ({n}).") if line.few else "",
        }.get(line.evidence or Evidence.WHOLE, "")
        return joined(said, few.format(n=line.n))

    def _agreed(self) -> Agreed | None:
        """What was settled for the next cycle."""
        settled = self._month.settled.get(self._result.agent.id)
        if settled is None:
            return None
        extra = ""
        if settled.extra:
            extra = self._("Its weight rises by {extra} percentage points.").format(
                extra=formats.plain(settled.extra)
            )
        by = self._("Confirmed by {who}.").format(who=settled.by) if settled.by else ""
        step = mask(settled.step) or self._("Action: (none)")
        return Agreed(self._name(settled.indicator), step, extra, by)

    def _notes(self) -> str:
        return sheet_notes.notes(self._month, self._result, self._last, self._language)

    def _name(self, code: str) -> str:
        return self._card.indicator(code).names.in_language(self._language)

    def _quantity(self, line: Line, indicator: Indicator) -> str:
        return sheet_figures.quantity(line, indicator, self._language)
