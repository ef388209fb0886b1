"""Awards, lists and tried rules as the command line tells them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from qadesk import formats
from qadesk.cli import output
from qadesk.domain.bonuses import BonusDue
from qadesk.i18n import _
from qadesk.services.assessment.participants import Participant
from qadesk.services.uses import award_words, bonus_words
from qadesk.services.uses.overview import Consequence, UsesOverview
from qadesk.services.uses.trial import TriedMonth


def others(found: UsesOverview, kind: str, args: argparse.Namespace) -> None:
    """The awards or the lists of a month."""
    rows, notes = [row for row in found.rows if row.kind == kind], found.notes([kind])
    data = {
        "cycle": found.month.code,
        "rules": found.rules and found.rules.version,
        "lines": [_row(row) for row in rows],
        "notes": list(notes),
    }
    lines = []
    for row in rows:
        said = [row.what, f"{row.staff_no} {row.name}", row.value, row.sure, row.mark,
                bonus_words.standing_words(row.standing)]  # fmt: skip
        lines += ["  ".join(one for one in said if one), f"    {row.why}"]
    output.print_result(data, "\n".join([*lines, *notes]) or _("Nobody."), args)


def tried(months: Sequence[TriedMonth], args: argparse.Namespace) -> None:
    """What rules would have made of past months."""
    data = {"months": [_tried(one) for one in months]}
    lines = []
    for one in months:
        text = _("{month}: together {tried}; by the rules in force {held}")
        lines.append(
            text.format(
                month=formats.cycle_text(one.code),
                tried=bonus_words.number(one.tried_sum),
                held=bonus_words.number(one.held_sum),
            )
        )
        for line in one.lines:
            if line.differs:
                values = (bonus_words.number(due.value if due else None) for due in (line.held, line.tried))
                lines.append(f"    {line.agent.staff_no} {line.agent.name}  {' → '.join(values)}")
        for name, people in one.tried_names:
            if people:
                lines.append(f"    {formats.spoken(name, award_words.names(people))}")
    output.print_result(data, "\n".join(lines), args)


def _row(row: Consequence) -> dict[str, Any]:
    return {
        "what": row.what,
        "purpose": row.purpose or None,
        "staff_no": row.staff_no,
        "name": row.name,
        "total": _text(row.total),
        "grade": row.grade,
        "value": row.value,
        "amount": _text(row.amount),
        "decided": row.settled,
        "how_sure": row.sure,
        "look_at": row.mark,
        "standing": row.standing.value,
        "why": row.why,
    }


def _tried(one: TriedMonth) -> dict[str, Any]:
    return {
        "cycle": one.code,
        "in_force": one.held_version,
        "sum": _text(one.tried_sum),
        "sum_in_force": _text(one.held_sum),
        "bonuses": [
            {
                "staff_no": line.agent.staff_no,
                "total": _text(line.total),
                "grade": line.grade,
                "value": _due(line.tried),
                "in_force": _due(line.held),
            }
            for line in one.lines
        ],
        "named": _named(one.tried_names),
        "named_in_force": _named(one.held_names),
    }


def _named(found: Sequence[tuple[str, Sequence[Participant]]]) -> dict[str, list[str]]:
    return {name: [one.staff_no for one in people] for name, people in found}


def _due(due: BonusDue | None) -> str | None:
    return None if due is None else _text(due.value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
