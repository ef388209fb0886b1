"""An agent's result in words: what is said of ranks and of wide intervals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain.statistics import Evidence, Interval
from qadesk.i18n import set_language
from qadesk.services.assessment import results
from qadesk.services.assessment.sureness import Uncertainty
from qadesk.services.explaining import result_words
from qadesk.services.paper.sheet_contents import fill
from qadesk.services.paper.sheet_month import read_month
from qadesk.storage.office import Office

SURE = Uncertainty(Interval(Decimal(60), Decimal(80)), {"A": 1.0}, (1, 2))


@pytest.mark.parametrize(
    "sure, alike, said",
    [
        (SURE, (2, 3, 4), "90%: rank 1–2; compared one by one, not distinguishable from ranks 2–4"),
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


def test_a_wide_interval_is_said_to_count_in_full_on_paper(sample_office: Office) -> None:
    made = results.results(sample_office, "2026-10")
    who = made.results[0]
    lines = tuple(
        one._replace(evidence=Evidence.INDICATIVE if one.code == "csat" else None)
        for one in who.assessment.lines
    )
    with sample_office.read() as connection:
        month = read_month(connection, sample_office, made)
    wide = replace(who, assessment=replace(who.assessment, lines=lines))
    (note,) = fill(month, wide, "en").notes
    assert "over every band of the rule; counts in full: Customer satisfaction (CSAT)." in note
    (note,) = fill(month, wide, "zh_CN").notes
    assert "区间较宽（横跨规则的全部档位），照常计分：客户满意度。" in note
    assert "仅供参考" not in note
