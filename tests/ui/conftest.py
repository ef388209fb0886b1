"""What the tests of the window share: the look, and background work that ends with the test."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.machinery import ExtensionFileLoader, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from qadesk import preferences
from qadesk.domain.periods import period
from qadesk.services import cycles, setup
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.kit import shown
from qadesk.ui.tasks import Tasks
from tests import made_once
from tests.ui.program_desk import PASSWORD, Run
from tests.ui.score_desk import ScoreDesk

Dialog = Callable[[str], QWidget]


def _on_the_windows_thread(kind: type[Any]) -> None:
    """Refuse to run a module of Qt's on a worker: its classes may be made on the window's thread only."""
    run = kind.exec_module

    def checked(self: object, module: ModuleType) -> None:
        qts = module.__name__.startswith(("PySide6", "shiboken6", "qadesk.ui."))
        packages_only = hasattr(module, "__path__")
        if qts and not packages_only and threading.current_thread() is not threading.main_thread():
            raise AssertionError(f"{module.__name__} is read on a worker")
        run(self, module)

    kind.exec_module = checked


for _kind in (SourceFileLoader, ExtensionFileLoader):
    _on_the_windows_thread(_kind)


_SHOWN_BY: Final = (
    (QWidget, "show", "showNormal", "showMaximized"),
    (QDialog, "open", "exec"),
    (QMenu, "popup"),
)


@pytest.fixture(scope="session", autouse=True)
def every_window_is_dressed() -> Iterator[None]:
    """Whoever shows a window without its style sheet fails."""
    with pytest.MonkeyPatch.context() as patch:
        for kind, *names in _SHOWN_BY:
            for name in names:
                patch.setattr(kind, name, _only_dressed(getattr(kind, name)))
        yield


def _only_dressed(shows: Callable[..., object]) -> Callable[..., object]:
    def show(shown: QWidget, *args: object) -> object:
        top = shown if shown.isWindow() else None  # parts may be shown before they are in a window
        while top is not None and not theme.is_dressed(top):
            top = top.parentWidget()
        if shown.isWindow() and top is None:
            raise AssertionError(f"{type(shown).__name__} {shown.objectName()!r} is not dressed")
        return shows(shown, *args)

    return show


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """What a test makes on its own is dressed as it is within a window; windows have to do it themselves."""
    add = qtbot.addWidget

    def dressed(widget: QWidget, **more: Any) -> None:
        if not isinstance(widget, QDialog | QMainWindow):
            theme.dress(widget)
        add(widget, **more)

    monkeypatch.setattr(qtbot, "addWidget", dressed)
    return qtbot


@pytest.fixture(autouse=True)
def nothing_remembered(qapp: QApplication) -> None:
    """No test finds the filters and widths another one left."""
    QSettings("QADesk", "QADesk").remove("view")


@pytest.fixture(autouse=True)
def nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test starts another program: what is to be shown goes to Qt, which a test may listen to."""
    monkeypatch.setattr(shown, "opener", lambda: None)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """A worker of one's own, ended at the end."""
    theme.apply(qapp, "light")
    made = Tasks()
    yield made
    made.set_window(None)
    made.shutdown()


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    """A new office with September and October open, its supervisor signed in, nobody on the roster."""

    def make(path: Path) -> None:
        new = setup.create_office(path, name="Test branch", user_name="王主管", first_cycle=period("2026-09"))
        cycles.open_cycle(new, "2026-10")
        new.close()

    made = made_once.opened("two-months", tmp_path / "branch.qadesk", make)
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot: QtBot) -> Dialog:
    """Waits for the window with an objectName and gives it."""

    def find(name: str) -> QWidget | None:
        return next(
            (w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()), None
        )

    def wait(name: str) -> QWidget:
        qtbot.waitUntil(lambda: find(name) is not None)
        found = find(name)
        assert found is not None
        if found.isModal():  # whose keys and focus count once it is the active window
            qtbot.waitUntil(found.isActiveWindow)
        return found

    return wait


def answer(asked: QWidget, *chosen: Path) -> None:
    """Choose files, or a folder, in a dialog that asks for them."""
    assert isinstance(asked, QFileDialog)
    names = [str(path) for path in chosen]
    if asked.fileMode() in (QFileDialog.FileMode.ExistingFile, QFileDialog.FileMode.ExistingFiles):
        asked.filesSelected.emit(names)
    else:
        asked.fileSelected.emit(names[0])
    asked.close()


@pytest.fixture
def score_desk(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> Iterator[ScoreDesk]:
    """The score screen of the sample office, no month shown yet."""
    made = ScoreDesk(qtbot, sample_office, tasks)
    yield made
    made.close()


@pytest.fixture
def october(score_desk: ScoreDesk) -> ScoreDesk:
    """The same on October: KF1009's communication is the first cell that wants a rating."""
    score_desk.open()
    return score_desk


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has never started the program."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_a, **_k: tmp_path / "config")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_a, **_k: tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def run(
    qtbot: QtBot, qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Run]]:
    """Makes runs of the program; all of them have ended at the end."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the window sets its own
    made: list[Run] = []
    frozen: list[Run] = []
    freeze = gc.freeze
    monkeypatch.setattr(gc, "freeze", lambda: (freeze(), frozen.append(made[-1])))

    def make() -> Run:
        made.append(Run(qtbot, qapp, monkeypatch))
        return made[-1]

    yield make
    if frozen:  # what was frozen before the program began still is to be, the program itself is not
        gc.unfreeze()
        gc.collect()
        freeze()
    theme.set_qt_locale("en")
    assert all(one.ended for one in made)


@pytest.fixture
def kept(home: Path) -> Path:
    """An office with a password, opened last."""
    path = home / "East Gate.qadesk"
    setup.create_office(
        path, name="East Gate", user_name="Li", password=PASSWORD, first_cycle=period("2026-09")
    ).close()
    preferences.remember(office=path)
    return path
