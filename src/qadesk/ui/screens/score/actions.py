"""What can be done on the score screen: its buttons, its menu and all its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import shiboken6

from qadesk.i18n import _
from qadesk.services.scoring.forms import NA, EvaluationState, RatingForm
from qadesk.ui.kit.actions import REDO_KEYS, UNDO_KEYS, Action
from qadesk.ui.screens.score.pasting import Pasting
from qadesk.ui.screens.score.sheet_files import SheetFiles
from qadesk.ui.screens.score.submitting import Submitting
from qadesk.ui.screens.score.views import Views
from qadesk.ui.widgets.basics import hint


class ScoreActions:
    """Describes the actions: what they need to know, then they themselves."""

    def __init__(
        self,
        views: Views,
        files: SheetFiles,
        pasting: Pasting,
        locking: Submitting,
        pick_contact: Callable[[], object],
    ) -> None:
        self.views, self.files, self.pasting = views, files, pasting
        self.locking, self.pick_contact = locking, pick_contact
        self.book, self.card = views.book, views.card

    def described(self) -> list[Action]:
        """All of them, in the order of the menu."""
        return [*self._entry(), *self._cells(), *self._month(), *self._views(), *self._told()]

    # ---- conditions

    @property
    def _form(self) -> RatingForm | None:
        """The form, while anything can be changed."""
        return None if self.book.closed else self.book.form

    def _is_open(self) -> bool:
        return self._form is not None

    def _rates(self) -> bool:
        return self._form is not None and bool(self._form.items)

    def _is(self, state: EvaluationState) -> bool:
        return self.views.entry is not None and self.views.entry.state is state

    def _on_card(self) -> bool:
        return self.views.on_card

    def _in_grid(self) -> bool:
        return not self.views.on_card

    def _on_contact(self) -> bool:
        entry = self.views.entry
        return self.views.on_card and entry is not None and entry.contact is not None

    def _can_undo(self) -> bool:
        return shiboken6.isValid(self.book.stack) and self._is_open() and self.book.stack.canUndo()

    def _can_redo(self) -> bool:
        return shiboken6.isValid(self.book.stack) and self._is_open() and self.book.stack.canRedo()

    # ---- the actions

    def _entry(self) -> list[Action]:
        views, card = self.views, self.card
        by_rest, by_view = partial(Action, reach="rest"), partial(Action, reach="widget")

        def remarks() -> bool:
            return views.on_card and self._rates()

        def picks() -> bool:
            return self._rates() and not self._on_contact()

        def submitted() -> bool:
            return self._is_open() and self._is(EvaluationState.SUBMITTED)

        def comment() -> None:
            views.view.edit_comment()

        def clear() -> None:
            views.rating.clear()

        def reopen() -> None:
            key = views.place()[0]
            if key is not None:
                self.locking.ask_reopen(key)

        return [
            by_rest("scoreTypeComment", _("Comment"), comment, "pencil", ("C", "F2")),
            by_rest("scoreTypeRemark", _("Remark on the rating"), card.form.open_remark,
                    keys=("R",), shown=remarks),
            by_view("scoreNotApplicable", _("Not applicable"), lambda: views.rating.rate(NA),
                    keys=("N",), shown=self._rates),
            by_view("scoreClear", _("Clear"), clear, keys=("Del",),
                    shown=self._is_open),
            by_rest("scorePickContact", _("Score a contact…"), self.pick_contact, "search", ("K",),
                    shown=picks, answers=True),
            by_view("scoreWhole", _("Back to the whole month"), card.show_whole,
                    "undo-2", ("Esc",), shown=self._on_contact),
            by_rest("scoreReopen", _("Reopen…"), reopen, "rotate-ccw", ("O",), shown=submitted, answers=True),
        ]  # fmt: skip

    def _cells(self) -> list[Action]:
        """What is done with the cells selected in the grid."""
        do, by_grid = self.pasting, partial(Action, shown=self._in_grid)
        typed = partial(by_grid, enabled=self._is_open, answers=True)
        return [
            by_grid("scoreCopy", _("Copy"), do.copy, "copy", ("Ctrl+C",)),
            typed("scorePaste", _("Paste"), do.paste, keys=("Ctrl+V",)),
            typed("scoreFillDown", _("Fill down"), do.fill_down, keys=("Ctrl+D",)),
        ]  # fmt: skip

    def _month(self) -> list[Action]:
        views, turn = self.views, partial(Action, kind="quiet", answers=True, icon_only=True)
        by_file = partial(Action, in_menu=False)

        def submit_text() -> str:
            return _("Submit") if views.on_card else _("Submit all…")

        def offers_submit() -> bool:
            return self._rates() or (self._is_open() and self.book.has_drafts)

        def can_submit() -> bool:
            return self._is(EvaluationState.DRAFT) if views.on_card else self.book.has_drafts

        return [
            Action("scoreSubmit", submit_text, self.locking.submit, "", ("Ctrl+Enter", "Ctrl+Return"),
                   "primary", enabled=can_submit, shown=offers_submit, answers=True, right="score"),
            turn("scoreUndo", _("Undo"), views.undo, "undo-2", UNDO_KEYS, enabled=self._can_undo),
            turn("scoreRedo", _("Redo"), views.redo, "redo-2", REDO_KEYS, enabled=self._can_redo),
            by_file("scoreTemplate", _("Save a template…"), self.files.ask_template),
            by_file("scoreImport", _("Import scores…"), self.files.ask_import, enabled=self._is_open,
                    right="score"),
            Action("scoreSheet", _("Spreadsheet"), None, "file-spreadsheet", tip=_("Scores by spreadsheet"),
                   menu=("scoreTemplate", "scoreImport")),
        ]  # fmt: skip

    def _views(self) -> list[Action]:
        """The two views, and the agents before and after on the card."""
        views, card = self.views, self.card
        view = partial(Action, kind="quiet", tip=hint("G"), in_menu=False)
        step = partial(
            Action, kind="quiet", shown=self._on_card, in_menu=False, reach="widget", icon_only=True
        )

        def other_text() -> str:
            return _("Show the grid") if views.on_card else _("Show the card")

        def other() -> None:
            views.choose_view(card=not views.on_card)

        return [
            Action("scoreOtherView", other_text, other, keys=("G",), reach="rest"),
            view("scoreViewGrid", _("Grid"), partial(views.choose_view, card=False), "table-2"),
            view("scoreViewCard", _("Card"), partial(views.choose_view, card=True), "id-card"),
            step("scoreBefore", _("Previous agent"), partial(card.step, -1), "chevron-left",
                 ("←", "PgUp"), enabled=lambda: card.neighbour(-1) is not None),
            step("scoreAfter", _("Next agent"), partial(card.step, 1), "chevron-right",
                 ("→", "PgDown"), enabled=lambda: card.neighbour(1) is not None),
        ]  # fmt: skip

    def _told(self) -> list[Action]:
        """The keys that grid and card obey themselves."""
        told = partial(Action, do=None)

        def halves() -> bool:
            return self._form is not None and self._form.half_points

        return [
            told("scoreRate", _("Rate, or start typing a value"), keys=("0–9",), shown=self._is_open),
            told("scoreHalf", _("Add half a point"), keys=(".",), shown=halves),
            told("scoreNextRow", _("Next row"), keys=("Enter", "↓"), shown=self._in_grid),
            told("scoreRowBefore", _("Previous row"), keys=("Shift+Enter", "↑"), shown=self._in_grid),
            told("scoreNextCell", _("Next cell"), keys=("Tab",), shown=self._in_grid),
            told("scoreSelect", _("Select several cells"), keys=("Shift+↓", "Shift+→"), shown=self._in_grid),
            told("scoreNextItem", _("Next item"), keys=("Enter", "↓"), shown=self._on_card),
            told("scoreItemBefore", _("Previous item"), keys=("↑",), shown=self._on_card),
        ]
