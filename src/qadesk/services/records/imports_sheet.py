"""Storing the rows of one sheet, and the account of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.i18n import N_, _, ngettext
from qadesk.progress import Progress
from qadesk.services.records import counting, imports_log
from qadesk.services.records.account import (
    ImportWarning,  # noqa: A004
    column_accounts,
    left_out_columns,
    left_out_rows,
    rivals,
)
from qadesk.services.records.imports_deliveries import DeliveryStore
from qadesk.services.records.imports_doubts import doubts, in_no_cycle
from qadesk.services.records.imports_guard import refuse_closed, refuse_moved
from qadesk.services.records.imports_log import SheetReport
from qadesk.services.records.imports_roster import Listed, RosterStore
from qadesk.services.records.imports_store import RecordStore
from qadesk.services.records.imports_totals import TotalsStore, defaults_of, refuse_undated
from qadesk.services.records.imports_twice import met_before, refuse_several_branches, refuse_several_channels
from qadesk.services.records.missing_columns import indicators_without_column
from qadesk.services.records.questions import refuse_open
from qadesk.storage.office import Office
from qadesk.tabular.columns import Texts
from qadesk.tabular.convert import Converted, RowMaker
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.layout import Layout, questions_of_lines, unused_columns
from qadesk.tabular.questions import CLOCK
from qadesk.tabular.rejections import Rejected
from qadesk.tabular.unused_columns import UnusedColumns


@dataclass(frozen=True)
class InHand:
    """What is the same for all sheets of a file that is imported.

    `counts` says what counts where totals and single contacts meet; `listed` are the people that staff lists
    on the sheets so far name. `several` says whether its sheets have to be told apart by name.
    """

    path: Path
    digest: str
    counts: str | None = None
    several: bool = False
    listed: dict[str, Listed] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)  # of its sheets so far


_REMOVE_ROWS: Final = N_(
    "Remove the rows of {code} from the file and import it again. If a closed month has to be corrected, a "
    "manager can reopen the results concerned in Sign-off."
)


def store_sheet(
    connection: Connection,
    office: Office,
    file: InHand,
    layout: Layout,
    people: Directory,
    progress: Progress,
) -> SheetReport:
    """Import the rows of a sheet inside the caller's transaction.

    Raises UserError for rows in a closed cycle, ClashError where nobody said what counts, and Cancelled.
    """
    path, zone = file.path, Zone(office.zone)
    kind = layout.check(path.name)
    _refuse_others(layout, kind.name)
    batch_id = imports_log.begin(
        connection,
        office,
        kind=kind.name,
        file_name=path.name,
        sheet=layout.source.sheet if file.several else "",
        digest=file.digest,
        mapping={name: header for name, header in layout.mapping.items() if header},
    )
    store = _store(connection, office, kind.name, layout, batch_id, file)
    file.batches.append(batch_id)
    maker = row_maker(layout, people, zone)
    people.met.clear()
    unused = unused_columns(layout, people)
    rows = _Rows(left_out=defaultdict(list, {"title": list(layout.titles)}))
    for block in layout.source.blocks(layout.header, len(layout.headers)):
        made = maker.convert(block)
        unused.add(block.columns)
        store.add(made.columns, made.lines)
        imports_log.keep_rejected(connection, batch_id, made.rejected)
        rows.add(made)
        progress.report(block.done, block.total)
    refuse_moved(path.name, rows.left_out.get("moved", ()))
    _refuse_late(path, layout, office, maker, unused)
    if isinstance(store, RosterStore):
        store.finish(batch_id)
    else:
        store.finish()
        rows.ends = store.ends() if isinstance(store, TotalsStore) else rows.ends
        clashing = list(_clashing(store, layout))
        imports_log.keep_rejected(connection, batch_id, clashing)
        rows.rejected = sorted([*rows.rejected, *clashing], key=lambda row: row.line)
    refuse_closed(connection, office, kind.name, batch_id, remedy=_(_REMOVE_ROWS))
    days = tuple(_day(zone, end) for end in rows.ends)
    warnings = (
        *_warnings(layout, store, maker), *_afternoon(layout), *doubts(layout, maker, people),
        *met_before(connection, kind.name, batch_id, days, store.imported),
        *in_no_cycle(connection, office, kind.name, batch_id, days),
        *indicators_without_column(connection, office, kind.name, _carried(store, layout), days),
    )  # fmt: skip
    report = _report(layout, store, rows, batch_id, days, warnings)
    imports_log.finish(connection, office, path.name, report)
    if kind.records is not None and kind.records.gives == Source.CONTACTS:
        counting.settle(connection, office, report.days, file.counts)
    return report


def _refuse_late(path: Path, layout: Layout, office: Office, maker: RowMaker, unused: UnusedColumns) -> None:
    """Raise Unanswered for what only all of the rows leave open."""
    if not layout.answers.accept:
        below = questions_of_lines(layout, [*maker.lines], office.zone)
        refuse_open(path, layout, (*maker.questions(), *below, *unused.questions()))


def _refuse_others(layout: Layout, kind: str) -> None:
    """Raise UserError for rows that are not all of this office, one channel, or any day."""
    if kind == "totals":
        refuse_undated(layout)
    elif kind == "deliveries":
        refuse_several_branches(layout)
    elif kind in ("calls", "chats"):
        refuse_several_channels(layout)


@dataclass
class _Rows:
    """What came of the rows so far; `ends` are the earliest and latest moment or day of the good ones."""

    left_out: defaultdict[str, list[int]]  # code -> lines
    rejected: list[Rejected] = field(default_factory=list)
    number: int = 0
    ends: list[Any] = field(default_factory=list)

    def add(self, made: Converted) -> None:
        """Take in what came of another block."""
        self.rejected += made.rejected
        for line, code in made.left_out:
            self.left_out[code].append(line)
        self.number += len(made) + len(made.rejected)
        if made.first is not None:
            self.ends = [min([made.first, *self.ends[:1]]), max([made.last, *self.ends[1:]])]


def _report(
    layout: Layout,
    store: RecordStore | RosterStore,
    rows: _Rows,
    batch_id: int,
    days: tuple[date, ...],
    warnings: tuple[ImportWarning, ...],
) -> SheetReport:
    assert layout.kind is not None
    columns = column_accounts(layout)
    return SheetReport(
        layout.source.sheet,
        layout.kind.name,
        rows=rows.number,
        imported=store.imported,
        duplicates=store.duplicates,
        updated=store.updated,
        rejected=tuple(rows.rejected),
        batch_id=batch_id,
        columns=columns,
        left_out=(*left_out_columns(layout, columns), *left_out_rows(layout.source.sheet, rows.left_out)),
        warnings=(*rivals(layout, columns), *warnings),
        accepted=tuple(question.field for question in layout.questions if question.field),
        days=days if store.imported or store.updated else (),
    )


def _carried(store: RecordStore | RosterStore, layout: Layout) -> set[str]:
    return set() if isinstance(store, RosterStore) else store.carried(layout.columns)


def row_maker(layout: Layout, people: Directory, zone: Zone) -> RowMaker:
    """What converts the rows of a sheet as its layout says. Its kind must be known."""
    assert layout.kind is not None
    readings = layout.readings
    if layout.kind.name == "totals":
        readings = replace(readings, told=defaults_of(layout))
    return RowMaker(
        layout.kind, layout.headers, layout.columns,
        people=people, zone=zone, order=layout.readings.order,
        readings=readings, heading=layout.heading,
    )  # fmt: skip


def _store(
    connection: Connection,
    office: Office,
    kind: str,
    layout: Layout,
    batch_id: int,
    file: InHand,
) -> RecordStore | RosterStore:
    if kind == "roster":
        return RosterStore(connection, office, frozenset(layout.columns), layout.source.sheet, file.listed)
    if kind == "totals":
        return TotalsStore(connection, office, batch_id, tuple(file.batches))
    if kind == "deliveries":
        return DeliveryStore(connection, office, batch_id, tuple(file.batches))
    return RecordStore(connection, kind, office, batch_id, cache(lambda: _repeats(layout)), layout.columns)


def _repeats(layout: Layout) -> Mapping[str, Sequence[int]]:
    """The references that stand in a sheet more than once, with their lines."""
    if "ref" not in layout.columns:
        return {}
    lines: defaultdict[str, list[int]] = defaultdict(list)
    texts = Texts(reference=True)
    for block in layout.source.blocks(layout.header, len(layout.headers)):
        references = texts.convert(block.columns[layout.columns["ref"]], block.typed)
        for reference, line in zip(references, block.lines, strict=True):
            if isinstance(reference, str):
                lines[reference].append(line)
    return {reference: found for reference, found in lines.items() if len(found) > 1}


def _clashing(store: RecordStore, layout: Layout) -> Iterator[Rejected]:
    """The rows that say different things of one record: all of them, each naming the others.

    And those that differ from a record that was entered by hand.
    """
    header = layout.headers[layout.columns["ref"]] if "ref" in layout.columns else layout.headers[0]
    for record, lines in store.clashes.items():
        for line in lines:
            others = _(", ").join(str(other) for other in lines if other != line)
            shown = _("{reference} (see line {lines})").format(reference=record[0], lines=others)
            yield Rejected(line, header, shown, "clash")
    for reference, line in store.kept_by_hand:
        yield Rejected(line, header, str(reference), "by_hand")


def _warnings(layout: Layout, store: RecordStore | RosterStore, maker: RowMaker) -> Iterator[ImportWarning]:
    """What has to be known of how the rows were told apart."""
    if maker.damaged:
        yield ImportWarning(
            "damaged_references",
            _(
                "The numbers under “{header}” were damaged by a spreadsheet program (such as 2.0261E+17) "
                "and identify nothing. Rows are distinguished by their content."
            ).format(header=layout.headers[layout.columns["ref"]]),
        )
    elif (
        "ref" not in layout.columns
        and layout.kind is not None
        and any(f.name == "ref" for f in layout.kind.fields)
    ):
        yield ImportWarning(
            "no_reference", _("The file has no reference column: rows are distinguished by their content.")
        )
    yield from store.warnings
    if isinstance(store, RosterStore):
        return
    told = (
        (
            "transfer_legs",
            store.legs,
            ngettext(
                "{n} row shares its reference with another, but has a different agent or time: kept as a "
                "record.",
                "{n} rows share their reference with others, but have a different agent or time: kept as "
                "records.",
                store.legs,
            ),
        ),
        (
            "completed",
            store.completed,
            ngettext(
                "{n} row completes an earlier row of the same record: taken as one.",
                "{n} rows complete earlier rows of the same record: taken as one each.",
                store.completed,
            ),
        ),
        (
            "beside",
            store.beside,
            ngettext(
                "{n} row has a reference that an earlier import used for another record: kept beside it.",
                "{n} rows have references that an earlier import used for other records: kept beside them.",
                store.beside,
            ),
        ),
    )
    for code, n, text in told:
        if n:
            yield ImportWarning(code, text.format(n=formats.count(n)))


def _afternoon(layout: Layout) -> Iterator[ImportWarning]:
    """Said where a clock of twelve hours was told by the order of the rows."""
    if layout.readings.afternoon and CLOCK not in layout.readings.answered:
        yield ImportWarning(
            "afternoon_hours",
            _(
                "The times have no am or pm. By the order of the rows, 1:00 to 6:59 are in the afternoon:"
                " they are read as 13:00 to 18:59."
            ),
        )


def _day(zone: Zone, moment: int | str) -> date:
    """The local day of UTC milliseconds, or of a day as text."""
    return date.fromisoformat(moment) if isinstance(moment, str) else zone.local_day(moment)
