"""Files and folders that the system's own programs show, and what is said where there is none."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qadesk.ui.guide import Guide
from qadesk.ui.kit import shown
from qadesk.ui.widgets.notice import Notice


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    made = Notice()
    qtbot.addWidget(made)
    return made


def _program(folder: Path, code: int) -> str:
    """A program that notes what it was given and ends with a code."""
    made = folder / "opener"
    made.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{folder}/given"\nexit {code}\n', "utf-8")
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    return str(made)


@pytest.mark.parametrize("by_qt", [True, False])
@pytest.mark.parametrize("is_folder", [True, False])
def test_what_no_program_opens_is_said_with_where_it_is(
    notice: Notice,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_qt: bool,
    is_folder: bool,
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    if not by_qt:
        program = _program(tmp_path, 3)
        monkeypatch.setattr(shown, "opener", lambda: program)
    place = tmp_path if is_folder else tmp_path / "公示.pdf"
    shown.show(place, notice)
    qtbot.waitUntil(lambda: notice.is_told("warn"))
    assert notice.property("code") == "no_program"
    assert str(tmp_path) in notice.text.text()
    assert is_folder or "公示.pdf" in notice.text.text()


def test_what_is_opened_is_not_spoken_of(
    notice: Notice, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = _program(tmp_path, 0)
    monkeypatch.setattr(shown, "opener", lambda: program)
    shown.show(tmp_path / "a b.pdf", notice)
    qtbot.waitUntil((tmp_path / "given").exists)
    qtbot.wait(500)
    assert (tmp_path / "given").read_text("utf-8").endswith("a b.pdf")
    assert notice.isHidden()


def test_the_packed_programs_own_libraries_are_not_for_others() -> None:
    given = {"LD_LIBRARY_PATH": "/opt/qadesk", "LD_LIBRARY_PATH_ORIG": "/usr/local/lib"}
    assert shown._own_libraries(given) == {"LD_LIBRARY_PATH": "/usr/local/lib"}


def test_a_link_in_the_guide_leads_to_its_chapter(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    guide = Guide(window)
    qtbot.addWidget(guide)
    guide.show()
    titles = [guide.contents.item(n).text().strip() for n in range(guide.contents.count())]
    for title in (titles[1], titles[-1]):
        guide.text.anchorClicked.emit(QUrl(f"#{title.lower().replace(' ', '-')}"))
        assert guide.contents.currentItem().text().strip() == title
