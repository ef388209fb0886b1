"""Files dragged onto the page: taken as copies, from folders too, and shown before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services.records import imports
from qadesk.storage.office import Office
from qadesk.ui.screens.records.import_dialog import ImportDialog
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import tells
from tests.ui.records_desk import Opened, idle, press, show, texts
from tests.unit.services.import_office import call, calls, exactly, staff

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
WHERE = QPoint(400, 300)


@pytest.fixture
def opened(qtbot: QtBot, branch: Office, tasks: Tasks) -> Opened:
    """Shows the screen as the window would, and waits until it has read the office."""
    return lambda: show(qtbot, branch, tasks)


def hold(*urls: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    return data


def files(paths: Sequence[Path]) -> QMimeData:
    return hold(*(QUrl.fromLocalFile(str(path)).toString() for path in paths))


def over(screen: QWidget, data: QMimeData, actions: Qt.DropAction = COPY | MOVE) -> bool:
    """Drag over the page with a move proposed, as file managers do; whether it would be taken."""
    enter = QDragEnterEvent(WHERE, actions, data, LEFT, NO_KEYS)
    enter.setDropAction(MOVE)
    QApplication.sendEvent(screen, enter)
    if enter.isAccepted():
        assert enter.dropAction() == COPY
        move = QDragMoveEvent(WHERE, actions, data, LEFT, NO_KEYS)
        QApplication.sendEvent(screen, move)
        assert (move.isAccepted(), move.dropAction()) == (True, COPY)
    return enter.isAccepted()


def drop(screen: QWidget, data: QMimeData) -> Qt.DropAction:
    """Drag over the page and let go; what the place they come from is told was done with them."""
    assert over(screen, data)
    event = QDropEvent(QPointF(WHERE), COPY | MOVE, data, LEFT, NO_KEYS)
    event.setDropAction(MOVE)
    QApplication.sendEvent(screen, event)
    assert event.isAccepted()
    return event.dropAction()


def test_files_are_dropped_anywhere_on_the_page_and_copied_even_where_a_move_is_proposed(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    data = files([calls(tmp_path / "中文 and blanks" / "通话 10.csv", call(1))])
    assert over(screen, data)
    frame = screen.findChild(QWidget, "dropFrame")
    assert frame is not None
    assert (screen.drop_hint.text(), frame.isVisible(), frame.size()) == (
        "Drop to import", True, screen.size(),
    )  # fmt: skip
    QApplication.sendEvent(screen, QDragLeaveEvent())
    assert (screen.drop_hint.text(), frame.isVisible()) == ("Drop files anywhere on this page", False)
    assert drop(screen, data) == COPY  # a file manager deletes what was moved
    assert not frame.isVisible()
    press(qtbot, dialog("importDialog"), "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert [(batch.file_name, batch.imported) for batch in imports.history(branch)] == [("通话 10.csv", 1)]


def test_what_is_no_file_of_this_pc_is_not_taken(opened: Opened) -> None:
    screen = opened()
    text = QMimeData()
    text.setText("a.csv")
    assert not over(screen, text)
    assert not over(screen, hold("https://example.org/a.csv"))
    assert not over(screen, files([Path("/a.csv")]), MOVE)  # only to be moved
    assert screen.drop_hint.text() == "Drop files anywhere on this page"


def test_a_folder_stands_for_the_tables_in_it(
    opened: Opened, dialog: Dialog, qtbot: QtBot, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    before = exactly(branch)
    for name in ("b.CSV", "a.csv", "~$a.xlsx", ".a.csv", "note.pdf"):
        calls(tmp_path / name, call(1))
    (tmp_path / "empty.csv").touch()
    (tmp_path / "inner.csv").mkdir()
    drop(screen, files([tmp_path, tmp_path / "note.pdf", tmp_path / "inner.csv"]))
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    lines = [window.files.item(row).text().split("\n") for row in range(window.files.count())]
    assert lines == [
        ["inner.csv", "cannot be imported"],
        ["a.csv", "Calls"],
        ["b.CSV", "Calls"],
        ["empty.csv", "cannot be imported"],
        ["note.pdf", "Calls"],  # named by the user, and told by its content
    ]
    assert tells(window.refused, "import.folder_empty", "inner.csv")
    assert window.go.text() == "Import 3 files"
    window.close()
    idle(qtbot, screen)
    assert exactly(branch) == before


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("a.pdf", b"%PDF-1.4 ...", "import.no_table"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", "import.no_table"),
        ("a.csv", b"", "import.empty"),
        ("gone.csv", None, "file.missing"),
    ],
)
def test_a_single_file_that_cannot_be_imported_says_why(
    opened: Opened, dialog: Dialog, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    screen = opened()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    drop(screen, files([tmp_path / name]))
    window = dialog("errorDialog")
    assert tells(window, code, name)
    assert texts(window, "messageKept") == "Nothing was imported."
    assert texts(window, "messageRemedy")
    window.close()
