"""The trail of an office with a million records and a million entries: opened as a list, and checked."""

from __future__ import annotations

import sqlite3
import tempfile
from hashlib import sha256
from pathlib import Path

from benchmarks import long_trail
from benchmarks.measure import Figure, beside, figure, seconds
from qadesk.services.trail import browsing
from qadesk.services.trail.finding import Wanted
from qadesk.storage.office import Office
from qadesk.storage.trail.entries import ENTRIES
from qadesk.storage.trail.rows import Sql, sealed_tables
from qadesk.storage.trail.walk import examine

RECORDS = 1_000_000
_PAGE = "SELECT * FROM audit ORDER BY id DESC LIMIT 200"


def run() -> list[Figure]:
    """Both over one file."""
    with tempfile.TemporaryDirectory() as folder:
        office = long_trail.office(Path(folder) / "bench.qadesk", records=RECORDS)
        try:
            return [_list(office), _check(office)]
        finally:
            office.close()


def _list(office: Office) -> Figure:
    with office.read() as connection:
        raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)

    def page() -> None:
        assert browsing.listing(office, Wanted()).total >= long_trail.ENTRIES

    def plain() -> None:
        assert len(raw.execute(_PAGE).fetchall()) == 200

    page()
    ours, reference = beside(page, plain)
    note = f"first 200 of {long_trail.ENTRIES:,} entries in words, all counted; "
    return figure(
        "trail opens", ours, 0.2, note=f"{note}a plain SELECT … LIMIT takes {reference * 1000:.1f} ms"
    )


def _check(office: Office) -> Figure:
    with office.read() as connection:
        sql = Sql(connection, office.id)
        checking = seconds(lambda: examine(connection, office.id))
        hashing = seconds(lambda: _hashed(sql))
    note = (
        f"{RECORDS:,} records, {long_trail.ENTRIES:,} entries; reference: each of them read and hashed once"
    )
    return figure("check of the trail", checking, 2, reference=hashing, note=note)


def _hashed(sql: Sql) -> None:
    """Every row and every entry, read as it is stored and put through SHA-256."""
    for table in sealed_tables().values():
        for rows in sql.batches(f'SELECT {sql.row(table)} FROM "{table.name}" WHERE {sql.ours(table)}'):
            for (row,) in rows:
                sha256(row).digest()
    for rows in sql.batches(f"{ENTRIES} ORDER BY seq", sql.office_id):
        for row in rows:
            sha256(repr(row).encode()).digest()
