"""A trial as a spreadsheet: one row for each agent, before and after, figures as figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from qadesk.domain.decimals import half_up
from qadesk.i18n import _
from qadesk.services import personal, rights
from qadesk.services.designing import trial_words as words
from qadesk.services.designing.trial import Move, Trial
from qadesk.storage.office import Office
from qadesk.tabular.export import WrittenCell, write_table

_ALL = 1000  # causes


@rights.needs("print")
def export(office: Office, made: Trial, path: Path) -> int:
    """Write a trial to .xlsx or .csv; how many agents. Raises UserError if it cannot be written."""
    headings, rows = table(made)
    write_table(path, headings, rows, plain={_("Staff no.")})
    personal.exported(office, _("Trial"), "agents", len(rows), path)
    return len(rows)


def table(made: Trial) -> tuple[list[str], list[list[WrittenCell]]]:
    """Headings and rows, whose total changed most first."""
    headings = [
        _("Staff no."), _("Name"), _("Team"), _("Total before"), _("Total after"), _("Difference"),
        _("Grade before"), _("Grade after"), _("Rank before"), _("Rank after"), _("Reason for the change"),
        _("Missing"),
    ]  # fmt: skip
    return headings, [_row(made, move) for move in made.moves]


def _row(made: Trial, move: Move) -> list[WrittenCell]:
    old, new, who = move.before, move.after, move.agent
    return [
        who.staff_no, who.name, who.team,
        _number(old.assessment.total), _number(new.assessment.total), _number(move.difference),
        old.assessment.grade or "", new.assessment.grade or "",
        "" if old.rank is None else old.rank, "" if new.rank is None else new.rank,
        "" if new.assessment.missing else words.shifts_text(made, move, _ALL),
        _(", ").join(words.indicator_name(made, code) for code in new.assessment.missing),
    ]  # fmt: skip


def _number(value: Decimal | None) -> WrittenCell:
    return "" if value is None else float(half_up(value))
