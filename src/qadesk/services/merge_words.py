"""Two entries that are merged, beside each other: what each has, and what there is afterwards, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from qadesk import formats
from qadesk.i18n import N_, _
from qadesk.kinds.registry import KINDS
from qadesk.services.merging import OWN, MergePreview, MovingRows
from qadesk.services.roster import STATUS_TEXTS, Agent

WHAT: Final = {
    "evaluations": N_("rating forms"),
    "values": N_("typed values"),
    "exemptions": N_("exemptions"),
    "focus": N_("focus for the next cycle"),
    "days": N_("days worked"),
    "results": N_("results"),
    "sheets": N_("sheets printed"),
    "interviews": N_("interviews"),
    "readings": N_("scorecards signed as read"),
    "targets": N_("targets"),
    "cards": N_("scorecards in cycles"),
    "card rules": N_("rules for the scorecard"),
    "plans": N_("planned targets"),
    "notes": N_("notes"),
}


ENTRY: Final = {
    "name": N_("Name"),
    "team": N_("Team"),
    "post": N_("Post"),
    "hired_on": N_("Hired on"),
    "status": N_("Status"),
}


@dataclass(frozen=True)
class Compared:
    """One thing of both entries; `after` is what there is once they are merged, "" where that is asked.

    `month` is that of things of a month; `field` is the one of `merging.OWN` it is, or "".
    """

    what: str
    kept: str
    other: str
    after: str
    month: str = ""
    field: str = ""


def compared(found: MergePreview) -> tuple[Compared, ...]:
    """Everything both entries say and have: the entry itself first, then month by month."""
    return (*_entry(found), *_things(found))


def _entry(found: MergePreview) -> Iterator[Compared]:
    kept, other = found.kept, found.other
    yield Compared(_("Staff number"), numbers_text(kept), numbers_text(other), kept.staff_no)
    for name in OWN:
        mine, theirs = said(kept, name), said(other, name)
        after = "" if name in found.differing else mine or theirs
        yield Compared(_(ENTRY[name]), mine, theirs, after, field=name)


def _things(found: MergePreview) -> Iterator[Compared]:
    mine, theirs, both, asked = (
        {(row.month, row.what): row.count for row in rows}
        for rows in (found.having, found.moving, found.both, found.clashes)
    )
    order = {month: at for at, month in enumerate(sorted({m for m, _what in mine | theirs}, reverse=True))}
    for month, what in sorted({**mine, **theirs}, key=lambda one: order[one[0]]):
        here, there = mine.get((month, what), 0), theirs.get((month, what), 0)
        after = here + there - both.get((month, what), 0)
        name, said_after = _thing(what), "" if (month, what) in asked else formats.count(after)
        yield Compared(
            name[:1].upper() + name[1:], formats.count(here), formats.count(there), said_after, month
        )


def numbers_text(agent: Agent) -> str:
    """The number of an entry and those it had."""
    former = _("formerly {numbers}").format(numbers=_(", ").join(agent.former)) if agent.former else ""
    return " · ".join(filter(None, (agent.staff_no, former)))


def said(agent: Agent, name: str) -> str:
    """What an entry says under one of `merging.OWN`, "" for nothing."""
    if name == "hired_on":
        return formats.day(agent.hired_on) if agent.hired_on else ""
    if name != "status":
        return str(getattr(agent, name))
    since = _("not employed since {day}").format(day=formats.day(agent.left_on)) if agent.left_on else ""
    return " · ".join(filter(None, (_(STATUS_TEXTS[agent.status]), since)))


def entry(found: MergePreview, theirs: Collection[str] = ()) -> tuple[str, ...]:
    """What stands of what the entries say differently, a line for each; `theirs` as in `merging.merge`."""
    text, lines = _("{what}: {stands} (not: {goes})"), []
    for name in found.differing:
        stands, goes = said(found.kept, name), said(found.other, name)
        if name in theirs:
            stands, goes = goes, stands
        lines.append(text.format(what=_(ENTRY[name]), stands=stands, goes=goes))
    return tuple(lines)


def moving(found: MergePreview) -> tuple[str, ...]:
    """What moves, a line for each month."""
    return _by_month(found.moving) or (_("Nothing: the entry is empty."),)


def clashes(found: MergePreview) -> tuple[str, ...]:
    """What both have and only one can stand, a line for each month."""
    return _by_month(found.clashes)


def meeting(found: MergePreview) -> str:
    """That somebody has to say which of totals and single records count; "" where they do not meet."""
    text = _("Totals of one entry cover days with single records of the other in {months}: choose under "
             "Records of the cycle which count.")  # fmt: skip
    return text.format(months=_(", ").join(found.meeting)) if found.meeting else ""


def _by_month(rows: Iterable[MovingRows]) -> tuple[str, ...]:
    months: dict[str, list[str]] = {}
    for row in rows:
        text = _("{what} {n}").format(what=_thing(row.what), n=row.count)
        months.setdefault(row.month, []).append(text)
    line = _("{month}: {list}")
    return tuple(
        line.format(month=month or _("in no opened month"), list=_(", ").join(listed))
        for month, listed in months.items()
    )


def _thing(what: str) -> str:
    return _(WHAT[what] if what in WHAT else KINDS[what].label)
