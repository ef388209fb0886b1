"""Every surface says the same of a month, and what it says is what the reference arithmetic comes to.

Two months of an office with every kind of rule, unit, exemption, target, focus, gap and leaver; the figures
are reckoned a second time in fractions from the facts (`tests/agreement`). What is compared: JSON, exported
tables, the workbook with its formulas worked out, the sheets and the text in their PDF, the explanations with
every calculation done again, the records that count, and the counts of Today and Records.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from qadesk import i18n
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Indicator, Role, Unit
from qadesk.services import first_look, today
from qadesk.services.assessment import results_export, simulation
from qadesk.services.explaining import explanation, live_workbook
from qadesk.services.paper import sheets
from qadesk.services.records import evidence, record_lists
from qadesk.tabular.live_book import Formula
from tests.agreement import surfaces
from tests.agreement.facts import OCTOBER, SPANS
from tests.agreement.reference_arithmetic import Result, rounded
from tests.agreement.reference_values import TIMED, Line, counted
from tests.agreement.sentences import calculations
from tests.agreement.surfaces import MONTHS, World, says
from tests.agreement.workbook import Workbook

both_months = pytest.mark.parametrize("month", MONTHS)
WORDS = {"na": "N/A", "waived": "Waived", "missing": "Missing"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = surfaces.make(tmp_path_factory.mktemp("agreement") / "branch.qadesk")
    yield made
    made.office.close()


def lines(world: World, month: str) -> Iterator[tuple[str, Result, Indicator, Line]]:
    """Whose, their result, and every line of it with its indicator."""
    card = world.standings[month].made.cards.own.card
    for who, result in world.expected[month].items():
        for code, line in result.lines.items():
            yield who, result, card.indicator(code), line


def near(figure: Any, value: Fraction | None, places: int) -> bool:
    """Whether a number is `value` rounded half-up to so many places; None where there is none."""
    if value is None or figure is None:
        return value is None and figure is None
    return abs(Fraction(str(figure)) - rounded(value, places)) < Fraction(1, 10**9)


def test_the_office_has_every_kind_of_case(world: World) -> None:
    """The comparison is worth something only while nothing of this gets lost."""
    states, kinds, statuses = set(), set(), set()
    for month in MONTHS:
        for _who, result, indicator, line in lines(world, month):
            states.add((line.state, indicator.role))
            kinds.add((indicator.rule.kind, indicator.origin))
            statuses.add(result.status)
        quota = [r for r in world.standings[month].made.results if r.assessment.by_total]
        assert quota
    assert {("na", role) for role in Role} <= states
    assert {("missing", Role.WEIGHTED), ("missing", Role.REFERENCE), ("waived", Role.WEIGHTED)} <= states
    assert len({kind for kind, _origin in kinds}) == 8
    assert len({origin for _kind, origin in kinds}) == 4
    assert statuses == {"graded", "incomplete", "excluded"}
    assert world.expected[OCTOBER].keys() & {"KF15", "KF16", "KF17"} == set()
    assert any(r.red_lines and r.total == r.computed for r in world.expected[OCTOBER].values())


@both_months
def test_json(world: World, month: str) -> None:
    said = world.printed[month]
    assert said.keys() == world.expected[month].keys()
    for who, result in world.expected[month].items():
        one = said[who]
        assert (one["grade"], one["rank"], one["status"]) == (result.grade, result.rank, result.status), who
        assert (one["missing"], one["red_lines"]) == (result.missing, result.red_lines)
        assert near(one["total"], result.total, 2)
        assert near(one["computed"], result.computed, 2)
        assert near(one["bonus"], result.bonus, 6)
    for who, _result, indicator, line in lines(world, month):
        one = said[who]["indicators"][indicator.code]
        assert (one["state"], one.get("reason", "")) == (line.state, line.reason), (who, indicator.code)
        assert near(one["value"], line.value, 6), (who, indicator.code)
        assert near(one["points"], line.points, 2), (who, indicator.code)
        assert near(one["standard"], line.standard, 6)
        assert near(one["weight"], line.weight, 6)
        assert near(one["effective_weight"], line.effective, 6), (who, indicator.code)
        assert one["n"] == line.n


@both_months
def test_supposing_nothing_moves_nobody(world: World, month: str) -> None:
    """Kills: a what-if that forgets the focus, an own target or an exemption."""
    made = world.standings[month].made
    supposed = {r.agent.staff_no: r for r in simulation.simulate(made, {}).results}
    for result in made.results:
        other = supposed[result.agent.staff_no]
        assert other.rank == result.rank
        assert other.assessment == result.assessment, result.agent.staff_no


@both_months
def test_exported_tables(world: World, month: str, tmp_path: Path) -> None:
    results_export.export(world.office, month, tmp_path / "r.xlsx")
    results_export.export(world.office, month, tmp_path / "r.csv")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    exact = [list(row) for row in sheet.iter_rows(values_only=True)]
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        text = list(csv.reader(file))
    assert len(exact) == len(text) == len(world.expected[month]) + 1
    for row, plain in zip(exact[1:], text[1:], strict=True):
        who = str(row[1])
        result = world.expected[month][who]
        for cells in (row, plain):
            rest = iter(cells[8:])
            assert (cells[5] or None) == result.grade
            assert near(cells[4] or None, result.total, 2)
            assert near(cells[6] or None, result.computed, 2)
            assert str(cells[0] or "") == str(result.rank or "")
            for code, line in result.lines.items():
                indicator, cell = world.standings[month].made.cards.own.card.indicator(code), next(rest)
                if line.value is None:
                    assert cell == WORDS[line.state], (who, code)
                else:
                    scale = 100 if indicator.unit is Unit.RATE else 1
                    assert near(cell, line.value * scale, 2), (who, code)
                if indicator.role in (Role.WEIGHTED, Role.BONUS):
                    points = next(rest)
                    assert near(None if points in ("", None) else points, line.points, 2), (who, code)


@both_months
def test_the_workbook_recalculated(world: World, month: str) -> None:
    """Every formula is worked out, from the records up; what the file keeps beside it is the same."""
    compared = 0
    for who, result in world.expected[month].items():
        pages = live_workbook.sheets(world.office, month, who)
        book, first = Workbook(pages), pages[0].title
        for page in pages:
            for number, row in enumerate(page.rows, 1):
                for column, cell in enumerate(row, 1):
                    if isinstance(cell.content, Formula) and cell.content.value is not None:
                        got = book.value(page.title, number, column)
                        known = cell.content.value
                        if isinstance(known, str):
                            assert got == known, (who, page.title, number, column, cell.content)
                        else:
                            where = (who, page.title, number, column, cell.content, got)
                            assert abs(Fraction(got) - Fraction(known)) < Fraction(1, 10**9), where
                        compared += 1
        for number, (code, line) in enumerate(result.lines.items(), 5):
            value, points, effective = (book.value(first, number, column) for column in (4, 8, 12))
            assert _equal(value, line.value), (who, code, value, line)
            if world.standings[month].made.cards.own.card.indicator(code).role in (Role.WEIGHTED, Role.BONUS):
                assert _equal(points, line.points), (who, code, points, line)
            if line.weight:
                assert _equal(effective or None, line.effective or None), (who, code)
            assert book.value(first, number, 14) is None or line.reason in book.value(first, number, 14)
        at = {str(row[0].content): n for n, row in enumerate(pages[0].rows, 1) if row and row[0].content}
        for label, wanted in (("Computed, rounded half-up", result.computed), ("Total", result.total)):
            assert _equal(book.value(first, at[label], 13), wanted), (who, label)
        assert (book.value(first, at["Grade on the sheet"], 13) or "–") == (result.grade or "–")
    assert compared > 1000


def _equal(got: Any, value: Fraction | None) -> bool:
    if value is None or got in ("", None):
        return value is None and got in ("", None)
    return abs(Fraction(got) - value) < Fraction(1, 10**9)


@both_months
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_sheets_and_the_text_of_their_pdf(world: World, month: str, language: str) -> None:
    graded = [who for who, result in world.expected[month].items() if result.status != "excluded"]
    contents = dict(zip(sorted(graded), sheets.contents(world.office, month, graded, language), strict=True))
    drawn = sheets.document(world.office, month, sorted(graded), language)
    pdf, page, texts = pypdfium2.PdfDocument(drawn.pdf), 0, {}
    for one in drawn.sheets:
        texts[one.staff_no] = " ".join(
            pdf[number].get_textpage().get_text_bounded() for number in range(page, page + one.pages)
        )
        page += one.pages
    pdf.close()
    card = world.standings[month].made.cards.own.card
    for who, content in contents.items():
        result, on_paper = world.expected[month][who], _close(texts[who])
        assert (content.result.total == "") == (result.total is None)
        if result.total is not None:
            assert says(content.result.total, result.total)
            assert content.result.grade == result.grade
            shown = [content.result.total, content.result.grade]
            if result.computed != result.total:
                assert says(content.result.computed, result.computed or Fraction(0))
            assert all(_close(text) in on_paper for text in shown)
        listed = {
            Role.WEIGHTED: content.lines, Role.BONUS: content.bonuses, Role.RED_LINE: content.red_lines,
            Role.REFERENCE: content.references,
        }  # fmt: skip
        rows = {role: iter(found) for role, found in listed.items()}
        for code, line in result.lines.items():
            indicator = card.indicator(code)
            row: Any = next(rows[indicator.role])
            assert _close(row.name) in on_paper
            value = row.value if indicator.role is Role.WEIGHTED else row.count
            if line.value is None:
                assert value == "–"
                assert row.reason
                assert line.reason in row.reason
                assert _close(row.reason) in on_paper, (who, code)
                continue
            assert row.reason == ""
            least = {Unit.SCORE: 1, Unit.COUNT: 0}.get(indicator.unit, 2)
            assert says(value, line.value, indicator.unit, least), (who, code, value, line.value)
            assert _close(value) in on_paper
            if indicator.role is Role.WEIGHTED:
                assert says(row.points, line.points or Fraction(0))
                assert says(row.weight, line.effective)
                assert says(row.contribution, line.effective * (line.points or Fraction(0)) / 100)
                assert all(_close(text) in on_paper for text in (row.points, row.weight, row.contribution))
            if indicator.role is Role.BONUS:
                assert says(row.effect, line.points or Fraction(0)), (who, code, row.effect)
            if indicator.role is Role.RED_LINE:
                assert row.crossed == (code in result.red_lines)


def _close(text: str) -> str:
    """A text without blanks and line ends, as wrapping and kerning leave others."""
    return "".join(text.split())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_explanations_give_their_own_results(world: World, language: str) -> None:
    """Every calculation shown is done again with the figures shown; every value, weight and sum is there."""
    done = 0
    with i18n.speaking(language):
        for month in MONTHS:
            standings = world.standings[month]
            for who, result, indicator, line in lines(world, month):
                chain = explanation.chain(world.office, standings, who, indicator.code)
                for link in chain.links:
                    for each in calculations(link.text) if link.key != "rule" else ():
                        assert each.agrees, (who, indicator.code, each)
                        done += 1
                assert (line.reason in chain.text("state")) or not line.reason
                if chain.origin is not None and line.parts is not None:
                    above, below = line.parts
                    assert (Fraction(chain.origin.denominator) == below) or month != OCTOBER
                    assert abs(Fraction(chain.origin.numerator) - Fraction(above)) < Fraction(1, 10**6), (
                        who,
                        indicator.code,
                    )
                waits = "until then" in chain.text("state")
                assert not waits or result.status == "incomplete"
            for who, result in world.expected[month].items():
                total = explanation.chain(world.office, standings, who)
                done += _adds_up(world, month, who, result, total)
    assert done > 900


def _adds_up(world: World, month: str, who: str, result: Result, total: explanation.Explanation) -> int:
    """The lines of a total multiply up, and add up to the sum that is shown, that rounds to the total."""
    found = [each for link in total.links for each in calculations(link.text)]
    assert all(each.agrees for each in found), (who, [each for each in found if not each.agrees])
    if result.computed is None:
        return len(found)
    together = sum((each.shown for each in found), Fraction(0)) + result.bonus
    sum_ = total.text("sum")
    shown = Fraction(sum_.split(",")[0].split("，")[0].replace("−", "-"))
    assert abs(together - shown) < Fraction(1, 10**4), (who, together, sum_)
    assert says(sum_, together, least=4), (who, together, sum_)
    cap = Fraction(world.standings[month].made.cards.own.card.cap)
    assert rounded(min(max(shown, Fraction(0)), cap)) == result.computed, (who, sum_)
    return len(found) + 1


@both_months
def test_the_records_that_count_are_those_that_were_counted(world: World, month: str) -> None:
    compared = 0
    single = replace(world.facts, totals=[])
    for who, _result, indicator, line in lines(world, month):
        counts = counted(single, month, who)
        for source in evidence.sources_of(indicator):
            if source is Source.CONTACTS and indicator.figure == "error_rate":
                wanted = counts["contacts"]
            else:
                wanted = _counting(counts, indicator, line, source)
            page = evidence.records(world.office, month, who, indicator.code, source=source, limit=500)
            assert len(page.records) == page.total
            exempt = line.state == "na" and bool(line.reason)
            found = sum(record.counted for record in page.records)
            if line.value is None and indicator.figure in TIMED:
                continue  # of an agent without chats, calls count for nothing
            if indicator.figure == "median_response_seconds":
                wanted = line.n
            if source is Source.DELIVERIES:
                continue  # of the whole branch: compared in days below
            assert found == (0 if exempt else wanted), (who, indicator.code, source, found, wanted)
            assert not exempt or all(record.why for record in page.records)
            compared += 1
    assert compared > 150


def _counting(counts: Any, indicator: Indicator, line: Line, source: Source) -> int:
    figure = indicator.figure
    if source is Source.RATINGS:
        return line.n
    return int(
        {
            "avg_response_seconds": counts["waits"],
            "avg_talk_seconds": counts["talks"],
            "first_contact_resolution": counts["resolved"] + counts["unresolved"],
            "csat": counts["rated"],
            "complaint_rate": counts["contacts"] if source is Source.CONTACTS else counts["upheld"],
            "escalation_rate": counts["told"],
            "complaint_response_24h": counts["complaints"],
            "complaint_closed_48h": counts["complaints"],
            "praises": counts["praises"],
            "errors": counts["errors"],
            "error_rate": counts["errors"],
            "abusive_language": counts["abuses"],
            "nps": counts["surveys"],
        }.get(figure, line.parts[1] if line.parts and figure in TIMED else 0)
    )


def test_the_days_that_count_add_up_to_the_branch(world: World) -> None:
    found = evidence.records(world.office, OCTOBER, "KF01", "tracking_15min", limit=500).records
    days = [day for day in world.facts.deliveries if day.scans is not None and day.in_time is not None]
    assert sum(record.counted for record in found) == len(days) < len(found) == len(world.facts.deliveries)
    said = [record.said.replace(",", "").split(" of ") for record in found if record.counted]
    assert sum(int(part) for part, _of in said) == counted(world.facts, OCTOBER, "KF01")["in_time"]
    assert sum(int(of) for _part, of in said) == counted(world.facts, OCTOBER, "KF01")["scans"]


@both_months
def test_today_and_records_count_the_same(world: World, month: str) -> None:
    first, after = SPANS[month]
    facts, seen = world.facts, first_look.overview(world.office, month)
    calls = [c for c in facts.contacts if first <= c.at.date() < after]
    wanted = {
        "calls": [c.at.date() for c in calls if c.channel == "call"],
        "chats": [c.at.date() for c in calls if c.channel == "chat"],
        "complaints": [c.received.date() for c in facts.complaints if first <= c.received.date() < after],
        "incidents": [i.day for i in facts.incidents if first <= i.day < after],
        "surveys": [s.at.date() for s in facts.surveys if first <= s.at.date() < after],
        "deliveries": [d.day for d in facts.deliveries if first <= d.day < after],
    }
    for kind, days in wanted.items():
        assert seen.imported[kind].records == len(days), kind
        assert seen.imported[kind].through == max(days, default=None), kind
        assert record_lists.listing(world.office, month, kind, limit=1).total == len(days), kind
    expected = world.expected[month]
    made = today.outcome(world.office, month)
    for status in ("graded", "incomplete", "excluded"):
        assert getattr(made, status) == sum(r.status == status for r in expected.values())
    for grade, number in made.grades.items():
        assert number == sum(r.grade == grade for r in expected.values())
    assert seen.agents == sum(r.status != "excluded" for r in expected.values())
    assert set(made.red_lines) == {who for who, r in expected.items() if r.red_lines}
