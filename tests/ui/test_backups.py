"""Backups in the window: the list in Settings, what Today says, restoring with and without an office."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from qadesk import whole_files
from qadesk.errors import GO_ON, UserError
from qadesk.services import drill
from qadesk.services.backups import glance, holdings, keeping, state
from qadesk.services.backups.glance import Glance
from qadesk.services.backups.state import Drill
from qadesk.services.month_concerns import backup_warnings
from qadesk.storage import copies, generations
from qadesk.storage.office import Office
from qadesk.ui.screens.settings.backups_panel import BackupsPanel
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.screens.today.parts import Aside
from qadesk.ui.tasks import Tasks
from tests.refusals import refuses
from tests.ui.conftest import Dialog, answer
from tests.ui.desk import has_focus, show_screen, tells
from tests.ui.program_desk import press

Key = Qt.Key


def _said(inside: QWidget) -> str:
    return " ".join(found.text() for found in inside.findChildren(QLabel))


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> SettingsScreen:
    return show_screen(qtbot, SettingsScreen(sample_office, tasks), changes=frozenset({"settings"}))


@pytest.fixture
def panel(screen: SettingsScreen) -> BackupsPanel:
    return screen.backups


def _settle(qtbot: QtBot, panel: BackupsPanel) -> None:
    tasks = panel._screen.tasks
    qtbot.waitUntil(lambda: not tasks.behind.busy and not tasks.busy, timeout=20_000)


def _rows(panel: BackupsPanel) -> list[list[str]]:
    model = panel.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _button(panel: BackupsPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert found is not None
    return found


# ---- the list in Settings


def test_without_a_backup_only_making_one_is_offered(panel: BackupsPanel) -> None:
    assert _rows(panel) == []
    names = ("backupsMake", "backupsSave", "backupsRestore", "backupsVerify", "backupsDrill")
    enabled = [_button(panel, name).isEnabled() for name in names]
    assert enabled == [True, True, False, False, False]
    assert "No second place" in panel.second.text()


def test_back_up_read_through_and_try_by_keyboard(qtbot: QtBot, panel: BackupsPanel) -> None:
    for name in ("backupsMake", "backupsVerify", "backupsDrill"):
        button = _button(panel, name)
        button.setFocus()
        qtbot.keyClick(button, Key.Key_Space)
        _settle(qtbot, panel)
        assert panel.notice.property("tone") == "good", panel.notice.text.text()
    ((_at, why, ratings, where, sound),) = _rows(panel)
    assert (why, where, sound) == ("on request", "Here", "Intact")
    assert int(ratings) > 0
    assert "2026-09" in panel.details.text()
    assert "All agree" in panel.tried.text()


def test_a_damaged_one_is_marked_and_its_restore_refused(
    qtbot: QtBot, panel: BackupsPanel, sample_office: Office, dialog: Dialog
) -> None:
    made = keeping.make(sample_office, generations.ASKED)
    with made.path.open("r+b") as file:
        file.seek(made.path.stat().st_size // 2)
        file.write(b"\xff" * 9000)
    panel.read_through()
    _settle(qtbot, panel)
    assert _rows(panel)[0][-1] == "Damaged"
    assert "damaged" in panel.notice.text.text()
    panel.ask_restore()
    refused = dialog("errorDialog")
    assert tells(refused, "backup.damaged", made.path.name)
    qtbot.keyClick(refused, Key.Key_Escape)


def test_a_full_disk_is_said_there(
    qtbot: QtBot, panel: BackupsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "sync", full)
    panel.back_up()
    _settle(qtbot, panel)
    assert tells(panel.notice, "file.disk_full")
    assert panel.notice.property("tone") == "bad"


def test_a_second_place_is_chosen_used_and_dropped(
    qtbot: QtBot, panel: BackupsPanel, tmp_path: Path, dialog: Dialog
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    panel.back_up()
    _settle(qtbot, panel)
    panel.choose_second()
    answer(dialog("secondPlaceDialog"), stick)
    _settle(qtbot, panel)
    assert _rows(panel)[0][3] == "Both places"
    assert str(stick) in panel.second.text()
    _button(panel, "backupsDrop").click()
    _settle(qtbot, panel)
    assert "No second place" in panel.second.text()
    assert list((stick / "sample.backups").iterdir())  # what was copied stays


def test_restoring_says_what_is_lost_and_cancel_has_the_focus(
    qtbot: QtBot, screen: SettingsScreen, panel: BackupsPanel, sample_office: Office, dialog: Dialog
) -> None:
    made = keeping.make(sample_office, generations.ASKED)
    with sample_office.write() as connection:
        connection.execute(
            text("UPDATE rating SET level = '2' WHERE rowid = (SELECT min(rowid) FROM rating)")
        )
    panel.refresh()
    _settle(qtbot, panel)
    asked: list[tuple[str, object]] = []
    screen.open_requested.connect(lambda key, context: asked.append((key, context)))
    for button in ("confirmCancel", "confirmAction"):
        panel.ask_restore()
        asking = dialog("restoreDialog")
        assert "1 rating of 2026-09" in _said(asking)
        cancel = asking.findChild(QPushButton, "confirmCancel")
        assert cancel is not None
        assert has_focus(cancel)
        press(qtbot, asking, button)
    assert asked == [("restore", made.path)]


def test_a_copy_is_saved_where_one_likes(
    qtbot: QtBot, panel: BackupsPanel, tmp_path: Path, dialog: Dialog
) -> None:
    panel.save_copy()
    answer(dialog("officeCopyDialog"), tmp_path / "carried.qadesk")
    _settle(qtbot, panel)
    assert copies.problems(tmp_path / "carried.qadesk") == []


# ---- Today


def _glance(**known: object) -> Glance:
    plain: dict[str, object] = {
        "newest": datetime(2026, 11, 29, 9, 12).astimezone(),
        "failed": "",
        "second": "/media/stick",
        "overdue": None,
        "drill": None,
        "drill_due": False,
    }
    return Glance(**{**plain, **known})  # type: ignore[arg-type]


def test_today_warns_and_offers(qtbot: QtBot) -> None:
    aside = Aside()
    qtbot.addWidget(aside)
    aside.show()
    asked: list[tuple[str, object]] = []
    aside.asked.connect(lambda key, context: asked.append((key, context)))
    aside.show_backups(_glance())
    assert "2026-11-29 09:12" in aside.newest.text()
    assert not aside.second.isVisible()
    assert not aside.drill.isVisible()
    aside.show_backups(_glance(second="", drill_due=True))
    aside.second.click()
    aside.drill.click()
    assert asked == [("settings", "second"), ("settings", "drill")]
    tried = Drill("2026-11-01T00:00:00+08:00", "x", "", "2026-09", 3, ("KF1 total: 1 ≠ 2",))
    wrong = backup_warnings(_glance(failed="The disk is full.", overdue=9, drill=tried))
    assert [one.screen for one in wrong] == ["settings"] * 3
    assert "9 days" in wrong[1].text
    aside.show_backups(_glance(failed="The disk is full."))
    assert "The disk is full." in _said(aside)


def test_the_glance_of_an_office(sample_office: Office, tmp_path: Path) -> None:
    assert glance.glance(sample_office) == Glance(None, "", "", None, None, False)
    keeping.make(sample_office, generations.ASKED)
    (tmp_path / "stick").mkdir()
    keeping.choose_second(sample_office, tmp_path / "stick")
    long_ago = (datetime.now(sample_office.zone) - timedelta(days=8)).isoformat()
    state.change(keeping.folder(sample_office), reached=long_ago)
    found = glance.glance(sample_office)
    assert (found.overdue, found.drill_due) == (8, True)
    drill.drill(sample_office)
    assert not glance.glance(sample_office).drill_due


# ---- before what cannot be undone


def test_closing_and_undoing_without_a_backup_is_asked(
    sample_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qadesk.progress import Progress
    from qadesk.services.records import imports_log
    from qadesk.services.records.bringing import take_back

    batch = imports_log.history(sample_office)[0]

    def refuse(_target: Path, _progress: object = None) -> None:
        raise UserError("file.disk_full", "no room")

    monkeypatch.setattr(sample_office, "copy", refuse)
    with refuses("file.disk_full") as told:
        take_back(sample_office, (batch.id,), Progress())
    assert told.value.offer == GO_ON
    monkeypatch.undo()
    with suppress(UserError):  # what else may stand in the way comes after the backup
        take_back(sample_office, (batch.id,), Progress())
    reasons = [one.copy.reason for one in holdings.backups(sample_office.path).holdings]
    assert reasons == [generations.UNDO]
