"""Saving a draft behind what is shown: one write at a time, always the newest state, nothing given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal

from qadesk.domain.scorecard import Scorecard
from qadesk.errors import UserError
from qadesk.services.designing import versions
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks

SaveStatus = Literal["saved", "saving", "failed"]


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
        self._failed = False
        self._go_on()
        self.changed.emit()

    def retry(self) -> None:
        """Try again to save what could not be saved."""
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
            lambda: versions.save_draft(office, version_id, card),
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
