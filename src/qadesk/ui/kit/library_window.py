"""The ready scorecards, or check forms, that come with the program: looked at, and one begun with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from qadesk import formats
from qadesk.i18n import _
from qadesk.services import library_words
from qadesk.services.library import ReadyForm, ReadyScorecard
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, vbox
from qadesk.ui.widgets.table import Column

_SIZE = (130 * GRID, 70 * GRID)
One = TypeVar("One", ReadyScorecard, ReadyForm)


class LibraryWindow(Window, Generic[One]):
    """`take` has the one chosen; what it makes is a draft, so nothing is in force yet."""

    def __init__(
        self,
        screen: Screen,
        title: str,
        words: tuple[str, str],
        offered: Sequence[One],
        take: Callable[[One], object],
    ) -> None:
        """`words`: what one of them is called, and what it is made of."""
        super().__init__(screen, "libraryWindow", title, *_SIZE)
        self._take: Callable[[One], object] = take
        self.list: ListPage[One] = ListPage(
            screen,
            _view(title, *words),
            [Action("libraryTake", _("Begin with it"), self._begin, "plus", kind="primary", row=True,
                    right="prepare")],
            lambda _actions: self._beside(),
        )  # fmt: skip
        self.list.chosen.connect(self._show_one)
        self.list.split.setSizes([76 * GRID, 48 * GRID])
        close = Button(_("Close"), "libraryClose", clicked=self.reject)
        vbox((self.list, 1), hbox(FREE, close), on=self, margins=WINDOW)
        self.list.show_rows(tuple(offered))
        self.list.focus_first()

    def _beside(self) -> Aside:
        self.aside = Aside(
            "library",
            Text("name", "heading"), Text("practice"), Text("contents", "small", _("What is in it")),
            gap=GRID,
        )  # fmt: skip
        return self.aside

    def _show_one(self, one: One | None) -> None:
        if one is not None:
            self.aside.say(
                name=library_words.name_of(one),
                practice=library_words.practice(one),
                contents=library_words.contents(one),
            )

    def _begin(self, one: One) -> None:
        self.accept()
        self._take(one)


def _view(title: str, noun: str, parts: str) -> ListView[One]:
    return ListView(
        "library",
        title,
        [
            Column("name", noun, library_words.name_of, stretch=True, least=22 * GRID),
            Column("audience", _("For"), library_words.audience, stretch=True, least=18 * GRID),
            Column("size", parts, library_words.size_of, formats.count, "right"),
        ],
        identity=lambda one: one.name,
        personal=None,
        counted=lambda rows: "",
        empty=Empty("scale", ""),
        in_bar=("libraryTake",),
        opens="libraryTake",
        narrow_below=1,
        margins=False,
    )
