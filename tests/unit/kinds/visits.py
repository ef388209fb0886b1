"""A kind of record nobody has: an agent visits a customer. One module, told whole, and its table."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from qadesk.domain.measures import Figure, Source, rate
from qadesk.kinds.kind import (
    Count,
    EvidenceWords,
    FileField,
    Kind,
    Parts,
    Records,
    RecordSheet,
    SheetColumn,
    SheetCount,
    StoredRow,
    quotient,
    ref_of,
    words,
)
from qadesk.kinds.shared import AGENT, NOTE, REF
from qadesk.storage.tables import metadata
from qadesk.storage.tables.base import UtcTime, id_, of_office, ref

LONG = 30
TABLE = Table(
    "visit",
    metadata,
    id_(),
    of_office(),
    Column("part", String, nullable=False, default="", server_default=""),
    Column("ref", String, nullable=False),
    ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    Column("solved", Boolean),
    Column("note", String),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part", "office_id"),
)


def _said(_figure: str) -> EvidenceWords:
    def contributes(row: StoredRow) -> str:
        return f"{row.minutes} min"

    return EvidenceWords(ref_of, lambda _row: "visit", contributes, lambda _row: "")


VISITS = Kind(
    "visits",
    "Visits",
    (
        REF,
        AGENT,
        FileField("at", "moment", "Date and time", words("上门时间|visited at"), required=True),
        FileField(
            "minutes", "count", "Minutes at the customer's", words("上门分钟数|visit minutes"), required=True
        ),
        FileField("solved", "yes_no", "Solved there", words("上门是否解决|solved on visit")),
        NOTE,
    ),
    words("上门|visit"),
    Records(
        source=Source("visits"),
        table="visit",
        when="at",
        noun="visits",
        number=lambda _n: "{n} visits of {month}",
        stored=("ref", "agent", "at", "minutes", "solved", "note"),
        listed=("ref", "minutes", "note"),
        counts=(
            Count("visits"),
            Count("long_visits", where=lambda c: c.minutes >= LONG),
            Count("visit_minutes", "sum", "minutes"),
            Count("solved_visits", "yes", "solved"),
        ),
        evidence=_said,
        value=lambda _figure, c: c.minutes,
        sheet=RecordSheet(
            "Visits",
            (
                SheetColumn("ref", "Reference", 22, ref_of),
                SheetColumn("at", "Time", 20, lambda row: row.at, "time"),
                SheetColumn("minutes", "Minutes", 12, lambda row: row.minutes, "count"),
                SheetColumn("solved", "Solved", 10, lambda row: row.solved, "count", untold="solved"),
                SheetColumn("note", "Note", 40, lambda row: row.note),
            ),
            (
                SheetCount("visits", "Visits", "COUNT({minutes})"),
                SheetCount("long_visits", "Long visits", f'COUNTIF({{minutes}},">={LONG}")'),
                SheetCount("visit_minutes", "Minutes of visits", "SUM({minutes})"),
                SheetCount("solved_visits", "Solved", "COUNTIF({solved},1)"),
                SheetCount(
                    "no_solved", "File without a column for solved", 'COUNTIF({solved},"{not_stated}")'
                ),
            ),
            figures={
                "long_visit_rate": quotient("{long_visits}", "{visits}"),
                "solved_visit_rate": quotient("{solved_visits}", "({visits}-{no_solved})"),
            },
        ),
        short={"minutes": "Minutes"},
        typed_in="Add visit…",
        needed={"solved": ("solved",)},
        tells_apart=frozenset({"solved"}),
        lacking={"solved": "The visit file has no column for solved."},
        not_counted="{n} of {total} visits do not count here.",
        figures={
            "long_visit_rate": Figure(
                Source("visits"), lambda t: rate(t.count("long_visits"), t.count("visits"))
            ),
            "solved_visit_rate": Figure(
                Source("visits"),
                lambda t: rate(t.count("solved_visits"), t.count("visits") - t.count("no_solved")),
                needs="solved",
            ),
        },
        parts={
            "long_visit_rate": Parts(
                lambda t: t.count("long_visits"), lambda t: t.count("visits"), "long visits", "visits"
            ),
            "solved_visit_rate": Parts(
                lambda t: t.count("solved_visits"),
                lambda t: t.count("visits") - t.count("no_solved"),
                "solved visits",
                "visits",
            ),
        },
        formula_counts={"visits": "visits", "visit_minutes": "minutes of visits"},
    ),
)
