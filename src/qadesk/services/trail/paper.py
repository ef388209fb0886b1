"""The trail on paper: the history of one thing, or the entries of a list, on A4 in the window's language.

Telephone numbers are masked unless they are shown whole in the trail. The head of the trail stands on the
first page, so that the paper is an anchor as a sheet is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from qadesk import formats
from qadesk.i18n import _, current_language, ngettext
from qadesk.progress import Progress
from qadesk.services import personal, rights
from qadesk.services.done import Done
from qadesk.services.trail import browsing
from qadesk.services.trail.browsing import Entry
from qadesk.services.trail.finding import Wanted
from qadesk.services.trail.history import HistoryStep, Thing, history, in_a_line
from qadesk.services.trail.reading import Reader
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors

MOST: Final = 2000  # lines on paper; a workbook has all
Row = tuple[str, ...]


@rights.needs("print")
def write_history(
    office: Office,
    about: Callable[[Connection, Reader], Thing],
    path: Path,
    progress: Progress | None = None,
) -> Done[int]:
    """Write the history of one thing as PDF; how many lines it has. It is in the trail.

    Raises UserError if the file cannot be written, and Cancelled.
    """
    name, steps = history(office, about, progress)
    heads = (_("When"), _("Who"), _("What was done"), _("Of what"), _("From what to what"), _("Why"))
    title = _("History of {what}").format(what=name)
    return _write(office, path, title, heads, (_step(one) for one in steps), name)


@rights.needs("print")
def write_entries(office: Office, wanted: Wanted, path: Path, progress: Progress | None = None) -> Done[int]:
    """Write the entries that are asked for as PDF, at most MOST; otherwise as `write_history`."""
    heads = (_("No."), _("When"), _("Who"), _("What was done"), _("To what"), _("What changed"), _("Why"))

    def rows() -> Iterator[Row]:
        for entry in browsing.each(office, wanted, MOST + 1):
            if progress is not None:
                progress.report(0, 0)
            yield _entry(entry)

    return _write(office, path, _("Trail"), heads, rows(), wanted.subject)


def _write(office: Office, path: Path, title: str, heads: Row, found: Iterable[Row], what: str) -> Done[int]:
    from qadesk.printing.listed import ListingContent, ListingSection
    from qadesk.printing.listing import listing_pdf
    from qadesk.whole_files import write_whole

    rows = tuple(found)
    said = ngettext("{n} line", "{n} lines", len(rows)).format(n=formats.count(len(rows)))
    if len(rows) > MOST:
        rows = rows[:MOST]
        said = _("The first {n} lines; a workbook has all.").format(n=formats.count(MOST))
    with office.read() as connection:
        head = anchors.for_paper(connection, office.id)
    masked = not personal.is_revealed(office, "trail")
    intro = _("Telephone numbers are masked.") if masked else _("Telephone numbers are shown whole.")
    if head:
        intro = _("The newest entry of the trail was {code}. {more}").format(code=head, more=intro)
    if not any(row[-1] for row in rows):  # no reason was given
        heads, rows = heads[:-1], tuple(row[:-1] for row in rows)
    section = ListingSection(_("Changes, the newest first"), heads, rows, said)
    content = ListingContent(current_language(), title, intro, office.name, (section,))
    write_whole(path, listing_pdf(content, office.local(office.now())))
    personal.exported(office, what or _("Trail"), "both", len(rows), path, "trail")
    return Done(len(rows))


def _step(one: HistoryStep) -> Row:
    entry, of = one.entry, " · ".join(part for part in (one.row, one.column) if part)
    change = f"{one.before or '–'} → {one.after or '–'}" if one.before or one.after else ""
    return (f"{entry.at:%Y-%m-%d %H:%M}", _who(entry), entry.what, of, change, entry.why)


def _entry(one: Entry) -> Row:
    number = "–" if one.seq is None else str(one.seq)
    when = f"{one.at:%Y-%m-%d %H:%M}"
    return (number, when, _who(one), one.what, one.about, in_a_line(one), one.why)


def _who(entry: Entry) -> str:
    return entry.who or _("QADesk")
