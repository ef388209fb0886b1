"""A new kind of record is one module and its table: the screen Records shows it in its words."""

from __future__ import annotations

from pathlib import Path

from tests.unit.kinds.running import with_visits


def test_the_records_screen_shows_a_kind_more(tmp_path: Path) -> None:
    assert with_visits(tmp_path, "screen") == [
        ["Visits"],
        ["When", "Agent", "Reference", "Minutes", "Note", "Imported from"],
        ["left", "left", "left", "right", "left", "left"],
        ["2026-10-05 09:30", "王小红 (KF01)", "SM-1", "45", "", "上门记录.csv"],
        ["2026-10-07 10:00", "李强 (KF02)", "SM-3", "30", "", "上门记录.csv"],
        ["2026-10-06 14:00", "王小红 (KF01)", "SM-2", "20", "门锁", "上门记录.csv"],
    ]
