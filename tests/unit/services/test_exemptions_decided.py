"""Exemptions are decided on by a second person where there is one; else trail and sheet say who did."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qadesk.services import rights, signing_in, today
from qadesk.services.assessment import exemptions, standings
from qadesk.services.assessment.exemptions import Exemption
from qadesk.services.closing import close, pending
from qadesk.services.closing.pending import Code, Finding
from qadesk.services.explaining import explanation
from qadesk.services.paper import sheets
from qadesk.services.today import WaitingExemptions
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import signed_in
from tests.refusals import refuses

CODE, WHO, WHAT = "2026-10", "KF1001", "attitude"


@pytest.fixture
def branch(sample_office: Office) -> Office:
    """October with an exemption entered by the only user, who does everything."""
    exemptions.exempt(sample_office, CODE, WHO, WHAT, "na", "back office")
    return sample_office


def the_one(office: Office) -> Exemption:
    found = standings.standings(office, CODE).exemptions
    return next(one for one in found if one.staff_no == WHO)


def findings(office: Office) -> list[Finding]:
    return [one for one in pending.pending(office, CODE) if one.code is Code.EXEMPTION]


def as_user(office: Office, login: str) -> None:
    signing_in.sign_in(office, login, "")


def closed(office: Office) -> dict[str, object]:
    """Close the month whatever else is pending, and what the trail says of it."""
    found = pending.pending(office, CODE)
    with pytest.MonkeyPatch.context() as patched:
        others = [one for one in found if one.code is not Code.EXEMPTION]
        patched.setattr(
            close, "_must_be_settled", lambda code, found, _accepting: _settled(code, found, others)
        )
        close.close_cycle(office, CODE, accepting=found)
    trail = tables.audit.c
    with office.read() as connection:
        query = select(trail.detail).where(trail.action == "cycle.close", trail.subject == CODE)
        return dict(connection.execute(query).scalar_one())


_MUST = "_must_be_settled"
_must_be_settled = close._must_be_settled


def _settled(code: str, found: object, others: list[Finding]) -> None:
    mine = [one for one in found if one.code is Code.EXEMPTION]  # type: ignore[attr-defined]
    _must_be_settled(code, mine, [*others, *[one for one in mine if not one.blocks]])


def sheet_text(office: Office) -> str:
    return " ".join(sheets.content(office, CODE, WHO, "en").notes)


def test_alone_it_is_decided_by_who_entered_it_and_trail_and_sheet_say_so(branch: Office) -> None:
    assert findings(branch) == []
    assert "decided by the person" not in sheet_text(branch)
    assert closed(branch)["self_decided"] == [f"{WHO}/{WHAT}"]
    assert the_one(branch).self_decided
    assert "The exemption was decided by the person who entered it: Attitude rating." in sheet_text(branch)
    chain = explanation.chain(branch, standings.standings(branch, CODE), WHO, WHAT)
    assert "Decided by the person who entered it." in str(chain)


def test_where_there_is_a_second_one_ones_own_blocks_closing_until_they_confirm(branch: Office) -> None:
    mine = branch.user
    assert mine is not None
    signed_in.person(branch, rights.MANAGER, "li")
    (finding,) = findings(branch)
    assert (finding.blocks, finding.own, finding.by) == (True, True, "Li")
    with refuses("exemption.own_decision", "Li"):
        exemptions.confirm(branch, CODE, WHO, WHAT)
    with refuses("cycle.close_blocked", because="exemption"):
        closed(branch)
    as_user(branch, "li")
    (finding,) = findings(branch)
    assert (finding.blocks, finding.own) == (False, False)
    done = exemptions.confirm(branch, CODE, WHO, WHAT)
    assert (done.value.confirmed_by, done.value.self_decided) == ("Li", False)
    assert findings(branch) == []
    assert done.undo is not None
    again = done.undo()
    assert len(findings(branch)) == 1
    assert again.undo is not None
    again.undo()
    as_user(branch, mine.login)
    assert "self_decided" not in closed(branch)
    assert "decided by the person" not in sheet_text(branch)
    chain = explanation.chain(branch, standings.standings(branch, CODE), WHO, WHAT)
    assert "Confirmed by Li." in str(chain)


def test_today_tells_each_what_waits_for_them_and_what_for_others(branch: Office) -> None:
    assert today.outcome(branch, CODE).unconfirmed == ()  # nobody else could
    signed_in.person(branch, rights.MANAGER, "li")
    assert today.outcome(branch, CODE).unconfirmed == (WaitingExemptions(1, (WHO,), "Li"),)
    as_user(branch, "li")
    assert today.outcome(branch, CODE).unconfirmed == (WaitingExemptions(1, (WHO,), ""),)
    exemptions.confirm(branch, CODE, WHO, WHAT)
    assert today.outcome(branch, CODE).unconfirmed == ()


def test_whoever_closes_confirms_what_others_entered(branch: Office) -> None:
    signed_in.person(branch, rights.MANAGER, "li")
    as_user(branch, "li")
    assert "self_decided" not in closed(branch)
    assert the_one(branch).confirmed_by == "Li"


def test_a_supervisor_enters_and_does_not_decide(branch: Office) -> None:
    signed_in.person(branch, rights.SUPERVISOR, "deputy")
    as_user(branch, "deputy")
    exemptions.exempt(branch, CODE, "KF1002", WHAT, "na", "training")
    for staff_no in (WHO, "KF1002"):
        with refuses("rights.not_allowed"):
            exemptions.confirm(branch, CODE, staff_no, WHAT)


def test_one_entered_anew_is_to_be_confirmed_anew(branch: Office) -> None:
    signed_in.person(branch, rights.MANAGER, "li")
    as_user(branch, "li")
    exemptions.confirm(branch, CODE, WHO, WHAT)
    exemptions.exempt(branch, CODE, WHO, WHAT, "na", "another reason")
    assert the_one(branch).decided_id is None
    with refuses("exemption.gone"):
        exemptions.confirm(branch, CODE, "KF1002", WHAT)
