"""Storing deliveries: rows of one day and courier are added up; the day is the sum of its couriers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.records.imports_keeping import StoredValues
from qadesk.services.records.imports_store import RecordStore
from qadesk.services.records.imports_totals import refuse_other_sheets, rows_added, sums_replaced
from qadesk.storage.office import Office
from qadesk.storage.tables import delivery_day

_NAMED = 5


class DeliveryStore(RecordStore):
    """Gathers the rows of one import by day and courier and stores them in `finish`.

    A row that is there twice is one row; rows that differ are parts of the day.
    """

    def __init__(
        self, connection: Connection, office: Office, batch_id: int, sheets: Sequence[int] = ()
    ) -> None:
        """`sheets` are the imports of the file's other sheets."""
        super().__init__(connection, "deliveries", office, batch_id)
        self._office, self._sheets = office, sheets
        self._parts: dict[tuple[str, str], dict[StoredValues, int]] = {}

    def add(self, columns: Sequence[Sequence[Any]], lines: Sequence[int]) -> None:
        """Take a block of rows, column by column."""
        for day, courier, *figures in zip(*columns, strict=True):
            parts = self._parts.setdefault((day, courier), {})
            parts[tuple(figures)] = parts.get(tuple(figures), 0) + 1

    def finish(self) -> None:
        """Store what was gathered. Raises UserError for a day of the whole office and of couriers."""
        self._refuse_other_sheets()
        single = [(*key, *next(iter(parts))) for key, parts in self._parts.items() if len(parts) == 1]
        if single:
            super().add(list(zip(*single, strict=True)), range(len(single)))
        self._refuse_sums()
        for key, parts in self._parts.items():
            self.duplicates += sum(parts.values()) - len(parts)
            if len(parts) > 1:
                self._add_sum(key, list(parts))
        several = len({key[0] for key, parts in self._parts.items() if len(parts) > 1})
        if several:
            self.warnings.append(rows_added(several))
        self.warnings += sums_replaced(self.updated)
        self._refuse_both()

    def _refuse_other_sheets(self) -> None:
        at = delivery_day.c
        for courier in dict.fromkeys(courier for _day, courier in self._parts):
            days = [date.fromisoformat(day) for day, whose in self._parts if whose == courier]
            met = select(at.day).where(at.batch_id.in_(self._sheets), at.courier == courier, at.day.in_(days))
            refuse_other_sheets(self._connection, met, formats.day)

    def _add_sum(self, key: tuple[str, str], parts: Sequence[StoredValues]) -> None:
        """One row for several: each of them shares its fate in the counts."""
        before = self.imported, self.duplicates, self.updated
        super().add([[value] for value in (*key, *map(_sum, zip(*parts, strict=True)))], [0])
        more = len(parts) - 1
        self.imported += more * (self.imported > before[0])
        self.duplicates += more * (self.duplicates > before[1])
        self.updated += more * (self.updated > before[2])

    def _refuse_sums(self) -> None:
        """Raise UserError where a row of a day is the sum of its other rows, whatever it is called."""
        for (day, _courier), parts in self._parts.items():
            figures = [part for part in parts if any(part)]
            whole = next((part for part in figures if _is_sum(part, figures)), None)
            if whole is not None:
                raise UserError(
                    "import.deliveries_summed",
                    _("One of the rows of {day} ({due} due) is the sum of the others.").format(
                        day=formats.day(date.fromisoformat(day)), due=whole[0]
                    ),
                    kept=_("Nothing was imported; nothing is counted twice."),
                    remedy=_("Remove the rows that add up others, then import the file again."),
                )

    def _refuse_both(self) -> None:
        day = delivery_day.c
        days = [
            row.day
            for row in self._connection.execute(
                select(day.day)
                .where(day.office_id == self._office.id)
                .group_by(day.day)
                .having(func.min(day.courier) == "", func.max(day.courier) != "")
                .order_by(day.day)
            )
        ]
        if days:
            said = _(", ").join(map(formats.day, days[:_NAMED])) + ("…" if len(days) > _NAMED else "")
            raise UserError(
                "import.deliveries_twice",
                _(
                    "There are deliveries both of the whole branch and of single couriers on the same day: "
                    "{days}."
                ).format(days=said),
                kept=_("Nothing was imported; nothing is counted twice."),
                remedy=_("Undo the import of the other file first, or remove the row without a courier."),
            )


def _is_sum(part: StoredValues, parts: Sequence[StoredValues]) -> bool:
    """Whether one row adds up the others, of which there are several."""
    others = [other for other in parts if other != part]
    return len(others) > 1 and part == tuple(map(_sum, zip(*others, strict=True)))


def _sum(figures: Sequence[int | None]) -> int | None:
    """The sum of a column; None where a part of it is not told."""
    return None if None in figures else sum(figure for figure in figures if figure is not None)
