"""Making an evidence pack from the window: what it will hold is told, then where it goes is asked."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import rights
from qadesk.services.done import Done
from qadesk.services.evidence_pack import pack, words
from qadesk.services.evidence_pack.customers import Found
from qadesk.services.evidence_pack.pack import PackMade
from qadesk.ui.kit import files
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import label


def ask(screen: Screen, operations: Operations, code: str, staff_no: str, name: str) -> None:
    """Make the pack of an agent's assessment: say whose data it holds, ask for a file, write it."""
    work = partial(pack.customers_in, screen.office, code, staff_no)
    screen.tasks.run(work, partial(_tell, screen, operations, code, staff_no, name), owner=screen)


def _tell(
    screen: Screen, operations: Operations, code: str, staff_no: str, name: str, found: tuple[Found, ...]
) -> None:
    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        dialog.accept()
        _ask_file(screen, operations, code, staff_no, name, with_customers=not values["without"])

    what = label(
        _(
            "One file with the sheet, the scorecard, the targets, every record, how each figure came about "
            "and what the trail says of it, and with a page that checks all this in any browser."
        ),
        wrap=True,
        name="evidenceWhat",
    )
    whose = label("\n".join(words.whose(name, found)), "muted", wrap=True, name="evidenceWhose")
    hint = _("Notes, waybill numbers and the rows of records: these are then not compared with the trail.")
    why_not = rights.why_not(screen.office, "reveal")
    text = _("Leave out what is known of customers")
    must = bool(why_not)
    leave_out = Field(
        "without", text, "check", must, hint="\n".join(filter(None, (hint, why_not))), fixed=must
    )
    form = Form("evidence", [leave_out], above=[("", what), ("", whose)])
    title = _("Evidence pack: {person}").format(person=f"{name} {staff_no}")
    FormDialog(screen, "evidence", title, _("Choose a file…"), form, send).open()


def _ask_file(
    screen: Screen, operations: Operations, code: str, staff_no: str, name: str, *, with_customers: bool
) -> None:
    proposed = _("Evidence {code} {person}").format(code=code, person=f"{staff_no} {name}")
    kind = FileKind(_("Evidence pack"), ("zip",))

    def write(path: Path) -> None:
        def work(progress: Progress) -> Done[PackMade]:
            return pack.make(
                screen.office, code, staff_no, path, with_customers=with_customers, progress=progress
            )

        operations.run(work, said=_said, title=_("Making the evidence pack"), progress=True)

    file = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", proposed) + ".zip"  # what no file may be named
    of = Personal("both", whole=True) if with_customers else Personal("agents")
    title, holds = _("Save the evidence pack"), holding(screen.office, of)
    files.ask_save(screen, "evidenceFileDialog", title, file, [kind], write, holds=holds)


def _said(made: PackMade) -> str:
    text = _("Saved: {file}. Its code {code} is in the trail.")
    return text.format(file=made.path.name, code=made.code[:12])
