"""The version in sight: its scorecard as edited, what is saved of it, what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.services.designing import problems
from qadesk.services.designing.problems import Told
from qadesk.services.designing.versions import Status, Version
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards.history import History
from qadesk.ui.screens.scorecards.saving import Saving
from qadesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from qadesk.services.designing.trial import TrialMonth

_CHECK_AFTER_MS: Final = 80  # shorter than one looks away from the key, longer than between two keys
_TRY_AFTER_MS: Final = 1500  # a month is worked out only when somebody has stopped to look


class Draft(QObject):
    """One version at a time. An edit is shown at once, and checked and saved behind it."""

    loaded = Signal()  # another version, or the same one with another status
    changed = Signal(object)  # Path: what is different now
    problems_changed = Signal()
    refused = Signal(str)  # why what was typed somewhere is not taken

    def __init__(self, office: Office, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office, self._tasks = office, tasks
        self._version: Version | None = None
        self._history: History | None = None
        self._checked: Scorecard | None = None
        self.problems: tuple[Told, ...] = ()
        self.saving = Saving(office, tasks, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_AFTER_MS)
        self._timer.timeout.connect(self._check)
        self._tried: TrialMonth | None = None
        self._trial = QTimer(self)
        self._trial.setSingleShot(True)
        self._trial.setInterval(_TRY_AFTER_MS)
        self._trial.timeout.connect(self._try)

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
        if self._history is None:
            raise LookupError("no version is open")
        return self._history.card

    @property
    def editable(self) -> bool:
        """Whether it may be changed."""
        return self._version is not None and self._version.status is Status.DRAFT

    @property
    def checked(self) -> bool:
        """Whether `problems` are those of the scorecard as it stands."""
        return self._history is not None and self._checked is self._history.card

    def open(self, version: Version, card: Scorecard) -> None:
        """Show a version; of the one shown already, what was edited stays with its undo."""
        same = self._version is not None and self._version.id == version.id and self.editable
        still = self.saving.unsaved(version.id) or card
        self._version, self._tried = version, None
        if not same or self._history is None or self._history.card != still:
            self._history = History(still)
            self.problems, self._checked = (), None
        self.loaded.emit()
        self._timer.start()

    def close(self) -> None:
        """Show none."""
        self._timer.stop()
        self._trial.stop()
        self._version = self._history = self._checked = None
        self.problems = ()

    # ---- changing

    def apply(self, card: Scorecard, path: Path, *, typing: bool = False) -> None:
        """Go on with a changed scorecard; `path` says what was changed. Nothing for an equal one."""
        if self._history is None or not self.editable or card == self._history.card:
            return
        self._history.add(card, path, typing=typing)
        self._tell(path)

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        if self._history is not None:
            self._history.end_typing()

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self.editable and self._history is not None and self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return self.editable and self._history is not None and self._history.can_redo

    def undo(self) -> Path | None:
        """Take the last edit back; where it was."""
        return self._go(self._history.undo()) if self.can_undo and self._history else None

    def redo(self) -> Path | None:
        """Do the edit taken back last again; where it is."""
        return self._go(self._history.redo()) if self.can_redo and self._history else None

    def _go(self, path: Path | None) -> Path | None:
        if path is not None:
            self._tell(path)
        return path

    def _tell(self, path: Path) -> None:
        self.changed.emit(path)
        self.saving.save(self.version.id, self.card)
        self._timer.start()

    # ---- checking

    def _check(self) -> None:
        if self._history is None or self._tasks.closed:
            return
        card = self._history.card
        self._tasks.run(lambda: problems.told(card), lambda told: self._take(card, told), owner=self)

    def _take(self, card: Scorecard, told: tuple[Told, ...]) -> None:
        if self._history is not None and self._history.card is card:
            self.problems, self._checked = told, card
            self.problems_changed.emit()
            if self.editable:
                self._trial.start()

    def _try(self) -> None:
        """Look what the rules would have made of the newest month, and add what they would not tell apart."""
        if self._history is None or self._tasks.closed or not self.checked:
            return
        card, office = self._history.card, self._office

        def work() -> tuple[Told, ...]:
            from qadesk.services.designing.trial import TrialMonth

            self._tried = self._tried or TrialMonth(office)
            return self._tried.flat(card)

        self._tasks.run(work, lambda flat: self._add(card, flat), owner=self)

    def _add(self, card: Scorecard, flat: tuple[Told, ...]) -> None:
        if flat and self._checked is card:
            self.problems = (*self.problems, *flat)
            self.problems_changed.emit()
