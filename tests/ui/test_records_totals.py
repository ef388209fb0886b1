"""Totals beside single records: asked at import, shown and changed under Records of the cycle."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qadesk.domain.measures import Tally
from qadesk.domain.periods import period
from qadesk.services.assessment import tallies
from qadesk.services.records import imports
from qadesk.storage.office import Office
from qadesk.ui.screens.records.import_dialog import ImportDialog
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.records_desk import idle, pick, press, show, texts
from tests.unit.services.import_office import staff, write

MONTH = "2026-10"


def counted(office: Office) -> Tally:
    with office.read() as connection:
        return next(iter(tallies.count_agents(connection, office, period(MONTH)).values()))


def test_totals_are_shown_as_they_will_be_stored(
    qtbot: QtBot, dialog: Dialog, branch: Office, tasks: Tasks, tmp_path: Path
) -> None:
    staff(branch, (("1001", "张三"),))
    screen = show(qtbot, branch, tasks)
    heads = "日期,客服,接待会话量,平均首次响应时长(秒),客户满意率"
    screen.import_files([write(tmp_path / "totals.csv", heads, f"{MONTH}-01,1001,86,12.5,98.5%")])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    picture(window, "preview")
    shown = window.editor.model
    row, at = shown.row(0), shown.column_number
    assert (row[at("contacts")], row[at("response_mean")], row[at("satisfaction")]) == (
        "86",
        "12.50 s",
        "98.50%",
    )
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert counted(branch).contacts == 86


def picture(widget: QWidget, name: str) -> None:
    """A picture to look at, where a folder for it is named."""
    if folder := os.environ.get("QADESK_PICTURES"):
        widget.grab().save(str(Path(folder) / f"{name}.png"))


def test_which_counts_is_asked_at_import_and_changed_in_the_list(
    qtbot: QtBot, dialog: Dialog, branch: Office, tasks: Tasks, tmp_path: Path
) -> None:
    staff(branch, (("1001", "张三"),))
    days = "日期,客服,接待会话量,平均首次响应时长(秒)"
    imports.run(branch, write(tmp_path / "totals.csv", days, f"{MONTH}-01,1001,86,12.5"))
    screen = show(qtbot, branch, tasks)
    heads = "会话编号,开始时间,客服工号,首次响应(秒),满意度"
    screen.import_files([write(tmp_path / "chats.csv", heads, f"s1,{MONTH}-01 09:00:00,1001,10,5")])
    press(qtbot, dialog("importDialog"), "importGo")
    asked = dialog("clashDialog")
    picture(asked, "clash")
    assert "1 row of totals of chats" in texts(asked, "clashWhere")
    assert counted(branch).contacts == 86  # nothing of the file is in
    press(qtbot, asked, "clash_records")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert counted(branch).contacts == 1
    screen.tabs.setCurrentWidget(screen.browse)
    idle(qtbot, screen)
    pick(qtbot, screen.browse.kind, "totals")
    idle(qtbot, screen)
    qtbot.waitUntil(screen.browse.change.isVisible)
    picture(screen, "browse")
    assert "The single records count." in screen.browse.met.text()
    press(qtbot, screen, "recordsChangeCounts")
    press(qtbot, dialog("clashDialog"), "clash_totals")
    qtbot.waitUntil(lambda: "The totals count." in screen.browse.met.text())
    idle(qtbot, screen)
    assert counted(branch).contacts == 86
