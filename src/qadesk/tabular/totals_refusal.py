"""Why a table that was recognised, but is neither records nor totals, is of no use."""

from __future__ import annotations

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.tabular.beside import TWO_TABLES
from qadesk.tabular.totals_guess import OTHER_TOTALS, PIVOT


def no_use(what: str, file_name: str) -> UserError:
    """The refusal of a cross table, of totals of what is counted singly, or of means without counts."""
    if what == PIVOT:
        return UserError(
            "import.cross_table",
            _(
                "“{file}” is a cross table: its days are columns, and the meaning of its numbers is not "
                "given."
            ).format(file=file_name),
            kept=_("Nothing was imported."),
            remedy=_("Export one row for each agent and day, or the single records."),
        )
    if what == TWO_TABLES:
        return UserError(
            "import.tables_stacked",
            _("“{file}” holds a table above another one on the same sheet.").format(file=file_name),
            kept=_("Nothing was imported."),
            remedy=_("Put each table on a sheet or into a file of its own, then import it again."),
        )
    if what == OTHER_TOTALS:
        return UserError(
            "import.totals_of_other_kinds",
            _("“{file}” adds up complaints, praise, errors or surveys, which are counted one by one.").format(
                file=file_name
            ),
            kept=_("Nothing was imported."),
            remedy=_(
                "Export the single records. Figures you calculated yourself are imported on the page Score."
            ),
        )
    return UserError(
        "import.totals_without_number",
        _("“{file}” contains means and rates of agents, but no number of contacts.").format(file=file_name),
        kept=_("Nothing was imported."),
        remedy=_(
            "Export it with the number of contacts, or export the single records. Figures you "
            "calculated yourself are imported on the page Score."
        ),
    )
