"""What came of imports, in words: of files just imported, and of an import in the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import kind_name
from qadesk.services.records.bringing import FileOutcome
from qadesk.services.records.imports import Batch, ImportReport

# ---- files

_NAMED = 4  # files left out, before the rest is counted


def report_line(report: ImportReport) -> str:
    """What came of a file, in one line."""
    parts = [ngettext("{n} new", "{n} new", report.imported).format(n=formats.count(report.imported))]
    if report.updated:
        parts.append(
            ngettext("{n} replaced", "{n} replaced", report.updated).format(n=formats.count(report.updated))
        )
    if report.duplicates:
        text = ngettext("{n} already there", "{n} already there", report.duplicates)
        parts.append(text.format(n=formats.count(report.duplicates)))
    if report.rejected:
        text = ngettext("{n} row rejected", "{n} rows rejected", len(report.rejected))
        parts.append(text.format(n=formats.count(len(report.rejected))))
    return _(", ").join(parts)


def of_file(outcome: FileOutcome) -> str:
    """What became of a file."""
    if outcome.error is not None:
        return str(outcome.error)
    if outcome.report is None:
        return _("Not imported: you stopped the import first.")
    return _("; ").join([report_line(outcome.report), *(warning.text for warning in outcome.report.warnings)])


def tone_of_file(outcome: FileOutcome) -> str:
    """good, warn or bad, for what became of a file."""
    if outcome.error is not None:
        return "bad"
    report = outcome.report
    return "good" if report is not None and not report.rejected and not report.warnings else "warn"


def of_files(outcomes: Sequence[FileOutcome]) -> str:
    """What came of files, in a line; nothing where none was taken."""
    reports = [o.report for o in outcomes if o.report is not None]
    if len(reports) > 1:
        told = [
            ngettext("{n} file imported.", "{n} files imported.", len(reports)).format(
                n=formats.count(len(reports))
            )
        ]
        if not any(report.imported or report.updated or report.rejected for report in reports):
            told.append(_("They hold nothing new."))
        if bad := sum(len(report.rejected) for report in reports):
            left = ngettext("{n} row was not imported.", "{n} rows were not imported.", bad)
            told.append(left.format(n=formats.count(bad)))
        if noted := sum(bool(report.warnings) for report in reports):
            more = ngettext("{n} file has a remark.", "{n} files have remarks.", noted)
            told.append(more.format(n=formats.count(noted)))
        return joined(*told)
    text = _("{file}: {what}.")
    told = [text.format(file=one.file_name, what=report_line(one)) for one in reports]
    return joined(*told, *(warning.text for one in reports for warning in one.warnings))


def left_out(names: Sequence[str]) -> str:
    """Which files were not imported, for they were not ready; nothing where none was left."""
    if not names:
        return ""
    words = ngettext(
        "{n} file was not imported: {names}.", "{n} files were not imported: {names}.", len(names)
    )
    listed = _(", ").join(names[:_NAMED])
    if len(names) > _NAMED:
        listed = _("{names} and {n} more").format(names=listed, n=formats.count(len(names) - _NAMED))
    return words.format(n=formats.count(len(names)), names=listed)


def tone_of_files(outcomes: Sequence[FileOutcome]) -> str:
    """Good or warn, for what came of files."""
    reports = [o.report for o in outcomes if o.report is not None]
    return "warn" if any(report.rejected or report.warnings for report in reports) else "good"


# ---- an import


def file_and_sheet(batch: Batch) -> str:
    """The file an import is of, and its sheet where it has several."""
    return f"{batch.file_name} › {batch.sheet}" if batch.sheet else batch.file_name


def state(batch: Batch) -> str:
    """How an import stands, in a word."""
    if batch.undone_at is not None:
        return _("Undone")
    if batch.rejected:
        return _("Partial")
    return _("Imported") if batch.imported or batch.updated or not batch.duplicates else _("Nothing new")


def facts(batch: Batch, local: Callable[[datetime], datetime], shown: int) -> str:
    """What it brought, when it is of, whose it was; of its bad rows so many are `shown`."""
    rows = ngettext("{n} row", "{n} rows", batch.rows).format(n=formats.count(batch.rows))
    parts = [kind_name(batch.kind), rows]
    if batch.first_day is not None:
        span = _("{first} to {last}")
        parts.append(span.format(first=formats.day(batch.first_day), last=formats.day(batch.last_day)))
    if batch.user:
        parts.append(_("imported by {who}").format(who=batch.user))
    if batch.rejected:
        text = ngettext("{n} row was not imported", "{n} rows were not imported", batch.rejected)
        parts.append(text.format(n=formats.count(batch.rejected)))
    if batch.rejected > shown:
        parts.append(_("the first {n} are shown").format(n=formats.count(shown)))
    if batch.undone_at is not None:
        text = _("undone {when} by {who}") if batch.undone_by else _("undone {when}")
        when = formats.moment(local(batch.undone_at))
        parts.append(text.format(when=when, who=batch.undone_by))
    return " · ".join(parts)


def without_bad_rows(batch: Batch) -> str:
    """What stands in place of bad rows where there are none."""
    if batch.undone_at is not None:
        return _(
            "This import was undone: its new records are removed, and the records it replaced are restored."
        )
    if batch.imported or batch.updated:
        return _("All rows were imported.")
    return _("The file contained nothing new.")
