"""`qadesk scan` and `qadesk verify`: sheets that come back on paper."""

from __future__ import annotations

import argparse
from typing import Any

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REJECTED_ROWS, EXIT_USAGE
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.scans import filing, folder, listing, verifying
from qadesk.services.scans.filing import FiledSheet, Filing
from qadesk.services.scans.listing import Scan
from qadesk.services.scans.scan_words import (
    differs_words,
    filing_words,
    outcome_words,
    signed_words,
    state_words,
)
from qadesk.services.scans.verifying import Agreement, PaperVerdict
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out the command: 3 where something could not be filed, or does not agree. Raises UserError."""
    if args.command == "scan" and not (args.files or args.list or args.folder):
        output.refused(UserError("scan.no_files", _("There is nothing to file.")), as_json=args.json)
        return EXIT_USAGE
    office = open_office(args, writes=args.command == "scan" and not args.list)
    try:
        if args.command == "verify":
            return _verify(office, args)
        if args.list:
            return _list(office, args)
        return _say(args, _file(office, args))
    finally:
        office.close()


def _file(office: Office, args: argparse.Namespace) -> Filing:
    if args.folder:
        place = args.folder.resolve()
        folder.must_be_there(place)
        known = folder.Watched(place)
        folder.ready(place, known)  # twice: what is still being written is not taken
        return folder.pick_up(office, place, folder.ready(place, known), known).value
    return filing.file_scans(office, args.files).value


def _say(args: argparse.Namespace, made: Filing) -> int:
    data = {
        "filed": made.filed,
        "left": len(made.left),
        "outcomes": [_outcome(one) for one in made.outcomes],
    }
    lines = [*map(outcome_words, made.outcomes), filing_words(made)]
    output.print_result(data, "\n".join(lines), args)
    return EXIT_REJECTED_ROWS if made.left else EXIT_DONE


def _outcome(one: FiledSheet) -> dict[str, Any]:
    return {
        "id": one.id or None,
        "state": one.state.value,
        "file": str(one.source),
        "pages": list(one.places),
        "cycle": one.cycle,
        "staff_no": one.staff_no,
        "name": one.name,
        "code": one.said,
        "signed": one.signed,
        "differs": one.differs,
        "problem": one.problem,
    }


def _list(office: Office, args: argparse.Namespace) -> int:
    found = listing.scans(office, args.list)
    data = {"cycle": args.list, "scans": [_scan(one) for one in found]}
    lines = []
    for one in found:
        what = (state_words(one.state), signed_words(one.signed), differs_words(one.differs))
        who = "  ".join(part for part in (str(one.id), one.staff_no, one.name, one.source) if part)
        lines.append(f"{who}: {_('; ').join(part for part in what if part)}")
    output.print_result(data, "\n".join(lines or [_("There are no scans.")]), args)
    return EXIT_DONE


def _scan(one: Scan) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state.value,
        "cycle": one.cycle,
        "staff_no": one.staff_no,
        "name": one.name,
        "file": one.source,
        "page": one.place,
        "code": one.said,
        "signed": one.signed,
        "differs": one.differs,
        "pages": one.pages,
        "at": one.at.isoformat(timespec="seconds"),
    }


def _verify(office: Office, args: argparse.Namespace) -> int:
    found = verifying.verify(office, args.what)
    data = {
        "agrees": all(one.agreement is Agreement.AGREES for one in found),
        "pages": [_page(o) for o in found],
    }
    output.print_result(data, "\n".join(map(_verified, found)) or _("There is nothing on it."), args)
    return EXIT_DONE if data["agrees"] and found else EXIT_REJECTED_ROWS


def _page(one: PaperVerdict) -> dict[str, Any]:
    return {
        "agreement": one.agreement.value,
        "page": one.place or None,
        "cycle": one.cycle,
        "staff_no": one.staff_no,
        "name": one.name,
        "code": one.said,
        "differs": list(one.differs),
        "why": one.why,
    }


def _verified(one: PaperVerdict) -> str:
    where = _("page {page}: ").format(page=one.place) if one.place else ""
    who = "  ".join(part for part in (one.cycle, one.staff_no, one.name) if part)
    differs = _("differs where this was printed: {texts}").format(texts=_(", ").join(one.differs))
    parts = (who, verifying.words(one), differs if one.differs else "", one.why)
    return where + _("; ").join(part for part in parts if part)
