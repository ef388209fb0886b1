"""What is asked for a record that is typed in: its fields, their bounds and choices, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.kind import FileField, column_of
from qadesk.kinds.registry import KINDS, all_records, records_of
from qadesk.kinds.shared import AGENT, AGENT_NAME

# The kinds that are typed in, those last that mostly come as files.
ASKED: Final = tuple(
    sorted(
        (kind for kind, own in all_records().items() if own.typed_in),
        key=lambda kind: bool(records_of(kind).instead),
    )
)
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {  # by type; lengths of time in seconds
    "duration": (0, 86_400),
    "rating": (1, 5),
    "score": (0, 10),
    "count": (0, 1_000_000),
}
_NEEDED: Final = frozenset({"answered"})  # beside what a file needs, too


def fields(kind: str) -> tuple[FileField, ...]:
    """The fields a record of a kind is made of, without its agent."""
    stored = records_of(kind).stored
    return tuple(field for field in KINDS[kind].fields if field.name in stored and field.name != "agent")


def needed(field: FileField) -> bool:
    """Whether a field must be filled in."""
    return field.required or field.name in _NEEDED


def choices(kind: str, field: FileField) -> Mapping[str, str]:
    """The codes one of which a field of a kind holds, with their English words; empty for another field."""
    return records_of(kind).choices.get(field.name, {})


def given(kind: str, values: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Typed values as columns hold them.

    A moment is a local time, a length of time seconds, a mark a whole number, yes and no a bool, a choice its
    code; nothing is None or "". Raises UserError for what lacks or cannot be.
    """
    found = {field.name: _given(kind, field, values.get(field.name), zone) for field in fields(kind)}
    start = found.get("received_at")
    for name in ("responded_at", "closed_at"):
        if start is not None and found.get(name) is not None and found[name] < start:
            raise _refused(
                "record.ends_before_start",
                _(KINDS[kind].field(name).label),
                _("This is before the complaint was received."),
            )
    found |= {column: follows(found) for column, follows in records_of(kind).implied.items()}
    return {column_of(name): value for name, value in found.items()}


def _given(kind: str, field: FileField, value: Any, zone: tzinfo) -> Any:
    label = _(field.label)
    if value in (None, ""):
        if needed(field):
            raise _refused("record.field_missing", label, _("This must not be empty."))
        return None
    if choices(kind, field) and value not in choices(kind, field):
        raise ValueError(f"{field.name}: no choice {value!r}")
    if field.type in BOUNDS:
        low, high = BOUNDS[field.type]
        if not low <= value <= high or (field.type != "duration" and value != int(value)):
            text = (
                _("A whole number from {low} to {high}.") if field.type != "duration" else _("0 to 24 hours.")
            )
            raise _refused("record.out_of_range", label, text.format(low=low, high=high))
        return int(value * 1000) if field.type == "duration" else int(value)
    if field.type == "moment":
        return value.replace(tzinfo=zone).astimezone(UTC)
    return value.strip() if isinstance(value, str) else value


def _refused(code: str, label: str, why: str) -> UserError:
    return UserError(code, _("{field}: {why}").format(field=label, why=why), kept=_("Nothing was changed."))


def read(field: FileField, stored: Any, zone: tzinfo) -> Any:
    """What a column holds as it is typed."""
    if stored is None:
        return None
    if field.type == "moment":
        return stored.astimezone(zone).replace(tzinfo=None)
    if field.type == "duration":
        return Decimal(stored) / 1000
    return stored


def in_words(kind: str, field: FileField, value: Any) -> str:
    """A typed value as it is shown."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if words := choices(kind, field):
        return _(words[value])
    if isinstance(value, datetime):
        return formats.moment(value)
    return formats.duration(int(value * 1000)) if field.type == "duration" else str(value)


# ---- files that can be imported


def headings(kind: str) -> list[str]:
    """The headings of the columns `cells` fills, with the agent's number and name behind them.

    They are the fields' own words; an import in either language takes each for its field.
    """
    return [_(field.label) for field in (*fields(kind), AGENT, AGENT_NAME)]


def cells(kind: str, values: Mapping[str, Any]) -> list[str]:
    """The values of a record as an import reads them."""
    return [_cell(field, values[field.name]) for field in fields(kind)]


def _cell(field: FileField, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return value.isoformat(" ", "auto")
    if field.type == "duration":
        minutes, seconds = divmod(value, 60)
        return f"{minutes // 60:02.0f}:{minutes % 60:02.0f}:{seconds:06.3f}".removesuffix(".000")
    return str(value)
