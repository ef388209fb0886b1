"""The bonus list for payroll: the columns the office chose, as a workbook or CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.scorecard import Names
from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.services import audit, personal, rights
from qadesk.services.done import Done, Undo
from qadesk.services.uses import bonus_words as words
from qadesk.services.uses import given_out, rules
from qadesk.services.uses.bonuses import BonusLine, BonusList, bonuses_in
from qadesk.services.uses.currency import currency_in, named
from qadesk.services.uses.given_out import Differs, SaidLine
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.export import WrittenCell, write_table

KEY: Final = "bonus_columns"
COLUMNS: Final = {
    "month": N_("Cycle"),
    "staff_no": N_("Staff no."),
    "name": N_("Name"),
    "team": N_("Team"),
    "post": N_("Post"),
    "total": N_("Total"),
    "grade": N_("Grade"),
    "days": N_("Days worked"),
    "coefficient": N_("Coefficient"),
    "amount": N_("Amount"),
    "sure": N_("How sure"),
    "mark": N_("Look at"),
    "standing": N_("Standing"),
    "revision": N_("Revision"),
    "why": N_("Why"),
}
DEFAULT: Final = ("month", "staff_no", "name", "team", "total", "grade", "coefficient", "amount", "sure",
                  "mark", "standing", "why")  # fmt: skip


def columns(office: Office) -> tuple[str, ...]:
    """The columns that are written, in order: those chosen last."""
    with office.read() as connection:
        return columns_in(connection)


def columns_in(connection: Connection) -> tuple[str, ...]:
    """The same inside a transaction that does more."""
    own = tables.setting.c
    found = connection.execute(select(own.value).where(own.key == KEY)).scalar()
    kept = tuple(one for one in found if one in COLUMNS) if isinstance(found, list) else ()
    return kept or DEFAULT


@rights.needs("prepare")
def choose_columns(office: Office, wanted: Sequence[str]) -> Done[tuple[str, ...]]:
    """Remember which columns are written. Raises UserError for none, and for one there is not."""
    unknown = [one for one in wanted if one not in COLUMNS]
    if unknown or not wanted:
        raise UserError(
            "uses.columns",
            _("There is no column “{name}”.").format(name=unknown[0] if unknown else ""),
            kept=_("Nothing was changed."),
            remedy=_("Choose of these: {names}.").format(names=_(", ").join(COLUMNS)),
        )
    chosen, own = tuple(dict.fromkeys(wanted)), tables.setting
    with office.write() as connection:
        before = columns_in(connection)
        if chosen == before:
            return Done(before)
        connection.execute(delete(own).where(own.c.key == KEY))
        connection.execute(insert(own).values(key=KEY, value=list(chosen)))
        audit.note(connection, office, "uses.columns", office.name)
    undo = Undo(_("choose columns"), partial(choose_columns, office, before))
    return Done(chosen, frozenset({"settings"}), undo)


@rights.needs("print")
def export(office: Office, code: str, path: Path) -> Done[BonusList]:
    """Write a month's bonus list to .xlsx or .csv, and keep what it said. An existing file is replaced.

    Raises UserError where no rules are in force, the month is open, or the file cannot be written.
    """
    with office.write() as connection:  # what is kept is what was written
        made, chosen = bonuses_in(connection, office, code), columns_in(connection)
        if made is None:
            raise rules.none_in_force(code)
        lines = said(made)
        given_out.keep_in(connection, office, made.month, made.rules, "bonus", path, lines)
        rows = [[_CELLS[name](line, made) for name in chosen] for line in made.lines]
        heads = [_head(name, currency_in(connection)) for name in chosen]
        write_table(path, heads, rows, plain={_("Staff no.")})
    personal.exported(office, code, "agents", len(lines), path)
    return Done(made, frozenset({"cycle"}))


def _head(column: str, currency: Names) -> str:
    return named(currency, _(COLUMNS[column])) if column == "amount" else _(COLUMNS[column])


def said(made: BonusList) -> tuple[SaidLine, ...]:
    """What the list says of each agent of whom it says anything."""
    return tuple(
        SaidLine(
            line.member.agent.id,
            "bonus",
            line.due.coefficient,
            line.due.amount,
            line.member.made.total,
            line.member.made.grade,
            line.member.revision,
            words.why(line, made),
        )
        for line in made.lines
        if line.due.value is not None
    )


def since(office: Office, made: BonusList) -> tuple[Differs, ...]:
    """What differs from the list that was given out last."""
    with office.read() as connection:
        return since_in(connection, made)


def since_in(connection: Connection, made: BonusList) -> tuple[Differs, ...]:
    """The same inside a transaction that does more."""
    given = given_out.of_month(connection, made.month.cycle.id)
    return given_out.differences(given, "bonus", said(made))


def _number(value: Decimal | None) -> WrittenCell:
    return "" if value is None else float(value)


_CELLS: Final[dict[str, Callable[[BonusLine, BonusList], WrittenCell]]] = {
    "month": lambda _line, made: made.month.code,
    "staff_no": lambda line, _made: line.member.agent.staff_no,
    "name": lambda line, _made: line.member.agent.name,
    "team": lambda line, _made: line.member.agent.team,
    "post": lambda line, _made: line.member.agent.post,
    "total": lambda line, _made: _number(line.member.made.total),
    "grade": lambda line, _made: line.member.made.grade or "",
    "days": lambda line, made: _number(line.member.given(made.rule).days),
    "coefficient": lambda line, _made: _number(line.due.coefficient),
    "amount": lambda line, _made: _number(line.due.amount),
    "sure": words.how_sure,
    "mark": lambda line, _made: words.mark(line),
    "standing": lambda line, _made: words.standing_words(line.member.standing),
    "revision": lambda line, _made: line.member.revision,
    "why": words.why,
}


def change_words(one: Differs) -> str:
    """What differs: “1.20 → 1.00”."""
    before, now = (
        words.number(None if side is None else side.coefficient if side.amount is None else side.amount)
        for side in (one.before, one.now)
    )
    return f"{before} → {now}"
