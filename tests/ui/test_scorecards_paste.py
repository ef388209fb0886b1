"""The design table: rows copied, pasted, filled down; the empty row at its end; notices, Esc, ready words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import MOST_INDICATORS, Indicator, Names, Origin, Unit
from qadesk.i18n import set_language
from qadesk.services.designing import versions
from qadesk.services.designing.row_fields import KEYS
from qadesk.storage.office import Office
from qadesk.ui.kit.edit_cell import FigureField
from qadesk.ui.screens.scorecards.design_table import DesignTable
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, tells
from tests.ui.scorecard_desk import CTRL, Desk

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def table(desk: Desk) -> DesignTable:
    return desk.screen.designer.table_page.table


def paste(desk: Desk, text: str) -> None:
    QApplication.clipboard().setText(text)
    desk.key(Qt.Key.Key_V, held=CTRL)


def empty_row(desk: Desk) -> Spot:
    return table(desk).edited.rows[-1]


def bare(one: Indicator) -> Indicator:
    """Without its code: a copy has one of its own."""
    return replace(one, code="", measure="")


def copy_rows(desk: Desk, first: Spot, rows: int) -> str:
    table(desk).go_to(first, 0)
    table(desk).setFocus()
    desk.key(*[Qt.Key.Key_Down] * (rows - 1), held=SHIFT)
    desk.key(Qt.Key.Key_Space, held=SHIFT)
    desk.key(Qt.Key.Key_C, held=CTRL)
    return QApplication.clipboard().text()


def test_words_of_a_rule_set_another_indicators_rule(desk: Desk) -> None:
    before = desk.card
    desk.stand_on("avg_response_seconds", "rule")
    paste(desk, "≤ 20 秒 → 100、≤ 45 秒 → 80、其余 → 0")  # in the other language
    made = Ladder("lower", ((Decimal(20), Decimal(100)), (Decimal(45), Decimal(80))))
    assert desk.stored().indicator("avg_response_seconds").rule == made
    desk.key(Qt.Key.Key_C, held=CTRL)
    assert QApplication.clipboard().text() == "≤ 20 s → 100, ≤ 45 s → 80, otherwise → 0"
    desk.stand_on("csat", "rule")
    desk.key(Qt.Key.Key_V, held=CTRL)
    said = desk.text("designerNoticeText")
    assert said.startswith("Row 1, “Customer satisfaction (CSAT)”, Rule: “")
    paste(desk, "as good as it gets")
    assert "is no rule in words that are known here" in desk.text("designerNoticeText")
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_words_of_a_source_set_another_indicators_source(desk: Desk, language: str) -> None:
    for text, origin in (
        ("人工填写", Origin.TYPED),
        ("主管评分，3 级", Origin.RATED),
        ("Rated, 5 levels", Origin.RATED),
        ("Typed for each agent", Origin.TYPED),
        ("= resolved / 2", Origin.FORMULA),
        ("Net promoter score (NPS)", Origin.RECORDS),
    ):
        desk.stand_on("csat", "source")
        set_language(language)
        paste(desk, text)
        set_language("en")
        assert desk.stored().indicator("csat").origin is origin, text
    assert desk.card.indicator("csat").measure == "nps"
    before = desk.card
    for text in ("the boss", "= 1 +", "Formula of other values"):
        paste(desk, text)
        assert "Value from: “" in desk.text("designerNoticeText")
    assert desk.card == before


def test_units_and_directions_are_pasted_in_words(desk: Desk) -> None:
    desk.stand_on("csat", "unit")
    paste(desk, "seconds\t↓ lower")
    made = desk.stored().indicator("csat")
    assert (made.unit, made.better.value) == (Unit.SECONDS, "lower")
    paste(desk, "furlongs")
    assert tells(desk.screen.designer.notice, "cell.no_choice", "furlongs")
    assert desk.text("designerNoticeText").endswith("Nothing was changed.")


def test_rows_copied_and_pasted_below_lose_nothing(desk: Desk) -> None:
    before, end = desk.card, len(desk.card.sections)
    text = copy_rows(desk, Spot(0), 18)
    table(desk).go_to(empty_row(desk), 0)
    desk.key(Qt.Key.Key_V, held=CTRL)
    card, n = desk.stored(), len(before.sections)
    assert n == end
    for old, new in zip(before.sections, card.sections[n:], strict=True):
        assert (new.names, [bare(one) for one in new.indicators]) == (
            old.names,
            [bare(one) for one in old.indicators],
        )
    assert len({one.code for one in card.indicators()}) == 2 * sum(1 for _one in before.indicators())
    desk.key(Qt.Key.Key_Z, held=CTRL)  # one step
    assert desk.stored() == before
    table(desk).go_to(Spot(0), 0)
    paste(desk, text.replace("Average response time", "Speed of answers", 1))  # changed in Excel, and back
    changed = desk.stored()
    assert changed.indicator("avg_response_seconds").names.en == "Speed of answers"
    assert editing.rename(changed, Spot(0, 0), "x").sections[1:] == before.sections[1:]


def test_rows_from_excel_become_indicators_with_their_rules(desk: Desk) -> None:
    text = copy_rows(desk, Spot(0, 0), 1)
    table(desk)._copied = ("", [], ())  # as if from another program
    table(desk).go_to(empty_row(desk), 0)
    paste(desk, text)
    spot = table(desk).current_spot  # the row that was added: in the last section that is weighed
    assert spot == Spot(6, 1)
    old, new = desk.card.indicator("avg_response_seconds"), editing.indicator_at(desk.stored(), spot)
    assert bare(new) == bare(old)
    assert new.figure == old.figure
    assert desk.text("designerNoticeText") == "1 indicator was added to “Accuracy”."


def test_what_a_spreadsheet_would_calculate_comes_back_as_text(desk: Desk) -> None:
    desk.stand_on("csat", "source")
    paste(desk, "= resolved / 2")
    text = copy_rows(desk, Spot(2, 0), 1)
    assert '\t="= resolved / 2"\t' in text
    before = desk.card
    table(desk)._copied = ("", [], ())
    desk.key(Qt.Key.Key_V, held=CTRL)
    assert desk.card == before


def test_too_much_and_no_figures_are_refused_whole(desk: Desk) -> None:
    before = desk.card
    table(desk).go_to(empty_row(desk), 0)
    table(desk).setFocus()
    paste(desk, "A name\n" * 10_000)
    assert tells(desk.screen.designer.notice, "cell.too_many", "10,000")
    paste(desk, "A name\n" * MOST_INDICATORS)
    assert tells(desk.screen.designer.notice, "cell.too_many_indicators", MOST_INDICATORS)
    paste(desk, "One\t5\nTwo\tfive\n")
    assert tells(desk.screen.designer.notice, "cell.not_number", 2, "Two", "five")
    desk.stand_on("csat", "weight")
    paste(desk, "1\n" * 500)
    assert "were left out: below the last row a name comes first" in desk.text("designerNoticeText")
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before


def test_the_cells_for_which_a_pasted_text_is_none_are_marked(desk: Desk) -> None:
    desk.stand_on("csat", "weight")
    here, model = table(desk).currentIndex(), table(desk).edited
    paste(desk, "five\n")
    before = here.sibling(here.row(), here.column() + 1)

    def tones() -> list[str | None]:
        row = model.rows[here.row()]
        return [model.look(row, model.columns[at.column()]).tone for at in (here, before)]

    assert tones() == ["bad", None]
    assert "“five” is not a number." in model.data(here, Qt.ItemDataRole.ToolTipRole)
    paste(desk, "5\n")
    assert "bad" not in tones()


def test_the_first_row_marked_is_filled_down(desk: Desk) -> None:
    before = desk.card
    page = desk.screen.designer.table_page
    table(desk).go_to(Spot(3, 0), KEYS.index("weight"))
    table(desk).setFocus()
    desk.type("9")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Up)
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Down, held=SHIFT)  # over the head of a section
    desk.key(Qt.Key.Key_Right, Qt.Key.Key_Right, held=SHIFT)
    words = {text for text, keys in page.actions_.overview() if keys == "Ctrl+D"}
    assert words == {"Duplicate", "Fill down the rows marked"}
    assert not desk.button("designDuplicate").isEnabled()
    desk.key(Qt.Key.Key_D, held=CTRL)
    first, other = desk.stored().indicator("attitude"), desk.stored().indicator("communication")
    assert (other.weight, other.rule, other.standard) == (first.weight, first.rule, first.standard)
    assert other.names == before.indicator("communication").names
    desk.key(Qt.Key.Key_Z, Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before
    desk.key(Qt.Key.Key_Up, held=SHIFT)
    desk.key(Qt.Key.Key_Escape)
    assert table(desk).block is None
    desk.key(Qt.Key.Key_D, held=CTRL)
    assert len(list(desk.stored().indicators())) == len(list(before.indicators())) + 1


def test_a_rule_is_not_filled_down_into_another_unit(desk: Desk) -> None:
    before = desk.card
    table(desk).go_to(Spot(0, 0), KEYS.index("rule"))
    table(desk).setFocus()
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Down, held=SHIFT)  # a section between is passed over
    desk.key(Qt.Key.Key_D, held=CTRL)
    assert tells(desk.screen.designer.notice, "cell.sign")
    assert desk.stored() == before


def test_marked_cells_are_emptied_and_filled_with_one(desk: Desk) -> None:
    table(desk).go_to(Spot(3, 0), KEYS.index("weight"))
    table(desk).setFocus()
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Down, held=SHIFT)
    desk.key(Qt.Key.Key_Delete)
    assert [desk.stored().indicator(code).weight for code in ("attitude", "communication")] == [0, 0]
    paste(desk, "7")
    assert [desk.stored().indicator(code).weight for code in ("attitude", "communication")] == [7, 7]


def test_a_name_typed_in_the_empty_row_adds_an_indicator(desk: Desk) -> None:
    before = desk.card
    page = desk.screen.designer.table_page
    table(desk).go_to(empty_row(desk), 0)
    table(desk).setFocus()
    assert table(desk).current_spot is None
    desk.type("Parcels")
    made = list(desk.stored().indicators())[-1]
    assert (made.names, made.origin) == (Names("", "Parcels"), Origin.TYPED)
    assert page.side.spot == Spot(len(before.sections) - 1, len(before.sections[-1].indicators))
    assert page.problems.table.isVisible()  # has taken room, but not that of what is being typed
    row = table(desk).visualRect(table(desk).currentIndex())
    assert table(desk).viewport().rect().contains(row)
    desk.key(Qt.Key.Key_Return)
    desk.type("Refunds")
    desk.key(Qt.Key.Key_Return)
    assert [one.names.en for one in desk.stored().sections[-1].indicators[-2:]] == ["Parcels", "Refunds"]
    desk.key(Qt.Key.Key_Z, Qt.Key.Key_Z, held=CTRL)  # a step for each
    assert desk.stored() == before
    table(desk).go_to(empty_row(desk), KEYS.index("weight"))
    desk.type("4")
    assert tells(desk.screen.designer.notice, "cell.fixed")
    assert desk.card == before


def test_only_drafts_have_an_empty_row_and_not_full_ones(desk: Desk) -> None:
    card = desk.card
    many = replace(card.sections[0], indicators=card.sections[0].indicators[:1] * MOST_INDICATORS)
    desk.screen.draft.apply(replace(card, sections=(many,)), ("sections",))
    desk.settle()
    assert len(table(desk).edited.rows) == MOST_INDICATORS + 1
    desk.screen.show_list()
    desk.settle()
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert not desk.screen.draft.editable
    assert all(editing.stands(desk.card, spot) for spot in table(desk).edited.rows)


def test_esc_leaves_the_cell_the_marks_the_editor_and_asks_before_it_leaves(desk: Desk) -> None:
    before = desk.card
    desk.stand_on("csat", "weight")
    desk.type("12")
    desk.key(Qt.Key.Key_Escape)
    assert not table(desk).editing
    assert desk.card == before == desk.stored()
    assert not desk.screen.draft.can_undo  # it was never there
    desk.screen.designer.table_page.show_editor(True, enter=True)
    desk.key(Qt.Key.Key_Escape)
    assert has_focus(desk.table)
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.designer.isVisible()
    assert "Esc once more" in desk.text("designerNoticeText")
    desk.type("1")  # goes on working: what was said is no longer so
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.designer.isVisible()
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.versions.isVisible()
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Left, held=Qt.KeyboardModifier.AltModifier)
    assert desk.screen.versions.isVisible()


def test_esc_takes_a_half_typed_row_and_a_half_typed_field_back(desk: Desk) -> None:
    before = desk.card
    table(desk).go_to(empty_row(desk), 0)
    table(desk).setFocus()
    at = table(desk).currentIndex().row()
    desk.type("Parc")
    desk.key(Qt.Key.Key_Escape)
    assert desk.card == before == desk.stored()
    assert has_focus(table(desk))
    assert table(desk).currentIndex().row() == at
    desk.stand_on("csat", "rule")
    desk.key(Qt.Key.Key_Return)
    field = desk.find(FigureField, "rule_full")
    assert isinstance(field, FigureField)
    field.setFocus()
    desk.type("3")
    assert desk.card != before
    desk.key(Qt.Key.Key_Escape)
    assert has_focus(field)
    assert (desk.card, field.text()) == (before, "5")
    assert not desk.screen.draft.can_undo
    desk.key(Qt.Key.Key_Escape)  # the next one leads back to the table
    assert has_focus(desk.table)


def test_a_deleted_draft_is_brought_back_from_beside_the_list(desk: Desk, dialog: Dialog) -> None:
    number, card = desk.screen.draft.version.id, desk.stored()
    desk.press("designerBack")
    desk.press("versionDelete")
    dialog("confirmDialog").findChild(Button, "confirmAction").click()
    desk.settle()
    desk.come_back()
    desk.screen.tabs.setFocus()
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.text("scorecardsNoticeText").startswith("Undone: delete the draft")
    assert versions.card(desk.office, number) == card
    desk.screen.versions.table.setFocus()
    desk.key(Qt.Key.Key_Y, held=CTRL)
    assert number not in [one.id for one in versions.versions(desk.office)]


def test_what_was_pasted_is_undone_from_the_notice(desk: Desk) -> None:
    before = desk.card
    table(desk).go_to(empty_row(desk), 0)
    table(desk).setFocus()
    paste(desk, "Orders kept")
    desk.screen.designer.notice.close_button.setFocus()
    QTest.keyClick(desk.screen.designer.notice.close_button, Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert desk.stored() == before


def test_many_rows_are_read_beside_the_window_and_the_next_key_waits_for_them(desk: Desk) -> None:
    before = desk.card
    table(desk).go_to(empty_row(desk), 0)
    table(desk).setFocus()
    QApplication.clipboard().setText("\n".join(f"Value {n}\t1\t{n}" for n in range(100)))
    QTest.keyClick(table(desk), Qt.Key.Key_V, CTRL)
    assert desk.card == before  # it is being read
    QTest.keyClick(table(desk), Qt.Key.Key_Home, CTRL)
    after = desk.card
    assert sum(1 for _one in after.indicators()) == sum(1 for _one in before.indicators()) + 100
    desk.settle()
    assert desk.stored() == after == desk.card  # once
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before


def test_leaving_takes_what_is_being_read_along(desk: Desk) -> None:
    table(desk).go_to(empty_row(desk), 0)
    table(desk).setFocus()
    QApplication.clipboard().setText("\n".join(f"Value {n}\t1\t{n}" for n in range(100)))
    QTest.keyClick(table(desk), Qt.Key.Key_V, CTRL)
    assert desk.screen.flush()
    desk.settle()
    assert desk.stored().indicator("typed_100").standard == 99


def test_sections_pasted_into_an_empty_scorecard_are_shown(desk: Desk) -> None:
    """Rows before stay where they are, and there are sections that were not there."""
    first = replace(desk.card.sections[0], indicators=())
    desk.screen.draft.apply(replace(desk.card, sections=(first,)), ("sections",))
    before = desk.card
    table(desk).go_to(empty_row(desk), 0)
    table(desk).setFocus()
    paste(desk, "Speed\t5\t≤30s\nManners\t\t\nPoliteness\t5\t4\nCosts\t\t\nFuel\t5\t4")
    shown = [table(desk).edited.index(row, 0).data() for row in range(table(desk).edited.rowCount())]
    assert shown[1:] == ["Speed", "Manners", "Politeness", "Costs", "Fuel", ""]
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before
