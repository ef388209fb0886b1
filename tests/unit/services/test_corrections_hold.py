"""What holds of corrections whatever is corrected: nobody else's rows change, nothing is ever half done."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qadesk.errors import UserError
from qadesk.services import check, cycles, locked, setup
from qadesk.services.after_closing import corrections, stages
from qadesk.services.assessment import exemptions, results
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.scoring import drafts, evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_once
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.unit.test_house import ROOT, python_files

WHO, ANOTHER = "KF02", "KF01"
_number = count()
OF_AGENTS = [one for one in tables.metadata.sorted_tables if "agent_id" in one.c]


def closed(path: Path) -> Office:
    """The month made by hand, closed."""

    def make(made: Path) -> None:
        office = month.filled(made)
        evaluations.submit(office, cycles.get(office, CODE), ["KF03"])
        close.close_cycle(office, CODE, accepting=pending(office, CODE))
        office.close()

    return made_once.opened("closed-month", path, make)


def rows_of_others(office: Office, who: int) -> dict[str, list[dict[str, Any]]]:
    """All rows of everybody else, in every table that names an agent."""
    with office.read() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(select(table).where(table.c.agent_id != who)).mappings()
            ]
            for table in OF_AGENTS
        }


def _praise(office: Office, who: str) -> None:
    by_hand.add(office, RecordEntry("incidents", who, {"day": date(2026, 10, 20), "kind": "praise"}))


def _error(office: Office, who: str) -> None:
    by_hand.add(office, RecordEntry("incidents", who, {"day": date(2026, 10, 21), "kind": "error"}))


def _exempt(office: Office, who: str) -> None:
    exemptions.exempt(office, CODE, who, "csat", "na", "new")


def _rate(office: Office, who: str) -> None:
    cycle = cycles.get(office, CODE)
    evaluations.reopen(office, cycle, who, "wrong")
    drafts.rate(office, cycle, who, "attitude", Decimal(1))
    evaluations.submit(office, cycle, [who])


CHANGES: list[Callable[[Office, str], None]] = [_praise, _error, _exempt, _rate]


@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4), st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_correction_leaves_every_row_of_everybody_else(
    tmp_path: Path, changes: list[Callable[[Office, str], None]], tries_others: bool
) -> None:
    office = closed(tmp_path / f"{next(_number)}.qadesk")
    try:
        who = next(one.agent.id for one in results.results(office, CODE).results if one.agent.staff_no == WHO)
        before = rows_of_others(office, who)
        corrections.begin(office, CODE, WHO, "wrong")
        for change in changes:
            change(office, WHO)
            if tries_others:
                with pytest.raises(UserError) as told:
                    change(office, ANOTHER)
                assert told.value.code in ("cycle.closed", "cycle.records_closed")
        seen = corrections.preview(office, CODE, WHO)
        done = corrections.finish(office, CODE, WHO).value
        assert rows_of_others(office, who) == before
        now = results.results(office, CODE).of(WHO)
        assert now.assessment == seen.own.after.assessment
        assert done.revision == (None if seen.own.same else 2)
        assert all(one.ok for one in check.check(office) if one.what == "Results of closed cycles")
    finally:
        office.close()


FINISHING = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
from qadesk.services import setup
from qadesk.services.after_closing import corrections

office = setup.open_office(Path(sys.argv[1]))
left = int(sys.argv[3])

def die(_connection, _cursor, statement, *_more):
    global left
    if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
        if left == 0:
            os._exit(9)
        left -= 1

event.listen(Engine, "before_cursor_execute", die)
corrections.finish(office, sys.argv[2], "KF02")
os._exit(0)
"""


@pytest.mark.files
@pytest.mark.parametrize("writes", [0, 1, 2, 3, 4])
def test_killed_while_it_is_stored_leaves_the_old_result_or_the_new(tmp_path: Path, writes: int) -> None:
    office = closed(tmp_path / "branch.qadesk")
    corrections.begin(office, CODE, WHO, "wrong")
    _praise(office, WHO)
    office.close()
    path = tmp_path / "branch.qadesk"
    command = [sys.executable, "-X", "utf8", "-c", FINISHING, str(path), CODE, str(writes)]
    code = subprocess.run(command, capture_output=True, text=True, check=False)
    assert code.returncode == 9, code.stderr
    office = setup.open_office(path)
    now = results.results(office, CODE).of(WHO)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, CODE)
        hand = locked.in_hand(connection, cycle.id)
        month_now = stages.positions_in(connection, cycle)
    own = next(one for one in month_now.positions if one.staff_no == WHO)
    assert (now.revision, bool(hand), len(own.steps)) == (1, True, 1), "nothing of it was stored"
    assert all(one.ok for one in check.check(office)), [one for one in check.check(office) if not one.ok]
    assert corrections.finish(office, CODE, WHO).value.revision == 2
    office.close()


def test_one_place_says_whether_a_month_may_be_changed() -> None:
    """So that no guard can forget that a result is being corrected."""
    codes = re.compile(r'UserError\(\s*"(cycle\.closed|cycle\.records_closed)"')
    found = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("src")
        if codes.search(path.read_text("utf-8"))
    }
    assert found == {"src/qadesk/services/locked.py"}


def test_others_follow_but_for_who_is_in_correction_themselves(tmp_path: Path) -> None:
    """What is changed of them meanwhile is theirs to finish."""
    branch = closed(tmp_path / "b.qadesk")
    for staff_no in ("KF01", "KF02"):
        corrections.begin(branch, CODE, staff_no, "praises were not entered")
        entry = RecordEntry("incidents", staff_no, {"day": date(2026, 10, 20), "kind": "praise"})
        by_hand.add(branch, entry)
    before = results.results(branch, CODE).of("KF01")
    assert corrections.finish(branch, CODE, "KF02", others=True).value.others == ()
    assert results.results(branch, CODE).of("KF01") == before
    assert [one.staff_no for one in stages.positions(branch, CODE).positions if one.correction] == ["KF01"]
    assert corrections.finish(branch, CODE, "KF01").value.revision == 2
    branch.close()
