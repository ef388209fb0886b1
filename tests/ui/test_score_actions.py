"""What can be done on the score screen: undo and redo, the right-click menu, keys and their overview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from qadesk.services import cycles, rights
from qadesk.services.scoring import drafts, evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests.ui.score_desk import OPEN, ScoreDesk


def test_undo_and_redo_go_where_it_was(october: ScoreDesk) -> None:
    october.key("4", "5", "5")
    october.key("z", ctrl=True)
    assert october.place() == ("KF1010", "communication")
    assert october.stored("KF1010").levels["communication"] == Decimal(4)
    october.key("z", ctrl=True)
    october.key("z", ctrl=True)
    assert "communication" not in october.stored("KF1009").levels
    assert not october.screen.book.stack.canUndo()
    october.key("y", ctrl=True)
    assert october.stored("KF1009").levels["communication"] == Decimal(4)


def test_what_was_submitted_meanwhile_is_no_step_to_take_back(october: ScoreDesk) -> None:
    october.key("4", "3")  # KF1009 is complete with the first
    october.screen.card.show_entry(("KF1009", None))
    october.screen.locking.submit_one(("KF1009", None))
    october.settle()
    stack = october.screen.book.stack
    october.key("z", ctrl=True)
    assert not stack.canUndo()
    assert stack.canRedo()
    stored = october.stored("KF1010")
    assert stored.levels["attitude"] == Decimal(5)
    october.key("y", ctrl=True)
    assert october.stored("KF1010").levels["attitude"] == Decimal(3)
    assert october.stored("KF1009").levels["communication"] == Decimal(4)


def test_a_right_click_offers_what_can_be_done_and_f1_lists_every_key(october: ScoreDesk) -> None:
    grid, actions = october.screen.grid, october.screen.actions_
    grid.go(("KF1001", None), "attitude")
    grid.customContextMenuRequested.emit(grid.visualRect(grid.currentIndex()).center())
    menu = grid.findChild(QMenu, "scoreGridMenu")
    assert menu is not None
    offered = {action.objectName() for action in menu.actions()}
    assert {"scoreReopenAction", "scoreTypeCommentAction", "scoreClearAction", "scoreUndoAction"} <= offered
    assert not {"scoreTypeRemarkAction", "scoreWholeAction"} & offered
    menu.close()
    keys = {key for _text, listed in actions.overview() for key in listed.split(" / ")}
    assert {"0–9", "N", "Del", "C", "F2", "K", "O", "G", "Enter", "Tab", "Ctrl+Z", "Ctrl+Enter"} <= keys
    assert {"Ctrl+C", "Ctrl+V", "Ctrl+D", "Shift+↓"} <= keys
    assert "R" not in keys
    october.screen.grid.go(("KF1009", None), "attitude")
    october.key("g")
    keys = {key for _text, listed in actions.overview() for key in listed.split(" / ")}
    assert {"R", "←", "→"} <= keys
    assert not {"O", "Tab"} & keys
    actions.trigger("scoreClear")
    assert "attitude" not in october.stored("KF1009").levels


def test_a_letter_typed_into_a_comment_is_no_command(october: ScoreDesk) -> None:
    october.key("c")
    october.type("good, no k")
    october.key(Qt.Key.Key_Escape)
    assert october.stored("KF1009").comment == "good, no k"
    assert not october.screen.views.on_card


def test_grid_or_card_is_remembered(
    october: ScoreDesk, qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    october.key("g")
    again = ScoreDesk(qtbot, sample_office, tasks)
    again.open()
    assert again.screen.views.on_card
    assert again.screen.card.key == ("KF1009", None)
    assert again.focus() is again.screen.card.form
    again.key("g")
    third = ScoreDesk(qtbot, sample_office, tasks)
    third.open()
    assert not third.screen.views.on_card


@contextmanager
def another_user(desk: ScoreDesk) -> Iterator[None]:
    """Somebody else signs in and works meanwhile."""
    mine = desk.office.user
    assert mine is not None
    with desk.office.write() as connection:
        row = connection.execute(
            tables.user.insert().values(
                login="b", name="B", role="supervisor", active=True, created_at=desk.office.now()
            )
        ).inserted_primary_key
    assert row is not None
    desk.office.user = type(mine)(row[0], "b", "B", "supervisor")
    rights.know(desk.office)
    yield
    desk.office.user = mine
    desk.screen.refresh(frozenset({"ratings"}))
    desk.settle()


def test_who_else_rates_and_how_it_is_combined_stands_above_the_grid(october: ScoreDesk) -> None:
    cycle = cycles.get(october.office, OPEN)
    assert october.screen.others.isHidden()
    with another_user(october):
        for item in ("attitude", "communication"):
            drafts.rate(october.office, cycle, "KF1009", item, Decimal(2))
        evaluations.submit(october.office, cycle)
        drafts.rate(october.office, cycle, "KF1010", "attitude", Decimal(2))
    assert october.text("scoreOthers") == (
        "Also rating: B (submitted 1, drafts 1). "
        "Only submitted ratings count; the result of an item is the mean of all of them."
    )
    assert october.screen.others.isVisible()


@pytest.mark.parametrize("view", ["grid", "card"])
def test_digits_do_not_run_on_over_whom_somebody_else_has_rated(october: ScoreDesk, view: str) -> None:
    with another_user(october):
        drafts.rate(october.office, cycles.get(october.office, OPEN), "KF1012", "attitude", Decimal(2))
    october.screen.arrive(("KF1011", "communication"))
    if view == "grid":
        october.key("5")
        assert october.place() == ("KF1012", "attitude")
        assert october.text("scoreMeaning").endswith("Rated by B.")
    else:
        october.key("g", Qt.Key.Key_Right)
    october.key("4")  # asks instead
    asked = october.dialog("besideDialog")
    assert "黄洋 (KF1012) has been rated by B already" in asked.accessibleName()
    october.key("3", "2", Qt.Key.Key_Return)  # who types on, and even Enter, rates nothing
    october.come_back()
    assert october.stored("KF1012").levels == {}
    october.key("4")
    october.dialog("besideDialog")
    october.press("besideAction")
    october.come_back()
    october.key("3")  # not asked again
    assert october.stored("KF1012").levels == {"attitude": Decimal(4), "communication": Decimal(3)}


def test_a_paste_says_whom_somebody_else_has_rated(october: ScoreDesk) -> None:
    with another_user(october):
        drafts.rate(october.office, cycles.get(october.office, OPEN), "KF1012", "attitude", Decimal(2))
    october.screen.arrive(("KF1011", "attitude"))
    QGuiApplication.clipboard().setText("3\n4")
    october.key("v", ctrl=True)
    assert october.text("scoreNoticeText") == (
        "2 cells were filled in. Agents whom somebody else has rated, too: 1."
    )


@pytest.mark.parametrize("view", ["grid", "card"])
def test_no_button_keeps_the_keyboard(october: ScoreDesk, view: str) -> None:
    october.screen.views.show_view(card=view == "card")
    place = october.focus()
    for button in october.screen.findChildren(QPushButton):
        if button.isVisible() and button.isEnabled():
            assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus & ~Qt.FocusPolicy.TabFocus
            button.setFocus(Qt.FocusReason.TabFocusReason)
            october.key(Qt.Key.Key_Escape)  # back to where one types
            assert october.focus() is place, button.objectName()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_the_keyboard_is_not_lost_with_the_notice_it_was_in(october: ScoreDesk, key: Qt.Key) -> None:
    october.key("o")  # says that it is not submitted
    notice = october.screen.notice
    assert notice.isVisible()
    notice.close_button.setFocus(Qt.FocusReason.TabFocusReason)
    october.key(key)
    assert not notice.isVisible()
    assert october.focus() is october.screen.grid
