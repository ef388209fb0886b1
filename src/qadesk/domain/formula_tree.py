"""What a formula is made of: figures, names, sums, functions and conditions, as a tree."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

ExactNumber = Fraction | int  # a whole number is as exact, and quicker to calculate with
FUNCTIONS = ("min", "max")
GROUPS = ("team", "post", "office")
PEER_MEASURES = ("mean", "median", "rank", "rank_share", "percentile")
OTHERS, MEAN_RANK = "others", "mean_rank"  # what a peer figure may be asked with
NOT_APPLICABLE = ("not_applicable", "不适用")  # stand for “does not apply”, and for no figure


class FormulaError(ValueError):
    """What is wrong with a formula: a stable `problem`, the offending `text` and `at`, counted from 0."""

    def __init__(self, problem: str, text: str, at: int) -> None:
        super().__init__(f"{problem} {text!r} at {at}")
        self.problem, self.text, self.at = problem, text, at


@dataclass(frozen=True)
class Taking:
    """A function that takes a figure by its code: the same figure elsewhere, as of another period.

    `called` are other words for it; `counts` says whether a whole number follows, of how many periods.
    """

    called: tuple[str, ...]
    counts: bool = False


MOST_PERIODS: Final = 12
PERIODS: Final = {  # figures of other periods; see `earlier`
    "before": Taking(("上期", "上月")),
    "year_before": Taking(("去年同期", "去年同月")),
    "mean_of_last": Taking(("前几期平均", "前几月平均"), counts=True),
    "lowest_of_last": Taking(("前几期最低", "前几月最低"), counts=True),
    "highest_of_last": Taking(("前几期最高", "前几月最高"), counts=True),
    "quarter_to_date": Taking(("本季累计",)),
    "whole_quarter": Taking(("全季",)),
}
TAKING: Final[dict[str, Taking]] = {**PERIODS}  # all of them, by name


@dataclass(frozen=True)
class Number:
    """A figure written in the formula; 60% is 0.6."""

    value: ExactNumber


@dataclass(frozen=True)
class Name:
    """Another figure, by code."""

    code: str


@dataclass(frozen=True)
class Elsewhere:
    """The figure of that code somewhere else: `function` is one of TAKING, `number` what follows the code."""

    function: str
    code: str
    number: int | None = None

    @property
    def key(self) -> str:
        """What its value goes by among those of a formula: before(sat), mean_of_last(sat, 3)."""
        return (
            f"{self.function}({self.code})"
            if self.number is None
            else (f"{self.function}({self.code}, {self.number})")
        )


@dataclass(frozen=True)
class Nothing:
    """What does not apply."""


@dataclass(frozen=True)
class Operation:
    """`operator` is one of + - * /; a sign is 0 minus what follows."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """`function` is min or max."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class PeerCall:
    """A figure of an agent's peers: those of the same team or post, or the whole office, with a value.

    `others`: a mean or median without the agent. `mean_rank`: equal values share the mean of their ranks,
    not the better one. `least`: of fewer peers, who are others than the agent, nothing is said.
    """

    group: str  # one of GROUPS
    measure: str  # one of PEER_MEASURES
    code: str  # of the indicator
    others: bool = False
    mean_rank: bool = False
    least: int = 1

    @property
    def ranks(self) -> bool:
        """Whether it says where the agent's own value stands."""
        return self.measure not in PEER_MEASURES[:2]

    @cached_property
    def key(self) -> str:
        """How it is written in a formula, whatever was typed."""
        asked = [OTHERS] * self.others + [MEAN_RANK] * self.mean_rank
        asked += [str(self.least)] if self.least > 1 else []
        return f"{self.group}_{self.measure}({', '.join([self.code, *asked])})"


@dataclass(frozen=True)
class Comparison:
    """`sign` is one of < <= > >= = <>."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Joined:
    """Conditions of which one (`word` is "or") or all ("and") must hold."""

    word: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Branching:
    """`then` where the condition holds, `otherwise` where it does not."""

    condition: Condition
    then: Node
    otherwise: Node


Condition = Comparison | Joined
Node = Number | Name | Elsewhere | Nothing | Operation | Call | Branching | PeerCall
