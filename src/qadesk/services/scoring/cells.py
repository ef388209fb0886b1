"""The cells of the form, in grid, card or a pasted block: what each holds, its words, what text makes of it.

`cells_of` lists them for an agent's row. What is rated, typed or commented on can be changed; number, name
and state are only shown. They all speak of an evaluation as typed, what is no value included (`unfit`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal

from qadesk import formats
from qadesk.domain.scorecard import Indicator
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.scoring import figures
from qadesk.services.scoring.forms import (
    NA,
    Evaluation,
    EvaluationState,
    Rated,
    RatingForm,
    item_name,
    level_text,
    meaning,
    rated_text,
    state_text,
)
from qadesk.services.scoring.score_rows import WORDING, read_level, says_na

What = Literal["level", "comment", "value"]
_BEGUN = (EvaluationState.NONE, EvaluationState.DRAFT)


def not_taken(reason: str, **bounds: int) -> NotTaken:
    """That a text cannot stand in a cell, for a reason that `WORDING` has a sentence of."""
    return NotTaken(f"cell.{reason}", _(WORDING[reason]).format(**bounds))


def not_on_card() -> str:
    """Why something is not asked of an agent."""
    return _("Not on this agent's scorecard.")


def other_kind() -> NotTaken:
    """That what was copied belongs in another column."""
    said = _("What was copied is of another kind. Paste it in the column it belongs to.")
    return NotTaken("cell.other_kind", said)


class Cell:
    """A cell that is only shown. Only what is of one `kind` goes from one cell into another."""

    what: What | None = None  # is changed in it
    code = ""  # of the indicator it belongs to

    def __init__(
        self,
        kind: str,
        head: str,
        text: Callable[[Evaluation], str],
        more: Callable[[Evaluation], str] | None = None,
    ) -> None:
        """`text`: as a table shows it, in one line; `more`: what there is to say of it."""
        self.kind, self.head, self.text, self._more = kind, head, text, more

    def typed(self, entry: Evaluation) -> str:
        """As it is typed."""
        return self.text(entry)

    def about(self, entry: Evaluation) -> str:
        """What there is to say of it."""
        return self._more(entry) if self._more is not None else ""

    def spoken(self, entry: Evaluation) -> str:
        """As it is read out."""
        return self.text(entry) or _("empty")

    def holds(self, entry: Evaluation) -> Rated | str:
        """What is to be stored there."""
        return None

    def free(self, entry: Evaluation) -> bool:
        """Whether it can be changed while the cycle is open."""
        return False

    def read(self, entry: Evaluation, text: str, beside: Mapping[str, Decimal]) -> Rated | str:
        """What a pasted text makes of it; None leaves it as it is. Raises NotTaken.

        `beside` are the values that come with it: a part and its whole are judged together.
        """
        if self.kind in ("number", "name"):
            said = _("This line is of another agent than the row; nothing of it was taken.")
            raise NotTaken("cell.other_agent", said)
        raise other_kind()


class CommentCell(Cell):
    """The comment on an agent, or on one contact."""

    what: What = "comment"

    def __init__(self) -> None:
        super().__init__("comment", _("Comment"), lambda entry: entry.comment.replace("\n", " "))

    def typed(self, entry: Evaluation) -> str:
        return entry.comment

    about = holds = typed

    def free(self, entry: Evaluation) -> bool:
        return entry.state in _BEGUN

    def read(self, entry: Evaluation, text: str, beside: Mapping[str, Decimal]) -> str:
        if says_na(text) or not any(map(str.isalpha, text)):
            raise NotTaken("cell.no_words", _("A comment is words; this is a figure."))
        return text


class ItemCell(Cell):
    """The rating of an item."""

    what: What = "level"

    def __init__(self, form: RatingForm, item: Indicator) -> None:
        super().__init__("level", item_name(item), self._shown)
        self.form, self.item, self.code = form, item, item.code
        self._known: dict[str, Rated] = {}  # a block holds the same few texts over and over

    def _shown(self, entry: Evaluation) -> str:
        return formats.DASH if self.code in entry.not_asked else level_text(self.given(entry))

    def given(self, entry: Evaluation) -> Rated:
        """The rating; N/A where the item does not apply to the agent, nothing where it is not asked."""
        if self.code in entry.not_asked:
            return None
        return NA if self.code in entry.exempt else entry.levels.get(self.code)

    def about(self, entry: Evaluation) -> str:
        if self.code in entry.not_asked:
            return not_on_card()
        if self.code in entry.exempt:
            return _("Not applicable this cycle: it does not apply to this agent.")
        said, remark = meaning(self.item, entry.levels.get(self.code)), entry.remarks.get(self.code)
        return f"{said}   {remark}" if remark else said

    def spoken(self, entry: Evaluation) -> str:
        return not_on_card() if self.code in entry.not_asked else rated_text(self.item, self.given(entry))

    def holds(self, entry: Evaluation) -> Rated:
        return entry.levels.get(self.code)

    def free(self, entry: Evaluation) -> bool:
        return entry.state in _BEGUN and self.code not in entry.exempt

    def read(self, entry: Evaluation, text: str, beside: Mapping[str, Decimal]) -> Rated:
        try:
            level = self._known[text] if text in self._known else read_level(self.form, self.item, text)
        except ValueError:
            raise not_taken(
                "half_level" if self.code in self.form.half else "level", top=self.item.top
            ) from None
        self._known[text] = level
        return None if level is NA and self.code in entry.exempt else level


class ValueCell(Cell):
    """A value that is typed; one for the cycle, whoever types it."""

    what: What = "value"

    def __init__(self, form: RatingForm, item: Indicator) -> None:
        super().__init__(
            f"value {item.unit}",
            figures.head_text(item),
            self._shown,
        )
        self.form, self.item, self.code = form, item, item.code

    def _shown(self, entry: Evaluation) -> str:
        if self.code in entry.not_asked:
            return formats.DASH
        return self.typed(entry) or figures.waived_text(entry, self.code)

    def typed(self, entry: Evaluation) -> str:
        if self.code in entry.exempt:
            return "" if self.code in entry.not_asked else level_text(NA)
        return entry.unfit.get(self.code) or figures.written(self.item, entry.values.get(self.code))

    def about(self, entry: Evaluation) -> str:
        if self.code in entry.not_asked:
            return not_on_card()
        return figures.value_meaning(self.form, self.item, entry)

    def holds(self, entry: Evaluation) -> Decimal | None:
        return entry.values.get(self.code)

    def doubt(self, entry: Evaluation) -> str:
        """What is unusual about the value that stands there; "" for nothing."""
        return figures.doubt(self.item, self.holds(entry))

    def free(self, entry: Evaluation) -> bool:
        """Values are not submitted, so they are not locked either; they are of the whole cycle."""
        held = entry.state is EvaluationState.EXCLUDED or entry.contact is not None
        return not held and self.code not in entry.exempt

    def why_not(
        self, entry: Evaluation, text: str, beside: Mapping[str, Decimal] | None = None
    ) -> NotTaken | None:
        """Why a text cannot be the value; None where it can."""
        return figures.why_not(self.item, text, self.form.typed, {**entry.values, **(beside or {})})

    def read(self, entry: Evaluation, text: str, beside: Mapping[str, Decimal]) -> Decimal | None:
        if says_na(text):
            if self.code in entry.exempt | entry.waived:
                return None
            raise not_taken("value_na")
        if why := self.why_not(entry, text, beside):
            raise why
        return beside.get(self.code)


def _who(entry: Evaluation) -> str:
    return "   ".join(part for part in (entry.name, entry.team, entry.card) if part)


def cells_of(form: RatingForm) -> tuple[Cell, ...]:
    """The cells of an agent's row: number, name, what is rated, what is typed, comment and state."""
    return (
        Cell("number", _("Staff no."), lambda entry: entry.staff_no),
        Cell(
            "name",
            _("Name"),
            lambda entry: entry.name,
            _who,
        ),
        *(ItemCell(form, item) for item in form.items),
        *(ValueCell(form, value) for value in form.typed),
        CommentCell(),
        Cell("state", _("State"), lambda entry: state_text(entry, form)[0]),
    )
