"""What holds of every scorecard and every agent, whatever the numbers."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.rules import RedLine
from qadesk.domain.scorecard import Better, Role, Scorecard
from qadesk.domain.scorecard_forms import from_dict, to_dict
from qadesk.domain.scoring import State, Status
from qadesk.domain.spreading import effective_weights
from tests.unit.domain.cards import NA, knowledge, scorecards, seen, values

D = Decimal


@given(st.data())
def test_effective_weights_sum_to_a_hundred_exactly(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    weighted = [i for i in made.indicators() if i.role is Role.WEIGHTED]
    counting = data.draw(st.sets(st.sampled_from([i.code for i in weighted])))
    spread = effective_weights(made, counting)
    alive = {i.code for i in weighted if i.code in counting and i.weight > 0}
    assert spread.keys() == alive
    assert sum(spread.values()) == (100 if alive else 0)
    assert all(weight > 0 for weight in spread.values())


@given(st.data())
def test_a_section_keeps_its_share_while_any_of_it_counts(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    every = {i.code for i in made.indicators() if i.role is Role.WEIGHTED}
    kept = {
        code
        for section in made.sections
        for code in data.draw(st.sets(st.sampled_from([i.code for i in section.indicators]), min_size=1))
    }
    whole, spread = effective_weights(made, every), effective_weights(made, kept & every)
    alive = [s for s in made.sections if any(i.code in spread for i in s.indicators)]
    assume(len(alive) == sum(1 for s in made.sections if any(i.code in whole for i in s.indicators)))
    for section in alive:
        codes = {i.code for i in section.indicators}
        assert sum(w for c, w in whole.items() if c in codes) == sum(
            w for c, w in spread.items() if c in codes
        )


@given(st.data())
def test_a_better_value_never_lowers_the_total(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    known = data.draw(knowledge(made, missing=False))
    observed = [
        i for i in made.indicators()
        if known[i.code].state is State.OBSERVED and not isinstance(i.rule, RedLine)
    ]  # fmt: skip
    chosen = data.draw(st.sampled_from(observed))
    old, other = known[chosen.code].measurement.value, data.draw(values)
    assert old is not None
    worse, better = sorted((old, other), reverse=chosen.better is Better.LOWER)
    before = assess(made, known | {chosen.code: seen(worse)})
    after = assess(made, known | {chosen.code: seen(better)})
    assume(before.total is not None)
    assert after.total is not None
    assert before.total is not None
    assert after.total >= before.total
    codes = [g.code for g in made.grades]
    assert after.grade is not None
    assert before.grade is not None
    assert codes.index(after.grade) <= codes.index(before.grade)


@given(st.data())
def test_totals_stay_between_zero_and_the_cap(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    result = assess(made, data.draw(knowledge(made, missing=False)))
    if result.status is Status.GRADED:
        assert result.total is not None
        assert result.computed is not None
        assert 0 <= result.total <= made.cap
        assert 0 <= result.computed <= made.cap
        assert result.total == result.total.quantize(D("0.01"))
        assert result.grade in {g.code for g in made.grades}
        if result.red_lines:
            assert (result.total, result.grade) == (0, made.grades[-1].code)


@given(st.data())
def test_an_assessment_is_graded_just_when_nothing_is_missing(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    known = data.draw(knowledge(made))
    result = assess(made, known)
    missing = [c for c, g in known.items() if g.state is State.MISSING]
    assert sorted(result.missing) == sorted(missing)
    assert (result.total is None) == (result.status is not Status.GRADED)
    assert (result.status is Status.INCOMPLETE) == bool(missing)


@given(st.data())
def test_contributions_add_up_to_the_computed_total(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    result = assess(made, data.draw(knowledge(made, missing=False)))
    assume(result.computed is not None)
    assert result.computed is not None
    together = sum((line.contribution or D(0) for line in result.lines), D(0))
    assert abs(min(together, made.cap) - result.computed) <= D("0.005000001")


@given(st.data())
def test_what_is_known_may_come_in_any_order(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    known = data.draw(knowledge(made))
    shuffled = dict(data.draw(st.permutations(list(known.items()))))
    assert assess(made, shuffled) == assess(made, known)


@given(st.data())
def test_what_does_not_apply_has_no_say(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    known = data.draw(knowledge(made, missing=False))
    weighted = [i for i in made.indicators() if i.role is Role.WEIGHTED]
    chosen = data.draw(st.sampled_from(weighted))
    result = assess(made, known | {chosen.code: NA})
    line = result.line(chosen.code)
    assert (line.effective_weight, line.points, line.contribution, line.lost) == (0, None, None, 0)


@given(scorecards())
def test_the_file_form_gives_an_equal_scorecard_back(made: Scorecard) -> None:
    assert from_dict(to_dict(made)) == made
