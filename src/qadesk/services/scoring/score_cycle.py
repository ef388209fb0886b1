"""Of which month a score sheet is: what its worksheet, titles, name or a column of months say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from qadesk.domain.cycles import Cycle
from qadesk.domain.periods import Period, month_of
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.tabular.table import TableSource
from qadesk.tabular.text import Cell, cell_text, normal_header
from qadesk.tabular.totals_values import parse_span

_COLUMN: Final = re.compile(r"(?:考核|评分|统计)?(?:月份?|周期|月度)|(?:cycle|month|period)")
# 2026-10, 2026年10月, 202610; not the month of a day, which may be that of filling in or of printing
_MONTH: Final = re.compile(
    r"(?<!\d)(20\d\d)\s*[-/._年]?\s*(0?[1-9]|1[0-2])\s*月?(?:份)?(?!\d|\s*[-/._日]\s*\d|\s*\d+\s*[日号])"
)
_MONTH_ALONE: Final = re.compile(r"(0?[1-9]|1[0-2])\s*月(?:份)?")


def refuse_other_cycle(
    cycle: Cycle, known: Iterable[Cycle], source: TableSource, header_line: int, path: Path
) -> None:
    """Raise UserError if a sheet names another cycle and not this one: it would be stored as this one's.

    The worksheet's name, the lines above the headers and the file's name are looked at; `known` are the
    office's cycles.
    """
    titles = (cell for row in source.head(header_line) if row.line < header_line for cell in row.cells)
    for text in (source.sheet, *map(cell_text, titles), path.stem):
        named = _named(text, known)
        if not named or any(_overlap(span, cycle.period) for span in named):
            continue
        raise UserError(
            "score_sheet.other_cycle",
            _("“{file}” is of {month} (“{text}”), and {code} is being scored.").format(
                file=path.name, month=named[0].code, text=text, code=cycle.code
            ),
            kept=_("Nothing was imported."),
            remedy=_(
                "Choose the right month (on the command line: --cycle {month}). If the scores are of {code}, "
                "correct this name first."
            ).format(month=named[0].code, code=cycle.code),
        )


def month_column(heads: Sequence[str], unused: Iterable[int]) -> int | None:
    """The column, of those not used otherwise, that says of which month a row is; None if there is none."""
    return next((at for at in unused if _COLUMN.fullmatch(normal_header(heads[at]))), None)


def is_of_another(cell: Cell, period: Period) -> bool:
    """Whether a cell of such a column says another month than the cycle's."""
    text = cell_text(cell, wide=True).strip()
    if text == period.code:
        return False
    if match := _MONTH_ALONE.fullmatch(text):
        return int(match[1]) not in {(period.start.month - 1 + n) % 12 + 1 for n in range(period.months)}
    span = parse_span(cell if not isinstance(cell, str) else text, "ymd")
    if not isinstance(span, str):
        return False
    first, last = map(date.fromisoformat, span.split("/"))
    return not (first < period.end and last >= period.start)


def _named(text: str, known: Iterable[Cycle]) -> list[Period]:
    """The cycles and months a text names."""
    months = [
        month_of(date(int(match[1]), int(match[2]), 1))
        for match in _MONTH.finditer(cell_text(text, wide=True))
    ]
    return [
        *(one.period for one in known if re.search(rf"(?<!\w){re.escape(one.code)}(?!\w)", text)),
        *months,
    ]


def _overlap(one: Period, other: Period) -> bool:
    return one.start < other.end and other.start < one.end
