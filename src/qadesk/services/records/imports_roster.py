"""Bringing a staff list in: adds and updates agents by staff number; two people of one number are refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, insert, select, update

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.roster import ROSTER
from qadesk.services import staff_numbers
from qadesk.services.records.account import ImportWarning  # noqa: A004
from qadesk.storage import tables
from qadesk.storage.office import Office

FIELDS: Final = tuple(one.name for one in ROSTER.fields)
_DATES: Final = ("hired_on", "left_on")
_AS_FLOAT = re.compile(r"(\d+)\.0+")  # a number that went through a spreadsheet

_NAMED: Final = 5


class Listed(NamedTuple):
    """Where a file lists a person: the line (with its sheet), and what it says there."""

    line: str
    number: str
    given: Mapping[str, Any]


@dataclass
class RosterStore:
    """Stores the rows of one staff list; only what the file has a column for is changed.

    `listed` holds the people the file has listed so far, in this and in earlier sheets,
    by their number without
    zeros in front.
    """

    connection: Connection
    office: Office
    mapped: frozenset[str]
    sheet: str = ""
    listed: dict[str, Listed] = field(default_factory=dict)
    imported: int = 0
    duplicates: int = 0
    updated: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    _renamed: list[str] = field(default_factory=list)
    _former: dict[str, str] = field(default_factory=dict)  # numbers of before that the file has -> now whose

    def add(self, columns: Sequence[Sequence[Any]], lines: Sequence[int]) -> None:
        """Store a block of rows, handed in column by column in the order of FIELDS, with their lines.

        Raises UserError where the file contradicts itself on a person, or has numbers alike but for zeros.
        """
        for number, row in zip(lines, zip(*columns, strict=True), strict=True):
            line = (
                _("{line} of “{sheet}”").format(line=number, sheet=self.sheet) if self.sheet else str(number)
            )
            given = dict(zip(FIELDS, row, strict=True))
            given["staff_no"] = _plain_number(given["staff_no"])
            self._check(line, given)
            self._one(line, {name: given[name] for name in FIELDS if name in self.mapped})

    def _check(self, line: str, given: Mapping[str, Any]) -> None:
        """That what the file said before of this number is not contradicted."""
        number = given["staff_no"]
        before = self.listed.setdefault(_bare(number), Listed(line, number, given))
        if before.number != number:
            said = _("Lines {first} and {second}: the staff numbers {one} and {other} differ only in zeros.")
            raise _refused(
                "roster.lines_differ_in_zeros",
                said.format(first=before.line, second=line, one=before.number, other=number),
            )
        for name, value in given.items():
            other = before.given[name]
            if None in (value, other) or _spoken(value) == _spoken(other):
                continue
            if name == "name":
                raise _refused(
                    "roster.number_of_two_people",
                    _(
                        "Lines {first} and {second} give the staff number {number} to {one} and to {other}."
                    ).format(first=before.line, second=line, number=number, one=other, other=value),
                )
            raise _refused(
                "roster.lines_disagree",
                _("Lines {first} and {second} disagree about staff number {number}: {field}.").format(
                    first=before.line, second=line, number=number, field=_(ROSTER.field(name).label)
                ),
            )

    def _one(self, line: str, given: dict[str, Any]) -> None:
        agent = tables.agent
        there = self._there(line, given)
        wanted = _wanted(given, there)
        if there is None:
            made = self.connection.execute(insert(agent).values(office_id=self.office.id, **wanted))
            assert made.inserted_primary_key is not None
            self._note(int(made.inserted_primary_key[0]), None, wanted)
            self.imported += 1
            return
        wanted.pop("staff_no")
        changed = {name: value for name, value in wanted.items() if there[name] != value}
        if not changed:
            self.duplicates += 1
            return
        self.connection.execute(update(agent).where(agent.c.id == there["id"]).values(**changed))
        self._note(there["id"], {name: there[name] for name in changed}, changed)
        self.updated += 1
        if "name" in changed and _spoken(there["name"]) != _spoken(changed["name"]):
            self._renamed.append(f"{there['staff_no']} {there['name']} → {changed['name']}")

    @property
    def warnings(self) -> tuple[ImportWarning, ...]:
        """Whose number is another now, and who has another name now.

        A number given to somebody new takes the other's records with it.
        """
        told: tuple[ImportWarning, ...] = ()
        if self._former:
            said = _("People with a former staff number were taken as the same: {list}.")
            listed = [
                _("{number} is now {person}").format(number=number, person=now)
                for number, now in sorted(self._former.items())
            ]
            told = (ImportWarning("former_number", said.format(list=_("; ").join(listed))),)
        if not self._renamed:
            return told
        text = _(
            "Other names were taken over: {list}. If a number now belongs to another person, undo this "
            "import and give the new person a number of their own: records and results go with the number."
        )
        return (
            *told,
            ImportWarning("renamed", text.format(list=_(", ").join(self._renamed[:_NAMED]))),
        )

    def _there(self, line: str, given: Mapping[str, Any]) -> RowMapping | None:
        """The agent who has this number; one whose number only has other zeros in front, if the name "
        "agrees."""
        agent = tables.agent
        number = given["staff_no"]
        mine = select(agent).where(agent.c.office_id == self.office.id)
        there = self.connection.execute(mine.where(agent.c.staff_no == number)).mappings().first()
        alike = [] if there is not None else self._alike.get(_bare(number), [])
        for other in alike:
            if _spoken(other["name"]) != _spoken(given["name"]):
                raise _refused(
                    "roster.number_differs_in_zeros",
                    _(
                        "Line {line}: staff number {number} differs only in zeros from {other} of {name}."
                    ).format(line=line, number=number, other=other["staff_no"], name=other["name"]),
                )
            there = self.connection.execute(mine.where(agent.c.id == other["id"])).mappings().first()
        return self._had_it(line, given) if there is None else there

    def _had_it(self, line: str, given: Mapping[str, Any]) -> RowMapping | None:
        """Who had this number before it was corrected, if the name agrees. Raises UserError otherwise."""
        agent, number = tables.agent, given["staff_no"]
        whose = self._numbers_before.get(_bare(number))
        if whose is None:
            return None
        there = self.connection.execute(select(agent).where(agent.c.id == whose)).mappings().one()
        person = f"{there['staff_no']} {there['name']}"
        if _spoken(there["name"]) != _spoken(given["name"]):
            text = _("Line {line}: staff number {number} was that of {person}; the list gives it to {other}.")
            names = {"line": line, "number": number, "person": person, "other": given["name"]}
            error = _refused("roster.former_number_of_another", text.format(**names))
            error.remedy = _(
                "Correct the list. If someone else has the number now, add them under Agents first."
            )
            raise error
        self._former[number] = person
        self._check(line, dict.fromkeys(FIELDS) | dict(given) | {"staff_no": there["staff_no"]})
        return there

    @cached_property
    def _numbers_before(self) -> Mapping[str, int]:
        return {_bare(number): who for number, who in staff_numbers.former(self.connection).items()}

    @cached_property
    def _alike(self) -> Mapping[str, list[RowMapping]]:
        """The agents there were before, by their number without zeros in front."""
        agent = tables.agent.c
        found: dict[str, list[RowMapping]] = {}
        before = select(agent.id, agent.staff_no, agent.name).where(agent.office_id == self.office.id)
        for row in self.connection.execute(before).mappings():
            found.setdefault(_bare(row["staff_no"]), []).append(row)
        return found

    def _note(self, agent_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        self.changes.append(
            {"id": agent_id, "before": None if before is None else _plain(before), "after": _plain(after)}
        )

    def finish(self, batch_id: int) -> None:
        """Keep what is needed to undo the import."""
        if self.changes:
            self.connection.execute(
                insert(tables.superseded),
                [{"batch_id": batch_id, "table": "agent", "row": change} for change in self.changes],
            )


def _plain_number(text: str) -> str:
    """A staff number as it is kept: full-width letters plain, 1001.0 as 1001."""
    plain = unicodedata.normalize("NFKC", text)
    match = _AS_FLOAT.fullmatch(plain)
    return match[1] if match else plain


def _bare(number: str) -> str:
    return number.upper().lstrip("0") or "0"


def _spoken(value: Any) -> str:
    """A value to compare: without blanks and case."""
    return re.sub(r"\s+", "", str(value)).casefold()


def _refused(code: str, said: str) -> UserError:
    return UserError(
        code,
        said,
        kept=_("Nothing was imported."),
        remedy=_("Correct the staff list and import it again."),
    )


def _wanted(given: dict[str, Any], there: RowMapping | None) -> dict[str, Any]:
    """What the file says of a person, as the table keeps it; what it leaves empty stays as it was."""
    wanted = {name: value for name, value in given.items() if value is not None}
    for name in _DATES:
        if name in wanted:
            wanted[name] = date.fromisoformat(wanted[name])
    wanted["name"] = " ".join(wanted["name"].split())
    if "status" not in wanted and wanted.get("left_on") is not None:
        wanted["status"] = "left"
    if there is None:
        wanted.setdefault("status", "active")
    if wanted.get("status") in ("active", "probation"):
        wanted["left_on"] = None
    elif "status" in given and there is None:
        wanted.setdefault("left_on", None)
    return wanted


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
