"""Storing totals: a file is looked at whole before anything of it is kept, so that nothing counts twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from statistics import median
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import N_, _, ngettext
from qadesk.kinds.totals import LEFT, STORED
from qadesk.services.records.account import ImportWarning  # noqa: A004
from qadesk.services.records.imports_keeping import StoredValues
from qadesk.services.records.imports_store import RecordStore
from qadesk.storage.office import Office
from qadesk.storage.tables import agent, contact_total
from qadesk.tabular.layout import Layout
from qadesk.tabular.totals_guess import channel_of
from qadesk.tabular.totals_rows import TotalsDefaults, whole_part
from qadesk.tabular.totals_values import MILLION, span_in_titles

_AT = {name: at for at, name in enumerate((*STORED, *LEFT))}
_NAMED = 3  # what is named of many
# Sums and their counts, what they are called, and the seconds that a file's usual mean comes to at least.
_POSSIBLE = (
    ("response_us", "responses", N_("Mean first response"), 0.5),
    ("talk_us", "talks", N_("Mean talk time"), 5),
)


class TotalsStore(RecordStore):
    """Gathers the rows of one import and stores them together in `finish`."""

    def __init__(
        self, connection: Connection, office: Office, batch_id: int, sheets: Sequence[int] = ()
    ) -> None:
        """`sheets` are the imports of the file's other sheets."""
        super().__init__(connection, "totals", office, batch_id)
        self._office, self._sheets = office, sheets
        self._rows: list[StoredValues] = []
        self._carried: set[str] = set()

    def add(self, columns: Sequence[Sequence[Any]], lines: Sequence[int]) -> None:
        """Take a block of rows, column by column in the order of STORED and LEFT."""
        self._rows += zip(*columns, strict=True)

    def carried(self, fields: Collection[str]) -> set[str]:
        """The fields the file tells of, in whichever of its columns."""
        return set(fields) - _DERIVED | (self._carried)

    def ends(self) -> list[int]:
        """When the first day starts and the last ends, in UTC milliseconds; nothing of no rows."""
        if not self._rows:
            return []
        return [
            min(self._value(row, "at") for row in self._rows),
            max(self._value(row, "until") for row in self._rows) - 1,
        ]

    def finish(self) -> None:
        """Store what was gathered. Raises UserError where rows contradict or overlap one another."""
        self._with_rates()
        self._refuse_implausible()
        self._refuse_two_of_one()
        self._refuse_overlaps()
        self._tell_of_columns()
        rows = [row[: len(STORED)] for row in self._rows]
        refs = [self._value(row, "ref") for row in rows]
        at = contact_total.c
        refuse_other_sheets(
            self._connection,
            select(at.ref).where(at.batch_id.in_(self._sheets), at.ref.in_(refs)),
            lambda ref: self._named([row for row in self._rows if self._value(row, "ref") == ref]),
        )
        if rows:
            super().add(list(zip(*rows, strict=True)), range(len(rows)))
        self.warnings += sums_replaced(self.updated)

    def _value(self, row: StoredValues, name: str) -> Any:
        return row[_AT[name]]

    def _with_rates(self) -> None:
        """A rate is taken to be of the contacts beside it if it can be so in every row, else left out."""
        told = [row for row in self._rows if self._value(row, "resolution_rate") is not None]
        if not told:
            return
        parts = [
            whole_part(self._value(row, "resolution_rate"), self._value(row, "contacts")) for row in told
        ]
        some = any(0 < (n or 0) < self._value(row, "contacts") for row, n in zip(told, parts, strict=True))
        if not some or None in parts:
            text = _(
                "The file does not say how many contacts the resolution rate is based on, so it was not "
                "imported: the first-contact resolution of these records is missing."
            )
            self.warnings.append(ImportWarning("rate_without_count", text))
            return
        self._rows = [self._with_rate(row) for row in self._rows]

    def _with_rate(self, row: StoredValues) -> StoredValues:
        rate, contacts = self._value(row, "resolution_rate"), self._value(row, "contacts")
        resolved = None if rate is None else whole_part(rate, contacts)
        if resolved is None:
            return row
        changed = list(row)
        changed[_AT["resolved"]], changed[_AT["unresolved"]] = resolved, contacts - resolved
        return tuple(changed)

    def _refuse_implausible(self) -> None:
        """Sums of times too small to be those of so many contacts are in another unit than was taken."""
        for total, count, label, least in _POSSIBLE:
            means = [
                self._value(row, total) / self._value(row, count)
                for row in self._rows
                if self._value(row, total) and self._value(row, count)
            ]
            if means and median(means) / MILLION < least:
                raise UserError(
                    "totals.implausible_time",
                    _("{field}: {seconds} seconds for each contact can hardly be.").format(
                        field=_(label), seconds=f"{median(means) / MILLION:.3g}"
                    ),
                    kept=_("Nothing was imported."),
                    remedy=_("Name the unit in the header, such as “(min)” or “（小时）”."),
                )

    def _refuse_two_of_one(self) -> None:
        """Rows of one agent and span that differ: parts of a whole, or a correction? Nobody can tell."""
        seen: dict[str, StoredValues] = {}
        differing = [row for row in self._rows if seen.setdefault(self._value(row, "ref"), row) != row]
        if differing:
            raise UserError(
                "totals.rows_differ",
                _("There are different rows of one agent and the same days: {who}.").format(
                    who=self._named(differing)
                ),
                kept=_("Nothing was imported."),
                remedy=_(
                    "If they are of different groups or shops, specify the column that names them (queue=…)."
                ),
            )

    def _refuse_overlaps(self) -> None:
        """A week beside its days, or a group beside all of them, would count twice."""
        ours = {self._value(row, "ref"): row for row in self._rows}
        spans: dict[int, list[tuple[int, int, str, str, str]]] = defaultdict(list)
        for row in (*ours.values(), *self._stored(ours)):
            who, *rest = (
                self._value(row, name) for name in ("agent", "at", "until", "channel", "queue", "ref")
            )
            spans[who].append(tuple(rest))
        twice = [ref for found in spans.values() for ref in _overlapping(found)]
        rows = [ours[ref] for ref in dict.fromkeys(twice) if ref in ours]
        if rows:
            raise UserError(
                "totals.overlap",
                _("Totals of overlapping days would be counted twice: {who}.").format(who=self._named(rows)),
                kept=_("Nothing was imported."),
                remedy=_("Undo the import of the other totals first, or remove these rows."),
            )

    def _stored(self, ours: Mapping[str, StoredValues]) -> list[StoredValues]:
        """Totals that are there already and touch the same days, but those this file replaces."""
        if not ours:
            return []
        first = min(self._value(row, "at") for row in ours.values())
        last = max(self._value(row, "until") for row in ours.values())
        t = contact_total.c
        columns = [column for column in t if column.name in _STORED]
        statement = select(*columns).where(t.at < bindparam("last"), t.until > bindparam("first"))
        query = str(statement.compile(dialect=self._connection.dialect))  # values as the table keeps them
        found = self._connection.exec_driver_sql(query, (last, first)).fetchall()
        return [tuple(row) for row in found if row[0] not in ours]

    def _named(self, rows: Sequence[StoredValues]) -> str:
        """The first of some rows: whose they are and of which day."""
        ids = {self._value(row, "agent") for row in rows}
        people = {
            one.id: formats.agent_text(one.name, one.staff_no)
            for one in self._connection.execute(
                select(agent.c.id, agent.c.staff_no, agent.c.name).where(agent.c.id.in_(ids))
            )
        }
        named = [f"{people[self._value(r, 'agent')]} {self._value(r, 'ref').split('|')[1]}" for r in rows]
        different = list(dict.fromkeys(named))
        said, more = different[:_NAMED], len(different) - _NAMED
        return _(", ").join([*said, *([_("{n} more").format(n=formats.count(more))] if more > 0 else [])])

    def _tell_of_columns(self) -> None:
        """What the file holds that is no indicator, and what it lacks to be one."""
        told = {name for name, at in _AT.items() if any(row[at] is not None for row in self._rows)}
        for column, field in _FIELDS.items():
            if column in told:
                self._carried.add(field)
        if "rating_alone" in told and "rating_millionths" not in told:
            text = _(
                "A mean rating counts only with the number of ratings. The file has none, so it was not "
                "imported."
            )
            self.warnings.append(ImportWarning("mean_without_count", text))
        if "satisfaction" in told and "rating_millionths" not in told:
            text = _(
                "A satisfaction rate is not a mean of 1–5 ratings: it is stored as it is, but does not "
                "count as the scorecard's CSAT."
            )
            self.warnings.append(ImportWarning("rate_is_no_csat", text))


# What a column only seems to tell, until its rows are counted.
_DERIVED = frozenset(
    {
        "response_mean", "response_sum", "talk_mean", "talk_sum",
        "resolved_count", "resolution_rate", "rating_mean", "rating_sum", "rated_5",
    }
)  # fmt: skip
_FIELDS = {
    "response_us": "response_mean",
    "talk_us": "talk_mean",
    "unresolved": "resolved_count",
    "rating_millionths": "rating_mean",
}
_STORED = frozenset(STORED) - {"agent"} | {"agent_id"}


def _overlapping(spans: list[tuple[int, int, str, str, str]]) -> list[str]:
    """The references of an agent's totals that share a day and may be of the same contacts."""
    spans = sorted(spans)
    found = []
    for number, (_start, end, channel, queue, ref) in enumerate(spans):
        for other_start, _end, other_channel, other_queue, other in spans[number + 1 :]:
            if other_start >= end:
                break
            same_channel = not channel or not other_channel or channel == other_channel
            if same_channel and (not queue or not other_queue or queue == other_queue):
                found += [ref, other]
    return found


def defaults_of(layout: Layout) -> TotalsDefaults:
    """What titles and headers say of every row."""
    return TotalsDefaults(
        span_in_titles(list(layout.told)), channel_of(layout.headers, layout.columns, layout.told)
    )


def days_known(layout: Layout) -> bool:
    """Whether it is told of which days the totals are."""
    return defaults_of(layout).span is not None or bool({"period", "from"} & layout.columns.keys())


def refuse_undated(layout: Layout) -> None:
    """Raise UserError where nothing says of which days the totals are."""
    if not days_known(layout):
        raise UserError(
            "totals.without_days",
            _("These are totals of contacts, but their days are not given."),
            kept=_("Nothing was imported."),
            remedy=_(
                "Specify the column with the day or month, or put it into the file's name, such as 2026-10."
            ),
        )


def refuse_other_sheets(connection: Connection, met: Select[Any], named: Callable[[Any], str]) -> None:
    """Raise UserError for sums that another sheet of the same file has, too: one of them would be lost.

    `met` selects what both have, `named` says one of them in words.
    """
    first = connection.execute(met.limit(1)).scalars().first()
    if first is not None:
        raise UserError(
            "import.sheets_meet",
            _("Two worksheets of the file have sums of the same days: {what}.").format(what=named(first)),
            kept=_("Nothing was imported; nothing is lost or counted twice."),
            remedy=_(
                "If both count (parts of a month, shops, couriers), put the days, the shop or the courier "
                "into a column, or the days above each table. If one is a copy, remove it."
            ),
        )


def sums_replaced(n: int) -> list[ImportWarning]:
    """That sums took the place of those of an earlier import."""
    if not n:
        return []
    text = ngettext(
        "{n} row replaces one of an earlier import with the same days. If both are to count (two shops, two "
        "parts of a month), undo this import and put the shop or the days into a column.",
        "{n} rows replace ones of an earlier import with the same days. If both are to count (two shops, two "
        "parts of a month), undo this import and put the shop or the days into a column.",
        n,
    )
    return [ImportWarning("sums_replaced", text.format(n=formats.count(n)))]


def rows_added(days: int) -> ImportWarning:
    """That rows of one day were added up."""
    text = ngettext(
        "{n} day has several rows; they were added up.",
        "{n} days have several rows; they were added up.",
        days,
    )
    return ImportWarning("rows_added", text.format(n=formats.count(days)))
