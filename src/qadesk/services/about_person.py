"""Everything that is kept about one person, an agent or a user, as PDF or spreadsheet: what they may ask for.

Whatever table names an agent is in it by that (`merging_rows.OF_AGENTS`), so that one added later is, too.
Customers' telephone numbers are masked in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, func, select

from qadesk.errors import UserError
from qadesk.i18n import _, current_language, ngettext
from qadesk.kinds.registry import all_records
from qadesk.services import personal, rights, staff_numbers
from qadesk.services.done import Done
from qadesk.services.merging_rows import OF_AGENTS
from qadesk.services.trail import browsing, history, things
from qadesk.services.trail.column_words import NEVER_SHOWN, column_name
from qadesk.services.trail.finding import Wanted
from qadesk.services.trail.reading import Reader
from qadesk.services.trail.words import table_name
from qadesk.storage import tables
from qadesk.storage.office import Office

_LEFT_OUT: Final = NEVER_SHOWN | {"agent_id", "note_id", "content"}
_ON_PAPER: Final = 300  # rows of a table on paper; a spreadsheet has all
_MOST_ENTRIES: Final = 5000  # of what a user did


@dataclass(frozen=True)
class PersonSection:
    """One table of it: title, headings, rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class AboutPerson:
    """All of it; `login` "" for an agent, `staff_no` "" for a user."""

    name: str
    staff_no: str
    login: str
    sections: tuple[PersonSection, ...]

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(len(one.rows) for one in self.sections)


def about_agent(office: Office, staff_no: str) -> AboutPerson:
    """What is kept about an agent. Raises UserError for a number that is nobody's."""
    with office.read() as connection:
        who = staff_numbers.must_find(connection, staff_no)
        reader = Reader(connection, office)
        reader.show = personal.shown(office, None)
        row = connection.execute(select(tables.agent).where(tables.agent.c.id == who)).one()
        sections = [_section(connection, reader, tables.agent, tables.agent.c.id == who)]
        sections += [
            _section(connection, reader, table, table.c.agent_id == who)
            for table in OF_AGENTS
            if table is not tables.assessment
        ]
        theirs = select(tables.appeal.c.id).where(tables.appeal.c.agent_id == who)
        sections += [
            _section(connection, reader, table, table.c.appeal_id.in_(theirs))
            for table in (tables.appeal_point, tables.appeal_file)
        ]
        form = tables.evaluation.c
        own = tables.rating.c.evaluation_id.in_(select(form.id).where(form.agent_id == who))
        sections += [_section(connection, reader, tables.rating, own), _results(connection, reader, who)]
    sections.append(_trail(office, row.staff_no))
    return AboutPerson(row.name, row.staff_no, "", tuple(one for one in sections if one.rows))


def about_user(office: Office, login: str) -> AboutPerson:
    """What is kept about a user of the program. Raises UserError for a login that is nobody's."""
    own = tables.user.c
    with office.read() as connection:
        row = connection.execute(select(tables.user).where(own.login == login)).first()
        if row is None:
            raise UserError(
                "user.no_such_login",
                _("There is no user “{login}”.").format(login=login),
                kept=_("Nothing was written."),
            )
        reader = Reader(connection, office)
        reader.show = personal.shown(office, None)
        sections = [_section(connection, reader, tables.user, own.id == row.id)]
        counts = tuple(_counts(connection, row.id))
    sections.append(PersonSection(_("Entered or done by them"), (_("What"), _("Number")), counts))
    entries = browsing.each(office, Wanted(login=login), _MOST_ENTRIES)
    done = tuple((f"{one.at:%Y-%m-%d %H:%M}", one.what, one.about, one.whence) for one in entries)
    sections.append(PersonSection(_("Trail"), (_("When"), _("What"), _("About"), _("From where")), done))
    return AboutPerson(row.name, "", login, tuple(one for one in sections if one.rows))


@rights.needs("print")
def write(office: Office, about: AboutPerson, path: Path) -> Done[AboutPerson]:
    """Write it: PDF for a name that ends so, else a workbook; it is in the trail. Raises UserError."""
    if path.suffix.lower() == ".pdf":
        _write_pdf(office, about, path)
    else:
        from qadesk.tabular.export import write_sheets

        names: dict[str, int] = {}
        write_sheets(path, [(_sheet(one.title, names), one.columns, one.rows) for one in about.sections])
    personal.exported(office, about.staff_no or about.login, "both", about.rows, path)
    return Done(about)


def _write_pdf(office: Office, about: AboutPerson, path: Path) -> None:
    from qadesk.printing.listed import ListingContent, ListingSection
    from qadesk.printing.listing import listing_pdf
    from qadesk.whole_files import write_whole

    sections = []
    for one in about.sections:
        said = ngettext("{n} row", "{n} rows", len(one.rows)).format(n=f"{len(one.rows):,}")
        if len(one.rows) > _ON_PAPER:
            said += _("; the first {n} are shown, the spreadsheet has all").format(n=_ON_PAPER)
        sections.append(ListingSection(one.title, one.columns, one.rows[:_ON_PAPER], said))
    who = f"{about.name} {about.staff_no or about.login}"
    intro = _("Everything this office keeps about {who}. Telephone numbers of customers are masked.")
    title = _("What is kept about {who}").format(who=who)
    content = ListingContent(current_language(), title, intro.format(who=who), office.name, tuple(sections))
    write_whole(path, listing_pdf(content, office.local(office.now())))


# ---- the parts


def _section(connection: Connection, reader: Reader, table: Table, here: Any) -> PersonSection:
    """The rows of a table with all columns that say something."""
    names = [one.name for one in table.c if one.name not in _LEFT_OUT]
    query: Select[Any] = select(*(table.c[name] for name in names)).where(here)
    key = next(iter(table.primary_key.columns))
    found = connection.execute(query.order_by(key)).all()
    used = [at for at in range(len(names)) if any(row[at] not in (None, "") for row in found)]
    return PersonSection(
        table_name(table.name),
        tuple(column_name(table.name, names[at]) for at in used),
        tuple(
            tuple(_value(reader, table.name, names[at], row[at], _indicator(row)) for at in used)
            for row in found
        ),
    )


def _indicator(row: Any) -> str:
    return str(row._mapping.get("indicator") or "")


def _value(reader: Reader, table: str, column: str, value: Any, indicator: str = "") -> str:
    shown = reader.local(value) if isinstance(value, datetime) else value
    return reader.value(table, column, shown, indicator)


def _results(connection: Connection, reader: Reader, who: int) -> PersonSection:
    own = tables.assessment.c
    rows = connection.execute(
        select(own.cycle_id, own.content, own.at, own.revision)
        .where(own.agent_id == who)
        .order_by(own.cycle_id, own.revision)
    )
    told = [
        (
            reader.value("assessment", "cycle_id", row.cycle_id),
            str(row.revision),
            str(row.content.get("total") or ""),
            str(row.content.get("grade") or ""),
            str(reader.show(row.content.get("comment") or "")),
            _value(reader, "assessment", "at", row.at),
        )
        for row in rows
    ]
    heads = (_("Cycle"), _("Revision"), _("Total"), _("Grade"), _("Comment"), _("When"))
    return PersonSection(table_name("assessment"), heads, tuple(told))


def _trail(office: Office, staff_no: str) -> PersonSection:
    _name, steps = history.history(office, _concerning(staff_no))
    hide = personal.shown(office, None)
    rows = tuple(
        (
            f"{one.entry.at:%Y-%m-%d %H:%M}", one.entry.who or _("QADesk"), one.entry.what,
            *(str(hide(text)) for text in (_of_what(one), one.before, one.after)),
        )
        for one in steps
    )  # fmt: skip
    heads = (_("When"), _("Who"), _("What was done"), _("Row changed"), _("Was"), _("Became"))
    return PersonSection(_("Trail"), heads, rows)


def _of_what(step: history.HistoryStep) -> str:
    return " · ".join(one for one in (step.row or step.entry.about, step.column) if one)


def _concerning(staff_no: str) -> things.About:
    """Every entry about an agent: the rows that name them, of all months, their ratings, their sheets."""

    def about(connection: Connection, reader: Reader) -> history.Thing:
        agent, form = reader.numbers.get(staff_no, 0), tables.evaluation.c
        own = [history.RowsOf("agent", {"id": agent})]
        own += [history.RowsOf(table.name, {"agent_id": agent}) for table in OF_AGENTS
                if table.name not in records]  # fmt: skip
        forms = connection.execute(select(form.id).where(form.agent_id == agent)).scalars()
        own += [history.RowsOf("rating", {"evaluation_id": one}) for one in forms]
        checks = tables.contact_check.c
        checked = connection.execute(select(checks.id).where(checks.agent_id == agent)).scalars()
        own += [history.RowsOf("check_answer", {"check_id": one}) for one in checked]
        numbers = {number for number, key in reader.numbers.items() if key == agent} | {staff_no}
        months = connection.execute(select(tables.cycle.c.code)).scalars()
        subjects = tuple(f"{month}/{number}" for month in months for number in sorted(numbers))
        return history.Thing(reader.agent(agent), tuple(own), frozenset({*numbers, *subjects}), subjects)

    records = {one.table for one in all_records().values()}  # which the sections before hold, row by row
    return about


def _counts(connection: Connection, user_id: int) -> Iterator[tuple[str, str]]:
    for table in tables.metadata.sorted_tables:
        if "user_id" in table.c and table is not tables.sign_in_attempt:
            query = select(func.count()).select_from(table).where(table.c.user_id == user_id)
            number = connection.execute(query).scalar_one()
            if number:
                yield table_name(table.name), f"{number:,}"


def _sheet(title: str, taken: dict[str, int]) -> str:
    """A name for a worksheet: at most 31 letters, none twice."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:28]
    taken[plain] = taken.get(plain, 0) + 1
    return plain if taken[plain] == 1 else f"{plain} {taken[plain]}"
