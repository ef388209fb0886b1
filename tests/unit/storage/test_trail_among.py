"""Entries that tell of others are read wherever they stand, and excuse nothing that they do not name."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qadesk.services import audit
from qadesk.services.trail import proof
from qadesk.storage import files
from qadesk.storage.office import Office
from qadesk.storage.tables import to_millis
from qadesk.storage.trail import chain, walk
from qadesk.storage.trail.entries import FORGOTTEN, RETENTION, commitment
from qadesk.storage.trail.entries import forgotten as forgotten_row
from qadesk.storage.trail.forgetting import forget
from qadesk.storage.trail.walk import Deviation

OFFICES = Path(__file__).parents[2] / "data" / "offices"
MORE_THAN_A_BATCH = 600


def findings(office: Office) -> tuple[Deviation, ...]:
    with office.read() as connection:
        return walk.examine(connection, office.id).findings


def told(office: Office, action: str, subject: str, **detail: object) -> None:
    with office.write() as connection:
        chain.add(connection, office.id, to_millis(office.now()), (action, subject), detail, office.user_id)


def test_what_an_upgrade_found_is_told_though_all_else_is_in_order(office: Office) -> None:
    assert findings(office) == ()
    told(office, chain.UPGRADE, "", found=[["row_altered", "agent", 1, ""]])
    assert [(one.fault, one.table, one.key) for one in findings(office)] == [
        ("row_found_altered", "agent", 1)
    ]


@pytest.fixture
def forgotten(office: Office) -> Office:
    """An entry was forgotten under retention, long after it was made; another one stands beside it."""
    told(office, "test", "of one")
    told(office, "test", "of another")
    with office.write() as connection:
        for number in range(MORE_THAN_A_BATCH):
            at = to_millis(office.now())
            chain.add(connection, office.id, at, ("test", str(number)), {}, office.user_id)
    with office.write() as connection:
        gone = forget(connection, office.id, lambda *_: False, lambda said: said.subject == "of one")
        assert gone["texts"] == 1
        audit.note(connection, office, RETENTION, "customers", **gone)
    return office


def test_what_was_forgotten_long_before_its_removal_is_told_is_no_fault(forgotten: Office) -> None:
    assert findings(forgotten) == ()


def test_a_removal_excuses_only_the_entries_it_names(forgotten: Office) -> None:
    with forgotten.write() as connection:
        row = "SELECT id, seq, salt, subject, detail FROM audit WHERE subject = 'of another'"
        number, seq, salt, subject, detail = connection.exec_driver_sql(row).one()
        made = FORGOTTEN + commitment(salt, subject, detail)
        connection.exec_driver_sql(
            f"UPDATE audit SET subject = '', detail = '{{}}', salt = '{made}' WHERE id = {number}"
        )
    assert [(one.fault, one.seq) for one in findings(forgotten)] == [("forgotten", seq)]


@pytest.mark.files
@pytest.mark.parametrize("kept", [0, 1])
def test_entries_from_before_the_trail_are_missed_also_when_all_are_gone(tmp_path: Path, kept: int) -> None:
    path = Path(shutil.copy(OFFICES / "schema-6.qadesk", tmp_path / "branch.qadesk"))
    with closing(files.open_office(path)) as office:
        assert findings(office) == ()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(
            "DELETE FROM audit WHERE seq IS NULL AND id NOT IN "
            "(SELECT id FROM audit WHERE seq IS NULL ORDER BY id LIMIT ?)",
            (kept,),
        )
    with closing(files.open_office(path)) as office:
        assert [one.fault for one in findings(office)] == ["before"]


def test_more_than_a_removal_tells_of_an_entry_is_no_excuse(office: Office) -> None:
    """The entry is named by the removal for its words; the row it changed was removed by somebody else."""
    with office.write("test", "of one") as connection:
        connection.exec_driver_sql(
            "INSERT INTO setting (office_id, key, value) VALUES (1, 'idle_minutes', '5')"
        )
    with office.write() as connection:
        gone = forget(connection, office.id, lambda *_: False, lambda said: said.subject == "of one")
        audit.note(connection, office, RETENTION, "customers", **gone)
    assert findings(office) == ()
    with office.write() as connection:
        row = "SELECT id, changes FROM audit WHERE seq = ?"
        ((first, _count),) = gone["entries"]
        number, changes = connection.exec_driver_sql(row, (first,)).one()
        made = json.dumps([forgotten_row(one) for one in json.loads(changes)])
        connection.exec_driver_sql("UPDATE audit SET changes = ? WHERE id = ?", (made, number))
    (one,) = findings(office)
    assert one.fault == "forgotten_more"
    assert "More was removed from the trail" in proof.prove(office).trail[0]
