"""The version in sight: its scorecard as edited with undo, what is saved of it, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import UserError
from qadesk.services import rights
from qadesk.services.designing import drafts, places, problems
from qadesk.services.designing.problems import WordedProblem
from qadesk.services.designing.versions import Version, VersionStatus
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from qadesk.services.designing.noise import CardNoise, Looked, PastMonths

V = TypeVar("V")
_T: Final = QEvent.Type
_GOING_ON: Final = frozenset({_T.ShortcutOverride, _T.KeyPress, _T.MouseButtonPress, _T.Close})


class Beside(QObject):
    """One piece of work at a time: its outcome is there before the next key or click is answered."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._finish: Callable[[], object] | None = None

    def run(self, work: Callable[[], V], done: Callable[[V], object]) -> None:
        """Do `work` on the worker, then `done` here. `work` may be done twice; it changes nothing."""
        self.settle()

        def finish() -> None:
            done(work())

        def came(made: V) -> None:
            if self._finish is finish:
                self._forget()
                done(made)

        def failed(_error: BaseException) -> bool:
            if self._finish is finish:
                self._forget()
            return False

        self._finish = finish
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._tasks.run(work, came, failed, owner=self)

    def settle(self) -> None:
        """Finish at once what is under way."""
        finish = self._finish
        if finish is not None:
            self._forget()
            finish()

    def _forget(self) -> None:
        self._finish = None
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The next key finds it done."""
        if event.type() in _GOING_ON:
            self.settle()
        return super().eventFilter(watched, event)


_CHECK_AFTER_MS: Final = 80  # shorter than one looks away from the key, longer than between two keys
_TRY_AFTER_MS: Final = 1500  # a month is worked out only when somebody has stopped to look
_STEPS_KEPT: Final = 500

SaveStatus = Literal["saved", "saving", "failed"]


class _Step(QUndoCommand):
    """One edit: the scorecard before and after it, and where it was. What is typed on is the same step."""

    def __init__(self, draft: Draft, card: Scorecard, path: Path, *, typed_on: bool) -> None:
        super().__init__(places.edit_words(draft.card, card, path))
        self._draft, self.before, self.after = draft, draft.card, card
        self.path, self.typed_on = path, typed_on

    def undo(self) -> None:
        self._draft.show_state(self.before, self.path)

    def redo(self) -> None:
        self._draft.show_state(self.after, self.path)

    def id(self) -> int:
        return 1  # of all edits: those that follow each other can be one

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not (isinstance(other, _Step) and other.typed_on and other.path == self.path):
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)  # what was typed was taken back: there is no such step
        return True


@dataclass(frozen=True)
class History:
    """The edits of a version that can be taken back or done again; texts are made when they are shown."""

    version_id: int
    states: tuple[Scorecard, ...]  # before the first step, after each
    paths: tuple[Path, ...]  # where each step is
    at: int  # so many steps are done


class Draft(QObject):
    """One version at a time. An edit is shown at once, and checked and saved behind it."""

    loaded = Signal()  # another version, or the same one with another status
    changed = Signal(object)  # Path: what is different now
    problems_changed = Signal()
    noise_changed = Signal()
    refused = Signal(str, str)  # why what was typed somewhere is not taken, and the code of it

    def __init__(self, office: Office, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office, self._tasks = office, tasks
        self._version: Version | None = None
        self._card: Scorecard | None = None
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_STEPS_KEPT)
        self._typing: Path | None = None  # where a piece of typing goes on
        self.goes_to: Path = ()  # while a change is told: where the keyboard goes next
        self._went: Path = ()  # where the last step undone or done again is
        self._checked: Scorecard | None = None
        self.problems: tuple[WordedProblem, ...] = ()
        self.saving = Saving(office, tasks, self)
        self.beside = Beside(tasks, self)
        self._months: PastMonths | None = None
        self.noise: CardNoise | None = None  # what chance does to it, as last looked at
        self._check_later = QTimer(self, singleShot=True, interval=_CHECK_AFTER_MS)
        self._check_later.timeout.connect(self._check)
        self._try_later = QTimer(self, singleShot=True, interval=_TRY_AFTER_MS)
        self._try_later.timeout.connect(self._try)

    # ---- what is shown

    @property
    def is_open(self) -> bool:
        """Whether a version is shown."""
        return self._version is not None

    @property
    def version(self) -> Version:
        """The version shown. Raises LookupError where there is none."""
        if self._version is None:
            raise LookupError("no version is open")
        return self._version

    @property
    def card(self) -> Scorecard:
        """Its scorecard as edited. Raises LookupError where there is none."""
        if self._card is None:
            raise LookupError("no version is open")
        return self._card

    @property
    def editable(self) -> bool:
        """Whether it may be changed."""
        draft = self._version is not None and self._version.status is VersionStatus.DRAFT
        return draft and not rights.why_not(self._office, "prepare")

    @property
    def checked(self) -> bool:
        """Whether `problems` are those of the scorecard as it stands."""
        return self._card is not None and self._checked is self._card

    def open(self, version: Version, card: Scorecard) -> None:
        """Show a version; of the one shown already, what was edited stays with its undo."""
        self.beside.settle()
        same = self._version is not None and self._version.id == version.id and self.editable
        still = self.saving.unsaved(version.id) or card
        self._version, self._months, self._typing = version, None, None
        if not same or self._card != still:
            self._card = still
            self.stack.clear()
            self.problems, self._checked = (), None
        self.loaded.emit()
        self._check_later.start()

    @property
    def history(self) -> History | None:
        """What can be undone and done again, to be taken up where the version is shown anew."""
        steps = [self.stack.command(number) for number in range(self.stack.count())]
        edits = [step for step in steps if isinstance(step, _Step)]
        if self._version is None or not edits:
            return None
        states = (edits[0].before, *(step.after for step in edits))
        return History(self._version.id, states, tuple(step.path for step in edits), self.stack.index())

    def take_up(self, history: History) -> None:
        """Go on with the steps of a version that is shown again as it was then; others are left alone."""
        if not self.editable or self.version.id != history.version_id or self.stack.count():
            return
        if self._card != history.states[history.at]:
            return
        for before, after, path in zip(history.states, history.states[1:], history.paths, strict=False):
            self._card = before
            self.stack.push(_Step(self, after, path, typed_on=False))
        self.stack.setIndex(history.at)
        self._card = history.states[history.at]
        self.loaded.emit()

    # ---- changing

    def apply(self, card: Scorecard, path: Path, *, typing: bool = False, goes: bool = False) -> None:
        """Go on with a changed scorecard; `path` says what was changed. Nothing for an equal one.

        `goes`: where the keyboard goes, too.
        """
        if not self.editable or card == self._card:
            return
        typed_on, steps = typing and path == self._typing, self.stack.index()
        self.stack.push(_Step(self, card, path, typed_on=typed_on))
        self._typing = path if typing and self.stack.index() >= steps else None
        self._go_on(path, goes=goes)

    def show_state(self, card: Scorecard, path: Path) -> None:
        """Go to a state of the scorecard; a step was done, undone or done again at `path`."""
        self._card, self._went = card, path

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        self._typing = None

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self.editable and self.stack.canUndo()

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return self.editable and self.stack.canRedo()

    def undo(self) -> Path | None:
        """Take the last edit back; where it was."""
        return self._turn(self.stack.undo) if self.can_undo else None

    def redo(self) -> Path | None:
        """Do the edit taken back last again; where it is."""
        return self._turn(self.stack.redo) if self.can_redo else None

    def _turn(self, step: Callable[[], None]) -> Path:
        self._typing = None
        step()
        self._go_on(self._went, goes=True)
        return self._went

    def _go_on(self, path: Path, *, goes: bool) -> None:
        """Have an edit shown, saved and, when the keys rest, checked."""
        self.goes_to = path if goes else ()
        self.changed.emit(path)
        self.goes_to = ()
        self.saving.save(self.version.id, self.card)
        self._check_later.start()

    # ---- checking

    def _check(self) -> None:
        card = self._card
        if card is None or self._tasks.closed:
            return

        def show(told: tuple[WordedProblem, ...]) -> None:
            if self._card is card:
                self.problems, self._checked = told, card
                self.problems_changed.emit()
                self._try_later.start()

        self._tasks.run(lambda: problems.problems_in_words(card), show, owner=self)

    def _try(self) -> None:
        """Look what the rules make of past months: what they do not tell apart, and what chance moves."""
        card, office, editable = self._card, self._office, self.editable
        if card is None or self._tasks.closed or not self.checked:
            return

        def work() -> Looked:
            from qadesk.services.designing.noise import PastMonths

            self._months = self._months or PastMonths(office)
            return self._months.look(card, flat=editable)

        def show(found: Looked) -> None:
            flat, self.noise = found
            self.noise_changed.emit()
            if flat and self._checked is card:
                self.problems += flat
                self.problems_changed.emit()

        self._tasks.run(work, show, owner=self)


class Saving(QObject):
    """The newest state of each draft that is not in the office file yet."""

    changed = Signal()  # `status`, `error`

    def __init__(self, office: Office, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._tasks = office, tasks
        self._waiting: dict[int, Scorecard] = {}  # by version id
        self._writing: int | None = None
        self._written: Scorecard | None = None
        self._failed = False
        self._then: list[Callable[[], object]] = []
        self.error: UserError | None = None  # why it failed; None for a mistake of the program

    @property
    def status(self) -> SaveStatus:
        """Whether what is shown is in the office file."""
        if self._failed:
            return "failed"
        return "saving" if self._waiting or self._writing is not None else "saved"

    def save(self, version_id: int, card: Scorecard) -> None:
        """Hand on the newest state of a draft; one that waits is replaced, it holds less."""
        self._waiting[version_id] = card
        self.retry()

    def retry(self) -> None:
        """Try (again) to save what is not saved yet."""
        self._failed = False
        self._go_on()
        self.changed.emit()

    def give_up(self) -> None:
        """Let go of what could not be saved."""
        self._waiting.clear()
        self._failed = False
        self.changed.emit()

    def when_saved(self, then: Callable[[], object]) -> None:
        """Call `then` once all is in the office file; at once if it is, never if it cannot be saved."""
        if self.status == "saved":
            then()
        else:
            self._then.append(then)

    def unsaved(self, version_id: int) -> Scorecard | None:
        """The newest state of a draft that waits or could not be saved."""
        return self._waiting.get(version_id)

    def hand_over(self) -> None:
        """Give the worker what waits for its turn: nobody may be there when the turn comes."""
        for version_id, card in list(self._waiting.items()):
            if card is not self._written and not self._failed:
                self._write(version_id, card)

    def _go_on(self) -> None:
        if self._writing is None and self._waiting and not self._tasks.closed:
            self._write(*next(iter(self._waiting.items())))

    def _write(self, version_id: int, card: Scorecard) -> None:
        self._writing, self._written = version_id, card
        office = self._office
        self._tasks.run(
            lambda: drafts.save_draft(office, version_id, card),
            lambda _none: self._saved(version_id, card),
            self._lost,
            owner=self,
        )

    def _saved(self, version_id: int, card: Scorecard) -> None:
        self._writing = None
        self.error = None
        if self._waiting.get(version_id) is card:
            del self._waiting[version_id]
        self._go_on()
        self.changed.emit()
        if self.status == "saved":
            waiting, self._then = self._then, []
            for then in waiting:
                then()

    def _lost(self, error: BaseException) -> bool:
        self._writing = None
        self._failed = True
        self._then.clear()
        self.error = error if isinstance(error, UserError) else None
        self.changed.emit()
        return self.error is not None
