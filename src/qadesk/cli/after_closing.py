"""`qadesk review`, `deliver`, `notice` and `workdays`: a month after it was closed."""

from __future__ import annotations

import argparse
from typing import Any, Final

from qadesk import formats
from qadesk.cli import correcting, output
from qadesk.cli.after_closing_words import HOW
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.domain.stages import Stage, may_follow
from qadesk.domain.working_days import AppealRule, Deadline
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.after_closing import (
    delivery,
    notices,
    publication,
    review,
    stages,
    taking_back,
    working_days,
)
from qadesk.services.after_closing.notice_words import made_text, stale_text
from qadesk.services.after_closing.notices import Notice, NoticeChoice
from qadesk.services.after_closing.review import MarkedResult
from qadesk.services.after_closing.review_words import marks_said
from qadesk.services.after_closing.stage_words import (
    appeal_time,
    assumption,
    deadline_lines,
    month_words,
    moved_line,
    stage_words,
    taken_back_line,
)
from qadesk.services.after_closing.stages import MonthPositions, Position
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit code."""
    reads = args.action in ("list", "until", "difference", "revisions")
    office = open_office(args, writes=not reads)
    try:
        _COMMANDS[args.command](office, args)
    finally:
        office.close()
    return EXIT_DONE


def _review(office: Office, args: argparse.Namespace) -> None:
    if args.action == "list":
        _list_review(office, args)
    elif args.action in correcting.ACTIONS:
        correcting.run(office, args)
    elif args.action == "take-back":
        count = taking_back.take_back(office, args.code, args.staff_nos, args.reason).value
        output.print_result({"cycle": args.code, "agents": count}, taken_back_line(count), args)
    elif args.action == "approve":
        who = _who(office, args, Stage.APPROVED)
        _say(args, review.approve(office, args.code, who).value, Stage.APPROVED)
    elif args.action == "return":
        who = _who(office, args, Stage.RETURNED)
        _say(args, review.give_back(office, args.code, who, args.reason).value, Stage.RETURNED)
    else:
        who = _who(office, args, Stage.IN_REVIEW)
        _say(args, review.hand_in_again(office, args.code, who, args.answer).value, Stage.IN_REVIEW)


def _deliver(office: Office, args: argparse.Namespace) -> None:
    if args.action == "list":
        _list_positions(office, args)
    elif args.action == "final":
        who = _who(office, args, Stage.FINAL)
        _say(args, delivery.make_final(office, args.code, who).value, Stage.FINAL)
    else:
        how = HOW[args.action]
        told = {name: getattr(args, name, "") for name in ("reason", "witness", "carrier", "tracking")}
        what = delivery.Handover(how, args.day or office.today(), **told)
        made = delivery.deliver(office, args.code, _who(office, args, how), what).value
        _say(args, made.count, how, made.unprinted)


def _notice(office: Office, args: argparse.Namespace) -> None:
    if args.action == "posted":
        _say(args, publication.publish(office, args.code).value, Stage.PUBLISHED)
        return
    if args.action == "list":
        _list_notices(office, args)
        return
    choice = NoticeChoice(
        args.named, "totals" if args.totals else "grades", args.first_day, args.last_day, args.objections_to
    )
    output.will_hold(office, "agents", None)
    made = publication.notice(office, args.code, choice, args.file).value
    data = {"cycle": args.code, "file": str(args.file), "agents": made.agents, "number": made.number,
            "replaces": made.replaces or None}  # fmt: skip
    output.print_result(data, made_text(made, str(args.file)), args)


def _list_notices(office: Office, args: argparse.Namespace) -> None:
    found, stale = notices.notices(office, args.code), notices.stale_of(office, args.code)
    data = {
        "cycle": args.code,
        "out_of_date": None if stale is None else {"number": stale.number, "agents": stale.agents},
        "notices": [_notice_data(one) for one in found],
    }
    text = _("Notice no. {n} of {when}, by {who}, code {code}")
    lines = [
        text.format(n=one.number, when=formats.moment(office.local(one.at)) if one.at else "",
                    who=one.by or formats.DASH, code=one.code)
        for one in found
    ]  # fmt: skip
    lines += [stale_text(stale)] if stale is not None else []
    output.print_result(data, "\n".join(lines or [_("No notice was printed yet.")]), args)


def _notice_data(one: Notice) -> dict[str, Any]:
    choice = one.choice
    return {
        "number": one.number,
        "replaces": one.before and one.before.number,
        "at": one.at and one.at.isoformat(),
        "by": one.by,
        "named": choice.named,
        "shown": choice.shown,
        "posted_from": choice.first_day and choice.first_day.isoformat(),
        "posted_until": choice.last_day and choice.last_day.isoformat(),
        "objections_to": choice.objections_to,
        "digest": one.digest,
        "lines": [
            {"staff_no": line.staff_no, "name": line.name, "grade": line.grade,
             "total": None if line.total is None else str(line.total)}
            for line in one.lines
        ],
    }  # fmt: skip


def _who(office: Office, args: argparse.Namespace, then: Stage) -> tuple[str, ...]:
    """The agents meant: those named, or with --all everybody for whom it is the next step.

    Of those who can still appeal nobody is made final by --all. Raises UserError where nobody is meant.
    """
    if args.staff_nos:
        return tuple(args.staff_nos)
    month = stages.positions(office, args.code)
    today = office.today()
    found = tuple(
        one.staff_no
        for one in month.positions
        if may_follow(one.stage, then)
        and not (then is Stage.FINAL and one.appeal is not None and not one.appeal.over(today))
    )
    if args.all and found:
        return found
    raise UserError(
        "stage.nobody",
        _("Nobody in {code} is meant.").format(code=args.code),
        kept=_("Nothing was changed."),
        remedy=_("Give staff numbers, or --all for everybody for whom it is the next step."),
    )


def _say(args: argparse.Namespace, count: int, stage: Stage, unprinted: int = 0) -> None:
    data = {"cycle": args.code, "stage": stage.value, "agents": count, "without_sheet": unprinted}
    output.print_result(data, moved_line(count, stage, unprinted), args)


def _list_review(office: Office, args: argparse.Namespace) -> None:
    found = review.for_review(office, args.code)
    data = {"cycle": args.code, "results": [_marked(one) for one in found]}
    lines = []
    for one in found:
        position = one.position
        why = _("; ").join(marks_said(one))
        lines.append(
            f"{position.staff_no} {position.name}  {formats.decimal(position.total)} {position.grade or ''}"
            f"  {stage_words(position.stage)}" + (f"\n    {why}" if why else "")
        )
    output.print_result(data, "\n".join(lines or [_nothing(stages.positions(office, args.code))]), args)


def _marked(one: MarkedResult) -> dict[str, Any]:
    marks = {mark.value: list(codes) for mark, codes in one.marks.items()}
    raters = [
        {"name": rater.name, "levels": round(rater.found.levels, 2), "agents": rater.found.agents,
         "interval": [round(rater.found.low, 2), round(rater.found.high, 2)]}
        for rater in one.raters
    ]  # fmt: skip
    return _position(one.position) | {"marks": marks, "own_scores": one.own, "raters": raters}


def _list_positions(office: Office, args: argparse.Namespace) -> None:
    month = stages.positions(office, args.code)
    data = {
        "cycle": args.code,
        "stage": month.stage.value,
        "results": [_position(one) for one in month.positions],
    }
    head = _("{month}: {stage}").format(month=formats.cycle_text(args.code), stage=month_words(month.stage))
    lines = [head]
    for one in month.positions:
        until = "" if one.appeal is None else _("appeal until {day}").format(day=formats.day(one.appeal.last))
        lines.append(f"{one.staff_no} {one.name}  {stage_words(one.stage)}  {until}".rstrip())
    output.print_result(data, "\n".join(lines), args)


def _position(one: Position) -> dict[str, Any]:
    return {
        "staff_no": one.staff_no,
        "name": one.name,
        "total": None if one.total is None else str(one.total),
        "grade": one.grade,
        "stage": one.stage.value,
        "revision": one.revision,
        "in_correction": one.correction is not None,
        "received": one.received and one.received.isoformat(),
        "appeal_until": one.appeal and one.appeal.last.isoformat(),
        "steps": [
            {
                "stage": step.stage.value,
                "day": step.day and step.day.isoformat(),
                "at": step.at.isoformat(),
                "by": step.by,
                "reason": step.reason,
                "witness": step.witness,
                "carrier": step.carrier,
                "number": step.tracking,
            }
            for step in one.steps
        ],
    }


def _nothing(month: MonthPositions) -> str:
    return _("{month}: {stage}").format(
        month=formats.cycle_text(month.cycle.code), stage=month_words(month.stage)
    )


def _workdays(office: Office, args: argparse.Namespace) -> None:
    if args.action == "until":
        with office.read() as connection:
            rule, days = working_days.rule_in(connection), working_days.calendar(connection)
        found = working_days.may_appeal_until(args.day, rule, days)
        output.print_result(_deadline(found), "\n".join(_deadline_text(found)), args)
        return
    if args.action == "appeal":
        working_days.set_rule(office, AppealRule(args.days, working=not args.calendar))
    elif args.action == "forget":
        working_days.set_days(office, (), forget=args.days)
    elif args.action != "list":
        works = args.action == "on"
        working_days.set_days(office, [working_days.OwnDay(day, works, args.name) for day in args.days])
    rule, own = working_days.rule(office), working_days.own_days(office)
    data = {
        "appeal": {"days": rule.days, "working": rule.working},
        "days": [{"day": one.day.isoformat(), "works": one.works, "name": one.name} for one in own],
    }
    lines = [_("Time to appeal: {time}").format(time=appeal_time(rule))]
    for one in own:
        what = _("office open") if one.works else _("office closed")
        lines.append(f"{formats.day(one.day)}  {what}  {one.name}".rstrip())
    output.print_result(data, "\n".join(lines), args)


def _deadline(found: Deadline) -> dict[str, Any]:
    return {
        "received": found.received.isoformat(),
        "until": found.last.isoformat(),
        "assumed_years": list(found.assumed_years),
        "days": [
            {
                "day": one.day.isoformat(),
                "kind": one.what.kind.value,
                "name": one.what.name,
                "counts": one.number,
            }
            for one in found.days
        ],
    }


def _deadline_text(found: Deadline) -> list[str]:
    return [line for line in (*deadline_lines(found), assumption(found)) if line]


_COMMANDS: Final = {"review": _review, "deliver": _deliver, "notice": _notice, "workdays": _workdays}
