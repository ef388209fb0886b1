"""Within how many days an appeal is answered, and where a rejected one can be taken to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.appeals import AnswerRule
from qadesk.domain.working_days import MOST_DAYS, Deadline, WorkCalendar, deadline
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import appeal_levels, audit, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

ANSWER: Final = "appeal_answer"
OF_MONTH: Final = "appeal_answer "  # begins the key of the rule a month was closed with, before its code
MOST_LETTERS: Final = 40  # of the next level's name: it stands on the form
_CHANGES: Final = frozenset[Change]({"settings", "cycle"})


def answer_rule(office: Office) -> AnswerRule:
    """The office's rule, 7 working days until it sets another."""
    with office.read() as connection:
        return answer_rule_in(connection)


def answer_rule_in(connection: Connection, closed: str = "") -> AnswerRule:
    """The same inside a transaction that does more; of a `closed` month (its code) the one it has."""
    found = _setting(connection, f"{OF_MONTH}{closed}") if closed else None
    found = found or _setting(connection, ANSWER)
    return AnswerRule(**found) if isinstance(found, dict) else AnswerRule()


def freeze(connection: Connection, code: str) -> None:
    """Keep the office's rule for a month that is being closed."""
    _keep(connection, f"{OF_MONTH}{code}", asdict(answer_rule_in(connection)))


@rights.needs("decide")
def set_answer_rule(office: Office, wanted: AnswerRule) -> Done[AnswerRule]:
    """Set the office's rule; the value is the one before. It counts for months that are closed from then on.

    Raises UserError for a number of days that is no period.
    """
    if not 1 <= wanted.days <= MOST_DAYS:
        raise UserError(
            "appeal.answer_days",
            _("The time to answer an appeal cannot be {n} d.").format(n=wanted.days),
            kept=_("Nothing was changed."),
            remedy=_("Give a number from 1 to {most}.").format(most=MOST_DAYS),
        )
    with office.write() as connection:
        before = answer_rule_in(connection)
        _keep(connection, ANSWER, asdict(wanted))
        audit.note(connection, office, "office.answer_rule", office.name)
    words = _("change the time to answer appeals")
    return Done(before, _CHANGES, Undo(words, partial(set_answer_rule, office, before)))


def next_level(office: Office) -> str:
    """What the next level is called; "": a rejected appeal cannot be taken further."""
    with office.read() as connection:
        return appeal_levels.in_force(connection)


@rights.needs("decide")
def set_next_level(office: Office, name: str) -> Done[str]:
    """Set where a rejected appeal can be taken to, once; "" for nowhere. The value is what was set before.

    It counts for months that are opened from then on: those opened already keep what they were opened with.
    Raises UserError for a name that is too long for the form.
    """
    wanted = " ".join(name.split())
    if len(wanted) > MOST_LETTERS:
        raise UserError(
            "appeal.level_name",
            _("The name of the next level has {most} letters at most.").format(most=MOST_LETTERS),
            kept=_("Nothing was changed."),
        )
    with office.write() as connection:
        before = appeal_levels.in_force(connection)
        appeal_levels.change(connection, wanted)
        audit.note(connection, office, "office.next_level", office.name)
    words = _("change the next level of appeals")
    return Done(before, _CHANGES, Undo(words, partial(set_next_level, office, before)))


def answered_by(received: date, rule: AnswerRule, days: WorkCalendar) -> Deadline:
    """Until when what was received on a day has to be answered."""
    return deadline(received, rule.days, days, working=rule.working)


def _setting(connection: Connection, key: str) -> Any:
    own = tables.setting.c
    return connection.execute(select(own.value).where(own.key == key)).scalar()


def _keep(connection: Connection, key: str, value: Any) -> None:
    own = tables.setting
    connection.execute(delete(own).where(own.c.key == key))
    connection.execute(insert(own).values(key=key, value=value))
