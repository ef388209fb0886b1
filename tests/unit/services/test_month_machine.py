"""Whatever is done to a closed month, in whatever order, with steps taken back in between: what always holds.

Deeds of people are drawn – whether they are possible then or not – on the results of a small office; after
each it is looked at the whole month. A number says which are drawn, so that what fails can be done again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from qadesk.domain.appeals import AppealOutcome
from qadesk.domain.stages import EDGES, MonthStage, Stage, month_stage
from qadesk.errors import UserError
from qadesk.services import check, cycles, merging, renumbering, roster
from qadesk.services.after_closing import corrections, delivery, interviews, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.interviews import Talk
from qadesk.services.after_closing.notices import NoticeChoice
from qadesk.services.appeals import deciding, entering, reading
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.assessment import exemptions, results
from qadesk.services.done import Done
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.scoring import drafts, evaluations
from qadesk.services.uses import month as used
from qadesk.services.uses.month import Standing
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.appealed_month import closed, opened_with
from tests.made_up_month import CODE

WHO = ("KF01", "KF02")
BEFORE = {"KF01": "KF11", "KF02": "KF12"}  # what a number is corrected to
Deed = Callable[["Month", str], Done[Any]]


def _praise(it: Month, who: str) -> Done[Any]:
    return by_hand.add(
        it.office, RecordEntry("incidents", who, {"day": date(2026, 10, 20), "kind": "praise"})
    )


def _rate(it: Month, who: str) -> Done[Any]:
    cycle = cycles.get(it.office, CODE)
    drafts.rate(it.office, cycle, who, "attitude", Decimal(next(it.number) % 5 + 1))
    return evaluations.submit(it.office, cycle, [who])


def _decided(outcome: AppealOutcome) -> Deed:
    what = Decision(outcome, "核实", others=outcome is AppealOutcome.UPHELD)
    return lambda it, who: deciding.decide(it.office, CODE, who, what)


def _handed(how: Stage) -> Deed:
    told: dict[str, Any] = {"reason": "不认可", "witness": "王", "carrier": "顺丰", "tracking": "SF1"}
    return lambda it, who: delivery.deliver(it.office, CODE, [who], Handover(how, it.today, **told))


DEEDS: dict[str, Deed] = {
    "approve": lambda it, who: review.approve(it.office, CODE, [who]),
    "approve all": lambda it, _who: review.approve(it.office, CODE, _all(it)),
    "return": lambda it, who: review.give_back(it.office, CODE, [who], "look"),
    "hand in": lambda it, who: review.hand_in_again(it.office, CODE, [who], "looked"),
    **{how.value: _handed(how) for how in delivery.WAYS},
    "deliver all": lambda it, _who: delivery.deliver(
        it.office, CODE, _all(it), Handover(Stage.SIGNED, it.today)
    ),
    "final": lambda it, who: delivery.make_final(it.office, CODE, [who]),
    "final all": lambda it, _who: delivery.make_final(it.office, CODE, _all(it)),
    "publish": lambda it, _who: publication.publish(it.office, CODE),
    "notice": lambda it, _who: publication.notice(
        it.office, CODE, NoticeChoice(shown="totals"), it.folder / "n.pdf"
    ),
    "interview": lambda it, who: interviews.save(it.office, CODE, who, Talk(it.today, "赵", strengths="好")),
    "enter": lambda it, who: entering.enter(it.office, CODE, who, AppealEntry("不认可", it.today)),
    "edit": lambda it, who: entering.edit(it.office, CODE, who, AppealEntry("仍不认可", it.today)),
    "next": lambda it, who: entering.take_further(it.office, CODE, who, AppealEntry("再申诉", it.today)),
    "withdraw": lambda it, who: entering.withdraw(it.office, CODE, who),
    "correct in it": lambda it, who: deciding.start_correcting(it.office, CODE, who),
    "stop in it": lambda it, who: deciding.stop_correcting(it.office, CODE, who),
    "upheld": _decided(AppealOutcome.UPHELD),
    "in part": _decided(AppealOutcome.PARTLY_UPHELD),
    "rejected": _decided(AppealOutcome.REJECTED),
    "reopen": lambda it, who: corrections.begin(it.office, CODE, who, "wrong"),
    "finish": lambda it, who: corrections.finish(it.office, CODE, who),
    "finish, others": lambda it, who: corrections.finish(it.office, CODE, who, others=True),
    "give up": lambda it, who: corrections.give_up(it.office, CODE, who),
    "praise": _praise,
    "exempt": lambda it, who: exemptions.exempt(it.office, CODE, who, "csat", "na", "new"),
    "open form": lambda it, who: evaluations.reopen(it.office, cycles.get(it.office, CODE), who, "wrong"),
    "rate": _rate,
    "renumber": lambda it, who: renumbering.correct(it.office, who, BEFORE[who], "mistyped"),
    "merge": lambda it, who: merging.merge(it.office, "KF90", who),
    "leave": lambda it, who: roster.leave(it.office, who, it.today),
}
STEPS = 20
ALWAYS = ["notice", "interview", "leave", "renumber", "merge"]  # possible at nearly any time, so drawn less
TOGETHER = ["approve all", "deliver all", "final all", "publish"]
OFTEN = sorted(DEEDS.keys() - {*TOGETHER, *ALWAYS})


def _all(it: Month) -> list[str]:
    return [one.staff_no for one in it.now().positions]


class Month:
    """An office on the day its month was closed, and what is done in it."""

    office: Office
    today: date

    def __init__(self, office: Office, folder: Path, seed: int, turn_to: Callable[[date], None]) -> None:
        self.office, self.folder, self._turn_to = office, folder, turn_to
        self._drawn, self.number, self.undos = Random(seed), count(), list[Any]()
        self.today = date(2026, 11, 3)
        self.done: list[str] = []
        self._kept: dict[tuple[int, int], Any] = {}
        opened_with(office, "区域")
        roster.add(office, roster.AgentEntry("KF90", "李强"))

    def now(self) -> stages.MonthPositions:
        return stages.positions(self.office, CODE)

    def go_on(self) -> None:
        """One thing more that is possible: of one agent, of all, or one of the last steps taken back."""
        draw = self._drawn.random()
        if draw < 0.1 and self.undos:
            at = self._drawn.randrange(min(len(self.undos), 5))
            self._try("undo", self.undos.pop(-1 - at))
        elif draw < 0.2:
            self.today += timedelta(days=self._drawn.randrange(1, 12))
            self._turn_to(self.today)
        else:
            among = TOGETHER if draw < 0.35 else ALWAYS if draw < 0.4 else OFTEN
            for _ in range(15):
                deed, who = self._drawn.choice(among), self._drawn.choice(WHO)
                if self._try(f"{deed} {who}", partial(DEEDS[deed], self, who)):
                    return

    def _try(self, name: str, deed: Callable[[], Done[Any]]) -> bool:
        before = self._written()
        try:
            done = deed()
        except UserError:
            assert self._written() == before, f"refused, and yet something was changed: {name}"
            return False
        self.done.append(name)
        if done.undo is not None:
            self.undos.append(done.undo)
        return True

    def _written(self) -> Any:
        watched = (tables.assessment_step, tables.assessment, tables.correction, tables.appeal)
        with self.office.read() as connection:
            return [connection.execute(select(table).order_by(table.c.id)).all() for table in watched]

    # ---- what always holds

    def stages_follow_each_other(self) -> None:
        for one in self.now().positions:
            taken = [step.stage for step in one.steps]
            assert taken[0] is Stage.IN_REVIEW
            assert [pair for pair in pairwise(taken) if pair[1] not in EDGES[pair[0]]] == []
            assert Stage.CORRECTED is not one.stage

    def nothing_stored_is_overwritten(self) -> None:
        own = tables.assessment.c
        with self.office.read() as connection:
            rows = connection.execute(select(own.id, own.cycle_id, own.revision, own.content, own.digest))
            now = {(row.id, row.revision): tuple(row) for row in rows}
        assert {key: now.get(key) for key in self._kept} == self._kept
        self._kept = now

    def figures_are_what_the_data_give(self) -> None:
        """But of those whose result is being corrected."""
        with self.office.read() as connection:
            cycle = cycles.get_in(connection, self.office, CODE)
            stored = {one.agent.id: one for one in results.results_in(connection, self.office, cycle).results}
            made = {one.agent.id: one for one in results.anew(connection, self.office, cycle).results}
            hand = corrections.in_hand(connection, cycle)
        assert {who for who in made if made[who].digest != stored[who].digest} <= hand

    def every_revision_is_reviewed_or_decided(self) -> None:
        appeal, own = tables.appeal.c, tables.correction.c
        with self.office.read() as connection:
            made = connection.execute(
                select(own.agent_id)
                .join_from(tables.correction, tables.appeal, appeal.correction_id == own.id)
                .where(own.revision.is_not(None))
            ).scalars()
            decided = list(made)
        for one in self.now().positions:
            seen = sum(step.stage is Stage.CORRECTED for step in one.steps)
            left = one.revision - 1 - seen - decided.count(one.agent_id)
            assert left == 0 or (left > 0 and one.stage is Stage.APPEALED)

    def appeals_and_corrections_agree_with_the_stages(self) -> None:
        found = reading.appeals(self.office, CODE).appeals
        waiting = {one.position.agent_id: one for one in found if one.open}
        positions = self.now().positions
        assert set(waiting) == {one.agent_id for one in positions if one.stage is Stage.APPEALED}
        for one in positions:
            if one.stage is Stage.APPEALED:
                own = waiting[one.agent_id].correction_id
                assert own == (None if one.correction is None else one.correction.id)
            if one.stage in (Stage.FINAL, Stage.PUBLISHED):
                assert one.received is not None

    def today_and_rewards_say_the_same(self) -> None:
        month, office = self.now(), self.office
        told = stages.sign_off(month, self.today)
        assert told is not None
        final = [one for one in month.positions if one.stage in (Stage.FINAL, Stage.PUBLISHED)]
        assert told.final == len(final)
        assert month.stage is month_stage(one.stage for one in month.positions)
        assert (month.stage is MonthStage.PUBLISHED) <= (told.final == told.results)
        with office.read() as connection:
            members = used.closed(connection, office, CODE).members
        settled = {one.agent_id for one in final if one.correction is None}
        assert {who for who, one in members.items() if one.standing is Standing.FINAL} == settled

    def look(self) -> None:
        """All of what always holds."""
        self.stages_follow_each_other()
        self.nothing_stored_is_overwritten()
        self.figures_are_what_the_data_give()
        self.every_revision_is_reviewed_or_decided()
        self.appeals_and_corrections_agree_with_the_stages()
        self.today_and_rewards_say_the_same()


@pytest.mark.parametrize("seed", [301, 303])  # both failed before what they found was put right
def test_the_month_holds_together_whatever_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    ticks = count()

    def turn_to(day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        monkeypatch.setattr(Office, "today", lambda _self: day)
        monkeypatch.setattr(Office, "now", lambda _self: noon + timedelta(milliseconds=next(ticks)))

    office = closed(tmp_path / "branch.qadesk", monkeypatch)
    turn_to(date(2026, 11, 3))
    month = Month(office, tmp_path, seed, turn_to)
    try:
        for _ in range(STEPS):
            month.go_on()
            month.look()
        assert [one for one in check.check(office) if not one.ok] == []
    except AssertionError as error:
        raise AssertionError(" → ".join(month.done)) from error
    finally:
        office.close()
