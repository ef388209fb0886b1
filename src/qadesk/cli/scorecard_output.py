"""What the `scorecard` sub-commands say: plain lines for people, one JSON document for programs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from qadesk import formats
from qadesk.cli.output import padded
from qadesk.domain.decimals import CENT, half_up
from qadesk.domain.problems import HINTS
from qadesk.domain.scorecard import Indicator, Names, Origin, Role, Scorecard, Section
from qadesk.domain.scorecard_forms import to_dict
from qadesk.i18n import _, current_language
from qadesk.services import library_words
from qadesk.services.assessment import total_rule_words
from qadesk.services.assessment.grade_words import quotas_said
from qadesk.services.designing.exchange import Message
from qadesk.services.designing.problems import WordedProblem, exact_figure, grouped, hints_text
from qadesk.services.designing.versions import Version, VersionStatus, status_words
from qadesk.services.explaining.figure_words import limit
from qadesk.services.explaining.rule_words import rule_on
from qadesk.services.library import ReadyForm, ReadyScorecard
from qadesk.storage.office import Office

if TYPE_CHECKING:
    from qadesk.services.designing.trial import Move, Trial


def versions(there: Sequence[Version], office: Office, args: argparse.Namespace) -> None:
    """Every version, newest first."""
    if args.json:
        _print([plain(version) for version in there])
        return
    for version in there:
        when = version.published_at or version.updated_at
        day = formats.DASH if when is None else formats.day(office.local(when).date())
        which = f"{version.code}@{version.version}"
        line = f"{padded(which, 28)} {padded(_status(version), 12)} {day}  {_name(version.names)}"
        print(f"{line}  ({', '.join(version.cycles)})" if version.cycles else line)


def library(offered: Sequence[ReadyScorecard] | Sequence[ReadyForm], args: argparse.Namespace) -> None:
    """The ready scorecards or check forms, with what each is for."""
    if args.json:
        both = [
            {
                "name": one.name, "title": asdict(one.content.names), "for": asdict(one.audience),
                "practice": asdict(one.practice),
            }
            for one in offered
        ]  # fmt: skip
        _print(both)
        return
    for one in offered:
        name = formats.spoken(library_words.name_of(one), library_words.audience(one))
        print(f"{padded(one.name, 22)} {name} ({library_words.size_of(one)})")


def plain(version: Version) -> dict[str, Any]:
    """A version for programs; times in UTC."""
    return {
        "id": version.id,
        "code": version.code,
        "version": version.version,
        "name": {"zh": version.names.zh, "en": version.names.en},
        "status": version.status.value,
        "updated_at": _moment(version.updated_at),
        "published_at": _moment(version.published_at),
        "based_on": version.based_on,
        "cycles": list(version.cycles),
        "steps": [
            {"status": step.status.value, "by": step.by, "at": _moment(step.at), "note": step.note}
            for step in version.steps
        ],
    }


def card(made: Scorecard, version: Version | None, args: argparse.Namespace) -> None:
    """A scorecard as a table; `version` is None for one in a file."""
    if args.json:
        _print((plain(version) if version else {}) | {"content": to_dict(made)})
        return
    status = f", {_status(version)}" if version else ""
    print(f"{_name(made.names)} ({made.code}@{made.version}{status})")
    for section in made.sections:
        weighed = any(i.role is Role.WEIGHTED for i in section.indicators)
        weight = f"  {exact_figure(section.weight)}%" if weighed else ""
        print(f"\n{_name(section.names)}{weight}{_bounds(section)}")
        for indicator in section.indicators:
            print(f"  {_line(made, section, indicator)}")
    print("\n" + _("Grades"))
    for grade in made.grades:
        shares = {_("at most {share}% of the agents"): grade.quota,
                  _("at least {share}% of the agents"): grade.least_share}  # fmt: skip
        given = {words: share for words, share in shares.items() if share is not None}
        said = _(", ").join(words.format(share=exact_figure(one * 100)) for words, one in given.items())
        print(f"  {grade.code}  ≥ {exact_figure(grade.at_least)}  {_name(grade.names)}  {said}".rstrip())
    if made.has_quotas:
        print(quotas_said(made, _))
    print(_("The total is capped at {cap}.").format(cap=exact_figure(made.cap)))
    for rule in made.on_total:
        print(total_rule_words.rule_text(made, rule, _, current_language()))
    if made.half_points:
        print(_("Half points are allowed."))
    if made.focus_extra:
        said = _("A focus may weigh up to {extra} percentage points more.")
        print(said.format(extra=exact_figure(made.focus_extra)))


def messages(found: Sequence[Message], args: argparse.Namespace) -> None:
    """What is wrong in a file, each with its line or cell."""
    if args.json:
        _print({"problems": [_message(message) for message in found]})
        return
    real = sorted((message for message in found if message.code not in HINTS), key=lambda one: not one.error)
    for message in real:
        print(f"{_mark(error=message.error)} {message}")
    if hints := hints_text([message.code for message in found]):
        print(f"{_mark(error=False)} {hints}")
    if not found:
        print(_("No problems found."))


def problems(found: Sequence[WordedProblem], args: argparse.Namespace) -> None:
    """What is wrong with a scorecard of the office."""
    if args.json:
        _print({"problems": [told(one) for one in found]})
        return
    for one in grouped(found):
        print(f"{_mark(error=one.error)} {one}")
    if not found:
        print(_("No problems found."))


def trial(made: Trial, args: argparse.Namespace) -> None:
    """Who would have moved, whose total changed most first; then what could not be worked out."""
    from qadesk.services.designing import trial_words

    if args.json:
        _print(_trial(made))
        return
    print(trial_words.summary(made))
    for move in made.moves:
        if move.moved:
            print(_moved(made, move))
    for lack in made.lacks:
        print(
            f"  {trial_words.indicator_name(made, lack.indicator.code)}: {trial_words.lack_text(made, lack)}"
        )
    for one in made.flat:
        print(f"  {trial_words.flat_text(made, one)}")
    for required in made.required:
        print(f"  {trial_words.required_text(made, required)}")
    print(_("Nothing was stored."))


def _moved(made: Trial, move: Move) -> str:
    from qadesk.services.designing import trial_words

    old, new = move.before.assessment, move.after.assessment
    totals = f"{formats.decimal(old.total):>6} → {formats.decimal(new.total):>6}"
    grades = f"{old.grade or formats.DASH} → {new.grade or formats.DASH}"
    why = trial_words.shifts_text(made, move)
    return f"  {move.agent.staff_no:<8} {totals}  {grades}  {move.agent.name}  {why}".rstrip()


def _trial(made: Trial) -> dict[str, Any]:
    return {
        "cycle": made.cycle.code,
        "before": {"code": made.own.code, "version": made.own.version},
        "after": {"code": made.draft.code, "version": made.draft.version},
        "agents": {move.agent.staff_no: _agent(move) for move in made.moves},
        "grades": {share.code: {"before": share.before, "after": share.after} for share in made.grades},
        "flat": [told(one) for one in made.flat],
        "left_out": list(made.left_out),
        "could_leave_out": list(made.could_leave_out),
        "lacks": [
            {
                "indicator": lack.indicator.code,
                "why": lack.why.value,
                "agents": [agent.staff_no for agent in lack.agents],
            }
            for lack in made.lacks
        ],
    }


def _agent(move: Move) -> dict[str, Any]:
    old, new = move.before, move.after
    return {
        "name": move.agent.name,
        "moved": move.moved,
        "total": {"before": _number(old.assessment.total), "after": _number(new.assessment.total)},
        "grade": {"before": old.assessment.grade, "after": new.assessment.grade},
        "rank": {"before": old.rank, "after": new.rank},
        "missing": list(new.assessment.missing),
        "shifts": [
            {"cause": shift.cause.value, "indicator": shift.code, "points": _number(shift.difference)}
            for shift in move.shifts
        ],
    }


def _bounds(section: Section) -> str:
    """How much a section may add on top, or take off."""
    said = []
    if section.most is not None:
        said.append(_("bonus points at most {points}").format(points=exact_figure(section.most)))
    if section.least is not None:
        said.append(_("bonus points at least {points}").format(points=exact_figure(section.least)))
    return "  " + _("; ").join(said) if said else ""


def _origin(indicator: Indicator) -> str:
    """Where a value comes from, if not from records."""
    return {
        Origin.RECORDS: "",
        Origin.RATED: _("rated 1–{top}").format(top=indicator.top),
        Origin.TYPED: _("typed"),
        Origin.FORMULA: _("= {formula}").format(formula=indicator.formula),
    }[indicator.origin]


def _line(made: Scorecard, section: Section, indicator: Indicator) -> str:
    parts = [_name(indicator.names) or indicator.code]
    if indicator.role is Role.WEIGHTED:
        parts.append(f"{exact_figure(section.weight_of(indicator))}%")
    if indicator.standard is not None:
        parts.append(limit(indicator.standard, indicator.unit, indicator.better.value))
    return "  ".join(part for part in (*parts, _origin(indicator), rule_on(made, indicator)) if part)


def _message(message: Message) -> dict[str, Any]:
    return {
        "severity": message.severity.value,
        "sheet": message.sheet,
        "line": message.line,
        "column": message.column,
        "code": message.code,
        "what": message.what,
        "text": message.text,
        "remedy": message.remedy,
    }


def told(one: WordedProblem) -> dict[str, Any]:
    """A problem for programs."""
    return {
        "severity": one.severity.value,
        "path": list(one.path),
        "code": one.code,
        "what": one.where,
        "text": one.text,
        "remedy": one.remedy,
    }


def _status(version: Version) -> str:
    return _("draft") if version.status is VersionStatus.DRAFT else status_words(version.status)


def _mark(*, error: bool) -> str:
    return "✗" if error else "!"


def _name(names: Names) -> str:
    return names.in_language(current_language())


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(half_up(value, CENT))


def _print(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))
