"""What the command line says: plain lines for people, one JSON document for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from qadesk import formats
from qadesk.domain import selection
from qadesk.domain.decimals import CENT, half_up
from qadesk.domain.earlier_figures import EarlierFigure
from qadesk.domain.masking import mask
from qadesk.domain.measures import Tally
from qadesk.domain.scoring import Line
from qadesk.errors import UserError
from qadesk.i18n import _, current_language, ngettext
from qadesk.services import personal, rights
from qadesk.services.assessment import beside, grade_words, total_rule_words, uncertainty
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.uncertainty import MonthUncertainty

if TYPE_CHECKING:
    from qadesk.services.check import CheckResult
    from qadesk.services.paper.sheets import SheetsReport
    from qadesk.services.people import Person
    from qadesk.services.personal import Where, Whose
    from qadesk.services.scoring.score_files import ScoreReport
    from qadesk.services.self_test import Tried
    from qadesk.storage.office import Office

_SIX = Decimal("0.000001")


def print_result(data: Mapping[str, Any], text: str, args: argparse.Namespace) -> None:
    """One result, in whichever form was asked for."""
    print(json.dumps(data, ensure_ascii=False, indent=1) if args.json else text)


def padded(text: str, width: int) -> str:
    """Filled up with blanks to so many places of a terminal, where a Chinese letter takes two."""
    return text + " " * (width - sum(1 + (east_asian_width(letter) in "WF") for letter in text))


def refused(error: UserError, *, as_json: bool) -> None:
    """Why nothing was done; to standard error for people, to standard output for programs."""
    if as_json:
        print(json.dumps(error.data, ensure_ascii=False, indent=1))
    else:
        print(error, file=sys.stderr)


def will_hold(
    office: Office, whose: Whose, rows: int | None = None, where: Where | None = None, *, whole: bool = False
) -> None:
    """Say on standard error which personal data a file will hold, before it is written.

    Nothing is said to whoever may not write it: they are refused next.
    """
    if rights.refusal(office, "print") is None:
        print(personal.announced(office, whose, rows, where, whole=whole), file=sys.stderr)


def people(persons: Sequence[Person], args: argparse.Namespace) -> None:
    """Who may sign in, and who could once."""
    if args.json:
        data = {
            p.login: {"name": p.name, "role": p.role, "password": p.has_password, "active": p.active}
            for p in persons
        }
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return
    for person in persons:
        state = "" if person.active else "  " + _("deactivated")
        print(f"{person.login:<16} {person.role:<14} {person.name}{state}")


def codes(made: Sequence[str]) -> str:
    """Recovery codes, in words; they are told once."""
    lines = [
        _("Recovery codes, each for one use if the password is forgotten. Print them and lock them away:")
    ]
    return "\n".join(lines + [f"  {one}" for one in made])


def score_report(report: ScoreReport, cycle: str, args: argparse.Namespace) -> None:
    """What came of a filled-in score sheet of `cycle`."""
    from qadesk.cli.importing import rejected_rows, rejections

    if args.json:
        data = {
            "cycle": cycle,
            "agents": report.agents,
            "ratings": report.ratings,
            "values": report.values,
            "unused_columns": list(report.unused),
            "unread_sheets": list(report.unread),
            "rejected": rejections(report.rejected),
        }
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return
    text = _("{cycle}: ratings: {ratings}, agents: {agents}; rows rejected: {rejected}")
    if report.values:
        text = _(
            "{cycle}: ratings: {ratings}, typed values: {values}, agents: {agents}; rows rejected: {rejected}"
        )
    counts = {"ratings": report.ratings, "values": report.values, "agents": report.agents}
    print(text.format(cycle=cycle, rejected=len(report.rejected), **counts))
    if report.unread:
        print(_("Sheets not read: {sheets}").format(sheets=_(", ").join(report.unread)))
    if report.unused:
        print(_("Columns not used: {columns}").format(columns=_(", ").join(report.unused)))
    rejected_rows(report.rejected)


def results(made: CycleResults, told: Mapping[str, Tally], args: argparse.Namespace) -> None:
    """A cycle's results, best first; for programs with what was `told` of single response times."""
    if args.json:
        sure = uncertainty.month(made)
        data = {
            who: _agent(r) | _sure(sure, who) | _beside(made, r, told[who])
            for r in made.results
            if (who := r.agent.staff_no)
        }
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return
    for r in made.results:
        rank = formats.DASH if r.rank is None else str(r.rank)
        total, grade = formats.decimal(r.assessment.total), r.assessment.grade or formats.DASH
        line = f"{rank:>3}  {r.agent.staff_no:<8} {total:>6}  {grade}  {r.agent.name}"
        if r.assessment.by_total is not None:
            why = grade_words.marked(r.card, r.assessment, _)
            line += "  " + _("by the total {grade} ({why})").format(grade=r.assessment.by_total, why=why)
        line += "".join(
            f"  {said}" for said in total_rule_words.steps_said(r.card, r.assessment, _, current_language())
        )
        if r.assessment.missing:
            lacking = _(", ").join(
                r.card.indicator(c).names.in_language(current_language()) for c in r.assessment.missing
            )
            line += "  " + _("incomplete: {what}").format(what=lacking)
        print(line)


def sheets(report: SheetsReport, args: argparse.Namespace) -> None:
    """Which sheets were written, and which characters the font could not show."""
    if args.json:
        print(json.dumps(sheets_data(report), ensure_ascii=False, indent=1))
        return
    for file in report.files:
        print(file)
    n = report.sheets
    print(ngettext("{n} sheet written", "{n} sheets written", n).format(n=n))
    for name, characters in report.missing_characters.items():
        shown = ", ".join(f"U+{ord(character):04X}" for character in characters)
        print(
            _("{name}: printed as codes, as the font lacks these characters: {what}").format(
                name=name, what=shown
            )
        )


def sheets_data(report: SheetsReport) -> dict[str, Any]:
    """The same for programs."""
    missing = {name: list(characters) for name, characters in report.missing_characters.items()}
    return {"files": [str(file) for file in report.files], "sheets": report.sheets, "missing": missing}


def findings(found: Sequence[CheckResult], args: argparse.Namespace) -> None:
    """What was checked, a line each; what else is known of it below."""
    if args.json:
        print(json.dumps({one.what: one.problem or "ok" for one in found}, ensure_ascii=False, indent=1))
        return
    for one in found:
        print(f"{'✓' if one.ok else '✗'} {one.what}{'' if one.ok else ': '}{one.problem}")
        if one.known:
            print(f"  {one.known}")


def tried(running: Iterable[Tried], args: argparse.Namespace) -> bool:
    """Whether all is well; what the self-test tried, a line each as it comes, the last one counting."""
    found = []
    for one in running:
        found.append(one)
        if not args.json:
            print(f"{'✗' if one.problem else '✓'} {one.what}: {one.problem or one.seen}", flush=True)
    wrong = [one.what for one in found if one.problem]
    if args.json:
        data = [{"what": one.what, "ok": not one.problem, "told": one.problem or one.seen} for one in found]
        print(json.dumps(data, ensure_ascii=False, indent=1))
    elif wrong:
        text = _("{n} of {total} failed: {names}")
        print(text.format(n=len(wrong), total=len(found), names=_(", ").join(wrong)))
    else:
        print(_("All {total} passed.").format(total=len(found)))
    return not wrong


def _agent(result: AgentResult) -> dict[str, Any]:
    made = result.assessment
    return {
        "name": result.agent.name,
        "total": _number(made.total),
        "computed": _number(made.computed),
        "grade": made.grade,
        **({} if made.by_total is None else {"grade_by_total": made.by_total}),
        "status": made.status.value,
        "rank": result.rank,
        "bonus": _number(made.bonus),
        "missing": list(made.missing),
        "red_lines": list(made.red_lines),
        **({"on_total": [[one.rule, _number(one.total)] for one in made.steps]} if made.steps else {}),
        **({} if made.moved_from is None else {"moved_from": made.moved_from}),
        "weakest": made.weakest,
        "indicators": {line.code: _line(line) for line in made.lines},
        **({"other_periods": {one.key: _earlier(one) for one in made.earlier}} if made.earlier else {}),
    }


def _earlier(one: EarlierFigure) -> dict[str, Any]:
    """A figure of other periods: its value, of which, and why there is none."""
    periods = {
        of.code: {"value": _number(of.value), "revision": of.revision or None, "why": of.why} for of in one.of
    }
    return {"value": _number(one.value), "n": one.n, "provisional": one.provisional, "periods": periods}


def _sure(found: MonthUncertainty, staff_no: str) -> dict[str, Any]:
    """How sure a result is; nothing where it has no total, or a red line decided it."""
    lacking = {"not_calculated": found.left_out.value} if found.left_out is not None else {}
    if staff_no not in found.of:
        return lacking
    one = found.of[staff_no]
    return lacking | {
        "interval": [_number(one.interval.low), _number(one.interval.high)],
        "grade_probabilities": dict(one.grades),
        "ranks": None if one.ranks is None else list(one.ranks),
        "not_distinguishable_from": None if one.ranks is None else list(found.alike.get(staff_no, ())),
    }


def _beside(made: CycleResults, result: AgentResult, tally: Tally) -> dict[str, Any]:
    """What stands beside figures: response times, bounds of CSAT, what few cases are worth."""
    found = {
        figure: {
            "value": _number(one.value),
            "n": one.n,
            "low": _number(one.interval.low if one.interval else None),
            "high": _number(one.interval.high if one.interval else None),
        }
        for figure, one in beside.measured(tally).items()
    }
    few = {
        line.code: {"value": _number(one.value), "office": _number(one.mean)}
        for line in result.assessment.lines
        if (one := beside.shrunk(made, result.card.indicator(line.code), line)) is not None
    }
    bounds, rated = selection.csat_bounds(tally), selection.csat_response(tally)
    return {
        "response_times": {"standard_seconds": _number(tally.within_ms / 1000)} | found,
        "office_mix": {name: _number(share) for name, share in selection.office_weights(tally).items()},
        "csat_response_rate": _number(rated.value),
        "csat_bounds": None if bounds is None else list(map(_number, bounds)),
        "with_few_cases": few,
    }


def _line(line: Line) -> dict[str, Any]:
    low, high = (line.interval.low, line.interval.high) if line.interval else (None, None)
    return {
        "value": _number(line.value),
        "n": line.n,
        "standard": _number(line.standard),
        "met": line.met,
        "points": None if line.points is None else float(half_up(line.points, CENT)),
        "weight": _number(line.weight),
        "effective_weight": _number(line.effective_weight),
        "low": _number(low),
        "high": _number(high),
        "state": line.state.value,
        **({"reason": mask(line.reason)} if line.reason else {}),
        "evidence": line.evidence and line.evidence.value,
    }


def _number(value: Decimal | None) -> float | None:
    """A JSON number rounded half-up to six places, as exports compare them."""
    return None if value is None else float(half_up(value, _SIX))
