"""How every figure of a pack came about, to be read: scorecard, targets, and each link of each figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from qadesk import formats
from qadesk.domain.scorecard import Role
from qadesk.i18n import _, current_language
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.designing.version_rows import StepTaken, all_versions
from qadesk.services.designing.version_words import status_text
from qadesk.services.evidence_pack import pages
from qadesk.services.explaining import explanation, result_words
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.explaining.figure_words import limit
from qadesk.services.targets import WHOSE
from qadesk.services.uses import bonus_words, given_out
from qadesk.storage.office import Office


def steps_of(connection: Connection, scorecard_id: int) -> tuple[StepTaken, ...]:
    """How a version of a scorecard came to be published."""
    return all_versions(connection, scorecard_id)[0].steps


def head(office: Office, standings: Standings, result: AgentResult, title: str) -> list[str]:
    """Whose assessment it is, of which month, whether it can still change, and what came out."""
    agent, cycle = result.agent, standings.made.cycle
    who = " · ".join(part for part in (agent.staff_no, agent.name, agent.team, agent.post) if part)
    if cycle.closed_at is None:
        text = _("Provisional: the cycle {code} is still open, and these figures may change.")
        state = pages.paragraph(text.format(code=cycle.code), "state")
    else:
        text = _("The cycle {code} was closed on {day}; its results are locked.")
        state = pages.paragraph(text.format(code=cycle.code, day=_day(office, cycle.closed_at)))
    total = _("Total {total}").format(total=formats.decimal(result.assessment.total))
    card, sure = result.card, standings.sure.of.get(agent.staff_no)
    grade = result_words.grade_text(card, result.assessment)
    told = "" if sure is None else result_words.sure_sentence(card, result.assessment, sure)
    return [
        pages.heading(title, 1),
        pages.paragraph(who),
        pages.paragraph(_("{office}, cycle {code}").format(office=office.name, code=cycle.code), "muted"),
        state,
        pages.paragraph(f"{total} · {grade}"),
        *([pages.paragraph(told, "muted")] if told else []),
    ]


def explained(office: Office, standings: Standings, result: AgentResult, steps: Sequence[StepTaken]) -> str:
    """The page."""
    card, title = result.card, _("How every figure came about")
    name = card.names.in_language(current_language())
    body = [
        *head(office, standings, result, title),
        pages.heading(_("Scorecard")),
        pages.paragraph(_("“{name}”, version {n}").format(name=name, n=card.version)),
        _approval(office, steps),
        pages.heading(_("Targets")),
        *_targets(office, standings, result),
        pages.heading(_("Indicators")),
    ]
    for indicator in card.indicators():
        made = explanation.chain(office, standings, result.agent.staff_no, indicator.code)
        body += [pages.heading(made.title, 3), _links(made)]
    body += [pages.heading(_("Total")), _links(explanation.chain(office, standings, result.agent.staff_no))]
    body += followed(office, standings, result)
    return pages.page(title, body)


def followed(office: Office, standings: Standings, result: AgentResult) -> list[str]:
    """What was given out that followed from the result: bonus pay, awards, lists, letters."""
    with office.read() as connection:
        given = given_out.of_month(connection, standings.made.cycle.id)
    rows = [
        (
            one.what if one.what != "bonus" else _("Bonus pay"),
            bonus_words.number(one.coefficient),
            bonus_words.number(one.amount),
            str(one.revision),
            formats.moment(office.local(each.at)),
            each.by,
            one.why,
        )
        for each in reversed(given)
        for one in each.lines
        if one.agent == result.agent.id
    ]
    if not rows:
        return []
    heads = (_("What"), _("Coefficient"), _("Amount"), _("Revision"), _("When"), _("By"), _("Why"))
    return [pages.heading(_("What followed from it")), pages.table(heads, rows)]


def _approval(office: Office, steps: Sequence[StepTaken]) -> str:
    if not steps:
        return pages.paragraph(_("It came with the program; nobody had to approve it."))
    rows = [
        (status_text(one.status), one.by, formats.moment(office.local(one.at)), one.note) for one in steps
    ]
    return pages.table((_("Became"), _("By"), _("When"), _("Note")), rows)


def _targets(office: Office, standings: Standings, result: AgentResult) -> list[str]:
    own = standings.own_targets.get(result.agent.staff_no, {})
    rows = []
    for line in result.assessment.lines:
        indicator = result.card.indicator(line.code)
        if line.standard is not None and line.role is not Role.REFERENCE:
            whose = _(WHOSE[own[line.code]]) if line.code in own else _("the scorecard's")
            said = limit(line.standard, indicator.unit, indicator.better.value)
            rows.append((indicator.names.in_language(current_language()), said, whose))
    made = [pages.table((_("Indicator"), _("Standard"), _("Whose")), rows)]
    if standings.opened_at is not None:
        text = _("Frozen when the cycle was opened on {day}.")
        made.insert(0, pages.paragraph(text.format(day=_day(office, standings.opened_at))))
    return made


def _links(made: Explanation) -> str:
    return pages.named((one.heading, one.text) for one in made.links)


def _day(office: Office, moment: datetime) -> str:
    return formats.day(office.local(moment).date())
