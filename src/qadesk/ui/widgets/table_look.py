"""What all tables look like: no lines of Qt's own, rows of one height, smooth scrolling."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from qadesk.ui.theme import ROW


def dress(view: QTableView, row_height: int = ROW) -> None:
    """Dress a table; its rows, and its header, are `row_height` pixels high."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows, head = view.verticalHeader(), view.horizontalHeader()
    rows.hide()
    rows.setMinimumSectionSize(row_height)
    rows.setDefaultSectionSize(row_height)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    head.setFixedHeight(row_height)
    head.setHighlightSections(False)


def dress_as_spreadsheet(view: QTableView, row_height: int = ROW) -> None:
    """Dress a table whose cells are typed in one by one."""
    dress(view, row_height)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
    triggers = QAbstractItemView.EditTrigger
    view.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
    view.horizontalHeader().setSectionsClickable(False)
