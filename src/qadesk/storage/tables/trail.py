"""The trail of who changed what, chained, and the digests of all rows as its entries left them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, UniqueConstraint

from qadesk.storage.tables.base import Blob, UtcTime, Word, id_, metadata, of_office, ref

audit = Table(
    "audit",
    metadata,
    id_(),
    of_office(),
    Column("at", UtcTime, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("action", Word, nullable=False),  # e.g. evaluation.reopen
    Column("subject", Word, nullable=False),  # e.g. 2026-10/KF1001
    Column("detail", JSON, nullable=False),
    # What follows is filled in by `storage.trail` when the transaction ends; NULL before schema 7.
    Column("seq", Integer),  # 1, 2, 3 …
    Column("salt", Word),  # that of subject and detail; "=" and their digest once forgotten
    Column("origin", Word),  # window, command line …, and the program's version
    Column("changes", Word),  # JSON: the rows it changed, before and after, each with its salt
    Column("seals", Word),  # JSON: the digests of the parts of tables it changed, as it left them
    Column("hash", Word),  # SHA-256 over the hash before and this entry
    UniqueConstraint("office_id", "seq"),
    # What the list of entries is counted, narrowed and read in the order of, without the entries themselves.
    Index("ix_audit_listed", "office_id", "seq", "at", "user_id", "action", "subject"),
)

seal = Table(  # the digests of a few rows of a table, as the trail left them: tells which row was altered
    "seal",
    metadata,
    of_office(primary_key=True),
    Column("table", Word, primary_key=True),
    Column("part", Word, primary_key=True),
    Column("keys", Word, nullable=False),  # JSON: of which rows, in order
    Column("hashes", Blob, nullable=False),  # random bytes, and for each row as many
)
