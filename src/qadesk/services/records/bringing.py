"""Several files at once: looked at, imported one after another, taken back after a backup."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from qadesk import formats
from qadesk.errors import Cancelled, UserError
from qadesk.file_errors import broken
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services import rights
from qadesk.services.done import Change, Done, Undo
from qadesk.services.records import imports
from qadesk.services.records.imports import ImportReport, Preview
from qadesk.services.records.questions import Unanswered
from qadesk.storage.office import Office
from qadesk.tabular.choosing import Answers

SUFFIXES: Final = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".xlsm", ".ods")  # how tables are usually called
BROUGHT: Final = frozenset[Change]({"records", "agents", "results"})

log = logging.getLogger(__name__)


@dataclass
class Candidate:
    """A file on its way in, or one sheet of a workbook: how it would be read, or why it cannot be."""

    path: Path
    preview: Preview | None = None
    error: UserError | None = None
    sheet: str = ""  # named where a workbook has several

    @property
    def ready(self) -> bool:
        """Whether everything is known that importing needs."""
        return self.preview is not None and self.preview.ready

    def ready_beside(self, roster: str) -> bool:
        """Whether it can be imported: with a staff list before it, its agents may be known by then."""
        none_taken = self.preview is not None and self.preview.none_taken
        return self.ready and (bool(roster) or not none_taken)

    @property
    def name(self) -> str:
        """What it is called in lists."""
        return f"{self.path.name} › {self.sheet}" if self.sheet else self.path.name


def roster_among(candidates: Sequence[Candidate]) -> str:
    """The name of a staff list among files, which is imported first; "" for none."""
    listed = (one for one in candidates if one.preview is not None and one.preview.kind == "roster")
    return next((one.name for one in listed), "")


@dataclass(frozen=True)
class FileOutcome:
    """What came of one file; neither report nor error: it was not begun, because the user stopped."""

    path: Path
    report: ImportReport | None = None
    error: UserError | None = None
    candidates: tuple[Candidate, ...] = ()  # what it was, to try again


def candidates(office: Office, path: Path) -> list[Candidate]:
    """How each sheet of a file would be read."""
    try:
        found = imports.previews(office, path)
    except UserError as error:
        log.info("refused: %s", error.code)
        return [Candidate(path, error=error)]
    if len(found) == 1 and isinstance(found[0], Preview):
        return [Candidate(path, found[0])]
    return [
        Candidate(path, error=one) if isinstance(one, UserError) else Candidate(path, one, sheet=one.sheet)
        for one in found
    ]


def read_again(office: Office, before: Candidate, said: Answers) -> Candidate:
    """How a sheet would be read under what was said of it."""
    assert before.preview is not None
    try:
        (found,) = imports.previews(office, before.path, {before.preview.sheet: said})
    except UserError as error:
        return replace(before, preview=None, error=error)
    if isinstance(found, UserError):
        return replace(before, preview=None, error=found)
    return replace(before, preview=found, error=None)


def candidates_of_all(office: Office, paths: Sequence[Path], progress: Progress) -> list[Candidate]:
    """The same for several files, and for the tables in folders."""
    found: list[Candidate] = []
    files: list[Path] = []
    for path in dict.fromkeys(paths):
        try:
            files += _files_at(path)
        except UserError as error:
            found.append(Candidate(path, error=error))
    for number, path in enumerate(files):
        progress.report(number, len(files), _("Reading {file}").format(file=path.name))
        found += candidates(office, path)
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
            "import.folder_empty",
            _("The folder “{folder}” contains no tables.").format(folder=path.name),
            kept=kept,
            remedy=_("Choose an Excel workbook (xlsx, xls, ods) or a text file (csv, tsv)."),
        )
    return files


@rights.needs("import")
def import_all(
    office: Office, candidates: Sequence[Candidate], progress: Progress, counts: str | None = None
) -> Done[list[FileOutcome]]:
    """Import the files that are ready, the staff list first; a file that is refused does not stop the others.

    Of a workbook the sheets that are ready are imported together. `counts` says what counts where totals and
    single records meet. When the user stops, the file under way is taken back and those before it stay.
    The undo is `take_back` of what was brought, and is given a Progress; redoing it reads the files again.
    """
    outcomes = _import_each(office, candidates, progress, counts)
    reports = [one.report for one in outcomes if one.report is not None]
    brought = [n for report in reports for n in report.batch_ids if report.imported or report.updated]

    def again(progress: Progress) -> Done[list[FileOutcome]]:
        done = import_all(office, candidates, progress, counts)
        refused = next((one.error for one in done.value if one.error is not None), None)
        if refused is not None and done.undo is None:
            raise refused
        return done

    n, first = len(reports), next((one.path.name for one in outcomes if one.report is not None), "")
    words = _("import “{file}”") if n == 1 else ngettext("import {n} file", "import {n} files", n)
    words = words.format(file=first, n=formats.count(n))
    undo = Undo(words, partial(take_back, office, brought, again=Undo(words, again))) if brought else None
    return Done(outcomes, BROUGHT if reports else frozenset(), undo)


def _import_each(
    office: Office, candidates: Sequence[Candidate], progress: Progress, counts: str | None
) -> list[FileOutcome]:
    answers: dict[Path, dict[str, Answers]] = {}
    for candidate in sorted(candidates, key=lambda c: c.preview is None or c.preview.kind != "roster"):
        assert candidate.preview is not None
        answers.setdefault(candidate.path, {})[candidate.preview.sheet] = candidate.preview.answers
    outcomes: list[FileOutcome] = []
    for number, (path, said) in enumerate(answers.items()):
        try:
            report = imports.run(
                office,
                path,
                progress=_part(progress, path, number, len(answers)),
                answers=said,
                counts=counts,
            )
            outcomes.append(FileOutcome(path, report))
        except UserError as error:
            log.info("refused: %s", error.code)
            waiting = tuple(_asked_again(one, error) for one in candidates if one.path == path)
            outcomes.append(FileOutcome(path, error=error, candidates=waiting))
        except Cancelled:
            if not outcomes:
                raise
            outcomes += [FileOutcome(left) for left in list(answers)[number:]]
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


@rights.needs("import")
def take_back(
    office: Office,
    batches: Sequence[int],
    progress: Progress,
    *,
    backed_up: bool = True,
    again: Undo | None = None,
) -> Done[None]:
    """Undo the imports of a file, one for each sheet, after a backup unless none is wanted.

    `again` does them once more; an import of which the files are not at hand cannot be repeated. Raises
    Cancelled, and UserError; one that only lacks the backup says how to go on without it (`anyway`).
    """
    from qadesk.services.backups import keeping
    from qadesk.storage import generations

    if backed_up:
        try:
            keeping.copy_before(office, generations.UNDO, progress)
        except UserError as error:
            error.anyway = partial(take_back, office, batches, backed_up=False, again=again)
            raise
    for batch_id in sorted(batches, reverse=True):
        imports.undo(office, batch_id, progress)
    return Done(None, BROUGHT | {"backups"}, again)


def _asked_again(candidate: Candidate, error: UserError) -> Candidate:
    """The file with the questions that only importing all of its rows left open."""
    if not isinstance(error, Unanswered) or candidate.preview is None:
        return candidate
    asked = tuple(one for one in error.asked if one.sheet == candidate.preview.sheet)
    return replace(candidate, preview=replace(candidate.preview, asked=asked))
