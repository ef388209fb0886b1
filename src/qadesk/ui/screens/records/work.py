"""What the screen Records does off the thread: looking at files, importing them one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qadesk.errors import Cancelled, UserError
from qadesk.file_errors import broken
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.records import imports
from qadesk.services.records.imports import ImportReport, Preview
from qadesk.storage.office import Office

SUFFIXES: Final = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".xlsm", ".ods")  # how tables are usually called


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
    candidate: Candidate | None = None  # what it was, to try again


def look(
    office: Office, path: Path, kind: str | None = None, mapping: Mapping[str, str] | None = None
) -> Candidate:
    """How a file would be read."""
    try:
        return Candidate(path, imports.preview(office, path, kind, mapping))
    except UserError as error:
        return Candidate(path, error=error)


def look_at_all(office: Office, paths: Sequence[Path], progress: Progress) -> list[Candidate]:
    """The same for several files, and for the tables in folders."""
    found: list[Candidate] = []
    files: list[Path] = []
    for path in dict.fromkeys(paths):
        try:
            files += _files_at(path)
        except UserError as error:
            found.append(Candidate(path, error=error))
    for number, path in enumerate(files):
        progress.report(number, len(files), _("Looking at {file}").format(file=path.name))
        found.append(look(office, path))
    return found


def _files_at(path: Path) -> list[Path]:
    """The file, or what lies directly in a folder and is called like a table; nothing else there is meant.

    Raises UserError for a folder without tables.
    """
    kept = _("Nothing was imported.")
    try:
        if not path.is_dir():
            return [path]
        named = [file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()]
    except OSError as error:
        raise broken(path, error.strerror or str(error), kept) from error
    # What begins with ~$ is how Excel marks a workbook that is open.
    files = sorted(file for file in named if not file.name.startswith((".", "~$")))
    if not files:
        raise UserError(
            _("The folder “{folder}” holds no tables.").format(folder=path.name),
            kept=kept,
            remedy=_("Choose an Excel workbook (xlsx, xls, ods) or a text file (csv, tsv)."),
        )
    return files


def import_all(
    office: Office, candidates: Sequence[Candidate], progress: Progress, counts: str | None = None
) -> list[Outcome]:
    """Import the files that are ready, the staff list first; a file that is refused does not stop the others.

    `counts` says what counts where totals and single records meet. When the user stops, the file under way is
    taken back and those before it stay.
    """
    order = sorted(candidates, key=lambda c: c.preview is None or c.preview.kind != "roster")
    outcomes: list[Outcome] = []
    for number, candidate in enumerate(order):
        assert candidate.preview is not None
        try:
            report = imports.run(
                office,
                candidate.path,
                candidate.preview.kind,
                candidate.preview.mapping,
                progress=_part(progress, candidate.path, number, len(order)),
                counts=counts,
            )
            outcomes.append(Outcome(candidate.path, report))
        except UserError as error:
            outcomes.append(Outcome(candidate.path, error=error, candidate=candidate))
        except Cancelled:
            if not outcomes:
                raise
            outcomes += [Outcome(left.path) for left in order[number:]]
            break
    return outcomes


def _part(whole: Progress, path: Path, number: int, parts: int) -> Progress:
    """One file's share of the progress of several; cancelling the whole cancels the part."""
    scale = 1000
    text = _("Importing {file}").format(file=path.name)

    def report(done: int, total: int, _text: str) -> None:
        share = min(scale * done // total, scale - 1) if total else 0
        whole.report(number * scale + share, parts * scale, text)

    return Progress(report)


def undone(office: Office, batch_id: int, progress: Progress, *, backed_up: bool) -> None:
    """Undo an import, after a backup unless none is wanted. Raises UserError, Cancelled."""
    from qadesk.services.backups import keeping
    from qadesk.storage import generations

    if backed_up:
        keeping.before(office, generations.UNDO, progress)
    imports.undo(office, batch_id, progress)
