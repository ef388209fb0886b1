"""Results of the largest month with peers compared in every section, beside the same month without."""

from __future__ import annotations

import gc
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks import large, offices
from benchmarks.measure import Figure, beside, figure
from qadesk.domain.scorecard import Indicator, Origin, Scorecard, Section, Unit
from qadesk.services import cycles, targets
from qadesk.services.assessment import making
from qadesk.services.assessment.earlier_months import gather
from qadesk.services.assessment.participants import participants
from qadesk.storage.office import Office

RECORDS = 20_000  # they are counted alike on both sides
_WAYS = ("{0} - team_mean({0})", "office_rank_share({0})", "{0} - post_median({0}, others)",
         "office_percentile({0}, mean_rank)", "{0} / office_mean({0}, 3)")  # fmt: skip


def run() -> list[Figure]:
    """Both over the same file, from its records to everybody's totals."""
    with tempfile.TemporaryDirectory() as folder:
        office = large.office(Path(folder) / "bench.qadesk", RECORDS)
        try:
            plain, compared = large.card(), with_peers(large.card())
            assert _assessed(office, compared) == _assessed(office, plain) == large.AGENTS
            gc.collect()
            gc.freeze()  # as the program does once its window stands
            ours, reference = beside(
                lambda: _assessed(office, compared), lambda: _assessed(office, plain), times=5
            )
        finally:
            office.close()
    count = sum("_" in one.formula and "(" in one.formula for one in compared.indicators())
    note = f"{large.AGENTS} agents, {large.INDICATORS} indicators, {count} of them compared; reference: none"
    return [figure("a month compared with peers", ours, 1.3, reference=reference, note=note)]


def with_peers(card: Scorecard) -> Scorecard:
    """The table with its computed indicators compared with peers, in five ways."""
    return replace(card, sections=tuple(_section(at, one) for at, one in enumerate(card.sections)))


def _section(at: int, section: Section) -> Section:
    compared = section.indicators[1 + at % 4].code

    def of(one: Indicator) -> Indicator:
        if one.origin is not Origin.FORMULA:
            return one
        return replace(one, formula=_WAYS[at % len(_WAYS)].format(compared), unit=Unit.RATE)

    return replace(section, indicators=tuple(map(of, section.indicators)))


def _assessed(office: Office, card: Scorecard) -> int:
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, offices.CYCLE)
        known, required = gather(connection, office, cycle, card), targets.frozen(connection, cycle.id)
        people = participants(connection, office, cycle)
        made = making.each(card, people, known, required.under(cycle.scorecard_id))
        return len([one for _who, one in made])
