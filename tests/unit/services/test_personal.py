"""Customers' numbers are masked wherever they are shown; who shows them, or writes to a file, is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qadesk.cli import output
from qadesk.domain.masking import has_number
from qadesk.services import cycles, personal, rights
from qadesk.services.assessment import exemptions, focus, history, results, standings
from qadesk.services.explaining import exemption_words, explanation, focus_words, live_workbook, result_words
from qadesk.services.notes import keeping
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.paper import sheet_contents, sheet_month
from qadesk.services.records import by_hand, by_hand_rows, corrections, evidence, record_lists
from qadesk.services.scoring import boards, drafts, evaluations
from qadesk.services.trail import browsing
from qadesk.storage.office import Office
from tests import signed_in
from tests.refusals import refuses

MONTH, WHO, PHONE, HIDDEN = "2026-10", "KF1001", "13812345678", "138****5678"
Reading = Any


@pytest.fixture
def told(sample_office: Office) -> by_hand_rows.HandMade:
    """An error whose reference and note hold a customer's number."""
    values = {"day": date(2026, 10, 5), "kind": "error", "ref": PHONE, "note": f"Call {PHONE}, 0571-88887777"}
    return by_hand.add(sample_office, by_hand_rows.RecordEntry("incidents", WHO, values)).value


def listed(office: Office) -> str:
    page = record_lists.listing(office, MONTH, "incidents", staff_no=WHO)
    return " ".join(str(one.values) for one in page.records)


def behind(office: Office) -> str:
    page = evidence.records(office, MONTH, WHO, "errors")
    return " ".join(f"{one.ref} {one.note}" for one in page.records)


def noted(office: Office) -> str:
    return " ".join(one.text for one in keeping.notes(office, NoteSubject(WHO)))


def trail(office: Office) -> str:
    return repr(browsing.entries(office, most=3))


LISTS = {"records": listed, "results": behind, "notes": noted, "trail": trail}


@pytest.mark.parametrize("where", LISTS)
def test_numbers_are_masked_until_somebody_shows_them(
    sample_office: Office, told: by_hand_rows.HandMade, where: Any
) -> None:
    keeping.add(sample_office, NoteSubject(WHO), f"asked {PHONE}")
    said = LISTS[where](sample_office)
    assert HIDDEN in said
    assert PHONE not in said
    personal.reveal(sample_office, where, MONTH)
    assert PHONE in LISTS[where](sample_office)
    others = [read(sample_office) for name, read in LISTS.items() if name != where]
    assert not [one for one in others if PHONE in one]
    entry = browsing.entries(sample_office, most=1)[0]
    assert sample_office.user is not None
    assert (entry.action, entry.who, entry.detail["list"]) == (
        "personal.reveal", sample_office.user.name, where,
    )  # fmt: skip
    personal.hide(sample_office, where)
    assert PHONE not in LISTS[where](sample_office)


def test_a_masked_number_is_still_found(sample_office: Office, told: by_hand_rows.HandMade) -> None:
    assert record_lists.listing(sample_office, MONTH, "incidents", search=PHONE).total == 1


def test_who_may_not_cannot_and_another_user_begins_masked(
    sample_office: Office, told: by_hand_rows.HandMade
) -> None:
    personal.reveal(sample_office, "records")
    assert PHONE in listed(sample_office)
    signed_in.person(sample_office, rights.SUPERVISOR)
    sample_office.user = sample_office.people[-1]
    assert PHONE not in listed(sample_office)
    with refuses("rights.not_allowed"):
        personal.reveal(sample_office, "records")
    sample_office.user = None
    assert PHONE not in listed(sample_office)


def test_who_is_no_longer_manager_sees_masked_numbers(
    sample_office: Office, told: by_hand_rows.HandMade
) -> None:
    signed_in.person(sample_office, rights.ADMINISTRATOR)
    signed_in.person(sample_office, rights.MANAGER)
    manager = sample_office.people[-1]
    sample_office.user = manager
    personal.reveal(sample_office, "records")
    assert PHONE in listed(sample_office)
    sample_office.people = tuple(
        replace(one, role=rights.SUPERVISOR) if one.id == manager.id else one for one in sample_office.people
    )
    assert PHONE not in listed(sample_office)


def test_what_is_corrected_with_a_masked_number_keeps_it(
    sample_office: Office, told: by_hand_rows.HandMade
) -> None:
    shown = by_hand_rows.shown(sample_office, told.entry)
    assert shown.values["ref"] == HIDDEN
    again = replace(shown, values={**shown.values, "day": date(2026, 10, 6)})
    now = by_hand.edit(sample_office, told.number, again).value
    assert now.entry.values["ref"] == PHONE
    assert now.entry.values["note"] == told.entry.values["note"]
    (record,) = [
        one
        for one in record_lists.each(sample_office, MONTH, "incidents", staff_no=WHO)
        if str(one.values[0]) == HIDDEN
    ]
    entry = corrections.as_entry(sample_office, "incidents", record)
    assert entry.values["ref"] == HIDDEN


def test_what_is_written_over_a_masked_number_counts(
    sample_office: Office, told: by_hand_rows.HandMade
) -> None:
    shown = by_hand_rows.shown(sample_office, told.entry)
    again = replace(shown, values={**shown.values, "note": "settled"})
    assert by_hand.edit(sample_office, told.number, again).value.entry.values["note"] == "settled"


# ---- files


def test_files_are_masked_and_noted(
    sample_office: Office, told: by_hand_rows.HandMade, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    def texts(path: Path) -> str:
        return " ".join(
            str(cell.value) for page in load_workbook(path) for row in page.iter_rows() for cell in row
        )

    for write, name in (
        (lambda path: by_hand.export(sample_office, MONTH, path), "typed.xlsx"),
        (lambda path: live_workbook.save(sample_office, MONTH, WHO, path), "live.xlsx"),
    ):
        write(tmp_path / name)
        assert PHONE not in texts(tmp_path / name)
        assert HIDDEN in texts(tmp_path / name)
        entry = browsing.entries(sample_office, most=1)[0]
        assert (entry.action, entry.detail["file"], entry.detail["whole"]) == ("personal.export", name, False)
        assert entry.detail["rows"] > 0
    personal.reveal(sample_office, "records")
    by_hand.export(sample_office, MONTH, tmp_path / "whole.xlsx")
    assert PHONE in texts(tmp_path / "whole.xlsx")
    assert browsing.entries(sample_office, most=1)[0].detail["whole"] is True


def test_nobody_writes_personal_data_to_a_file(sample_office: Office, tmp_path: Path) -> None:
    sample_office.user = None
    with refuses("user.nobody_signed_in"):
        by_hand.export(sample_office, MONTH, tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


def test_what_a_file_will_hold_is_said_before(sample_office: Office) -> None:
    said = personal.announced(sample_office, "both", 8251, "records")
    assert said == "personal data of agents and customers, 8,251 rows; phone numbers masked"
    personal.reveal(sample_office, "records")
    assert personal.announced(sample_office, "customers", 1, "records").endswith("1 row; numbers whole")
    assert personal.announced(sample_office, "agents", 13) == "personal data of agents, 13 rows"


def test_nothing_but_texts_is_masked() -> None:
    data = {"ms": 13812345678, "list": [PHONE, 3, None], "deep": {"note": PHONE}}
    told = personal.each_text(data, lambda value: HIDDEN if value == PHONE else value)
    assert told == {"ms": 13812345678, "list": [HIDDEN, 3, None], "deep": {"note": HIDDEN}}
    assert not has_number(str(told["deep"]))


def test_numbers_in_reasons_and_agreed_actions_are_masked_on_paper_and_in_explanations(
    sample_office: Office,
) -> None:
    exemptions.exempt(sample_office, MONTH, WHO, "csat", "na", f"asked {PHONE}")
    focus.settle(sample_office, MONTH, WHO, "attitude", f"call {PHONE} back")
    made = results.results(sample_office, MONTH)
    with sample_office.read() as connection:
        month = sheet_month.read_month(connection, sample_office, made)
    sheet = repr(sheet_contents.fill(month, made.of(WHO), "en"))
    told = repr(explanation.explain(sample_office, MONTH, WHO, "csat").links)
    assert HIDDEN in told
    assert sheet.count(HIDDEN) >= 2
    assert PHONE not in sheet + told


def test_numbers_in_what_was_agreed_before_and_why_weights_moved_are_masked(sample_office: Office) -> None:
    focus.settle(sample_office, "2026-09", WHO, "attitude", f"call {PHONE} back")
    for item in ("attitude", "communication"):  # a whole section, so that others' weights move
        exemptions.exempt(sample_office, MONTH, WHO, item, "na", f"{PHONE} asked")
    found = standings.standings(sample_office, MONTH)
    made = found.made
    result, card = made.of(WHO), made.cards.own.card
    line = result.assessment.line("attitude")
    with sample_office.read() as connection:
        month = sheet_month.read_month(connection, sample_office, made)
        of_focus = focus.board_of(connection, sample_office, made).of(WHO)
    assert of_focus is not None
    points = history.history(sample_office, WHO)
    said = {
        "sheet": repr(sheet_contents.fill(month, result, "en")),
        "weights": repr(explanation.explain(sample_office, MONTH, WHO).links)
        + repr(explanation.explain(sample_office, MONTH, WHO, "avg_response_seconds").links),
        "line": result_words.note_text(line, ""),
        "in short": result_words.in_short(line, card.indicator("attitude")),
        "last focus": focus_words.last_text(card, of_focus.last),
        "worked on": focus_words.worked_on_text(points),
        "to confirm": exemption_words.to_confirm(made, found.exemptions[0]),
        "command line": str(output._agent(result)),
    }
    assert {what: text for what, text in said.items() if PHONE in text} == {}
    assert [what for what, text in said.items() if HIDDEN not in text] == []


def test_what_others_wrote_is_masked_beside_ones_own_words(sample_office: Office) -> None:
    signed_in.person(sample_office, rights.VIEWER)
    first, second = sample_office.people[0], sample_office.people[-1]
    cycle = cycles.get(sample_office, MONTH)
    evaluations.reopen(sample_office, cycle, WHO, "to write more")
    drafts.comment(sample_office, cycle, WHO, f"of {first.name}: {PHONE}")
    drafts.comment(sample_office, cycle, WHO, f"said {PHONE}", item="attitude")
    evaluations.submit(sample_office, cycle, staff_nos=[WHO])

    def told() -> str:
        entry = next(one for one in boards.board(sample_office, MONTH).entries if one.staff_no == WHO)
        return f"{entry.comment} {entry.remarks}"

    assert PHONE in told()  # ones own
    sample_office.user = second
    assert PHONE not in told()
    assert told().count(HIDDEN) == 2
