"""What every test stands on: no real screen, no real user folder, and nothing that goes wrong unnoticed."""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import settings

from qadesk import garbage, i18n, preferences
from tests import on_server
from tests.made_once import (  # noqa: F401 - pytest's
    _statements_compiled_once,
    _tables_made_once,
    for_all_workers,
    tables_as_the_program_makes_them,
)
from tests.on_server import _databases, _dropped, pytest_collection_modifyitems  # noqa: F401 - pytest's

if TYPE_CHECKING:
    from qadesk.storage.office import Office

# Before anything imports Qt or asks for the user's folders.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = Path(tempfile.mkdtemp(prefix="qadesk-tests-", dir=on_server.ROOM))
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
    os.environ[_name] = str(_HOME / _name.lower())
    (_HOME / _name.lower()).mkdir(mode=0o700)
for _name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
    os.environ[_name] = str(_HOME)

# Offices of tests wait for no disk: killed programs leave there what they leave on one.
if on_server.ROOM is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", on_server.ROOM)

# The same examples on every run in CI, so that a red build is red again; new ones at the desk.
settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.register_profile("desk", deadline=None, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which engine offices are on."""
    on_server.pytest_addoption(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Start that engine."""
    on_server.pytest_configure(config)


def pytest_unconfigure() -> None:
    """The folders made above go with the run."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: garbage is looked for neither meanwhile nor, later, in it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


# ---- nothing goes wrong unnoticed ----------------------------------------------------------------


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


_records = _Records()
logging.getLogger().addHandler(_records)


def _unexpected(item: pytest.Item) -> list[str]:
    """The log records of WARNING and above since the last call that `item` did not announce."""
    allowed = [re.compile(mark.args[0]) for mark in item.iter_markers("allow_log")]
    records, _records.records = _records.records, []
    lines = [f"{record.name} {record.levelname}: {record.getMessage()}" for record in records]
    return [line for line in lines if not any(pattern.search(line) for pattern in allowed)]


def _leftover_windows() -> list[str]:
    """Names of the windows still open; every window is deleted, so that the next test starts clean.

    Deleting waits for an event loop that tests do not always run, and each widget that stays makes every
    later change of the style sheet slower.
    """
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    windows = widgets.QApplication.topLevelWidgets()
    names = [f"{type(window).__name__}({window.objectName()!r})" for window in windows if window.isVisible()]
    for window in windows:
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return names


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A log record at WARNING or above fails the test unless it is marked `allow_log`."""
    result = yield
    if lines := _unexpected(item):
        pytest.fail("unexpected log records:\n" + "\n".join(lines), pytrace=False)
    return result


class _Workers:
    """How many of the window's run on, did so before this file, and the tests in which they became more."""

    now = before = 0
    more: ClassVar[list[str]] = []

    @classmethod
    def left(cls, item: pytest.Item, following: pytest.Item | None) -> list[str]:
        """Tests that left some, once the last of their file has ended: until then a fixture may hold one."""
        tasks = sys.modules.get("qadesk.ui.tasks")
        if tasks is None:
            return []
        tasks.let_go_of_ended()
        earlier, cls.now = cls.now, garbage._looking._holds - len(tasks._left_behind)
        cls.more += [item.name] if cls.now > earlier else []
        if following is not None and following.path == item.path:
            return []
        left = cls.more if cls.now > cls.before else []
        cls.before, cls.more = cls.now, []
        return left


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """So do one written while tidying up, a window left open, and workers that were not ended."""
    result = yield
    left = _Workers.left(item, nextitem)
    if windows := _leftover_windows():
        pytest.fail("windows left open: " + ", ".join(windows), pytrace=False)
    if left:
        pytest.fail("workers left running by: " + ", ".join(left), pytrace=False)
    if lines := _unexpected(item):
        pytest.fail("unexpected log records after the test:\n" + "\n".join(lines), pytrace=False)
    return result


def _told() -> tuple[str, str]:
    """Stands in for what the trail says where nothing was said: only tests may write so."""
    frame = sys._getframe(1)
    while frame is not None and not frame.f_code.co_filename.startswith(_OUTSIDE_STORAGE):
        frame = frame.f_back  # type: ignore[assignment]  # the outermost frame is pytest's
    if frame is None:
        return "untold", ""
    where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    raise AssertionError(f"{where} changes rows, and the trail does not say why")


_OURS = Path(__file__).parents[1] / "src" / "qadesk"
_OUTSIDE_STORAGE = tuple(str(_OURS / room) for room in ("services", "ui", "cli", "demo"))


@pytest.fixture(autouse=True)
def _passphrases_are_quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Trying one takes no time; no test is given another one's keys."""
    from qadesk.storage.cipher import keys, slots

    monkeypatch.setattr(slots, "COST", slots.Cost(memory=64, time=1, lanes=1))
    yield
    keys.forget_all()


@pytest.fixture(autouse=True)
def _no_heads_of_other_tests() -> None:
    """What this PC keeps of trails is written whenever an office is closed: thousands of them take long."""
    (preferences.folder() / "trail.json").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _no_silent_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that changes rows says so in the trail."""
    if "sqlalchemy" in sys.modules:  # nothing is written without it
        from qadesk.storage.trail import chain

        monkeypatch.setattr(chain, "_untold", _told)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test starts in English, whatever the one before it chose."""
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> None:
    """Passwords are hashed with the least effort: what they protect here is nobody's."""
    from argon2 import PasswordHasher

    from qadesk.services import passwords

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._hasher = lambda: quick


@pytest.fixture(scope="session", autouse=True)
def _first_scorecard() -> Iterator[None]:
    """New offices begin with the first version of the standard scorecard: tests have its figures.

    `newest_scorecard` has the program's own again.
    """
    from qadesk.services import scorecards

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorecards, "NEWEST", 1)
        yield


@pytest.fixture
def newest_scorecard(monkeypatch: pytest.MonkeyPatch) -> int:
    """What the program's own offices begin with."""
    from qadesk.services import scorecards

    monkeypatch.setattr(scorecards, "NEWEST", 2)
    return 2


# ---- offices -------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A new, empty office, open, with an administrator signed in."""
    from tests import made_once, signed_in

    made = made_once.opened("empty", tmp_path / "office.qadesk", lambda new: signed_in.made(new).close())
    yield made
    made.close()


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office, built once through the real services; never open it, copy it."""
    from qadesk.services import sample

    def build(path: Path) -> None:
        sample.build(path, followed=False).close()

    if on_server.offices is None:
        return for_all_workers(tmp_path_factory, "sample.qadesk", build)
    build(path := tmp_path_factory.mktemp("sample") / "sample.qadesk")
    return path


@pytest.fixture
def sample_office(sample_file: Path, tmp_path: Path) -> Iterator[Office]:
    """A copy of the sample office of one's own, open: September closed, October half scored."""
    from qadesk.services import setup

    office = setup.open_office(on_server.copied(sample_file, tmp_path / "sample.qadesk"))
    yield office
    office.close()
