"""`qadesk score`: ratings by spreadsheet; the drafts left: listed, submitted, discarded, brought back."""

from __future__ import annotations

import argparse

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED, EXIT_REJECTED_ROWS
from qadesk.errors import UserError, joined
from qadesk.i18n import _, ngettext
from qadesk.services import cycles
from qadesk.services.scoring import drafts, evaluations, leftovers
from qadesk.services.scoring.leftovers import LeftoverDraft
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out one of the actions; the exit code."""
    office = open_office(args, writes=args.action == "import")
    try:
        code = args.cycle or cycles.newest_open(office).code
        return _ACTIONS[args.action](office, code, args)
    finally:
        office.close()


def _template(office: Office, code: str, args: argparse.Namespace) -> int:
    from qadesk.services.scoring import score_files

    output.will_hold(office, "agents")
    score_files.export_template(office, code, args.file)
    output.print_result({"file": str(args.file)}, _("Saved: {file}").format(file=args.file), args)
    return EXIT_DONE


def _import(office: Office, code: str, args: argparse.Namespace) -> int:
    from qadesk.services.scoring import score_files

    report = score_files.import_scores(office, code, args.file, submit=not args.draft).value
    output.score_report(report, code, args)
    return EXIT_REJECTED_ROWS if report.rejected else EXIT_DONE


def _drafts(office: Office, code: str, args: argparse.Namespace) -> int:
    found = leftovers.leftover_drafts(office, code)
    data = {
        "cycle": code,
        "drafts": [
            {"agent": one.staff_no, "by": one.by, "contact": one.contact_id, "finished": one.finished}
            for one in found
        ],
    }
    lines = [_line(one) for one in found]
    output.print_result(data, "\n".join(lines) or _("No drafts are left in {code}.").format(code=code), args)
    return EXIT_DONE


def _line(one: LeftoverDraft) -> str:
    state = _("finished, not submitted") if one.finished else _("not finished")
    contact = "" if one.contact_id is None else "  " + _("contact {n}").format(n=one.contact_id)
    return f"{one.staff_no} {one.name}  {one.by}  {state}{contact}"


def _submit(office: Office, code: str, args: argparse.Namespace) -> int:
    """Submit one's own finished drafts of the whole month, or those of single agents."""
    done = evaluations.submit(office, cycles.get(office, code), args.agent).value
    data = {
        "cycle": code,
        "submitted": list(done.submitted),
        "incomplete": [one.staff_no for one in done.incomplete],
    }
    n = len(done.submitted)
    text = ngettext("{n} form submitted", "{n} forms submitted", n).format(n=n)
    if done.incomplete:
        who = _(", ").join(one.staff_no for one in done.incomplete)
        text = _("{text}; not finished: {who}").format(text=text, who=who)
    output.print_result(data, text, args)
    return EXIT_REFUSED if done.incomplete else EXIT_DONE


def _discard(office: Office, code: str, args: argparse.Namespace) -> int:
    """Discard one's own drafts, or those of another supervisor named with --by; --agent chooses whose."""
    by, wanted = args.by or drafts.signed_in(office).name, set(args.agent or ())
    found = [one for one in leftovers.leftover_drafts(office, code) if one.by == by]
    chosen = [one for one in found if not wanted or one.staff_no in wanted]
    lacking = wanted - {one.staff_no for one in chosen}
    if lacking or not chosen:
        who = _(", ").join(sorted(lacking))
        text = _("{by} has no draft of {who} in {code}.") if who else _("{by} has no drafts in {code}.")
        raise UserError(
            "evaluation.no_such_draft",
            text.format(by=by, who=who, code=code),
            kept=_("Nothing was changed."),
            remedy=_("“qadesk score drafts” lists them."),
        )
    leftovers.discard(office, code, [one.id for one in chosen])
    n = len(chosen)
    text = ngettext("{n} draft discarded", "{n} drafts discarded", n).format(n=n)
    undo = _("“qadesk score restore” brings back what was discarded.")
    said = joined(_("{text}.").format(text=text), undo)
    output.print_result({"cycle": code, "discarded": [one.staff_no for one in chosen]}, said, args)
    return EXIT_DONE


def _restore(office: Office, code: str, args: argparse.Namespace) -> int:
    n = len(leftovers.restore(office, code, leftovers.discarded(office, code)).value)
    text = ngettext("{n} draft brought back", "{n} drafts brought back", n).format(n=n)
    output.print_result({"cycle": code, "restored": n}, text, args)
    return EXIT_DONE


_ACTIONS = {
    "template": _template,
    "import": _import,
    "drafts": _drafts,
    "submit": _submit,
    "discard": _discard,
    "restore": _restore,
}
