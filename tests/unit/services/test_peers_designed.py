"""Comparisons with peers as they are designed: chosen beside the table, in words, in formulas."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from qadesk.domain import against_peers, checking, editing
from qadesk.domain.against_peers import How
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Better, Origin, Scorecard, Unit
from qadesk.errors import NotTaken
from qadesk.i18n import speaking
from qadesk.services import scorecards
from qadesk.services.designing import additions, asked_fields, formula_names, peer_phrases, row_fields
from qadesk.services.designing.source_reading import put_source, source_key

D = Decimal
CARD, HERE = additions.with_indicator(scorecards.shipped(), Spot(0, 0), Origin.FORMULA.value)
FCR = "first_contact_resolution"


def fields(card: Scorecard) -> dict[str, Any]:
    return {one.name: one for one in asked_fields.of_row(card, HERE)}


def chosen(card: Scorecard, name: str, value: object) -> Scorecard:
    made: Scorecard = fields(card)[name].put(card, value)
    return made


def formula_of(card: Scorecard) -> str:
    return editing.indicator_at(card, HERE).formula


@pytest.fixture
def compared() -> Scorecard:
    return chosen(chosen(CARD, "indicatorSource", row_fields.PEERS), "peersOf", FCR)


def test_a_comparison_is_chosen_without_writing_a_formula(compared: Scorecard) -> None:
    assert formula_of(compared) == f"{FCR} - team_mean({FCR})"
    assert row_fields.source_code(editing.indicator_at(compared, HERE)) == row_fields.PEERS
    ranked = chosen(chosen(compared, "peersHow", How.RANK_SHARE), "peersGroup", "office")
    assert formula_of(ranked) == f"office_rank_share({FCR})"
    made = editing.indicator_at(ranked, HERE)
    assert (made.unit, made.better) == (Unit.RATE, Better.LOWER)
    assert isinstance(made.rule, Ladder)
    assert made.rule == Ladder("lower", ((D("0.1"), D(100)), (D("0.3"), D(90)), (D("0.7"), D(80))), D(60))
    tied = chosen(chosen(ranked, "peersTies", True), "peersLeast", Decimal(4))
    assert formula_of(tied) == f"office_rank_share({FCR}, mean_rank, 4)"
    alone = chosen(chosen(tied, "peersHow", How.BY_MEDIAN), "peersOthers", True)
    assert formula_of(alone) == f"{FCR} / office_median({FCR}, others, 4)"
    assert editing.indicator_at(alone, HERE).better is Better.HIGHER


@pytest.mark.parametrize("how", list(How))
def test_every_way_comes_back_as_it_was_chosen(compared: Scorecard, how: How) -> None:
    made = chosen(compared, "peersHow", how)
    assert fields(made)["peersHow"].value == how
    assert against_peers.read(formula_of(made)) is not None
    (section, number), found = (HERE.section, HERE.indicator), checking.check(made)
    mine = [one for one in found if one.path[:4] == ("sections", section, "indicators", number)]
    assert {one.code for one in mine} <= {"weight_lacking", "name_in_one_language", "no_full_marks"}


def test_a_fewest_number_below_one_is_not_taken(compared: Scorecard) -> None:
    with pytest.raises(NotTaken):
        chosen(compared, "peersLeast", Decimal(0))


def test_without_another_indicator_there_is_nothing_to_compare() -> None:
    section = replace(CARD.sections[0], indicators=(editing.indicator_at(CARD, HERE),))
    alone = replace(CARD, sections=(section,))
    with pytest.raises(NotTaken, match="no other indicator"):
        row_fields.put_source(alone, Spot(0, 0), row_fields.PEERS)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("rank in the office of First-contact resolution", f"office_rank({FCR})"),
        ("team mean of First-contact resolution", f"team_mean({FCR})"),
        ("First-contact resolution minus the team mean", f"{FCR} - team_mean({FCR})"),
        ("CSAT ÷ office median without the agent", "csat / office_median(csat, others)"),
        ("percentile of csat in the post, at least 5 peers", "post_percentile(csat, 5)"),
        ("首次解决率的班组名次占比", f"team_rank_share({FCR})"),
        ("首次解决率减班组平均（不含本人，至少3人）", f"{FCR} - team_mean({FCR}, others, 3)"),
        ("首次解决率与全员中位数之差", f"{FCR} - office_median({FCR})"),
        ("首次解决率在网点的排名", f"office_rank({FCR})"),
    ],
)  # fmt: skip
def test_a_source_in_words_is_read(text: str, formula: str) -> None:
    assert source_key(text, ()) == Origin.FORMULA.value
    made = put_source(CARD, HERE, text, ())
    assert formula_of(made) == formula


@pytest.mark.parametrize("text", ["班组平均", "team mean of what nobody knows", "office rank"])
def test_words_that_name_no_indicator_are_refused(text: str) -> None:
    with pytest.raises(NotTaken, match="names no other indicator"):
        put_source(CARD, HERE, text, ())


@pytest.mark.parametrize(
    "text", ["Typed for each agent", "手工填写", "系统", "records", "平均响应时长", "rating"]
)
def test_other_words_are_no_comparison(text: str) -> None:
    assert not peer_phrases.is_comparison(text)


def test_a_formula_is_told_in_the_words_of_the_language() -> None:
    written = f"{FCR} - team_mean({FCR}, others)"
    with speaking("zh_CN"):
        told = formula_names.in_names(CARD, written)
    assert "班组平均(" in told
    assert "不含本人" in told
    assert FCR not in told


def test_figures_of_peers_are_offered_to_put_in(compared: Scorecard) -> None:
    offered = [text for one in fields(compared)["indicatorFormula"].inserts if isinstance(one, tuple)
               for text, _words in one[1]]  # fmt: skip
    assert {"team_mean( )", "post_percentile( )", "office_rank_share( )"} <= set(offered)
