"""The kinds of file that can be imported."""

from __future__ import annotations

from typing import Final

from qadesk.domain.measures import Source, add_figures
from qadesk.i18n import _
from qadesk.kinds.checks import CHECKS
from qadesk.kinds.complaints import COMPLAINTS
from qadesk.kinds.contacts import CALLS, CHATS
from qadesk.kinds.deliveries import DELIVERIES
from qadesk.kinds.incidents import INCIDENTS
from qadesk.kinds.kind import FileField, Kind, Records
from qadesk.kinds.roster import ROSTER
from qadesk.kinds.surveys import SURVEYS
from qadesk.kinds.totals import TOTALS

# One field may stand for another: the row needs any one column of each group.
ALTERNATIVES: Final[dict[str, tuple[str, ...]]] = {
    "agent": ("agent_name",),
    "at": ("date",),
    "received_at": ("date",),
}

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (ROSTER, CALLS, CHATS, TOTALS, COMPLAINTS, INCIDENTS, SURVEYS, DELIVERIES, CHECKS)
}


def add(kind: Kind) -> None:
    """Take in one kind more. Before anything is read: other rooms look at KINDS when they are imported."""
    KINDS[kind.name] = kind
    if kind.records is not None:
        own = kind.records
        add_figures(own.figures, dict.fromkeys(own.formula_counts, own.source), own.counts_need)


def records_of(name: str) -> Records:
    """What becomes of the rows of a kind. Raises KeyError for a name that is no kind of record."""
    kind = KINDS[name].records
    if kind is None:
        raise KeyError(name)
    return kind


def all_records() -> dict[str, Records]:
    """The kinds of record by name."""
    return {kind.name: kind.records for kind in KINDS.values() if kind.records is not None}


def stored_apart() -> dict[Source, Records]:
    """One of the kinds of each source: calls and chats are stored, counted and told of alike."""
    found: dict[Source, Records] = {}
    for kind in all_records().values():
        found.setdefault(kind.source, kind)
    return found


def kinds_giving(source: Source) -> tuple[str, ...]:
    """The kinds of file any one of which gives records of a source; none for ratings."""
    return tuple(name for name, kind in all_records().items() if kind.gives == source)


def expected_kinds() -> tuple[str, ...]:
    """The kinds of file a month is complete with; totals may stand for calls and chats."""
    return tuple(
        name for name, kind in all_records().items() if kind.stands_for is None and KINDS[name].in_files
    )


def file_kinds() -> dict[str, Kind]:
    """The kinds of file that can be imported, by name."""
    return {name: kind for name, kind in KINDS.items() if kind.in_files}


def kind_name(kind: str) -> str:
    """A kind of file in words."""
    return _(KINDS[kind].label)


def field_name(kind: str, field: str) -> str:
    """A field of a kind in words."""
    return _(KINDS[kind].field(field).label)


def noun(source: Source | None) -> str:
    """What records of a source are called."""
    if source == Source.RATINGS:
        return _("ratings")
    return _("records") if source is None else _(stored_apart()[source].noun)


def missing(kind: Kind, mapped: frozenset[str] | set[str]) -> tuple[FileField, ...]:
    """The required fields of `kind` that no mapped column gives, in any of their forms."""
    return tuple(
        field
        for field in kind.fields
        if field.required
        and field.name not in mapped
        and not any(other in mapped for other in ALTERNATIVES.get(field.name, ()))
    )
