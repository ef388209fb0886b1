"""The list of a month's appeals as a spreadsheet, as other lists are saved."""

from __future__ import annotations

from pathlib import Path

from qadesk import formats
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import audit, personal, rights
from qadesk.services.appeals import reading
from qadesk.services.appeals.words import level_words, outcome_words, point_line
from qadesk.services.done import Done
from qadesk.storage.office import Office


@rights.needs("print")
def save(office: Office, code: str, path: Path) -> Done[int]:
    """Write it as xlsx or csv, by the name's end; the value is how many. An existing file is replaced.

    Raises UserError if the month was never opened, and if the file cannot be written.
    """
    from qadesk.tabular.export import write_table

    month = reading.appeals(office, code)
    heads = (
        _("Staff no."), _("Name"), _("Level of the appeal"), _("Received on"), _("Late"),
        _("The agent's words"), _("What is appealed"), _("Evidence"), _("Answer due on"), _("Outcome"),
        _("Reasons"), _("Decided on"), _("Decided by"),
    )  # fmt: skip
    rows = [
        (
            one.position.staff_no,
            one.position.name,
            level_words(one.level, month.next_level),
            formats.day(one.received_on),
            _("late") if one.late else "",
            one.words,
            "\n".join(point_line(month.card_of(one), point) for point in one.points),
            "\n".join(file.name for file in one.files),
            formats.day(one.answer_due),
            outcome_words(one.outcome),
            one.reasons,
            "" if one.decided_on is None else formats.day(one.decided_on),
            one.decided_by,
        )
        for one in month.appeals
    ]
    write_table(path, heads, rows, Progress(), len(rows), plain={heads[0]})
    with office.write() as connection:
        audit.note(connection, office, "appeal.list", code, file=path.name, appeals=len(rows))
    personal.exported(office, code, "both", len(rows), path)
    return Done(len(rows))
