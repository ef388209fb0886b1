"""The evidence pack from the window: whose data it holds is told, then it is written and its code said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from qadesk.services import rights
from qadesk.services.trail import browsing
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.tasks import Tasks
from tests import signed_in
from tests.ui.conftest import Dialog
from tests.ui.results_desk import Desk

MONTH, WHO = "2026-10", "KF1011"


@pytest.fixture
def desk(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, sample_office, tasks)
    made.show_month(MONTH, "open")
    made.screen.show_agent(WHO)
    made.settle()
    return made


@pytest.mark.parametrize("without", [False, True])
def test_a_pack_is_made_with_a_tick_and_a_file(
    desk: Desk, dialog: Dialog, tmp_path: Path, without: bool
) -> None:
    if not without:  # it takes who may see customers' data whole
        desk.office.user = signed_in.person(desk.office, rights.MANAGER)
    desk.press("agentEvidence")
    told = dialog("evidence")
    assert isinstance(told, FormDialog)
    said = told.findChild(QLabel, "evidenceWhose")
    assert said is not None
    assert "references (Calls and chats)" in said.text()
    tick = told.field("without")
    assert isinstance(tick, QCheckBox)
    assert tick.isEnabled() is not without
    assert tick.isChecked() is without
    tick.setChecked(without)
    told.submit()
    asked = dialog("evidenceFileDialog")
    assert isinstance(asked, QFileDialog)
    assert Path(asked.selectedFiles()[0]).name.startswith(f"Evidence {MONTH} {WHO}")
    asked.fileSelected.emit(str(tmp_path / "one.zip"))
    asked.reject()
    desk.settle()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert ("calculation.xlsx" in packed.namelist()) is not without
    entry = browsing.entries(desk.office, most=1)[0]
    assert (entry.action, entry.subject) == ("evidence.pack", f"{MONTH}/{WHO}")
    assert entry.detail["customers"] is not without
    assert entry.detail["code"][:12] in desk.text("resultsNoticeText")


def test_left_with_esc_nothing_is_made(desk: Desk, dialog: Dialog) -> None:
    newest = browsing.entries(desk.office, most=1)[0].seq
    desk.press("agentEvidence")
    dialog("evidence").reject()
    desk.settle()
    assert browsing.entries(desk.office, most=1)[0].seq == newest
