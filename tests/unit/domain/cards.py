"""Scorecards and measurements made up for the domain's tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from qadesk.domain.measures import Measurement
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
    shortened,
)
from qadesk.domain.scorecard import (
    Better,
    Grade,
    Indicator,
    Level,
    Marks,
    Names,
    Scorecard,
    Section,
    Ties,
    Unit,
)
from qadesk.domain.scoring import Given, State

D = Decimal
GRADES = tuple(
    Grade(code, Names(zh, en), D(least))
    for code, zh, en, least in (
        ("A", "优秀", "Excellent", 90),
        ("B", "良好", "Good", 80),
        ("C", "合格", "Satisfactory", 70),
        ("D", "待改进", "Needs improvement", 0),
    )
)


def indicator(code: str, weight: object = 0, rule: Rule | None = None, **more: object) -> Indicator:
    """An indicator whose value is its points, unless told otherwise."""
    kind = rule or Proportional(full=D(100))
    settings: dict[str, object] = {"unit": Unit.SCORE, "better": Better.HIGHER, "standard": None} | more
    return Indicator(code, Names(code, code), weight=D(str(weight)), rule=kind, **settings)  # type: ignore[arg-type]


def card(sections: Mapping[str, Sequence[Indicator]], cap: object = 105) -> Scorecard:
    """A scorecard of these sections with the usual grades."""
    return Scorecard(
        "made-up",
        1,
        Names("方案", "Card"),
        tuple(Section(code, Names(code, code), tuple(parts)) for code, parts in sections.items()),
        GRADES,
        D(str(cap)),
    )


def seen(value: object, n: int = 20) -> Given:
    """An observed value."""
    return Given(State.OBSERVED, Measurement(D(str(value)), n))


NA = Given(State.NOT_APPLICABLE, reason="on leave")
WAIVED = Given(State.WAIVED, reason="the telephone system was down")
MISSING = Given(State.MISSING)

# ---- anything an office could draw up -------------------------------------------------------------

values = st.decimals(min_value=0, max_value=120, places=2)
weights = st.decimals(min_value=0, max_value=60, places=1)
points = st.decimals(min_value=0, max_value=100, places=1)


@st.composite
def ladders(draw: st.DrawFn, better: str) -> Ladder:
    """Bands that run from best to worst, as the file form asks for."""
    limits = sorted(draw(st.lists(values, min_size=1, max_size=4, unique=True)), reverse=better == "higher")
    steps = sorted(draw(st.lists(points, min_size=len(limits) + 1, max_size=len(limits) + 1)), reverse=True)
    flags = st.lists(st.booleans(), max_size=len(limits)).map(shortened)
    bands = tuple(zip(limits, steps, strict=False))
    return Ladder(better, bands, steps[-1], False, draw(st.booleans()), draw(flags), draw(flags))


def _fitting(better: Better) -> st.SearchStrategy[Rule]:
    """The rules of a direction."""
    rules: list[st.SearchStrategy[Rule]] = [
        ladders(better.value),
        st.builds(
            Step, st.just(better.value), values.filter(bool), points, points, points, pro_rata=st.booleans()
        ),
        st.just(PassFail(better.value)),
    ]
    if better is Better.LOWER:
        rules += [st.just(Proportional()), st.builds(Deduction, points, points)]
    else:
        rules += [st.builds(Proportional, values.filter(bool))]
    return st.one_of(rules)


# Made once: to make a strategy takes longer than to draw from it.
_RULES = {better: _fitting(better) for better in Better}
_DIRECTIONS, _UNITS = st.sampled_from(list(Better)), st.sampled_from(list(Unit))
_LEVELS = st.just(()) | st.just((Level(3, Names("合格", "Fair"), Names("尚可", "So-so")),))
_SIZES, _CAPS = st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(100, 120)
_FEW, _TIMES = st.integers(0, 3), st.integers(1, 50)
_STATES = {
    missing: st.sampled_from([NA, WAIVED, None, None, None] + ([MISSING] if missing else []))
    for missing in (True, False)
}


@cache
@st.composite
def indicators(draw: st.DrawFn, code: str) -> Indicator:
    """A weighted indicator with a rule that fits its direction."""
    better = draw(_DIRECTIONS)
    return Indicator(
        code,
        Names(f"指标{code}", f"Indicator {code}"),
        draw(_UNITS),
        better,
        draw(weights),
        draw(_RULES[better]),
        draw(values),
        draw(_LEVELS),
    )


@st.composite
def scorecards(draw: st.DrawFn) -> Scorecard:
    """One to four sections of one to four weighted indicators, then bonus and red line."""
    sizes = draw(_SIZES)
    sections: dict[str, Sequence[Indicator]] = {
        f"s{number}": [draw(indicators(f"s{number}i{i}")) for i in range(size)]
        for number, size in enumerate(sizes)
    }
    sections["extra"] = [
        indicator("praises", rule=Bonus(draw(points), draw(points)), unit=Unit.COUNT),
        indicator("abuse", rule=RedLine(), unit=Unit.COUNT, better=Better.LOWER, standard=D(0)),
    ]
    return card(sections, cap=draw(_CAPS))


@st.composite
def knowledge(draw: st.DrawFn, made: Scorecard, *, missing: bool = True) -> dict[str, Given]:
    """What may be known of an agent under that scorecard; `missing` False makes it complete."""
    known = {}
    for one in made.indicators():
        if one.role.value != "weighted":
            known[one.code] = seen(draw(_FEW))
            continue
        state = draw(_STATES[missing])
        known[one.code] = state or seen(draw(values), draw(_TIMES))
    return known


# ---- anything that can be written down, sound or not ----------------------------------------------

_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30).map(
    str.strip
)
_lines = st.lists(_texts.filter(bool), min_size=1, max_size=3).map("\n".join)
_long = st.lists(st.sampled_from(["礼貌", "patient,", "it's", "#1:", "= 2", '"', "—"]), max_size=60).map(
    " ".join
)
_awkward = st.sampled_from(
    ["no", "~", "1.50", "=1+1", "- x", "a: b", "{", "'", "2026-10-01", "@", "* a", "a #b"]
)
texts = st.one_of(_texts, _lines, _long, _awkward)
names_of_all_kinds = st.builds(Names, texts, texts)
figures = st.decimals(min_value=-1000, max_value=10**6, places=6)
_ways = st.sampled_from(["lower", "higher"])
_maybe = st.none() | figures
all_rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Proportional, figures, figures, st.just("lower"), _maybe),
    st.builds(Proportional, st.none(), figures, _ways, _maybe),
    st.builds(
        Ladder,
        _ways,
        st.lists(st.tuples(figures, figures), max_size=12).map(tuple),
        figures,
        st.booleans(),
        st.booleans(),
    ),
    st.builds(Step, _ways, figures, figures, figures, _maybe, figures, _maybe, st.booleans(), st.booleans()),
    st.builds(Deduction, figures, figures, figures),
    st.builds(PassFail, _ways, _maybe),
    st.builds(Bonus, figures, figures),
    st.builds(RedLine, st.sampled_from(Effect), texts, figures),
    st.just(Unscored()),
)


@st.composite
def all_scorecards(draw: st.DrawFn) -> Scorecard:
    """Every kind of rule, section, grade and text; made to be written and read back, not to be reckoned."""
    codes = iter(f"i{number}" for number in range(100))

    def one() -> Indicator:
        wanted = sorted(draw(st.sets(st.integers(1, 10), max_size=3)), reverse=True)
        levels = [Level(n, draw(names_of_all_kinds), draw(names_of_all_kinds)) for n in wanted]
        return Indicator(
            next(codes),
            draw(names_of_all_kinds),
            draw(st.sampled_from(Unit)),
            draw(st.sampled_from(Better)),
            draw(figures),
            draw(all_rules),
            draw(_maybe),
            tuple(levels),
            draw(st.booleans()),
            draw(texts),
            draw(texts),
            draw(st.booleans()),
        )

    def section(number: int) -> Section:
        inside = tuple(one() for _n in range(draw(st.integers(0, 3))))
        return Section(
            f"s{number}", draw(names_of_all_kinds), inside, draw(_maybe), draw(_maybe), draw(_maybe)
        )

    return Scorecard(
        draw(texts.filter(bool)),
        draw(st.integers(1, 50)),
        draw(names_of_all_kinds),
        tuple(section(number) for number in range(draw(st.integers(1, 3)))),
        tuple(
            Grade(f"g{number}", draw(names_of_all_kinds), draw(figures), draw(_maybe))
            for number in range(draw(st.integers(1, 3)))
        ),
        draw(figures),
        draw(st.booleans()),
        draw(st.sampled_from(Marks)),
        draw(st.integers(1, 60)),
        draw(figures),
        draw(st.sampled_from(Ties)),
    )
