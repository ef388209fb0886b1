"""Whether an office file is sound as a file: its pages, its references, its tables."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from typing import Final

from qadesk import formats
from qadesk.i18n import N_, _, ngettext
from qadesk.storage import damage, structure
from qadesk.storage.files import SCHEMA
from qadesk.storage.structure import SchemaDifference

_MOST: Final = 20  # what is listed of one kind of damage
_DETAILS: Final = 3  # of what only a specialist understands
_DAMAGE: Final = (  # what SQLite says of a page, and what it means for the person at the desk
    (r"row (?P<row>\d+) missing from index (?P<name>\S+)", N_("Row {row} is missing in the index “{name}”.")),
    (
        r"wrong # of entries in index (?P<name>\S+)",
        N_("The index “{name}” does not list every row exactly once."),
    ),
    (r"non-unique entry in index (?P<name>\S+)", N_("The index “{name}” holds the same entry twice.")),
    (r"NULL value in (?P<name>\S+)", N_("“{name}” is empty in a row where it must not be.")),
    (r"CHECK constraint failed in (?P<name>\S+)", N_("“{name}” holds a value that is not allowed there.")),
    (r"(?:NUMERIC|TEXT|non-\w+) value in (?P<name>\S+)", N_("“{name}” holds a value of the wrong kind.")),
)


def pages(connection: sqlite3.Connection) -> list[SchemaDifference]:
    """What SQLite finds damaged, in words."""
    rows = connection.execute(f"PRAGMA integrity_check({_MOST + 1})").fetchall()
    lines = [line for (row,) in rows for line in str(row).splitlines() if line != "ok" and line[:3] != "***"]
    known = [text for line in lines if (text := _in_words(line))]
    other = [line for line in lines if not _in_words(line)]
    if other:
        text = ngettext("A page is damaged ({detail}).", "Pages are damaged ({detail}).", len(other))
        known.append(text.format(detail="; ".join(other[:_DETAILS])))
    return [SchemaDifference(text, True) for text in known]


def _in_words(damage: str) -> str:
    """What a line of SQLite's means; nothing for damage that only its own words describe."""
    for pattern, text in _DAMAGE:
        if found := re.fullmatch(pattern, damage.strip()):
            return _(text).format(**found.groupdict())
    return ""


def orphans(connection: sqlite3.Connection) -> list[SchemaDifference]:
    """Rows that point to something that is not there, counted for each pair of tables."""
    rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    pairs = sorted(Counter((str(row[0]), str(row[2])) for row in rows).items())
    return [SchemaDifference(_pointing(*pair, n), True) for pair, n in pairs]


def _pointing(table: str, other: str, n: int) -> str:
    text = ngettext(
        "{n} row of “{table}” points to a row of “{other}” that is not there.",
        "{n} rows of “{table}” point to rows of “{other}” that are not there.",
        n,
    )
    return text.format(n=formats.count(n), table=table, other=other)


def made_otherwise(connection: sqlite3.Connection) -> list[SchemaDifference]:
    """Where the tables differ from those this version makes."""
    schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if schema != SCHEMA:
        text = _("They are of version {found} instead of {wanted}.").format(found=schema, wanted=SCHEMA)
        return [SchemaDifference(text, True)]
    return structure.differences(connection, schema)


def unreadable(connection: sqlite3.Connection) -> list[SchemaDifference]:
    """Cells that hold what is no text, date or figure."""
    text = _("Table “{table}”, row {row}, column “{column}” cannot be read.")
    return [
        SchemaDifference(text.format(table=cell.table, row=cell.row, column=cell.column), True)
        for cell in damage.damaged_cells(connection)
    ]
