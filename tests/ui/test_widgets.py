"""The shared widgets: fields that lose nothing, badges without colour, messages as high as their lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import current_language
from qadesk.ui import dialogs, theme
from qadesk.ui.kit.fields import IN_WORDS, Choice, DateField, Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.reading import closed_up
from qadesk.ui.screens.agents.panel import Trend, TrendPoint
from qadesk.ui.widgets.badge import paint_badge
from qadesk.ui.widgets.basics import Button, ComboBox, SearchField
from qadesk.ui.widgets.notice import Notice
from tests.ui.conftest import Dialog
from tests.ui.desk import tells

Key = Qt.Key


def _wheel(widget: QWidget) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


def test_a_long_message_is_cut_short_and_read_whole_when_that_is_asked_for(qtbot: QtBot) -> None:
    said = "Row 12 cannot be read. " * 60
    notice = Notice()
    qtbot.addWidget(notice)
    notice.resize(600, 80)
    notice.say(said, "bad")
    assert notice.text.text().endswith("…")
    assert notice.sizeHint().height() < 200
    notice.more.click()
    whole = notice.findChild(QPlainTextEdit, "noticeWhole")
    assert whole is not None
    assert (whole.toPlainText(), whole.isVisible(), notice.text.isVisible()) == (said, True, False)
    notice.say("Saved.")
    assert (notice.text.text(), whole.isVisible(), notice.more.isVisible()) == ("Saved.", False, False)


def test_the_wheel_never_changes_a_value_and_is_left_to_the_page(qtbot: QtBot) -> None:
    combo = ComboBox("c", "Choice")
    combo.addItems(["a", "b", "c"])
    combo.setCurrentIndex(1)
    qtbot.addWidget(combo)
    combo.show()
    combo.setFocus()
    assert not _wheel(combo).isAccepted()
    assert combo.currentIndex() == 1
    assert combo.accessibleName() == "Choice"


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("2026-10-31", date(2026, 10, 31)),
        ("2026/1/3", date(2026, 1, 3)),
        ("2026年10月3日", date(2026, 10, 3)),
        ("2026.10.3", date(2026, 10, 3)),
        ("20261003", date(2026, 10, 3)),
        ("", None),
        ("2026-13-01", None),
        ("31.10.", None),
    ],
)
def test_dates_are_taken_as_people_type_them(qtbot: QtBot, typed: str, meant: date | None) -> None:
    field = DateField("day", "Day")
    qtbot.addWidget(field)
    field.insert(typed)  # as an input method does
    assert field.value() == meant
    assert field.is_right() == (meant is not None or not typed)


def test_up_and_down_move_a_date_by_a_day(qtbot: QtBot) -> None:
    field = DateField("day", "Day", date(2026, 10, 31))
    qtbot.addWidget(field)
    qtbot.keyClick(field, Key.Key_Up)
    assert field.text() == "2026-11-01"
    qtbot.keyClick(field, Key.Key_Down)
    qtbot.keyClick(field, Key.Key_Down)
    assert field.text() == "2026-10-30"


def test_escape_empties_a_search_before_it_goes_further(qtbot: QtBot) -> None:
    field = SearchField("Search", "search")
    qtbot.addWidget(field)
    field.insert("王")
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == ""


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    button = Button("Do it", "do", clicked=lambda: pressed.append(True))
    qtbot.addWidget(button)
    qtbot.keyClick(button, Key.Key_Return)
    assert pressed == [True]
    assert button.accessibleName() == "Do it"


def test_a_button_does_not_stay_lit_when_its_menu_opened_a_dialog(qtbot: QtBot) -> None:
    button = Button("Account", "account", kind="quiet")
    menu = QMenu(button)
    button.setMenu(menu)
    qtbot.addWidget(button)
    button.show()
    button.move(QCursor.pos() + QPoint(50, 50))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as it stays when the menu takes the mouse away
    menu.aboutToHide.emit()
    assert not button.underMouse()


def test_tab_comes_to_the_language_in_force_and_an_arrow_chooses_the_other(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    before, choice = QLineEdit(), Choice("language", IN_WORDS, current_language())
    column = QVBoxLayout(page)
    column.addWidget(before)
    column.addWidget(choice)
    page.show()
    page.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    qtbot.keyClick(before, Key.Key_Tab)
    chosen = page.focusWidget()
    assert chosen.objectName() == "language_en"
    with qtbot.waitSignal(choice.chosen) as asked:
        qtbot.keyClick(chosen, Key.Key_Left)
    assert asked.args == ["zh_CN"]
    assert choice.focusProxy().objectName() == "language_zh_CN"


def test_a_notice_offers_undo_once(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    undone: list[bool] = []
    notice.say("Taken off.", action="Undo", then=lambda: undone.append(True))
    assert notice.isVisible()
    assert notice.accessibleName() == "Taken off."
    qtbot.keyClick(notice.action, Key.Key_Return)
    notice.action.click()
    assert undone == [True]
    assert not notice.isVisible()


def _form(sent: list[str]) -> FormDialog:
    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        sent.append(values["text"])
        dialog.accept()

    form = Form("form", [Field("text", "Field", required="Fill in the field.")])
    return FormDialog(None, "formDialog", "Form", "Save", form, send)


def test_a_form_sends_nothing_that_cannot_be_taken(qtbot: QtBot) -> None:
    sent: list[str] = []
    dialog = _form(sent)
    dialog.open()
    qtbot.keyClick(dialog.field("text"), Key.Key_Return)
    assert tells(dialog.wrong, "field.required", "Fill in the field")
    assert dialog.focusWidget() is dialog.field("text")
    assert sent == []
    dialog.leave()


def test_a_form_grows_with_what_is_wrong(qtbot: QtBot) -> None:
    form = _form([])
    form.open()
    before = form.field("text").height()
    form.say_wrong("The name is taken. " * 20)
    assert form.wrong.height() == form.wrong.heightForWidth(form.wrong.width())
    assert form.field("text").height() == before
    form.leave()


def test_escape_closes_a_form_in_which_nothing_was_typed(qtbot: QtBot) -> None:
    form = _form([])
    form.open()
    with qtbot.waitSignal(form.rejected):
        qtbot.keyClick(form, Key.Key_Escape)


def test_a_question_loses_nothing_on_a_stray_enter_or_escape(qtbot: QtBot, dialog: Dialog) -> None:
    done: list[bool] = []
    for key in (Key.Key_Return, Key.Key_Escape):
        dialogs.confirm(None, "Close it?", "It is final.", "Close", lambda: done.append(True))
        window = dialog("confirmDialog")
        focused = window.focusWidget() or window
        qtbot.keyClick(focused, key)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert done == []

    dialogs.confirm(None, "Close it?", "It is final.", "Close", lambda: done.append(True))
    button = dialog("confirmDialog").findChild(Button, "confirmAction")
    assert button is not None
    qtbot.keyClick(button, Key.Key_Return)
    assert done == [True]


def test_badges_can_be_told_apart_without_colour(qapp: QApplication) -> None:
    theme.apply(qapp, "light")

    def shape(tone: str) -> frozenset[tuple[int, int]]:
        image = QImage(20, 20, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_badge(painter, image.rect(), "", tone)
        painter.end()
        return frozenset(
            (x, y) for x in range(20) for y in range(20) if image.pixelColor(x, y).lightness() < 200
        )

    shapes = {tone: shape(tone) for tone in ("good", "warn", "bad", "muted", "accent")}
    assert all(shapes.values())
    assert len(set(shapes.values())) == len(shapes)


def test_the_trend_tells_its_figures_to_those_who_cannot_see_it(qtbot: QtBot) -> None:
    trend = Trend("trend")
    qtbot.addWidget(trend)
    trend.show_points(
        [TrendPoint("26-09", Decimal("82.78")), TrendPoint("26-10", None)], (Decimal(70), Decimal(90))
    )
    assert trend.accessibleName() == f"26-09: 82.78, 26-10: {formats.DASH}"
    blank = QImage(trend.size(), QImage.Format.Format_ARGB32)
    trend.show()
    assert trend.grab().toImage() != blank


@pytest.mark.qt_log_ignore("This plugin does not support")  # pop-ups on the screen that tests have
def test_the_list_of_a_choice_shows_all_its_entries(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    page = QWidget()
    qtbot.addWidget(page)
    combo = ComboBox("c", "Choice")
    combo.setParent(page)
    combo.addItems(["November", "October"])
    page.resize(300, 300)
    page.show()
    combo.showPopup()
    view = combo.view()
    last = view.visualRect(view.model().index(1, 0))
    assert last.height() >= 26
    assert view.viewport().rect().contains(last)
    combo.hidePopup()


@pytest.mark.parametrize(("tone", "stays"), [("good", False), ("warn", True), ("bad", True)])
def test_old_news_goes_with_its_page(qtbot: QtBot, tone: str, stays: bool) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    notice = Notice(page)
    page.show()
    notice.say("Saved", tone)
    assert notice.isVisible()
    page.hide()
    page.show()
    assert notice.isVisible() is stays


@pytest.mark.parametrize("heading", ["Assessment cycle 2026-10 is closed: nothing moves.", "Long " * 40])
def test_a_message_is_as_high_as_its_lines(qtbot: QtBot, heading: str) -> None:
    shown = dialogs.show_error(
        None, UserError("file.missing", heading, kept="Nothing was changed.", remedy="Go on.")
    )
    assert shown.heading.height() == shown.heading.heightForWidth(shown.heading.width())
    shown.close()


def test_no_line_leads_to_a_point_that_cannot_be_compared(qtbot: QtBot) -> None:
    trend = Trend("trend")
    qtbot.addWidget(trend)
    months = ("26-07", "26-08", "26-09", "26-10")
    points = [TrendPoint(month, Decimal(80), month != "26-09", "different scorecard") for month in months]
    trend.show_points([*points[:2], TrendPoint("26-08b", None), *points[2:]])
    assert trend.parts("abcd") == [["a", "b"], ["c", "d"]]
    assert "26-09: 80.00 (different scorecard)" in trend.accessibleName()


def test_chinese_text_is_shown_without_the_ends_of_its_lines() -> None:
    text = "办理。\n自己录入，\n**合计** 见\n`qadesk run`\n\n- 一\n- 二\n"
    assert closed_up(text) == "办理。自己录入，**合计** 见\n`qadesk run`\n\n- 一\n- 二\n"


PEOPLE = ((1, "李娜（KF1001）"), (2, "Kim (KF1012)"), (3, "王芳（KF1013）"))


def test_an_option_is_found_by_any_part_of_its_words(qtbot: QtBot) -> None:
    combo = ComboBox("c", "Choice", PEOPLE)
    qtbot.addWidget(combo)
    combo.show()
    heard: list[int] = []
    combo.activated.connect(heard.append)
    qtbot.keyClicks(combo, "1013")
    assert combo.currentData() == 3
    assert heard[-1] == 2
    qtbot.keyClick(combo, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert combo.currentData() == 3
    combo.choose(1)
    qtbot.wait(QApplication.keyboardInputInterval() + 50)
    qtbot.keyClicks(combo, "k")  # what begins with it goes before what has it
    assert combo.currentData() == 2
    combo.choose(1)
    qtbot.wait(QApplication.keyboardInputInterval() + 50)
    combo.showPopup()
    qtbot.keyClicks(combo.view(), "13")
    assert combo.view().currentIndex().row() == 2
    qtbot.keyClick(combo.view(), Key.Key_Return)
    assert combo.currentData() == 3
    qtbot.wait(QApplication.keyboardInputInterval() + 50)
    qtbot.keyClicks(combo, "zz")
    assert combo.currentData() == 3
