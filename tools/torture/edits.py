"""`python -m tools.torture.edits`: edits planted in an office file, and which of them `qadesk check` names.

`--seed` makes a run the same again. Exit code 1 if an edit that the file alone can tell went unnamed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, String, select

from qadesk import preferences
from qadesk.services import sample, setup
from qadesk.services.backups import keeping
from qadesk.services.trail import proof
from qadesk.storage import generations, tables
from qadesk.storage.office import Office
from qadesk.storage.tables import metadata
from qadesk.storage.trail import anchors, chain, entries, seals, walk
from qadesk.storage.trail.rows import Sql, sealed_tables

KINDS: Final = ("changed", "deleted", "added", "forged")
_LAST: Final = "(SELECT max(seq) FROM audit)"


def main() -> int:
    """Plant, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only-compound", action="store_true", help="leave out the edits of one row")
    told = parser.parse_args()
    chance = Random(told.seed)
    with tempfile.TemporaryDirectory(prefix="qadesk-edits-") as name:
        os.environ["XDG_CONFIG_HOME"] = f"{name}/profile"
        folder = Path(name)
        template = _template(folder / "template" / "branch.qadesk")
        missed = [] if told.only_compound else list(_single(template, folder / "one", chance))
        missed += _compound(template, folder / "many")
    for line in missed:
        print(f"not named: {line}")
    return 1 if missed else 0


def _template(path: Path) -> Path:
    """The sample office with a row in every table, a backup beside it and a day's work since.

    Its head is kept by the user.
    """
    path.parent.mkdir()
    office = sample.build(path, followed=False)
    _fill(office)
    keeping.make(office, generations.ASKED)
    setup.rename_office(office, "East Gate")
    office.close()
    return path


def _fill(office: Office) -> None:
    """A made-up row in every sealed table that has none."""
    with office.write("torture", "a row in every table") as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        for table in metadata.sorted_tables:
            if table.name in sealed_tables() and connection.execute(select(table)).first() is None:
                wanted = [c for c in table.c if not (c.name == "id" and c.primary_key)]
                connection.execute(table.insert().values({c.name: _made_up(c) for c in wanted}))
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")


def _made_up(column: Column[Any]) -> Any:
    known = {"kind": "na", "counts": "both", "status": "draft", "channel": "call"}
    if column.foreign_keys:
        return 1
    made = next(value for kind, value in _VALUES.items() if isinstance(column.type, kind))
    return known.get(column.name, made) if made == "x" else made


_VALUES: Final[dict[type, Any]] = {
    tables.UtcTime: datetime(2026, 9, 9, tzinfo=UTC),
    tables.Exact: Decimal(3),
    Date: date(2026, 9, 9),
    JSON: {"a": 1},
    Boolean: True,
    Integer: 5,
    LargeBinary: b"content",
    String: "x",
}


# ---- one row


def _single(template: Path, folder: Path, chance: Random) -> Iterator[str]:
    tried: Counter[str] = Counter()
    named: Counter[str] = Counter()
    columns = told = 0
    for table in sealed_tables().values():
        for kind, column in [("changed", name) for name in table.columns] + [
            (kind, "") for kind in KINDS[1:]
        ]:
            path = _copy(template, folder)
            with suppress(sqlite3.Error):  # what SQLite itself does not let stand
                if not _plant(path, table.name, kind, column, chance):
                    continue
                found = _walked(path)
                tried[kind] += 1
                hits = [one for one in found if one.table == table.name]
                named[kind] += bool(hits)
                if not hits:
                    yield f"{table.name} {kind} {column}"
                if kind == "changed" and hits and not table.appended:
                    columns += 1
                    told += hits[0].columns == (column,)
    print("| one row | planted | named |\n|---|---|---|")
    for kind in KINDS:
        print(f"| {kind} | {tried[kind]} | {named[kind]} |")
    print(
        f"| of those changed, the column (not of records that come by the thousand) | {columns} | {told} |\n"
    )


def _plant(path: Path, table: str, kind: str, column: str, chance: Random) -> bool:
    """One edit behind the program's back; False where the table has no row or the column is its key."""
    keys = {c.name for c in metadata.tables[table].primary_key} | {"office_id"}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        rows = [row for (row,) in connection.execute(f'SELECT rowid FROM "{table}"')]
        if not rows or column in keys or column == "zone" or (table == "office" and kind != "changed"):
            return False
        row = chance.choice(rows)
        if kind == "changed":
            other = f"CASE WHEN \"{column}\" = '7' THEN '8' ELSE '7' END"
            connection.execute(f'UPDATE "{table}" SET "{column}" = {other} WHERE rowid = ?', (row,))
        elif kind == "deleted":
            connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))
        else:
            names = [c.name for c in metadata.tables[table].c]
            key = next(c.name for c in reversed(list(metadata.tables[table].primary_key)))
            unique = {"ref", "login", "staff_no", "code", "digest", "version", key} & set(names)
            made = [f"'9{chance.randrange(10**6)}'" if n in unique else f'"{n}"' for n in names]
            listed = ", ".join(f'"{n}"' for n in names)
            copied = (
                f'INSERT INTO "{table}" ({listed}) SELECT {", ".join(made)} FROM "{table}" WHERE rowid = ?'
            )
            connection.execute(copied, (row,))
            if kind == "forged":  # in the place of another
                connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))
    return True


# ---- several at once


def _compound(template: Path, folder: Path) -> Iterator[str]:
    """Each edit of several things, and by what it is named; those that should be and are not."""
    office = setup.open_office(template)
    with office.read() as connection:
        printed = anchors.for_paper(connection, office.id)  # as it stands on a sheet that was printed then
    office.store.close()
    columns = ("the file alone", "this PC", "a backup", "a printed sheet")
    print(f"| several at once | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for name, edit, least in EDITS:
        path = _copy(template, folder)
        edit(path)
        office = setup.open_office(path)
        found = proof.prove(office, papers=[printed])
        office.close()
        kept = " ".join(found.outside)
        by = {
            "the file alone": bool(found.trail or found.rows),
            "this PC": "this PC" in kept,
            "a backup": "The backup “" in kept,
            "a printed sheet": printed in kept,
        }
        print(f"| {name} | {' | '.join('named' if by[one] else '–' for one in columns)} |")
        wanted = {FILE: by["the file alone"], ANCHOR: sum([*by.values()][1:]) > 0, NOBODY: True}[least]
        if not wanted:
            yield name


def _sql(*statements: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            for statement in statements:
                connection.execute(statement)

    return edit


def _with_digests(path: Path) -> None:
    """A rating, and the digest of its part as the program would store it."""
    _sql("UPDATE rating SET level = '5' WHERE rowid = 3")(path)
    with _inside(path) as (office, connection):
        seals.seal_rows(Sql(connection, office.id), sealed_tables()["rating"])


def _rebuilt(path: Path) -> None:
    """A rating, and every entry since the trail began made anew."""
    _sql("UPDATE rating SET level = '5' WHERE rowid = 3")(path)
    _chained_anew(path, "rating")


def _chained_anew(path: Path, table: str) -> None:
    with _inside(path) as (office, connection):
        sql = Sql(connection, office.id)
        own = tables.audit.c
        numbers = connection.execute(select(own.id).where(own.seq.is_not(None)).order_by(own.seq)).scalars()
        told = seals.seal_rows(sql, sealed_tables()[table])
        before = ""
        for number in list(numbers):
            ((_id, *values),) = sql.run(f"{entries.ENTRIES} AND id = ?", office.id, number)
            for (name, part), kept in told.items():
                old = f'"{name}/{part}": "'
                if values[-1] and old in values[-1]:
                    head, _old, tail = values[-1].partition(old)
                    values[-1] = f"{head}{old}{kept}{tail[32:]}"
            before = entries.entry_hash(before, values)
            sql.run("UPDATE audit SET seals = ?, hash = ? WHERE id = ?", values[-1], before, number)


def _begun_anew(path: Path) -> None:
    """A closed month's target, no trail, and the program writes again: it begins a new one."""
    _sql("UPDATE target SET standard = '99'", "DELETE FROM audit", "DELETE FROM seal")(path)
    office = setup.open_office(path)
    setup.rename_office(office, "another")
    office.store.close()  # as killed: nothing is kept of its end


def _taken_back(path: Path) -> None:
    """The file of an earlier day in the place of this one."""
    backup = next(generations.folder_of(path).glob(f"*{generations.SUFFIX}"))
    keep = backup.with_name("gone")
    shutil.copyfile(backup, keep)
    keep.replace(path)


_second_office = _sql(
    "INSERT INTO office (uid, name, zone, created_at) SELECT 'other', 'South', zone, created_at FROM office",
    "INSERT INTO agent (office_id, staff_no, name, team, post, status) "
    "SELECT 2, staff_no, name, team, post, status FROM agent LIMIT 1",
)


def _restore_invented(path: Path) -> None:
    """The file of an earlier day, with an entry as restoring makes it."""
    _taken_back(path)
    with _inside(path) as (office, connection):
        at = Sql(connection, office.id).run("SELECT max(at) FROM audit")[0][0] + 600_000
        told = {"copy": "x", "taken": "", "set_aside": "y", "by": "z", "head": [9_999, "0" * 64]}
        chain.add(connection, office.id, at, (chain.RESTORED, "x"), told, 1)


def _chained_on(path: Path) -> None:
    """A rating, with an entry of its own in another's name, as the program would have added it."""
    with _inside(path) as (office, connection):
        sql = Sql(connection, office.id)
        recorder = chain.Recorder(connection, office.id, None)
        sql.run("UPDATE rating SET level = '5' WHERE evaluation_id = 3")
        at = sql.run("SELECT max(at) FROM audit")[0][0]
        recorder.finish(("rating", "2026-09/KF1001"), at + 1, 1, "window 0.2.0")


def _digest_of_result(path: Path) -> None:
    """A locked result with its own digest made anew, as one who has read the program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        key, content = connection.execute("SELECT id, content FROM assessment LIMIT 1").fetchone()
        connection.execute("PRAGMA journal_mode=DELETE")
        made = content.replace('"total": "', '"total": "1', 1)
        digest = hashlib.sha256(made.encode()).hexdigest()
        connection.execute("UPDATE assessment SET content = ?, digest = ? WHERE id = ?", (made, digest, key))


def _mixed_in(path: Path) -> None:
    """The ratings of an earlier backup, copied in."""
    backup = next(generations.folder_of(path).glob(f"*{generations.SUFFIX}"))
    _sql(
        f"ATTACH '{backup}' AS old",
        "UPDATE rating SET level = '1'",  # since the backup
        "DELETE FROM rating WHERE rowid % 2",
        "INSERT OR IGNORE INTO rating SELECT * FROM old.rating",
    )(path)


class _inside:  # noqa: N801 - used as a block
    """The office's own connection, without the trail."""

    def __init__(self, path: Path) -> None:
        self._office = setup.open_office(path)

    def __enter__(self) -> tuple[Office, object]:
        self._block = self._office.store.write(self._office.engine)
        return self._office, self._block.__enter__()

    def __exit__(self, *error: object) -> None:
        self._block.__exit__(*error)  # type: ignore[arg-type]
        self._office.store.close()


FILE, ANCHOR, NOBODY = "the file alone", "what is kept outside", "nobody"
# What is done, and what at least has to name it.
EDITS: Final[tuple[tuple[str, Callable[[Path], None], str], ...]] = (
    ("a rating with its digest made anew", _with_digests, FILE),
    ("a locked result with its digest made anew", _digest_of_result, FILE),
    ("the hash of an entry removed", _sql("UPDATE audit SET hash = NULL WHERE seq = 20"), FILE),
    ("the hash of the newest entry removed", _sql(f"UPDATE audit SET hash = NULL WHERE seq = {_LAST}"), FILE),
    ("the number of an entry removed", _sql("UPDATE audit SET seq = NULL, hash = NULL WHERE seq = 20"), FILE),
    ("an entry between two removed", _sql("DELETE FROM audit WHERE seq = 20"), FILE),
    ("an entry in another's name", _sql("UPDATE audit SET user_id = NULL WHERE seq = 20"), FILE),
    ("an entry put into the future", _sql("UPDATE audit SET at = at + 864000000 WHERE seq = 20"), FILE),
    ("the words of an entry forgotten", _sql("UPDATE audit SET salt = '=' || hash WHERE seq = 20"), FILE),
    ("the tail of the trail cut off", _sql("DELETE FROM audit WHERE seq > 40"), FILE),
    ("the trail emptied", _sql("DELETE FROM audit", "DELETE FROM seal"), FILE),
    ("the digests emptied", _sql("DELETE FROM seal"), FILE),
    (
        "a user added",
        _sql(
            "INSERT INTO user (office_id, login, name, role, active, created_at)"
            " VALUES (1, 'e', 'E', 'manager', 1, 1)"
        ),
        FILE,
    ),
    ("a role raised", _sql("UPDATE user SET role = 'administrator'"), FILE),
    ("a password removed or set", _sql("UPDATE user SET password_hash = 'x'"), FILE),
    ("a closed month reopened", _sql("UPDATE cycle SET status = 'open', closed_at = NULL"), FILE),
    ("a month closed", _sql("UPDATE cycle SET status = 'closed'"), FILE),
    ("rows of a backup mixed in", _mixed_in, FILE),
    ("the office made another by its id", _sql("UPDATE office SET uid = 'other'"), FILE),
    ("a second office put in", _second_office, FILE),
    ("the file of a backup in its place, and a restore invented", _restore_invented, ANCHOR),
    ("all later entries made anew from the edit on", _rebuilt, ANCHOR),
    ("the trail emptied, and begun anew by the program", _begun_anew, ANCHOR),
    ("the file of an earlier day in its place", _taken_back, ANCHOR),
    ("a rating with an entry in another's name, chained on as the program would", _chained_on, NOBODY),
)


def _copy(template: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.parent, folder)
    profile = preferences.folder() / "trail.json"
    known = profile.with_name("template.json")  # as it was after the template was made
    if not known.exists():
        shutil.copyfile(profile, known)
    seen = known.read_text("utf-8").replace(str(template.parent), str(folder))
    profile.write_text(seen, "utf-8")  # the same PC, which saw the office where it is now
    return folder / template.name


def _walked(path: Path) -> tuple[walk.Deviation, ...]:
    office = setup.open_office(path)
    try:
        with office.read() as connection:
            return walk.examine(connection, office.id).findings
    finally:
        office.close()


if __name__ == "__main__":
    sys.exit(main())
