"""What is said of a month's board: how far it is, who else rates; an agent's records and last ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.scoring.boards import Background, Rater, ScoreBoard
from qadesk.services.scoring.forms import (
    NA,
    Evaluation,
    EvaluationState,
    RatingForm,
    item_name,
    level_text,
)

Line = tuple[str, str, str]  # name, value, of how many


@dataclass(frozen=True)
class HowFar:
    """How many of the agents who take part are done, and how many are begun; `said` words the first two."""

    done: int
    total: int
    drafts: int
    said: str


def how_far(form: RatingForm, entries: Sequence[Evaluation]) -> HowFar:
    """Counted are agents with all that is rated submitted and all that must be typed there.

    Not one whose month is begun and submitted by nobody: a contact submitted beside it is another form.
    """
    wanted = [entry for entry in entries if entry.state is not EvaluationState.EXCLUDED]
    total = len(wanted)
    begun = [e for e in wanted if e.state is EvaluationState.DRAFT and not e.submitted_by]
    done = sum(entry.scored(form) and entry not in begun for entry in wanted)
    drafts = sum(entry.state is EvaluationState.DRAFT for entry in wanted)
    if form.items:
        text = _("Done {done} of {total}") if form.wanted else _("Submitted {done} of {total}")
    else:
        text = _("Entered {done} of {total}") if form.wanted else _("Nothing to score")
    return HowFar(done, total, drafts, text.format(done=done, total=total))


def others(board: ScoreBoard) -> str:
    """Whose ratings count beside the user's and how they are combined; "" where nobody else rates."""
    if not board.others:
        return ""
    people = _(", ").join(_rater(one) for one in board.others)
    how = _("Only submitted ratings count; the result of an item is the mean of all of them.")
    return joined(_("Also rating: {people}.").format(people=people), how)


def _rater(rater: Rater) -> str:
    """A name and how many are submitted and how many are not."""
    counts = [_("submitted {n}").format(n=rater.submitted)] if rater.submitted else []
    counts += [_("drafts {n}").format(n=rater.drafts)] if rater.drafts else []
    return _("{name} ({counts})").format(name=rater.name, counts=_(", ").join(counts))


def rated_by(entry: Evaluation) -> str:
    """Who else has rated the agent."""
    return _("Rated by {people}.").format(people=_(", ").join(entry.rated_by))


def figures(form: RatingForm, known: Background) -> list[Line]:
    """This cycle's records of an agent: contacts, and what is measured."""
    lines = [(_("Contacts"), str(known.contacts), "")]
    for indicator in form.measured:
        measured = known.figures.get(indicator.figure)
        if measured is not None and measured.value is not None:
            counted = "" if indicator.unit == "count" else _("of {n}").format(n=measured.n)
            lines.append((item_name(indicator), formats.quantity(measured.value, indicator.unit), counted))
    return lines


def previous(form: RatingForm, known: Background) -> list[Line]:
    """The last cycle's ratings of an agent, with their highest level where it was another."""
    lines: list[Line] = []
    for item in form.items:
        if item.code in known.previous:
            value, top = known.previous[item.code], known.previous_top.get(item.code, item.top)
            scale = "" if top == item.top else _("of {top}").format(top=top)
            lines.append((item_name(item), level_text(NA) if value is None else formats.plain(value), scale))
    return lines
