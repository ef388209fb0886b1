"""What merging two entries moves, and what both of them have, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from qadesk.i18n import N_, _
from qadesk.kinds.registry import KINDS
from qadesk.services.merging import MergePreview, MovingRows

WHAT: Final = {
    "evaluations": N_("rating forms"),
    "values": N_("typed values"),
    "exemptions": N_("exemptions"),
    "focus": N_("focus for the next month"),
    "results": N_("results"),
    "sheets": N_("sheets printed"),
    "targets": N_("targets"),
    "plans": N_("planned targets"),
    "notes": N_("notes"),
}


def moving(found: MergePreview) -> tuple[str, ...]:
    """What moves, a line for each month."""
    return _by_month(found.moving) or (_("Nothing: the entry is empty."),)


def clashes(found: MergePreview) -> tuple[str, ...]:
    """What both have and only one can stand, a line for each month."""
    return _by_month(found.clashes)


def meeting(found: MergePreview) -> str:
    """That somebody has to say which of totals and single records count; "" where they do not meet."""
    text = _("Totals of one entry cover days with single records of the other in {months}: choose under "
             "Records of the month which count.")  # fmt: skip
    return text.format(months=_(", ").join(found.meeting)) if found.meeting else ""


def _by_month(rows: Iterable[MovingRows]) -> tuple[str, ...]:
    months: dict[str, list[str]] = {}
    for row in rows:
        name = _(WHAT[row.what]) if row.what in WHAT else _(KINDS[row.what].label)
        months.setdefault(row.month, []).append(_("{what} {n}").format(what=name, n=row.count))
    line = _("{month}: {list}")
    return tuple(
        line.format(month=month or _("in no opened month"), list=_(", ").join(listed))
        for month, listed in months.items()
    )
