"""`qadesk use-rules`, `bonus`, `awards`, `lists`: what follows from the results of a closed month."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from qadesk import file_errors, formats
from qadesk.cli import output, uses_told
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.domain.uses import Uses
from qadesk.domain.uses_forms import from_dict, problems, to_dict
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.uses import bonus_words, bonuses, currency, overview, papers, payroll, rules, trial
from qadesk.services.uses.bonuses import BonusLine, BonusList
from qadesk.services.uses.rule_words import problem_words
from qadesk.services.uses.rules import Rules
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit code."""
    office = open_office(args, writes=args.action not in ("list", "show", "try"))
    try:
        _COMMANDS[args.command](office, args)
    finally:
        office.close()
    return EXIT_DONE


# ---- rules


def _rules(office: Office, args: argparse.Namespace) -> None:
    if args.action == "currency":
        _currency(office, args)
        return
    version = getattr(args, "version", 0)
    if args.action == "try":
        uses_told.tried(trial.trial(office, version, args.months), args)
        return
    if args.action == "draft":
        version = rules.draft(office, args.of).value
    elif args.action == "save":
        rules.save(office, version, _uses_of(args.file))
    elif args.action == "delete":
        rules.throw_away(office, version)
    elif args.action == "in-force":
        rules.put_in_force(office, version, args.since)
    elif args.action == "take-back":
        rules.take_back(office, version)
    found = rules.versions(office)
    if args.action in ("list", "delete"):
        data = {"versions": [_version(one) for one in found]}
        lines = [_line(one) for one in found] or [_("There are no rules for using results yet.")]
        output.print_result(data, "\n".join(lines), args)
        return
    one = rules.one_of(found, version)
    wrong = [problem_words(problem, one.uses) for problem in problems(one.uses)]
    data = _version(one) | {"rules": to_dict(one.uses), "problems": wrong}
    shown = json.dumps(data["rules"], ensure_ascii=False, indent=1) if args.action == "show" else ""
    output.print_result(data, "\n".join(text for text in (_line(one), *wrong, shown) if text), args)


def _currency(office: Office, args: argparse.Namespace) -> None:
    """What it is called, once it is called what was given."""
    now = currency.currency(office)
    if args.zh is not None or args.en is not None:
        currency.set_currency(
            office, now.zh if args.zh is None else args.zh, now.en if args.en is None else args.en
        )
        now = currency.currency(office)
    output.print_result({"zh": now.zh, "en": now.en}, currency.both(now), args)


def _uses_of(path: Path) -> Uses:
    """The rules a file holds. Raises UserError."""
    with file_errors.reading(path, _("Nothing was changed.")):
        text = path.read_bytes()
    try:
        return from_dict(json.loads(text.decode("utf-8-sig")))
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
        raise UserError(
            "uses.no_rules",
            _("{file} holds no rules for using results.").format(file=path.name),
            kept=_("Nothing was changed."),
            remedy=_("Take what “qadesk use-rules show VERSION --json” writes under “rules”."),
        ) from error


def _version(one: Rules) -> dict[str, Any]:
    return {
        "version": one.version,
        "status": one.status,
        "since": one.since,
        "by": one.by,
        "put_at": one.put_at and one.put_at.isoformat(),
    }


def _line(one: Rules) -> str:
    if one.draft:
        return _("Version {n}: draft").format(n=one.version)
    text = _("Version {n}: in force from {month}, {who}")
    return text.format(n=one.version, month=formats.cycle_text(one.since or ""), who=one.by)


# ---- bonuses


def _bonus(office: Office, args: argparse.Namespace) -> None:
    if args.action == "days":
        count = bonuses.set_days(office, args.code, _days(args.days)).value
        text = _("Changed: {n}").format(n=count)
        output.print_result({"cycle": args.code, "changed": count}, text, args)
    elif args.action == "export":
        if args.columns:
            payroll.choose_columns(office, [one.strip() for one in args.columns.split(",") if one.strip()])
        output.will_hold(office, "agents", None)
        made = payroll.export(office, args.code, args.file).value
        data = _list(office, made) | {"file": str(args.file)}
        output.print_result(data, _("Saved: {file}").format(file=args.file), args)
    elif args.action in ("letters", "print"):
        _papers(office, args)
    else:
        found = bonuses.bonuses(office, args.code)
        if found is None:
            raise rules.none_in_force(args.code)
        output.print_result(_list(office, found), "\n".join(_lines(office, found)), args)


def _days(given: list[str]) -> Mapping[str, Decimal | None]:
    """Days by staff number. Raises UserError for what is no number."""
    found: dict[str, Decimal | None] = {}
    for one in given:
        who, said, number = one.partition("=")
        try:
            days = Decimal(number.strip()) if number.strip() else None
        except InvalidOperation:
            said, days = "", None
        if not said or (days is not None and not days.is_finite()):
            raise UserError(
                "uses.no_days",
                _("“{text}” does not say how many days.").format(text=one),
                kept=_("Nothing was changed."),
                remedy=_("Write it as KF1001=21.5."),
            )
        found[who.strip()] = days
    return found


def _list(office: Office, made: BonusList) -> dict[str, Any]:
    people = {line.member.agent.id: line.member.agent.staff_no for line in made.lines}
    return {
        "cycle": made.month.code,
        "rules": made.rules.version,
        "currency": currency.currency(office).en,
        "coefficients": str(made.coefficients),
        "amount": made.amount if made.amount is None else str(made.amount),
        "bonuses": [_bonus_data(line, made) for line in made.lines],
        "differs_from_last_export": [
            {
                "staff_no": people.get(one.agent),
                "before": one.before and [_text(value) for value in one.before.compared],
                "now": one.now and [_text(value) for value in one.now.compared],
            }
            for one in payroll.since(office, made)
        ],
    }


def _bonus_data(line: BonusLine, made: BonusList) -> dict[str, Any]:
    member = line.member
    return {
        "staff_no": member.agent.staff_no,
        "name": member.agent.name,
        "total": _text(member.made.total),
        "grade": member.made.grade,
        "coefficient": _text(line.due.coefficient),
        "amount": _text(line.due.amount),
        "not_known": line.due.lack and line.due.lack.value,
        "sure": line.sure,
        "how_sure": bonus_words.how_sure(line, made),
        "standing": member.standing.value,
        "revision": member.revision,
        "why": bonus_words.why(line, made),
    }


def _lines(office: Office, made: BonusList) -> list[str]:
    lines = []
    for line in made.lines:
        member, due = line.member, line.due
        money = "" if due.amount is None or due.coefficient is None else bonus_words.number(due.amount)
        said = [
            f"{member.agent.staff_no} {member.agent.name}",
            f"{formats.decimal(member.made.total)} {member.made.grade or ''}".strip(),
            bonus_words.number(due.value),
            money,
            bonus_words.how_sure(line, made),
            bonus_words.mark(line),
            bonus_words.standing_words(member.standing),
        ]
        lines.append("  ".join(one for one in said if one))
        lines.append(f"    {bonus_words.why(line, made)}")
    names = {line.member.agent.id: line.member for line in made.lines}
    differing = payroll.since(office, made)
    if differing:
        lines.append(_("Other than in the list given out last:"))
    for one in differing:
        who = names[one.agent].agent if one.agent in names else None
        known = "" if who is None else formats.agent_text(who.name, who.staff_no)
        lines.append(f"    {formats.spoken(known, payroll.change_words(one))}")
    return lines


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


# ---- awards and lists


def _others(office: Office, args: argparse.Namespace) -> None:
    if args.action != "list":
        _papers(office, args)
        return
    found = overview.overview(office, args.code)
    if found.rules is None:
        raise rules.none_in_force(args.code)
    uses_told.others(found, _KINDS[args.command], args)


def _papers(office: Office, args: argparse.Namespace) -> None:
    """Lists and letters into a file."""
    kind = _KINDS[args.command]
    output.will_hold(office, "agents", None)
    if args.action == "letters":
        keys = papers.all_keys(office, args.code, kind, args.staff_nos)
        framed = getattr(args, "certificate", False)
        n = papers.save_letters(
            office, args.code, keys, args.file, certificate=framed, language=args.paper
        ).value
    else:
        n = papers.save_list(office, args.code, [kind], args.file, args.paper).value
    data = {"cycle": args.code, "file": str(args.file), "lines": n}
    output.print_result(data, _("Saved: {file}").format(file=args.file), args)


_KINDS: Final = {"bonus": "bonus", "awards": "award", "lists": "list"}
_COMMANDS: Final = {"bonus": _bonus, "awards": _others, "lists": _others, "use-rules": _rules}
