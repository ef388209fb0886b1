"""Quality checks of single contacts: what came of each. They are made in the program and come in no file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.domain.check_figures import SORTS, WORST
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Names
from qadesk.i18n import N_, _, current_language, ngettext
from qadesk.kinds.kind import (
    Columns,
    Condition,
    Count,
    EvidenceWords,
    FileField,
    Kind,
    Parts,
    Records,
    RecordSheet,
    SheetColumn,
    SheetCount,
    StoredRow,
    quotient,
    ref_of,
)
from qadesk.kinds.shared import AGENT, NOTE, REF

CHANNELS: Final = {"call": N_("Call"), "chat": N_("Chat"), "other": N_("Other contact")}
_ALL: Final = frozenset(
    f"{name}{end}" for name in ("check_mean", "check_pass_rate", "check_worst") for end in SORTS.values()
)


def score_of(row: StoredRow) -> Decimal:
    """Points, 0-100."""
    return Decimal(row.score) / 100


def found_in(row: StoredRow) -> str:
    """The questions that cost points or were marked, in the language in force; "" where none did."""
    said = []
    for zh, en, critical in row.found:
        name = Names(zh, en).in_language(current_language())
        said.append(_("{question} (critical)").format(question=name) if critical else name)
    return _(", ").join(said)


def _contributes(row: StoredRow) -> str:
    found = found_in(row)
    passed = _("passed") if row.passed else _("not passed")
    said = _("{points} points, {passed}").format(points=formats.decimal(score_of(row)), passed=passed)
    return _("{said}: {found}").format(said=said, found=found) if found else said


def _evidence_words(_figure: str) -> EvidenceWords:
    return EvidenceWords(ref_of, lambda row: _(CHANNELS[row.channel]), _contributes, lambda _row: "")


def _sort_of(figure: str) -> str:
    """The sort of contacts a figure is of; "" where it is of all."""
    return next((sort for sort, end in SORTS.items() if sort and figure.endswith(end)), "")


def _concerned(figure: str, c: Columns) -> Any:
    sort = _sort_of(figure)
    return c.channel == sort if sort else c.channel == c.channel


def _of(sort: str, more: Callable[[Columns], Any] | None = None) -> Condition | None:
    if not sort:
        return more
    return lambda c: (c.channel == sort) if more is None else (c.channel == sort) & more(c)


def _counts() -> tuple[Count, ...]:
    made: list[Count] = []
    for sort, end in SORTS.items():
        where = _of(sort)
        made += [
            Count(f"checks{end}", where=where),
            Count(f"checks_passed{end}", where=_of(sort, lambda c: c.passed)),
            Count(f"check_points{end}", "sum", "score", where=where),
            Count(f"check_squares{end}", "squares", "score", where=where),
            Count(f"check_least{end}", "least", "score", where=where),
        ]
    return tuple(made)


def _sheet_counts() -> tuple[SheetCount, ...]:
    labels = {
        "": (N_("Checks"), N_("Checks passed"), N_("Sum of their points, in hundredths"), N_("Lowest points, in hundredths")),
        "call": (
            N_("Checks of calls"), N_("Checks of calls passed"), N_("Sum of the points of calls, in hundredths"),
            N_("Lowest points of a call, in hundredths"),
        ),
        "chat": (
            N_("Checks of chats"), N_("Checks of chats passed"), N_("Sum of the points of chats, in hundredths"),
            N_("Lowest points of a chat, in hundredths"),
        ),
    }  # fmt: skip
    made: list[SheetCount] = []
    for sort, end in SORTS.items():
        only = f',{{channel}},"{{{sort}}}"' if sort else ""
        points = "{score}" if not sort else f"{{{sort}_score}}"
        these = frozenset(name for name in _ALL if _sort_of(name) == sort)
        worst = these & WORST
        number, passed, total, lowest = labels[sort]
        made += [
            SheetCount(f"checks{end}", number, f'COUNTIFS({{score}},">=0"{only})', only_for=these),
            SheetCount(f"checks_passed{end}", passed, f"COUNTIFS({{passed}},1{only})", only_for=these),
            SheetCount(f"check_sum{end}", total, f"SUM({points})*100", f"check_points{end}", only_for=these),
            SheetCount(
                f"check_lowest{end}", lowest, f'IF(COUNT({points})=0,"",MIN({points})*100)',
                f"check_least{end}", only_for=worst,
            ),
        ]  # fmt: skip
    return tuple(made)


def _points_of(sort: str, row: StoredRow) -> Decimal | None:
    return score_of(row) if row.channel == sort else None


def _formulas(end: str) -> dict[str, str]:
    return {
        f"check_mean{end}": quotient(f"{{check_sum{end}}}", f"({{checks{end}}}*100)"),
        f"check_pass_rate{end}": quotient(f"{{checks_passed{end}}}", f"{{checks{end}}}"),
        f"check_worst{end}": f'IF(ISNUMBER({{check_lowest{end}}}),{{check_lowest{end}}}/100,"")',
    }


_SHEET: Final = RecordSheet(
    N_("Quality checks"),
    (
        SheetColumn("ref", N_("Reference"), 22, ref_of),
        SheetColumn("at", N_("Time"), 20, lambda row: row.at, "time"),
        SheetColumn("channel", N_("Contact"), 14, lambda row: _(CHANNELS[row.channel])),
        SheetColumn("form", N_("Check form"), 22, lambda row: row.form),
        SheetColumn("score", N_("Points"), 10, score_of, "number"),
        SheetColumn("passed", N_("Passed"), 10, lambda row: row.passed, "count"),
        SheetColumn("found", N_("What was found"), 50, found_in),
        SheetColumn("note", N_("Note"), 40, lambda row: row.note),
        *(
            SheetColumn(
                f"{sort}_score", heading, 16, partial(_points_of, sort), "number",
                only_for=frozenset(name for name in _ALL if _sort_of(name) == sort),
            )
            for sort, heading in (("call", N_("Points of calls")), ("chat", N_("Points of chats")))
        ),
    ),
    _sheet_counts(),
    figures={name: text for end in SORTS.values() for name, text in _formulas(end).items()},
    words={name: CHANNELS[name] for name in ("call", "chat")},
    only_with="checks",
)  # fmt: skip


def _parts(end: str) -> dict[str, Parts]:
    return {
        f"check_mean{end}": Parts(
            lambda t: Decimal(t.count(f"check_points{end}")) / 100,
            lambda t: t.count(f"checks{end}"),
            N_("points"),
            N_("checks"),
        ),
        f"check_pass_rate{end}": Parts(
            lambda t: t.count(f"checks_passed{end}"), lambda t: t.count(f"checks{end}"),
            N_("checks passed"), N_("checks"),
        ),
    }  # fmt: skip


_RECORDS: Final = Records(
    source=Source.CHECKS,
    table="check_result",
    when="at",
    noun=N_("quality checks"),
    number=lambda n: ngettext("{n} quality check of {month}", "{n} quality checks of {month}", n),
    stored=("ref", "agent", "at", "channel", "form", "score", "passed", "found", "note"),
    listed=("ref", "channel", "form", "score", "passed", "found", "note"),
    counts=_counts(),
    evidence=_evidence_words,
    value=lambda _figure, c: c.score,
    sheet=_SHEET,
    key=("ref", "part"),
    concerned=_concerned,
    shown={"score": lambda row: formats.decimal(score_of(row)), "found": found_in},
    made_of={"score": ("score",), "found": ("score",)},
    coded={"channel": CHANNELS},
    parts={name: parts for end in SORTS.values() for name, parts in _parts(end).items()},
    formula_counts={"checks": N_("quality checks"), "checks_passed": N_("quality checks passed")},
)

CHECKS = Kind(
    "checks",
    N_("Quality checks"),
    (
        REF,
        AGENT,
        FileField("at", "moment", N_("Date and time"), (), required=True),
        FileField("channel", "text", N_("Contact"), (), required=True),
        FileField("form", "text", N_("Check form"), (), required=True),
        FileField("score", "points", N_("Points"), (), required=True),
        FileField("passed", "yes_no", N_("Passed"), ()),
        FileField("found", "text", N_("What was found"), ()),
        NOTE,
    ),
    (),
    _RECORDS,
)
