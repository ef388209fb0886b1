"""The publication notice of a scorecard version: for all agents, on paper, in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from qadesk import formats
from qadesk.domain.decimals import HUNDRED
from qadesk.domain.periods import Period, next_period
from qadesk.domain.scorecard import Indicator, Marks, Origin, Role, Scorecard, Section
from qadesk.domain.working_days import AppealRule
from qadesk.i18n import _, current_language, speaking
from qadesk.printing.scorecard_notice import (
    NoticeContent,
    NoticeGrade,
    NoticeLevel,
    NoticeLine,
    NoticeRating,
    NoticeSection,
)
from qadesk.services import audit, cycles, rights, scorecards
from qadesk.services.after_closing import working_days
from qadesk.services.after_closing.stage_words import appeal_time
from qadesk.services.assessment import total_rule_words
from qadesk.services.assessment.grade_words import quotas_said
from qadesk.services.designing.problems import exact_figure
from qadesk.services.designing.version_rows import Version, VersionStatus, all_versions, row_of
from qadesk.services.explaining import earlier_words
from qadesk.services.explaining.figure_words import limit, signed
from qadesk.services.explaining.formula_words import with_signs
from qadesk.services.explaining.rule_words import rule_on
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors
from qadesk.tabular.scorecard_words import COUNTS
from qadesk.whole_files import write_whole

_WORD = re.compile(r"[^\W\d]\w*")


@rights.needs("print")
def notice(office: Office, version_id: int, path: Path, language: str | None = None) -> tuple[str, ...]:
    """Write the notice of a version as PDF, in `language` or the window's; an existing file is replaced.

    Returns the characters no face can draw: they are printed as their codes.
    Raises UserError for a version that is not there, and if the file cannot be written.
    """
    from qadesk.printing.scorecard_notice_layout import missing_characters, notice_pdf

    said = content(office, version_id, language)
    with office.read() as connection:
        said = replace(said, trail=anchors.for_paper(connection, office.id))
    write_whole(path, notice_pdf(said, office.local(office.now())))
    with office.write() as connection:
        row = row_of(connection, version_id)
        audit.note(connection, office, "scorecard.notice", f"{row.code} {row.version}",
                   file=path.name, trail=said.trail)  # fmt: skip
    return missing_characters(said)


def content(office: Office, version_id: int, language: str | None = None) -> NoticeContent:
    """What the notice of a version says. Raises UserError for a version that is not there."""
    with office.read() as connection:
        row_of(connection, version_id)
        (version,) = all_versions(connection, version_id)
        card = scorecards.load(connection, version_id)
        newest = max((cycle.period for cycle in cycles.all_in(connection, office)), default=None, key=_start)
        agent = tables.agent.c
        active = select(agent.staff_no, agent.name).where(agent.status != "left").order_by(agent.staff_no)
        appeal = working_days.rule_in(connection)
        readers = tuple((row.staff_no, row.name) for row in connection.execute(active))
    with speaking(language or current_language()):
        next_one = None if newest is None else next_period(newest).code
        return replace(_Words(office, version, card, next_one, appeal).content(), readers=readers)


def _start(period: Period) -> date:
    return period.start


class _Words:
    """One notice in the making, in the language spoken."""

    def __init__(
        self, office: Office, version: Version, card: Scorecard, next_cycle: str | None, appeal: AppealRule
    ) -> None:
        self._office, self._version, self._card, self._appeal = office, version, card, appeal
        self._next_cycle = next_cycle  # the month after the newest that was opened
        self._language = current_language()

    def content(self) -> NoticeContent:
        """All of it."""
        card = self._card
        together = sum((section.weight for section in card.sections), Decimal(0))
        return NoticeContent(
            language=self._language,
            office=self._office.name,
            scorecard=card.names.in_language(self._language) or card.code,
            version=_("version {n}").format(n=card.version),
            standing=self._standing(),
            facts=self._facts(),
            sections=tuple(self._section(section) for section in card.sections),
            total=exact_figure(together),
            grades=self._grades(),
            notes=tuple(self._notes()),
            ratings=tuple(self._rating(i) for i in card.rated_items()),
        )

    def _standing(self) -> str:
        status = self._version.status
        if status is VersionStatus.PUBLISHED:
            return ""
        if status is VersionStatus.RETIRED:
            return _("Retired: no new cycle is opened with this version.")
        return _("Not published: this version is not in force.")

    def _facts(self) -> tuple[tuple[str, str], ...]:
        version = self._version
        steps = {step.status: step for step in version.steps}  # the last of each
        published = self._day(version.published_at)
        facts = [(_("Published on"), published), (_("Applies"), self._applies()), (_("Code"), version.code)]
        approved = steps.get(VersionStatus.APPROVED)
        if approved is not None and approved.by:
            said = _("{name}, {day}").format(name=approved.by, day=self._day(approved.at))
            submitted = steps.get(VersionStatus.SUBMITTED)
            if submitted is not None and submitted.by == approved.by:
                said = _("{name}, who also submitted it, {day}").format(
                    name=approved.by, day=self._day(approved.at)
                )
            elif submitted is not None and submitted.by:
                facts.insert(1, (_("Submitted by"), submitted.by))
            facts.insert(1, (_("Approved by"), said))
        if VersionStatus.RETIRED in steps:
            facts.append((_("Retired on"), self._day(steps[VersionStatus.RETIRED].at)))
        return tuple(facts)

    def _applies(self) -> str:
        if self._version.cycles:
            return _("from the cycle {code}").format(code=self._version.cycles[0])
        if self._version.status is VersionStatus.PUBLISHED:
            if self._next_cycle is not None:
                return _("from the next cycle, {code}").format(code=self._next_cycle)
            return _("from the next cycle opened")
        return formats.DASH

    def _day(self, moment: datetime | None) -> str:
        return formats.day(None if moment is None else self._office.local(moment).date())

    # ---- the table

    def _section(self, section: Section) -> NoticeSection:
        weighed = any(i.role is Role.WEIGHTED for i in section.indicators)
        said = []
        if section.most is not None:
            said.append(_("at most {points} on the total").format(points=signed(section.most)))
        if section.least is not None:
            said.append(_("at least {points} on the total").format(points=signed(section.least)))
        return NoticeSection(
            name=section.names.in_language(self._language) or section.code,
            weight=exact_figure(section.weight) if weighed else "",
            lines=tuple(self._line(section, i) for i in section.indicators),
            note=_("Together {bounds}").format(bounds=_(", ").join(said)) if said else "",
        )

    def _line(self, section: Section, indicator: Indicator) -> NoticeLine:
        standard = indicator.standard
        weight = ""
        if indicator.role is Role.WEIGHTED:
            weight = exact_figure(section.weight_of(indicator))
        elif indicator.role is Role.BONUS:
            weight = _("bonus")
        required = "" if standard is None else self._standard(indicator, standard)
        name = indicator.names.in_language(self._language) or indicator.code
        return NoticeLine(name, self._detail(indicator), weight, required, self._rule(indicator))

    def _standard(self, indicator: Indicator, standard: Decimal) -> str:
        said = limit(standard, indicator.unit, indicator.better.value)
        if not indicator.standard_from:
            return said
        text = _("{formula}; without it {standard}")
        return text.format(formula=self._formula(indicator.standard_from), standard=said)

    def _rule(self, indicator: Indicator) -> str:
        said = rule_on(self._card, indicator)
        for sign in ("≤ ", "≥ ", " → "):  # what belongs together stays on one line
            said = said.replace(sign, sign.replace(" ", "\u00a0"))
        return said[:1].upper() + said[1:]

    def _detail(self, indicator: Indicator) -> str:
        """Where the value comes from, and which way is better."""
        if indicator.origin is Origin.RATED:
            origin = _("rated 1–{top}").format(top=indicator.top)
        elif indicator.origin is Origin.FORMULA:
            origin = _("computed: {formula}").format(formula=self._formula(indicator.formula))
        elif indicator.origin is Origin.TYPED:
            origin = _("entered for each agent")
        else:
            origin = _("from the records")
        if indicator.role is not Role.WEIGHTED:
            return origin
        better = _("lower is better") if indicator.better.value == "lower" else _("higher is better")
        return _("; ").join((origin, better))

    def _formula(self, formula: str) -> str:
        """A formula with the names of indicators instead of their codes."""
        names = {code: _(words) for code, words in COUNTS.items()}
        names |= earlier_words.functions()
        names |= {i.code: i.names.in_language(self._language) or i.code for i in self._card.indicators()}
        return _WORD.sub(lambda found: names.get(found[0], found[0]), with_signs(formula))

    # ---- below it

    def _grades(self) -> tuple[NoticeGrade, ...]:
        made = []
        above: Decimal | None = None
        for number, grade in enumerate(self._card.grades):
            if number == len(self._card.grades) - 1 and above is not None:
                totals = _("below {total}").format(total=exact_figure(above))
            elif above is None:
                totals = _("from {total}").format(total=exact_figure(grade.at_least))
            else:
                totals = _("{low} to below {high}").format(
                    low=exact_figure(grade.at_least), high=exact_figure(above)
                )
            quota = ""
            if grade.quota is not None:
                quota = _("at most {share}% of the agents").format(share=exact_figure(grade.quota * 100))
            name = grade.names.in_language(self._language)
            made.append(NoticeGrade(grade.code, name, totals, quota))
            above = grade.at_least
        return tuple(made)

    def _notes(self) -> list[str]:
        card = self._card
        worth = _("Every indicator gives up to {n} points and counts by its weight.").format(n=HUNDRED)
        if card.marks is Marks.WEIGHT:
            worth = _("An indicator gives up to as many points as its weight; the points are added up.")
        elif card.marks is Marks.SECTION:
            worth = _(
                "An indicator gives up to as many points as its weight in its section; the points of a "
                "section are added up and count by its share of the total."
            )
        said = [
            worth,
            _("The total is capped at {cap}.").format(cap=exact_figure(card.cap)),
            _(
                "An indicator that is not applicable to an agent does not count: its weight goes to the "
                "other indicators of its section, and to the other sections only if the whole section is "
                "not applicable."
            ),
            _("While data are missing no grade is given, unless they are waived with a stated reason."),
            _(
                "The total is calculated from unrounded points and rounded half up to two decimals; the "
                "grade follows the rounded total. Printed points may therefore not add up to it exactly."
            ),
            _(
                "A different standard may be set for a cycle, team, post or agent before the cycle is "
                "opened; it is printed on the sheet."
            ),
        ]
        if card.has_quotas:
            said.append(quotas_said(card, _))
        if card.on_total:
            rules = (total_rule_words.rule_text(card, one, _, self._language) for one in card.on_total)
            said.append(_("On the total: {rules}.").format(rules=_("; ").join(rules)))
        if card.half_points:
            said.append(_("Ratings may be half points."))
        if card.focus_extra:
            words = _("A focus agreed with an agent may weigh up to {extra} percentage points more.")
            said.append(words.format(extra=exact_figure(card.focus_extra)))
        words = _(
            "Each agent may inspect the records behind every figure and appeal in writing up to {time} of "
            "the sheet."
        )
        said.append(words.format(time=appeal_time(self._appeal)))
        return said

    def _rating(self, indicator: Indicator) -> NoticeRating:
        levels = sorted(indicator.levels, key=lambda level: -level.level)
        return NoticeRating(
            indicator.names.in_language(self._language) or indicator.code,
            tuple(
                NoticeLevel(
                    str(level.level),
                    level.name.in_language(self._language),
                    level.wording.in_language(self._language),
                )
                for level in levels
            ),
        )
