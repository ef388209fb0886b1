"""Scans of sheets: what came back on paper, page by page, and what could not be filed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, UniqueConstraint

from qadesk.storage.tables.base import Blob, UtcTime, Word, id_, metadata, of_office, ref

scan = Table(  # one sheet that came back, or one page that could not be filed
    "scan",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id", nullable=True),  # NULL, like the agent: not filed
    ref("agent.id", "agent_id", nullable=True),
    Column("state", Word, nullable=False),  # domain.scans.ScanState
    Column("said", Word, nullable=False, default=""),  # what its code says; "" for none
    Column("source", Word, nullable=False, default=""),  # the file it came in; whole path where not filed
    Column("place", Integer, nullable=False, default=0),  # the page of that file, from 1; 0: the whole file
    Column("signed", Word, nullable=False, default=""),  # signed, empty, unsure; "" not looked at
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),  # deleted; erased a day later, so that it can be undone
    Index("ix_scan_cycle_agent", "cycle_id", "agent_id"),
)

scan_page = Table(
    "scan_page",
    metadata,
    id_(),
    of_office(),
    ref("scan.id", "scan_id"),
    Column("page", Integer, nullable=False),  # of the sheet, from 1
    Column("source", Word, nullable=False),
    Column("place", Integer, nullable=False),
    Column("file_sort", Word, nullable=False),  # pdf, png, jpeg, tiff
    Column("file_size", Integer, nullable=False),  # bytes
    Column("file_digest", Word, nullable=False, index=True),  # SHA-256
    Column("looks", JSON, nullable=False),  # what is pointed out on its picture: see scans.looks
    UniqueConstraint("scan_id", "page"),
)

scan_file = Table(  # apart from the pages, so that lists never read it
    "scan_file",
    metadata,
    of_office(),
    ref("scan_page.id", "page_id", primary_key=True),
    Column("content", Blob, nullable=False),
)
