"""Copy, paste and fill down in the grid, and the way a digit goes on."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from qadesk.domain.scorecard import Names, Scorecard
from qadesk.services.assessment import exemptions
from qadesk.services.scoring.forms import NA
from qadesk.tabular.clipboard import grid
from qadesk.ui.screens.score.sheet_files import RejectedDialog
from tests import unusual_forms as forms
from tests.ui.desk import tells
from tests.ui.score_desk import OPEN, ScoreDesk

LATE = "KF1011"  # nobody has scored this agent in the sample, nor the next two


def at(desk: ScoreDesk, card: Scorecard, code: str, staff_no: str = LATE) -> ScoreDesk:
    forms.put_on(desk.office, card)
    desk.open()
    desk.screen.grid.go((staff_no, None), code)
    return desk


def paste(desk: ScoreDesk, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    desk.key("v", ctrl=True)
    desk.settle()


def select(desk: ScoreDesk, rows: int, columns: int = 1) -> None:
    """Select so many rows and columns, from the current cell on."""
    for key, steps in ((Qt.Key.Key_Down, rows - 1), (Qt.Key.Key_Right, columns - 1)):
        for _step in range(steps):
            desk.qtbot.keyClick(desk.focus(), key, Qt.KeyboardModifier.ShiftModifier)


def refused(desk: ScoreDesk) -> list[tuple[int, str, str, str]]:
    """What the dialog lists: line, column, what stood there, code of why it was not taken. It is closed."""
    dialog = desk.dialog("scoreRejected")
    assert isinstance(dialog, RejectedDialog)
    found = [(r.line, r.column, r.value, r.code) for r in dialog.model.rows]
    desk.press("scoreRejectedClose")
    desk.come_back()
    return found


def test_a_block_from_a_spreadsheet_is_taken_in_one_step(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(half_points=True), "greeting")
    paste(
        desk,
        '3\t8.5\t95.2%\t1:30\t4.25\t310\t20\t2\t"two\nlines, ""quoted"""\r\n'
        'N/A\t不适用\t\t\t\t\t\t\t"fine" work\r\n',
    )
    first, second = desk.stored(LATE), desk.stored("KF1012")
    assert first.levels == {"greeting": Decimal(3), "product": Decimal("8.5")}
    assert first.values["reached"] == Decimal("0.952")
    assert (first.values["handling"], first.values["ideas"]) == (Decimal(90), Decimal(2))
    assert first.comment == 'two\nlines, "quoted"'
    assert second.levels == {"greeting": NA, "product": NA}
    assert second.comment == '"fine" work'
    assert QApplication.activeModalWidget() is None
    assert tells(desk.screen.notice, "done", 12)
    desk.key("z", ctrl=True)
    assert desk.stored(LATE).levels == {}
    assert (desk.stored(LATE).values, desk.stored("KF1012").comment) == ({}, "")
    assert not desk.screen.book.stack.canUndo()
    assert desk.place() == (LATE, "greeting")


def test_what_does_not_fit_is_listed_and_the_rest_taken(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED), "greeting", "KF1013")
    paste(desk, "good\t7\nx\n3\t11\t5\tword\n")
    assert desk.stored("KF1013").levels == {"product": Decimal(7)}
    assert desk.stored("KF1014").levels == {}
    told = refused(desk)
    assert [row[:3] for row in told[:2]] == [(1, "Greeting", "good"), (2, "Greeting", "x")]
    assert told[0][3] == "cell.level"
    assert told[2] == (3, "", "1 row", "cell.no_agents")
    assert tells(desk.screen.notice, "done", 1)


def test_cells_left_as_they_were_are_marked_until_they_are_rated(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED), "greeting", "KF1013")
    model, meaning = desk.screen.grid.grid_model, desk.screen.foot.meaning

    def marked() -> list[tuple[str, str]]:
        cells = [(row, column) for row in model.rows for column in model.columns]
        return [(row, column.key) for row, column in cells if model.why_left(row, column)]

    paste(desk, "good\t7\nx\t8\n")
    refused(desk)  # the list is closed
    assert marked() == [("KF1013", "greeting"), ("KF1014", "greeting")]
    desk.screen.grid.go(("KF1014", None), "product")
    assert "x" not in meaning.text().split()
    desk.screen.grid.go(("KF1014", None), "greeting")
    assert "“x” was not taken" in meaning.text()
    assert "“x” was not taken" in model.data(desk.screen.grid.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    desk.key("2")
    assert marked() == [("KF1013", "greeting")]
    desk.key(Qt.Key.Key_Escape)
    assert marked() == []
    desk.screen.grid.go(("KF1013", None), "greeting")
    paste(desk, "good")
    refused(desk)
    paste(desk, "3")  # the next paste is another matter
    assert marked() == []


def test_the_dialog_says_how_many_were_filled_in_and_why_others_were_not(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED), "greeting", "KF1013")
    paste(desk, "good\t7\nx\t8\n2\t2")
    dialog = desk.dialog("scoreRejected")
    assert dialog.windowTitle() == "Cells filled in: 2; left as they were: 2"
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "2 cells: Enter a whole number from 1 to 3, or N/A." in said
    assert "1 row: There are no more agents below." in said
    desk.press("scoreRejectedClose")
    desk.come_back()
    assert desk.focus() is desk.screen.grid
    assert tells(desk.screen.notice, "done", 2)


def test_a_rate_above_a_hundred_percent_is_never_taken_in_silence(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.TYPED), "reached")
    notice, grid_view = desk.screen.notice, desk.screen.grid
    paste(desk, "95%\n950%")
    assert desk.stored("KF1012").values == {"reached": Decimal("9.5")}
    assert tells(notice, "done", "950%", "100%")
    grid_view.go(("KF1012", None), "reached")
    assert "more than 100%" in desk.screen.foot.meaning.text()
    desk.type("96")
    desk.key(Qt.Key.Key_Return)
    assert notice.isHidden()
    desk.type("110")
    desk.key(Qt.Key.Key_Return)
    assert tells(notice, "unusual", "110%")
    notice.action.click()
    assert "reached" not in desk.stored("KF1013").values


def test_headings_are_left_out_and_a_line_goes_to_its_agent(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED), "greeting")
    desk.key(Qt.Key.Key_Left, Qt.Key.Key_Left)
    paste(desk, f"Staff no.\tName\tGreeting\n{LATE}\t\t2\nKF1013\t\t3")
    assert desk.stored(LATE).levels == {"greeting": Decimal(2)}
    assert desk.stored("KF1012").levels == {}
    assert desk.stored("KF1013").levels == {"greeting": Decimal(3)}


def test_a_line_copied_in_the_grid_is_not_taken_by_another_agent(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED), "greeting")
    desk.key("3", "7")
    desk.screen.grid.go((LATE, None), "greeting")
    desk.key(Qt.Key.Key_Left, Qt.Key.Key_Left)
    select(desk, 1, 3)
    desk.key("c", ctrl=True)
    desk.key(Qt.Key.Key_Left, Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Left, Qt.Key.Key_Left)
    desk.key("v", ctrl=True)
    desk.settle()
    assert desk.stored("KF1012").levels == {}
    assert [row[3] for row in refused(desk)] == ["cell.other_agent"]


def test_nothing_goes_into_cells_of_another_kind(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED, forms.TYPED[3]), "product")
    paste(desk, "3\t3\t3\n2\t2\t2")  # one column too far to the right
    assert desk.stored(LATE).levels == {"product": Decimal(3)}
    assert (desk.stored(LATE).values, desk.stored(LATE).comment) == ({}, "")
    assert len(refused(desk)) == 4
    desk.screen.grid.go((LATE, None), "product")
    desk.key("c", ctrl=True)
    assert QGuiApplication.clipboard().text() == "3"
    desk.screen.grid.go((LATE, None), "parcels")
    desk.key("v", ctrl=True)
    assert desk.stored(LATE).values == {}
    assert refused(desk)[0][3] == "cell.other_kind"


def test_submitted_and_exempt_cells_are_never_pasted_over(october: ScoreDesk) -> None:
    exemptions.exempt(october.office, OPEN, "KF1009", "attitude", "na", "new")
    october.screen.refresh(frozenset({"results", "ratings", "cycle"}))
    october.settle()
    october.screen.grid.go(("KF1007", None), "attitude")
    before = october.stored("KF1007")
    paste(october, "1\n1")
    assert october.stored("KF1007") == before
    assert [row[3] for row in refused(october)] == [
        "cell.submitted",
        "cell.not_assessed",
    ]
    assert not october.screen.book.stack.canUndo()


def test_a_part_and_its_whole_are_pasted_together(score_desk: ScoreDesk) -> None:
    late = replace(forms.TYPED[3], code="late", names=Names("迟派件", "Late parcels"), part_of="parcels")
    desk = at(score_desk, forms.form(late, forms.TYPED[3]), "late")
    paste(desk, "240\t300\n20\t10")
    assert desk.stored(LATE).values == {"late": Decimal(240), "parcels": Decimal(300)}
    assert desk.stored("KF1012").values == {}
    assert refused(desk)[0][3] == "cell.part_of"


def test_a_thousand_rows_are_looked_at_in_a_moment_and_more_are_refused_whole(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.twenty(), "item0", "KF1001")
    paste(desk, "\n".join(["3\t3\t2"] * 10_000))
    assert tells(desk.screen.notice, "cell.too_many", "10,000", "1,000")
    assert desk.stored("KF1014").levels == {}
    QGuiApplication.clipboard().setText("\n".join(["3\t3\t2"] * 1000))
    begun = time.perf_counter()
    desk.key("v", ctrl=True)
    assert time.perf_counter() - begun < 1
    desk.settle()
    assert desk.stored("KF1014").levels["item2"] == Decimal(2)
    told = refused(desk)
    assert told[-1] == (14, "", "987 rows", "cell.no_agents")
    assert {row[3] for row in told[:-1]} == {"cell.submitted"}


def test_shift_space_marks_whole_rows(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "greeting")
    grid, shift = desk.screen.grid, Qt.KeyboardModifier.ShiftModifier
    row, columns = grid.currentIndex().row(), grid.edited.columnCount()
    QTest.keyClick(desk.focus(), Qt.Key.Key_Space, shift)
    assert grid.chosen().getRect() == (0, row, columns, 1)
    desk.key(Qt.Key.Key_Escape)  # takes the mark away, not the cursor
    assert (grid.block, grid.currentIndex().row()) == (None, row)


def test_ctrl_d_fills_down_what_is_selected_as_one_step(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "greeting")
    desk.key("2", "7")
    desk.screen.grid.go((LATE, None), "greeting")
    select(desk, 3, 2)
    assert desk.screen.grid.chosen().getRect() == (2, 9, 2, 3)
    desk.key("d", ctrl=True)
    for staff_no in ("KF1012", "KF1013"):
        assert desk.stored(staff_no).levels == {"greeting": Decimal(2), "product": Decimal(7)}
    desk.key("z", ctrl=True)
    assert desk.stored("KF1013").levels == {}
    desk.screen.grid.go(("KF1012", None), "greeting")
    desk.key("d", ctrl=True)  # in a single row, what stands above
    assert desk.stored("KF1012").levels == {"greeting": Decimal(2)}
    desk.screen.grid.go(("KF1014", None), "product")
    desk.key("d", ctrl=True)
    assert "nothing above" in desk.text("scoreNoticeText")


def test_a_single_cell_goes_into_all_that_are_selected(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "greeting")
    select(desk, 2, 2)
    paste(desk, "3")
    assert desk.stored("KF1012").levels == {"greeting": Decimal(3), "product": Decimal(3)}


def test_a_closed_month_takes_nothing(score_desk: ScoreDesk) -> None:
    score_desk.open("2026-09", "closed")
    paste(score_desk, "1")
    assert tells(score_desk.screen.notice, "cycle.closed")


def test_the_comments_field_has_ctrl_v_for_itself(october: ScoreDesk) -> None:
    QGuiApplication.clipboard().setText("5")
    october.key("c")
    october.key("v", ctrl=True)
    october.key("d", ctrl=True)
    october.key(Qt.Key.Key_Return)
    assert october.stored("KF1009").comment == "5"


# ---- the way a digit goes on


def test_after_enter_digits_go_down_the_column_and_after_tab_along_the_row(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.mixed(), "greeting", "KF1012")
    desk.key(Qt.Key.Key_Return, "2", "1")
    assert desk.place() == ("KF1009", "product")  # below the last, the next column, from the top
    assert desk.stored("KF1013").levels == {"greeting": Decimal(2)}
    assert desk.stored("KF1014").levels == {"greeting": Decimal(1)}
    desk.screen.grid.go(("KF1013", None), "greeting")
    desk.key(Qt.Key.Key_Tab, "8")
    assert desk.place() == ("KF1014", "greeting")  # not into a typed value, which is said to be empty
    assert tells(desk.screen.notice, "values_lacking", "KF1013")
    state = desk.screen.grid.grid_model
    row = state.row_of("KF1013")
    assert row is not None
    assert "values 0/" in state.index(row, state.state_column).data()
    desk.key("3")
    assert not desk.screen.notice.isVisible()
    assert desk.place() == ("KF1014", "product")
    desk.key("8")
    assert desk.place() == ("KF1014", "product")  # nor anywhere after the last


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("a\tb\r\nc\r\n", [["a", "b"], ["c"]]),
        ('"a\nb"\t"say ""x"""\n5" wide\t"bare" end', [["a\nb", 'say "x"'], ['5" wide', '"bare" end']]),
        ('"open\tb\nc', [['"open', "b"], ["c"]]),
    ],
)
def test_cells_of_several_lines_are_one_cell(text: str, cells: list[list[str]]) -> None:
    assert grid(text) == cells


def test_del_empties_all_that_is_selected_in_one_step(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED, forms.TYPED[3]), "greeting")
    paste(desk, "2\t7\t310\tfine\n1\t8\t290\tgood")
    select(desk, 2, 4)
    desk.key(Qt.Key.Key_Delete)
    for staff_no in (LATE, "KF1012"):
        assert desk.stored(staff_no).levels == {}
        assert (desk.stored(staff_no).values, desk.stored(staff_no).comment) == ({}, "")
    desk.key("z", ctrl=True)
    assert desk.stored("KF1012").levels == {"greeting": Decimal(1), "product": Decimal(8)}
    assert (desk.stored("KF1012").values, desk.stored(LATE).comment) == ({"parcels": Decimal(290)}, "fine")


def test_del_leaves_what_is_submitted_and_says_so(october: ScoreDesk) -> None:
    october.screen.grid.go(("KF1007", None), "attitude")
    before = october.stored("KF1007")
    select(october, 2)
    october.key(Qt.Key.Key_Delete)
    assert october.stored("KF1007") == before
    assert "attitude" not in october.stored("KF1009").levels
    assert tells(october.screen.notice, "evaluation.submitted")


def test_undoing_a_paste_leaves_what_was_submitted_since(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED), "greeting")
    paste(desk, "2\t7\n1\t8")
    desk.screen.locking.submit_one((LATE, None))
    desk.settle()
    desk.key("z", ctrl=True)
    assert desk.stored(LATE).levels == {"greeting": Decimal(2), "product": Decimal(7)}
    assert desk.stored("KF1012").levels == {}


def test_a_paste_is_told_as_long_as_ctrl_z_takes_it_back(score_desk: ScoreDesk) -> None:
    """Its Undo never takes back something else: the notice goes with the step, and with the next one."""
    desk = at(score_desk, forms.form(*forms.RATED), "greeting")
    desk.key("1")
    desk.screen.grid.go(("KF1012", None), "greeting")
    paste(desk, "2\t7\n1\t8")
    assert tells(desk.screen.notice, "done", 4)
    desk.key("z", ctrl=True)
    assert desk.screen.notice.isHidden()
    assert desk.stored(LATE).levels == {"greeting": Decimal(1)}
    paste(desk, "2\t7\n1\t8")
    desk.screen.grid.go(("KF1014", None), "greeting")
    desk.key("3")
    assert desk.screen.notice.isHidden()


def test_lines_with_staff_numbers_go_to_their_agents(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(*forms.RATED), "greeting")
    paste(desk, f"Staff no.\tGreeting\tKnowledge\nKF1013\t3\t9\n{LATE}\t2\tx\nKF9\t1\t1")
    assert desk.stored(LATE).levels == {"greeting": Decimal(2)}
    assert desk.stored("KF1013").levels == {"greeting": Decimal(3), "product": Decimal(9)}
    assert [(row[0], row[3]) for row in refused(desk)] == [(3, "cell.level"), (4, "cell.unknown_agent")]
    assert tells(desk.screen.notice, "done", 3, "3 cells were left")


def test_what_is_no_value_is_counted_as_not_saved(score_desk: ScoreDesk) -> None:
    desk = at(score_desk, forms.form(forms.TYPED[0]), "reached")
    desk.type("9x")
    desk.key(Qt.Key.Key_Return)
    assert desk.text("scoreSaving") == "Not saved: 1"
    desk.screen.grid.go((LATE, None), "reached")
    desk.key(Qt.Key.Key_Delete)
    assert desk.text("scoreSaving") == "All saved"
