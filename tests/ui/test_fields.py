"""Fields and forms of the kit: what is typed in short, what is too much, and how one leaves a form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from qadesk.preferences import TEXT_SIZES
from qadesk.tabular.near_dates import read_day, read_moment
from qadesk.ui import theme
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.kit.edit_cell import LiveField
from qadesk.ui.kit.fields import DateField, Field
from qadesk.ui.kit.form import Form, FormDialog, Reason, ask_reason
from qadesk.ui.widgets.basics import TextField, label
from qadesk.ui.widgets.filter_box import FilterBox
from tests.ui.conftest import Dialog

Key = Qt.Key
NEAR = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10/15 9:30", "2026-10-15 09:30"),
        ("10月15日 9:30", "2026-10-15 09:30"),
        ("10月15日9:30", "2026-10-15 09:30"),
        ("10-15 09:30:05", "2026-10-15 09:30:05"),
        ("１０／１５　９：３０", "2026-10-15 09:30"),
        ("10月15日下午3:20", "2026-10-15 15:20"),
        ("2026年10月15日9:30", "2026-10-15 09:30"),
        ("1/2 8:05", "2027-01-02 08:05"),
        ("9:30", "2026-11-03 09:30"),
        ("10/15", None),
        ("2/30 9:30", None),
        ("10/15/2026 9:30", None),  # of two ways it may be meant
        ("2026-10-15T09:30Z", None),
    ],
)
def test_a_moment_is_typed_as_people_write_it(typed: str, meant: str | None) -> None:
    assert read_moment(typed, NEAR) == (meant and datetime.fromisoformat(meant))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10/15", date(2026, 10, 15)),
        ("10月15日", date(2026, 10, 15)),
        ("12-31", date(2026, 12, 31)),
        ("20261031", date(2026, 10, 31)),
        ("9:30", None),
        ("13/13", None),
    ],
)
def test_a_day_is_typed_as_people_write_it(typed: str, meant: date | None) -> None:
    assert read_day(typed, NEAR) == meant


def test_a_time_of_day_alone_is_that_of_the_date_before_it(qtbot: QtBot) -> None:
    form = Form("call", [Field("begun", "Begun", "moment"), Field("ended", "Ended", "moment")])
    begun, ended = form.widgets["begun"], form.widgets["ended"]
    assert isinstance(begun, DateField)
    assert isinstance(ended, DateField)
    assert begun.placeholderText().startswith("Such as ")  # no one takes it for a value
    begun.insert("2026-10-15 9:30")
    ended.insert("9:42")
    assert form.values()["ended"] == datetime.fromisoformat("2026-10-15 09:42")
    ended.editingFinished.emit()
    assert ended.text() == "2026-10-15 09:42"  # what it took is in sight
    ended.setText("tomorrow")
    with pytest.raises(ValueError, match="Ended: “tomorrow” is not a date and time"):
        form.values()


@pytest.mark.parametrize("kind", ["text", "suggest", "secret"])
def test_many_pasted_lines_become_one_of_a_sensible_length_and_it_says_so(qtbot: QtBot, kind: str) -> None:
    form = Form("agent", [Field("name", "Name", kind, most_letters=60)])  # type: ignore[arg-type]
    QApplication.clipboard().setText("\n".join(f"Name {n}" for n in range(10_000)))
    field = form.widgets["name"].findChild(TextField) or form.widgets["name"]
    assert isinstance(field, TextField)
    qtbot.addWidget(field)
    field.show()
    field.paste()
    assert len(field.text()) == field.maxLength() <= 200
    assert field.text().startswith("Name 0 Name 1 ")
    assert str(field.maxLength()) in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_field_cuts_nothing_of_what_it_shows(qtbot: QtBot) -> None:
    field = TextField("name", "Name", "x" * 300)
    assert field.text() == "x" * 300
    live = LiveField("cell", "Cell")
    live.show_text("y" * 3000)
    assert live.text() == "y" * 3000


def _form(*keys: str) -> FormDialog:
    form = Form("form", [Field(key, key.title(), "long" if key == "long" else "text") for key in keys])

    def send(_values: dict[str, Any], dialog: FormDialog) -> None:
        dialog.accept()

    return FormDialog(None, "formDialog", "Form", "Save", form, send)


@pytest.mark.parametrize("way", ["esc", "cross", "cancel"])
def test_a_form_is_left_alike_by_every_way_and_asks_where_something_was_typed(
    qtbot: QtBot, dialog: Dialog, way: str
) -> None:
    def leave(form: FormDialog) -> None:
        if way == "esc":
            qtbot.keyClick(form, Key.Key_Escape)
        elif way == "cross":
            form.close()
        else:
            form.cancel.click()

    empty = _form("first", "second")
    empty.open()
    qtbot.keyClicks(empty.field("first"), "a")
    qtbot.keyClick(empty.field("first"), Key.Key_Backspace)
    with qtbot.waitSignal(empty.rejected):
        leave(empty)
    much = _form("first", "second")
    much.open()
    qtbot.keyClicks(much.field("first"), "a")
    leave(much)
    qtbot.keyClick(dialog("confirmDialog"), Key.Key_Escape)  # go on typing
    assert much.isVisible()
    assert much.form.values() == {"first": "a", "second": ""}
    leave(much)
    asked = dialog("confirmDialog")
    assert isinstance(asked, MessageDialog)
    with qtbot.waitSignal(much.rejected):
        asked.findChild(type(much.cancel), "confirmAction").click()


def test_a_long_text_is_not_thrown_away_unasked(qtbot: QtBot, dialog: Dialog) -> None:
    form = _form("long")
    form.open()
    qtbot.keyClicks(form.field("long"), "What she said on the telephone, word for word.")
    qtbot.keyClick(form, Key.Key_Escape)
    qtbot.keyClick(dialog("confirmDialog"), Key.Key_Escape)
    assert form.isVisible()
    form.leave()


def test_a_reason_typed_is_there_again_also_after_its_page_was_closed(qtbot: QtBot, dialog: Dialog) -> None:
    below = _form("first")
    below.open()
    words = Reason("Delete?", "It is gone.", "Delete")
    for _time in range(2):
        page = _form("second")
        page.setParent(below, page.windowFlags())
        page.open()
        asked = ask_reason(page, "note", 7, words, lambda _reason: None)
        field = asked.findChild(TextField, "noteText")
        assert field is not None
        if not _time:
            qtbot.keyClicks(field, "wrong person")
        assert field.text() == "wrong person"
        qtbot.keyClick(asked, Key.Key_Escape)
        page.leave()
    below.leave()


def test_what_was_wrong_is_no_longer_said_once_it_is_typed_on(qtbot: QtBot) -> None:
    form = _form("first")
    qtbot.addWidget(form, before_close_func=lambda window: window.leave())
    form.open()
    form.say_wrong("Too long")
    assert form.wrong.isVisible()
    qtbot.keyClicks(form.field("first"), "a")
    assert not form.wrong.isVisible()


def test_a_chinese_sentence_in_one_field_is_not_given_up_without_a_question(
    qtbot: QtBot, dialog: Dialog
) -> None:
    form = _form("first")
    qtbot.addWidget(form)
    form.open()
    form.field("first").setText("客户来电催件，已联系派送员")  # type: ignore[attr-defined]
    form.close()
    qtbot.keyClick(dialog("confirmDialog").findChild(QPushButton, "confirmCancel"), Key.Key_Return)
    assert form.isVisible()
    form.close()
    qtbot.keyClick(dialog("confirmDialog").findChild(QPushButton, "confirmAction"), Key.Key_Return)
    assert not form.isVisible()


def test_no_window_is_higher_than_the_screen(qtbot: QtBot) -> None:
    """Its list is lower instead, and its buttons are in sight."""
    room = QApplication.primaryScreen().availableGeometry().height()
    high, fixed, text = QTableWidget(40, 2), QTableWidget(40, 2), label("word " * 60, wrap=True)
    high.setMinimumHeight(room)
    fixed.setFixedHeight(300)
    form = Form("form", [Field("first", "First", "text")], above=[("", high), ("", fixed), ("", text)])
    window = FormDialog(None, "formDialog", "Form", "Save", form, lambda _values, dialog: dialog.accept())
    qtbot.addWidget(window)
    window.open()
    assert window.frameGeometry().height() <= room
    assert window.rect().contains(window.action.mapTo(window, window.action.rect().bottomRight()))
    assert fixed.height() == 300
    assert 100 < high.height() < room


@pytest.mark.parametrize(
    "text, latest, day",
    [
        ("5.12", None, date(2027, 5, 12)),  # the one closest
        ("5.12", date(2026, 12, 1), date(2026, 5, 12)),
        ("11.30", date(2026, 12, 1), date(2026, 11, 30)),
        ("12-1", date(2026, 12, 1), date(2026, 12, 1)),
        ("2027-05-12", date(2026, 12, 1), date(2027, 5, 12)),  # the year was said
    ],
)
def test_a_day_that_must_be_past_is_not_meant_next_year(text: str, latest: date | None, day: date) -> None:
    assert read_day(text, date(2026, 12, 1), latest) == day


def test_a_long_text_with_none_beside_it_takes_the_whole_row(qtbot: QtBot) -> None:
    kinds: dict[str, Any] = {"who": "text", "day": "text", "good": "long", "bad": "long", "words": "long"}
    form = Form("form", [Field(key, key, kind) for key, kind in kinds.items()], side_by_side=2)
    page = QWidget()
    page.setLayout(form)
    qtbot.addWidget(page)
    page.resize(800, 500)
    page.show()
    who, good, bad, words = (form.widgets[key] for key in ("who", "good", "bad", "words"))
    assert (good.y(), good.width()) == (bad.y(), who.width())
    assert words.width() > 2 * who.width()


def test_a_line_beside_a_long_text_begins_where_that_does(qtbot: QtBot) -> None:
    form = Form("form", [Field("who", "who", "text"), Field("words", "words", "long")], side_by_side=2)
    page = QWidget()
    page.setLayout(form)
    qtbot.addWidget(page)
    form.fit_window()
    page.resize(800, 300)
    page.show()
    who, words = form.widgets["who"], form.widgets["words"]
    name = page.findChild(QLabel, "formWhoLabel")
    assert name is not None
    assert who.y() == words.y() == name.y()
    assert name.height() >= who.height(), "in the middle of its field"
    assert abs(who.width() - words.width()) <= 1


def test_fields_side_by_side_are_equally_wide_in_their_window(qtbot: QtBot) -> None:
    long = "what is as long as this is read whole, so that it is chosen for what it is"
    fields = [
        Field("one", "A label that is longer than the other", "choice", options=((1, "1"),)),
        Field("other", "Other", "choice", options=((1, long[:18]), (2, "2"))),
    ]
    form = Form("form", fields, side_by_side=2)
    dialog = FormDialog(None, "dialog", "Title", "Do", form, lambda *_: None)
    qtbot.addWidget(dialog)
    dialog.show()
    one, other = (form.widgets[key] for key in ("one", "other"))
    assert one.width() >= other.sizeHint().width()
    least = [form.columnMinimumWidth(column) for column in (1, 3)]
    assert least == [min(200, other.sizeHint().width())] * 2  # as wide as it is in the window
    dialog.close()


def test_a_filter_without_options_has_a_size_at_every_size_of_texts(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light", max(TEXT_SIZES))
    box = FilterBox("nothing", "Nothing")
    qtbot.addWidget(box)
    theme._State.text_size = 10  # wider than what may be wide, as when the size of texts is changed
    assert box.sizeHint().width() > 0
    assert box.minimumSizeHint().width() > 0
    theme.apply(qapp, "light")
