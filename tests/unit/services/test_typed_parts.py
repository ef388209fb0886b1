"""A typed value that is a part of another is never the larger of the two, however the two are entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert

from qadesk.domain import checking, editing
from qadesk.domain.periods import period
from qadesk.domain.rules import Unscored
from qadesk.domain.scorecard import Indicator, Origin, Scorecard, Unit
from qadesk.i18n import set_language
from qadesk.services import cycles, setup
from qadesk.services.designing import comparison, exchange, versions
from qadesk.services.scoring import figures, score_files, typed_values
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import unusual_forms as forms
from tests.refusals import refuses

CODE = forms.OCTOBER
PARCELS = next(i.code for i in forms.TYPED if i.unit is Unit.COUNT)
LATE = "late_parcels"


def parted(**more: object) -> Scorecard:
    """The card with typed values, and late parcels beside the parcels they are among."""
    card = forms.mixed(half_points=True)
    spot = next(s for s in editing.spots(card) if s.indicator is not None and _at(card, s).code == PARCELS)
    late = replace(
        _at(card, spot), code=LATE, names=replace(_at(card, spot).names, zh="迟派件", en="Late parcels"),
        part_of=PARCELS, rule=Unscored(), weight=Decimal(0), standard=None, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    section = card.sections[spot.section]
    made = replace(section, indicators=(*section.indicators, late))
    return replace(card, sections=tuple(made if s is section else s for s in card.sections))


def _at(card: Scorecard, spot: editing.Spot) -> Indicator:
    return editing.indicator_at(card, spot)


CARD = parted()


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(
        tmp_path / "b.qadesk", name="B", user_name="Supervisor", first_cycle=period(CODE)
    )
    with made.write() as connection:
        connection.execute(
            insert(tables.agent).values(office_id=made.id, staff_no="KF1", name="Anna", status="active")
        )
    forms.put_on(made, CARD)
    yield made
    made.close()


def stored(office: Office) -> dict[str, Decimal]:
    cycle = cycles.get(office, CODE)
    with office.read() as connection:
        found = typed_values.of_cycle(connection, cycle)
    return {code: entered.value for of_agent in found.values() for code, entered in of_agent.items()}


def put(office: Office, code: str, value: int | None) -> None:
    number = None if value is None else Decimal(value)
    typed_values.save_value(office, cycles.get(office, CODE), "KF1", code, number)


def test_neither_of_the_two_is_stored_where_the_part_would_be_larger(branch: Office) -> None:
    put(branch, PARCELS, 200)
    with refuses("value.part_too_large", "Late parcels"):
        put(branch, LATE, 240)
    put(branch, LATE, 200)
    with refuses("value.part_too_large", "Late parcels"):
        put(branch, PARCELS, 199)
    assert stored(branch) == {PARCELS: 200, LATE: 200}


def test_a_part_may_be_entered_first_and_a_whole_taken_away(branch: Office) -> None:
    put(branch, LATE, 240)
    put(branch, PARCELS, 240)
    put(branch, PARCELS, None)
    assert stored(branch) == {LATE: 240}


@pytest.mark.parametrize(
    "parcels, late, taken",
    [(200, 240, False), (200, 200, True), (None, 151, False), (None, 149, True), (100, 90, True)],
)
def test_a_row_of_a_spreadsheet_is_taken_whole_or_refused_with_the_reason(
    branch: Office, tmp_path: Path, parcels: int | None, late: int, taken: bool
) -> None:
    set_language("en")
    put(branch, PARCELS, 150)
    put(branch, LATE, 120)
    file = tmp_path / "form.xlsx"
    score_files.export_template(branch, CODE, file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = [str(cell.value or "") for cell in sheet[1]]
    for code, value in ((PARCELS, parcels), (LATE, late)):
        head = CARD.indicator(code).names.en
        column = next(at for at, text in enumerate(heads, start=1) if text.startswith(head))
        sheet.cell(2, column).value = value
    book.save(file)
    report = score_files.import_scores(branch, CODE, file).value
    assert [row.reason for row in report.rejected] == ([] if taken else ["part_of"])
    expected = {PARCELS: parcels or 150, LATE: late} if taken else {PARCELS: 150, LATE: 120}
    assert stored(branch) == expected


def test_what_is_refused_is_said_with_both_names() -> None:
    late, items = CARD.indicator(LATE), CARD.typed_items()
    parcels = CARD.indicator(PARCELS).names.en
    assert figures.why_not(late, "240", items, {PARCELS: Decimal(240)}) is None
    why = figures.why_not(late, "241", items, {PARCELS: Decimal(240)})
    assert why is not None
    assert why.code == "cell.part_of"
    assert all(name in str(why) for name in ("Late parcels", parcels))


@pytest.mark.parametrize("name", ["card.yaml", "card.xlsx"])
def test_it_goes_out_and_comes_in_again(branch: Office, tmp_path: Path, name: str) -> None:
    newest = versions.versions(branch)[0]
    exchange.export_file(branch, newest.id, tmp_path / name)
    assert exchange.read_file(tmp_path / name).indicator(LATE).part_of == PARCELS


def test_two_versions_that_differ_in_it_differ() -> None:
    assert PARCELS in str(comparison.compare(CARD, parted_without()))


def parted_without() -> Scorecard:
    spot = next(s for s in editing.spots(CARD) if s.indicator is not None and _at(CARD, s).code == LATE)
    return editing.change_indicator(CARD, spot, part_of="")


def test_a_new_code_of_the_whole_is_followed() -> None:
    spot = next(s for s in editing.spots(CARD) if s.indicator is not None and _at(CARD, s).code == PARCELS)
    assert editing.rename(CARD, spot, "items").indicator(LATE).part_of == "items"


@pytest.mark.parametrize(
    "change, code",
    [
        ({"part_of": "nobody"}, "part_unknown"),
        ({"part_of": LATE}, "part_unknown"),
        ({"unit": Unit.SECONDS}, "part_unit"),
        ({"typed": False, "measure": "errors"}, "part_needless"),
    ],
)
def test_what_cannot_be_meant_is_a_problem(change: dict[str, object], code: str) -> None:
    spot = next(s for s in editing.spots(CARD) if s.indicator is not None and _at(CARD, s).code == LATE)
    wrong = editing.change_indicator(CARD, spot, **change)
    assert wrong.indicator(LATE).origin is (Origin.RECORDS if "measure" in change else Origin.TYPED)
    assert code in {p.code for p in checking.check(wrong)}
    assert code not in {p.code for p in checking.check(CARD)}
