"""What can be done on the score screen: its buttons, its menu, all its keys, and the line that names them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import shiboken6

from qadesk.i18n import _
from qadesk.services.scoring.forms import NA, EvaluationState
from qadesk.ui.kit.actions import Action, turns
from qadesk.ui.screens.score.sheet_files import Pasting, SheetFiles
from qadesk.ui.screens.score.submitting import Submitting
from qadesk.ui.screens.score.views import Views
from qadesk.ui.widgets.basics import hint

# What the line of keys names, in this order, where it can be done.
_NAMED: Final = (
    "Reopen", "NotApplicable", "Half", "Clear", "NextRow", "TypeComment", "TypeRemark", "Undo", "PickContact",
    "Whole", "After", "OtherView", "Submit",
)  # fmt: skip


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
        self.described = [*self._entry(), *self._month(), *self._views(), *self._told()]
        """All of them, in the order of the menu."""

    def keys_line(self) -> str:
        """The keys that do something where one is."""
        named = {action.name.removeprefix("score"): action for action in self.described}
        can = [one for one in map(named.__getitem__, _NAMED) if one.shown() and one.enabled()]
        texts = [action.text() if callable(action.text) else action.text for action in can]
        keys = [f"{one.keys[0]} {text.rstrip('…')}" for one, text in zip(can, texts, strict=True)]
        return "   ".join([*self._digits(), *keys])

    def _digits(self) -> list[str]:
        """What digits mean where one is."""
        (key, item), form = self.views.place(), self.book.form
        if key is None or item is None or not self.book.editable(key, item):
            return []
        if form.is_typed(item):
            return [_("0–9 or F2 type the value")]
        top = form.item(item).top
        return [_("1–9, 0 = 10 level") if top == 10 else _("1–{top} level").format(top=top)]

    # ---- conditions

    def _is_open(self) -> bool:
        return not self.book.closed

    def _rates(self) -> bool:
        return not self.book.closed and bool(self.book.form.items)

    def _is(self, state: EvaluationState) -> bool:
        return self.views.entry is not None and self.views.entry.state is state

    def _on_card(self) -> bool:
        return self.views.on_card

    def _in_grid(self) -> bool:
        return not self.views.on_card

    def _on_contact(self) -> bool:
        entry = self.views.entry
        return self.views.on_card and entry is not None and entry.contact is not None

    def _can_comment(self) -> bool:
        key = self.views.place()[0]
        return key is not None and self.views.entry is not None and self.book.editable(key)

    def _can_clear(self) -> bool:
        key, item = self.views.place()
        return self.views.entry is not None and key is not None and self.book.editable(key, item)

    def _on_rating(self) -> bool:
        item = self.views.place()[1]
        return item is not None and not self.book.form.is_typed(item)

    def _can_rate(self) -> bool:
        return self._on_rating() and self._can_clear()

    def _turns(self, can: str) -> Callable[[], bool]:
        """Whether there is a step to take back or to do again."""
        stack = self.book.stack
        return lambda: shiboken6.isValid(stack) and self._is_open() and getattr(stack, can)()

    # ---- the actions

    def _edit_comment(self) -> None:
        self.views.view.edit_comment()

    def _clear(self) -> None:
        self.views.view.rating.clear()

    def _entry(self) -> list[Action]:
        """What is done with the entry one is at, and with the cells selected in the grid."""
        views, card, do = self.views, self.card, self.pasting
        by_rest, by_view = partial(Action, reach="rest", answers=True), partial(Action, reach="widget")
        typed = partial(Action, shown=self._in_grid, enabled=self._is_open, answers=True)
        return [
            by_rest("scoreTypeComment", _("Comment"), self._edit_comment, "pencil", ("C", "F2"),
                    enabled=self._can_comment),
            Action("scoreTypeRemark", _("Remark on the rating"), card.form.open_remark, keys=("R",),
                   reach="rest", shown=lambda: views.on_card and self._rates(), enabled=self._on_rating),
            by_view("scoreNotApplicable", _("Not applicable"), lambda: views.view.rating.rate(NA),
                    keys=("N",), shown=self._rates, enabled=self._can_rate, answers=True),
            by_view("scoreClear", _("Clear"), self._clear, keys=("Del",),
                    shown=self._is_open, enabled=self._can_clear, answers=True),
            by_rest("scorePickContact", _("Score a contact…"), self.pick_contact, "search", ("K",),
                    shown=lambda: self._rates() and not self._on_contact()),
            by_view("scoreWhole", _("Back to the whole month"), card.show_whole,
                    "undo-2", ("Esc",), shown=self._on_contact),
            by_rest("scoreReopen", _("Reopen…"), lambda: self.locking.ask_reopen(views.place()[0]),
                    "rotate-ccw", ("O",),
                    shown=lambda: self._is_open() and self._is(EvaluationState.SUBMITTED)),
            Action("scoreCopy", _("Copy"), do.copy, "copy", ("Ctrl+C",), shown=self._in_grid),
            typed("scorePaste", _("Paste"), do.paste, keys=("Ctrl+V",)),
            typed("scoreFillDown", _("Fill down"), do.fill_down, keys=("Ctrl+D",)),
        ]  # fmt: skip

    def _month(self) -> list[Action]:
        views = self.views
        by_file = partial(Action, in_menu=False)

        def can_submit() -> bool:
            return self._is(EvaluationState.DRAFT) if views.on_card else self.book.has_drafts

        return [
            Action("scoreSubmit", lambda: _("Submit") if views.on_card else _("Submit all…"),
                   self.locking.submit, "", ("Ctrl+Enter", "Ctrl+Return"), "primary",
                   enabled=can_submit, answers=True,
                   shown=lambda: self._rates() or (self._is_open() and self.book.has_drafts), right="score"),
            *turns("score", self.book.stack, (views.undo, self._turns("canUndo")),
                   (views.redo, self._turns("canRedo")), partial(Action, kind="quiet", answers=True)),
            Action("scoreSheets", _("All sheets in one file…"), self.locking.save_sheets, "save",
                   ("Ctrl+Shift+M",), shown=self.locking.all_scored, right="print"),
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
        return [
            Action("scoreOtherView", lambda: _("Show the grid") if views.on_card else _("Show the card"),
                   lambda: views.choose_view(card=not views.on_card), keys=("G",), reach="rest"),
            view("scoreViewGrid", _("Grid"), partial(views.choose_view, card=False), "table-2"),
            view("scoreViewCard", _("Card"), partial(views.choose_view, card=True), "id-card"),
            step("scoreBefore", _("Previous agent"), partial(card.step, -1), "chevron-left",
                 ("←", "PgUp"), enabled=lambda: card.neighbour(-1) is not None),
            step("scoreAfter", _("Next agent"), partial(card.step, 1), "chevron-right",
                 ("→", "PgDown"), enabled=lambda: card.neighbour(1) is not None),
        ]  # fmt: skip

    def _told(self) -> list[Action]:
        """The keys that grid and card obey themselves."""
        by_grid, by_card = (partial(Action, do=None, shown=on) for on in (self._in_grid, self._on_card))
        return [
            Action("scoreRate", _("Rate, or start typing a value"), None, keys=("0–9",), shown=self._is_open),
            Action("scoreHalf", _("Add half a point"), None, keys=(".",), enabled=self._can_rate,
                   shown=lambda: self._is_open() and self.book.form.half_points),
            by_grid("scoreNextRow", _("Next row; digits then go down"), keys=("Enter", "↓")),
            by_grid("scoreRowBefore", _("Previous row"), keys=("Shift+Enter", "↑")),
            by_grid("scoreNextCell", _("Next cell"), keys=("Tab",)),
            by_grid("scoreSelect", _("Select several cells"), keys=("Shift+↓", "Shift+→")),
            by_card("scoreNextItem", _("Next item"), keys=("Enter", "↓")),
            by_card("scoreItemBefore", _("Previous item"), keys=("↑",)),
        ]  # fmt: skip
