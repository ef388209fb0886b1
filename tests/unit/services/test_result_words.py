"""An agent's result in words: what is said of ranks and of intervals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qadesk.domain.statistics import Interval
from qadesk.i18n import set_language
from qadesk.services.assessment.sureness import Uncertainty
from qadesk.services.explaining import result_words

SURE = Uncertainty(Interval(Decimal(60), Decimal(80)), {"A": 1.0}, (1, 2))


@pytest.mark.parametrize(
    "sure, alike, said",
    [
        (SURE, (2, 3, 4), "90%: rank 1–2, yet taken one by one not distinguishable from ranks 2–4"),
        (SURE, None, "90%: rank 1–2"),
        (None, (2,), "not distinguishable from rank 2"),
        (None, None, ""),
    ],
)
def test_ranks_are_told_in_one_sentence(
    sure: Uncertainty | None, alike: tuple[int, ...] | None, said: str
) -> None:
    set_language("en")
    assert result_words.ranks_fact(sure, alike) == said


def test_the_sentence_is_one_in_chinese_too() -> None:
    set_language("zh_CN")
    said = "90% 可能名次 1–2；但逐一比较时，与第 2–7 名差异不显著"
    assert result_words.ranks_fact(SURE, tuple(range(2, 8))) == said
