"""What the newest shipped scorecard does beside the first: on the sample months, and to simulated ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.random import default_rng

from qadesk.domain.quotas import with_quotas
from qadesk.domain.scorecard import Scorecard
from qadesk.services import sample
from qadesk.services.assessment import uncertainty
from qadesk.services.designing import noise, trial_month
from qadesk.services.designing.noise import CardNoise, RuleNoise
from qadesk.storage.office import Office
from tools.fairness.world import CARD, NEWEST, Agent, office

_SEED = 20261031


def tables(times: int) -> Iterator[str]:
    """All of it; `times` months are simulated of each kind."""
    with TemporaryDirectory() as folder:
        branch = sample.build(Path(folder) / "sample.qadesk", followed=False)
        try:
            yield from _months(branch)
            yield ""
            yield from _rules(branch)
        finally:
            branch.close()
    yield ""
    yield from _simulated(times)


def _months(branch: Office) -> Iterator[str]:
    yield (
        "| sample month 示例月份 | version 版本 | A | B | C | D | incomplete 未完成 | mean total 平均总分 | "
        "by chance 偶然 ± | reliability 信度 |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for code in (sample.CLOSED, sample.OPEN):
        for card in (CARD, NEWEST):
            with branch.read() as connection:
                cycle = trial_month.month_in(connection, branch, code)
                month = trial_month.RecalculatedMonth(connection, branch, cycle, CARD, card)
                made = with_quotas(card, [after for _who, _before, after in month.under_draft()])
            grades = Counter(one.grade for one in made)
            totals = [float(one.total) for one in made if one.total is not None]
            found = noise.noise_of(card, [noise.PastMonths(branch).month(card, cycle)])
            told = [str(grades[grade]) for grade in ("A", "B", "C", "D", None)]
            yield (
                f"| {code} | {card.version} | {' | '.join(told)} | {np.mean(totals):.2f} | "
                f"{_or_dash(found.error)} | {_or_dash(found.reliability)} |"
            )


def _rules(branch: Office) -> Iterator[str]:
    yield "| rule 规则, 2026-09 | by chance 偶然 ± v1 | v2 | one case 一件 v1 | v2 |"
    yield "|---|---|---|---|---|"
    months = noise.PastMonths(branch)
    before, after = (months.noise(card) for card in (CARD, NEWEST))
    for indicator in NEWEST.indicators():
        if indicator.code in after.of and indicator.rule != CARD.indicator(indicator.code).rule:
            old, new = _of(before, indicator.code), _of(after, indicator.code)
            names = indicator.names
            yield f"| {names.en} {names.zh} | {old.spread} | {new.spread} | {_step(old)} | {_step(new)} |"


def _of(found: CardNoise, code: str) -> RuleNoise:
    return found.of[code]


def _step(found: RuleNoise) -> str:
    if found.step is None:
        return "–"
    least, most = (f"{one.normalize():f}" for one in found.step)
    return least if least == most else f"{least}–{most}"


def _or_dash(figure: object) -> str:
    return "–" if figure is None else str(figure)


def _simulated(times: int) -> Iterator[str]:
    yield "| months 月份 | version 版本 | interval holds the true total 含真值 | mean width 平均宽度 |"
    yield "|---|---|---|---|"
    edge = replace(Agent(), resolved=0.9, response=35.0)
    for name, agent in {
        "mid-band, 600 contacts 档中": Agent(),
        "at an edge (90.0% resolved, 35 s) 档边": edge,
    }.items():
        for card in (CARD, NEWEST):
            held, width = _coverage(agent, card, times)
            yield f"| {name} | {card.version} | {held:.3f} | {width:.1f} |"


def _coverage(agent: Agent, card: Scorecard, times: int) -> tuple[float, float]:
    chance, truth = default_rng(_SEED), agent.truth(card).total
    held, widths = [], []
    for _time in range(times):
        found = uncertainty.of_agent(office([agent], chance, card).results[0])
        assert found is not None
        assert truth is not None
        held.append(found.interval.low <= truth <= found.interval.high)
        widths.append(float(found.interval.high - found.interval.low))
    return float(np.mean(held)), float(np.mean(widths))
