"""One digest of all that a sheet says, whatever its language: what its code stands for."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from qadesk.domain import formula
from qadesk.domain.scoring import Line
from qadesk.domain.working_days import AppealRule
from qadesk.services.assessment import grade_words, removed
from qadesk.services.assessment.focus import SettledFocus
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.explaining.month_words import takes_up
from qadesk.services.explaining.origins import quotient
from qadesk.services.paper import sheet_month, sheet_notes
from qadesk.services.paper.sheet_last import LastCycle
from qadesk.services.paper.sheet_month import SheetMonth
from qadesk.storage import tables
from qadesk.storage.office import Office


def digest(month: SheetMonth, result: AgentResult) -> str:
    """SHA-256, as hexadecimal, of what an agent's sheet is filled from.

    Not of its words, which another language or a later version of the program puts differently, and not of
    whether the month is closed: what was signed before stays what it was.
    """
    return hashlib.sha256(text(month, result).encode()).hexdigest()


def text(month: SheetMonth, result: AgentResult) -> str:
    """What the digest is of, as JSON."""
    content = _content(month, result)
    if more := _also_printed(month, result):
        content["printed"] = more
    return _json(content)


def _before(month: SheetMonth, result: AgentResult) -> str:
    """The digest as older versions made it: without what is printed beyond the data that were entered."""
    return hashlib.sha256(_json(_content(month, result)).encode()).hexdigest()


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _also_printed(month: SheetMonth, result: AgentResult) -> dict[str, Any]:
    """What is worked out of more than the agent's own result, as it is printed.

    How sure the total is, by draws; what a quota did among all; what was to be expected, by last cycle's
    others; what of the records cannot tell; and whether one person decided alone.
    """
    card, made = result.card, result.assessment
    sure = month.sure(result)
    observed = {line.code: line for line in made.lines if line.value is not None}
    observed = {} if month.superseded else observed
    found: dict[str, Any] = {
        "sure": None
        if sure is None
        else {
            "interval": [str(sure.interval.low), str(sure.interval.high)],
            "grades": grade_words.percents(sure),
        },
        "cut": grade_words.cut_at(card, made, month.cut_alike(result)),
        "expected": LastCycle(month, result, "en").expected(),
        "alone": list(month.decided_alone.get(result.agent.staff_no, ())),
        "untold": {
            line.code: list(map(str, untold))
            for line in made.lines
            if (untold := sheet_notes.untold_of(month, result, line)) is not None
        },
        "totals": [code for code, line in observed.items() if sheet_notes.totals_only(month, result, line)],
        "of": {code: of for code, line in observed.items() if (of := _made_of(month, result, line))},
    }
    if result.revision > 1 and (revised := month.revised.get(result.agent.id)) is not None:
        found["revised"] = revised.digested
    return {name: one for name, one in found.items() if one}


def _made_of(month: SheetMonth, result: AgentResult, line: Line) -> list[str]:
    """What a value was divided from."""
    assert line.value is not None
    indicator = result.card.indicator(line.code)
    if takes_up(indicator):
        return [f"{one.code} {one.total} {one.contacts}" for one in result.tally.months]
    of = quotient(indicator, line.value, line.n, result.tally, month.made.office)
    return [] if of is None else [str(of.numerator), str(of.denominator)]


def _content(month: SheetMonth, result: AgentResult) -> dict[str, Any]:
    agent = result.agent
    last = month.last_of(agent.id)
    content: dict[str, Any] = {
        "assessment": result.digest,
        "office": month.office,
        "agent": [agent.team, agent.post],
        "until": str(month.until or ""),
        "last": None if last is None or month.last is None else [month.last.cycle.code, last.digest],
        "comments": [[one.item, one.text, one.author, one.day] for one in month.comments.get(agent.id, ())],
        "agreed": _settled(month.settled.get(agent.id)),
        "agreed_before": _settled(month.last_settled.get(agent.id)),
        "own_targets": dict(month.own_targets.get(agent.staff_no, {})),
        "crossings": [
            [code, *crossing]
            for (number, code), found in month.crossings.items()
            if number == agent.staff_no
            for crossing in found
        ],
        "appeal_to": list(month.managers),
    }
    if month.appeal != AppealRule():  # which all sheets of before it could be set said
        content["appeal"] = [month.appeal.days, month.appeal.working]
    if said := month.interviews.get(agent.id):
        content["interview"] = dict(zip(("day", "statement"), said, strict=True))
    if checks := month.checks.get(agent.id):
        content["checks"] = [[*one[:2], str(one.score), one.passed, *one[4:]] for one in checks]
    if counted := _counted(month, result):
        content["counted"] = counted
    return content


def _counted(month: SheetMonth, result: AgentResult) -> dict[str, str]:
    """What formulas count in the records: it is printed, and other counts may come to the same value."""
    indicators = tuple(result.card.indicators())
    names = _names(tuple(one.formula for one in indicators if one.formula))
    return {name: str(result.tally.count(name)) for name in sorted(names - {one.code for one in indicators})}


@lru_cache(maxsize=16)
def _names(formulas: tuple[str, ...]) -> frozenset[str]:
    """All names in them: parsed once for all agents of a month."""
    return frozenset(name for one in formulas for name in formula.names(formula.parse(one)))


def still_true(printed: str, month: SheetMonth, result: AgentResult) -> bool:
    """Whether a sheet printed under a digest says what one would say now.

    Sheets of older versions carry the digest of less, those before 0.2 of the assessment alone. Where
    customers' texts, records or a name were removed after their time, nothing else may have changed in a
    month that is closed.
    """
    if month.made.removed is not None or result.agent.staff_no.startswith(removed.FORMER):
        return True
    return printed in (digest(month, result), _before(month, result), result.digest)


def changed(connection: Connection, office: Office, made: CycleResults) -> dict[int, bool]:
    """Whose sheet was printed, by row id, and whether one printed now would say something else."""
    sheet = tables.sheet.c
    rows = select(sheet.agent_id, sheet.digest).where(sheet.cycle_id == made.cycle.id).order_by(sheet.id)
    printed = {row.agent_id: row.digest for row in connection.execute(rows)}
    if not printed:
        return {}
    month = sheet_month.read_month(connection, office, made)
    found = {result.agent.id: result for result in made.results}
    return {key: not still_true(one, month, found[key]) for key, one in printed.items() if key in found}


def _settled(focus: SettledFocus | None) -> Any:
    return None if focus is None else [focus.indicator, focus.step, str(focus.extra), focus.by]
