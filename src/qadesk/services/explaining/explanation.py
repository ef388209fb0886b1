"""How a figure was made, link by link, in words and figures an agent can check on paper."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from qadesk import formats
from qadesk.domain.decimals import half_up
from qadesk.domain.masking import mask
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard, Unit
from qadesk.domain.scoring import Assessment, Line, State
from qadesk.domain.statistics import INDICATIVE, Evidence
from qadesk.domain.untold import impossible, only_totals, untold
from qadesk.errors import joined
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.assessment import beside, total_rule_words
from qadesk.services.assessment import standings as service
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import beside_words, earlier_words, other_periods, result_words, total_words
from qadesk.services.explaining.figure_words import (
    MOST_PLACES,
    cannot_be,
    exact,
    limit,
    scored,
    whole,
)
from qadesk.services.explaining.formula_words import formula_text
from qadesk.services.explaining.month_words import months_text, takes_up
from qadesk.services.explaining.origins import Quotient, quotient, quotient_text
from qadesk.services.explaining.points_words import points_text
from qadesk.services.explaining.rule_words import rule_on
from qadesk.services.explaining.weight_words import weight_text
from qadesk.services.records import untold_words
from qadesk.services.records.evidence import sources_of
from qadesk.services.targets import WHOSE
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Link:
    """One step of the chain; `key` is stable, heading and text are in the user's language."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Explanation:
    """The chain behind one figure. `indicator` and `line` are None where the total is explained.

    `origin` is what the value was divided from; None for counts and where there is no value.
    """

    staff_no: str
    name: str
    title: str
    links: tuple[Link, ...]
    indicator: Indicator | None = None
    line: Line | None = None
    origin: Quotient | None = None
    sources: tuple[Source, ...] = ()  # the kinds of record it is made from
    periods: tuple[tuple[str, str], ...] = ()  # other periods it is made from, with the indicator there

    def counting(self, source: Source) -> int | None:
        """How many of the records of a kind count; None where the figure was not divided by their number."""
        each = source in (Source.CONTACTS, Source.RATINGS) and self.sources == (source,)
        return self.origin.denominator if each and self.origin is not None else None

    def text(self, key: str) -> str:
        """The text of a link, nothing where the chain lacks it."""
        return next((link.text for link in self.links if link.key == key), "")


def explain(office: Office, cycle_code: str, staff_no: str, indicator: str = "") -> Explanation:
    """The chain of an indicator's figure, or of the total where none is named.

    Raises UserError for a cycle never opened or an agent who takes no part in it, KeyError for an
    indicator that is not on its scorecard.
    """
    return chain(office, service.standings(office, cycle_code), staff_no, indicator)


def chain(office: Office, standings: Standings, staff_no: str, indicator: str = "") -> Explanation:
    """The same from standings at hand; only single response times are read."""
    result = standings.made.of(staff_no)
    if not indicator:
        return _total(standings, result)
    return _Chain(office, standings, result, indicator).made()


class _Chain:
    """One indicator's chain in the making."""

    def __init__(self, office: Office, standings: Standings, result: AgentResult, code: str) -> None:
        self._office, self._standings, self._result = office, standings, result
        self._card: Scorecard = result.card
        self._assessment: Assessment = result.assessment
        self._line = result.assessment.line(code)
        self._indicator = self._card.indicator(code)
        self._origin: Quotient | None = None
        if self._line.value is not None:
            self._origin = quotient(
                self._indicator, self._line.value, self._line.n, result.tally, standings.made.office
            )

    def made(self) -> Explanation:
        """All links, in the order they build on each other."""
        steps = (
            ("value", _("Measured"), self._value()),
            ("state", _("No value"), self._state()),
            (
                "since",
                _("Other periods"),
                self._since(),
            ),
            ("untold", _("Left out"), self._untold()),
            ("removed", _("Records"), self._removed()),
            ("evidence", _("Reliability"), self._sure()),
            ("beside", _("Beside it"), self._beside()),
            ("standard", _("Standard"), self._standard()),
            ("rule", _("Rule"), rule_on(self._card, self._indicator)),
            ("points", _("Points"), self._points()),
            ("weight", _("Weight"), weight_text(self._card, self._assessment, self._line)),
            ("contribution", _("Adds to the total"), self._contribution()),
        )
        agent = self._result.agent
        return Explanation(
            agent.staff_no,
            agent.name,
            self._indicator.names.in_language(current_language()),
            tuple(Link(key, heading, text) for key, heading, text in steps if text),
            self._indicator,
            self._line,
            self._origin,
            sources_of(self._indicator, self._result.tally),
            other_periods.taken_from(self._standings.made.cycle.code, self._assessment, self._indicator),
        )

    def _value(self) -> str:
        line = self._line
        if line.value is None:
            return ""
        said = exact(self._indicator, line.value, line.standard)
        if cannot_be(line, self._indicator):
            said = _("more than all, which cannot be")
        if takes_up(self._indicator):
            cycle, totals = self._standings.made.cycle, self._result.tally.months
            return months_text(cycle, self._indicator, line.value, totals, said)
        if self._indicator.formula:
            return formula_text(self._card, self._result, line, said)
        if self._origin is None:
            return self._entered(said)
        if self._drifted():
            text = _("{value} when the cycle was closed; the records now give a different value: {origin}")
            return text.format(value=said, origin=quotient_text(self._origin, self._indicator))
        return f"{quotient_text(self._origin, self._indicator)} = {said}"

    def _since(self) -> str:
        if not self._assessment.earlier:
            return ""
        with self._office.read() as connection:
            at = (connection, self._office, self._standings.made)
            return other_periods.since(*at, self._result, self._indicator)

    def _removed(self) -> str:
        """That the records are not there any more, and how many there were."""
        gone, sources = self._standings.made.removed, sources_of(self._indicator, self._result.tally)
        if gone is None or gone.records_on is None or not sources:
            return ""
        count = gone.records_of(self._result.agent.id, sources)
        text = ngettext(
            "{n} record, removed on {day} under the office's retention period",
            "{n} records, removed on {day} under the office's retention period",
            count,
        )
        return text.format(n=f"{count:,}", day=formats.day(gone.records_on))

    def _entered(self, said: str) -> str:
        """A count as it is; a value somebody entered with who did, and when."""
        entered = self._standings.typed.get((self._result.agent.staff_no, self._line.code))
        if entered is None:
            return said
        when = formats.moment(self._office.local(entered.at))
        text = _("{value}, entered by {who}, {when}") if entered.by else _("{value}, entered {when}")
        if entered.origin:
            text = _("{value}, taken from “{file}” by {who}, {when}")
        return text.format(value=said, who=entered.by, when=when, file=entered.origin)

    def _drifted(self) -> bool:
        """Whether a closed cycle's records no longer give what was stored of it."""
        if self._origin is None or self._line.value is None or not self._standings.made.cycle.closed:
            return False
        if not self._origin.denominator:
            return True
        return abs(self._origin.numerator / self._origin.denominator - self._line.value) > Decimal("1E-9")

    def _state(self) -> str:
        line = self._line
        if line.state is State.OBSERVED:
            return ""
        compared = {rule.when.figure for rule in self._card.on_total}
        needed = line.role is Role.WEIGHTED or line.code in compared  # nothing else keeps it from its grade
        said = {
            State.MISSING: _("Missing: there should be a value. No grade is given until there is one.")
            if needed
            else _("Missing: no data. It adds nothing, and the grade does not wait for it."),
            State.NOT_APPLICABLE: _("Not applicable to this agent."),
            State.WAIVED: _("Missing; waived."),
        }[line.state]
        why = ""
        if self._indicator.formula and not line.reason:
            if line.state is State.NOT_APPLICABLE:
                why = formula_text(self._card, self._result, line, _("not applicable"))
            elif line.state is State.MISSING and line.peers:
                why = formula_text(self._card, self._result, line, _("missing"))
        unmet = total_rule_words.not_applied_said(self._card, self._assessment, line, _, current_language())
        if unmet:
            said, why = _("Does not apply: {condition}.").format(condition=unmet), ""
        return joined(said, why, self._exemption())

    def _untold(self) -> str:
        """Records whose file had no column for it."""
        if self._indicator.origin is not Origin.RECORDS:
            return ""
        figure, tally = self._indicator.figure, self._result.tally
        if (wrong := impossible(figure, tally)) is not None:
            text = _(
                "{part} of {whole} cannot be: a part is never larger than its whole. Correct the records."
            )
            return text.format(part=f"{wrong[0]:,}", whole=f"{wrong[1]:,}")
        found = untold(figure, tally, self._standings.made.office)
        return "" if found is None else untold_words.why_with_numbers(found, _)

    def _exemption(self) -> str:
        """The reason, and who gave it when."""
        if not self._line.reason:
            return ""
        code, who = self._line.code, self._result.agent.staff_no
        found = [
            e for e in self._standings.exemptions if e.staff_no == who and e.indicator in (code, None)
            and e.reason == self._line.reason
        ]  # fmt: skip
        if not found:
            return _("Reason: {reason}").format(reason=mask(self._line.reason))
        when = formats.moment(self._office.local(found[0].at))
        text = _("Reason: {reason} ({who}, {when})") if found[0].by else _("Reason: {reason} ({when})")
        said = text.format(reason=mask(self._line.reason), who=found[0].by, when=when)
        if found[0].self_decided:
            return joined(said, _("Decided by the person who entered it."))
        if found[0].confirmed_by:
            return joined(said, _("Confirmed by {who}.").format(who=found[0].confirmed_by))
        return said

    def _sure(self) -> str:
        line = self._line
        if line.value is None:
            return ""
        if self._indicator.origin in (Origin.TYPED, Origin.FORMULA):
            return _("taken as exact: entered or computed, of which no spread is known")
        said = []
        if line.evidence is not None:
            said.append(ngettext("{n} case", "{n} cases", line.n).format(n=f"{line.n:,}"))
        if line.evidence is Evidence.TOO_FEW:
            said.append(_("too few to judge (fewer than 5)"))
        elif line.evidence is Evidence.INDICATIVE:
            wide = _("wide interval, which spans every band of the rule")
            said.append(wide if line.wide else _("few cases (fewer than 10)"))
        elif line.evidence is Evidence.ENOUGH and line.n < INDICATIVE:
            said.append(_("few, but the whole interval earns the same points"))
        elif line.evidence is Evidence.WHOLE:
            if line.n == 1:
                said = [_("a whole-cycle rating, not a sample")]
            else:
                said.append(_("includes a whole-cycle rating, which is not a sample"))
        if line.interval is not None:
            span = formats.interval(line.interval.low, line.interval.high, self._indicator.unit.value)
            said.append(_("95% interval {span}").format(span=span))
            if line.evidence is Evidence.WHOLE:
                said.append(result_words.raters_text(self._standings.made.raters, self._indicator.top))
        else:
            said.append(self._no_interval())
        return _("; ").join(one for one in said if one)

    def _no_interval(self) -> str:
        if self._line.n == 1 and self._indicator.unit is Unit.SECONDS:
            return _("no interval: one time alone does not say how far others may be from it")
        if only_totals(self._indicator.figure, self._result.tally):
            return _("no interval: only totals were imported; taken as exact")
        return ""

    def _beside(self) -> str:
        made, result = self._standings.made, self._result
        times = partial(beside.own_times, self._office, made, result)
        return beside_words.beside_text(made, result, self._indicator, self._line, times)

    def _standard(self) -> str:
        line, indicator = self._line, self._indicator
        if line.standard is None:
            return ""
        said = limit(line.standard, indicator.unit, indicator.better.value)
        opened = self._standings.opened_at
        day = formats.day(self._office.local(opened).date()) if opened else ""
        whose = self._standings.own_targets.get(self._result.agent.staff_no, {}).get(line.code)
        if whose is not None:
            default = indicator.standard
            rest = "" if default is None else limit(default, indicator.unit, indicator.better.value)
            where = _("{whose} in this cycle (scorecard: {standard})").format(
                whose=_(WHOSE[whose]), standard=rest
            )
        else:
            where = _("frozen when the cycle was opened on {day}").format(day=day)
            where = earlier_words.of_standard(self._card, self._indicator, line, self._assessment) or where
        met = "" if line.met is None else _("met") if line.met else _("not met")
        return _("; ").join(
            part for part in (_("{standard}, {where}").format(standard=said, where=where), met) if part
        )

    def _points(self) -> str:
        if self._line.value is None:
            return ""
        return points_text(
            self._indicator,
            self._line.value,
            self._line.standard,
            self._card.full_marks(self._indicator, self._line.weight),
        )

    def _contribution(self) -> str:
        line = self._line
        if line.contribution is None or line.points is None or line.role is Role.RED_LINE:
            return ""
        if line.role is Role.BONUS:
            return _("bonus {points}").format(points=on_top(line.points))
        return weighed(line)


def weighed(line: Line, places: int = 4) -> str:
    """82.7986 × 15% = 12.4198, the result with so many places and the factors with as many as it takes."""
    adds = half_up(line.contribution or Decimal(0), Decimal(1).scaleb(-places))
    points, weight = factors(line.points or Decimal(0), line.effective_weight, adds, places)
    return f"{scored(points, MOST_PLACES)} × {whole(weight)}% = {scored(adds, places)}"


def factors(points: Decimal, weight: Decimal, adds: Decimal, places: int) -> tuple[Decimal, Decimal]:
    """Points and weight (percent), rounded to as few places as give `adds` to so many places."""
    for kept in range(4, MOST_PLACES):
        finest = Decimal(1).scaleb(-kept)
        one, other = half_up(points, finest), half_up(weight, finest)
        if half_up(one * other / 100, Decimal(1).scaleb(-places)) == adds:
            return one, other
    return points, weight


def _total(standings: Standings, result: AgentResult) -> Explanation:
    made, card = result.assessment, result.card
    places = total_words.places(made)
    among = standings.made.alongside(result) if card.has_quotas else ()
    every, own = [one.assessment for one in among], [one.card for one in among]
    links = [
        Link(line.code, result_words.named(card.indicator(line.code).names), _adds(card, made, line, places))
        for line in made.lines
        if line.role is not Role.RED_LINE or line.state is not State.OBSERVED
    ]
    links += [Link(*step) for step in total_words.summing_up(card, made, every, own)]
    who, sure = result.agent, standings.sure.of.get(result.agent.staff_no)
    said = "" if sure is None else result_words.sure_sentence(card, made, sure)
    if made.total is not None and (said := said or result_words.left_out_text(standings.sure)):
        links.append(Link("sure", _("How sure"), said))
    return Explanation(who.staff_no, who.name, _("Total"), tuple(links))


def _adds(card: Scorecard, made: Assessment, line: Line, places: int) -> str:
    if line.state is State.MISSING:
        return _("missing")
    if line.role is Role.REFERENCE and line.state is State.OBSERVED:
        return _("for reference only")
    if line.points is None:
        kind = _("not applicable") if line.state is State.NOT_APPLICABLE else _("waived")
        unmet = total_rule_words.not_applied_said(card, made, line, _, current_language())
        reason = mask(line.reason) or unmet
        return _("{kind}: {reason}").format(kind=kind, reason=reason) if reason else kind
    return weighed(line, places) if line.role is Role.WEIGHTED else on_top(line.points, places)


def on_top(points: Decimal, places: int = 4) -> str:
    """What comes on top or off, with its sign: +3.00, −0.3333."""
    return f"{'−' if points < 0 else '+'}{scored(abs(points), places)}"
