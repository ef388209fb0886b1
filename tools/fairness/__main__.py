"""`make fairness`: simulates months and writes what was found into docs/fairness.md (a few minutes)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.random import Generator, default_rng

from qadesk.domain.differences import changed
from qadesk.domain.raters import DEFAULT
from qadesk.domain.statistics import (
    Interval,
    count_interval,
    duration_interval,
    judged_interval,
    scale_interval,
    wilson,
)
from qadesk.services.assessment import uncertainty
from tools.fairness import days, mixed, places, told, versions
from tools.fairness.world import CARD, Agent, judgement, office, varied

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "fairness.md"
_BEGIN, _END = "<!-- made by make fairness -->", "<!-- end -->"
_BEGIN_SHIPPED, _END_SHIPPED = "<!-- made by make fairness: versions -->", "<!-- end of versions -->"
_SIZES: Final = (5, 10, 30, 200)
_SEED: Final = 20261031


def main() -> None:
    """Every table; `quick` a tenth of the months, `versions` only that of the shipped scorecards."""
    part = 10 if "quick" in sys.argv[1:] else 1
    _put(versions.tables(600 // part), _BEGIN_SHIPPED, _END_SHIPPED, write=part == 1)
    if "versions" in sys.argv[1:]:
        return
    few = mixed.few_cases(1000 // part, default_rng(_SEED), _SIZES)
    lines = [*singles(4000 // part), "", *few, "", *totals(600 // part), "", *falsely(1000 // part)]
    lines += ["", *told.any_change(1000 // part, default_rng(_SEED)), ""]
    lines += [*told.calibration(60 // part, default_rng(_SEED)), ""]
    lines += [*mixed.unequal_work(600 // part, default_rng(_SEED)), ""]
    lines += [*places.tables(300 // part, default_rng(_SEED)), ""]
    lines += [*told.brought_together(600 // part, default_rng(_SEED)), ""]
    lines += days.tables(1000 // part, default_rng(_SEED))
    _put(lines, _BEGIN, _END, write=part == 1)


def _put(lines: Iterable[str], begin: str, end: str, *, write: bool) -> None:
    made = "\n".join(lines)
    print(made)
    if write:
        before, rest = PAGE.read_text("utf-8").split(begin)
        PAGE.write_text(f"{before}{begin}\n{made}\n{end}{rest.split(end)[1]}", "utf-8", newline="\n")


def singles(times: int) -> Iterator[str]:
    """Coverage of single figures by number of observations."""
    yield "| figure 指标 | n = 5 | 10 | 30 | 200 |"
    yield "|---|---|---|---|---|"
    for name, draw in _FIGURES.items():
        chance = default_rng(_SEED)
        held = [np.mean([draw(chance, n) for _time in range(times)]) for n in _SIZES]
        yield f"| {name} | " + " | ".join(f"{one:.3f}" for one in held) + " |"


def _holds(interval: Interval | None, truth: float) -> bool:
    return interval is None or float(interval.low) <= truth <= float(interval.high)


def _rate(p: float) -> Callable[[Generator, int], bool]:
    return lambda chance, n: _holds(wilson(int(chance.binomial(n, p)), n), p)


def _scale(shares: tuple[float, ...], scale: tuple[int, ...]) -> Callable[[Generator, int], bool]:
    truth = sum(p * level for p, level in zip(shares, scale, strict=True))

    def once(chance: Generator, n: int) -> bool:
        counts = [int(k) for k in chance.multinomial(n, shares)]
        total = sum(k * level for k, level in zip(counts, scale, strict=True))
        squares = sum(k * level * level for k, level in zip(counts, scale, strict=True))
        return _holds(scale_interval(total, squares, n, scale), truth)

    return once


def _time(draw: Callable[[Generator, int], object], truth: float) -> Callable[[Generator, int], bool]:
    def once(chance: Generator, n: int) -> bool:
        values = [int(one) for one in np.asarray(draw(chance, n)) * 1000 + 1]
        return _holds(duration_interval(sum(values), sum(v * v for v in values), n), truth * 1000)

    return once


def _judged(level: float) -> Callable[[Generator, int], bool]:
    spread = DEFAULT.spread * (_STARS[-1] - _STARS[0])
    return lambda chance, _n: _holds(judged_interval(judgement(chance, level), spread, 1, 5), level)


_STARS, _NPS = (1, 2, 3, 4, 5), (-100, 0, 100)
_FIGURES: Final[dict[str, Callable[[Generator, int], bool]]] = {
    "rate 比率 90%": _rate(0.9),
    "rate 比率 98%": _rate(0.98),
    "CSAT 4.26": _scale((0.02, 0.04, 0.12, 0.3, 0.52), _STARS),
    "CSAT 4.78": _scale((0.0, 0.0, 0.02, 0.18, 0.8), _STARS),
    "CSAT 3.80": _scale((0.0, 0.0, 0.3, 0.6, 0.1), _STARS),
    "NPS +60": _scale((0.1, 0.2, 0.7), _NPS),
    "NPS +10": _scale((0.3, 0.3, 0.4), _NPS),
    "count 次数 (mean 均值 n)": lambda chance, n: _holds(count_interval(int(chance.poisson(n))), n),
    "time 时长, exponential 指数": _time(lambda chance, n: chance.exponential(30, n), 30),
    "time 时长, lognormal 对数正态 0.6": _time(lambda chance, n: chance.lognormal(0, 0.6, n), np.exp(0.18)),
    "time 时长, lognormal 对数正态 1.2": _time(lambda chance, n: chance.lognormal(0, 1.2, n), np.exp(0.72)),
    "time 时长, 1 in 100 lasts 30 times as long 百分之一长 30 倍": _time(
        lambda chance, n: np.where(chance.random(n) < 0.01, 600.0, 20.0), 25.8
    ),
    "median time 中位时长, exponential 指数": mixed.median_of(
        lambda chance, n: chance.exponential(30, n), 30 * np.log(2)
    ),
    "median time 中位时长, lognormal 对数正态 1.2": mixed.median_of(
        lambda chance, n: chance.lognormal(0, 1.2, n), 1
    ),
    "time, channels alike 各渠道同等": mixed.even_channels,
    "time, office's mix 全网点渠道结构": mixed.office_mix,
    "time, same hours 相同钟点": mixed.same_hours,
    "whole-cycle rating 整期评分 4.4": _judged(4.4),
    "whole-cycle rating 整期评分 4.0": _judged(4.0),
}


def totals(times: int) -> Iterator[str]:
    """Coverage of totals, and how often the likeliest grade is the true one."""
    yield "| months 月份 | interval holds the true total 区间含真实总分 | mean width 平均宽度 |"
    yield "|---|---|---|"
    chance = default_rng(_SEED)
    for name, agents in {
        "mid-band, 600 contacts 档中": lambda: [Agent()],
        "mid-band, 150 contacts": lambda: [replace(Agent(), contacts=150)],
        "at an edge (90.0% resolved, 35 s) 档边": lambda: [replace(Agent(), resolved=0.9, response=35.0)],
        "near the top 近满分": lambda: [
            replace(Agent(), response=22.0, resolved=0.97, attitude=4.9, communication=4.9, upheld=0.004,
                    errors=0.2, praises=4.0)],
        "varied agents 各人不同": lambda: varied(chance, 1),
    }.items():  # fmt: skip
        held, widths = [], []
        for _time in range(times):
            one = agents()[0]
            made = office([one], chance)
            found = uncertainty.of_agent(made.results[0])
            truth = one.truth().total
            assert found is not None
            assert truth is not None
            held.append(found.interval.low <= truth <= found.interval.high)
            widths.append(float(found.interval.high - found.interval.low))
        yield f"| {name} | {np.mean(held):.3f} | {np.mean(widths):.1f} |"


def falsely(times: int) -> Iterator[str]:
    """How often differences and changes are told where there are none."""
    yield "| what is told where nothing differs 无差异时却被判定 | share 比例 |"
    yield "|---|---|"
    chance = default_rng(_SEED)
    months = [uncertainty.month(office([Agent()] * 14, chance)) for _time in range(times)]
    pairs = 14 * 13
    told = [pairs - sum(map(len, one.alike.values())) for one in months]
    any_told = np.mean([n > 0 for n in told])
    yield f"| months with any of 14 identical agents called different 月份（14 人相同） | {any_told:.3f} |"
    yield f"| pairs of them called different 两人之间 | {sum(told) / pairs / times:.4f} |"
    told_of: dict[str, list[bool]] = {}
    for _time in range(times):
        (before, _), (now, _) = Agent().month(chance), Agent().month(chance)
        for line in now.lines:
            for code, found in changed(before, now, CARD, {line.code}).items():
                told_of.setdefault(code, []).append(found)
    for code, all_told in told_of.items():
        names = CARD.indicator(code).names
        yield f"| change against last month 与上月变化: {names.en} {names.zh} | {np.mean(all_told):.3f} |"


if __name__ == "__main__":
    main()
