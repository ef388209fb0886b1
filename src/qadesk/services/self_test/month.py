"""The sample office: every file in, every figure as counted once and stored, the month closed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from qadesk.domain.decimals import half_up
from qadesk.domain.measures import measure
from qadesk.i18n import _
from qadesk.resources import resource
from qadesk.services import check, drill, sample, setup
from qadesk.services.assessment import results
from qadesk.services.assessment.results import AgentResult
from qadesk.services.backups import keeping, words
from qadesk.services.records import imports
from qadesk.services.self_test.findings import Wrong, refuse
from qadesk.storage import generations
from qadesk.storage.office import Office

_ZONE: Final = "Asia/Shanghai"
_SIX: Final = Decimal("0.000001")
_COUNTED: Final = {
    "contacts": "contacts",
    "rated_contacts": "rated",
    "complaints": "complaints",
    "upheld_complaints": "upheld",
    "praises": "praises",
    "errors": "errors",
}
_OF_THE_OFFICE: Final = {
    "delivered_due": "due",
    "delivered_on_time": "on_time",
    "scans": "scans",
    "scans_in_15_min": "scans_in_15_min",
}


def _truth(name: str) -> Any:
    return json.loads(resource("self_test", name).read_text("utf-8"))


class Sample:
    """The sample office, made by one step for those after it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._office: Office | None = None

    @property
    def office(self) -> Office:
        """The office. Raises Wrong where making it failed."""
        if self._office is None:
            raise Wrong(_("not tried: there is no sample office"))
        return self._office

    def close(self) -> None:
        """Let go of the file."""
        if self._office is not None:
            self._office.close()

    def imported(self) -> str:
        """Each file into an empty office: rows, duplicates and rejected rows as they were counted."""
        folder = resource("sample_office")
        where = self._path.with_name("import.qadesk")
        office = setup.create_office(
            where, name="import", user_name="self-test", zone=_ZONE, open_cycle=False
        )
        rows, wrong = 0, []
        try:
            imports.run(office, folder / "花名册.xlsx", kind="roster")
            for name, counted in _truth("expected.json")["files"].items():
                report = imports.run(office, folder / name)
                found = {"rows": report.rows, "duplicates": report.duplicates, "bad": len(report.rejected)}
                rows += report.rows
                if found != counted:
                    wrong.append(f"{name}: {found} ≠ {counted}")
        finally:
            office.close()
        refuse(wrong)
        return _("files: {files}, rows: {rows}").format(
            files=len(_truth("expected.json")["files"]), rows=f"{rows:,}"
        )

    def built(self) -> str:
        """Two months through the same services as real work."""
        self._office = sample.build(self._path)
        return f"{sample.CLOSED}, {sample.OPEN}"

    def figures(self) -> str:
        """What every agent did, and the office, to six places."""
        compared, wrong = 0, []
        for code, truth in _truth("expected.json")["months"].items():
            made = results.results(self.office, code)
            found = {result.agent.staff_no: _figures(result) for result in made.results}
            found["office"] = {name: getattr(made.office, short) for name, short in _OF_THE_OFFICE.items()}
            for who, counted in {**truth["agents"], "office": truth["office"]}.items():
                for name, value in counted.items():
                    compared += 1
                    now = found.get(who, {}).get(name)
                    if now != value:
                        wrong.append(f"{code} {who} {name}: {now} ≠ {value}")
        refuse(wrong)
        return _("figures compared: {n}").format(n=f"{compared:,}")

    def totals(self) -> str:
        """The closed month's totals and grades as they were when this was packed."""
        found = {
            result.agent.staff_no: [str(result.assessment.total), result.assessment.grade]
            for result in results.results(self.office, sample.CLOSED).results
        }
        stored = _truth("totals.json")[sample.CLOSED]
        refuse(
            f"{no}: {found.get(no)} ≠ {stored.get(no)}"
            for no in stored | found
            if found.get(no) != stored.get(no)
        )
        return _("agents compared: {n}").format(n=len(stored))

    def sound(self) -> str:
        """What `check` says of the office."""
        found = check.check(self.office)
        refuse(f"{finding.what}: {finding.problem}" for finding in found if not finding.ok)
        return _(", ").join(finding.what for finding in found)

    def backed_up(self) -> str:
        """A verified copy, and what a trial restore says of it."""
        keeping.make(self.office, generations.ASKED)
        done = drill.drill(self.office)
        refuse(done.problems)
        return words.drill(done)


def _figures(result: AgentResult) -> dict[str, float]:
    measured = measure(result.tally)
    ratios = {code: float(half_up(m.value, _SIX)) for code, m in measured.items() if m.value is not None}
    return ratios | {name: getattr(result.tally, short) for name, short in _COUNTED.items()}
