"""The sample files give exactly the figures of expected.json, counted here by SQL of the test's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from qadesk.services.records import imports
from qadesk.storage import files
from qadesk.storage.office import Office
from tests.signed_in import administrator
from tests.unit.services.import_office import SAMPLES, contents

TRUTH = json.loads((Path(__file__).parents[2] / "data" / "expected.json").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, int]] = TRUTH["files"]
HOUR = 3_600_000

CONTACTS = """
SELECT a.staff_no, sum(CAST(c.answered AS integer)), avg(c.response_ms) FILTER (WHERE c.answered) / 1000.0,
       1.0 * sum(CAST(c.resolved AS integer)) / count(c.resolved), avg(c.rating), count(c.rating),
       avg(c.talk_ms) / 1000.0
FROM contact c JOIN agent a ON a.id = c.agent_id WHERE c.at >= :first AND c.at < :after GROUP BY a.staff_no
"""
COMPLAINTS = """
SELECT a.staff_no, count(*), sum(CAST(c.upheld AS integer)), avg(CAST(c.escalated AS integer)),
       avg(CASE WHEN c.responded_at - c.received_at <= 24 * 3600000 THEN 1.0 ELSE 0 END),
       avg(CASE WHEN c.closed_at - c.received_at <= 48 * 3600000 THEN 1.0 ELSE 0 END)
FROM complaint c JOIN agent a ON a.id = c.agent_id
WHERE c.received_at >= :first AND c.received_at < :after GROUP BY a.staff_no
"""
INCIDENTS = """
SELECT a.staff_no, count(*) FILTER (WHERE i.kind = 'praise'), count(*) FILTER (WHERE i.kind = 'error')
FROM incident i JOIN agent a ON a.id = i.agent_id WHERE substr(CAST(i.day AS varchar), 1, 7) = :month
GROUP BY a.staff_no
"""
SURVEYS = """
SELECT a.staff_no,
       100.0 * (count(*) FILTER (WHERE s.score >= 9) - count(*) FILTER (WHERE s.score <= 6)) / count(*)
FROM survey_answer s JOIN agent a ON a.id = s.agent_id
WHERE s.at >= :first AND s.at < :after GROUP BY a.staff_no
"""
MONTHS = {
    "2026-09": (1_788_192_000_000, 1_790_784_000_000),
    "2026-10": (1_790_784_000_000, 1_793_462_400_000),
}


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Office, dict[str, imports.ImportReport]]]:
    path = tmp_path_factory.mktemp("truth") / "office.qadesk"
    office = administrator(files.create(path, name="Truth", zone="Asia/Shanghai"))
    reports = {name: imports.run(office, SAMPLES / name) for name in ("花名册.xlsx", *FILES)}
    yield office, reports
    office.close()


@pytest.mark.parametrize("name", FILES)
def test_rows_duplicates_and_bad_rows(name: str, filled: Any) -> None:
    report, truth = filled[1][name], FILES[name]
    assert (report.rows, report.duplicates, len(report.rejected)) == (
        truth["rows"],
        truth["duplicates"],
        truth["bad"],
    )
    assert report.imported == truth["rows"] - truth["duplicates"] - truth["bad"]
    assert report.updated == 0


def test_bad_rows_are_told_with_line_column_value_and_reason(filled: Any) -> None:
    found = [(r.line, r.column, r.value, r.reason) for r in filled[1]["话务明细_2026-10.csv"].rejected]
    assert found == [
        (966, "坐席工号", "KF9999", "unknown_agent"),
        (1278, "响应时长", "-5", "negative"),
        (2296, "呼入时间", "2026/13/45 10:00:00", "date"),
        (2397, "满意度", "9", "rating"),
        (4309, "响应时长", "abc", "duration"),
    ]


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_of_every_agent(month: str, filled: Any) -> None:
    with filled[0].read() as connection:
        found = _figures(connection, month)
    for number, truth in TRUTH["months"][month]["agents"].items():
        assert {key: found[number][key] for key in truth if key in found[number]} == pytest.approx(
            truth, abs=1e-6
        )
    assert set(found) == set(TRUTH["months"][month]["agents"])


@pytest.mark.parametrize("month", MONTHS)
def test_the_offices_deliveries(month: str, filled: Any) -> None:
    with filled[0].read() as connection:
        row = connection.execute(
            text(
                "SELECT sum(due), sum(on_time), sum(scans), sum(scans_in_15_min) FROM delivery_day"
                " WHERE substr(CAST(day AS varchar), 1, 7) = :month"
            ),
            {"month": month},
        ).one()
    names = ("delivered_due", "delivered_on_time", "scans", "scans_in_15_min")
    assert dict(zip(names, row, strict=True)) == TRUTH["months"][month]["office"]


def test_importing_everything_twice_changes_nothing(filled: Any) -> None:
    office = filled[0]
    before = contents(office)
    for name, truth in FILES.items():
        report = imports.run(office, SAMPLES / name)
        assert (report.imported, report.updated) == (0, 0)
        assert report.duplicates == truth["rows"] - truth["bad"]
    again = imports.run(office, SAMPLES / "花名册.xlsx")
    assert (again.imported, again.updated, again.duplicates) == (0, 0, 14)
    assert contents(office) == before


def _figures(connection: Connection, month: str) -> dict[str, dict[str, float | None]]:
    first, after = MONTHS[month]
    bounds = {"first": first, "after": after, "month": month}
    found: dict[str, dict[str, float | None]] = {}

    def gather(statement: str, *names: str) -> None:
        for number, *values in connection.execute(text(statement), bounds):
            figures = (None if value is None else float(value) for value in values)  # Decimals, on a server
            found.setdefault(number, {}).update(zip(names, figures, strict=True))

    gather(
        CONTACTS,
        "contacts",
        "avg_response_seconds",
        "first_contact_resolution",
        "csat",
        "rated_contacts",
        "avg_talk_seconds",
    )
    gather(
        COMPLAINTS,
        "complaints",
        "upheld_complaints",
        "escalation_rate",
        "complaint_response_24h",
        "complaint_closed_48h",
    )
    gather(INCIDENTS, "praises", "errors")
    gather(SURVEYS, "nps")
    for of in found.values():
        for name in ("complaints", "upheld_complaints", "praises", "errors"):
            of.setdefault(name, 0)
        of["complaint_rate"] = of["upheld_complaints"] / of["contacts"]
        of["error_rate"] = of["errors"] / of["contacts"]
    return found
