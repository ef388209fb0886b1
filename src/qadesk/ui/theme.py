"""How QADesk looks: a handful of colour tokens, one type face, one small style sheet.

Contract for screens
--------------------
* Colours come from `tokens()` and are read when something is painted, never kept: the scheme follows the
  system while the program runs. A widget that paints itself needs nothing more, Qt repaints it.
* Sizes come from GRID (8 px, also half of it), ROW (table rows and controls, 32 px), BODY, SMALL, HEADING.
* Fonts come from `font(size, bold=...)`, as large as texts are wanted; the bundled face has tabular digits.
* A window without a parent is dressed by `dress(window)`; `HelpedDialog` does it. What stands in it or opens
  over it is dressed with it, in one go: what has no place there yet is measured undressed.
* Looks of standard controls are set by dynamic properties, not by style sheets of your own: QLabel `role` =
  title | heading | muted | small | bad; QPushButton `kind` = primary | quiet | link | danger.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from qadesk.i18n import current_language
from qadesk.resources import resource
from qadesk.ui import qt_words

GRID: Final = 8
ROW: Final = 32
BODY: Final = 14
SMALL: Final = 12
HEADING: Final = 16
FAMILY: Final = "Noto Sans SC"
_DRESSED: Final = "dressed"  # the property of windows that are
_GROWING: Final = re.compile(r"(?<=font-size: )\d+|(?<=min-height: )\d\d")  # of texts, and what they stand in
_PROPORTIONAL: Final = QFont.Tag("pwid")

Scheme = Literal["light", "dark"]


Tokens = Mapping[str, str]

# On a light page and on a dark one; text, muted and the tones can be read on surface, raised and sunken.
_COLOURS: Final = {
    "surface": ("#faf9f6", "#1d1e20"),  # the page
    "raised": ("#ffffff", "#242629"),  # what is written on: tables, fields
    "sunken": ("#f1efe9", "#17181a"),  # side bar, table headers
    "text": ("#1f2329", "#e8e6e1"),
    "muted": ("#5f656e", "#a5a39d"),
    "line": ("#e3e0d8", "#35373b"),
    "edge": ("#8a867b", "#7f828a"),  # the outline of a control, seen on surface, raised and sunken
    "accent": ("#1d5b9b", "#86b8ec"),
    "on_accent": ("#ffffff", "#10202f"),
    "select": ("#dbe7f4", "#283a4e"),  # behind a chosen row
    "good": ("#23703f", "#77c796"),
    "warn": ("#8a5a00", "#e2b356"),
    "bad": ("#b3261e", "#f29488"),
}
LIGHT: Final[Tokens] = {name: light for name, (light, _dark) in _COLOURS.items()}
DARK: Final[Tokens] = {name: dark for name, (_light, dark) in _COLOURS.items()}


class _State:
    scheme: Scheme = "light"
    forced: bool = False
    following: bool = False
    text_size: int = 100
    sheet: str = ""


def tokens() -> Tokens:
    """The colours in force now, as #rrggbb by their names."""
    return DARK if _State.scheme == "dark" else LIGHT


def color(name: str) -> QColor:
    """One token as a QColor. Raises KeyError for a name that is no token."""
    return QColor(tokens()[name])


def font(size: int = BODY, *, bold: bool = False) -> QFont:
    """The bundled face at `size` logical pixels, more where larger texts are wanted.

    In English its quotes and dots are as narrow as its letters.
    """
    return QFont(_face(enlarged(size), bold, current_language() == "en"))


@lru_cache
def _face(pixels: int, bold: bool, narrow: bool) -> QFont:
    """Made once: every cell of a table asks for its font each time it is drawn."""
    face = QFont(FAMILY)
    face.setPixelSize(pixels)
    face.setBold(bold)
    if narrow:
        face.setFeature(_PROPORTIONAL, 1)
    return face


def enlarged(size: int) -> int:
    """A size in logical pixels that must grow as the texts do, where larger ones are wanted."""
    return round(size * _State.text_size / 100)


def apply(app: QApplication, scheme: Scheme | None = None, text_size: int = 100) -> None:
    """Dress the application and its windows; without `scheme` it follows the system's light or dark, live.

    `text_size`: per cent. A window that is there keeps the sizes it was built with.
    Raises FileNotFoundError when the bundled fonts are missing.
    """
    if FAMILY not in QFontDatabase.families():
        for weight in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(resource("fonts", f"NotoSansSC-{weight}.ttf")))
    _State.text_size = text_size
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    if not _State.following:
        _State.following = True
        app.styleHints().colorSchemeChanged.connect(
            lambda _scheme: None if _State.forced else _dress(app, _system(app))
        )
    _State.forced = scheme is not None
    _dress(app, scheme or _system(app))


def dress(window: QWidget) -> None:
    """Give the style sheet to a window without a parent, and to all that stands in it.

    Were it the application's, each widget would be dressed when it is made and again at every place it is
    put on its way into the window: two thirds of the time a screen takes to build.
    """
    window.setProperty(_DRESSED, True)
    window.setStyleSheet(_State.sheet)


def is_dressed(window: QWidget) -> bool:
    """Whether `dress` was called with it."""
    return bool(window.property(_DRESSED))


def set_qt_locale(language: str) -> None:
    """Let Qt itself (file dialogs, menus of text fields, dates) speak `language`, "zh_CN" or "en"."""
    qt_words.speak(language)
    QApplication.setFont(font())


def _system(app: QApplication) -> Scheme:
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def _dress(app: QApplication, scheme: Scheme) -> None:
    _State.scheme = scheme
    windows = [window for window in QApplication.topLevelWidgets() if is_dressed(window)]
    for window in windows:  # a sheet put in place of another takes three times as long as taken off and on
        window.setStyleSheet("")
    app.setFont(font())
    app.setPalette(_palette())
    _State.sheet = _sheet()
    for window in windows:
        window.setStyleSheet(_State.sheet)


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    plain = {
        role.Window: "surface",
        role.WindowText: "text",
        role.Base: "raised",
        role.AlternateBase: "surface",
        role.Text: "text",
        role.Button: "raised",
        role.ButtonText: "text",
        role.BrightText: "on_accent",
        role.ToolTipBase: "raised",
        role.ToolTipText: "text",
        role.PlaceholderText: "muted",
        role.Highlight: "select",
        role.HighlightedText: "text",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.Light: "raised",
        role.Midlight: "line",
        role.Mid: "line",
        role.Dark: "edge",
        role.Shadow: "edge",
    }
    for name, token in plain.items():
        palette.setColor(name, color(token))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, color("edge"))
    return palette


def _sheet() -> str:
    sheet = _GROWING.sub(lambda size: str(enlarged(int(size[0]))), STYLE_SHEET)
    sheet = sheet.replace("@arrow", resource("icons", "combo-arrow.svg").as_posix())
    sheet = sheet.replace("@tick", resource("icons", f"tick-{_State.scheme}.svg").as_posix())
    for name in sorted(_COLOURS, key=len, reverse=True):  # on_accent before accent
        sheet = sheet.replace(f"@{name}", tokens()[name])
    return sheet


# ---- the style sheet; what stands after an @ is a colour token or a picture

STYLE_SHEET: Final = """
QLabel[role="title"] { font-size: 20px; font-weight: bold; }
QLabel[role="heading"] { font-size: 16px; font-weight: bold; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="small"] { color: @muted; font-size: 12px; }
QLabel[role="bad"] { color: @bad; }
QPushButton { min-height: 22px; padding: 4px 14px; border: 1px solid @edge; border-radius: 4px;
  background: @raised; color: @text; }
QPushButton:hover { border-color: @accent; }
QPushButton:pressed, QPushButton:checked { background: @select; }
QPushButton, QToolButton { outline: none; }  /* their border says it */
QPushButton:focus { border: 2px solid @accent; padding: 3px 13px; }
QPushButton:disabled { color: @edge; border-color: @line; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border-color: @accent;
  font-weight: bold; }
QPushButton[kind="primary"]:hover { border-color: @text; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled { background: @line; color: @muted; border-color: @line; }
QPushButton[kind="danger"] { color: @bad; border-color: @bad; }
QPushButton[kind="danger"]:disabled { color: @edge; border-color: @line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 4px 8px; }
QPushButton[kind="quiet"]:hover { background: @sunken; }
QPushButton[kind="quiet"]:checked { background: @select; }
QPushButton[kind="quiet"]:focus { border: 2px solid @accent; padding: 3px 7px; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; padding: 4px 2px;
  color: @accent; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid @accent; padding: 3px 1px; }
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit { background: @raised; color: @text;
  border: 1px solid @edge; border-radius: 4px; padding: 4px 8px; selection-background-color: @accent;
  selection-color: @on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 22px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid @accent; padding: 3px 7px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: @muted; background: @surface;
  border-color: @line; }
QLineEdit[wrong="true"] { border-color: @bad; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { background: @surface; border-color: @line; }
QComboBox { combobox-popup: 0; }
QComboBox > QLineEdit, QComboBox > QLineEdit:focus { border: none; padding: 0; min-height: 0; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(@arrow); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @edge; outline: 0; padding: 2px;
  selection-background-color: @select; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 4px; }
QTableView, QTreeView, QListView { background: @raised; border: none; outline: 0; color: @text;
  selection-background-color: @select; selection-color: @text; alternate-background-color: @surface; }
QTableView::item { border-bottom: 1px solid @line; padding: 0 5px; }
QTableView::item:selected { background: @select; color: @text; }
QTableView QLineEdit { border-radius: 0; padding: 0 6px; }
QHeaderView { background: @sunken; border: none; font-size: 12px; }  /* so that it measures as it draws */
QHeaderView::section { background: @sunken; color: @muted; border: none; border-bottom: 1px solid @line;
  padding: 4px 8px; font-size: 12px; }
QTableCornerButton::section { background: @sunken; border: none; }
QToolTip { background: @raised; color: @text; border: 1px solid @edge; padding: 4px; }
QMenu { background: @raised; border: 1px solid @edge; padding: 4px 0; }
QMenu::item { padding: 6px 24px 6px 12px; }
QMenu::icon { padding-left: 10px; }
QMenu::item:selected { background: @select; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }  /* of Qt's own dialogs */
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @edge; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QRadioButton, QCheckBox { spacing: 8px; }
QRadioButton::indicator, QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @edge;
  background: @raised; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent; }
QCheckBox::indicator:checked { border-color: @accent; background: @accent; image: url(@tick); }
QRadioButton, QCheckBox { border: 2px solid transparent; border-radius: 4px; padding: 0 3px; }
QRadioButton:focus, QCheckBox:focus { border-color: @accent; }
QProgressBar { background: @line; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QProgressBar[tone="good"]::chunk { background: @good; }
QProgressBar[tone="warn"]::chunk { background: @warn; }
QProgressBar[tone="bad"]::chunk { background: @bad; }
QProgressBar[tone="muted"]::chunk { background: @muted; }
QTabBar::tab { padding: 6px 12px; color: @muted; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
#sideBar { background: @sunken; border: none; border-right: 1px solid @line; }
#sideBar QScrollBar:vertical { width: 6px; }
#sideBar QScrollBar::handle { border-radius: 2px; margin: 1px; }
#sideBar QToolButton { min-height: 30px; padding: 4px 6px; border: 2px solid transparent; border-radius: 4px;
  background: transparent; text-align: left; }
#sideBar QToolButton:hover { background: @line; }
#sideBar QToolButton:checked { background: @select; color: @accent; font-weight: bold; }
#sheetPreview { border: 2px solid transparent; }
#sheetPreview:focus { border-color: @accent; }
#sideBar QToolButton:focus { border: 2px solid @accent; padding: 4px 6px; }
#sideBar QToolButton[narrow="true"] { min-height: 0; padding: 0; font-size: 11px; }
#topLine { border: none; border-bottom: 1px solid @line; }
QFrame[role="notice"] { border: none; border-left: 3px solid @accent; background: @sunken; }
QFrame[role="notice"][tone="good"] { border-left-color: @good; }
QFrame[role="notice"][tone="warn"] { border-left-color: @warn; }
QFrame[role="notice"][tone="bad"] { border-left-color: @bad; }
"""
