"""The rows of a score sheet that were not taken, each with its reason, and their way into a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from qadesk.i18n import _, ngettext
from qadesk.services.scoring.score_files import ScoreReport
from qadesk.services.scoring.score_rows import RejectedScore
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView


class RejectedDialog(QDialog):
    """`said` is what came of the rows that were taken; `export` asks where to put the others."""

    def __init__(self, parent: QWidget, report: ScoreReport, said: str, export: Callable[[], object]) -> None:
        super().__init__(parent)
        count = len(report.rejected)
        heading = ngettext("{n} row was not taken", "{n} rows were not taken", count).format(n=count)
        self.setObjectName("scoreRejected")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.setAccessibleName(heading)
        self.model: RecordTableModel[RejectedScore] = RecordTableModel(_columns(), report.rejected)
        self.table = TableView(self.model, "scoreRejectedRows", heading)
        self.said = label(_("Correct these rows in the file and import it again."), "muted", wrap=True)
        self.said.setObjectName("scoreRejectedSaid")
        close = Button(_("Close"), "scoreRejectedClose", kind="primary", clicked=self.accept)
        close.setDefault(True)
        export_button = Button(_("Export bad rows…"), "scoreRejectedExport", icon="download", clicked=export)
        export_button.setAutoDefault(False)
        bottom = QHBoxLayout()
        bottom.setSpacing(GRID)
        bottom.addWidget(self.said, 1)
        bottom.addWidget(export_button)
        bottom.addWidget(close)
        page = QVBoxLayout(self)
        page.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        page.setSpacing(GRID)
        page.addWidget(label(heading, "heading"))
        page.addWidget(label(said, wrap=True))
        page.addWidget(self.table, 1)
        page.addLayout(bottom)
        room = parent.window().size()
        height = 18 * GRID + (count + 1) * ROW
        self.resize(min(124 * GRID, room.width() - 4 * GRID), min(height, room.height() - 8 * GRID))
        self.table.select_row(0)
        close.setFocus()


def _columns() -> list[Column[RejectedScore]]:
    return [
        Column("line", _("Line"), lambda r: r.line, align="right"),
        Column("staff_no", _("Staff no."), lambda r: r.staff_no),
        Column("column", _("Column"), lambda r: r.column),
        Column("value", _("Value"), lambda r: r.value),
        Column("reason", _("Reason"), lambda r: r.wording, stretch=True),
    ]
