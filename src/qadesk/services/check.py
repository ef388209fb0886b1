"""Whether an office file is sound: its pages, its references, and the results it promised never to change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from qadesk.domain.periods import Period
from qadesk.errors import UserError, joined
from qadesk.i18n import N_, _, ngettext
from qadesk.services import cycles
from qadesk.services.assessment import results
from qadesk.services.cycles import Cycle
from qadesk.services.designing.version_rows import changed_since_published
from qadesk.services.records import counting
from qadesk.storage import damage, structure, tables
from qadesk.storage.files import SCHEMA
from qadesk.storage.office import Office

_MOST = 20  # what is listed of one kind of damage
_DETAILS = 3  # of what only a specialist understands
_DAMAGE = (  # what SQLite says of a page, and what it means for the person at the desk
    (r"row (?P<row>\d+) missing from index (?P<name>\S+)", N_("Row {row} is missing in the index “{name}”.")),
    (r"wrong # of entries in index (?P<name>\S+)", N_("The index “{name}” does not list every row once.")),
    (r"non-unique entry in index (?P<name>\S+)", N_("The index “{name}” holds the same entry twice.")),
    (r"NULL value in (?P<name>\S+)", N_("“{name}” is empty in a row where it must not be.")),
    (r"CHECK constraint failed in (?P<name>\S+)", N_("“{name}” holds a value that is not allowed there.")),
    (r"(?:NUMERIC|TEXT|non-\w+) value in (?P<name>\S+)", N_("“{name}” holds a value of the wrong kind.")),
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `problem` is empty where it is in order."""

    what: str
    problem: str

    @property
    def ok(self) -> bool:
        """Whether it is in order."""
        return not self.problem


def check(office: Office) -> tuple[Finding, ...]:
    """Everything that is looked at, in order; writes nothing."""
    made_otherwise = _told(lambda: _structure(office))
    grave = any(difference.grave for difference in made_otherwise)
    unread = [_("Not looked at, since the tables are not as they should be.")]
    return (
        _finding(_("Pages of the file"), (d.text for d in _told(lambda: _pages(office)))),
        _finding(_("References between records"), (d.text for d in _told(lambda: _orphans(office)))),
        _finding(_("Tables of the file"), (d.text for d in made_otherwise)),
        _finding(
            _("Results of closed cycles"),
            unread if grave else (d.text for d in _told(lambda: _changed_results(office))),
        ),
        _finding(
            _("Published scorecards"),
            unread if grave else (d.text for d in _told(lambda: _changed_scorecards(office))),
        ),
        _finding(_("Texts, dates and figures"), (d.text for d in _told(lambda: _unreadable(office)))),
        _finding(
            _("Totals beside single records"),
            unread if grave else (d.text for d in _told(lambda: _unsettled_totals(office))),
        ),
    )


def _unsettled_totals(office: Office) -> list[structure.Difference]:
    """Months in which totals meet single contacts and nobody has said which count."""
    cycle = tables.cycle.c
    with office.read() as connection:
        months = connection.execute(
            select(cycle.start, cycle.end, cycle.code)
            .where(cycle.office_id == office.id)
            .order_by(cycle.start)
        ).all()
        return [
            structure.Difference(one.words(), False)
            for month in months
            for one in counting.met_in(connection, office, Period(month.start, month.end, month.code))
            if not one.counts
        ]


def _finding(what: str, problems: Iterable[str]) -> Finding:
    told = list(problems)
    shown = told[:_MOST]
    if len(told) > _MOST:
        shown.append(_("… and {n} more").format(n=len(told) - _MOST))
    return Finding(what, joined(*shown))


def _told(look: Callable[[], list[structure.Difference]]) -> list[structure.Difference]:
    """What a look finds, or why the file did not let itself be looked at."""
    try:
        return look()
    except UserError as error:
        return [structure.Difference(error.happened, True)]


def _pages(office: Office) -> list[structure.Difference]:
    with office.read() as connection:
        rows = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST + 1})").scalars().all()
    lines = [line for row in rows for line in str(row).splitlines() if line != "ok" and line[:3] != "***"]
    known = [text for line in lines if (text := _in_words(line))]
    other = [line for line in lines if not _in_words(line)]
    if other:
        text = ngettext("A page is damaged ({detail}).", "Pages are damaged ({detail}).", len(other))
        known.append(text.format(detail="; ".join(other[:_DETAILS])))
    return [structure.Difference(text, True) for text in known]


def _in_words(damage: str) -> str:
    """What a line of SQLite's means; nothing for damage that only its own words describe."""
    for pattern, text in _DAMAGE:
        if found := re.fullmatch(pattern, damage.strip()):
            return _(text).format(**found.groupdict())
    return ""


def _unreadable(office: Office) -> list[structure.Difference]:
    """Cells that hold what is no text, date or figure."""
    text = _("Table “{table}”, row {row}, column “{column}” cannot be read.")
    with office.look() as connection:
        return [
            structure.Difference(text.format(table=cell.table, row=cell.row, column=cell.column), True)
            for cell in damage.found(connection)
        ]


def _orphans(office: Office) -> list[structure.Difference]:
    """Rows that point to something that is not there, counted for each pair of tables."""
    with office.read() as connection:
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    pairs = sorted(Counter((str(row[0]), str(row[2])) for row in rows).items())
    return [structure.Difference(_pointing(*pair, n), True) for pair, n in pairs]


def _pointing(table: str, other: str, n: int) -> str:
    text = ngettext(
        "{n} row of “{table}” points to a row of “{other}” that is not there.",
        "{n} rows of “{table}” point to rows of “{other}” that are not there.",
        n,
    )
    return text.format(n=n, table=table, other=other)


def _structure(office: Office) -> list[structure.Difference]:
    with office.look() as connection:
        schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if schema != SCHEMA:
            text = _("They are of version {found} instead of {wanted}.").format(found=schema, wanted=SCHEMA)
            return [structure.Difference(text, True)]
        return structure.differences(connection, schema)


def _changed_results(office: Office) -> list[structure.Difference]:
    changed: list[str] = []
    told: list[structure.Difference] = []
    with office.read() as connection:
        for row in connection.execute(select(tables.cycle).where(tables.cycle.c.status == "closed")):
            try:
                changed += _altered(connection, office, cycles.get_in(connection, office, row.code))
            except (ValueError, LookupError, TypeError, ArithmeticError):  # no JSON, or other than was stored
                text = _("What was stored of {cycle} cannot be read.")
                told.append(structure.Difference(text.format(cycle=row.code), True))
    if changed:
        text = _("No longer what was stored when the cycle was closed: {what}.")
        told.append(structure.Difference(text.format(what=_(", ").join(changed)), True))
    return told


def _changed_scorecards(office: Office) -> list[structure.Difference]:
    try:
        with office.read() as connection:
            changed = changed_since_published(connection)
    except (ValueError, LookupError, TypeError):  # no JSON, or other than was stored
        return [structure.Difference(_("What was stored of the scorecards cannot be read."), True)]
    if not changed:
        return []
    text = _("No longer what was published: {what}.")
    return [structure.Difference(text.format(what=_(", ").join(changed)), True)]


def _altered(connection: Connection, office: Office, cycle: Cycle) -> list[str]:
    """Cycle and staff number of the stored assessments that no longer match their digest."""
    promised: dict[int, str] = {
        row.agent_id: row.digest
        for row in connection.execute(
            select(tables.assessment.c.agent_id, tables.assessment.c.digest).where(
                tables.assessment.c.cycle_id == cycle.id
            )
        )
    }
    made = results.results_in(connection, office, cycle).results
    return [f"{cycle.code}/{r.agent.staff_no}" for r in made if promised.get(r.agent.id) != r.digest]
