"""The look: readable in light and dark, figures in columns, and a toolkit that keeps its references."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QFileSystemModel,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from qadesk.i18n import set_language
from qadesk.ui import icons, theme
from qadesk.ui.dialogs import HelpedDialog
from qadesk.ui.guide import Guide
from qadesk.ui.kit import files
from qadesk.ui.main_window import MainWindow
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import DARK, LIGHT, Tokens
from qadesk.ui.widgets.basics import Button, ComboBox
from qadesk.ui.widgets.layouts import vbox

_READ = ("text", "muted", "accent", "good", "warn", "bad")


def _luminance(name: str) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    color = QColor(name)
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF())


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", _READ)
def test_every_ink_can_be_read_on_every_paper(tokens: Tokens, ink: str) -> None:
    for paper in ("surface", "raised", "sunken", "select"):
        assert _contrast(tokens[ink], tokens[paper]) >= 4.5, paper
    assert _contrast(tokens["on_accent"], tokens["accent"]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_controls_are_seen_on_every_paper(tokens: Tokens) -> None:
    for paper in ("surface", "raised", "sunken"):
        assert _contrast(tokens["edge"], tokens[paper]) >= 3, paper


def test_texts_grow_as_wanted(qtbot: QtBot, qapp: QApplication) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    theme.apply(qapp, "light")
    usual = QFontMetrics(theme.font()).horizontalAdvance("Customer service")
    theme.apply(qapp, "light", 130)
    assert QFontMetrics(theme.font()).horizontalAdvance("Customer service") >= usual * 1.25
    assert f"font-size: {round(theme.SMALL * 1.3)}px" in label.styleSheet()
    theme.apply(qapp, "light")
    assert QFontMetrics(theme.font()).horizontalAdvance("Customer service") == usual


def test_schemes_differ_in_every_token() -> None:
    assert all(LIGHT[name] != DARK[name] for name in LIGHT)


def test_dark_dresses_the_whole_application(qtbot: QtBot, qapp: QApplication) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    theme.apply(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT["surface"])
    theme.apply(qapp, "dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK["surface"])
    assert theme.color("accent") == QColor(DARK["accent"])
    assert DARK["bad"] in label.styleSheet()
    assert "@" not in label.styleSheet()
    theme.apply(qapp, "light")


def test_what_opens_over_a_window_is_dressed_with_it(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    window, field, menu = QWidget(), QLineEdit(), QMenu()
    qtbot.addWidget(window)
    box = ComboBox("box", "Box", [(1, "one"), (2, "two")])
    vbox(field, box, on=window)
    menu.setParent(window, menu.windowFlags())
    menu.addAction("one")
    window.show()
    box.showPopup()
    assert box.view().sizeHintForRow(0) >= 26  # as the style sheet says
    box.hidePopup()
    of_field = field.createStandardContextMenu()
    high = QFontMetrics(theme.font()).height()
    for one in (menu, of_field):
        assert one.actionGeometry(one.actions()[0]).height() >= high + 12, one
    QToolTip.showText(window.mapToGlobal(window.rect().center()), "tip", window)
    tip = next(one for one in qapp.topLevelWidgets() if one.inherits("QTipLabel"))
    edge = tip.grab().toImage().pixelColor(0, tip.height() // 2)
    QToolTip.hideText()
    tip.hide()
    assert edge == theme.color("edge")


@pytest.mark.parametrize("kind", [HelpedDialog, MainWindow, Guide, QFileDialog])
def test_a_window_of_its_own_is_dressed(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, kind: type[QWidget]
) -> None:
    if kind is MainWindow:
        made: QWidget = MainWindow(None, tasks, [])
    elif kind is Guide:
        below = QWidget()
        qtbot.addWidget(below)
        made = Guide(below)
    elif kind is QFileDialog:
        made = files.ask_folder(None, "folder", "A folder", print, holds=files.NOBODY, folder=tmp_path)
    else:
        made = HelpedDialog()
    qtbot.addWidget(made)
    assert made.parentWidget() is None
    assert "QPushButton" in made.styleSheet()
    made.close()


def test_a_screen_is_dressed_once_it_is_put_into_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    window, page = QWidget(), Button("Do", "do", kind="primary")
    qtbot.addWidget(window)
    bare = page.sizeHint()
    vbox(page, on=window)
    window.show()
    page.ensurePolished()
    assert page.sizeHint() != bare
    assert page.grab().toImage().pixelColor(page.width() // 2, 4) == theme.color("accent")


def test_who_shows_a_window_undressed_is_told(qtbot: QtBot) -> None:
    bare = QDialog()
    qtbot.addWidget(bare)
    for show in (bare.show, bare.open):
        with pytest.raises(AssertionError, match="is not dressed"):
            show()
    over = QDialog(bare)
    with pytest.raises(AssertionError, match="is not dressed"):
        over.open()
    theme.dress(bare)
    over.open()
    assert over.isVisible()
    over.close()


@pytest.mark.parametrize(
    ("context", "word", "chinese"),
    [
        ("QPlatformTheme", "Cancel", "取消"),
        ("QWidgetTextControl", "&Undo", "撤销(&U)"),
        ("QFileDialog", "Files of &type:", "文件类型(&T)："),  # Qt's own catalogue lacks it
    ],
)
def test_qt_itself_speaks_the_language_chosen(qtbot: QtBot, context: str, word: str, chinese: str) -> None:
    theme.set_qt_locale("zh_CN")
    assert QCoreApplication.translate(context, word) == chinese
    theme.set_qt_locale("en")
    assert QCoreApplication.translate(context, word) == word


def test_no_label_of_a_file_dialog_is_left_in_english(qtbot: QtBot, tmp_path: Path) -> None:
    theme.set_qt_locale("zh_CN")
    dialog = QFileDialog(None, "打开", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = [w.text() for kind in (QLabel, QPushButton) for w in dialog.findChildren(kind) if w.text()]
    model = dialog.findChild(QFileSystemModel)
    said += [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    theme.set_qt_locale("en")
    assert len(said) >= 8
    assert [text for text in said if text.isascii()] == []


def test_figures_stand_in_columns_in_the_bundled_face(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    metrics = QFontMetrics(theme.font())
    assert len({metrics.horizontalAdvance(str(digit)) for digit in range(10)}) == 1
    assert all(metrics.inFontUcs4(ord(character)) for character in "龚䶮堃珺考核")


def test_icons_take_the_colour_of_their_token(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    picture = icons.pixmap("check", "bad", 24).toImage()
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(24)
        for y in range(24)
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert inks == {LIGHT["bad"]}


@pytest.mark.parametrize("size", [16, 32, 48, 256])
def test_the_program_has_an_icon_of_its_own_at_every_size(qapp: QApplication, size: int) -> None:
    icon = icons.of_the_program()
    assert QSize(size, size) in icon.availableSizes()
    picture = icon.pixmap(QSize(size, size), 1.0).toImage()
    assert picture.pixelColor(size // 2, size // 32).name() == LIGHT["accent"]  # the tile
    assert picture.pixelColor(size // 4, size * 3 // 4).name() == "#ffffff"  # the sheet on it
    assert picture.pixelColor(0, 0).alpha() < 255


def test_calls_into_qt_do_not_use_up_references_to_none(qtbot: QtBot) -> None:
    """A binding that returns None without counting it brings Python down after some thousand calls."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _number in range(500):
        label.setText("a")
    assert abs(sys.getrefcount(None) - before) < 100


def test_chinese_punctuation_is_full_width_in_the_english_window(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    for bold in (False, True):
        metrics = QFontMetrics(theme.font(bold=bold))
        assert {metrics.horizontalAdvance(mark) for mark in "，。；：（）？！、"} == {theme.BODY}


def test_quotes_are_as_narrow_as_the_letters_in_english_and_square_in_chinese(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    letter = QFontMetrics(theme.font()).horizontalAdvance("m")
    assert QFontMetrics(theme.font()).horizontalAdvance("“") < letter
    assert len({QFontMetrics(theme.font()).horizontalAdvance(digit) for digit in "0123456789"}) == 1
    set_language("zh_CN")
    assert QFontMetrics(theme.font()).horizontalAdvance("“") == theme.BODY
