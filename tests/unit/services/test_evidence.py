"""The records behind a figure: all of them, what each contributes, and why some do not count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from qadesk import i18n
from qadesk.domain.measures import Source
from qadesk.services.assessment import results
from qadesk.services.records import evidence
from qadesk.services.records.evidence import ORDERS, Record
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def behind(branch: Office, staff_no: str, indicator: str, **how: object) -> tuple[Record, ...]:
    return evidence.records(branch, CODE, staff_no, indicator, **how).records  # type: ignore[arg-type]


def test_contacts_tell_time_contribution_and_file(branch: Office) -> None:
    first = behind(branch, "KF02", "avg_response_seconds")[0]
    assert (first.ref, first.about, first.said, first.counted) == ("A2-00", "call", "40.00 s", True)
    assert first.at == datetime(2026, 10, 1, 9, tzinfo=branch.zone)
    assert first.at.utcoffset() == timedelta(hours=8)  # type: ignore[union-attr]
    assert first.file == "calls_2026-10.csv"
    assert first.imported_at == datetime(2026, 11, 1, 10, tzinfo=branch.zone)


@pytest.mark.parametrize(
    "indicator, ref, said, why",
    [
        ("avg_response_seconds", "KF02-unanswered", "–", "not answered"),
        ("first_contact_resolution", "A2-08", "not solved", ""),
        ("first_contact_resolution", "A2-09", "–", "not noted whether solved"),
        ("csat", "A2-05", "3 of 5", ""),
        ("csat", "A2-07", "–", "not rated by the customer"),
    ],
)
def test_what_does_not_count_says_why(branch: Office, indicator: str, ref: str, said: str, why: str) -> None:
    record = next(r for r in behind(branch, "KF02", indicator) if r.ref == ref)
    assert (record.said, record.why, record.counted) == (said, why, not why)


@pytest.mark.parametrize(
    "indicator", ["avg_response_seconds", "first_contact_resolution", "csat", "attitude"]
)
@pytest.mark.parametrize("staff_no", ["KF01", "KF02", "KF03", "KF04"])
def test_as_many_count_as_the_figure_says(branch: Office, staff_no: str, indicator: str) -> None:
    line = results.results(branch, CODE).of(staff_no).assessment.line(indicator)
    assert sum(r.counted for r in behind(branch, staff_no, indicator)) == line.n


def test_a_rate_of_complaints_shows_complaints_and_what_they_are_divided_by(branch: Office) -> None:
    card = results.results(branch, CODE).cards.own.card
    assert evidence.sources_of(card.indicator("complaint_rate")) == (Source.COMPLAINTS, Source.CONTACTS)
    complaints = behind(branch, "KF02", "complaint_rate")
    assert [(r.ref, r.said, r.counted) for r in complaints] == [
        ("TS-1", "upheld", True), ("TS-2", "not upheld", False),
    ]  # fmt: skip
    contacts = behind(branch, "KF02", "complaint_rate", source=Source.CONTACTS)
    assert sum(r.counted for r in contacts) == 10
    assert [r.said for r in contacts if not r.counted] == ["not answered"]


def test_incidents_are_those_of_their_kind(branch: Office) -> None:
    assert len(behind(branch, "KF01", "praises")) == 2
    error = behind(branch, "KF02", "errors")[0]
    assert (error.at, error.about, error.note) == (date(2026, 10, 14), "error", "客户来电")
    assert behind(branch, "KF01", "abusive_language") == ()


def test_ratings_name_who_gave_them_and_drafts_do_not_count(branch: Office) -> None:
    whole, of_one_call = behind(branch, "KF01", "attitude")
    assert (whole.ref, whole.about, whole.said, whole.note) == (
        "whole-cycle rating",
        "赵主管",
        "5 Excellent",
        "表现突出",
    )
    assert of_one_call.ref == "A1-00"
    assert (whole.file, whole.imported_at) == ("", None)
    (draft,) = behind(branch, "KF03", "attitude")
    assert (draft.counted, draft.why) == (False, "a draft, not submitted")
    with branch.write() as connection:
        rating = tables.rating
        connection.execute(update(rating).where(rating.c.evaluation_id == 3).values(level=None))
    (na,) = behind(branch, "KF02", "attitude")
    assert (na.said, na.why) == ("N/A", "marked as not applicable")


def test_pages_follow_on_each_other_and_count_all(branch: Office) -> None:
    pages = [
        evidence.records(branch, CODE, "KF02", "csat", offset=offset, limit=4) for offset in (0, 4, 8, 12)
    ]
    assert [len(page.records) for page in pages] == [4, 4, 3, 0]
    assert {page.total for page in pages} == {11}
    refs = [record.ref for page in pages for record in page.records]
    assert len(set(refs)) == 11


@pytest.mark.parametrize(
    "order, first, last",
    [
        ("time", "A2-00", "KF02-unanswered"),
        ("-time", "KF02-unanswered", "A2-00"),
        ("value", "A2-05", "KF02-unanswered"),  # the lowest rating first, none last
        ("-value", "A2-00", "KF02-unanswered"),
        ("ref", "A2-00", "KF02-unanswered"),
    ],
)
def test_orders(branch: Office, order: str, first: str, last: str) -> None:
    found = behind(branch, "KF02", "csat", order=order)
    assert (found[0].ref, found[-1].ref) == (first, last)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("indicator", ["avg_response_seconds", "complaint_rate", "errors", "attitude"])
def test_every_order_gives_the_same_records(branch: Office, indicator: str, order: str) -> None:
    usual = {r.ref for r in behind(branch, "KF02", indicator)}
    assert {r.ref for r in behind(branch, "KF02", indicator, order=order)} == usual


def test_records_of_other_months_and_agents_stay_out(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(
            update(tables.contact)
            .where(tables.contact.c.ref == "A2-00")
            .values(at=month.FIRST - timedelta(days=2))
        )
    refs = {r.ref for r in behind(branch, "KF02", "csat")}
    assert "A2-00" not in refs
    assert all(ref.startswith(("A2-", "KF02")) for ref in refs)


def test_questions_that_make_no_sense_are_refused(branch: Office) -> None:
    with pytest.raises(ValueError, match="order"):
        evidence.records(branch, CODE, "KF01", "csat", order="colour")
    with pytest.raises(ValueError, match="surveys"):
        evidence.records(branch, CODE, "KF01", "csat", source=Source.SURVEYS)
    with pytest.raises(KeyError):
        evidence.records(branch, CODE, "KF01", "charm")
    with refuses("roster.no_agent", "KF99"):
        evidence.records(branch, CODE, "KF99", "csat")


def test_contributions_are_worded_in_chinese_too(branch: Office) -> None:
    i18n.set_language("zh_CN")
    assert behind(branch, "KF02", "avg_response_seconds")[0].said == "40.00 秒"
    assert behind(branch, "KF02", "complaint_rate")[0].said == "有责"
    assert behind(branch, "KF01", "attitude")[0].said == "5 优秀"
