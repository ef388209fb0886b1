"""Scorecard versions: the way from draft to retired, who may go it, and what never changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from qadesk.domain.periods import period
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import check, cycles, scorecards, setup, signing_in
from qadesk.services.designing import drafts, versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import names, refuses


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = setup.create_office(
        tmp_path / "b.qadesk", name="East Gate", user_name="Wang", login="wang", first_cycle=period("2026-09")
    )
    yield office
    office.close()


def another_user(office: Office, login: str, role: str, *, active: bool = True) -> None:
    with office.write() as connection:
        connection.execute(
            insert(tables.user).values(
                login=login, name=login.title(), role=role, active=active, created_at=office.now()
            )
        )


def with_cap(office: Office, draft: int, cap: int) -> Scorecard:
    made = replace(versions.card(office, draft), cap=Decimal(cap))
    versions.save_draft(office, draft, made)
    return made


def audited(office: Office) -> list[str]:
    with office.read() as connection:
        return list(connection.execute(select(tables.audit.c.action)).scalars())


def test_the_shipped_scorecard_is_there_as_published(branch: Office) -> None:
    (only,) = versions.versions(branch)
    assert (only.code, only.version, only.status) == ("courier-standard", 1, VersionStatus.PUBLISHED)
    assert only.names == Names("快递客服标准考核方案", "Standard courier scorecard")
    assert only.cycles == ("2026-09",)
    assert versions.card(branch, only.id) == scorecards.shipped()
    assert versions.may(branch, only.id) == frozenset()  # new cycles need one


def test_a_draft_becomes_what_the_next_cycle_takes(branch: Office) -> None:
    (first,) = versions.versions(branch)
    draft = versions.new_draft(branch, first.id).value
    with_cap(branch, draft, 110)
    for to in (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED):
        assert versions.may(branch, draft) >= {to}
        assert versions.advance(branch, draft, to, "as agreed").value.status is to
    opened = cycles.open_cycle(branch, "2026-10").value
    assert (opened.scorecard_id, cycles.get(branch, "2026-09").scorecard_id) == (draft, first.id)
    newest, old = versions.versions(branch)
    assert (newest.version, newest.based_on, newest.cycles) == (2, first.id, ("2026-10",))
    assert [(step.status, step.by) for step in newest.steps] == [
        (VersionStatus.SUBMITTED, "Wang"),
        (VersionStatus.APPROVED, "Wang"),
        (VersionStatus.PUBLISHED, "Wang"),
    ]
    assert "no other manager" in newest.steps[1].note
    assert newest.steps[1].note.endswith("as agreed")
    assert newest.published_at == newest.steps[2].at
    assert (old.status, old.cycles) == (VersionStatus.PUBLISHED, ("2026-09",))
    assert versions.advance(branch, first.id, VersionStatus.RETIRED).value.cycles == ("2026-09",)
    assert audited(branch)[-6:] == [
        "scorecard.save",
        "scorecard.submitted",
        "scorecard.approved",
        "scorecard.published",
        "cycle.open",
        "scorecard.retired",
    ]


def test_every_state_of_a_draft_that_is_stored_has_its_entry_in_the_trail(branch: Office) -> None:
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    started = len(audited(branch))
    for cap in (101, 102, 102):  # the last one changes nothing
        with_cap(branch, draft, cap)
    assert audited(branch)[started:] == ["scorecard.save"] * 2
    versions.advance(branch, draft, VersionStatus.SUBMITTED)
    versions.advance(branch, draft, VersionStatus.DRAFT, "more")
    with_cap(branch, draft, 108)
    assert audited(branch)[-2:] == ["scorecard.draft", "scorecard.save"]


def test_a_published_version_changed_in_the_file_is_found(branch: Office) -> None:
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    for to in (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED):
        versions.advance(branch, draft, to)

    def found(cap: str) -> str:
        with branch.write() as connection:
            content = to_dict(scorecards.load(connection, draft)) | {"cap": cap}
            changed = update(tables.scorecard).where(tables.scorecard.c.id == draft).values(content=content)
            connection.execute(changed)
        return next(f.problem for f in check.check(branch) if f.what == "Published scorecards")

    assert found("105") == ""  # as it was
    assert found("120") == (
        "Changed since it was published: courier-standard 2. Restore a backup and keep this file as evidence."
    )
    versions.advance(branch, versions.versions(branch)[1].id, VersionStatus.RETIRED)
    assert found("120")


def test_what_was_submitted_stands_still_until_it_is_sent_back(branch: Office) -> None:
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    before = with_cap(branch, draft, 110)
    for to in (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED):
        versions.advance(branch, draft, to)
        with refuses("scorecard.not_a_draft", to):
            versions.save_draft(branch, draft, replace(before, cap=Decimal(100)))
        with refuses("scorecard.not_a_draft"):
            versions.delete_draft(branch, draft)
        assert versions.card(branch, draft).cap == 110
    second = versions.new_draft(branch, draft).value
    versions.advance(branch, second, VersionStatus.SUBMITTED)
    with refuses("scorecard.note_missing"):
        versions.advance(branch, second, VersionStatus.DRAFT, "  ")
    sent_back = versions.advance(branch, second, VersionStatus.DRAFT, "The cap is too high.").value
    assert (sent_back.status, sent_back.steps[-1].note) == (VersionStatus.DRAFT, "The cap is too high.")
    with_cap(branch, second, 100)


@pytest.mark.parametrize("start", list(VersionStatus))
def test_no_step_is_left_out(branch: Office, start: VersionStatus) -> None:
    row = versions.new_draft(branch, versions.versions(branch)[0].id).value
    way = list(VersionStatus)
    for to in way[1 : way.index(start) + 1]:
        versions.advance(branch, row, to)
    allowed = {
        VersionStatus.DRAFT: {VersionStatus.SUBMITTED},
        VersionStatus.SUBMITTED: {VersionStatus.APPROVED, VersionStatus.DRAFT},
        VersionStatus.APPROVED: {VersionStatus.PUBLISHED, VersionStatus.DRAFT},
        VersionStatus.PUBLISHED: {VersionStatus.RETIRED},
        VersionStatus.RETIRED: set(),
    }[start]
    assert versions.may(branch, row) == allowed
    for to in set(VersionStatus) - allowed:
        with refuses("scorecard.wrong_status"):
            versions.advance(branch, row, to, "note")
    assert next(v for v in versions.versions(branch) if v.id == row).status is start


def test_another_person_approves_where_there_is_one(branch: Office) -> None:
    another_user(branch, "gone", "manager", active=False)
    another_user(branch, "deputy", "supervisor")
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    versions.advance(branch, draft, VersionStatus.SUBMITTED)
    assert VersionStatus.APPROVED in versions.may(branch, draft)  # nobody else here is a manager
    another_user(branch, "li", "manager")
    assert versions.may(branch, draft) == {VersionStatus.DRAFT}
    with refuses("scorecard.own_approval") as refused:
        versions.advance(branch, draft, VersionStatus.APPROVED)
    assert names(refused.value.remedy, "Li")
    signing_in.sign_in(branch, "li", "")
    approved = versions.advance(branch, draft, VersionStatus.APPROVED).value
    assert (approved.steps[-1].by, approved.steps[-1].note) == ("Li", "")


def test_the_manager_does_not_approve_their_own_where_there_is_another(branch: Office) -> None:
    another_user(branch, "li", "manager")
    signing_in.sign_in(branch, "li", "")
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    versions.advance(branch, draft, VersionStatus.SUBMITTED)
    assert VersionStatus.APPROVED not in versions.may(branch, draft)  # Wang acts as administrator
    with branch.write() as connection:
        connection.execute(update(tables.user).where(tables.user.c.login == "wang").values(active=False))
    assert VersionStatus.APPROVED in versions.may(branch, draft)
    another_user(branch, "zhao", "administrator")
    assert VersionStatus.APPROVED not in versions.may(branch, draft)


def test_a_draft_may_be_wrong_but_goes_nowhere(branch: Office) -> None:
    draft = versions.new_draft(branch, None, "new-one", Names("新", "New")).value
    empty = versions.card(branch, draft)
    assert (empty.code, empty.names, len(empty.sections)) == ("new-one", Names("新", "New"), 1)
    with_cap(branch, draft, 300)
    with refuses("scorecard.has_problems", 3, "Maximum total", 300, "First section › Indicators") as refused:
        versions.advance(branch, draft, VersionStatus.SUBMITTED)
    assert refused.value.because == ("cap_range", "nothing_weighted", "section_empty")
    assert versions.versions(branch)[0].steps == ()


def test_published_means_checked_once_more(branch: Office) -> None:
    draft = versions.new_draft(branch, versions.versions(branch)[0].id).value
    for to in (VersionStatus.SUBMITTED, VersionStatus.APPROVED):
        versions.advance(branch, draft, to)
    with branch.write() as connection:
        row = connection.execute(select(tables.scorecard).where(tables.scorecard.c.id == draft)).one()
        spoilt = row.content | {"cap": "99"}
        connection.execute(
            tables.scorecard.update().where(tables.scorecard.c.id == draft).values(content=spoilt)
        )
    with refuses("scorecard.has_problems", 99, because="cap_range"):
        versions.advance(branch, draft, VersionStatus.PUBLISHED)


def test_codes_and_copies(branch: Office) -> None:
    (first,) = versions.versions(branch)
    copy = versions.new_draft(branch, first.id, "night-shift", Names("夜班", "Night shift")).value
    again = versions.new_draft(branch, copy).value
    unnamed = [versions.new_draft(branch, None).value for _n in range(2)]
    made = {v.id: (v.code, v.version, v.based_on, v.names.en) for v in versions.versions(branch)}
    assert made[copy] == ("night-shift", 1, first.id, "Night shift")
    assert made[again] == ("night-shift", 2, copy, "Night shift")
    assert [made[row][:2] for row in unnamed] == [("scorecard", 1), ("scorecard-2", 1)]
    for based_on in (None, first.id):
        with refuses("scorecard.code_taken", "night-shift"):
            versions.new_draft(branch, based_on, "night-shift")
    renamed = replace(versions.card(branch, copy), code="courier-standard", version=9)
    versions.save_draft(branch, copy, renamed)
    assert (versions.card(branch, copy).code, versions.card(branch, copy).version) == ("night-shift", 1)


def test_a_draft_thrown_away_is_gone_with_its_steps(branch: Office) -> None:
    (first,) = versions.versions(branch)
    draft = versions.new_draft(branch, first.id).value
    versions.advance(branch, draft, VersionStatus.SUBMITTED)
    versions.advance(branch, draft, VersionStatus.DRAFT, "not yet")
    later = versions.new_draft(branch, draft).value
    versions.delete_draft(branch, draft)
    assert {v.id: v.based_on for v in versions.versions(branch)} == {later: first.id, first.id: None}
    with refuses("scorecard.version_gone"):
        versions.card(branch, draft)
    assert audited(branch)[-1] == "scorecard.delete"


def test_a_draft_thrown_away_comes_back_as_it_was(branch: Office) -> None:
    (first,) = versions.versions(branch)
    draft = versions.new_draft(branch, first.id).value
    versions.advance(branch, draft, VersionStatus.SUBMITTED)
    versions.advance(branch, draft, VersionStatus.DRAFT, "not yet")
    versions.new_draft(branch, draft)
    before, card = versions.versions(branch), versions.card(branch, draft)
    gone = versions.delete_draft(branch, draft)
    assert gone.undo is not None
    again = gone.undo()
    assert (versions.versions(branch), versions.card(branch, draft)) == (before, card)
    assert again.undo is not None
    gone = again.undo()
    assert draft not in {version.id for version in versions.versions(branch)}
    versions.delete_draft(branch, max(version.id for version in versions.versions(branch)))
    versions.new_draft(branch, first.id)  # takes the number
    assert gone.undo is not None
    with refuses("scorecard.number_taken"):
        gone.undo()


def test_at_most_fifty_versions(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drafts.MOST_VERSIONS == 50
    monkeypatch.setattr(drafts, "MOST_VERSIONS", 3)
    (first,) = versions.versions(branch)
    made = [versions.new_draft(branch, first.id).value for _n in range(2)]
    with refuses("scorecard.too_many_versions"):
        versions.new_draft(branch, first.id)
    versions.delete_draft(branch, made[0])
    assert versions.new_draft(branch, first.id).value > 0
