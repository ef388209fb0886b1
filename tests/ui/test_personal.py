"""Numbers are masked in lists until somebody who may shows them; a file's window says what it will hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from qadesk.services.records import by_hand, by_hand_rows
from qadesk.services.trail import browsing
from qadesk.storage.office import Office
from qadesk.ui.screens.agents.screen import AgentsScreen
from qadesk.ui.screens.records.screen import RecordsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests import signed_in
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells
from tests.ui.records_desk import pick

PHONE, HIDDEN = "13812345678", "138****5678"


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> RecordsScreen:
    """The month's errors and praise, one with a customer's number as its reference."""
    values = {"day": date(2026, 10, 5), "kind": "error", "ref": PHONE, "note": ""}
    by_hand.add(sample_office, by_hand_rows.RecordEntry("incidents", "KF1001", values))
    made = show_screen(qtbot, RecordsScreen(sample_office, tasks))
    made.tabs.setCurrentWidget(made.browse)
    settle(qtbot, tasks)
    pick(qtbot, made.browse.kind, "incidents")
    settle(qtbot, tasks)
    return made


def texts(screen: RecordsScreen) -> str:
    model = screen.browse.model
    return " ".join(
        str(model.index(row, column).data())
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    )


def test_whole_numbers_are_shown_and_masked_again(
    qtbot: QtBot, screen: RecordsScreen, sample_office: Office
) -> None:
    assert HIDDEN in texts(screen)
    button = screen.browse.findChild(Button, "recordsReveal")
    assert button is not None
    assert button.text().strip() == "Show whole numbers"
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    settle(qtbot, screen.tasks)
    assert PHONE in texts(screen)
    tells(screen.browse.notice, "the trail tells of it")
    assert browsing.entries(sample_office, most=1)[0].action == "personal.reveal"
    assert button.text().strip() == "Mask numbers"
    qtbot.keyClick(button, Qt.Key.Key_Space)
    settle(qtbot, screen.tasks)
    assert PHONE not in texts(screen)


def test_who_may_not_is_told_who_may(qtbot: QtBot, screen: RecordsScreen, sample_office: Office) -> None:
    signed_in.person(sample_office, "supervisor")
    sample_office.user = sample_office.people[-1]
    screen.browse.actions_.update()
    button = screen.browse.findChild(Button, "recordsReveal")
    assert button is not None
    assert not button.isEnabled()
    assert "can do it" in button.toolTip()


def test_a_file_says_before_what_it_holds_and_is_in_the_trail(
    qtbot: QtBot, screen: RecordsScreen, sample_office: Office, dialog: Dialog, tmp_path: Path
) -> None:
    screen.browse.actions_.trigger("recordsExport")
    asked = dialog("recordsExportDialog")
    assert isinstance(asked, QFileDialog)
    total = screen.browse.model.total
    assert asked.windowTitle() == (
        f"Save as Excel – personal data of agents and customers, {total:,} rows; phone numbers masked"
    )
    asked.fileSelected.emit(str(tmp_path / "out.csv"))
    asked.close()
    settle(qtbot, screen.tasks)
    assert PHONE not in (tmp_path / "out.csv").read_text("utf-8-sig")
    entry = browsing.entries(sample_office, most=1)[0]
    assert (entry.action, entry.detail["rows"], entry.detail["file"]) == ("personal.export", total, "out.csv")


def test_what_is_kept_about_an_agent_is_written(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog, tmp_path: Path
) -> None:
    agents = show_screen(qtbot, AgentsScreen(sample_office, tasks))
    agents.arrive("KF1001")
    agents.page.actions_.trigger("agentsKept")
    settle(qtbot, tasks)
    asked = dialog("agentsKeptDialog")
    assert isinstance(asked, QFileDialog)
    assert "personal data of agents and customers" in asked.windowTitle()
    asked.fileSelected.emit(str(tmp_path / "kept.pdf"))
    asked.close()
    settle(qtbot, tasks)
    assert (tmp_path / "kept.pdf").read_bytes().startswith(b"%PDF")
    tells(agents.page.notice, "kept.pdf")
