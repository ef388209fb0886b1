"""The card: wording in sight, one agent after the other, single contacts, remarks, records beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from sqlalchemy import update

from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import first_look, rights, scorecards
from qadesk.services.scoring import boards, drafts, evaluations
from qadesk.services.scoring.forms import NA, EvaluationState
from qadesk.storage import tables
from qadesk.ui.screens.score.blocks import LevelRow
from qadesk.ui.screens.score.side_panel import ContactPicker
from tests.ui.desk import tells
from tests.ui.score_desk import OPEN, ScoreDesk


@pytest.fixture
def card(score_desk: ScoreDesk) -> ScoreDesk:
    """The card of KF1009, whose attitude is a 4 and whose communication is not rated."""
    score_desk.open()
    score_desk.key("g")
    score_desk.settle()
    return score_desk


def ticked(score_desk: ScoreDesk, item: str) -> list[str]:
    rows = score_desk.screen.card.form.findChildren(LevelRow)
    return [row.objectName() for row in rows if row.isChecked() and f"_{item}_" in row.objectName()]


def at(score_desk: ScoreDesk) -> tuple[object, str | None]:
    return score_desk.screen.card.key, score_desk.screen.card.item


def test_g_shows_the_agent_one_was_at_with_every_wording(card: ScoreDesk) -> None:
    assert at(card) == (("KF1009", None), "communication")
    assert ticked(card, "attitude") == ["scoreLevel_attitude_4"]
    assert ticked(card, "communication") == []
    names = [row.accessibleName() for row in card.screen.card.form.findChildren(LevelRow)]
    assert len(names) == 12
    assert any(name.startswith("5 Excellent: Quickly grasps") for name in names)
    card.key("g")
    assert card.focus() is card.screen.grid


def test_a_level_takes_no_more_lines_than_its_words(card: ScoreDesk) -> None:
    rows = card.screen.card.form.findChildren(LevelRow)
    assert len({row.heightForWidth(1400) for row in rows}) == 1


def test_digits_rate_and_the_right_arrow_goes_on(card: ScoreDesk) -> None:
    card.key("3")
    assert ticked(card, "communication") == ["scoreLevel_communication_3"]
    assert at(card)[0] == ("KF1009", None)  # the comment may follow
    card.key(Qt.Key.Key_Right)
    assert at(card) == (("KF1010", None), "attitude")
    card.key(Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert at(card) == (("KF1009", None), "attitude")
    card.key("n")
    assert at(card) == (("KF1009", None), "communication")
    stored = card.stored("KF1009")
    assert stored.levels == {"attitude": NA, "communication": Decimal(3)}


def test_ctrl_enter_submits_this_agent_and_goes_to_the_next_open_one(card: ScoreDesk) -> None:
    card.key(Qt.Key.Key_Return, ctrl=True)
    assert tells(card.screen.notice, "evaluation.incomplete", "Communication rating")
    card.key("3")
    card.key(Qt.Key.Key_Return, ctrl=True)
    assert card.stored("KF1009").state is EvaluationState.SUBMITTED
    assert at(card)[0] == ("KF1010", None)
    assert card.stored("KF1010").state is EvaluationState.DRAFT


def test_a_click_rates_as_a_key_does(card: ScoreDesk) -> None:
    row = card.screen.card.form.findChild(LevelRow, "scoreLevel_communication_5")
    assert row is not None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert card.stored("KF1009").levels["communication"] == Decimal(5)
    assert ticked(card, "communication") == ["scoreLevel_communication_5"]


def test_the_comment_is_typed_below_and_escape_keeps_it(card: ScoreDesk) -> None:
    card.key("c")
    card.type("good listener")
    card.key(Qt.Key.Key_Escape)
    assert card.focus() is card.screen.card.form
    assert card.stored("KF1009").comment == "good listener"


def test_a_remark_stands_beside_the_rating_just_given(card: ScoreDesk) -> None:
    card.key("3", "r")
    card.type("mumbles")
    card.key(Qt.Key.Key_Return)
    assert card.stored("KF1009").remarks == {"communication": "mumbles"}
    card.key(Qt.Key.Key_Delete)
    assert card.stored("KF1009").remarks == {}
    card.key("z", ctrl=True)
    stored = card.stored("KF1009")
    assert (stored.levels["communication"], stored.remarks) == (Decimal(3), {"communication": "mumbles"})


def test_a_remark_wants_a_rating_first(card: ScoreDesk) -> None:
    card.key("r")
    assert tells(card.screen.notice, "evaluation.item_not_rated")
    assert card.focus() is card.screen.card.form


def test_a_typed_comment_goes_to_the_agent_it_was_typed_for(card: ScoreDesk) -> None:
    card.key("c")
    card.type("for KF1009")
    card.screen.card.head.after.click()
    assert at(card)[0] == ("KF1010", None)
    assert card.stored("KF1009").comment == "for KF1009"
    assert card.stored("KF1010").comment == ""


def test_records_and_last_ratings_stand_beside_it(card: ScoreDesk) -> None:
    texts = [found.text() for found in card.screen.card.panel.findChildren(QLabel)]
    assert "Average response time" in texts
    assert "Ratings of September 2026" in texts
    card.screen.refresh(frozenset({"records"}))
    card.settle()
    texts = [found.text() for found in card.screen.card.panel.findChildren(QLabel)]
    known = boards.background(card.office, OPEN)["KF1009"]
    assert str(known.contacts) in texts
    assert known.previous["attitude"] == Decimal(4)


def test_half_points_follow_a_digit_where_the_scorecard_takes_them(score_desk: ScoreDesk) -> None:
    content = to_dict(scorecards.shipped()) | {"half_points": True}
    with score_desk.office.write() as connection:
        connection.execute(update(tables.scorecard).values(content=content))
    score_desk.open()
    score_desk.key("3", ".", "4")
    assert score_desk.stored("KF1009").levels["communication"] == Decimal("3.5")
    assert score_desk.stored("KF1010").levels["attitude"] == Decimal(4)
    score_desk.screen.grid.go(("KF1009", None), "attitude")
    score_desk.key("5", ".")
    assert score_desk.stored("KF1009").levels["attitude"] == Decimal(5)  # nothing above 5
    score_desk.key("g")
    score_desk.screen.card.show_entry(("KF1009", None), "attitude")
    score_desk.key("2", ".")
    assert score_desk.stored("KF1009").levels["attitude"] == Decimal("2.5")
    assert ticked(score_desk, "attitude") == ["scoreLevel_attitude_2"]


def test_without_half_points_a_full_stop_does_nothing(card: ScoreDesk) -> None:
    card.key("3", ".")
    assert card.stored("KF1009").levels["communication"] == Decimal(3)


def pick(card: ScoreDesk, text: str = "") -> ContactPicker:
    card.key("k")
    picker = card.dialog("contactPicker")
    assert isinstance(picker, ContactPicker)
    card.settle()
    if text:
        card.type(text)
        card.qtbot.waitUntil(lambda: 0 < picker.model.rowCount() < 100)
    return picker


def submit_contact(card: ScoreDesk) -> None:
    """It asks once, as the grid does; Enter submits."""
    card.key(Qt.Key.Key_Return, ctrl=True)
    asked = card.dialog("submitDialog")
    assert "Submit the evaluation of 杨娟 (KF1009), C" in " ".join(
        label.text() for label in asked.findChildren(QLabel)
    )
    card.key(Qt.Key.Key_Return)
    card.settle()
    card.come_back()


def test_one_contact_is_picked_and_scored_on_the_same_form(card: ScoreDesk) -> None:
    picker = pick(card, "2026-10-03")
    days = {row.at.strftime("%Y-%m-%d") for row in picker.model.rows}
    assert days == {"2026-10-03"}
    first = picker.model.row(0)
    card.key(Qt.Key.Key_Return)
    card.come_back()
    assert card.focus() is card.screen.card.form
    assert at(card)[0] == ("KF1009", first.id)
    assert first.ref in card.text("scoreContactAbout")
    card.key("5", "4")
    submit_contact(card)
    (entry,) = boards.contact_entries(card.office, OPEN, "KF1009")
    assert (entry.contact, entry.state) == (first.id, EvaluationState.SUBMITTED)
    assert entry.levels == {"attitude": Decimal(5), "communication": Decimal(4)}
    card.key(Qt.Key.Key_Escape)
    assert at(card)[0] == ("KF1009", None)
    assert "communication" not in card.stored("KF1009").levels  # the month is a form of its own


def test_a_contact_is_submitted_reopened_taken_back_and_brought_again(card: ScoreDesk) -> None:
    pick(card)
    card.key(Qt.Key.Key_Return)
    card.come_back()
    box = card.screen.card.comment
    assert box.placeholderText() == "Comment on this contact"
    submit = card.screen.toolbar.submit
    assert not submit.isEnabled()  # nothing is rated yet
    card.key("2", "n", "c")
    card.type("put on hold")
    card.key(Qt.Key.Key_Return)
    assert submit.isEnabled()
    submit_contact(card)
    assert not submit.isEnabled()
    assert card.text("scoreNoticeText").startswith("Submitted: 杨娟 (KF1009), C")
    assert card.text("scoreCount") == "Submitted 7 of 13"  # the month is a draft still
    assert first_look.overview(card.office, OPEN).submitted == 7
    card.key("5")
    assert tells(card.screen.notice, "evaluation.submitted")
    card.key("o")
    card.dialog("reopenDialog")
    card.type("wrong call")
    card.key(Qt.Key.Key_Return)
    card.settle()
    card.come_back()
    assert card.text("scoreCount") == "Submitted 7 of 13"
    card.key(Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Delete, "c")
    box.clear()
    card.key(Qt.Key.Key_Escape)
    card.settle()
    assert boards.contact_entries(card.office, OPEN, "KF1009") == ()
    for _step in range(3):
        card.key("z", ctrl=True)
    card.settle()
    (entry,) = boards.contact_entries(card.office, OPEN, "KF1009")
    assert (entry.state, entry.comment) == (EvaluationState.DRAFT, "put on hold")
    assert entry.levels == {"attitude": Decimal(2), "communication": NA}


def test_contacts_are_found_by_rating_and_by_reference(card: ScoreDesk) -> None:
    picker = pick(card)
    every = picker.model.rows
    picker.rating.setCurrentIndex(picker.rating.findData(2))
    card.settle()
    assert {row.rating for row in picker.model.rows} == {2}
    picker.rating.setCurrentIndex(0)
    picker.search.setText(every[3].ref)
    card.qtbot.waitUntil(lambda: picker.model.rowCount() == 1)
    assert picker.model.row(0) == every[3]
    picker.search.setText("no such reference")
    card.qtbot.waitUntil(lambda: picker.model.rowCount() == 0)
    assert picker.found.text() == "No contacts match."
    picker.reject()


def test_a_locked_card_takes_no_comment(card: ScoreDesk) -> None:
    card.screen.card.show_entry(("KF1001", None))
    box = card.screen.findChild(QPlainTextEdit, "scoreComment")
    assert box is not None
    assert box.isReadOnly()
    card.screen.card.setFocus()
    card.key("c")
    assert tells(card.screen.notice, "evaluation.submitted")
    assert card.screen.card.head.reopen.isVisible()


def test_the_screen_follows_what_another_supervisor_submitted(card: ScoreDesk) -> None:
    mine = card.office.user
    with card.office.write() as connection:
        row = connection.execute(
            tables.user.insert().values(
                login="b", name="B", role="supervisor", active=True, created_at=card.office.now()
            )
        ).inserted_primary_key
    assert mine is not None
    assert row is not None
    board = card.screen.book.board
    assert board is not None
    card.office.user = type(mine)(row[0], "b", "B", "supervisor")
    rights.know(card.office)
    for item in ("attitude", "communication"):
        drafts.rate(card.office, board.cycle, "KF1009", item, Decimal(2))
    evaluations.submit(card.office, board.cycle)
    card.office.user = mine
    card.screen.refresh(frozenset({"ratings"}))
    card.settle()
    assert card.text("scoreCount") == "Submitted 8 of 13"
    texts = [found.text() for found in card.screen.card.panel.findChildren(QLabel)]
    assert any("Other submitted forms: 1" in text for text in texts)
    assert QApplication.activeModalWidget() is None
