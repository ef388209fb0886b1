"""The notice of a month's final results, looked at, printed and posted; and that it was.

Each notice has a number in its month and is kept (`notices`). One that is printed after something has changed
says which one it replaces, and what has changed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.stages import Stage
from qadesk.errors import UserError, joined
from qadesk.i18n import _, current_language, ngettext, speaking
from qadesk.printing.listed import ListingContent, ListingSection
from qadesk.services import audit, cards, cycles, personal, rights
from qadesk.services.after_closing import notices, review, stages
from qadesk.services.after_closing.notice_words import result_text
from qadesk.services.after_closing.notices import Notice, NoticeChoice, NoticeMade, PostedLine
from qadesk.services.after_closing.stage_words import listed, stage_words
from qadesk.services.after_closing.stages import CHANGES, MonthPositions
from qadesk.services.cards import CycleCards
from qadesk.services.done import Done
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors
from qadesk.whole_files import write_whole

_DONE: Final = (Stage.FINAL, Stage.PUBLISHED)
_BLANK: Final = "\u00a0"


def content(office: Office, code: str, choice: NoticeChoice, language: str | None = None) -> ListingContent:
    """What the notice of a month says now. Raises UserError where a result is not final yet."""
    rights.know(office)
    with office.read() as connection:
        return _Drawn(connection, office, code, choice).content(language)


def preview(office: Office, code: str, choice: NoticeChoice, language: str | None = None) -> bytes:
    """The notice as PDF to look at: nothing is kept. Raises UserError where a result is not final yet."""
    from qadesk.printing.listing import listing_pdf

    return listing_pdf(content(office, code, choice, language), office.local(office.now()))


def look_at(office: Office, code: str, choice: NoticeChoice) -> Path:
    """The same in a file of its own for the system's viewer; it goes with the program."""
    from qadesk.services.notes import copies

    name = f"{_('Notice of results')}_{code}.pdf"
    return copies.private(name, preview(office, code, choice))


@rights.needs("print")
def notice(
    office: Office, code: str, choice: NoticeChoice, path: Path, language: str | None = None
) -> Done[NoticeMade]:
    """Write the notice as PDF and keep what it says. An existing file is replaced.

    One that says the same as the newest is that one again. Raises UserError where a result is not final yet,
    for days of posting that are in no order, and if the file cannot be written; then nothing is kept.
    """
    from qadesk.printing.listing import listing_pdf

    with office.write() as connection:
        drawn = _Drawn(connection, office, code, choice)
        made = drawn.notice
        pdf = listing_pdf(drawn.content(language), office.local(office.now()))
        notices.keep(connection, office, drawn.cycle, made)
        before = 0 if made.before is None else made.before.number
        audit.note(connection, office, "notice.print", code, number=made.number, file=path.name,
                   named=choice.named, shown=choice.shown, replaces=before or None)  # fmt: skip
        write_whole(path, pdf)
    personal.exported(office, code, "agents", len(made.lines), path)
    return Done(NoticeMade(made.number, len(made.lines), before), CHANGES)


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


class _Drawn:
    """A notice with all it is worded from."""

    def __init__(self, connection: Connection, office: Office, code: str, choice: NoticeChoice) -> None:
        if choice.first_day and choice.last_day and choice.last_day < choice.first_day:
            raise UserError(
                "notice.days",
                _("The notice cannot be posted until {last}, before {first}.").format(
                    first=formats.day(choice.first_day), last=formats.day(choice.last_day)
                ),
                kept=_("Nothing was changed."),
                remedy=_("Check the dates."),
            )
        self.cycle: Cycle = cycles.get_in(connection, office, code)
        self._month = stages.positions_in(connection, self.cycle)
        _must_be_final(self._month)
        self._office = office
        self._cards: CycleCards = cards.of_cycle(connection, self.cycle)
        self._approved = review.approvers(connection, self.cycle)
        self._head = anchors.for_paper(connection, office.id)
        to = choice.objections_to.strip() or ", ".join(_managers(office))
        asked = replace(choice, objections_to=to)
        self.notice: Notice = notices.drawn_up(
            connection, office, self.cycle, self._month, asked, self._approved
        )

    def content(self, language: str | None) -> ListingContent:
        """In a language, by default the window's."""
        with speaking(language or current_language()):
            return self._content()

    def _content(self) -> ListingContent:
        made, before = self.notice, self.notice.before
        whole = notices.lines_of(self._month, replace(made.choice, shown="totals"))
        changed = notices.changes(before, tuple(whole))
        told = {one.agent_id: one for one in made.lines}
        title = _("Results of {month}").format(month=formats.cycle_text(self.cycle.code))
        if changed:
            title = _("{title}, corrected").format(title=title)
        sections = [self._results()]
        if changed and before is not None:
            rows = tuple(
                (*_who(one.now, made.choice), result_text(one.before), result_text(told[one.now.agent_id]))
                for one in changed
            )
            numbers = (_("No. {n}").format(n=one.number) for one in (before, made))
            heads = (*_heads(made.choice), *numbers)
            text = _("What has changed since notice no. {n}").format(n=before.number)
            sections.insert(0, ListingSection(text, heads, rows))
        sections.append(self._posting())
        return ListingContent(
            current_language(), title, "\n".join(self._said(changed=bool(changed))), self._office.name,
            tuple(sections),
        )  # fmt: skip

    def _said(self, *, changed: bool) -> list[str]:
        made, before, choice = self.notice, self.notice.before, self.notice.choice
        number = _("Notice no. {n}.").format(n=made.number)
        if before is not None and before.at is not None:
            text = _("Notice no. {n}, replaces no. {before} of {day}.")
            if changed:
                text = _("Corrected notice no. {n}, replaces no. {before} of {day}.")
            day = formats.day(self._office.local(before.at).date())
            number = text.format(n=made.number, before=before.number, day=day)
        counted = Counter(one.grade for one in self._month.positions if one.grade)
        codes = dict.fromkeys(grade.code for card in self._cards.all for grade in card.grades)
        grades = _("; ").join(f"{code} {counted[code]}" for code in codes)
        n = len(self._month.positions)
        version = _("”, “").join(
            formats.version_text(one.names, one.code, one.version) for one in self._cards.all
        )
        told = ngettext("{n} agent, assessed by “{version}”.", "{n} agents, assessed by “{version}”.", n)
        said = [
            number,
            joined(
                told.format(n=n, version=version),
                _("Grades: {grades}.").format(grades=grades),
                _("The time to appeal against these results is over; they are final."),
            ),
        ]
        if self._approved:
            both = _("{name} (who also scored)")
            names = (both.format(name=name) if own else name for name, own in self._approved.items())
            said.append(_("Approved by {who}.").format(who=_(", ").join(names)))
        if choice.objections_to:
            text = _("Objections to this notice: to {who}.")
            if choice.last_day is not None:
                text = _("Objections to this notice: to {who}, until {day}.")
            day = "" if choice.last_day is None else formats.day(choice.last_day)
            said.append(text.format(who=choice.objections_to, day=day))
        code = _("Code of the notice: {code}.").format(code=made.code)
        head = _("The newest entry of the trail was {code}.").format(code=self._head) if self._head else ""
        said.append(joined(code, head))
        return said

    def _results(self) -> ListingSection:
        choice = self.notice.choice
        totals = choice.shown == "totals"
        heads = (*_heads(choice), *((_("Total"),) if totals else ()), _("Grade"))
        rows = tuple(
            (
                *_who(one, choice),
                *((formats.decimal(one.total),) if totals else ()),
                one.grade or formats.DASH,
            )
            for one in self.notice.lines
        )
        figures = (len(_heads(choice)),) if totals else ()
        return ListingSection(_("Results"), heads, rows, figures=figures)

    def _posting(self) -> ListingSection:
        choice = self.notice.choice
        heads = (_("Posted from"), _("until"), _("Posted by"), _("Signature"))
        days = [_BLANK if day is None else formats.day(day) for day in (choice.first_day, choice.last_day)]
        return ListingSection(
            _("Posting"), heads, ((*days, _BLANK, _BLANK),), widths=(1, 1, 1.3, 1.3), to_write=True
        )


def _heads(choice: NoticeChoice) -> tuple[str, ...]:
    heads = {"both": (_("Staff no."), _("Name")), "numbers": (_("Staff no."),), "names": (_("Name"),)}
    return heads[choice.named]


def _who(line: PostedLine, choice: NoticeChoice) -> tuple[str, ...]:
    cells = {"both": (line.staff_no, line.name), "numbers": (line.staff_no,), "names": (line.name,)}
    return cells[choice.named]


def _managers(office: Office) -> tuple[str, ...]:
    """To whom objections go unless somebody else is named: the managers, else whoever may decide."""
    may = rights.holders(office.people, "decide")
    managers = [one for one in may if one.role == rights.MANAGER]
    return tuple(sorted(one.name for one in managers or may))
