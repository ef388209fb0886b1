"""What one assessment sheet says: texts and figures as they will be read, in the sheet's language.

Nothing here knows a rule or a unit; whoever fills it has formatted every figure. All text is plain text:
no character of it means anything to the layout but the line end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from qadesk.domain.sheet_marks import DIGITS, SheetMark


class LineKind(StrEnum):
    """How a line of the table is read."""

    NORMAL = "normal"
    NOT_APPLICABLE = "na"
    WAIVED = "waived"
    MISSING = "missing"


@dataclass(frozen=True)
class Identity:
    """Whose assessment it is, of what, by what."""

    office: str
    name: str
    staff_no: str
    team: str
    post: str
    cycle: str  # 2026-10
    period: str  # 2026-10-01 – 2026-10-31
    scorecard: str
    version: str


@dataclass(frozen=True)
class IndicatorLine:
    """One weighted indicator. Empty texts stay empty on paper; `met` None: nothing to judge."""

    name: str
    detail: str  # its section, which way is better, what its value was divided from
    rule: str = ""  # how points are given for it
    value: str = ""
    n: str = ""
    interval: str = ""
    evidence: str = ""  # a note where data are few
    standard: str = ""
    met: bool | None = None
    points: str = ""
    weight: str = ""  # effective, percent
    contribution: str = ""
    last: str = ""
    change: str = ""
    trend: int = 0  # 1 better, -1 worse than the last cycle, 0 neither
    kind: LineKind = LineKind.NORMAL
    reason: str = ""  # in words, for every kind but the normal


@dataclass(frozen=True)
class ExtraLine:
    """A bonus or a red line: how often, and what it does."""

    name: str
    count: str
    effect: str  # +3.00; or "not crossed"
    last: str = ""
    crossed: bool = False
    rule: str = ""  # what it does for how many
    made_of: str = ""  # what its value was made of
    events: tuple[str, ...] = ()  # what crossed it: day, reference, description
    reason: str = ""  # in words, why it has no effect where somebody said so or nothing is known

    @property
    def strong(self) -> bool:
        """Whether it moves the total."""
        return self.crossed or self.effect.startswith(("+", "−"))


@dataclass(frozen=True)
class Result:
    """The outcome. `total` is empty where nothing is graded."""

    total: str = ""
    grade: str = ""
    grade_name: str = ""
    computed: str = ""  # the score the rules gave, where a red line overrides it
    last_total: str = ""
    last_grade: str = ""
    change: str = ""
    other: str = ""  # in its place where last cycle's total cannot be compared
    note: str = ""  # why the grade is not the one of the total
    scale: str = ""  # A ≥ 90 · B ≥ 80 …
    interval: str = ""  # of the total, with its cap
    chances: str = ""  # how probable the grade and others are
    summed: str = ""  # what the points come to, where rules on the total made it another


@dataclass(frozen=True)
class Remark:
    """What a supervisor wrote, who and when."""

    text: str
    author: str = ""
    day: str = ""


@dataclass(frozen=True)
class Agreed:
    """What the agent works on next: the indicator, and in words one step, extra weight, who settled it."""

    indicator: str
    step: str
    extra: str = ""
    by: str = ""


@dataclass(frozen=True)
class SheetContent:
    """One sheet. `language` is "zh_CN" or "en"; `code` is ASCII."""

    language: str
    code: str
    identity: Identity
    result: Result
    lines: tuple[IndicatorLine, ...]
    bonuses: tuple[ExtraLine, ...] = ()
    red_lines: tuple[ExtraLine, ...] = ()
    references: tuple[ExtraLine, ...] = ()  # shown, not counted
    last_cycle: str = ""  # its code; empty: there is none
    missing: tuple[str, ...] = ()  # what an incomplete assessment lacks
    excluded: str = ""  # why an agent is not assessed at all
    remarks: tuple[Remark, ...] = ()
    weakest: str = ""
    weakest_why: str = ""
    focus: str = ""  # last cycle's focus or largest loss of points, and how it changed
    agreed: Agreed | None = None
    interview: tuple[str, str] = ("", "")  # the day it was on, and the agent's words
    appeal_to: str = ""  # whom an appeal is handed to
    appeal_time: str = ""  # how long after receipt, in words
    notes: tuple[str, ...] = ()  # footnotes: how figures are made
    revised: tuple[str, ...] = ()  # of a result that was corrected: which it supersedes, why, what differs
    superseded: bool = False  # a later revision counts: said across every page
    state: str = ""  # when the results were locked, or up to which day there are records
    provisional: bool = False  # the cycle is open: said across every page
    digest: str = ""  # of all it says, which `code` begins
    trail: str = ""  # the head of the trail when it was printed
    office_mark: str = "000000"  # which office's it is, for whoever reads its codes
    revision: int = 1  # how many different sheets of this assessment there are, this one counted

    def mark(self, page: int, pages: int) -> SheetMark:
        """What the codes on one of its pages say."""
        return SheetMark(
            cycle=self.identity.cycle,
            staff_no=self.identity.staff_no,
            total=self.result.total,
            grade=self.result.grade,
            page=page,
            pages=pages,
            revision=self.revision,
            digest=self.digest[:DIGITS].upper(),
            office=self.office_mark,
            trail=self.trail,
        )


def texts(content: object) -> Iterator[str]:
    """Every text in a content, however deep."""
    if isinstance(content, str) and not isinstance(content, LineKind):
        yield content
    elif isinstance(content, tuple):
        for item in content:
            yield from texts(item)
    elif is_dataclass(content):
        for field in fields(content):
            yield from texts(getattr(content, field.name))
