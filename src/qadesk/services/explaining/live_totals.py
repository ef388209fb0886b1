"""An agent's totals of contacts as a sheet of the workbook, and what of them is added to the counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from qadesk.i18n import _
from qadesk.kinds.totals import CHANNELS
from qadesk.services import cycles
from qadesk.services.records import counting
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Cell, LiveSheet

_COLUMNS = (
    "contacts",
    "responses",
    "response_ms",
    "talks",
    "talk_ms",
    "resolved",
    "unresolved",
    "rated",
    "rating_sum",
)
_BEFORE = 4  # columns before those


def totals_sheet(office: Office, code: str, staff_no: str) -> LiveSheet:
    """The totals that count, a row each; no row where there are none."""
    heads = (
        _("From"), _("To"), _("Channel"), _("Group or shop"), _("Answered calls and chats"),
        _("… with a response time"), _("Sum of response times, in ms"),
        _("… with a talk time"), _("Sum of talk times, in ms"),
        _("Solved at the first contact"), _("Not solved at the first contact"),
        _("Rated by the customer"), _("Sum of customer ratings"), _("File"),
    )  # fmt: skip
    sheet = LiveSheet(_("Totals"), widths=(14, 14, 14, 16, *(14,) * len(_COLUMNS), 30), frozen=(1, 0))
    sheet.add(*(Cell(head, "head") for head in heads))
    for row in _rows(office, code, staff_no):
        first, last = office.local(row.at).date(), office.local(row.until).date()
        both = row.resolved is not None and row.unresolved is not None
        figures = (
            row.contacts,
            row.responses,
            _thousandth(row.response_us),
            row.talks,
            _thousandth(row.talk_us),
            row.resolved if both else None,
            row.unresolved if both else None,
            row.rated if row.rating_millionths is not None else None,
            None if row.rating_millionths is None else Decimal(row.rating_millionths) / 1_000_000,
        )
        sheet.add(
            Cell(first, "day"),
            Cell(last.fromordinal(last.toordinal() - 1), "day"),
            Cell(_(CHANNELS[row.channel])),
            Cell(row.queue),
            *(Cell(figure, "number") for figure in figures),
            Cell(row.file_name),
        )
    return sheet


def with_totals(
    counts: list[tuple[str, str, str]], sheet: LiveSheet, first: int
) -> list[tuple[str, str, str]]:
    """The counts of single contacts with those of the totals added."""
    added = {name: sheet.column(_BEFORE + at, first) for at, name in enumerate(_COLUMNS)}
    return [
        (name, label, f"{formula}+SUM({added[name]})" if name in added else formula)
        for name, label, formula in counts
    ]


def _thousandth(microseconds: int | None) -> Decimal | None:
    return None if microseconds is None else Decimal(microseconds) / 1000


def _rows(office: Office, code: str, staff_no: str) -> list[Any]:
    t, period = tables.contact_total.c, cycles.parse(code)
    start, end = period.utc(office.zone)
    with office.read() as connection:
        standing = counting.standing(connection, office, period)
        left_out = () if standing is None else standing.totals
        return list(
            connection.execute(
                select(tables.contact_total, tables.import_batch.c.file_name)
                .join_from(tables.contact_total, tables.import_batch)
                .join(tables.agent, tables.agent.c.id == t.agent_id)
                .where(
                    tables.agent.c.office_id == office.id,
                    tables.agent.c.staff_no == staff_no,
                    t.at >= start,
                    t.until <= end,
                    t.id.not_in(left_out),
                )
                .order_by(t.at, t.id)
            ).all()
        )
