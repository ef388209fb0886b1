"""`qadesk appeal`: appeals entered, given evidence, decided, taken further; their form."""

from __future__ import annotations

import argparse
from typing import Any, Final

from qadesk import formats
from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.domain.appeals import AnswerRule, AppealAbout, AppealOutcome
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.appeals import deciding, entering, evidence, figures, form, reading, rules
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.reading import Appeal, MonthAppeals
from qadesk.services.appeals.storing import AppealEntry, PointEntry
from qadesk.services.appeals.words import (
    answer_time,
    clock_words,
    lateness,
    level_words,
    outcome_words,
    point_line,
    who_decides,
)
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit code."""
    office = open_office(args, writes=args.action != "list" or args.save is not None)
    try:
        _ACTIONS[args.action](office, args)
    finally:
        office.close()
    return EXIT_DONE


def _list(office: Office, args: argparse.Namespace) -> None:
    month = reading.appeals(office, args.code)
    if args.save is not None:
        from qadesk.services.appeals import listing

        output.will_hold(office, "both", len(month.appeals))
        listing.save(office, args.code, args.save)
    data = {
        "cycle": args.code,
        "next_level": month.next_level,
        "answer": {"days": month.rule.days, "working": month.rule.working},
        "appeals": [_data(one) for one in month.appeals],
    }
    lines = [line for one in month.appeals for line in _lines(office, month, one)]
    nothing = _("Nobody has appealed against {month}.").format(month=formats.cycle_text(args.code))
    output.print_result(data, "\n".join(lines or [nothing]), args)


def _enter(office: Office, args: argparse.Namespace) -> None:
    work = {"enter": entering.enter, "edit": entering.edit, "next": entering.take_further}[args.action]
    _say(office, args, work(office, args.code, args.staff_no, _entry(office, args)).value)


def _entry(office: Office, args: argparse.Namespace) -> AppealEntry:
    points = []
    for about in AppealAbout:
        for text in getattr(args, about.value):
            ref, _equals, words = text.partition("=")
            points.append(PointEntry(about, ref.strip(), words.strip()))
    received = args.received or office.today()
    return AppealEntry(args.words, received, not args.taken_down, args.interview, tuple(points))


def _attach(office: Office, args: argparse.Namespace) -> None:
    made = [evidence.attach(office, args.code, args.staff_no, path).value for path in args.files]
    data = {"files": [{"id": one.id, "name": one.name, "bytes": one.size} for one in made]}
    text = _("Attached: {file}").format(file=_(", ").join(one.name for one in made))
    output.print_result(data | {"cycle": args.code, "staff_no": args.staff_no}, text, args)


def _detach(office: Office, args: argparse.Namespace) -> None:
    evidence.remove(office, args.code, args.file)
    output.print_result(
        {"cycle": args.code, "file": args.file}, _("Taken off: {file}").format(file=args.file), args
    )


def _withdraw(office: Office, args: argparse.Namespace) -> None:
    _say(office, args, entering.withdraw(office, args.code, args.staff_no, args.day).value)


def _correct(office: Office, args: argparse.Namespace) -> None:
    work = deciding.start_correcting if args.action == "correct" else deciding.stop_correcting
    _say(office, args, work(office, args.code, args.staff_no).value)


def _decide(office: Office, args: argparse.Namespace) -> None:
    found = {}
    for text in args.found:
        number, _equals, words = text.partition("=")
        if not number.strip().isdigit():
            raise UserError(
                "appeal.found_number",
                _("“{text}” does not begin with the number of a point.").format(text=text),
                kept=_("Nothing was changed."),
                remedy=_("Write it as 12=what was found; “appeal list” names the numbers."),
            )
        found[int(number)] = words
    outcome = AppealOutcome(args.outcome.replace("-", "_"))
    what = Decision(outcome, args.reasons, found, others=args.others)
    _say(office, args, deciding.decide(office, args.code, args.staff_no, what).value)


def _form(office: Office, args: argparse.Namespace) -> None:
    output.will_hold(office, "both", len(args.staff_nos) or None)
    count = form.save_forms(office, args.code, args.staff_nos, args.file, blank=args.blank).value
    text = _("Saved: {file}").format(file=args.file)
    output.print_result({"cycle": args.code, "file": str(args.file), "agents": count}, text, args)


def _rule(office: Office, args: argparse.Namespace) -> None:
    if args.days is not None:
        rules.set_answer_rule(office, AnswerRule(args.days, working=not args.calendar))
    if args.next_level is not None:
        rules.set_next_level(office, args.next_level)
    rule, level = rules.answer_rule(office), rules.next_level(office)
    data = {"answer": {"days": rule.days, "working": rule.working}, "next_level": level}
    lines = [
        _("Time to answer appeals: {time}").format(time=answer_time(rule)),
        _("Next level: {name}").format(name=level or _("(none)")),
    ]
    output.print_result(data, "\n".join(lines), args)


def _say(office: Office, args: argparse.Namespace, one: Appeal) -> None:
    month = reading.appeals(office, args.code)
    lines = _lines(office, month, one)
    compared = figures.compared(office, args.code, one)
    data = _data(one) | {"figures": list(compared.lines), "others": list(compared.others)}
    output.print_result(data, "\n".join((*lines, *(f"    {line}" for line in compared.lines))), args)


def _lines(office: Office, month: MonthAppeals, one: Appeal) -> list[str]:
    """An appeal as text, its points below it."""
    said = [level_words(one.level, month.next_level), outcome_words(one.outcome)]
    said += [clock_words(one, office.today()), lateness(one), who_decides(one)]
    found = [f"{one.position.known}  " + "; ".join(part for part in said if part)]
    found += [f"    {point.id}: {point_line(month.card_of(one), point)}" for point in one.points]
    found += [f"    {file.id}: {file.name}" for file in one.files]
    return found


def _data(one: Appeal) -> dict[str, Any]:
    return {
        "id": one.id,
        "staff_no": one.position.staff_no,
        "name": one.position.name,
        "level": one.level,
        "stage": one.position.stage.value,
        "received": one.received_on.isoformat(),
        "late": one.late,
        "in_writing": one.on_paper,
        "words": one.words,
        "interview": one.interview_on and one.interview_on.isoformat(),
        "entered_by": one.entered_by,
        "answer_due": one.answer_due.isoformat(),
        "assumed_years": list(one.answer.assumed_years),
        "correcting": one.correcting,
        "outcome": one.outcome and one.outcome.value,
        "reasons": one.reasons,
        "decided": one.decided_on and one.decided_on.isoformat(),
        "decided_by": one.decided_by,
        "may_decide": [person.login for person in one.may_decide] if one.open else [],
        "points": [
            {"id": point.id, "about": point.about.value, "ref": point.ref, "words": point.words,
             "found": point.found}
            for point in one.points
        ],
        "files": [{"id": file.id, "name": file.name, "bytes": file.size} for file in one.files],
    }  # fmt: skip


_ACTIONS: Final = {
    "list": _list,
    **dict.fromkeys(("enter", "edit", "next"), _enter),
    "attach": _attach,
    "detach": _detach,
    "withdraw": _withdraw,
    **dict.fromkeys(("correct", "give-up"), _correct),
    "decide": _decide,
    "form": _form,
    "rule": _rule,
}
