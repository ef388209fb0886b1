"""What should be looked at although every row could be read: short rows, own callers, other months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, not_, or_, select

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import KINDS
from qadesk.services import cycles
from qadesk.services.records.account import ImportWarning  # noqa: A004
from qadesk.services.records.stored import inside, table_of
from qadesk.storage.office import Office
from qadesk.tabular.convert import RowMaker
from qadesk.tabular.dates import parse_moment
from qadesk.tabular.directory import Directory
from qadesk.tabular.header_words import names_callers
from qadesk.tabular.layout import Layout
from qadesk.tabular.text import Cell, cell_text

_NAMED: Final = 10  # lines


def doubts(layout: Layout, maker: RowMaker, people: Directory) -> Iterator[ImportWarning]:
    """Warnings about former numbers, hidden and struck rows, rows that end early, and agents' own calls."""
    yield from _former_numbers(people)
    if hidden := layout.source.hidden_rows:
        text = ngettext(
            "{n} row is hidden in the workbook (by a filter or by hand): it was read like the others. If it "
            "should not count, delete it in Excel, undo this import, and import the file again.",
            "{n} rows are hidden in the workbook (by a filter or by hand): they were read like the others. "
            "If they should not count, delete them in Excel, undo this import, and import the file again.",
            hidden,
        )
        yield ImportWarning("hidden_rows", text.format(n=formats.count(hidden)))
    if struck := layout.source.struck_rows:
        text = ngettext(
            "{n} row is struck through in the workbook: it was read like the others. If it should not count, "
            "delete it in Excel, undo this import, and import the file again.",
            "{n} rows are struck through in the workbook: they were read like the others. If they should not "
            "count, delete them in Excel, undo this import, and import the file again.",
            struck,
        )
        yield ImportWarning("struck_rows", text.format(n=formats.count(struck)))
    if maker.short and 2 * len(maker.short) < maker.rows:
        lines = _(", ").join(map(str, maker.short[:_NAMED])) + ("…" if len(maker.short) > _NAMED else "")
        text = ngettext(
            "{n} row has fewer cells than there are headers (line {lines}): its last columns were taken as "
            "empty. If a cell is missing in the middle, correct the file and import it again.",
            "{n} rows have fewer cells than there are headers (lines {lines}): their last columns were taken "
            "as empty. If a cell is missing in the middle, correct the file and import it again.",
            len(maker.short),
        )
        yield ImportWarning("short_rows", text.format(n=formats.count(len(maker.short)), lines=lines))
    if layout.kind is None or layout.kind.name not in ("calls", "chats"):
        return
    if "at" in layout.columns:
        yield from _without_clock(layout.headers[at := layout.columns["at"]], layout.samples[at])
    if layout.kind.name != "calls" or "direction" in layout.columns:
        return
    for at, header in enumerate(layout.headers):
        own = at not in layout.columns.values() and names_callers(header)
        if own and any(people.knows(cell) for cell in layout.samples[at]):
            text = _(
                "“{header}” names agents of this office as callers: those calls are outbound or internal. "
                "The file has no column for the direction, so all its calls count as inbound. Export it with "
                "the direction, or without those calls."
            )
            yield ImportWarning("own_callers", text.format(header=header))


def _former_numbers(people: Directory) -> Iterator[ImportWarning]:
    """Whose rows came with a number that was corrected since."""
    if people.met:
        text = _("Rows with a former staff number were taken as those of the same person: {list}.")
        listed = [
            _("{number} is now {person}").format(number=number, person=people.name_of(agent))
            for number, agent in sorted(people.met.items())
        ]
        yield ImportWarning("former_number", text.format(list=_("; ").join(listed)))


def _without_clock(header: str, cells: Sequence[Cell]) -> Iterator[ImportWarning]:
    """A warning where a few contacts have only a day: sums of an agent's day stand so among the rows."""
    texts = [text for cell in cells if isinstance(cell, str) and (text := cell_text(cell))]
    bare = [text for text in texts if ":" not in text and isinstance(parse_moment(text), tuple)]
    if bare and 2 * len(bare) < len(texts) and sum(":" in text for text in texts) + len(bare) == len(texts):
        text = _(
            "Under “{header}” some rows have a day without a time of day ({value}), unlike the others: check "
            "that they are no sums."
        )
        yield ImportWarning("no_time_of_day", text.format(header=header, value=bare[0]))


def in_no_cycle(
    connection: Connection, office: Office, name: str, batch_id: int, days: Sequence[date]
) -> tuple[ImportWarning, ...]:
    """A warning where rows of an import lie in no cycle: a wrong date, or a file of another month.

    `days` are the first and last of the import.
    """
    kind, known = KINDS[name].records, cycles.all_in(connection, office)
    if kind is None or not known or not days:
        return ()
    if any(cycle.period.contains(days[0]) and cycle.period.contains(days[-1]) for cycle in known):
        return ()
    table = table_of(kind)
    ours = table.c.batch_id == batch_id
    outside = not_(or_(*(inside(office, kind, cycle.period) for cycle in known)))
    n = connection.execute(select(func.count()).select_from(table).where(ours, outside)).scalar_one()
    if not n:
        return ()
    text = ngettext(
        "{n} row lies in a month that is not opened. The file reaches from {first} to {last}: "
        "check for wrong dates.",
        "{n} rows lie in months that are not opened. The file reaches from {first} to {last}: "
        "check for wrong dates.",
        n,
    )
    return (
        ImportWarning(
            "in_no_cycle",
            text.format(n=formats.count(n), first=formats.day(days[0]), last=formats.day(days[-1])),
        ),
    )
