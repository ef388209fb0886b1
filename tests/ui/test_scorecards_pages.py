"""The designer's other pages: levels of the form, grades, settings; nothing nameless, nothing clipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from qadesk import i18n
from qadesk.domain.rules import Deduction, Proportional
from qadesk.domain.scorecard import Marks
from qadesk.services.designing.row_fields import KEYS
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.kit.edit_cell import LiveField
from qadesk.ui.tasks import Tasks
from tests.ui.all_screens import clipped, controls
from tests.ui.desk import has_focus
from tests.ui.scorecard_desk import CTRL, Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def turn_to(desk: Desk, page: QWidget) -> None:
    designer = desk.screen.designer
    designer.tabs.setCurrentIndex(designer.pages.indexOf(page))
    desk.settle()
    designer.focus_first()


# ---- levels


def test_the_wording_of_a_level_is_typed(desk: Desk) -> None:
    page = desk.screen.designer.levels_page
    turn_to(desk, page)
    assert [page._name(spot) for spot in page.list_model.rows] == ["Attitude rating", "Communication rating"]
    page.table.set_current(page.model.index(1, 2))
    page.table.setFocus()
    desk.key(Qt.Key.Key_F2)
    field = desk.find(QPlainTextEdit, "designCellText")
    assert has_focus(field)
    desk.key(Qt.Key.Key_A, held=CTRL)
    desk.type("Kind, even on a bad day")
    desk.key(Qt.Key.Key_Return)
    level = desk.stored().indicator("attitude").levels[1]
    assert (level.level, level.wording.en) == (4, "Kind, even on a bad day")
    assert level.wording.zh.startswith("礼貌")
    assert has_focus(page.table)
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored().indicator("attitude").levels[1].wording.en.startswith("Polite")


@pytest.mark.parametrize("top", [3, 7, 10])
def test_a_form_has_three_to_ten_levels(desk: Desk, top: int) -> None:
    page = desk.screen.designer.levels_page
    turn_to(desk, page)
    page.scale.setCurrentIndex(page.scale.findData(top))
    page.scale.activated.emit(0)
    desk.settle()
    made = desk.stored().indicator("attitude")
    assert [level.level for level in made.levels] == list(range(top, 0, -1))
    assert made.rule == Proportional(full=Decimal(top))
    assert page.model.rowCount() == top
    page.like.setCurrentIndex(1)  # the words of the other one
    page.like.activated.emit(1)
    desk.settle()
    assert desk.stored().indicator("attitude").levels == desk.card.indicator("communication").levels


def test_where_nothing_is_rated_the_page_says_how_to(desk: Desk) -> None:
    table = desk.screen.designer.table_page.table
    for code in ("attitude", "communication"):
        desk.stand_on(code, "name")
        desk.key(Qt.Key.Key_Delete, held=CTRL)
    page = desk.screen.designer.levels_page
    turn_to(desk, page)
    assert page.empty.isVisible()
    desk.press("levelsAdd")
    assert [i.levels[0].name.zh for i in desk.stored().rated_items()] == ["优秀"]
    assert page.table.isVisible()
    assert table.current_spot == page.spot


def test_a_missing_wording_is_listed_and_leads_to_its_cell(desk: Desk) -> None:
    page = desk.screen.designer.levels_page
    turn_to(desk, page)
    for column in (2, 4):
        page.model.setData(page.model.index(0, column), "")
    desk.settle()
    told = next(t for t in desk.screen.draft.problems if t.code == "wording_missing")
    desk.screen.designer.tabs.setCurrentIndex(0)
    desk.screen.designer.go(told.path)
    assert page.isVisible()
    assert has_focus(page.table)
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (0, 2)


# ---- grades and settings


def test_grades_are_typed_added_and_taken_out(desk: Desk) -> None:
    page = desk.screen.designer.settings_page
    turn_to(desk, page)
    page.grades.set_current(page.model.index(0, 0))
    desk.type("Gold")
    desk.key(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    desk.type("92.5")
    desk.key(Qt.Key.Key_Tab)
    desk.type("20")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Up)
    best = desk.stored().grades[0]
    assert (best.code, best.at_least, best.quota) == ("Gold", Decimal("92.5"), Decimal("0.2"))
    desk.key(Qt.Key.Key_Insert)
    assert [g.at_least for g in desk.stored().grades] == [Decimal("92.5"), 86, 80, 70, 0]
    assert "name_missing" in {told.code for told in desk.screen.draft.problems}
    desk.key(Qt.Key.Key_Delete, held=CTRL)
    assert [g.code for g in desk.stored().grades] == ["Gold", "B", "C", "D"]
    page.grades.set_current(page.model.index(1, 3))
    desk.type("95")
    told = next(t for t in desk.screen.draft.problems if t.code == "grades_order")
    turn_to(desk, desk.screen.designer.table_page)
    desk.screen.designer.go(told.path)
    assert has_focus(page.grades)
    assert page.grades.currentIndex().row() == 1


def test_settings_count_with_every_key(desk: Desk) -> None:
    page = desk.screen.designer.settings_page
    turn_to(desk, page)
    for name, text in (("Cap", "120"), ("QuotaFrom", "12"), ("Focus", "7.5"), ("En", "Night shift")):
        field = desk.find(LiveField, f"scorecard{name}")
        assert isinstance(field, LiveField)
        field.setFocus()
        field.selectAll()
        desk.type(text)
    desk.find(QCheckBox, "scorecardHalf").click()
    desk.settle()
    made = desk.stored()
    assert (made.cap, made.quota_from, made.focus_extra) == (120, 12, Decimal("7.5"))
    assert (made.names.en, made.half_points) == ("Night shift", True)
    assert desk.text("designerTitle") == "Night shift, version 2"
    desk.find(QRadioButton, "scorecardMarks_weight").click()
    desk.settle()
    made = desk.stored()
    assert made.marks is Marks.WEIGHT
    assert made.indicator("errors").rule == Deduction(Decimal(1))
    assert [told for told in desk.screen.draft.problems if told.error] == []
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored().indicator("errors").rule == Deduction(Decimal(20))


# ---- looks


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_is_nameless_or_clipped_on_any_page(
    qtbot: QtBot, branch: Office, tasks: Tasks, language: str
) -> None:
    i18n.set_language(language)
    desk = Desk(qtbot, branch, tasks)
    desk.open_copy()
    designer = desk.screen.designer
    desk.screen.draft.apply(replace(desk.card, cap=Decimal(99)), ("cap",))  # something to list
    bad = []
    for size in (QSize(1198, 652), QSize(855, 412)):  # of the screen at 1366×768 and at 150 %
        desk.screen.resize(size)
        for at in range(designer.tabs.count()):
            designer.tabs.setCurrentIndex(at)
            for code in ("complaint_rate", "avg_response_seconds", "abusive_language") if at == 0 else ("",):
                if code:
                    desk.stand_on(code, "rule")
                    designer.table_page.show_editor(True)
                desk.settle()
                bad += [f"{size.width()} {at} {text}" for text in clipped(desk.screen)]
                bad += [f"{at} nameless {widget.objectName()!r}" for widget in _nameless(desk.screen)]
    assert sorted(set(bad)) == []


@pytest.fixture
def large_texts(tasks: Tasks) -> Iterator[None]:
    """Texts of 130 %, for windows made meanwhile."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, text_size=130)
    yield
    theme.apply(app)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.usefixtures("large_texts")
def test_headings_and_fields_are_whole_in_large_texts(
    qtbot: QtBot, branch: Office, tasks: Tasks, language: str
) -> None:
    i18n.set_language(language)
    desk = Desk(qtbot, branch, tasks)
    desk.open_copy()
    designer, bad = desk.screen.designer, []
    side = designer.table_page.side
    for code in ("complaint_rate", "avg_response_seconds", "abusive_language", "attitude"):
        desk.stand_on(code, "rule")
        designer.table_page.show_editor(True)
        desk.settle()
        qtbot.waitUntil(lambda: side.form.first("ruleKind") is not None)
        bad += [f"{code}: {name}" for name in _wider_than_their_frame(side)]
    designer.table_page.show_editor(False)
    desk.settle()
    table = designer.table_page.table
    head = table.horizontalHeader()
    bad += [key for n, key in enumerate(KEYS) if table.columnWidth(n) < head.sectionSizeHint(n)]
    turn_to(desk, designer.settings_page)
    bad += _wider_than_their_frame(designer.settings_page)
    assert bad == []


def _wider_than_their_frame(page: QWidget) -> list[str]:
    shown = [area for area in page.findChildren(QScrollArea) if area.isVisible()]
    needed = {area: area.widget().minimumSizeHint().width() for area in shown if area.widget() is not None}
    return [area.objectName() for area, width in needed.items() if width > area.viewport().width()]


def _nameless(screen: QWidget) -> list[QWidget]:
    shown = [widget for widget in controls(screen) if widget.isVisible()]
    return [w for w in shown if not (w.objectName() and (w.accessibleName() or _text(w)))]


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
