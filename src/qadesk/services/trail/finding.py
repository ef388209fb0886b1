"""Which entries of the trail are asked for, as conditions: person, kind of thing, action, period, words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, String, and_, case, cast, or_, select, true

from qadesk.services.trail.action_words import ACTIONS, action_name, actions_of
from qadesk.services.trail.reading import Reader
from qadesk.storage import tables
from qadesk.storage.office import Office

PROGRAM: Final = "-"  # in the place of a login: what the program did by itself
NEWEST_FIRST: Final = "-when"
_MOST_AGENTS: Final = 50  # of one name


@dataclass(frozen=True)
class Wanted:
    """Which entries, in which order: "when", "who", "what" or "about", with "-" before it from the other end.

    `kind` and `action` are codes of `action_words`; `since` and `before` moments; `subject` is what it begins
    with. Nothing asks for all.
    """

    search: str = ""
    login: str = ""
    kind: str = ""
    action: str = ""
    since: datetime | None = None
    before: datetime | None = None
    subject: str = ""
    order: str = NEWEST_FIRST


def narrowed(connection: Connection, office: Office, wanted: Wanted, reader: Reader) -> ColumnElement[bool]:
    """The condition that leaves these entries."""
    own, user = tables.audit.c, tables.user.c
    here: list[ColumnElement[bool]] = [true()]
    if wanted.login == PROGRAM:
        here.append(own.user_id.is_(None))
    elif wanted.login:
        here.append(
            own.user_id == connection.execute(select(user.id).where(user.login == wanted.login)).scalar()
        )
    if wanted.action:
        here.append(own.action == wanted.action)
    elif wanted.kind:
        here.append(own.action.in_(actions_of(wanted.kind)))
    if wanted.since is not None:
        here.append(own.at >= wanted.since)
    if wanted.before is not None:
        here.append(own.at < wanted.before)
    if wanted.subject:
        here.append(own.subject.startswith(wanted.subject, autoescape=True))
    here += [_has(connection, reader, word) for word in wanted.search.split()]
    return and_(*here)


def _has(connection: Connection, reader: Reader, word: str) -> ColumnElement[bool]:
    """Whether an entry has a word: in its subject or its words, its person, its agent, what it changed."""
    own, user, lower = tables.audit.c, tables.user.c, word.casefold()
    actions = [action for action in ACTIONS if lower in action_name(action).casefold()]
    people = connection.execute(select(user.id).where(user.name.icontains(word, autoescape=True))).scalars()
    escaped = json.dumps(word)[1:-1]
    said = [own.subject, own.changes, cast(own.detail, String)]
    found: list[ColumnElement[bool]] = [one.icontains(word, autoescape=True) for one in said]
    if escaped != word:
        found.append(cast(own.detail, String).icontains(escaped, autoescape=True))
    found += [
        own.subject.contains(number, autoescape=True) for number in reader.numbers_of(word)[:_MOST_AGENTS]
    ]
    return or_(own.action.in_(actions), own.user_id.in_(people.all()), *found)


def ordered(order: str) -> list[ColumnElement[Any]]:
    """What the entries are sorted by. Raises KeyError for no order there is."""
    own, user = tables.audit.c, tables.user.c
    newest: list[ColumnElement[Any]] = [own.seq.desc().nulls_last(), own.id.desc()]
    key = order.removeprefix("-")
    if key == "when":
        return newest if order.startswith("-") else [own.seq.asc().nulls_first(), own.id.asc()]
    words = sorted(ACTIONS, key=action_name)
    by: ColumnElement[Any] = {
        "who": select(user.name).where(user.id == own.user_id).scalar_subquery(),
        "what": case({action: at for at, action in enumerate(words)}, value=own.action, else_=len(words)),
        "about": own.subject,
    }[key]
    return [by.desc().nulls_last() if order.startswith("-") else by.asc().nulls_last(), *newest]
