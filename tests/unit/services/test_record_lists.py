"""The month's records listed: searched and sorted in the database, read whole for the export."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadesk.kinds.registry import all_records, records_of
from qadesk.services.records import imports, record_lists
from qadesk.storage.office import Office
from tests.unit.services.import_office import call, calls, staff

MONTH = "2026-10"


@pytest.fixture
def listed(office: Office, tmp_path: Path) -> Office:
    staff(office)
    rows = [
        call(1, at="2026-10-03 09:05", rating="3"),
        call(2, agent="KF2", at="2026-10-01 09:05", rating=""),
        call(13, at="2026-10-02 09:05", rating="5") + "100%_late",
    ]
    imports.run(office, calls(tmp_path / "通话.csv", *rows))
    return office


def refs(office: Office, **narrowed: str) -> list[str]:
    page = record_lists.listing(office, MONTH, "calls", **narrowed)  # type: ignore[arg-type]
    whole = [record.values[0] for record in record_lists.each(office, MONTH, "calls", **narrowed)]
    assert [record.values[0] for record in page.records] == whole
    assert page.total == len(whole)
    return whole


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("when", ["C2", "C13", "C1"]),
        ("-when", ["C1", "C13", "C2"]),
        ("agent", ["C13", "C1", "C2"]),
        ("rating", ["C1", "C13", "C2"]),  # what has none comes last, from either end
        ("-rating", ["C13", "C1", "C2"]),
        ("file", ["C2", "C13", "C1"]),
    ],
)
def test_a_list_is_sorted_by_any_of_its_columns(listed: Office, order: str, expected: list[str]) -> None:
    assert refs(listed, order=order) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("c1", ["C13", "C1"]),
        ("韩梅", ["C2"]),
        ("007 LATE", ["C13"]),  # every word, wherever it stands
        ("0%_", ["C13"]),  # as it is written, not as a pattern
        ("通话", ["C2", "C13", "C1"]),  # the file
        ("nobody", []),
    ],
)
def test_a_list_is_searched_in_every_text(listed: Office, search: str, expected: list[str]) -> None:
    assert refs(listed, search=search) == expected


def test_search_and_order_hold_for_every_page(listed: Office) -> None:
    found = [
        record_lists.listing(listed, MONTH, "calls", search="c", order="-when", offset=at, limit=1)
        for at in range(3)
    ]
    assert [page.records[0].values[0] for page in found] == ["C1", "C13", "C2"]
    assert {page.total for page in found} == {3}


@pytest.mark.parametrize("kind", all_records())
def test_every_column_sorts(office: Office, kind: str) -> None:
    for order in ("when", "file", "counted", *records_of(kind).listed):
        assert record_lists.listing(office, MONTH, kind, order=f"-{order}", search="x").records == ()


def test_an_order_there_is_none_of_is_a_mistake(office: Office) -> None:
    with pytest.raises(KeyError):
        record_lists.listing(office, MONTH, "calls", order="colour")
