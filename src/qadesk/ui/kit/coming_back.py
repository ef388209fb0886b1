"""Where one was in a screen's lists, for when the window is built anew: what was searched for, which row."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from PySide6.QtCore import QSignalBlocker

from qadesk.ui.kit.screen import Screen

Left = Mapping[str, tuple[str, Hashable | None]]  # of each list: the search, the row's identity


def left_at(screen: Screen) -> Left:
    """Where one is in each list of a screen."""
    from qadesk.ui.kit.list_page import ListPage  # with SQLAlchemy, for which the first screen does not wait

    found: dict[str, tuple[str, Hashable | None]] = {}
    for page in screen.findChildren(ListPage):
        row = page.current
        found[page.view.name] = (page.search.text(), None if row is None else page.view.identity(row))
    return found


def put_back(screen: Screen, left: Left) -> None:
    """Have a new screen show the same, once its lists are read."""
    if not left:
        return
    from qadesk.ui.kit.list_page import ListPage

    for page in screen.findChildren(ListPage):
        searched, row = left.get(page.view.name, ("", None))
        if searched:
            with QSignalBlocker(page.search):
                page.search.setText(searched)
        if row is not None:
            page.expect(row)
