"""The shapes table: a small export is imported without a mapping; what is stored is held against its meaning.

`truth.yaml` says what each file means. `outcome` gives right, asked or wrong: *asked* is a refusal in which
nothing was stored, or rows refused by line while all others are as they should be; all else is *wrong*.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from qadesk.__main__ import main
from tests import on_server

FOLDER: Final = Path(__file__).parent / "data" / "shapes"
ROSTER: Final = FOLDER / "cases" / "_roster.csv"
KINDS: Final = (
    "calls",
    "chats",
    "complaints",
    "incidents",
    "surveys",
    "deliveries",
    "totals",
    "roster",
)
_ZONE: Final = ZoneInfo("Asia/Shanghai")
Record = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """One line of the table: the files imported in turn, the honest outcomes, what is then stored."""

    name: str
    about: str
    files: tuple[Path, ...]
    allowed: tuple[str, ...]
    records: Mapping[str, list[Record]]
    clash: bool


@dataclass(frozen=True)
class Outcome:
    """`verdict` right, asked or wrong; `silent`: wrong with exit code 0; `why` differs, in words."""

    verdict: str
    why: str
    codes: tuple[int, ...]
    said: str

    @property
    def silent(self) -> bool:
        """Wrong without a word."""
        return self.verdict == "wrong" and not any(self.codes)


@cache
def shapes() -> tuple[Shape, ...]:
    """All lines of the table."""
    read = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, and every worker collects
    truth = yaml.load((FOLDER / "truth.yaml").read_text("utf-8"), read)
    return tuple(
        Shape(
            name,
            entry["about"],
            tuple(FOLDER / file for file in entry.get("files", [name])),
            tuple(entry["allowed"]),
            {kind: entry[kind] for kind in KINDS if kind in entry},
            entry.get("clash", False),
        )
        for name, entry in truth.items()
    )


def call(office: Path, *words: str | Path) -> tuple[int, str]:
    """The command line in this process: its exit code and all it printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = main(["--office", str(office), "--lang", "en", *map(str, words)])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
    return code, out.getvalue()


def make_office(path: Path) -> Path:
    """An office with the roster of the cases and an open October 2026."""
    for words in (
        ("init", "--name", "城东营业部", "--user-name", "王主管"),
        ("roster", "import", ROSTER),
        ("cycle", "open", "2026-10"),
    ):
        code, said = call(path, *words)
        assert code == 0, said
    return path


def outcome(shape: Shape, base: Path, folder: Path, files: Iterable[Path] | None = None) -> Outcome:
    """Import the shape's files (or `files` in their stead) into a copy of `base` and judge what is stored."""
    office = folder / "branch.qadesk"
    on_server.copied(base, office)
    codes, said = [], []
    as_roster = "roster" in shape.records
    for file in files or shape.files:
        code, text = call(office, *(("roster", "import") if as_roster else ("import",)), file)
        codes.append(code)
        said.append(text.strip())
    stored = read_back(office)
    return _judge(shape, stored, tuple(codes), "\n".join(said))


def _judge(shape: Shape, stored: Mapping[str, list[Record]], codes: tuple[int, ...], said: str) -> Outcome:
    if any(code not in (0, 1, 3) for code in codes):
        return Outcome("wrong", f"exit codes {codes}", codes, said)
    missing, strange = _differences(shape.records, stored)
    if not missing and not strange:
        if "right" in shape.allowed:
            return Outcome("right", "", codes, said)
        return Outcome("asked" if any(codes) else "wrong", "" if any(codes) else "nothing asked", codes, said)
    why = "; ".join([f"missing {record}" for record in missing] + [f"stored {record}" for record in strange])
    if strange or not any(codes):
        return Outcome("wrong", why, codes, said)
    return Outcome("asked", why, codes, said)


def _differences(
    expected: Mapping[str, list[Record]], stored: Mapping[str, list[Record]]
) -> tuple[list[str], list[str]]:
    """What is expected and not stored, and what is stored and not expected; optional records may be so."""
    missing, strange = [], []
    for kind in KINDS:
        left = list(stored.get(kind, []))
        # What demands most chooses first: of two records alike, the one with more fields told.
        for record in sorted(expected.get(kind, []), key=lambda one: "optional" in one):
            found = next((one for one in left if _matches(record, one)), None)
            if found is not None:
                left.remove(found)
            elif not record.get("optional"):
                missing.append(f"{kind} {_short(record)}")
        strange += [f"{kind} {_short(one)}" for one in left]
    return missing, strange


def _short(record: Record) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in record.items() if key != "optional") + "}"


def _matches(expected: Record, stored: Record) -> bool:
    return all(
        any(_same(one, stored[key]) for one in (value if isinstance(value, list) else [value]))
        for key, value in expected.items()
        if key != "optional"
        and key in stored
        and not (key == "direction" and value == "in" and stored[key] is None)
    )


def _same(expected: Any, stored: Any) -> bool:
    if expected is None or stored is None:
        return expected is stored
    if isinstance(expected, bool) or isinstance(stored, bool):
        return expected is stored
    if isinstance(expected, int | float) and isinstance(stored, int | float | Decimal):
        return abs(Decimal(str(expected)) - Decimal(str(stored))) <= Decimal("0.0006")
    if isinstance(stored, datetime):
        return datetime.fromisoformat(str(expected)) == stored
    return str(expected) == str(stored)


# ---- reading back --------------------------------------------------------------------------------


def read_back(office: Path) -> dict[str, list[Record]]:
    """All that an import stored, in the words of truth.yaml; read with SQL alone, not through the program."""
    with on_server.reading(office) as rows:
        people = {row["id"]: row["staff_no"] for row in rows("agent")}
        stored: dict[str, list[Record]] = {"calls": [], "chats": []}
        for row in rows("contact"):
            stored["calls" if row["channel"] == "call" else "chats"].append(_contact(row, people))
        stored["complaints"] = [_complaint(row, people) for row in rows("complaint")]
        stored["incidents"] = [
            {"agent": people[row["agent_id"]], "day": row["day"], "kind": row["kind"]}
            for row in rows("incident")
        ]
        stored["surveys"] = [
            {"agent": people[row["agent_id"]], "at": _moment(row["at"]), "score": row["score"]}
            for row in rows("survey_answer")
        ]
        stored["deliveries"] = _deliveries(rows("delivery_day"))
        stored["totals"] = [_total(row, people) for row in rows("contact_total")]
        lines = [line.split(",") for line in ROSTER.read_text("utf-8-sig").splitlines()]
        known = {(number, name, team, post) for number, name, team, post, *_rest in lines}
        stored["roster"] = [
            {key: row[key] for key in ("staff_no", "name", "team", "post", "hired_on", "left_on")}
            for row in rows("agent")
            if (row["staff_no"], row["name"], row["team"], row["post"]) not in known
        ]
    return stored


def _moment(millis: int | None) -> datetime | None:
    if millis is None:
        return None
    return (datetime(1970, 1, 1, tzinfo=_ZONE) + timedelta(hours=8, milliseconds=millis)).replace(tzinfo=None)


def _truth(number: int | None) -> bool | None:
    return None if number is None else bool(number)


def _seconds(millis: int | None) -> Decimal | None:
    return None if millis is None else Decimal(millis) / 1000


def _reference(row: Record) -> str | None:
    """The file's own reference; one that the program made of the row's content is none."""
    text = str(row["ref"])
    return None if text.startswith("auto-") else text


def _contact(row: Record, people: Mapping[int, str]) -> Record:
    made: Record = {
        "agent": people[row["agent_id"]],
        "at": _moment(row["at"]),
        "answered": _truth(row["answered"]),
        "response": _seconds(row["response_ms"]),
        "talk": _seconds(row["talk_ms"]),
        "resolved": _truth(row["resolved"]),
        "rating": row["rating"],
        "ref": _reference(row),
    }
    if "direction" in row:
        made["direction"] = {"inbound": "in", "outbound": "out"}.get(row["direction"], row["direction"])
    return made


def _complaint(row: Record, people: Mapping[int, str]) -> Record:
    made: Record = {
        "agent": people[row["agent_id"]],
        "received": _moment(row["received_at"]),
        "responded": _moment(row["responded_at"]),
        "closed": _moment(row["closed_at"]),
        "escalated": _truth(row["escalated"]),
        "upheld": _truth(row["upheld"]),
        "ref": _reference(row),
    }
    made |= {key: row[key] for key in ("waybill", "fault") if key in row}
    if row.get("in_part"):
        made["upheld"] = "part"
    return made


def _deliveries(rows: Iterable[Record]) -> list[Record]:
    """The day is the sum of its couriers."""
    days: dict[str, list[int]] = {}
    for row in rows:
        day = days.setdefault(row["day"], [0, 0])
        day[0] += row["due"]
        day[1] += row["on_time"]
    return [{"day": day, "due": due, "on_time": on_time} for day, (due, on_time) in days.items()]


def _mean(total: int | None, count: int | None) -> Decimal | None:
    return None if total is None or not count else Decimal(total) / count / 1_000_000


def _total(row: Record, people: Mapping[int, str]) -> Record:
    last = _moment(row["until"])
    assert last is not None
    first = _moment(row["at"])
    assert first is not None
    return {
        "agent": people[row["agent_id"]],
        "from": f"{first:%Y-%m-%d}",
        "to": f"{last - timedelta(days=1):%Y-%m-%d}",
        "contacts": row["contacts"],
        "response": _mean(row["response_us"], row["responses"]),
        "talk": _mean(row["talk_us"], row["talks"]),
        "resolved": row["resolved"],
        "unresolved": row["unresolved"],
        "rated": row["rated"],
        "rating": _mean(row["rating_millionths"], row["rated"]),
    }


def as_json(outcomes: Mapping[str, Outcome]) -> str:
    """The table for a program."""
    return json.dumps({name: vars(one) for name, one in outcomes.items()}, ensure_ascii=False, indent=1)
