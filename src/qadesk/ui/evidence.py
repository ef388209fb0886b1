"""Making an evidence pack from the window: what it will hold is told, then where it goes is asked."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.services import rights
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


def ask_for_pack(screen: Screen, operations: Operations, code: str, staff_no: str, name: str) -> None:
    """Make the pack of an agent's assessment: say whose data it holds, ask for a file, write it."""

    def tell(found: tuple[Found, ...]) -> None:
        title = _("Evidence pack: {person}").format(person=agent_text(name, staff_no))
        form = _form(name, found, rights.why_not(screen.office, "reveal"))
        FormDialog(screen, "evidence", title, _("Choose a file…"), form, send).open()

    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        dialog.accept()
        file = _("Evidence {code} {person}").format(code=code, person=f"{staff_no} {name}") + ".zip"
        kinds, with_customers = [FileKind(_("Evidence pack"), ("zip",))], not values["without"]
        of = Personal("both", whole=True) if with_customers else Personal("agents")
        title, holds = _("Save the evidence pack"), holding(screen.office, of)
        save = partial(write, with_customers)
        files.ask_save(screen, "evidenceFileDialog", title, file, kinds, save, holds=holds)

    def write(with_customers: bool, path: Path) -> None:
        make = partial(pack.make, screen.office, code, staff_no, path, with_customers=with_customers)
        title = _("Making the evidence pack")
        operations.run(lambda told: make(progress=told), said=_said, title=title, progress=True)

    screen.tasks.run(partial(pack.customers_in, screen.office, code, staff_no), tell, owner=screen)


def _form(name: str, found: tuple[Found, ...], why_not: str) -> Form:
    """What it will hold, and whose; `why_not`: why what is known of customers must be left out."""
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
    text, must = _("Leave out what is known of customers"), bool(why_not)
    told = "\n".join(filter(None, (hint, why_not)))
    leave_out = Field("without", text, "check", must, hint=told, fixed=must)
    return Form("evidence", [leave_out], above=[("", what), ("", whose)])


def _said(made: PackMade) -> str:
    text = _("Saved: {file}. Its code {code} is in the trail.")
    return text.format(file=made.path.name, code=made.code[:12])
