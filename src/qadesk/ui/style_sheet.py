"""The style sheet of the window; what stands after an @ is a colour token or a picture, see `theme`."""

from __future__ import annotations

from typing import Final

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
QPlainTextEdit[readOnly="true"] { background: @surface; border-color: @line; }
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
QRadioButton, QCheckBox { border: 2px solid transparent; border-radius: 4px; padding: 1px 3px; }
QRadioButton:focus, QCheckBox:focus { border-color: @accent; }
QProgressBar { background: @line; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QTabBar::tab { padding: 6px 12px; color: @muted; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
#sideBar { background: @sunken; border: none; border-right: 1px solid @line; }
#sideBar QPushButton { min-height: 30px; padding: 4px 8px; border: 2px solid transparent; border-radius: 4px;
  background: transparent; text-align: left; }
#sideBar QPushButton:hover { background: @line; }
#sideBar QPushButton:checked { background: @select; color: @accent; font-weight: bold; }
#sheetPreview { border: 2px solid transparent; }
#sheetPreview:focus { border-color: @accent; }
#sideBar QPushButton:focus { border: 2px solid @accent; padding: 4px 8px; }
#topLine { border: none; border-bottom: 1px solid @line; }
QFrame[role="notice"] { border: none; border-left: 3px solid @accent; background: @sunken; }
QFrame[role="notice"][tone="good"] { border-left-color: @good; }
QFrame[role="notice"][tone="warn"] { border-left-color: @warn; }
QFrame[role="notice"][tone="bad"] { border-left-color: @bad; }
"""
