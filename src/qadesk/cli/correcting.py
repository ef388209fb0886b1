"""`qadesk review reopen`, `difference`, `finish` and `give-up`: one result of a closed month put right."""

from __future__ import annotations

import argparse
from typing import Any

from qadesk.cli import output
from qadesk.domain.scoring import Assessment
from qadesk.i18n import _, current_language
from qadesk.services.after_closing import corrections
from qadesk.services.after_closing.correction_views import CorrectionPreview, MovedResult
from qadesk.services.after_closing.correction_words import differs, effect, effect_head, finished_line
from qadesk.services.paper import earlier_sheets
from qadesk.services.paper.earlier_sheets import KeptRevision, revision_line
from qadesk.storage.office import Office

ACTIONS = ("reopen", "difference", "finish", "give-up", "revisions", "earlier-sheet")


def run(office: Office, args: argparse.Namespace) -> None:
    """Carry one of them out."""
    code, staff_no = args.code, args.staff_no
    told: dict[str, Any] = {"cycle": code, "staff_no": staff_no}
    if args.action == "reopen":
        corrections.begin(office, code, staff_no, args.reason)
        text = _("{person} can be corrected now.").format(person=staff_no)
    elif args.action == "difference":
        found = corrections.preview(office, code, staff_no)
        told |= _preview(found)
        text = "\n".join((*differs(found, current_language()), effect_head(found), *effect(found)))
    elif args.action == "finish":
        made = corrections.finish(office, code, staff_no, others=args.others).value
        told |= {"revision": made.revision, "others": list(made.others)}
        text = finished_line(made.revision, len(made.others))
    elif args.action == "revisions":
        kept = earlier_sheets.revisions(office, code, staff_no)
        told["revisions"] = [_kept(one) for one in kept]
        text = "\n".join(revision_line(one, office.local(one.at)) for one in kept)
    elif args.action == "earlier-sheet":
        output.will_hold(office, "agents")
        file = earlier_sheets.save(office, code, staff_no, args.revision, args.file).value
        told |= {"revision": args.revision, "file": str(file)}
        text = _("Saved: {file}").format(file=file)
    else:
        corrections.give_up(office, code, staff_no)
        text = _("The correction was given up.")
    output.print_result(told, text, args)


def _kept(one: KeptRevision) -> dict[str, Any]:
    return {
        "revision": one.revision,
        "at": one.at.isoformat(),
        "total": None if one.total is None else str(one.total),
        "grade": one.grade,
        "digest": one.digest,
        "reason": one.reason,
        "by": one.by,
        "counts": one.counts,
    }


def _preview(found: CorrectionPreview) -> dict[str, Any]:
    return {
        "reason": found.correction.reason,
        "by": found.correction.by,
        "since": found.correction.at.isoformat(),
        "same": found.own.same,
        "differed_before": found.drifted,
        **_moved(found.own),
        "indicators": [
            {
                "code": one.code,
                "before": None if one.before.value is None else str(one.before.value),
                "now": None if one.after.value is None else str(one.after.value),
            }
            for one in found.lines
        ],
        "others": [_moved(one) for one in found.others],
    }


def _moved(one: MovedResult) -> dict[str, Any]:
    return {
        "staff_no": one.before.agent.staff_no,
        "before": _result(one.before.assessment, one.before.rank),
        "now": _result(one.after.assessment, one.after.rank),
    }


def _result(made: Assessment, rank: int | None) -> dict[str, Any]:
    return {"total": None if made.total is None else str(made.total), "grade": made.grade, "rank": rank}
