"""Rows and values in words, by the names that one state of an office knows: agents, users, indicators."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Connection, Table, select

from qadesk import formats
from qadesk.i18n import _, current_language
from qadesk.services import personal
from qadesk.services.trail import setting_words
from qadesk.services.trail.column_words import words_of_codes
from qadesk.services.trail.words import OWN_NAMES, row_name
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import UtcTime

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DIGEST: Final = 64  # letters of a SHA-256
_TOLD: Final = 10  # of those, letters that are shown
_LONG: Final = "sha256:"  # in the place of a long text
_MOST_LETTERS: Final = 200
_AT_ONCE: Final = 500  # rows asked for by their numbers
NAMING: Final = ("agent_id", "cycle_id", "cycle_code", "evaluation_id", "scorecard_id", "indicator", "item")
_IN_UNITS: Final = frozenset({"value", "standard"})  # columns with figures of their row's indicator
_MONTH: Final = re.compile(r"\d{4}-(\d\d|Q\d|H\d)")
_MONTHS: Final = frozenset({"month", "cycle_code"})
_INDICATORS: Final = frozenset({"indicator", "item"})


class Reader:
    """Words for what entries hold. It asks for each name once."""

    def __init__(self, connection: Connection, office: Office) -> None:
        self._connection, self.local = connection, office.local
        self.show = personal.shown(office, "trail")
        self._names: dict[tuple[str, int], str] = {}

    # ---- names

    @cached_property
    def _agents(self) -> dict[int, tuple[str, str]]:
        own = tables.agent.c
        rows = self._connection.execute(select(own.id, own.staff_no, own.name))
        return {row.id: (row.staff_no, row.name) for row in rows}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Whose a staff number is, also one corrected since."""
        own = tables.former_number.c
        former = {row.staff_no: row.agent_id for row in self._connection.execute(
            select(own.staff_no, own.agent_id).order_by(own.id))}  # fmt: skip
        return former | {number: key for key, (number, _name) in self._agents.items()}

    def numbers_of(self, word: str) -> list[str]:
        """The staff numbers of all agents whose name has a word in it."""
        wanted = word.casefold()
        return [number for number, name in self._agents.values() if wanted in name.casefold()]

    @cached_property
    def _logins(self) -> dict[str, str]:
        own = tables.user.c
        return {row.login: row.name for row in self._connection.execute(select(own.login, own.name))}

    @cached_property
    def _indicators(self) -> dict[str, str]:
        own, found = tables.scorecard.c, dict[str, str]()
        for content in self._connection.execute(select(own.content).order_by(own.id)).scalars():
            found |= dict(_named(content))
        return found

    @cached_property
    def _units(self) -> dict[str, str]:
        """What each indicator's figures count, by the newest scorecard that has it."""
        own, found = tables.scorecard.c, dict[str, str]()
        for content in self._connection.execute(select(own.content).order_by(own.id)).scalars():
            found |= dict(_counted(content))
        return found

    def agent(self, key: int) -> str:
        """An agent: name and number."""
        number, name = self._agents.get(key, ("", ""))
        return formats.agent_text(name, number) if number else _number(key)

    def subject(self, subject: str) -> str:
        """What an entry is about: its agents, users and indicators by name."""
        return " · ".join(self._part(part) for part in subject.split("/") if part)

    def _part(self, part: str) -> str:
        if part in self.numbers:
            return self.agent(self.numbers[part])
        known = self._logins.get(part) or self._indicators.get(part)
        return known or (formats.cycle_text(part) if _MONTH.fullmatch(part) else self.show(part))

    def indicator(self, code: str) -> str:
        """An indicator by its name in the newest scorecard that has it."""
        return self._indicators.get(code, code)

    def named(self, table: str, key: int) -> str:
        """What a row of another table is called."""
        if table == "agent":
            return self.agent(key)
        if (table, key) not in self._names:
            self._look_up(table, [key])
        return self._names[table, key]

    def learn(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Look up at once what the rows of tables name, which would be asked for one by one."""
        wanted: dict[str, set[int]] = {}
        for table, values in rows:
            for column, value in values.items():
                target = _references().get((table, column))
                if target in _SHOWN_AS and _whole(str(value)) and (target, int(value)) not in self._names:
                    wanted.setdefault(target, set()).add(int(value))
        for target, keys in wanted.items():
            self._look_up(target, keys)

    def _look_up(self, table: str, keys: Collection[int]) -> None:
        own, listed = tables.metadata.tables[table].c, sorted(keys)
        shown = [own[name] for name in _SHOWN_AS[table]]
        self._names |= {(table, key): _number(key) for key in listed}
        for at in range(0, len(listed), _AT_ONCE):
            rows = self._connection.execute(
                select(own.id, *shown).where(own.id.in_(listed[at : at + _AT_ONCE]))
            )
            for key, *values in rows.all():
                words = (self.value(table, one.name, value) for one, value in zip(shown, values, strict=True))
                self._names[table, key] = " · ".join(word for word in words if word != formats.DASH)

    # ---- rows and values

    def row(self, table: str, key: Any, values: Mapping[str, Any]) -> str:
        """What one row is known by."""
        if table == "setting":
            return setting_words.name(str(values.get("key") or key))
        if table == "use_rules":
            number = str(key).strip("[]")
            if values.get("version"):
                return self.value(table, "version", values["version"])
            return self.named(table, int(number)) if _whole(number) else number
        naming = [name for name in NAMING if table != "cycle" or name != "scorecard_id"]
        known = [self.value(table, name, values[name]) for name in naming if values.get(name) is not None]
        own = next((self.show(str(values[name])) for name in OWN_NAMES if values.get(name)), "")
        return " · ".join([*known, *([own] if own and not known else [])]) or row_name(key)

    def value(self, table: str, column: str, value: Any, indicator: str = "") -> str:
        """One value as it is shown; a dash for none. `indicator`: the row's, whose unit its figures have."""
        if value is None or value == "":
            return formats.DASH
        own = tables.metadata.tables[table].c.get(column)
        target = _references().get((table, column))
        if own is None:
            return str(value)
        if target is not None:
            return self.named(target, int(value))
        if column in _IN_UNITS and indicator in self._units:
            return self._figure(str(value), self._units[indicator])
        return self._plain(table, column, own.type, value)

    def _figure(self, text: str, unit: str) -> str:
        try:
            return formats.exact(Decimal(text), unit)
        except (ArithmeticError, ValueError):  # somebody made it no number
            return text

    def _plain(self, table: str, column: str, kind: Any, value: Any) -> str:
        text = str(value)
        if column in _INDICATORS:
            return self.indicator(text)
        if column in _MONTHS or (table, column) == ("cycle", "code"):
            return formats.cycle_text(text)
        if (table, column) == ("use_rules", "version"):
            return _("version {n}").format(n=text)
        if isinstance(kind, Boolean):
            return _("Yes") if text.lower() in ("1", "true") else _("No")
        if isinstance(kind, UtcTime):
            return formats.moment(value if isinstance(value, datetime) else self._moment(text))
        if column.endswith("_ms") and text.lstrip("-").isdigit():
            return formats.duration(int(text))
        if text.startswith(_LONG):
            return _("long text, checksum {start}…").format(start=text.removeprefix(_LONG)[:_TOLD])
        if column.endswith("digest") or (len(text) == _DIGEST and column == "content"):
            return f"{text[:_TOLD]}…"
        if isinstance(kind, JSON):
            return str(self.show(_of_json(value)))
        known = words_of_codes(table, column).get(text)
        return _(known) if known is not None else str(self.show(text))

    def _moment(self, millis: str) -> datetime | None:
        return self.local(_EPOCH + timedelta(milliseconds=int(millis))) if _whole(millis) else None


_SHOWN_AS: Final = {  # what a row is called where another one names it
    "user": ("name",),
    "cycle": ("code",),
    "scorecard": ("code", "version"),
    "import_batch": ("file_name",),
    "evaluation": ("agent_id", "cycle_id"),
    "contact": ("ref",),
    "check_form": ("code", "version"),
    "check_sample": ("seed",),
    "contact_check": ("ref",),
    "note": ("text",),
    "scan": ("source",),
    "scan_page": ("source", "place"),
    "notice": ("cycle_id", "number"),
    "use_rules": ("version",),
    "use_export": ("file_name",),
    "appeal": ("agent_id", "cycle_id", "level"),
    "correction": ("agent_id", "cycle_id"),
}


@cache
def _references() -> dict[tuple[str, str], str]:
    """The columns that name a row of another table, and which table."""
    return dict(_refs())


def _refs() -> Iterator[tuple[tuple[str, str], str]]:
    all_tables: list[Table] = tables.metadata.sorted_tables
    for table in all_tables:
        for key in table.foreign_keys:
            if key.column.table.name != "office":
                yield (table.name, key.parent.name), key.column.table.name


def _named(content: Any) -> Iterator[tuple[str, str]]:
    """Codes and names of all indicators in a stored scorecard, however it was spoilt."""
    if isinstance(content, dict):
        names = content.get("name")
        if "unit" in content and isinstance(names, dict):
            chinese, english = str(names.get("zh") or ""), str(names.get("en") or "")
            yield (
                str(content.get("code")),
                ((chinese or english) if current_language().startswith("zh") else (english or chinese)),
            )
        content = list(content.values())
    if isinstance(content, list):
        for one in content:
            yield from _named(one)


def _counted(content: Any) -> Iterator[tuple[str, str]]:
    """Codes and units of all indicators in a stored scorecard, however it was spoilt."""
    if isinstance(content, dict):
        if isinstance(content.get("unit"), str):
            yield str(content.get("code")), content["unit"]
        content = list(content.values())
    if isinstance(content, list):
        for one in content:
            yield from _counted(one)


def _of_json(stored: Any) -> str:
    """Stored JSON on one line."""
    value = stored
    if isinstance(stored, str):
        try:
            value = json.loads(stored)
        except ValueError:
            return stored
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        value = list(value.values())  # the headers of the columns that were used
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return _(", ").join(value) or formats.DASH
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def _whole(text: str) -> bool:
    return text.lstrip("-").isdigit()


def _number(key: int) -> str:
    return _("no. {n}").format(n=key)
