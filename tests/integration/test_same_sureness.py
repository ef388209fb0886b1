"""Every surface says the same of how sure a result is: interval, probabilities of grades, likely ranks."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from qadesk.services.assessment import results_export, standings
from qadesk.services.evidence_pack import pack
from qadesk.services.explaining import explanation, live_workbook, result_words
from qadesk.services.paper import sheets
from tests.agreement import surfaces
from tests.agreement.surfaces import MONTHS, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = surfaces.make(tmp_path_factory.mktemp("agreement") / "branch.qadesk")
    yield made
    made.office.close()


@pytest.mark.parametrize("month", MONTHS)
def test_how_sure_it_is(world: World, month: str) -> None:
    """In window, explanation, JSON, exported table, workbook, sheet and evidence pack."""
    found = standings.with_uncertainty(world.standings[month])
    card, told = found.made.cards.own.card, found.sure.of
    assert len(told) > 5
    headings, rows = results_export.table(found.made)
    exported = {row[1]: dict(zip(headings, row, strict=True)) for row in rows}
    for number, result in enumerate(found.made.results):
        who, sure = result.agent.staff_no, told.get(result.agent.staff_no)
        row = exported[who]
        if sure is None:
            assert row["Total: 95% from"] == ""
            assert "interval" not in world.printed[month][who]
            continue
        low, high = float(sure.interval.low), float(sure.interval.high)
        assert world.printed[month][who]["interval"] == [low, high]
        grades = ", ".join(f"{grade} {round(chance * 100)}%" for grade, chance in sure.grades.items())
        assert (row["Total: 95% from"], row["Total: 95% to"]) == (low, high)
        assert (row["90%: best rank"], row["90%: worst rank"]) == sure.ranks
        chances = row["Probability of grades"]
        assert set(chances.split(", ")) <= set(grades.split(", "))
        span = f"{low:.1f}–{high:.1f} of {float(card.cap):g}"
        for text in (
            result_words.facts_text(found, result),
            explanation.chain(world.office, found, who).text("sure"),
        ):
            assert f"95% interval {span}" in text
            assert f"probability of grades: {chances}" in text
            assert result_words.likely_ranks_text(sure) in text
        sheet = sheets.content(world.office, month, who, "en").result
        assert (sheet.interval, sheet.chances) == (f"95%: {span}", chances)
        if number % 5 == 0:
            said = {
                str(line[0].content): line[-1].content
                for line in live_workbook.sheets(world.office, month, who)[0].rows
                if line
            }
            assert said["95% interval of the total"] == span
            assert said["Probability of grades"] == chances
            assert said["Rank (90%)"] == result_words.ranks_span(sure)
        if number == 0:
            packed, _about = pack.contents(world.office, month, who)
            kept = json.loads(packed["data/assessment.json"])["sure"]
            assert kept["interval"] == [str(sure.interval.low), str(sure.interval.high)]
            assert tuple(kept["ranks"]) == sure.ranks
            assert span in packed["README.html"].decode()
            assert span in packed["explanation.html"].decode()
