"""The score screen, driven by the keyboard on the sample office."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from qadesk import i18n
from qadesk.services import cycles
from qadesk.services.done import CHANGES
from qadesk.services.scoring import boards, drafts, evaluations
from qadesk.services.scoring.forms import NA, EvaluationState
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests.ui.desk import tells
from tests.ui.score_desk import CLOSED, OPEN, ScoreDesk

# ---- the grid


def test_it_opens_on_the_first_cell_that_wants_a_rating(october: ScoreDesk) -> None:
    assert october.place() == ("KF1009", "communication")
    assert october.focus() is october.screen.grid
    assert october.text("scoreCount") == "Submitted 7 of 13"
    assert october.text("scoreSaving") == "All saved"


def test_a_digit_rates_moves_on_and_is_saved(october: ScoreDesk) -> None:
    october.key("4")
    assert october.place() == ("KF1010", "attitude")
    assert october.stored("KF1009").levels == {"attitude": Decimal(4), "communication": Decimal(4)}


def test_a_month_takes_at_most_five_keys_for_each_agent(score_desk: ScoreDesk) -> None:
    with score_desk.office.write() as connection:
        connection.execute(tables.rating.delete())
        connection.execute(tables.evaluation.delete())
    score_desk.open()
    people = score_desk.screen.book.staff
    pressed = 0
    for number in range(len(people)):
        for key in (str(1 + number % 5), "4"):
            score_desk.key(key)
            pressed += 1
    score_desk.settle()
    score_desk.key(Qt.Key.Key_Return, ctrl=True)
    score_desk.dialog("submitDialog")
    score_desk.key(Qt.Key.Key_Return)
    pressed += 2
    score_desk.settle()
    assert [e.state for e in boards.board(score_desk.office, OPEN).entries] == [
        EvaluationState.SUBMITTED
    ] * len(people)
    assert pressed <= 5 * len(people)
    assert score_desk.text("scoreCount") == "Submitted 13 of 13"


def test_n_marks_not_applicable_and_delete_clears(october: ScoreDesk) -> None:
    october.key("n")
    assert october.stored("KF1009").levels["communication"] is NA
    october.key(Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Delete)
    assert "communication" not in october.stored("KF1009").levels


def test_arrows_enter_and_tab_move(october: ScoreDesk) -> None:
    grid = october.screen.grid
    october.key(Qt.Key.Key_Return)
    assert october.place() == ("KF1010", "communication")
    october.key(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert october.place() == ("KF1011", "attitude")
    october.key(Qt.Key.Key_Backtab, Qt.Key.Key_Backtab)
    assert october.place() == ("KF1010", "communication")
    grid.go(("KF1014", None), "communication")
    october.key(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert october.focus() is not grid  # Tab after the last cell leaves the grid


def test_moving_on_skips_what_is_locked(october: ScoreDesk) -> None:
    evaluations.submit(october.office, cycles.get(october.office, OPEN), ["KF1010"])
    october.screen.refresh(CHANGES)
    october.settle()
    october.screen.grid.go(("KF1009", None), "communication")
    october.key("3")
    assert october.place() == ("KF1011", "attitude")


@pytest.mark.parametrize("how", ["action", "key"])
def test_a_digit_on_a_submitted_row_says_so_and_offers_to_reopen(october: ScoreDesk, how: str) -> None:
    october.screen.grid.go(("KF1001", None), "attitude")
    october.key("1")
    assert tells(october.screen.notice, "evaluation.submitted")
    assert october.stored("KF1001").levels["attitude"] == Decimal(4)
    if how == "action":
        october.press("scoreNoticeAction")
    else:
        october.key("o")
    dialog = october.dialog("reopenDialog")
    october.press("reopenDo")
    assert dialog.isVisible()  # no reason, no reopening
    october.type("typing err")
    october.key(Qt.Key.Key_Escape)
    october.come_back()
    october.key("o")
    october.dialog("reopenDialog")
    october.type("or")  # Esc has not lost what was typed
    assert october.focus().property("text") == "typing error"
    october.key(Qt.Key.Key_Return)
    assert october.stored("KF1001").state is EvaluationState.DRAFT
    assert october.text("scoreCount") == "Submitted 6 of 13"


@pytest.mark.parametrize("view", ["grid", "card"])
def test_a_message_moves_nothing_and_goes_when_one_goes_on(october: ScoreDesk, view: str) -> None:
    screen = october.screen
    screen.views.show_view(card=view == "card")
    october.settle()
    places = (screen.views, screen.foot, screen.card.area, screen.card.comment, screen.grid.viewport())
    before = [place.geometry() for place in places]
    screen.arrive("KF1001")
    october.key("1")
    assert screen.notice.isVisible()
    assert [place.geometry() for place in places] == before
    screen.arrive("KF1009")
    assert not screen.notice.isVisible()
    assert [place.geometry() for place in places] == before


def reopen_first(desk: ScoreDesk) -> None:
    desk.key("o")
    desk.dialog("reopenDialog")
    desk.type("typing error")
    desk.key(Qt.Key.Key_Return)
    desk.come_back()
    desk.settle()


def submit_all(desk: ScoreDesk) -> None:
    desk.key(Qt.Key.Key_Return, ctrl=True)
    desk.dialog("submitDialog")
    desk.press("submitAction")
    desk.come_back()
    desk.settle()


SAID: list[tuple[str, str, Callable[[ScoreDesk], object], str, Callable[[ScoreDesk], object]]] = [
    ("grid", "KF1001", lambda d: d.key("1"), "submitted and locked", reopen_first),
    ("grid", "KF1001", lambda d: d.key("1"), "submitted and locked", lambda d: d.key("g")),
    ("card", "KF1001", lambda d: d.key("1"), "submitted and locked", lambda d: d.key("g")),
    ("grid", "KF1009", lambda d: d.key("o"), "is not submitted", lambda d: d.key("g")),
    ("card", "KF1009", lambda d: d.key(Qt.Key.Key_Return, ctrl=True), "Still to be", lambda d: d.key("g")),
    ("card", "KF1012", lambda d: d.key("r"), "Rate it first", lambda d: d.key(Qt.Key.Key_Down)),
    ("grid", "KF1009", submit_all, "Submitted: ", lambda d: (d.screen.arrive("KF1010"), reopen_first(d))),
]


@pytest.mark.parametrize(("view", "who", "does", "said", "then"), SAID)
def test_a_message_goes_once_it_is_no_longer_so(
    october: ScoreDesk,
    view: str,
    who: str,
    does: Callable[[ScoreDesk], object],
    said: str,
    then: Callable[[ScoreDesk], object],
) -> None:
    october.screen.views.show_view(card=view == "card")
    october.screen.arrive(who)
    does(october)
    assert october.screen.notice.isVisible()
    assert said in october.text("scoreNoticeText")
    then(october)
    assert not october.screen.notice.isVisible()


def test_the_mouse_wheel_changes_nothing(october: ScoreDesk) -> None:
    before = october.stored("KF1009")
    for widget in (october.screen.grid.viewport(), october.screen.card.form, october.screen.card.comment):
        for turn in (120, -120):
            wheel = QWheelEvent(
                QPointF(200, 100), QPointF(200, 100), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(widget, wheel)
    assert october.stored("KF1009") == before


def test_no_input_method_swallows_the_letters_of_the_grid(october: ScoreDesk) -> None:
    grid = october.screen.grid
    assert not grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    october.key(Qt.Key.Key_Right)
    assert grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)  # the comment may be Chinese


# ---- comments


def test_c_comments_and_comes_back(october: ScoreDesk) -> None:
    october.key("c")
    october.type("calm under pressure")
    october.key(Qt.Key.Key_Return)
    assert october.place() == ("KF1009", "communication")
    assert october.focus() is october.screen.grid
    assert october.stored("KF1009").comment == "calm under pressure"


def test_escape_keeps_the_typed_comment(october: ScoreDesk) -> None:
    october.key(Qt.Key.Key_F2)
    october.type("not to be lost")
    october.key(Qt.Key.Key_Escape)
    assert october.stored("KF1009").comment == "not to be lost"
    october.key("z", ctrl=True)
    assert october.stored("KF1009").comment == ""


def test_a_comment_is_saved_while_it_is_typed(october: ScoreDesk) -> None:
    october.key("c")
    october.type("half a sent")
    october.qtbot.waitUntil(lambda: october.stored("KF1009").comment == "half a sent")
    assert october.focus().objectName() == "scoreCommentEditor"
    october.type("ence")
    october.key(Qt.Key.Key_Escape)
    assert october.stored("KF1009").comment == "half a sentence"
    october.key("z", ctrl=True)  # typing on is one step
    assert october.stored("KF1009").comment == ""


def test_who_never_pauses_is_saved_too(october: ScoreDesk) -> None:
    october.key("c")
    box = october.focus()
    wait = box.findChild(QTimer)
    assert wait is not None
    october.type("on")
    october.qtbot.waitUntil(lambda: wait.remainingTime() < 300)
    october.type("and on")
    assert wait.remainingTime() < 300  # the next key does not put saving off
    october.key(Qt.Key.Key_Escape)


def test_leaving_the_screen_keeps_what_is_being_typed(october: ScoreDesk) -> None:
    october.key("c")
    october.type("left behind")
    assert october.screen.flush()
    assert october.stored("KF1009").comment == "left behind"


def test_reading_the_board_again_does_not_disturb_a_comment_being_typed(october: ScoreDesk) -> None:
    october.key("c")
    october.type("before ")
    october.screen.refresh(CHANGES)
    october.settle()
    october.type("and after")
    october.key(Qt.Key.Key_Return)
    assert october.stored("KF1009").comment == "before and after"
    assert october.place() == ("KF1009", "communication")


def test_typing_on_the_comment_cell_starts_the_comment(october: ScoreDesk) -> None:
    october.key(Qt.Key.Key_Right, "g")
    october.type("ood")
    october.key(Qt.Key.Key_Return)
    assert october.stored("KF1009").comment == "good"


# ---- states of the whole month


def test_a_closed_month_is_read_only(score_desk: ScoreDesk) -> None:
    score_desk.open(CLOSED, "closed")
    score_desk.key("1")
    assert tells(score_desk.screen.notice, "cycle.closed")
    assert score_desk.text("scoreSaving") == "Closed, read-only"
    assert score_desk.stored("KF1001").levels["attitude"] == Decimal(4)
    score_desk.key(Qt.Key.Key_Return, ctrl=True)
    assert QApplication.activeModalWidget() is None


def test_an_unopened_month_says_what_to_do(score_desk: ScoreDesk) -> None:
    score_desk.open("2026-12", "unopened")
    assert "not been opened" in score_desk.text("scoreEmptyTitle")
    score_desk.key(Qt.Key.Key_Return)
    assert score_desk.asked == [("today", None)]


def test_an_office_without_agents_says_what_to_do(qtbot: QtBot, branch: Office, tasks: Tasks) -> None:
    score_desk = ScoreDesk(qtbot, branch, tasks)
    score_desk.open()
    assert score_desk.text("scoreEmptyTitle") == "No agents to score yet"
    score_desk.key(Qt.Key.Key_Return)
    assert score_desk.asked == [("agents", None)]
    score_desk.close()


def test_submitting_nothing_complete_says_so(october: ScoreDesk) -> None:
    drafts.rate(october.office, cycles.get(october.office, OPEN), "KF1010", "attitude", None)
    october.screen.refresh(CHANGES)
    october.settle()
    october.key(Qt.Key.Key_Return, ctrl=True)
    assert tells(october.screen.notice, "evaluation.incomplete")


def test_what_is_typed_while_the_board_is_read_again_stays(october: ScoreDesk) -> None:
    october.screen.refresh(CHANGES)
    october.key("2")  # before the reading, which began earlier, has ended
    october.settle()
    assert october.screen.book.entry(("KF1009", None)).levels["communication"] == Decimal(2)
    assert october.stored("KF1009").levels["communication"] == Decimal(2)


def test_another_screen_can_ask_for_an_agent(october: ScoreDesk) -> None:
    october.screen.arrive("KF1012")
    assert october.place()[0] == "KF1012"


def test_every_control_has_a_name_and_is_heard(october: ScoreDesk) -> None:
    october.key("g")
    october.settle()
    buttons = october.screen.findChildren(QAbstractButton)
    assert len(buttons) > 20
    nameless = [
        b.objectName() for b in buttons if b.isVisible() and not (b.objectName() and b.accessibleName())
    ]
    assert nameless == []
    fields = october.screen.findChildren(QPlainTextEdit)
    assert all(field.accessibleName() and field.objectName() for field in fields)
    index = october.screen.grid.grid_model.index(0, 2)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "龚䶮, Attitude rating: 4 Good, Submitted"


def test_submitting_the_last_ones_shows_the_way_to_the_results(october: ScoreDesk) -> None:
    for agent in boards.board(october.office, OPEN).entries:
        if agent.state is not EvaluationState.SUBMITTED:
            for item in ("attitude", "communication"):
                drafts.rate(october.office, cycles.get(october.office, OPEN), agent.staff_no, item, NA)
    october.screen.refresh(CHANGES)
    october.settle()
    october.key(Qt.Key.Key_Return, ctrl=True)
    october.dialog("submitDialog")
    october.key(Qt.Key.Key_Return)
    october.settle()
    october.press("scoreNoticeAction")
    assert october.asked == [("results", None)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_cut_off_in_a_small_window(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, language: str
) -> None:
    i18n.set_language(language)
    with sample_office.write() as connection:
        connection.execute(tables.agent.update().values(name="W" * 60, team="早班" * 15))
    score_desk = ScoreDesk(qtbot, sample_office, tasks)
    score_desk.screen.resize(744, 392)  # the smallest window less side bar and top line
    score_desk.open()
    score_desk.screen.arrive("KF1001")
    score_desk.key("1")  # a message, too
    for _view in range(2):
        score_desk.settle()
        assert score_desk.screen.minimumSizeHint().width() <= 744
        score_desk.screen.resize(744, 392)
        for name in ("scoreViewGrid", "scoreViewCard", "scoreCount", "scoreSaving", "scoreSubmit"):
            widget = score_desk.screen.findChild(QWidget, name)
            assert widget is not None
            assert widget.width() >= widget.sizeHint().width(), name
            assert widget.mapTo(score_desk.screen, widget.rect().topRight()).x() < 744, name
        score_desk.key("g")
    score_desk.close()
