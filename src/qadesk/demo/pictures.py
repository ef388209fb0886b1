"""Pictures of every screen: both languages, light and dark, at 1366×768 and at 150 %.

They are drawn without a display where there is none. 150 % means what a PC of 1366×768 shows at that
scaling: a window of 911×512 logical pixels with one and a half pixels to each.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

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

from qadesk.domain.editing import Spot
from qadesk.i18n import LANGUAGES, current_language, set_language
from qadesk.resources import resource
from qadesk.services import setup
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow, ScreenEntry
from qadesk.ui.screens.first_start import FirstStart
from qadesk.ui.screens.sign_in import SignIn
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import Scheme

Entries = Callable[[Callable[[], Office], Tasks], list[ScreenEntry]]
Step = tuple[str, str, Callable[[], object]]  # the screen's key, the picture's name, what leads there

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
    app, language = _application(), current_language()
    looks = itertools.starmap(_Look, itertools.product(LANGUAGES, _SCHEMES, _SCALES))
    pictures: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="qadesk-") as name:
        copy = Path(name) / office_file.name
        shutil.copyfile(office_file, copy)
        full = setup.open_office(copy)
        empty = setup.create_office(
            Path(name) / "empty.qadesk", name="城东营业部", user_name="王主管", password="only-a-picture"
        )
        try:
            for look in [_Look(only, "light", next(iter(_SCALES)))] if only else looks:
                set_language(look.language)
                theme.set_qt_locale(look.language)
                theme.apply(app, look.scheme)
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


# ---- what is drawn


def _draw(office: Office, look: _Look, folder: Path, entries: Entries) -> list[Path]:
    """Every screen of one office in one look; a closed month too, where the office has one."""
    with _camera(look, folder) as camera:
        listed = entries(lambda: office, camera.tasks)
        window = MainWindow(office, camera.tasks, listed)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(PIXELS / _SCALES[look.size])
        window.show_first()

        def walk(steps: list[Step]) -> None:
            for key, name, step in steps:
                window.open_screen(key)
                step()
                camera.take(window, name)

        walk([(one.key, f"{n}-{one.key}", _nothing) for n, one in enumerate(listed, start=1)])
        score, results, records = (_screen(window, key) for key in ("score", "results", "records"))
        if results.standings is not None and results.standings.made.results:
            walk(_behind_first_pages(window))
            walk(_designer(window, camera.rest))
            score.views.show_view(card=False)
            results.go_back()
            window.open_screen("records")
            records.import_files(sorted(resource("sample_office").glob("*_2026-10.csv"))[:2])
            camera.rest()
            if (dialog := window.findChild(QDialog, "importDialog")) is not None:
                camera.take(dialog, "records-mapping")
                _dispose(dialog)
        closed = [choice.code for choice in window.cycles if choice.state == "closed"]
        shown = ("today", "results", "sheets", "signoff", "appeals", "uses") if closed else ()
        walk([(key, f"closed-{key}", partial(window.show_cycle, closed[0])) for key in shown])
        _dispose(window)
    return camera.pictures


def _nothing() -> None:
    """The first page of a screen is there already."""


def _screen(window: MainWindow, key: str) -> Any:
    """A screen, with all that is its own."""
    return window.screen_of(key)


def _behind_first_pages(window: MainWindow) -> list[Step]:
    """What lies behind a screen's first page: card, agent, chain, targets, advice, focus."""
    score, results, cards = (_screen(window, key) for key in ("score", "results", "scorecards"))
    agent = results.standings.made.results[0].agent.staff_no
    return [
        ("score", "score-card", lambda: score.views.show_view(card=True)),
        ("results", "results-agent", lambda: results.show_agent(agent)),
        ("results", "results-chain", lambda: results.show_chain(agent, "avg_response_seconds")),
        ("scorecards", "scorecards-targets", lambda: cards.arrive("targets")),
        ("scorecards", "scorecards-advice", lambda: cards.arrive("advice")),
        ("results", "results-focus", results.show_focus),
    ]


def _designer(window: MainWindow, rest: Callable[[], None]) -> list[Step]:
    """The newest version in the designer, page after page, and beside the one it was made from."""
    screen = _screen(window, "scorecards")
    window.open_screen("scorecards")
    screen.show_list()
    rest()
    version = screen.versions.current
    if version is None:
        return []
    screen.open(version)
    rest()
    page, tabs = screen.designer.table_page, screen.designer.tabs

    def rule() -> None:
        page.table.go_to(Spot(5, 0), 3)
        page.show_editor(True, enter=True)

    def problem() -> None:
        page.show_editor(False)
        page.table.go_to(Spot(2, 0), 1)
        page.table.edited.setData(page.table.currentIndex(), "5")

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
        ("total", lambda: tabs.setCurrentIndex(2)),
        ("grades", lambda: tabs.setCurrentIndex(3)),
        ("trial", lambda: tabs.setCurrentIndex(4)),
        ("compare", beside),
    ]
    return [("scorecards", f"scorecards-{name}", step) for name, step in steps]


def _draw_dialogs(office: Office, look: _Look, folder: Path) -> list[Path]:
    """What stands before the window: the first start and the sign-in."""
    with _camera(look, folder) as camera:
        for dialog in (FirstStart(camera.tasks, Path("/home/wang/QADesk")), SignIn(office, camera.tasks)):
            dialog.show()
            camera.take(dialog, dialog.objectName())
            _dispose(dialog)
    return camera.pictures


def _dispose(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# ---- how


@dataclass
class _Camera:
    """Takes pictures of windows in one look, into one folder, once what they load has come."""

    look: _Look
    folder: Path
    tasks: Tasks
    pictures: list[Path] = field(default_factory=list)

    def rest(self) -> None:
        """Go on until nothing has been loading for a while, and what came last is laid out."""
        loop = QEventLoop()
        timer = QTimer(singleShot=True, interval=_QUIET_MS)
        quiet = False

        def look() -> None:
            nonlocal quiet
            if quiet and not self.tasks.busy:
                loop.quit()
            else:
                quiet = not self.tasks.busy
                timer.start()

        timer.timeout.connect(look)
        timer.start()
        loop.exec()

    def take(self, widget: QWidget, name: str) -> None:
        """Draw a window once it rests. Raises OSError where the picture cannot be written."""
        self.rest()
        scale = _SCALES[self.look.size]
        picture = QPixmap(widget.size() * scale)
        picture.setDevicePixelRatio(scale)
        widget.render(picture)
        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not picture.save(str(path)):
            raise OSError(f"could not write {path}")
        self.pictures.append(path)


@contextmanager
def _camera(look: _Look, folder: Path) -> Iterator[_Camera]:
    tasks = Tasks()
    try:
        yield _Camera(look, folder, tasks)
    finally:
        tasks.set_window(None)
        tasks.shutdown()
        tasks.deleteLater()
