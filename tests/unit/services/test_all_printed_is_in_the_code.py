"""Whatever a sheet is filled from: if what it says changes, its code does, also by what others have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from qadesk.domain.quotas import with_quotas
from qadesk.domain.scorecard import Better
from qadesk.domain.statistics import Interval
from qadesk.domain.working_days import AppealRule
from qadesk.printing.sheet import SheetContent
from qadesk.services.assessment import results
from qadesk.services.assessment.assessments import Kept
from qadesk.services.assessment.focus import Basis, SettledFocus
from qadesk.services.assessment.results import AgentResult
from qadesk.services.paper import sheet_contents, sheet_digest
from qadesk.services.paper.sheet_checks import CheckedContact
from qadesk.services.paper.sheet_month import Comment, Crossing, Printing, SheetMonth, read_month
from qadesk.services.paper.sheet_revised import Revised
from qadesk.storage.office import Office
from tests.under_card import under

D, WHO = Decimal, "KF1005"
FOCUS = SettledFocus("csat", Basis.LOST, "听", D(5), "赵", datetime(2026, 10, 2, tzinfo=UTC))


@pytest.fixture
def month(sample_office: Office) -> SheetMonth:
    """September, as if it were still open: drawn anew."""
    made = results.results(sample_office, "2026-09")
    open_again = tuple(replace(one, stored=None) for one in made.results)
    with sample_office.read() as connection:
        found = read_month(connection, sample_office, replace(made, results=open_again))
    assert found.last is None
    return replace(found, last=replace(found.made))  # the same again, so that there is a month before


def quota(month: SheetMonth) -> SheetMonth:
    """The same where only a fifth may have the best grade."""
    first, *rest = month.made.cards.own.card.grades
    card = replace(month.made.cards.own.card, grades=(replace(first, quota=D("0.2")), *rest))
    graded = with_quotas(card, [one.assessment for one in month.made.results])
    rows = tuple(replace(r, assessment=a) for r, a in zip(month.made.results, graded, strict=True))
    return replace(month, made=under(month.made, card, rows))


def others(month: SheetMonth, change: Callable[[AgentResult], AgentResult]) -> tuple[AgentResult, ...]:
    return tuple(one if one.agent.staff_no == WHO else change(one) for one in month.made.results)


def worse(one: AgentResult) -> AgentResult:
    """Another agent, far behind in everything."""
    made = one.assessment
    lines = tuple(
        line._replace(points=D(1), value=line.value and line.value * 2, interval=None) for line in made.lines
    )
    low = replace(made, lines=lines, total=D(1), computed=D(1), grade="D", by_total=None)
    return replace(one, assessment=low)


def _last_others(month: SheetMonth) -> SheetMonth:
    """All others were better at what the agent was weakest in."""
    assert month.last is not None
    code = _who(month).assessment.weakest or ""
    own = _who(month).assessment.line(code).value or D(0)
    lower = month.made.cards.own.card.indicator(code).better is Better.LOWER

    def better(one: AgentResult) -> AgentResult:
        value = own * (D("0.5") if lower else D(2)) * (1 + D(one.agent.id) / 1000)
        lines = tuple(
            line._replace(value=value, interval=Interval(value - own / 1000, value + own / 1000))
            if line.code == code else line
            for line in one.assessment.lines
        )  # fmt: skip
        return replace(one, assessment=replace(one.assessment, lines=lines))

    return replace(month, last=replace(month.last, results=others(month, better)))


def _own_counts(month: SheetMonth) -> SheetMonth:
    rows = tuple(
        replace(one, tally=replace(one.tally, no_resolved=3, resolved=one.tally.resolved + 1, mean_rated=1))
        if one.agent.staff_no == WHO else one
        for one in month.made.results
    )  # fmt: skip
    return replace(month, made=replace(month.made, results=rows))


def _revised(month: SheetMonth, reason: str) -> SheetMonth:
    """The result is the second revision, for a reason."""
    rows = tuple(replace(r, revision=2) if r.agent.staff_no == WHO else r for r in month.made.results)
    own = _who(month)
    kept = Kept(own.agent, own.assessment, own.comment, digest="0" * 64)
    revised = Revised(kept, replace(kept, revision=2), date(2026, 10, 3), date(2026, 10, 9), reason)
    return replace(month, made=replace(month.made, results=rows), revised={own.agent.id: revised})


def _who(month: SheetMonth) -> AgentResult:
    return month.made.of(WHO)


CHECKED = CheckedContact(
    "2026-09-03 09:30", "C1", D("66.67"), False, (("问候", "Greets", True),), "", "赵", "2026-10-02"
)
# What each part of a month may be changed to; a part that is added to it has to be told here.
CHANGES: dict[str, list[Callable[[SheetMonth], SheetMonth]]] = {
    "office": [lambda m: replace(m, office="城西")],
    "made": [
        lambda m: replace(quota(m), made=replace(quota(m).made, results=others(quota(m), worse))),
        _own_counts,
    ],
    "last": [lambda m: replace(m, last=None), _last_others],
    "comments": [lambda m: replace(m, comments={_who(m).agent.id: (Comment("", "好", "赵", "2026-10-02"),)})],
    "until": [lambda m: replace(m, closed_on=None, until=date(2026, 9, 3))],
    "settled": [lambda m: replace(m, settled={_who(m).agent.id: FOCUS})],
    "last_settled": [lambda m: replace(m, last_settled={_who(m).agent.id: FOCUS})],
    "own_targets": [lambda m: replace(m, own_targets={WHO: {"csat": "team"}})],
    "crossings": [
        lambda m: replace(m, crossings={(WHO, "abusive_language"): (Crossing("2026-09-03", "Q", "骂"),)})
    ],
    "decided_alone": [lambda m: replace(m, decided_alone={WHO: ("csat",)})],
    "managers": [lambda m: replace(m, managers=("钱经理",))],
    "revised": [lambda m: _revised(m, "wrong"), lambda m: _revised(_revised(m, "wrong"), "other")],
    "appeal": [
        lambda m: replace(m, appeal=AppealRule(3)),
        lambda m: replace(m, appeal=AppealRule(7, working=False)),
    ],
    "checks": [
        lambda m: replace(m, checks={_who(m).agent.id: (CHECKED,)}),
        lambda m: replace(m, checks={_who(m).agent.id: (CHECKED._replace(found=()),)}),
        lambda m: replace(m, checks={_who(m).agent.id: (CHECKED._replace(note="好"),)}),
    ],
    "interviews": [lambda m: replace(m, interviews={_who(m).agent.id: ("2026-10-09", "认可")})],
}
# When it was printed, how often, and whether the month is closed are no part of what it says (decision 19).
NO_PART = {"office_mark", "closed_on", "printed", "in_hand", "superseded"}


def said(month: SheetMonth) -> SheetContent:
    filled = sheet_contents.fill(month, _who(month), "en")
    return replace(filled, digest="", code="", revision=1, state="", provisional=False)


def test_every_part_of_a_month_is_changed_here() -> None:
    assert CHANGES.keys() | NO_PART == {one.name for one in fields(SheetMonth)}


@pytest.mark.parametrize("part, number", [(p, n) for p, made in CHANGES.items() for n in range(len(made))])
def test_another_sheet_has_another_code(month: SheetMonth, part: str, number: int) -> None:
    before = quota(month) if (part, number) == ("made", 0) else month
    after = CHANGES[part][number](month)
    if said(before) != said(after):
        assert sheet_digest.digest(before, _who(before)) != sheet_digest.digest(after, _who(after))
    else:
        assert part in ("crossings", "until")  # says something only of a red line crossed, an open month


def test_when_and_how_often_it_was_printed_is_no_part(month: SheetMonth) -> None:
    result = _who(month)
    one = Printing("0" * 64, datetime(2026, 10, 9, tzinfo=UTC))
    after = replace(month, printed={result.agent.id: (one,)}, closed_on=None)
    assert said(after) == said(month)
    assert sheet_digest.digest(after, result) == sheet_digest.digest(month, result)


def test_a_sheet_of_a_version_that_digested_less_is_still_true(month: SheetMonth) -> None:
    result = _who(month)
    before = sheet_digest._before(month, result)
    assert before != sheet_digest.digest(month, result)
    assert sheet_digest.still_true(before, month, result)
    assert not sheet_digest.still_true("0" * 64, month, result)
