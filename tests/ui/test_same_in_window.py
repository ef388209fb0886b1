"""The tables of the Results screen say what the reference arithmetic comes to, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.domain.scorecard import Role, Unit
from qadesk.services.assessment import focus
from qadesk.services.explaining import result_words as wording
from qadesk.ui.screens.results import columns
from qadesk.ui.screens.results.columns import FocusRow
from qadesk.ui.widgets.table import RecordTableModel
from tests.agreement import surfaces
from tests.agreement.facts import SEPTEMBER
from tests.agreement.surfaces import MONTHS, World, says

LEAST = {Unit.SCORE: 1, Unit.COUNT: 0}
both_months = pytest.mark.parametrize("month", MONTHS)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = surfaces.make(tmp_path_factory.mktemp("window") / "branch.qadesk")
    yield made
    made.office.close()


def rows(model: RecordTableModel) -> list[dict[str, str]]:  # type: ignore[type-arg]
    """The text of every cell, as the table shows it, by the keys of the columns."""
    return [
        {
            column.key: str(model.index(row, at).data(Qt.ItemDataRole.DisplayRole) or "")
            for at, column in enumerate(model.columns)
        }
        for row in range(model.rowCount())
    ]


@both_months
def test_the_ranking(qtbot: QtBot, world: World, month: str) -> None:
    standings = world.standings[month]
    card = standings.made.cards.own.card
    for values in (False, True):
        model = RecordTableModel(columns.ranking((card,), lambda _row: (), values=values))
        model.set_rows(columns.rows(standings))
        shown = rows(model)
        at, who_at = model.column_number("total"), model.column_number("staff_no")
        tips = {
            str(model.index(n, who_at).data()): str(
                model.index(n, at).data(Qt.ItemDataRole.ToolTipRole) or ""
            )
            for n in range(model.rowCount())
        }
        assert len(shown) == len(world.expected[month])
        for row in shown:
            who = row["staff_no"]
            result = world.expected[month][who]
            tip = tips[who]
            spared = result.lines["abusive_language"].reason if result.status != "excluded" else ""
            assert (f"({spared})" in tip) == bool(spared), (who, tip)
            assert row["rank"] == ("–" if result.rank is None else str(result.rank))
            assert (row["grade"].split(",")[0].split(" ")[0] if result.grade else None) == result.grade
            if result.total is None:
                assert row["total"] == "–"
            else:
                assert says(row["total"], result.total)
            for code, line in result.lines.items():
                indicator, cell = card.indicator(code), row.get(columns.INDICATOR + code)
                if cell is None:
                    assert indicator.role is Role.RED_LINE
                elif line.value is None:
                    assert cell in ("N/A", "Waived", "Missing")
                elif values or indicator.role is Role.REFERENCE:
                    assert says(cell, line.value, indicator.unit, LEAST.get(indicator.unit, 2)), (who, code)
                else:
                    assert says(cell, line.points or Fraction(0)), (who, code, cell)


@both_months
def test_the_page_of_an_agent(qtbot: QtBot, world: World, month: str) -> None:
    """Kills: an exempted red line or bonus of which the page of the agent says nothing."""
    standings = world.standings[month]
    for who, result in world.expected[month].items():
        model = RecordTableModel(columns.agent())
        made = standings.made.of(who)
        model.set_rows(columns.indicator_rows(standings, made))
        for row, (code, line) in zip(rows(model), result.lines.items(), strict=True):
            indicator = standings.made.cards.own.card.indicator(code)
            if line.value is None:
                assert row["value"] in ("N/A", "Waived", "Missing")
                assert line.reason in row["note"]
                continue
            assert says(row["value"], line.value, indicator.unit, LEAST.get(indicator.unit, 2)), (who, code)
            if indicator.role is Role.WEIGHTED:
                assert says(row["points"], line.points or Fraction(0))
                assert says(row["contribution"], line.effective * (line.points or Fraction(0)) / 100)
                after = row["weight"].split(" → ")[-1].rstrip("%")
                assert says(after, line.effective, least=2)
            if indicator.role is Role.BONUS:
                assert says(row["points"], line.points or Fraction(0))
        said = wording.facts_text(standings, made)
        spared = result.lines["abusive_language"].reason
        assert (f"({spared})" in said) == (bool(spared) and result.status != "excluded"), (who, said)
        assert ("Bonus" in said) == bool(result.bonus)
        if result.bonus:
            text = said.partition("Bonus ")[2]
            assert says(text, result.bonus)


def test_who_left_is_shown_as_left_where_the_focus_is_settled(qtbot: QtBot, world: World) -> None:
    board = focus.board_on(world.office, world.standings[SEPTEMBER].made)
    model = RecordTableModel(columns.focus(board))
    model.set_rows([FocusRow(one, board) for one in board.agents if one.settled is None])
    states = {row["staff_no"]: row["state"] for row in rows(model)}
    assert states["KF03"] == "Proposed"
    left = {one.result.agent.staff_no for one in board.agents if one.left}
    assert left == {"KF15", "KF16"}
