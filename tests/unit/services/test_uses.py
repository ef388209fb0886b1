"""What follows from closed months by the office's rules: bonus pay, awards, lists, what was given out."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qadesk.domain.scorecard import Names
from qadesk.domain.uses import (
    Award,
    AwardKind,
    AwardTies,
    Condition,
    Every,
    GradeList,
    ListKind,
    Uses,
    starter,
)
from qadesk.services import people, rights, roster
from qadesk.services.evidence_pack import pack
from qadesk.services.trail import browsing
from qadesk.services.uses import bonus_words, bonuses, overview, papers, payroll, rules, trial
from qadesk.services.uses.month import Standing
from qadesk.services.uses.overview import Consequence
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services import past_months as past
from tests.unit.services.past_months import CLOSED

D = Decimal
NAMES = Names("奖", "Prize")
EVERYBODY = tuple(f"KF10{n:02}" for n in range(1, 15))


def in_force(office: Office, uses: Uses | None = None, since: str = "2026-01") -> int:
    version = rules.draft(office).value
    if uses is not None:
        rules.save(office, version, uses)
    rules.put_in_force(office, version, since)
    return version


def rows(office: Office, kind: str, code: str = CLOSED) -> list[Consequence]:
    return [row for row in overview.overview(office, code).rows if row.kind == kind]


def test_nothing_follows_before_rules_are_in_force(sample_office: Office, tmp_path: Path) -> None:
    rules.draft(sample_office)
    assert overview.overview(sample_office, CLOSED).rules is None
    with refuses("uses.none_in_force"):
        payroll.export(sample_office, CLOSED, tmp_path / "b.xlsx")
    with refuses("uses.none_in_force"):
        papers.save_list(sample_office, CLOSED, ["bonus"], tmp_path / "b.pdf")
    with refuses("uses.open"):
        overview.overview(sample_office, "2026-10")


def test_rules_hold_from_their_month_on_and_the_newest_of_them(sample_office: Office) -> None:
    first = in_force(sample_office, since="2026-08")
    second = in_force(sample_office, since="2026-10")
    assert overview.overview(sample_office, CLOSED).rules.version == first  # type: ignore[union-attr]
    third = in_force(sample_office, since="2026-09")
    assert overview.overview(sample_office, CLOSED).rules.version == third  # type: ignore[union-attr]
    with refuses("uses.in_force"):
        rules.save(sample_office, second, starter())
    with refuses("uses.no_month"):
        rules.put_in_force(sample_office, rules.draft(sample_office).value, "2026-Q3")


def test_only_who_decides_puts_rules_in_force(sample_office: Office) -> None:
    version = rules.draft(sample_office).value
    people.add(sample_office, login="li", name="李主管", role="supervisor", password=None)
    rights.know(sample_office)
    sample_office.user = next(one for one in sample_office.people if one.login == "li")
    rules.save(sample_office, version, replace(starter(), lists=()))
    with refuses("rights.not_allowed"):
        rules.put_in_force(sample_office, version, CLOSED)


def test_each_step_is_undone(sample_office: Office) -> None:
    made = rules.draft(sample_office)
    saved = rules.save(sample_office, made.value, replace(starter(), awards=()))
    forced = rules.put_in_force(sample_office, made.value, CLOSED)
    for done in (forced, saved, made):
        assert done.undo is not None
        done.undo()
    assert rules.versions(sample_office) == ()


def test_what_was_given_out_by_rules_keeps_them(sample_office: Office, tmp_path: Path) -> None:
    version = in_force(sample_office)
    payroll.export(sample_office, CLOSED, tmp_path / "b.csv")
    with refuses("uses.given_out"):
        rules.take_back(sample_office, version)


def test_the_sum_of_a_list_is_the_sum_of_its_lines(sample_office: Office, tmp_path: Path) -> None:
    paid = replace(starter().bonus, base=D("333.33"), money_step=D("0.1"))  # type: ignore[type-var]
    in_force(sample_office, replace(starter(), bonus=paid))
    made = bonuses.bonuses(sample_office, CLOSED)
    assert made is not None
    assert made.amount == sum(line.due.amount for line in made.lines if line.due.amount is not None)
    file = tmp_path / "b.xlsx"
    payroll.choose_columns(sample_office, ["staff_no", "amount"])
    payroll.export(sample_office, CLOSED, file)
    _head, *written = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    assert sum(D(str(amount)) for _who, amount in written if amount is not None) == made.amount
    entry = browsing.entries(sample_office, most=3)
    assert "Bonus list saved" in [one.what for one in entry]


def test_a_later_revision_shows_what_differs_from_what_was_given_out(
    sample_office: Office, tmp_path: Path
) -> None:
    in_force(sample_office)
    payroll.export(sample_office, CLOSED, tmp_path / "b.xlsx")
    assert not any(row.differs for row in rows(sample_office, "bonus"))
    past.revise(sample_office, CLOSED, "KF1006", "75.00", "C")
    changed = {row.staff_no: row.differs for row in rows(sample_office, "bonus") if row.differs}
    assert changed == {"KF1006": "1.20 → 0.80"}
    (row,) = [row for row in rows(sample_office, "bonus") if row.staff_no == "KF1006"]
    assert "revision 2" in row.why
    payroll.export(sample_office, CLOSED, tmp_path / "again.xlsx")
    assert not any(row.differs for row in rows(sample_office, "bonus"))


def test_who_is_new_and_who_left(sample_office: Office) -> None:
    in_force(sample_office)
    past.rewrite(sample_office, CLOSED, {"KF1001": ("50", "D"), "KF1013": ("99", "A")})
    agent = next(one for one in roster.agents(sample_office) if one.staff_no == "KF1001")
    roster.edit(sample_office, replace(agent, hired_on=date(2026, 8, 1)))
    found = {row.staff_no: row for row in rows(sample_office, "bonus")}
    assert found["KF1001"].coefficient == D("0.80")
    assert "New: employed for 61 d" in found["KF1001"].why
    (first, *_others) = rows(sample_office, "award")
    assert (first.number, first.staff_no) == (0, "KF1013")
    roster.leave(sample_office, "KF1013", date(2026, 9, 20))
    gone = next(row for row in rows(sample_office, "bonus") if row.staff_no == "KF1013")
    assert (gone.coefficient, "Left on 2026-09-20" in gone.why) == (D("1.20"), True)
    assert "KF1013" not in {row.staff_no for row in rows(sample_office, "award")}
    anybody = GradeList(NAMES, ListKind.TRAINING, (Condition(("A", "B", "C", "D"), 1),), months=1)
    in_force(sample_office, Uses(lists=(anybody,)), since=CLOSED)
    listed = {row.staff_no for row in rows(sample_office, "list")}
    assert (len(listed), "KF1013" in listed) == (13, False)


def test_what_is_incomplete_or_waived_is_said(sample_office: Office) -> None:
    in_force(sample_office)
    past.rewrite(sample_office, CLOSED, {"KF1002": (None, None)})
    (row,) = [row for row in rows(sample_office, "bonus") if row.staff_no == "KF1002"]
    assert (row.value, row.coefficient, row.settled) == ("–", None, False)
    assert "incomplete" in row.why
    note = " ".join(overview.overview(sample_office, CLOSED).notes())
    assert "KF1002" in note
    with refuses("uses.no_letter"):
        papers.letters(sample_office, CLOSED, [row.key])


def test_best_of_the_month_names_who_cannot_be_told_apart(sample_office: Office) -> None:
    in_force(sample_office)
    best = next(row for row in rows(sample_office, "award") if row.number == 0)
    assert "Not distinguishable from" in best.mark
    assert best.mark in best.why
    assert best.mark not in best.told, "a letter names no others"
    past.rewrite(sample_office, CLOSED, dict.fromkeys(EVERYBODY, ("91", "A")) | {"KF1001": ("99", "A")})
    (best,) = [row for row in rows(sample_office, "award") if row.number == 0]
    assert (best.staff_no, best.mark, best.standing) == ("KF1001", "", Standing.PROVISIONAL)


def test_who_gets_another_value_and_cannot_be_told_apart_is_named(
    sample_office: Office, tmp_path: Path
) -> None:
    in_force(sample_office)
    made = bonuses.bonuses(sample_office, CLOSED)
    assert made is not None
    of = {line.member.agent.staff_no: line for line in made.lines}
    for line in made.lines:
        sure = line.member.sure
        assert sure is not None
        for other in line.alike:
            there = of[other.staff_no]
            assert there.due.value != line.due.value
            assert line.member.agent in there.alike, "it holds both ways"
    marked = [line for line in made.lines if line.alike]
    assert marked
    payroll.export(sample_office, CLOSED, tmp_path / "bonus.csv")
    told = (tmp_path / "bonus.csv").read_text("utf-8-sig")
    assert told.count("who get another value") == len(marked)
    equal = [line for line in made.lines if not line.alike]
    assert all("who get another value" not in bonus_words.mark(line) for line in equal)


def test_who_is_nearly_on_a_list_is_said(sample_office: Office) -> None:
    in_force(sample_office, replace(starter(), bonus=None, awards=()))
    found = overview.overview(sample_office, CLOSED)
    near = [one for made in found.lists for one in made.near]
    assert near
    assert all(0.2 < chance < 1 for _who, chance in near)
    assert any("Not on it, though by chance alone" in line for line in found.notes())
    far = replace(starter().lists[1], conditions=(Condition(("D",), 3),))
    in_force(sample_office, Uses(None, (), (far,)))
    found = overview.overview(sample_office, CLOSED)
    assert [one.near for one in found.lists] == [()], "three times in one month is out of reach"


@pytest.mark.parametrize(
    ("ties", "winners"),
    [(AwardTies.ALL, {"KF1001", "KF1002"}), (AwardTies.NONE, set()), (AwardTies.MORE_CONTACTS, {"KF1002"})],
)
def test_equal_totals(sample_office: Office, ties: AwardTies, winners: set[str]) -> None:
    told = dict.fromkeys(EVERYBODY, ("80", "B")) | dict.fromkeys(("KF1001", "KF1002"), ("95", "A"))
    past.rewrite(sample_office, CLOSED, told)
    in_force(sample_office, Uses(awards=(Award(NAMES, ties=ties),)))
    found = rows(sample_office, "award")
    assert {row.staff_no for row in found} == winners
    if len(winners) == 1:
        assert "KF1001" in found[0].mark, "an equal total is never different"
    if not winners:
        assert "KF1001" in overview.overview(sample_office, CLOSED).notes()[0]


def test_best_of_a_quarter_with_a_month_missing(sample_office: Office) -> None:
    award = Award(NAMES, every=Every.QUARTER, least_months=2)
    in_force(sample_office, Uses(awards=(award,)))
    past.rewrite(sample_office, CLOSED, {"KF1001": ("80", "B"), "KF1002": ("95", "A"), "KF1003": ("99", "A")})
    past.add(sample_office, "2026-07", {"KF1001": ("96", "A"), "KF1002": ("82", "B")})
    (row,) = rows(sample_office, "award")
    assert (row.staff_no, row.value) == ("KF1002", "88.50")
    assert "Not distinguishable from" in row.mark, "88.50 ± 1.41 and 88.00 ± 1.41"
    assert "Months with a result: 2 of 3" in row.why
    (note,) = overview.overview(sample_office, CLOSED).notes()
    assert "Not closed yet" in note
    past.add(sample_office, "2026-08", {"KF1001": ("70", "C"), "KF1002": ("98", "A")})
    (row,) = rows(sample_office, "award")
    assert (row.staff_no, row.value, row.mark) == ("KF1002", "91.67", "")
    assert rows(sample_office, "award", "2026-08") == [], "with the last month of the quarter only"


def test_most_improved(sample_office: Office) -> None:
    in_force(sample_office, Uses(awards=(Award(NAMES, AwardKind.IMPROVED),)))
    assert "period before is not closed" in overview.overview(sample_office, CLOSED).notes()[0]
    past.add(sample_office, "2026-08", {"KF1001": ("80", "B"), "KF1002": ("90", "A"), "KF1003": ("85", "B")})
    past.rewrite(sample_office, CLOSED, {"KF1001": ("90", "A"), "KF1002": ("91", "A"), "KF1003": ("84", "B")})
    (row,) = rows(sample_office, "award")
    assert (row.staff_no, row.value, row.mark) == ("KF1001", "+10.00", "")
    past.rewrite(sample_office, CLOSED, {"KF1001": ("82", "B"), "KF1002": ("91", "A")})
    (row,) = rows(sample_office, "award")
    assert row.staff_no == "KF1001"
    assert "no larger than chance" in row.why
    assert "KF1002" in row.mark


def test_d_once_or_c_twice_in_a_quarter(sample_office: Office) -> None:
    rule = GradeList(NAMES, ListKind.TRAINING, (Condition(("D",), 1), Condition(("C", "D"), 2)), quarter=True)
    in_force(sample_office, Uses(lists=(rule,)))
    past.rewrite(sample_office, CLOSED, dict.fromkeys(EVERYBODY, ("95", "A")) | {"KF1001": ("72", "C")})
    past.add(sample_office, "2026-08", {"KF1001": ("73", "C"), "KF1002": ("50", "D"), "KF1003": (None, None)})
    past.add(sample_office, "2026-06", {"KF1004": ("50", "D")})
    found = {row.staff_no: row for row in rows(sample_office, "list")}
    assert set(found) == {"KF1001", "KF1002", "KF1003"}, "June is another quarter"
    assert (found["KF1001"].settled, found["KF1001"].sure, found["KF1001"].mark) == (True, "100%", "")
    assert (found["KF1003"].settled, found["KF1003"].value) == (False, "not decided")
    assert "2026-07: none" in found["KF1001"].why
    with refuses("uses.no_letter"):
        papers.letters(sample_office, CLOSED, [found["KF1003"].key])


def test_rules_are_tried_on_past_months(sample_office: Office) -> None:
    past.add(sample_office, "2026-08", {"KF1001": ("80", "B"), "KF1002": ("95", "A")})
    with refuses("uses.unknown"):
        trial.trial(sample_office, 7)
    in_force(sample_office, since=CLOSED)
    version = rules.draft(sample_office).value
    doubled = replace(starter().bonus, grades=(("A", D(2)), ("B", D(1))), cap=None)  # type: ignore[type-var]
    rules.save(sample_office, version, Uses(doubled))
    september, august = trial.trial(sample_office, version)
    assert (august.held_version, august.held_sum, august.tried_sum) == (None, None, D(3))
    assert september.held_version == 1
    assert september.tried_sum == sum(
        (line.tried.coefficient or D(0)) for line in september.lines if line.tried is not None
    )
    assert any(line.differs for line in september.lines)
    assert not any(who for _name, who in september.tried_names)
    assert rules.versions(sample_office)[0].draft, "trying changes nothing"


def test_letters_and_lists_on_paper(sample_office: Office, tmp_path: Path) -> None:
    in_force(sample_office)
    keys = papers.all_keys(sample_office, CLOSED, "award")
    (first, *_others) = papers.letters(sample_office, CLOSED, keys[:1], certificate=True, language="zh_CN")
    assert (first.title, first.framed, first.facts) == ("奖状", True, ())
    assert papers.save_letters(sample_office, CLOSED, keys, tmp_path / "l.pdf").value == len(keys)
    n = papers.save_list(sample_office, CLOSED, ["bonus", "award"], tmp_path / "l.csv").value
    assert n == 14 + len(keys)
    papers.save_list(sample_office, CLOSED, ["bonus"], tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    with refuses("uses.nothing"):
        papers.save_list(sample_office, CLOSED, ["list"], tmp_path / "nothing.pdf")
    told = [one.what for one in browsing.entries(sample_office, most=12)]
    assert {"Letters saved", "Bonus list saved", "Awards saved"} <= set(told)


def test_a_list_on_paper_has_the_notes_on_what_it_lists(sample_office: Office) -> None:
    in_force(sample_office)
    found = overview.overview(sample_office, CLOSED)
    awards, lists = found.notes(["award"]), found.notes(["list"])
    assert awards
    assert lists
    assert found.notes() == awards + lists
    about = {
        kind: papers.listing(sample_office, CLOSED, [kind], "en").about for kind in ("bonus", "award", "list")
    }
    for kind, notes in (("award", awards), ("list", lists)):
        for note in notes:
            assert [one for one, text in about.items() if note in text] == [kind]


def test_the_trail_names_the_version_of_rules(sample_office: Office) -> None:
    version = in_force(sample_office)
    entries = browsing.entries(sample_office, most=2)
    assert [one.about for one in entries] == [f"version {version}"] * 2
    named = {row.name for one in entries for row in one.rows if row.table == "use_rules"}
    assert named == {f"Rules for using results: version {version}"}


def test_an_evidence_pack_tells_what_followed(sample_office: Office, tmp_path: Path) -> None:
    in_force(sample_office)
    payroll.export(sample_office, CLOSED, tmp_path / "b.xlsx")
    pack.make(sample_office, CLOSED, "KF1006", tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as packed:
        told = packed.read("explanation.html").decode()
    assert "What followed from it" in told
    assert told.count("Grade A: 1.20.") == 1, "of nobody else"
