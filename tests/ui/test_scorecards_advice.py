"""The page that says which indicators tell agents apart, at the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from qadesk.services.designing.advice import advice
from qadesk.services.designing.advice_words import rows
from qadesk.storage import files
from qadesk.storage.office import Office
from qadesk.ui.kit.report_page import Found
from qadesk.ui.screens.scorecards.past_months import AdvicePage
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import PageDesk, tells


class Desk(PageDesk[AdvicePage]):
    """An advice page with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        super().__init__(qtbot, office, tasks, AdvicePage)

    def refresh(self) -> None:
        self.page.refresh()
        self.settle()
        self.page.activateWindow()  # a slow PC shows progress meanwhile, and no window manager gives it back
        self.qtbot.waitUntil(self.page.isActiveWindow)
        self.page.focus_first()

    def cell(self, code: str, key: str) -> str:
        model = self.page.model
        row = model.find(lambda r: r.evidence.indicator.code == code)
        assert row is not None
        return str(model.index(row, model.column_number(key)).data())


@pytest.fixture
def desk(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, sample_office, tasks)
    made.refresh()
    return made


def test_every_indicator_has_its_figures_and_its_advice(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: QApplication.focusWidget() is desk.page.table)
    assert desk.text("adviceCount") == "2 months, 27 agent-months"
    told = "Does not tell agents apart: 93% have full points"
    assert (desk.cell("complaint_rate", "advice"), desk.cell("complaint_rate", "top")) == (told, "93%")
    assert desk.cell("attitude", "missing") == "0%"  # what October lacks may come yet
    assert desk.cell("csat", "csat") == ""  # not with itself
    assert desk.text("adviceTitle") == "Average response time"
    QTest.keyClick(desk.page.table, Qt.Key.Key_Down)
    assert desk.text("adviceTitle") == "First-contact resolution"
    assert "The rest of the total: goes closely with it (r = 0.84, n = 21)" in desk.text("adviceFigures")
    assert desk.text("adviceRatings") == "The ratings fit together (α = 0.79, n = 21)"


def test_what_stands_beside_the_table_is_whole_at_first_sight(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    page = Desk(qtbot, sample_office, tasks).page
    made = advice(sample_office, 12)
    page._show_report(Found(made, rows(made), ""))  # and nothing is laid out anew afterwards
    wrapped = [one for one in page.aside.findChildren(QLabel) if one.wordWrap() and one.isVisible()]
    assert len(wrapped) == 5
    assert [one.objectName() for one in wrapped if one.height() < one.heightForWidth(one.width())] == []


def test_what_asks_for_a_look_comes_first_when_sorted_by_advice(desk: Desk) -> None:
    desk.page.table.sortByColumn(desk.page.model.column_number("advice"), Qt.SortOrder.AscendingOrder)
    tones = [row.tone for row in desk.page.model.rows]
    assert tones == sorted(tones, key=lambda tone: tone != "warn")
    assert tones[0] == "warn"


def test_one_month_alone_is_too_little_to_say(desk: Desk) -> None:
    desk.page.closed_only.setFocus()
    QTest.keyClick(desk.page.closed_only, Qt.Key.Key_Space)
    desk.settle()
    assert desk.text("adviceCount") == "1 month, 14 agent-months"
    assert desk.cell("complaint_rate", "advice") == "Too few data to judge (agent-months: 14)"
    desk.page.last.setFocus()
    QTest.keyClick(desk.page.last, Qt.Key.Key_Down)
    desk.settle()
    assert desk.page.last.currentData() == 24
    assert desk.page.table.isVisible()


def test_an_office_without_months_says_what_to_do(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> None:
    bare = files.create(tmp_path / "bare.qadesk", name="Bare", zone="Asia/Shanghai")
    desk = Desk(qtbot, bare, tasks)
    desk.refresh()
    assert desk.text("adviceEmptyTitle") == "There are no past months yet"
    QTest.keyClick(desk.button("adviceEmptyGoToday"), Qt.Key.Key_Return)
    assert desk.asked == ["today"]
    desk.page.closed_only.click()
    desk.settle()
    assert desk.text("adviceEmptyText") == "Include open months, too."
    bare.close()


def test_the_report_is_saved_as_a_workbook(desk: Desk, tmp_path: Path, dialog: Dialog) -> None:
    import openpyxl

    desk.button("adviceExport").setFocus()
    QTest.keyClick(desk.button("adviceExport"), Qt.Key.Key_Return)
    asked = dialog("adviceExportDialog")
    assert isinstance(asked, QFileDialog)
    asked.fileSelected.emit(str(tmp_path / "indicators.xlsx"))
    asked.close()
    desk.settle()
    assert tells(desk.page.notice, "saved", "indicators.xlsx")
    heads, *rows = openpyxl.load_workbook(tmp_path / "indicators.xlsx").active.values
    assert (len(rows), heads[0], rows[-1][0]) == (10, "Indicator", "All ratings (Cronbach's α)")
