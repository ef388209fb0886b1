"""A new kind of record is one module and its table: it is read, counted, listed and explained everywhere."""

from __future__ import annotations

from pathlib import Path

from tests.unit.kinds.running import with_visits


def test_a_kind_more_needs_nothing_but_its_module_and_its_table(tmp_path: Path) -> None:
    assert with_visits(tmp_path, "everywhere") == {
        "preview": "visits",
        "imported": ["visits", 3, ["whole_number"]],
        "again": [0, 3],
        "value": ["0.5", 2],
        "computed": "0.325",  # (45 + 20) minutes / 2 visits / 100
        "evidence": [
            ["SM-1", "visit", "45 min", True, "上门记录.csv"],
            ["SM-2", "visit", "20 min", True, "上门记录.csv"],
        ],
        "listed": [["SM-1", 45, None, "KF01"], ["SM-2", 20, "门锁", "KF01"]],
        "explained": ["1", "long visits"],
        "month": [3, "2026-10-07"],
        "silent": ["calls"],
        "workbook": {
            "sheet": [
                ["Reference", "Time", "Minutes", "Solved", "Note", "File"],
                ["SM-1", "2026-10-05 09:30:00", "45", "not stated", "None", "上门记录.csv"],
                ["SM-2", "2026-10-06 14:00:00", "20", "not stated", "门锁", "上门记录.csv"],
            ],
            "looks": ["text", "time", "count", "count", "text", "text"],
            "widths": [22, 20, 12, 10, 40, 30],
            "counts": {
                "Visits": ["2", "2"],
                "Long visits": ["1", "1"],
                "Minutes of visits": ["65", "65"],
                "Solved": ["0", "0"],
                "File without a column for solved": ["2", "2"],
            },
            "values": {"csat": "1/2", "first_contact_resolution": "13/40", "complaint_rate": "None"},
        },
        "lost": ["3 visits of 2026-10"],
        "after_undo": 0,
        "lacking": {
            "alone": ["None", "The visit file has no column for solved."],
            "beside": ["1", "2 of 3 visits do not count here. The visit file has no column for solved."],
            "cells": ["Solved", "not stated", "not stated", "1"],
        },
        "by_hand": [["visits", "龚䶮", "2026-10-09 09:00:00", 12]],
    }
