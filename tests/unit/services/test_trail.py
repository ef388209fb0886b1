"""The trail as it is read, and what proves it from outside the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.services import people, setup
from qadesk.services.backups import keeping, restoring
from qadesk.services.trail import browsing, proof
from qadesk.storage import tables
from qadesk.storage.generations import ASKED
from qadesk.storage.office import Office
from qadesk.storage.tables import metadata
from qadesk.storage.trail import anchors, chain, entries
from qadesk.storage.trail.rows import Sql


def test_an_entry_is_read_with_who_what_and_the_columns_that_changed(sample_office: Office) -> None:
    sample_office.origin = "window test"
    before = sample_office.name
    setup.rename_office(sample_office, "城西营业部")
    (entry,) = browsing.entries(sample_office, most=1)
    assert sample_office.user is not None
    assert (entry.who, entry.action, entry.origin) == (
        sample_office.user.name,
        "office.rename",
        "window test",
    )
    (row,) = entry.rows
    assert (row.table, row.before, row.after) == ("office", {"name": before}, {"name": "城西营业部"})
    assert row.cells == (browsing.ChangedCell("Name of the office", before, "城西营业部"),)
    assert (entry.what, entry.whence) == ("Office renamed", "Window test")


def test_entries_are_found_by_subject_and_by_user(sample_office: Office) -> None:
    people.add(sample_office, "李四", "supervisor", "lisi")
    assert [one.action for one in browsing.entries(sample_office, most=9, subject="lisi")] == ["user.add"]
    assert browsing.entries(sample_office, most=9, login="lisi") == ()


def test_a_password_is_in_no_entry(sample_office: Office) -> None:
    people.add(sample_office, "李四", "supervisor", "lisi", "correct horse")
    (entry,) = browsing.entries(sample_office, most=1)
    assert all("password_hash" not in (row.after or {}) for row in entry.rows)


# ---- from outside


def forged_anew(path: Path) -> None:
    """Alter a rating and make the whole trail anew, as somebody would who knows how it is made."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("UPDATE rating SET level = '5'")
        connection.commit()
    office = setup.open_office(path)
    with office.store.write(office.engine) as connection:
        sql = Sql(connection, office.id)
        before = ""
        for row in connection.execute(select(tables.audit.c.id).order_by(tables.audit.c.seq)).scalars().all():
            query = f"{entries.ENTRIES} AND id = ?"
            (said,) = sql.run(query, office.id, row)
            values = [said[1], said[2] + 1, *said[3:]]
            before = entries.entry_hash(before, values)
            sql.run("UPDATE audit SET at = ?, hash = ? WHERE id = ?", values[1], before, row)
        at = chain.head(connection, office.id).seq
        chain.seal_everything(connection, office.id, said[2] + 2, "office.rename", {})
        sql.run("DELETE FROM audit WHERE seq = ?", at)
    office.store.close()


@pytest.mark.files
def test_a_trail_made_anew_is_noticed_by_what_this_pc_keeps(sample_office: Office) -> None:
    setup.rename_office(sample_office, "Later")
    sample_office.close()
    forged_anew(sample_office.path)
    office = setup.open_office(sample_office.path)
    found = proof.prove(office)
    office.close()
    assert len(found.outside) == 1
    assert "this PC saw an entry" in found.outside[0]


@pytest.mark.files
def test_a_file_put_back_by_hand_is_noticed_by_what_this_pc_keeps(
    sample_office: Office, tmp_path: Path
) -> None:
    setup.rename_office(sample_office, "Later")
    person = sample_office.user
    sample_office.close()
    copy = Path(shutil.copy(sample_office.path, tmp_path / "old"))
    office = setup.open_office(sample_office.path)
    office.user = person
    setup.rename_office(office, "Later still")
    office.close()
    shutil.copy(copy, sample_office.path)
    office = setup.open_office(sample_office.path)
    found = proof.prove(office)
    office.close()
    assert found.trail == found.rows == ()
    assert len(found.outside) == 1


@pytest.mark.files
def test_a_trail_made_anew_is_noticed_by_a_backup(
    sample_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "_load", dict)  # another PC
    made = keeping.make(sample_office, ASKED)
    sample_office.close()
    assert proven(sample_office.path).outside == ()
    forged_anew(sample_office.path)
    assert made.path.name in proven(sample_office.path).outside[0]


@pytest.mark.files
def test_what_a_restore_explains_is_said_and_no_fault(sample_office: Office) -> None:
    made = keeping.make(sample_office, ASKED)
    setup.rename_office(sample_office, "Later")
    person = sample_office.user
    sample_office.close()
    restoring.restore(sample_office.path, made.path, person)
    found = proven(sample_office.path)
    assert found.outside == ()
    assert any("A backup was restored since" in one for one in found.reach)


def proven(path: Path) -> proof.Proof:
    office = setup.open_office(path)
    try:
        return proof.prove(office)
    finally:
        office.close()


def test_heads_kept_are_thinned_to_the_last_of_each_month() -> None:
    heads = [[n, "x", f"20{20 + n // 120:02}-{n // 10 % 12 + 1:02}-01T00:00:00+00:00"] for n in range(400)]
    kept = anchors._thinned(heads)
    assert kept[-60:] == heads[-60:]
    assert len(kept) == 60 + 34
    json.dumps(kept)


@pytest.mark.parametrize(
    "kept",
    ["[1]", "5", '{"NAME": 5}', '{"NAME": [5, null, {}, [5], [1e400, "x", "2026-01-01"], [5, "x", 7]]}',
     '{"NAME": [[5, "x", "2026-01-01T00:00:00"], [5, 5, "2026-01-01T00:00:00+00:00"]]}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_head_in_the_profile_is_passed_over(office: Office, kept: str) -> None:
    with office.read() as connection:
        uid = connection.execute(select(tables.office.c.uid)).scalar_one()
    anchors._file().parent.mkdir(parents=True, exist_ok=True)
    anchors._file().write_text(kept.replace("NAME", anchors._name(uid, office.place)), "utf-8")
    assert [*anchors.of_user(uid, office.place)] == []
    with office.read() as connection:
        anchors.remember(connection, office.id, office.place)
    assert len([*anchors.of_user(uid, office.place)]) == 1


def test_every_table_is_named_in_words() -> None:
    from qadesk.kinds.registry import KINDS
    from qadesk.services.trail.words import TABLES

    kinds = {kind.records.table for kind in KINDS.values() if kind.records}
    never_shown = {"seal", "state_mark", "sign_in_attempt"}
    assert {table.name for table in metadata.sorted_tables} - never_shown - kinds <= set(TABLES)
