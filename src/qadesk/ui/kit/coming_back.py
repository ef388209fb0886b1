"""Where one was in a screen, for when the window is built anew: searches, rows, and what can be undone."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker

from qadesk.i18n import current_language
from qadesk.ui.kit.operations import Kept, Operations
from qadesk.ui.kit.screen import Screen


@dataclass(frozen=True)
class Left:
    """Of each list the search and the row's identity, of each page its steps; the language of their names."""

    lists: Mapping[str, tuple[str, Hashable | None]]
    steps: Mapping[int, Kept]
    language: str
    own: object  # the screen's own steps


def left_at(screen: Screen) -> Left:
    """Where one is in each list of a screen, and what can be undone there."""
    from qadesk.ui.kit.list_page import ListPage  # with SQLAlchemy, for which the first screen does not wait

    found: dict[str, tuple[str, Hashable | None]] = {}
    for page in screen.findChildren(ListPage):
        row = page.current
        found[page.view.name] = (page.search.text(), None if row is None else page.view.identity(row))
    steps = {number: one.kept() for number, one in _of_pages(screen).items()}
    return Left(found, steps, current_language(), screen.steps())


def put_back(screen: Screen, left: Left | None) -> None:
    """Have a new screen show the same, once its lists are read."""
    if left is None:
        return
    from qadesk.ui.kit.list_page import ListPage

    for page in screen.findChildren(ListPage):
        searched, row = left.lists.get(page.view.name, ("", None))
        if searched:
            with QSignalBlocker(page.search):
                page.search.setText(searched)
        if row is not None:
            page.expect(row)
    if left.own is not None:
        screen.go_on_with(left.own)
    for number, operations in _of_pages(screen).items():
        if number in left.steps:
            operations.put_back(left.steps[number], named=left.language == current_language())


def _of_pages(screen: Screen) -> dict[int, Operations]:
    """The operations of a screen's pages that have a stack of their own, in the order they were made."""
    return dict(enumerate(one for one in screen.findChildren(Operations) if one.has_own_stack))
