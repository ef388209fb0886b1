"""What the screen Records does off the thread: looking at files, importing them one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.records import imports
from qadesk.services.records.imports import ImportReport, Preview
from qadesk.storage.office import Office


@dataclass
class Candidate:
    """A file on its way in: how it would be read, or why it cannot be."""

    path: Path
    preview: Preview | None = None
    error: UserError | None = None

    @property
    def ready(self) -> bool:
        """Whether everything is known that importing needs."""
        return self.preview is not None and self.preview.kind is not None and not self.preview.missing


@dataclass(frozen=True)
class Outcome:
    """What came of one file; neither report nor error: it was not begun, because the user stopped."""

    path: Path
    report: ImportReport | None = None
    error: UserError | None = None


def look(
    office: Office, path: Path, kind: str | None = None, mapping: Mapping[str, str] | None = None
) -> Candidate:
    """How a file would be read."""
    try:
        return Candidate(path, imports.preview(office, path, kind, mapping))
    except UserError as error:
        return Candidate(path, error=error)


def look_at_all(office: Office, paths: Sequence[Path], progress: Progress) -> list[Candidate]:
    """The same for several files."""
    found = []
    for number, path in enumerate(paths):
        progress.report(number, len(paths), _("Looking at {file}").format(file=path.name))
        found.append(look(office, path))
    return found


def import_all(office: Office, candidates: Sequence[Candidate], progress: Progress) -> list[Outcome]:
    """Import the files that are ready, the staff list first; a file that is refused does not stop the others.

    When the user stops, the file under way is taken back and those before it stay.
    """
    order = sorted(candidates, key=lambda c: c.preview is None or c.preview.kind != "roster")
    outcomes: list[Outcome] = []
    for number, candidate in enumerate(order):
        assert candidate.preview is not None
        name = candidate.path.name
        inner = _Part(progress, number, len(order), _("Importing {file}").format(file=name))
        try:
            report = imports.run(
                office, candidate.path, candidate.preview.kind, candidate.preview.mapping, progress=inner
            )
            outcomes.append(Outcome(candidate.path, report))
        except UserError as error:
            outcomes.append(Outcome(candidate.path, error=error))
        except Cancelled:
            if not outcomes:
                raise
            outcomes += [Outcome(left.path) for left in order[number:]]
            break
    return outcomes


class _Part(Progress):
    """One file's share of the progress of several; cancelling the whole cancels the part."""

    _SCALE = 1000

    def __init__(self, whole: Progress, number: int, parts: int, text: str) -> None:
        super().__init__()
        self._whole, self._number, self._parts, self._text = whole, number, parts, text

    def report(self, done: int, total: int, text: str = "") -> None:
        """Report the share of this file; raises Cancelled as the whole does."""
        share = self._SCALE * done // total if total else 0
        at = self._number * self._SCALE + min(share, self._SCALE - 1)
        self._whole.report(at, self._parts * self._SCALE, text or self._text)
