"""What can be done on the score screen: its buttons, its menu and all its keys."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import shiboken6

from qadesk.i18n import _
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, Form
from qadesk.ui.kit.actions import REDO_KEYS, UNDO_KEYS, Action
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.card import ScoreCard
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.grid import ScoreGrid
from qadesk.ui.screens.score.keys import RatingKeys
from qadesk.ui.screens.score.sheet_files import SheetFiles
from qadesk.ui.screens.score.submitting import Submitting
from qadesk.ui.widgets.basics import hint


class Scoring(Protocol):
    """What the actions need of the screen."""

    book: ScoreBook
    grid: ScoreGrid
    card: ScoreCard
    files: SheetFiles
    locking: Submitting

    @property
    def on_card(self) -> bool:
        """Whether the card is in sight, not the grid."""

    def place(self) -> tuple[Key | None, str | None]:
        """The entry and the item one is at."""

    def show_view(self, *, card: bool) -> None:
        """Show the grid or the card."""

    def pick_contact(self) -> None:
        """Score one contact of the agent one is at."""

    def submit(self) -> None:
        """Submit this agent, or all."""

    def undo(self) -> None:
        """Take the last key back."""

    def redo(self) -> None:
        """Do it again."""


class ScoreActions:
    """Describes the actions of a screen: what they need to know of it, then they themselves."""

    def __init__(self, screen: Scoring) -> None:
        self.screen = screen

    def described(self) -> list[Action]:
        """All of them, in the order of the menu."""
        return [*self._entry(), *self._month(), *self._views(), *self._told()]

    # ---- conditions

    @property
    def _form(self) -> Form | None:
        """The form, while anything can be changed."""
        return None if self.screen.book.closed else self.screen.book.form

    @property
    def _at(self) -> Evaluation | None:
        key, book = self.screen.place()[0], self.screen.book
        return book.entry(key) if key is not None and key[0] in book.staff else None

    def _is_open(self) -> bool:
        return self._form is not None

    def _rates(self) -> bool:
        return self._form is not None and bool(self._form.items)

    def _takes_halves(self) -> bool:
        return self._form is not None and self._form.half_points

    def _is_submitted(self) -> bool:
        return self._is_open() and self._at is not None and self._at.state is EvaluationState.SUBMITTED

    def _on_card(self) -> bool:
        return self.screen.on_card

    def _in_grid(self) -> bool:
        return not self.screen.on_card

    def _on_contact(self) -> bool:
        return self.screen.on_card and self._at is not None and self._at.contact is not None

    def _has_agent(self, step: int) -> bool:
        staff, at = self.screen.book.staff, self._at
        return at is not None and 0 <= staff.index(at.staff_no) + step < len(staff)

    def _can_submit(self) -> bool:
        if self.screen.on_card:
            return self._at is not None and self._at.state is EvaluationState.DRAFT
        return self.screen.book.has_drafts

    def _can_undo(self) -> bool:
        stack = self.screen.book.stack
        return shiboken6.isValid(stack) and self._is_open() and stack.canUndo()

    def _can_redo(self) -> bool:
        stack = self.screen.book.stack
        return shiboken6.isValid(stack) and self._is_open() and stack.canRedo()

    # ---- what is done where one is

    def _rating(self) -> RatingKeys:
        return (self.screen.card.form if self.screen.on_card else self.screen.grid).rating

    def _type_comment(self) -> None:
        (self.screen.card if self.screen.on_card else self.screen.grid).edit_comment()

    def _reopen(self) -> None:
        key = self.screen.place()[0]
        if key is not None:
            self.screen.locking.ask_reopen(key)

    def _show_other(self) -> None:
        self.screen.show_view(card=not self.screen.on_card)

    # ---- the actions.

    def _entry(self) -> list[Action]:
        screen = self.screen
        by_rest, by_view = partial(Action, reach="rest"), partial(Action, reach="widget")

        def remarks() -> bool:
            return screen.on_card and self._rates()

        def picks() -> bool:
            return self._rates() and not self._on_contact()

        return [
            by_rest("scoreTypeComment", _("Comment"), self._type_comment, "pencil", ("C", "F2")),
            by_rest("scoreTypeRemark", _("Remark on the rating"), screen.card.form.open_remark,
                    keys=("R",), shown=remarks),
            by_view("scoreNotApplicable", _("Not applicable"), lambda: self._rating().rate(NA),
                    keys=("N",), shown=self._rates),
            by_view("scoreClear", _("Clear"), lambda: self._rating().clear(), keys=("Del",),
                    shown=self._is_open),
            by_rest("scorePickContact", _("Score a contact…"), screen.pick_contact, "search", ("K",),
                    shown=picks, answers=True),
            by_view("scoreWhole", _("Back to the whole month"), screen.card.show_whole,
                    "undo-2", ("Esc",), shown=self._on_contact),
            by_rest("scoreReopen", _("Reopen…"), self._reopen, "rotate-ccw", ("O",),
                    shown=self._is_submitted, answers=True),
        ]  # fmt: skip

    def _month(self) -> list[Action]:
        screen, turn = self.screen, partial(Action, kind="quiet", answers=True, icon_only=True)
        by_file = partial(Action, in_menu=False)

        def submit_text() -> str:
            return _("Submit") if screen.on_card else _("Submit all…")

        def offers_submit() -> bool:
            return self._rates() or (self._is_open() and screen.book.has_drafts)

        return [
            Action("scoreSubmit", submit_text, screen.submit, "", ("Ctrl+Enter", "Ctrl+Return"), "primary",
                   enabled=self._can_submit, shown=offers_submit, answers=True),
            turn("scoreUndo", _("Undo"), screen.undo, "undo-2", UNDO_KEYS, enabled=self._can_undo),
            turn("scoreRedo", _("Redo"), screen.redo, "redo-2", REDO_KEYS, enabled=self._can_redo),
            by_file("scoreTemplate", _("Save a template…"), screen.files.ask_template),
            by_file("scoreImport", _("Import scores…"), screen.files.ask_import, enabled=self._is_open),
            Action("scoreSheet", _("Spreadsheet"), None, "file-spreadsheet", tip=_("Scores by spreadsheet"),
                   menu=("scoreTemplate", "scoreImport")),
        ]  # fmt: skip

    def _views(self) -> list[Action]:
        """The two views, and the agents before and after on the card."""
        screen, view = self.screen, partial(Action, kind="quiet", tip=hint("G"), in_menu=False)
        step = partial(
            Action, kind="quiet", shown=self._on_card, in_menu=False, reach="widget", icon_only=True
        )

        def other_text() -> str:
            return _("Show the grid") if screen.on_card else _("Show the card")

        return [
            Action("scoreOtherView", other_text, self._show_other, keys=("G",), reach="rest"),
            view("scoreViewGrid", _("Grid"), partial(screen.show_view, card=False), "table-2"),
            view("scoreViewCard", _("Card"), partial(screen.show_view, card=True), "id-card"),
            step("scoreBefore", _("Previous agent"), partial(screen.card.step, -1), "chevron-left",
                 ("←", "PgUp"), enabled=partial(self._has_agent, -1)),
            step("scoreAfter", _("Next agent"), partial(screen.card.step, 1), "chevron-right",
                 ("→", "PgDown"), enabled=partial(self._has_agent, 1)),
        ]  # fmt: skip

    def _told(self) -> list[Action]:
        """The keys that grid and card obey themselves."""
        told = partial(Action, do=None)
        return [
            told("scoreRate", _("Rate, or start typing a value"), keys=("0–9",), shown=self._is_open),
            told("scoreHalf", _("Add half a point"), keys=(".",), shown=self._takes_halves),
            told("scoreNextRow", _("Next row"), keys=("Enter", "↓"), shown=self._in_grid),
            told("scoreRowBefore", _("Previous row"), keys=("Shift+Enter", "↑"), shown=self._in_grid),
            told("scoreNextCell", _("Next cell"), keys=("Tab",), shown=self._in_grid),
            told("scoreNextItem", _("Next item"), keys=("Enter", "↓"), shown=self._on_card),
            told("scoreItemBefore", _("Previous item"), keys=("↑",), shown=self._on_card),
        ]
