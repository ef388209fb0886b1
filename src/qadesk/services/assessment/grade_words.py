"""Why a grade is not the one of the total, in words for screen, paper and workbook."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qadesk import formats
from qadesk.domain.quotas import lowered
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.errors import joined


def other_grade(card: Scorecard, made: Assessment, _: Callable[[str], str], language: str) -> str:
    """Why the grade is not the one of the total: a red line that caps it, or a quota that is full."""
    why, said = lowered(card, made), []
    if why.red_lines:
        names = _(", ").join(card.indicator(code).names.in_language(language) for code in why.red_lines)
        words = _("Red line crossed: {names}. The grade by the total would be {by_total}; it is {grade}.")
        capped = made.grade if why.full is None else why.full.code
        said.append(words.format(names=names, by_total=made.by_total, grade=capped))
    if why.full is not None:
        words = _(
            "The grade by the total would be {by_total}, which at most {quota}% may have; it is {grade}."
        )
        quota = formats.plain((why.full.quota or Decimal(0)) * 100)
        said.append(words.format(by_total=why.full.code, quota=quota, grade=made.grade))
    return joined(*said)
