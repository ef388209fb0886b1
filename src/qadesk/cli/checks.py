"""`qadesk checks`: forms, samples and quality checks of single calls and chats."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from qadesk import formats
from qadesk.cli import output, scorecard_output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.domain.check_sampling import SampleStratum
from qadesk.domain.check_scoring import CheckScore
from qadesk.errors import UserError
from qadesk.i18n import _, current_language, ngettext
from qadesk.services import library
from qadesk.services.checks import board, checking, forms, sampling, stored
from qadesk.services.checks.forms import StoredForm
from qadesk.services.checks.words import STATUS_WORDS, score_words
from qadesk.storage.office import Office

_READS: Final = ("forms", "list", "plan", "show", "export")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit code."""
    office = open_office(args, writes=args.action not in _READS)
    try:
        _DO[args.action](office, args)
    finally:
        office.close()
    return EXIT_DONE


def _forms(office: Office, args: argparse.Namespace) -> None:
    found = forms.forms(office)
    data = {"forms": [_form_data(one) for one in found]}
    lines = [
        f"{one.form.code}:{one.form.version}  {_(STATUS_WORDS[one.status])}  {_name(one)}" for one in found
    ] or [_("There is no check form yet.")]
    output.print_result(data, "\n".join(lines), args)


def _ready(office: Office, args: argparse.Namespace) -> None:
    """The ready forms, or one of them as a draft."""
    if args.name:
        _add(office, args)
    else:
        scorecard_output.library(library.forms(), args)


def _add(office: Office, args: argparse.Namespace) -> None:
    if args.action == "ready":
        made = forms.draft(office, library.form(args.name)).value
    else:
        made = forms.import_file(office, args.file).value
    one = next(form for form in forms.forms(office) if form.id == made)
    text = _("Draft: {form}").format(form=f"{one.form.code}:{one.form.version}")
    output.print_result(_form_data(one), text, args)


def _on_form(office: Office, args: argparse.Namespace) -> None:
    one = forms.named(office, args.form)
    if args.action == "export":
        forms.export_file(office, one.id, args.file)
    elif args.action == "publish":
        forms.publish(office, one.id)
    else:
        forms.throw_away(office, one.id)
    output.print_result(_form_data(one), _("Done: {form}").format(form=args.form), args)


def _list(office: Office, args: argparse.Namespace) -> None:
    made = board.board(office, args.code, args.agent)
    data = {
        "cycle": made.code,
        "progress": [
            {"staff_no": one.staff_no, "done": one.done, "wanted": one.wanted} for one in made.progress
        ],
        "checks": [
            {
                "check": one.id, "staff_no": one.staff_no, "ref": one.ref, "channel": one.channel,
                "at": one.at.isoformat(), "form": f"{one.form.code}:{one.form.version}",
                "status": one.status, "score": _text(one.score), "passed": one.passed,
                "found": [{"zh": zh, "en": en, "critical": critical} for zh, en, critical in one.found],
                "reason": one.reason,
            }
            for one in made.lines
        ],
    }  # fmt: skip
    lines = [
        f"{one.id:>5}  {one.staff_no}  {one.at:%Y-%m-%d %H:%M}  {one.ref}  {_(STATUS_WORDS[one.status])}"
        f"  {formats.decimal(one.score)}"
        for one in made.lines
    ]
    lines += [
        _("{staff_no}: {done} of {wanted} checked").format(
            staff_no=one.staff_no, done=one.done, wanted=one.wanted
        )
        for one in made.progress
    ]
    output.print_result(data, "\n".join(lines) or _("There is no check yet."), args)


def _plan(office: Office, args: argparse.Namespace) -> None:
    form = forms.named(office, args.form)
    made = sampling.plan(office, args.code, form.id, args.each, _groups(args))
    data = {
        "spread": str(made.spread),
        "own_spread": made.own_spread,
        "agents": [
            {
                "staff_no": one.staff_no, "contacts": one.contacts, "drawn": one.drawn, "short": one.short,
                "precise": _text(one.precise),
            }
            for one in made.agents
        ],
    }  # fmt: skip
    lines = [
        ngettext(
            "{staff_no}: {drawn} of {n} contact, ± {precise} points",
            "{staff_no}: {drawn} of {n} contacts, ± {precise} points",
            one.contacts,
        ).format(
            staff_no=one.staff_no, drawn=one.drawn, n=one.contacts, precise=formats.decimal(one.precise, 1)
        )
        for one in made.agents
    ]
    output.print_result(data, "\n".join(lines), args)


def _sample(office: Office, args: argparse.Namespace) -> None:
    form = forms.named(office, args.form)
    made = sampling.draw_sample(office, args.code, form.id, args.each, _groups(args), args.seed).value
    drawn = [one for one in board.board(office, args.code).lines if one.sample_id == made]
    text = ngettext("Drawn: {n} contact", "Drawn: {n} contacts", len(drawn)).format(n=len(drawn))
    output.print_result({"sample": made, "checks": [one.id for one in drawn]}, text, args)


def _begin(office: Office, args: argparse.Namespace) -> None:
    form = forms.named(office, args.form)
    contact = stored.TypedContact(args.at.replace(tzinfo=None), args.channel, args.ref)
    made = checking.begin(office, args.code, form.id, args.staff_no, contact).value
    output.print_result({"check": made}, _("Begun: check {n}").format(n=made), args)


def _details(office: Office, args: argparse.Namespace) -> None:
    one = stored.check(office, args.check)
    data = {
        "check": one.id, "cycle": one.cycle, "staff_no": one.staff_no, "ref": one.ref,
        "status": one.status, "form": f"{one.form.code}:{one.form.version}", "note": one.note,
        "answers": {
            code: {"answer": said.answer, "comment": said.comment, "second": said.second}
            for code, said in one.answers.items()
        },
        **_score_data(one.score),
    }  # fmt: skip
    output.print_result(data, "\n".join(score_words(one.form, one.score)), args)


def _answer(office: Office, args: argparse.Namespace) -> None:
    for said in args.answers:
        question, _equals, given = said.partition("=")
        checking.answer(office, args.check, question, given)
    _details(office, args)


def _comment(office: Office, args: argparse.Namespace) -> None:
    checking.remark(office, args.check, args.question, args.text, args.second)
    _details(office, args)


def _submit(office: Office, args: argparse.Namespace) -> None:
    checking.submit(office, args.check)
    _details(office, args)


def _with_reason(office: Office, args: argparse.Namespace) -> None:
    if args.action == "reopen":
        checking.reopen(office, args.check, args.reason)
        made = args.check
    else:
        made = sampling.replace(office, args.check, args.reason).value
    output.print_result({"check": made}, _("To be checked: {n}").format(n=made), args)


def _discard(office: Office, args: argparse.Namespace) -> None:
    checking.discard(office, args.check)
    output.print_result({"check": args.check}, _("Discarded: check {n}").format(n=args.check), args)


_DO: Final[dict[str, Callable[[Office, argparse.Namespace], None]]] = {
    "forms": _forms, "ready": _ready, "import": _add, "export": _on_form, "publish": _on_form,
    "delete": _on_form, "list": _list, "plan": _plan, "sample": _sample, "begin": _begin, "show": _details,
    "answer": _answer, "comment": _comment, "submit": _submit, "discard": _discard,
    "reopen": _with_reason, "replace": _with_reason,
}  # fmt: skip


def _groups(args: argparse.Namespace) -> list[SampleStratum]:
    """The groups of the command line, as 1:rating<=2. Raises UserError for what is none."""
    return [_group(text) for text in args.group]


def _group(text: str) -> SampleStratum:
    least, _colon, condition = text.partition(":")
    fields = {
        "rating<=": ("rating_to", int), "rating>=": ("rating_from", int), "word=": ("word", str),
        "minutes<=": ("minutes_to", Decimal), "minutes>=": ("minutes_from", Decimal),
        "channel=": ("channel", str),
    }  # fmt: skip
    try:
        if condition == "complaint":
            return SampleStratum(int(least), complaint=True)
        for begins, (name, make) in fields.items():
            if condition.startswith(begins):
                given: dict[str, Any] = {name: make(condition.removeprefix(begins))}
                return SampleStratum(int(least), **given)
    except (ValueError, InvalidOperation):
        pass
    raise UserError(
        "checks.no_such_group",
        _("“{text}” is no group of contacts.").format(text=text),
        kept=_("Nothing was changed."),
        remedy=_("Write it as 1:rating<=2, 1:minutes>=5, 1:complaint or 1:word=refund."),
    )


def _form_data(one: StoredForm) -> dict[str, Any]:
    return {
        "form": one.form.code,
        "version": one.form.version,
        "status": one.status,
        "zh": one.form.names.zh,
        "en": one.form.names.en,
        "questions": len(list(one.form.questions())),
    }


def _score_data(made: CheckScore) -> dict[str, Any]:
    return {
        "score": _text(made.score),
        "computed": _text(made.computed),
        "passed": made.passed,
        "failed_by": list(made.failed_by),
        "open": list(made.open),
        "groups": [
            {
                "group": group.code, "weight": str(group.weight), "points": _text(group.points),
                "failed_by": list(group.failed_by),
                "questions": [
                    {
                        "question": q.code, "state": q.state.value, "answer": q.answer,
                        "worth": _text(q.worth), "weight": str(q.weight), "failed": q.failed,
                    }
                    for q in group.questions
                ],
            }
            for group in made.groups
        ],
    }  # fmt: skip


def _name(one: StoredForm) -> str:
    return one.form.names.in_language(current_language())


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
