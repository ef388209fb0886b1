"""Pictures of every screen: both languages, light and dark, at 1366×768 and at 150 %.

They are drawn without a display where there is none. 150 % means what a PC of 1366×768 shows at that
scaling: a window of 911×512 logical pixels with one and a half pixels to each.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QSize,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from qadesk.i18n import LANGUAGES, current_language, set_language
from qadesk.resources import resource
from qadesk.services import setup
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow, ScreenEntry
from qadesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from qadesk.ui.theme import Scheme

Entries = Callable[[Callable[[], Office], Tasks], list[ScreenEntry]]

PIXELS: Final = QSize(1366, 768)
_SCALES: Final = {"1366x768": 1.0, "150": 1.5}
_SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
_QUIET_MS: Final = 250  # longer than any screen waits before it starts to load


@dataclass(frozen=True)
class _Look:
    language: str
    scheme: Scheme
    size: str

    @property
    def folder(self) -> str:
        return f"{self.language}-{self.scheme}-{self.size}"


def take(office_file: Path, folder: Path, entries: Entries, *, only: str | None = None) -> list[Path]:
    """Draw every screen of that office, and of an empty one, into `folder`; the pictures' paths.

    In both languages, light and dark, in two sizes; with `only` just in that language, light and small.
    The office file itself is only copied. Raises UserError if it cannot be opened.
    """
    app = _application()
    language = current_language()
    pictures: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="qadesk-") as name:
        copy = Path(name) / office_file.name
        shutil.copyfile(office_file, copy)
        full = setup.open_office(copy)
        empty = setup.create_office(
            Path(name) / "empty.qadesk", name="城东营业部", user_name="王主管", password="only-a-picture"
        )
        try:
            for look in [_Look(only, "light", next(iter(_SCALES)))] if only else _looks():
                _dress(app, look)
                out = folder / look.folder
                pictures += _draw(full, look, out, entries)
                if look.scheme == "light":
                    pictures += _draw(empty, look, out / "empty", entries)
                    pictures += _draw_dialogs(empty, look, out)
        finally:
            full.close()
            empty.close()
            set_language(language)
    return pictures


def _application() -> QApplication:
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        qInstallMessageHandler(_without_noise)
    return QApplication(["qadesk"])


def _without_noise(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass Qt's messages on, but for what the offscreen platform says of every dialog."""
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


def _looks() -> Iterator[_Look]:
    for language in LANGUAGES:
        for scheme in _SCHEMES:
            for size in _SCALES:
                yield _Look(language, scheme, size)


def _dress(app: QApplication, look: _Look) -> None:
    set_language(look.language)
    theme.set_qt_locale(look.language)
    theme.apply(app, look.scheme)


def _draw(office: Office, look: _Look, folder: Path, entries: Entries) -> list[Path]:
    """Every screen of one office in one look; a closed month too, where the office has one."""
    pictures = []
    with _tasks() as tasks:
        listed = entries(lambda: office, tasks)
        window = MainWindow(office, tasks, listed)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(PIXELS / _SCALES[look.size])
        window.show_first()
        for number, entry in enumerate(listed, start=1):
            window.open_screen(entry.key)
            _rest(tasks)
            pictures.append(_picture(window, look, folder / f"{number}-{entry.key}.png"))
        pictures += _draw_deeper(window, look, folder)
        closed = [choice.code for choice in window.cycles if choice.state == "closed"]
        for key in ("today", "results", "sheets") if closed else ():
            window.open_screen(key)
            window.show_cycle(closed[0])
            _rest(tasks)
            pictures.append(_picture(window, look, folder / f"closed-{key}.png"))
        _dispose([window])
    return pictures


def _draw_deeper(window: MainWindow, look: _Look, folder: Path) -> list[Path]:
    """What lies behind a screen's first page: card, agent, chain, mapping. Nothing in an empty office."""
    from qadesk.ui.screens.records.screen import RecordsScreen
    from qadesk.ui.screens.results.screen import ResultsScreen
    from qadesk.ui.screens.score.screen import ScoreScreen

    score, results, records = (window.screen_of(key) for key in ("score", "results", "records"))
    assert isinstance(score, ScoreScreen)
    assert isinstance(results, ResultsScreen)
    assert isinstance(records, RecordsScreen)
    if results.standings is None or not results.standings.made.results:
        return []
    staff_no = results.standings.made.results[0].agent.staff_no
    steps: list[tuple[str, str, Callable[[], object]]] = [
        ("score", "card", lambda: score.show_view(card=True)),
        ("results", "agent", lambda: results.show_agent(staff_no)),
        ("results", "chain", lambda: results.show_chain(staff_no, "avg_response_seconds")),
        ("scorecards", "targets", lambda: window.screen_of("scorecards").arrive("targets")),
        ("scorecards", "advice", lambda: window.screen_of("scorecards").arrive("advice")),
        ("results", "focus", results.show_focus),
    ]
    pictures = []
    for key, name, step in steps:
        window.open_screen(key)
        step()
        _rest(window.tasks)
        pictures.append(_picture(window, look, folder / f"{key}-{name}.png"))
    pictures += _draw_scorecards(window, look, folder)
    score.show_view(card=False)
    results.go_back()
    window.open_screen("records")
    records.import_files(sorted(resource("sample_office").glob("*_2026-10.csv"))[:2])
    _rest(window.tasks)
    dialog = window.findChild(QDialog, "importDialog")
    if dialog is not None:
        pictures.append(_picture(dialog, look, folder / "records-mapping.png"))
        _dispose([dialog])
    return pictures


def _draw_scorecards(window: MainWindow, look: _Look, folder: Path) -> list[Path]:
    """The newest version in the designer, page after page, and beside the one it was made from."""
    from qadesk.domain.editing import Spot
    from qadesk.ui.screens.scorecards.screen import ScorecardsScreen

    screen = window.screen_of("scorecards")
    assert isinstance(screen, ScorecardsScreen)
    window.open_screen("scorecards")
    screen.show_list()
    _rest(window.tasks)
    version = screen.versions.current
    if version is None:
        return []
    screen.open(version)
    _rest(window.tasks)
    page, tabs = screen.designer.table_page, screen.designer.tabs

    def rule() -> None:
        page.table.go_to(Spot(5, 0), 3)
        page.show_editor(True, enter=True)

    def problem() -> None:
        page.show_editor(False)
        page.table.go_to(Spot(2, 0), 1)
        page.table.design.setData(page.table.currentIndex(), "5")

    def levels() -> None:
        screen.draft.undo()
        tabs.setCurrentIndex(1)
        screen.designer.levels_page.show_spot(Spot(3, 0))

    def beside() -> None:
        screen.show_list()
        screen.show_compare(version)

    steps: list[tuple[str, Callable[[], object]]] = [
        ("designer", lambda: page.table.go_to(Spot(1, 0), 1)),
        ("rule", rule),
        ("problems", problem),
        ("levels", levels),
        ("grades", lambda: tabs.setCurrentIndex(2)),
        ("trial", lambda: tabs.setCurrentIndex(3)),
        ("compare", beside),
    ]
    pictures = []
    for name, step in steps:
        step()
        _rest(window.tasks)
        pictures.append(_picture(window, look, folder / f"scorecards-{name}.png"))
    screen.show_list()
    _rest(window.tasks)
    return pictures


def _draw_dialogs(office: Office, look: _Look, folder: Path) -> list[Path]:
    """What stands before the window: the first start and the sign-in."""
    from qadesk.ui.screens.first_start import FirstStart
    from qadesk.ui.screens.sign_in import SignIn

    pictures = []
    with _tasks() as tasks:
        for dialog in (FirstStart(tasks, Path("/home/wang/QADesk")), SignIn(office, tasks)):
            dialog.show()
            _rest(tasks)
            pictures.append(_picture(dialog, look, folder / f"{dialog.objectName()}.png"))
            _dispose([dialog])
    return pictures


@contextmanager
def _tasks() -> Iterator[Tasks]:
    tasks = Tasks()
    try:
        yield tasks
    finally:
        tasks.set_window(None)
        tasks.shutdown()
        tasks.deleteLater()


def _rest(tasks: Tasks) -> None:
    """Go on until nothing has been loading for a while, and what came last is laid out."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setSingleShot(True)
    timer.setInterval(_QUIET_MS)
    quiet = False

    def look() -> None:
        nonlocal quiet
        if quiet and not tasks.busy:
            loop.quit()
        else:
            quiet = not tasks.busy
            timer.start()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()


def _picture(widget: QWidget, look: _Look, path: Path) -> Path:
    scale = _SCALES[look.size]
    picture = QPixmap(widget.size() * scale)
    picture.setDevicePixelRatio(scale)
    widget.render(picture)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(path)):
        raise OSError(f"could not write {path}")
    return path


def _dispose(widgets: Sequence[QWidget]) -> None:
    for widget in widgets:
        widget.hide()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
