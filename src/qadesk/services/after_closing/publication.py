"""The notice of a month's final results, to be posted, and that it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Final, Literal, TypeAlias

from qadesk import formats
from qadesk.domain.stages import Stage
from qadesk.errors import UserError, joined
from qadesk.i18n import N_, _, current_language, ngettext, speaking
from qadesk.printing.listing import ListingContent, ListingSection
from qadesk.services import audit, cycles, personal, rights, scorecards
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stage_words import listed, stage_words
from qadesk.services.after_closing.stages import CHANGES, MonthPositions
from qadesk.services.done import Done
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors
from qadesk.whole_files import write_whole

NAMED: Final = {  # who is named on it, and how that is asked
    "both": N_("staff number and name"),
    "numbers": N_("staff number only"),
    "names": N_("name only"),
}
SHOWN: Final = {"grades": N_("grade only"), "totals": N_("total and grade")}  # the least first
_DONE: Final = (Stage.FINAL, Stage.PUBLISHED)
Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class NoticeChoice:
    """What a notice tells of each agent: one of NAMED, one of SHOWN."""

    named: Literal["both", "numbers", "names"] = "both"
    shown: Literal["totals", "grades"] = "grades"


def content(office: Office, code: str, choice: NoticeChoice, language: str | None = None) -> ListingContent:
    """What the notice of a month says. Raises UserError where a result is not final yet."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        month = stages.positions_in(connection, cycle)
        _must_be_final(month)
        card = scorecards.load(connection, cycle.scorecard_id)
        head = anchors.for_paper(connection, office.id)
    with speaking(language or current_language()):
        version = formats.version_text(card.names, card.code, card.version)
        counted = Counter(one.grade for one in month.positions if one.grade)
        grades = _("; ").join(f"{grade.code} {counted[grade.code]}" for grade in card.grades)
        said = [
            ngettext("{n} agent, assessed by “{version}”.", "{n} agents, assessed by “{version}”.",
                     len(month.positions)).format(n=len(month.positions), version=version),
            _("Grades: {grades}.").format(grades=grades),
            _("The time to appeal against these results is over; they are final."),
        ]  # fmt: skip
        if head:
            said.append(_("The newest entry of the trail was {code}.").format(code=head))
        columns, rows = _table(month, choice)
        posting = (_("Posted from"), _("until"), _("Posted by"), _("Signature"))
        return ListingContent(
            current_language(),
            _("Results of {month}").format(month=formats.cycle_text(code)),
            joined(*said),
            office.name,
            (
                ListingSection(_("Results"), columns, rows),
                ListingSection(_("Posting"), posting, (("\u00a0\n\u00a0", "", "", ""),)),
            ),
        )


@rights.needs("print")
def notice(
    office: Office, code: str, choice: NoticeChoice, path: Path, language: str | None = None
) -> Done[int]:
    """Write the notice as PDF; the value is how many agents it tells of. An existing file is replaced.

    Raises UserError where a result is not final yet, and if the file cannot be written.
    """
    from qadesk.printing.listing import listing_pdf

    said = content(office, code, choice, language)
    write_whole(path, listing_pdf(said, office.local(office.now())))
    count = len(said.sections[0].rows)
    with office.write() as connection:
        audit.note(connection, office, "assessment.notice", code, file=path.name, **asdict(choice))
    personal.exported(office, code, "agents", count, path)
    return Done(count)


@rights.needs("decide")
def publish(office: Office, code: str) -> Done[int]:
    """Enter that the notice was posted: the month's results are so from then on; the value is how many.

    Raises UserError where a result is not final, or all are published already.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        month = stages.positions_in(connection, cycle)
        _must_be_final(month)
        left = [one for one in month.positions if one.stage is Stage.FINAL]
        if not left:
            raise UserError(
                "stage.published",
                _("The results of {month} are posted already.").format(month=formats.cycle_text(code)),
                kept=_("Nothing was changed."),
            )
        made = stages.move(connection, office, cycle, left, Stage.PUBLISHED, day=office.today())
        audit.note(connection, office, "assessment.publish", code, agents=len(made))
    again = partial(publish, office, code)
    return Done(len(made), CHANGES, stages.taking_back(_("post results"), made, again))


def _must_be_final(month: MonthPositions) -> None:
    stages.chosen(month, ())  # a month that has stages
    waiting = [one for one in month.positions if one.stage not in _DONE]
    if waiting:
        text = ngettext("{n} result is not final yet:", "{n} results are not final yet:", len(waiting))
        raise UserError(
            "stage.not_all_final",
            text.format(n=len(waiting)) + listed([(one.known, stage_words(one.stage)) for one in waiting]),
            kept=_("Nothing was changed."),
            remedy=_("Make all results final first."),
        )


def _table(month: MonthPositions, choice: NoticeChoice) -> tuple[Row, tuple[Row, ...]]:
    """By staff number or name, never by total: the order is no ranking."""
    heads = {"staff_no": _("Staff no."), "name": _("Name"), "total": _("Total"), "grade": _("Grade")}
    left_out = {"numbers": {"name"}, "names": {"staff_no"}}.get(choice.named, set[str]())
    if choice.shown == "grades":
        left_out = left_out | {"total"}
    order = "name" if choice.named == "names" else "staff_no"
    kept = [key for key in heads if key not in left_out]
    rows = [
        {
            "staff_no": one.staff_no,
            "name": one.name,
            "total": formats.decimal(one.total),
            "grade": one.grade or formats.DASH,
        }
        for one in sorted(month.positions, key=attrgetter(order))
    ]
    return tuple(heads[key] for key in kept), tuple(tuple(row[key] for key in kept) for row in rows)
