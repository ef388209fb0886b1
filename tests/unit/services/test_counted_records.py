"""As many records behind a figure count as it was divided by, where they are what it is made of."""

from __future__ import annotations

import pytest

from qadesk.i18n import set_language
from qadesk.services.assessment import standings
from qadesk.services.explaining import explanation
from qadesk.services.records import evidence
from qadesk.storage.office import Office


@pytest.mark.parametrize("month", ["2026-09", "2026-10"])
def test_as_many_records_count_as_are_said_to(sample_office: Office, month: str) -> None:
    set_language("en")
    known = standings.standings(sample_office, month)
    said = 0
    for result in known.made.results[:3]:
        for indicator in known.made.cards.own.card.indicators():
            made = explanation.chain(sample_office, known, result.agent.staff_no, indicator.code)
            for source in made.sources:
                told = made.counting(source)
                page = evidence.records(
                    sample_office, month, made.staff_no, indicator.code, source=source, limit=10_000
                )
                if told is not None:
                    said += 1
                    assert told == sum(one.counted for one in page.records), (indicator.code, source)
    assert said > 9
