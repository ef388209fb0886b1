"""The evidence pack: an assessment with all that stands behind it, in one file, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from qadesk import __version__
from qadesk.domain.decimals import ZERO
from qadesk.domain.scorecard_forms import to_dict
from qadesk.errors import UserError, joined
from qadesk.i18n import _, current_language, translations
from qadesk.progress import Progress
from qadesk.resources import resource
from qadesk.services import audit, personal, rights
from qadesk.services.assessment import assessments, grade_words, knowledge, results, standings
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.standings import Standings
from qadesk.services.done import Done
from qadesk.services.evidence_pack import afterwards, counted, customers, lists, papers, proof, read_me
from qadesk.services.explaining import live_workbook
from qadesk.services.paper import sheet_contents, sheet_digest, sheet_month
from qadesk.services.paper.sheet_month import SheetMonth
from qadesk.services.trail.action_words import ACTIONS
from qadesk.storage.office import Office
from qadesk.storage.trail.extract import SealedRow
from qadesk.tabular.live_book import live_book
from qadesk.tabular.scorecard_text import text_of
from qadesk.whole_files import written_whole

FORMAT: Final = 1
CONTENTS: Final = "contents.json"
_TIME: Final = (1980, 1, 1, 0, 0, 0)  # of every file in it: the same pack twice is the same file
_SCRIPTS: Final = ("arithmetic.js", "reckoning.js", "verifier.js", "words.js", "page.js")
_STEPS: Final = 7
_ADDED: Final = ("verify.html", CONTENTS)  # when all the others are there


@dataclass(frozen=True)
class PackMade:
    """A pack: `code` is the SHA-256 of its list of contents, by which it is known again; what it holds.

    `provisional`: the month is open, what it says may still change. `head` is the entry its trail ends with.
    """

    path: Path
    code: str
    files: tuple[str, ...]
    provisional: bool
    head: int
    customers: tuple[customers.Found, ...]


@rights.needs("print", "reveal")
def make(
    office: Office,
    code: str,
    staff_no: str,
    path: Path,
    *,
    with_customers: bool = True,
    progress: Progress | None = None,
) -> Done[PackMade]:
    """Write the pack of one assessment; it takes its place whole, and the trail says that it was made.

    Without customers it has no notes and waybill numbers and no rows of records, and numbers are masked; with
    them it takes the right to show whole numbers. Raises UserError for who has not got that, a cycle never
    opened, an agent who takes no part in it, or a file that cannot be written; Cancelled.
    """
    if path.suffix.lower() != ".zip":
        raise UserError(
            "evidence.wrong_ending",
            _("An evidence pack cannot be written to “{file}”.").format(file=path.name),
            kept=_("Nothing was changed."),
            remedy=_("Choose a name that ends in .zip."),
        )
    if with_customers and (refused := rights.refusal(office, "reveal")) is not None:
        raise UserError(
            "evidence.with_customers",
            refused.happened,
            kept=_("Nothing was changed."),
            remedy=joined(refused.remedy, _("You can make it without what is known of customers.")),
        )
    files, about = contents(office, code, staff_no, with_customers=with_customers, progress=progress)
    placed = False
    try:
        with office.write() as connection:
            rows = sum(one.count for one in about.customers if one.column == "ref")
            detail = {"file": path.name, "code": about.code, "customers": with_customers, "rows": rows}
            audit.note(connection, office, "evidence.pack", f"{code}/{about.staff_no}", **detail)
            with written_whole(path) as draft:
                _write_zip(draft, files)
            placed = True
    except BaseException:
        if placed:  # a pack the trail does not know of proves nothing
            path.unlink(missing_ok=True)
        raise
    made = PackMade(path, about.code, tuple(files), about.provisional, about.head, about.customers)
    return Done(made)


@dataclass(frozen=True)
class About:
    """What a pack says of itself."""

    staff_no: str
    code: str
    provisional: bool
    head: int
    customers: tuple[customers.Found, ...]


def contents(
    office: Office, code: str, staff_no: str, *, with_customers: bool = True, progress: Progress | None = None
) -> tuple[dict[str, bytes], About]:
    """The files of a pack by name, and what it says of itself; writes nothing. Raises as `make` does."""
    making = _Making(office, code, staff_no, with_customers, progress or Progress())
    files = making.files()
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    result, found = making.result, making.found_customers
    told = {
        "format": FORMAT,
        "program": f"QADesk {__version__}",
        "language": current_language(),
        "office": office.name,
        "cycle": code,
        "staff_no": result.agent.staff_no,
        "provisional": making.provisional,
        "customers": with_customers,
        "files": listed,
    }
    files[CONTENTS] = _json(told)
    own = hashlib.sha256(files[CONTENTS]).hexdigest()
    return files, About(result.agent.staff_no, own, making.provisional, making.chain.head[0], found)


def customers_in(office: Office, code: str, staff_no: str) -> tuple[customers.Found, ...]:
    """What of customers a pack would hold. Raises UserError as `make` does."""
    made = results.results(office, code)
    result = made.of(staff_no)
    with office.read() as connection:
        return customers.found(proof.rows_behind(connection, office, made, result))


class _Making:
    """One pack in the making."""

    def __init__(
        self, office: Office, code: str, staff_no: str, with_customers: bool, told: Progress
    ) -> None:
        self._office, self._customers, self._told = office, with_customers, told
        self._step(0)
        found = standings.standings(office, code)
        self.standings: Standings = standings.with_uncertainty(found, told)
        self.result: AgentResult = self.standings.made.of(staff_no)
        made = self.standings.made
        self.provisional = not made.cycle.closed
        with office.read() as connection:
            self._month: SheetMonth = sheet_month.read_month(connection, office, made)
            self._earlier = _earlier(connection, made, self.result)
            self._steps = papers.steps_of(connection, made.cards.last(self.result.agent.id).key)
            self._focus = knowledge.focuses(connection, made.cycle).get(self.result.agent.id)
            self._afterwards = afterwards.written(connection, office, made, self.result)
            self._attached = afterwards.scanned(connection, made, self.result)
            if with_customers:
                self._attached |= afterwards.attached(connection, made, self.result)
            self._step(1)
            self._counted = counted.counted(connection, office, made, self.result)
            self._rows: list[SealedRow] = proof.rows_behind(connection, office, made, self.result)
            self._step(2)
            self.chain, people = proof.chain_of(
                connection, office, made, self.result, self._rows, customers=with_customers, progress=told
            )
            self._step(3)
            self._data = {
                "data/rows.json": proof.rows_data(
                    connection, office, [*self._rows, *people], customers=with_customers
                ),
                "data/trail.json": proof.trail_data(self.chain, people),
            }
        self.found_customers = customers.found(self._rows) if with_customers else ()

    def files(self) -> dict[str, bytes]:
        """All but the list of contents."""
        office, made, result = self._office, self.standings.made, self.result
        files = {name: _json(data) for name, data in self._data.items()}
        files["data/assessment.json"] = _json(self._assessment())
        files["data/records.json"] = _json(proof.records_data(self._counted, self._rows))
        self._step(4)
        files["sheet.pdf"] = self._sheet()
        self._step(5)
        at, show = self._made_at(), personal.whole if self._customers else personal.shown(office, None)
        listed = lists.sheets(office, made, result, customers=self._customers, progress=self._told)
        files["records.xlsx"] = live_book(listed, at, show=show)
        if self._customers:
            files["calculation.xlsx"] = live_book(
                live_workbook.sheets(office, made.cycle.code, result.agent.staff_no), at, show=show
            )
        self._step(6)
        files["scorecard.yaml"] = text_of(result.card).encode()
        files["explanation.html"] = papers.explained(office, self.standings, result, self._steps).encode()
        files[afterwards.NAME] = self._afterwards.encode()
        files |= self._attached | afterwards.papers(office, made, result)
        of_customers = self.found_customers if self._customers else None
        about = (office, self.standings, result, self._counted, self.chain)
        files["README.html"] = read_me.written(*about, of_customers, [*files, *_ADDED]).encode()
        files["verify.html"] = verifier().encode()
        return files

    def _step(self, done: int) -> None:
        self._told.report(done, _STEPS)

    def _made_at(self) -> datetime:
        """When the state it shows came about: the month's last change, which every pack of it says alike."""
        cycle = self.standings.made.cycle
        return (cycle.closed_at or self.standings.opened_at or self._office.now()).replace(tzinfo=None)

    def _sheet(self) -> bytes:
        """The sheet as it was printed last; if it never was, or would say something else by now, as it is."""
        from qadesk.printing.document import sheets_pdf

        language = current_language()
        content = sheet_contents.fill(self._month, self.result, language)
        printed = self._month.printed.get(self.result.agent.id, ())
        last = next((one for one in reversed(printed) if one.digest == content.digest), None)
        if last is None:
            return sheets_pdf([content])
        return sheets_pdf([replace(content, trail=last.trail)], printed=self._office.local(last.at))

    def _assessment(self) -> dict[str, Any]:
        made, result = self.standings.made, self.result
        text = sheet_digest.text(self._month, result)
        digest = hashlib.sha256(text.encode()).hexdigest()
        focus, sure = self._focus, self.standings.sure.of.get(result.agent.staff_no)
        sure = sure or self._month.sure(result)  # as the sheet has it, also of a month too large for all
        shown = str if self._customers else customers.text_without_numbers
        return {
            "keys": {
                "agent": result.agent.id,
                "cycle": made.cycle.id,
                "scorecard": made.cards.last(result.agent.id).key,
            },
            "agent": asdict(result.agent),
            "text": shown(result.digested),
            "digest": result.digest,
            "earlier": [
                {"revision": one.revision, "text": shown(one.digested), "digest": one.digest}
                for one in self._earlier
            ],
            "sheet": {
                "text": shown(text),
                "code": sheet_contents.code_of(made.cycle.code, result.agent.staff_no, digest),
            },
            "card": to_dict(result.card),
            "sure": None
            if sure is None
            else {
                "interval": [str(sure.interval.low), str(sure.interval.high)],
                "grades": grade_words.percents(sure),
                "ranks": sure.ranks,
            },
            "focus": None
            if focus is None or focus.extra == ZERO
            else {"code": focus.code, "extra": str(focus.extra)},
            "quotas": any(grade.quota is not None for grade in result.card.grades),
            "values": dict(self._counted.ways),
            "divided": dict(self._counted.divided),
            "counts": dict(self._counted.counts),
        }


def _earlier(connection: Connection, made: CycleResults, result: AgentResult) -> tuple[AgentResult, ...]:
    """The revisions of a result before the one that counts."""
    if result.revision == 1:
        return ()
    kept = assessments.revisions(connection, made.cycle.id, result.agent.id)
    return tuple(results.as_stored(made.cycle, result.card, one) for one in kept[:-1])


def verifier() -> str:
    """The page that checks a pack, with its scripts in it; it begins in the language in force."""
    scripts = "\n".join(resource("evidence", name).read_text("utf-8") for name in _SCRIPTS)
    in_chinese = translations("zh_CN").gettext
    actions = {name: (words, in_chinese(words)) for name, (_kind, words) in ACTIONS.items()}
    scripts = scripts.replace("/* actions */ {}", json.dumps(actions, ensure_ascii=False))
    page = resource("evidence", "verify.html").read_text("utf-8").replace("/* scripts */", scripts)
    return page.replace('<html lang="en">', f'<html lang="{current_language().replace("_", "-")}">')


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=0, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files, key=lambda one: (one.startswith("data/"), one)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            packed.writestr(entry, files[name])
