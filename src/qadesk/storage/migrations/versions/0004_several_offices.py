"""Whose each row is: every table gets an office, and what must be unique is so in each office.

Files alone have had the migrations before this one; a database on a server begins with these tables. So the
SQL is SQLite's: a column that must not be empty and that refers to another table needs the table made anew.
"""

import re
import sqlite3

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = (
    "agent", "layout", "scorecard", "setting", "user", "audit", "contact_choice", "cycle", "import_batch",
    "scorecard_step", "target_plan", "assessment", "complaint", "contact", "contact_total", "delivery_day",
    "exemption", "focus", "incident", "rejection", "sheet", "superseded", "survey_answer", "target",
    "typed_value", "evaluation", "rating",
)  # fmt: skip
_HAD_IT = ("agent", "contact_choice", "cycle", "delivery_day")
_UNIQUE = {  # table: its columns before, and now
    "scorecard": ("code, version", "office_id, code, version"),
    "user": ("login", "office_id, login"),
    "contact": ("ref, channel, part", "ref, channel, part, office_id"),
    "complaint": ("ref, part", "ref, part, office_id"),
    "incident": ("ref, part", "ref, part, office_id"),
    "survey_answer": ("ref, part", "ref, part, office_id"),
    "contact_total": ("ref", "ref, office_id"),
}
_KEY = {"layout": "signature", "setting": "key"}  # what a key was that is one in each office now
_WHEN = {"contact": "at", "complaint": "received_at", "incident": "day", "survey_answer": "at"}


def upgrade() -> None:
    for table in _TABLES:
        if table not in _HAD_IT:
            _made_anew(table)
    # What a later import replaced is kept as it was. Undoing that import writes it back.
    op.execute(
        "UPDATE superseded SET row = json_set(row, '$.office_id', office_id)"
        " WHERE \"table\" IN ('contact', 'contact_total', 'complaint', 'incident', 'survey_answer')"
    )


def _made_anew(table: str) -> None:
    """The table with an office in each row: that of the file, which had one alone."""
    connection = op.get_bind()
    find = "SELECT sql FROM sqlite_master WHERE type = '{}' AND tbl_name = '{}' AND sql IS NOT NULL"
    made = connection.exec_driver_sql(find.format("table", table)).scalar_one()
    indexes = list(connection.exec_driver_sql(find.format("index", table)).scalars())
    columns = ", ".join(
        f'"{row[1]}"' for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")').fetchall()
    )
    body = _with_office_in_keys(table, made[made.index("(") + 1 : made.rindex(")")])
    connection.exec_driver_sql(
        f'CREATE TABLE "{table}_new" (office_id INTEGER NOT NULL, {body},'
        f" CONSTRAINT fk_{table}_office_id FOREIGN KEY(office_id) REFERENCES office (id))"
    )
    connection.exec_driver_sql(
        f'INSERT INTO "{table}_new" (office_id, {columns})'  # noqa: S608 - our own names
        f' SELECT coalesce((SELECT min(id) FROM office), 1), {columns} FROM "{table}"'
    )
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)
    for index in indexes:
        if table not in _WHEN or f"ix_{table}_{_WHEN[table]}" not in index:
            connection.exec_driver_sql(index)
    if table in _WHEN:
        op.create_index(f"ix_{table}_office_id_{_WHEN[table]}", table, ["office_id", _WHEN[table]])


def _with_office_in_keys(table: str, body: str) -> str:
    if table in _KEY:
        primary = rf'PRIMARY KEY \("?{_KEY[table]}"?\)'
        return _replaced(primary, f'PRIMARY KEY (office_id, "{_KEY[table]}")', body)
    if table in _UNIQUE:
        before, now = _UNIQUE[table]
        name = f"uq_{table}_{now.replace(', ', '_')}"
        return _replaced(
            rf"(?:CONSTRAINT \"?\w+\"? )?UNIQUE \({before}\)", f"CONSTRAINT {name} UNIQUE ({now})", body
        )
    return body


def _replaced(pattern: str, new: str, body: str) -> str:
    """SQL with a constraint replaced. Raises sqlite3.OperationalError for a table altered outside QADesk."""
    changed, found = re.subn(pattern, new, body)
    if found != 1:
        raise sqlite3.OperationalError(f"there is no {pattern}")
    return changed
