"""What the designer warns of: bounds of typed values, rules that tell nobody apart, hints in one line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.rules import PassFail
from qadesk.domain.scorecard import Indicator, Names, Origin, Scorecard, Unit
from qadesk.services.designing.row_fields import KEYS, Key, fields
from qadesk.storage.office import Office
from qadesk.ui.kit.edit_cell import FigureField
from qadesk.ui.tasks import Tasks
from tests.ui.scorecard_desk import Desk


@pytest.fixture
def desk(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> Desk:
    """A copy of the standard scorecard in an office whose September is closed."""
    made = Desk(qtbot, sample_office, tasks)
    made.open_copy()
    return made


def put(desk: Desk, spot: Spot, indicator: Indicator) -> None:
    card = editing.put_indicator(desk.screen.draft.card, spot, indicator)
    desk.screen.draft.apply(card, spot.path)
    desk.settle()


def typed(desk: Desk) -> Spot:
    """The second row, typed: first-contact resolution as a share."""
    spot = Spot(1, 0)
    old = editing.indicator_at(desk.screen.draft.card, spot)
    put(desk, spot, replace(old, measure="", typed=True))
    desk.stand_on("first_contact_resolution", "name")
    desk.settle()
    return spot


def lines(desk: Desk) -> list[tuple[str, str]]:
    """The problem list as it is read: kind and text."""
    model = desk.screen.designer.table_page.problems.model
    kind, text = model.column_number("severity"), model.column_number("text")
    return [
        (str(model.index(row, kind).data()), str(model.index(row, text).data()))
        for row in range(model.rowCount())
    ]


def test_bounds_are_typed_beside_the_source_and_the_warning_goes(desk: Desk) -> None:
    spot = typed(desk)
    assert any("It has no maximum" in text for _kind, text in lines(desk))
    field = desk.find(FigureField, "indicatorGreatest")
    assert field.isVisible()
    field.setFocus()
    desk.type("100")
    assert editing.indicator_at(desk.screen.draft.card, spot).greatest == Decimal(1)  # a rate in percent
    assert not any("It has no maximum" in text for _kind, text in lines(desk))


def test_bounds_belong_to_typed_values_and_their_unit(desk: Desk) -> None:
    def choose(key: Key, code: str) -> Scorecard:
        put = fields()[KEYS.index(key)].put
        assert put is not None
        return put(desk.screen.draft.card, spot, code)

    spot = typed(desk)
    indicator = editing.indicator_at(desk.screen.draft.card, spot)
    put(desk, spot, replace(indicator, least=Decimal("0.5"), greatest=Decimal(1)))
    other_unit = choose("unit", Unit.COUNT.value)
    assert editing.indicator_at(other_unit, spot).greatest is None
    rated = choose("source", Origin.RATED.value)
    assert editing.indicator_at(rated, spot).least is None
    put(desk, spot, editing.indicator_at(rated, spot))
    assert not desk.find(FigureField, "indicatorGreatest").isVisible()


def test_a_rule_that_tells_nobody_apart_is_named_once_the_month_was_tried(desk: Desk, qtbot: QtBot) -> None:
    spot = Spot(0, 0)
    old = editing.indicator_at(desk.screen.draft.card, spot)
    put(desk, spot, replace(old, rule=PassFail("lower"), standard=Decimal(3600)))
    qtbot.waitUntil(lambda: any("In 2026-09 everybody" in text for _kind, text in lines(desk)))
    problems = desk.screen.designer.table_page.problems
    assert "remark" in problems.count.accessibleName()
    put(desk, spot, old)  # what the month said of another rule is said no more
    assert not any("In 2026-09" in text for _kind, text in lines(desk))


def test_hints_stand_last_in_one_line_that_leads_to_the_first(desk: Desk) -> None:
    draft = desk.screen.draft
    for at in (0, 1):
        section = draft.card.sections[at]
        draft.apply(
            editing.change_section(draft.card, at, names=Names(section.names.zh, "")), ("sections", at)
        )
    spot = Spot(2, 0)
    old = editing.indicator_at(draft.card, spot)
    put(desk, spot, replace(old, weight=Decimal(1)))
    shown = lines(desk)
    assert [kind for kind, _text in shown] == ["Problem", "Hint"]
    assert shown[-1][1].startswith("2 names are in one language only.")
    table = desk.screen.designer.table_page.problems.table
    table.setFocus()
    table.select_row(len(shown) - 1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    desk.settle()
    assert desk.screen.designer.table_page.table.current_spot == Spot(0)
