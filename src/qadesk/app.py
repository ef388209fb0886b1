"""The composition root: opens the office, wires services to screens; nothing else builds objects."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qadesk import preferences
from qadesk.errors import SAVE_A_COPY, TRY_AGAIN, Cancelled, UserError
from qadesk.i18n import N_, _, current_language, set_language
from qadesk.origin import COMMAND_LINE, WINDOW, changes_come_from
from qadesk.places import Place, place_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from qadesk.progress import Progress
    from qadesk.storage.office import Office, User
    from qadesk.ui.main_window import MainWindow, ScreenEntry
    from qadesk.ui.tasks import Tasks

log = logging.getLogger(__name__)

_SCREENS = (  # key and package, icon, title, class
    ("today", "sun", N_("Today"), "TodayScreen"),
    ("agents", "users", N_("Agents"), "AgentsScreen"),
    ("records", "file-spreadsheet", N_("Records"), "RecordsScreen"),
    ("score", "pencil", N_("Score"), "ScoreScreen"),
    ("results", "chart-line", N_("Results"), "ResultsScreen"),
    ("sheets", "printer", N_("Sheets"), "SheetsScreen"),
    ("signoff", "badge-check", N_("Sign-off"), "SignoffScreen"),
    ("appeals", "gavel", N_("Appeals"), "AppealsScreen"),
    ("uses", "award", N_("Rewards"), "UsesScreen"),
    ("checks", "list-checks", N_("Quality checks"), "ChecksScreen"),
    ("scorecards", "scale", N_("Scorecards"), "ScorecardsScreen"),
    ("trail", "history", N_("Trail"), "TrailScreen"),
    ("settings", "settings", N_("Settings"), "SettingsScreen"),
)
_SETTLED_MS = 400  # after an office was entered, its first screen stands


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; without a command, the window. The exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    set_language(preferences.language(arguments))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be able to show every name
            stream.reconfigure(errors="replace")
    from qadesk.cli import ahead, parser

    args = parser.parse(arguments)
    if args.json and hasattr(sys.stdout, "reconfigure"):  # whatever a PC writes texts in, JSON is UTF-8
        sys.stdout.reconfigure(encoding="utf-8")
    if args.command is None:
        return _run_window(args)
    if args.command == "demo":
        from qadesk.demo import main_job

        return main_job.run(args.dir, entries, as_json=args.json)
    ahead.prepare(args.command)
    from qadesk.cli import commands

    if args.command == "self-test":
        from qadesk.demo import window_trial

        return commands.try_itself(args, {_("Window"): window_trial.drawn})
    changes_come_from(COMMAND_LINE)
    return commands.run(args)


def entries(office: Callable[[], Office], tasks: Tasks) -> list[ScreenEntry]:
    """The screens in the order of the side bar; each is built when it is first opened."""
    from qadesk.ui.main_window import ScreenEntry

    def lazily(key: str, name: str) -> Callable[[], Any]:
        return lambda: getattr(import_module(f"qadesk.ui.screens.{key}.screen"), name)(office(), tasks)

    return [ScreenEntry(key, icon, title, lazily(key, name)) for key, icon, title, name in _SCREENS]


def _remember(**choices: Any) -> None:
    """Keep a choice for the next start; a profile that cannot be written must not keep anyone from work."""
    try:
        preferences.remember(**choices)
    except OSError:
        log.info("preferences could not be stored", exc_info=True)


def _run_window(args: argparse.Namespace) -> int:
    from qadesk.ui import starting
    from qadesk.ui.collecting import collector

    changes_come_from(WINDOW)
    app = starting.application()
    collector().want()  # to the very end: events go on after the last worker has ended
    program = Program(app)
    program.start(args)
    return app.exec()


class Program:
    """One run of the window program: which office is open, for whom, in which language.

    The window's frame is painted before its office is open, so that nobody waits for a file to see anything.
    A change of office or person closes the window (which saves what was typed) and opens the next.
    """

    def __init__(self, app: QApplication) -> None:
        from qadesk.ui import dialogs, icons
        from qadesk.ui.tasks import Tasks

        self._app = app
        self._tasks = Tasks()
        self._front: QWidget | None = None  # the window or dialog in sight
        self._window: MainWindow | None = None  # the frame to fill, or the office's window
        self._ending = False
        self._wanted: Place | None = None  # the office that was to be opened last
        self._refused: UserError | None = None
        self._told = ""  # what was done to the office before it is opened again
        dialogs.offer_support(self._ask_support)
        dialogs.offer(SAVE_A_COPY, lambda: _("Save a copy…"), self._save_copy)
        kept = preferences.load()
        self._looks: dict[str, Any] = {"scheme": kept.scheme, "text_size": kept.text_size}
        self._dress()
        app.setWindowIcon(icons.of_the_program())

    def start(self, args: argparse.Namespace) -> None:
        """Open what the call names, or what was open last, or ask the three questions."""
        last = preferences.load().office
        if not (args.sample or args.office or (last and preferences.is_there(last))):
            self.first_start()
            return
        try:
            self.open(preferences.sample_path() if args.sample else preferences.office_place(args.office))
        except UserError as error:  # a URL of a kind this version cannot open
            self._could_not_open(error)

    def open(self, place: Place) -> None:
        """Open an office in the background; the sample office is made on the first call."""
        self._wanted = place
        window = self._frame()
        if "QADESK_BENCH_START" in os.environ:
            from qadesk.ui.painted import tell_when_painted

            tell_when_painted(window)

        def work(progress: Progress) -> Office:
            if place == preferences.sample_path() and not preferences.sample_path().exists():
                from qadesk.services import sample  # reads the importers: nothing every start should wait for

                return sample.build(preferences.sample_path(), progress)
            from qadesk.services import first_look

            return first_look.open_office(place)

        self._tasks.run(work, self.enter, self._could_not_open, title=_("Opening the office"), progress=True)

    def enter(self, office: Office) -> None:
        """Fill the window's frame with an opened office, after signing in where somebody must."""
        if self._ending:
            office.close()
            return
        _remember(office=office.place)
        window = self._frame()
        if office.user is not None:
            self._fill(window, office)
            return
        from qadesk.ui.screens.sign_in import SignIn

        dialog = SignIn(office, self._tasks, window)
        dialog.signed_in.connect(lambda: self._fill(window, office))
        dialog.open_asked.connect(dialog.hide)
        for turned_away, then in ((dialog.open_asked, self.first_start), (dialog.rejected, window.close)):
            turned_away.connect(office.close)
            turned_away.connect(then)
        dialog.open()

    def _fill(self, window: MainWindow, office: Office) -> None:
        from PySide6.QtCore import QTimer

        from qadesk.ui import recent

        window.enter(office)
        error, self._refused = self._refused, None
        said, self._told = self._told, ""
        recent.say_what_opening_did(window, office, error, said)
        QTimer.singleShot(_SETTLED_MS, window, lambda: self._settle(window))

    def _settle(self, window: MainWindow) -> None:
        """With the first screen in sight, make ready what would hold the window up later."""
        from qadesk.ui import idle, reading_ahead

        if window.isVisible():
            idle.watch(window, lambda: self._asked(window, "sign_out", None))

            # What stands then lives to the end: a full collection need not walk it and stall the window.
            def done() -> None:
                from qadesk.ui import backups, by_itself, scanner

                gc.freeze()
                by_itself.open_due(window)
                backups.back_up(window)
                scanner.ScannerFolder(window)

            reading_ahead.begin(window, [f"qadesk.ui.screens.{key}" for key, *_rest in _SCREENS], done)

    def first_start(self) -> None:
        """The three questions, or the sample office, or another file; closing them ends the program."""
        from qadesk.ui.screens.first_start import FirstStart

        dialog = FirstStart(self._tasks, preferences.default_folder())
        dialog.made.connect(self.enter)
        dialog.sample_asked.connect(lambda: self.open(preferences.sample_path()))
        dialog.open_asked.connect(self._choose_file)
        dialog.restore_asked.connect(self._choose_backup)
        dialog.language_chosen.connect(lambda code: _remember(language=code))
        dialog.rejected.connect(self._quit)
        self._window = None
        self._present(dialog)

    def _frame(self) -> MainWindow:
        """The window waiting for an office; a new one where there is none in sight."""
        from qadesk.ui.dialogs import watch_for_crashes
        from qadesk.ui.main_window import MainWindow
        from qadesk.ui.tasks import Tasks

        if self._window and not self._window.filled:
            return self._window
        tasks = Tasks()  # ends with its window
        window = MainWindow(None, tasks, entries(lambda: window.office, tasks))
        window.asked.connect(lambda what, context: self._asked(window, what, context))
        window.closed.connect(lambda: self._closed(window))
        watch_for_crashes(window)
        self._window = window
        self._after: Callable[[], None] = self._quit
        self._present(window)
        return window

    def _present(self, front: QWidget) -> None:
        """Put a window or dialog in sight, in place of the one before."""
        from qadesk.ui.main_window import MainWindow

        before, self._front = self._front, front
        self._tasks.set_window(front)
        front.show()
        if before is not None:
            before.hide()
            if isinstance(before, MainWindow):
                before.tasks.shutdown()
            before.deleteLater()

    def _asked(self, window: MainWindow, what: str, context: object) -> None:
        """What the window cannot do itself."""
        office = window.office
        if what == "sign_out":
            self._replace(window, lambda: self.open(office.place))
        elif what in ("language", "text_size"):
            _remember(**{what: context})
            window.renew(lambda: self._look_anew(context), what)
        elif what == "scheme":
            _remember(scheme=context)
            self._dress(scheme=context)
        elif what == "open_office":
            self._replace(window, lambda: self.open(place_of(str(context))))
        elif what == "restore":
            self._replace(window, lambda: self._restore(Path(str(context)), office.path, office.user))
        elif what in ("encrypt", "new_key", "decrypt"):
            self._replace(window, lambda: self._rewrite(office.path, what, str(context or ""), office.user))
        elif what == "new_office":
            self._replace(window, self.first_start)
        elif what == "sample_office" and office.place != preferences.sample_path():
            self._replace(window, partial(self.open, preferences.sample_path()))

    def _look_anew(self, chosen: object) -> None:
        """Another language, or texts of another size."""
        if isinstance(chosen, str):
            set_language(chosen)
        self._dress(**({} if isinstance(chosen, str) else {"text_size": chosen}))

    def _dress(self, **chosen: Any) -> None:
        """Colours, size and language of all texts, with what was just chosen of it."""
        from qadesk.ui import theme

        self._looks.update(chosen)
        theme.apply(self._app, self._looks["scheme"] or None, self._looks["text_size"])
        theme.set_qt_locale(current_language())

    def _replace(self, window: MainWindow, then: Callable[[], None]) -> None:
        """Close the window, which saves what was typed, and go on; one that refuses to close stays."""
        self._after = then
        if not window.close():
            self._after = self._quit

    def _closed(self, window: MainWindow) -> None:
        if window.filled:
            window.office.close()
        self._window = None
        self._after()

    def _choose_file(self) -> None:
        from qadesk.ui.kit import files

        files.ask_office(self._front, self.open, preferences.default_folder())

    def _could_not_open(self, error: BaseException) -> bool:
        """Say why, over the three questions, or ask for a passphrase; bugs go to the crash dialog."""
        from qadesk.services.backups import closed_offices
        from qadesk.ui.dialogs import show_error

        wanted = self._wanted
        if wanted is not None and self._asks(error, partial(self.open, wanted)):
            return True
        self.first_start()
        if isinstance(error, UserError):
            backups = closed_offices.has_backups(wanted)
            instead = (_("Restore a backup…"), self._choose_backup) if backups else None
            if error.offer == TRY_AGAIN and wanted is not None:
                instead = (_("Try again"), lambda: self.open(wanted))
            show_error(self._front, error, instead=instead, support=True)
        return isinstance(error, UserError | Cancelled)

    def _choose_backup(self) -> None:
        """Offer the backups of the office that was wanted, else of every office of this user."""
        from qadesk.ui import backups

        backups.choose(self._front, self._tasks, self._wanted, self._restore)

    def _restore(self, copy: Path, path: Path, user: User | None = None) -> None:
        """Put a backup in an office's place and open it; where that fails, the office as it was."""
        from qadesk.services.backups import closed_offices
        from qadesk.ui import backups

        self._wanted = path
        self._frame()
        again = partial(self._restore, copy, path)

        def failed(error: BaseException) -> bool:
            asks = backups.ask_who(self._front, self._tasks, error, again, self.first_start)
            return asks or self._as_it_was(path, partial(again, user), error)

        work = partial(closed_offices.restored, path, copy, user)
        self._tasks.run(work, self.enter, failed, title=_("Restoring the backup"), progress=True)

    def _rewrite(self, path: Path, what: str, passphrase: str, user: User | None) -> None:
        """Encrypt or decrypt the closed office and open it; where that fails, the office as it was."""
        from qadesk.ui import unlocking

        again = partial(self._rewrite, path, what, passphrase, user)
        failed = partial(self._as_it_was, path, again)

        def then(said: str) -> None:
            self._told = said
            self.open(path)

        unlocking.rewrite(self._frame(), self._tasks, path, what, passphrase, user, then, failed)

    def _as_it_was(self, path: Path, again: Callable[[], object], error: BaseException) -> bool:
        """Open the office as it is after what was to be done with it failed, and say why then."""
        if self._asks(error, again):
            return True
        known = isinstance(error, UserError | Cancelled) and path.exists()
        if known:
            self._refused = error if isinstance(error, UserError) else None
            self.open(path)
        return known or self._could_not_open(error)

    def _asks(self, error: BaseException, again: Callable[[], object]) -> bool:
        from qadesk.ui import unlocking

        return unlocking.ask_to_unlock(self._front, self._tasks, error, again, self.first_start)

    def _save_copy(self, parent: QWidget | None) -> None:
        """A copy of the open office, whose file has gone away."""
        from qadesk.ui import backups

        if self._window is not None and self._window.filled:
            backups.save_copy_of(self._window, parent)

    def _ask_support(self, parent: QWidget, error: BaseException) -> None:
        """A support file, from the window that tells of trouble."""
        from qadesk.ui import support_file

        front = self._window
        office, tasks = (front.office, front.tasks) if front and front.filled else (None, self._tasks)
        why = None if office is not None else error
        support_file.ask_where(parent, tasks, office, lambda _file: None, problem=why, place=self._wanted)

    def _quit(self) -> None:
        self._ending = True
        self._tasks.shutdown()
        self._app.quit()
