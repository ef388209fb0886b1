"""The trail as a list: its columns, what it can be narrowed to, and what is told of one entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from qadesk.formats import agent_text, cycle_text
from qadesk.i18n import _, ngettext
from qadesk.services.people import Person
from qadesk.services.trail.action_words import KINDS, action_name, actions_of, kind_name
from qadesk.services.trail.browsing import Entry
from qadesk.services.trail.finding import PROGRAM
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column

ORDERS: Final = ("", "when", "who", "what", "about")  # in which the trail can be read, the usual one first
KIND: Final = "kind:"  # begins the code of a kind of thing among the actions
_MONTHS: Final = 12
_MOST_LETTERS: Final = 2000  # of a change in one cell; a workbook's takes 32,767


@dataclass(frozen=True)
class Told:
    """One line of what an entry changed: of which row, which column, before and after."""

    row: str
    column: str
    before: str
    after: str


def told(entry: Entry) -> Iterator[Told]:
    """What an entry changed, line by line."""
    for row in entry.rows:
        for cell in row.cells:
            yield Told(row.name, cell.column, cell.before, cell.after)
    if entry.more:
        yield Told(more(entry.more), "", "", "")


def more(number: int) -> str:
    """That more rows were changed than are told one by one."""
    text = ngettext("… and {n} more row", "… and {n} more rows", number)
    return text.format(n=f"{number:,}")


def change(entry: Entry) -> str:
    """What an entry changed, on one line; nothing of rows of which only the time of saving changed."""
    rows = [row for row in entry.rows if row.cells]
    said: list[str] = []
    for row in rows:
        if row.before is not None and row.after is not None:
            cells = _(", ").join(f"{one.column}: {one.before} → {one.after}" for one in row.cells)
            said.append(f"{row.name} ({cells})" if len(rows) > 1 or entry.more else cells)
        else:
            text = _("added: {row}") if row.before is None else _("deleted: {row}")
            said.append(text.format(row=row.name))
    if entry.more:
        said.append(more(entry.more))
    text = "; ".join(said)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def columns() -> list[Column[Entry]]:
    """The columns of the list."""
    return [
        Column("seq", _("No."), lambda e: e.seq, lambda n: "–" if n is None else f"{n}", align="right"),
        Column("when", _("When"), lambda e: e.at, lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
        Column("who", _("Who"), lambda e: e.who or _("QADesk")),
        Column("what", _("What was done"), lambda e: e.what, least=18 * GRID),
        Column("about", _("To what"), lambda e: e.about, stretch=True),
        Column("change", _("What changed"), change, stretch=True),
        Column("why", _("Why"), lambda e: e.why, stretch=True, least=8 * GRID),
        Column("whence", _("From where"), lambda e: e.whence, least=10 * GRID),
    ]


def told_columns() -> list[Column[Told]]:
    """The columns of what one entry changed."""
    return [
        Column("row", _("Row changed"), lambda one: one.row, stretch=True, least=30 * GRID),
        Column("column", _("Column"), lambda one: one.column),
        Column("before", _("Was"), lambda one: one.before, stretch=True),
        Column("after", _("Became"), lambda one: one.after, stretch=True),
    ]


def view() -> ListView[Entry]:
    """The list described."""
    return ListView(
        "trail",
        _("Trail"),
        columns(),
        identity=lambda entry: entry.id,
        personal=Personal("both", "trail"),
        counted=lambda _rows: "",  # the service counts
        searched=lambda _entry: (),  # in the service
        search_tip=_("Search agent, user, action, reason, value"),
        filters=[
            Filter("Person", _("Who"), [(ALL, _("Everyone"))]),
            Filter("Action", _("What was done"), action_options()),
            Filter("Period", _("When"), [(ALL, _("Any time"))]),
        ],
        empty=Empty("history", _("No entry")),
        no_match=_("No entry matches"),
        in_bar=("trailGo", "trailCheck", "trailExport"),
        hidden_when_narrow=("whence", "why"),
        opens="trailGo",
        aside_below=True,
    )


def action_options() -> list[tuple[str, str]]:
    """All actions by the kind of thing they are done to, and each kind as a whole."""
    found = [(ALL, _("Everything"))]
    for kind in KINDS:
        found.append((f"{KIND}{kind}", kind_name(kind)))
        found += [(action, f"    {action_name(action)}") for action in actions_of(kind)]
    return found


def person_options(everybody: Sequence[Person]) -> list[tuple[str, str]]:
    """All users, those who left too, and the program itself."""
    named = [(one.login, agent_text(one.name, one.login)) for one in everybody]
    return [(ALL, _("Everyone")), *named, (PROGRAM, _("QADesk itself"))]


def period_options(today: date) -> list[tuple[str, str]]:
    """Days back from today, and the last months."""
    found = [(ALL, _("Any time")), ("0", _("Today")), ("6", _("Last 7 days")), ("29", _("Last 30 days"))]
    month = today.replace(day=1)
    for _step in range(_MONTHS):
        code = f"{month:%Y-%m}"
        found.append((code, cycle_text(code)))
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def days_of(code: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a period chosen; None for no end."""
    if code == ALL:
        return None, None
    if code.isdigit():
        return today - timedelta(days=int(code)), None
    first = datetime.strptime(f"{code}-01", "%Y-%m-%d").date()  # noqa: DTZ007 - a day, of no zone
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
