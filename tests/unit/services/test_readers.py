"""Who has signed for a version of a scorecard: entered, undone, printed to sign, told where it matters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from qadesk.services import freezing, readers, roster
from qadesk.services.closing.pending import Code, pending
from qadesk.services.closing.pending_words import in_words
from qadesk.services.designing import drafts, reading_list, versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.services.trail import browsing, history, things
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.document_words import document_said

OPEN = "2026-10"


def in_force(office: Office) -> int:
    return next(one.id for one in versions.versions(office) if one.status is VersionStatus.PUBLISHED)


def days(office: Office) -> dict[str, object]:
    return {one.staff_no: one.day for one in readers.signers(office, in_force(office)) if one.day is not None}


def test_many_are_entered_at_once_and_undone_and_done_again(sample_office: Office) -> None:
    version, today = in_force(sample_office), sample_office.today()
    done = readers.sign(sample_office, version, ["KF1001", "KF1002"], today)
    assert (done.value, days(sample_office)) == (2, {"KF1001": today, "KF1002": today})
    assert done.undo is not None
    back = done.undo()
    assert days(sample_office) == {}
    assert back.undo is not None
    back.undo()
    assert days(sample_office) == {"KF1001": today, "KF1002": today}


def test_who_had_signed_before_keeps_the_day(sample_office: Office) -> None:
    version, today = in_force(sample_office), sample_office.today()
    earlier = today - timedelta(days=3)
    readers.sign(sample_office, version, ["KF1001"], earlier)
    done = readers.sign(sample_office, version, ["KF1001", "KF1002"], today)
    assert (done.value, days(sample_office)["KF1001"]) == (1, earlier)
    assert done.undo is not None
    done.undo()
    assert days(sample_office) == {"KF1001": earlier}, "what was there before stays"
    assert readers.sign(sample_office, version, ["KF1001"], today).changes == frozenset()


def test_taken_back_by_mistake_it_comes_back_as_it_was(sample_office: Office) -> None:
    version, day = in_force(sample_office), sample_office.today() - timedelta(days=2)
    readers.sign(sample_office, version, ["KF1001"], day)
    before = readers.signers(sample_office, version)
    done = readers.unsign(sample_office, version, ["KF1001", "KF1002"])
    assert (done.value, days(sample_office)) == (1, {})
    assert done.undo is not None
    done.undo()
    assert readers.signers(sample_office, version) == before
    assert readers.unsign(sample_office, version, ["KF1002"]).value == 0


def test_what_cannot_be_is_refused(sample_office: Office) -> None:
    version, today = in_force(sample_office), sample_office.today()
    with refuses("reading.future"):
        readers.sign(sample_office, version, ["KF1001"], today + timedelta(days=1))
    draft = drafts.new_draft(sample_office, version).value
    with refuses("reading.not_published"):
        readers.sign(sample_office, draft, ["KF1001"], today)
    with refuses("reading.not_in_force"):
        reading_list.content(sample_office, draft)


def test_the_trail_says_who_signed_for_which_version(sample_office: Office) -> None:
    version = in_force(sample_office)
    readers.sign(sample_office, version, ["KF1001"], sample_office.today())
    (entry,) = browsing.entries(sample_office, most=1)
    assert entry.what == "Scorecard signed as read"
    _name, steps = history.history(sample_office, things.of_scorecard(version))
    assert "scorecard.read" in {one.entry.action for one in steps}


def test_it_is_told_where_the_office_keeps_such_lists(sample_office: Office) -> None:
    version = in_force(sample_office)
    assert Code.UNREAD not in {one.code for one in pending(sample_office, OPEN)}
    assert freezing.frozen(sample_office, "2026-11", version).unsigned == 0
    everybody = [one.staff_no for one in readers.signers(sample_office, version)]
    readers.sign(sample_office, version, everybody[1:], sample_office.today())
    (found,) = (one for one in pending(sample_office, OPEN) if one.code is Code.UNREAD)
    assert not found.blocks
    assert [number for number, _name in found.agents] == [everybody[0]]
    assert everybody[0] in in_words(found).text
    made = freezing.frozen(sample_office, "2026-11", version)
    assert made.unsigned == 1
    assert "1 agent has not signed" in freezing.note(made, only=False)
    readers.sign(sample_office, version, everybody[:1], sample_office.today())
    assert Code.UNREAD not in {one.code for one in pending(sample_office, OPEN)}


def test_who_left_without_signing_is_not_asked_for(sample_office: Office) -> None:
    version, today = in_force(sample_office), sample_office.today()
    readers.sign(sample_office, version, ["KF1001", "KF1002"], today)
    for number in ("KF1001", "KF1003"):
        roster.leave(sample_office, number, today)
    listed = {one.staff_no for one in readers.signers(sample_office, version)}
    assert "KF1001" in listed
    assert "KF1003" not in listed


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_list_has_everybody_and_says_what_has_changed(
    sample_office: Office, tmp_path: Path, language: str
) -> None:
    first = in_force(sample_office)
    readers.sign(sample_office, first, ["KF1001"], sample_office.today())
    count = reading_list.save_list(sample_office, first, tmp_path / "l.pdf", language).value
    assert count == len(readers.signers(sample_office, first))
    said = str(document_said((tmp_path / "l.pdf").read_bytes()))
    assert all(number in said for number in ("KF1001", "KF1014", sample_office.today().isoformat()))
    draft = drafts.new_draft(sample_office, first).value
    from dataclasses import replace

    card = versions.card(sample_office, draft)
    drafts.save_draft(sample_office, draft, replace(card, cap=card.cap + 1))
    for step in (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED):
        versions.advance(sample_office, draft, step, "")
    made = reading_list.content(sample_office, draft, language)
    assert len(made.sections) == 2
    assert made.sections[0].rows, "what has changed against the version before"
    assert all(row[-1].strip() == "" for row in made.sections[1].rows), "nobody has signed for the new one"
