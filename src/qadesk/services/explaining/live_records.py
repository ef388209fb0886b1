"""An agent's records as sheets of a workbook, and the formulas that count them there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from qadesk.domain.measures import OfficeTally
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.i18n import _, current_language
from qadesk.kinds.registry import records_of
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining.live_totals import totals_sheet, with_totals
from qadesk.services.records import record_lists
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Cell, Formula, LiveSheet
from qadesk.tabular.questions import ANSWERS

_EVERYTHING = 10_000_000
_FIRST = 2  # the row after the heads
DAY_MS, TWO_DAYS_MS = 86_400_000, 172_800_000


@dataclass(frozen=True)
class LiveRecords:
    """Record sheets, the sheet of counts, and under which address each count stands."""

    sheets: tuple[LiveSheet, ...]
    counts: LiveSheet
    cells: Mapping[str, str]


def live_records(
    office: Office, cycle_code: str, result: AgentResult, whole: OfficeTally, items: tuple[Indicator, ...]
) -> LiveRecords:
    """One agent's records in a cycle, the branch's delivery days; `items` are those rated on the form."""
    staff_no = result.agent.staff_no
    contacts = _contacts(office, cycle_code, staff_no)
    totals = totals_sheet(office, cycle_code, staff_no)
    complaints = _complaints(office, cycle_code, staff_no)
    incidents, words = _incidents(office, cycle_code, staff_no)
    surveys = _simple(office, cycle_code, "surveys", staff_no, _("Survey answers"), _("Score"))
    deliveries = _deliveries(office, cycle_code)
    ratings = _ratings(office, cycle_code, staff_no, items)
    singly, added_up = _contact_counts(contacts), bool(result.tally.total_contacts)
    counted = [
        *(with_totals(singly, totals, _FIRST) if added_up else singly),
        *_complaint_counts(complaints),
        *_incident_counts(incidents, words),
        *_survey_counts(surveys),
        *_delivery_counts(deliveries),
        *_rating_counts(ratings, items),
    ]
    counts = LiveSheet(_("Counts"), widths=(46, 16), frozen=(1, 0))
    counts.add(Cell(_("What is counted"), "head"), Cell(_("Number"), "head"))
    cells = {}
    for name, label, formula in counted:
        own = _TOGETHER.get(name, name)
        known = getattr(result.tally, own, getattr(whole, own, None))
        row = counts.add(Cell(label), Cell(Formula(formula, known), "count"))
        cells[name] = f"'{counts.title}'!$B${row}"
    shown = (contacts, *((totals,) if added_up else ()))
    return LiveRecords((*shown, complaints, incidents, surveys, deliveries, ratings), counts, cells)


_Counts = list[tuple[str, str, str]]  # name, label, formula
# What the tally calls a sum over single contacts and totals.
_TOGETHER = {"response_ms": "response_sum_ms", "talk_ms": "talk_sum_ms", "rating_sum": "rating_total"}


def _contacts(office: Office, code: str, staff_no: str) -> LiveSheet:
    heads = (
        _("Reference"), _("Channel"), _("Time"), _("Answered"), _("Response (ms)"), _("Talk (ms)"),
        _("Solved at first contact"), _("Rating"), _("File"),
    )  # fmt: skip
    sheet = _sheet(_("Calls and chats"), heads, (22, 10, 20, 10, 14, 14, 12, 10, 30))
    for kind, channel in (("calls", _("call")), ("chats", _("chat"))):
        for record, at in _listed(office, code, kind, staff_no):
            said = dict(zip(records_of(kind).listed, record.values, strict=True))
            if not record.counted or said["direction"] not in (None, "in"):
                continue  # the totals of that day count instead, or it is no contact that came in
            sheet.add(
                Cell(said["ref"]),
                Cell(channel),
                Cell(at, "time"),
                Cell(_flag(said["answered"]), "count"),
                Cell(said["response"], "count"),
                Cell(said["talk"], "count"),
                Cell(_flag(said["resolved"]), "count"),
                Cell(said["rating"], "count"),
                Cell(record.file_name),
            )
    return sheet


def _contact_counts(sheet: LiveSheet) -> _Counts:
    answered, response, talk, solved, rating = (sheet.column(number, _FIRST) for number in (3, 4, 5, 6, 7))
    return [
        ("contacts", _("Answered calls and chats"), f"COUNTIF({answered},1)"),
        ("responses", _("… with a response time"), f'COUNTIFS({answered},1,{response},">=0")'),
        ("response_ms", _("Sum of response times, in ms"), f"SUMIFS({response},{answered},1)"),
        ("talks", _("… with a talk time"), f'COUNTIFS({answered},1,{talk},">=0")'),
        ("talk_ms", _("Sum of talk times, in ms"), f"SUMIFS({talk},{answered},1)"),
        ("resolved", _("Solved at the first contact"), f"COUNTIFS({answered},1,{solved},1)"),
        ("unresolved", _("Not solved at the first contact"), f"COUNTIFS({answered},1,{solved},0)"),
        ("rated", _("Rated by the customer"), f'COUNTIFS({answered},1,{rating},">=0")'),
        ("rating_sum", _("Sum of customer ratings"), f"SUMIFS({rating},{answered},1)"),
    ]


def _complaints(office: Office, code: str, staff_no: str) -> LiveSheet:
    heads = (
        _("Reference"), _("Time"), _("Until answered (ms)"), _("Until closed (ms)"), _("Escalated"),
        _("Upheld"), _("File"),
    )  # fmt: skip
    sheet = _sheet(_("Complaints"), heads, (22, 20, 18, 18, 10, 10, 30))
    for record, at in _listed(office, code, "complaints", staff_no):
        said = dict(zip(records_of("complaints").listed, record.values, strict=True))
        figures = {
            "responded_at": _between(record.when, said["responded_at"]),
            "closed_at": _between(record.when, said["closed_at"]),
            "escalated": _flag(said["escalated"]),
            "upheld": _upheld_by(said["upheld"], said["fault"]),
        }
        sheet.add(
            Cell(said["ref"]),
            Cell(at, "time"),
            *(
                Cell(_("not stated") if value is None and name in record.untold else value, "count")
                for name, value in figures.items()
            ),
            Cell(record.file_name),
        )
    return sheet


def _complaint_counts(sheet: LiveSheet) -> _Counts:
    refs, answered, closed, escalated, upheld = (sheet.column(number, _FIRST) for number in (0, 2, 3, 4, 5))
    return [
        ("complaints", _("Complaints"), f"COUNTA({refs})"),
        ("upheld", _("Upheld complaints"), f"COUNTIF({upheld},1)"),
        ("escalated", _("Escalated complaints"), f"COUNTIF({escalated},1)"),
        ("responded_24h", _("Answered within 24 h"), f'COUNTIF({answered},"<={DAY_MS}")'),
        ("closed_48h", _("Closed within 48 h"), f'COUNTIF({closed},"<={TWO_DAYS_MS}")'),
        *(
            (name, label, f'COUNTIF({column},"{_("not stated")}")')
            for name, label, column in (
                ("no_responded_at", _("File without a column for the first response"), answered),
                ("no_closed_at", _("File without a column for the closing"), closed),
                ("no_escalated", _("File without a column for escalation"), escalated),
                ("no_upheld", _("File without a column for upheld"), upheld),
            )
        ),
    ]


def _incidents(office: Office, code: str, staff_no: str) -> tuple[LiveSheet, dict[str, str]]:
    words = {"praise": _("Praise"), "error": _("Error"), "abuse": _("Abuse")}
    sheet = _sheet(
        _("Praises and errors"),
        (_("Reference"), _("Day"), _("Kind"), _("Note"), _("File")),
        (22, 14, 12, 40, 30),
    )
    for record, at in _listed(office, code, "incidents", staff_no):
        ref, kind, note = record.values
        sheet.add(Cell(ref), Cell(at, "day"), Cell(words[kind]), Cell(note), Cell(record.file_name))
    return sheet, words


def _incident_counts(sheet: LiveSheet, words: Mapping[str, str]) -> _Counts:
    kinds = sheet.column(2, _FIRST)
    names = {"praises": "praise", "errors": "error", "abuses": "abuse"}
    labels = {"praises": _("Praises"), "errors": _("Errors"), "abuses": _("Abusive language")}
    return [(name, labels[name], f'COUNTIF({kinds},"{words[kind]}")') for name, kind in names.items()]


def _simple(office: Office, code: str, kind: str, staff_no: str, title: str, value: str) -> LiveSheet:
    sheet = _sheet(title, (_("Reference"), _("Time"), value, _("File")), (22, 20, 10, 30))
    for record, at in _listed(office, code, kind, staff_no):
        sheet.add(
            Cell(record.values[0]), Cell(at, "time"), Cell(record.values[1], "count"), Cell(record.file_name)
        )
    return sheet


def _survey_counts(sheet: LiveSheet) -> _Counts:
    scores = sheet.column(2, _FIRST)
    return [
        ("surveys", _("Survey answers"), f"COUNT({scores})"),
        ("promoters", _("Promoters (9–10)"), f'COUNTIF({scores},">=9")'),
        ("detractors", _("Detractors (0–6)"), f'COUNTIF({scores},"<=6")'),
    ]


def _deliveries(office: Office, code: str) -> LiveSheet:
    heads = (
        _("Day"), _("Courier"), _("Due"), _("On time"), _("Scans"), _("Scans within 15 min"), _("File"),
    )  # fmt: skip
    sheet = _sheet(_("Delivery days"), heads, (14, 16, 12, 12, 12, 18, 30))
    for record, at in _listed(office, code, "deliveries", ""):
        courier, *figures = record.values
        sheet.add(
            Cell(at, "day"),
            Cell(courier),
            *(Cell(value, "count") for value in figures),
            Cell(record.file_name),
        )
    return sheet


def _delivery_counts(sheet: LiveSheet) -> _Counts:
    names = ("due", "on_time", "scans", "scans_in_15_min")
    labels = (
        _("Parcels due, whole branch"), _("Delivered on time, whole branch"),
        _("Scans, whole branch"), _("Scans within 15 min, whole branch"),
    )  # fmt: skip
    columns = [sheet.column(number, _FIRST) for number in range(2, 6)]
    # a day counts only with both of two numbers
    others = (columns[1], columns[0], columns[3], columns[2])
    return [
        (name, label, f'SUMIFS({own},{other},">=0")')
        for name, label, own, other in zip(names, labels, columns, others, strict=True)
    ]


def _ratings(office: Office, code: str, staff_no: str, items: tuple[Indicator, ...]) -> LiveSheet:
    heads = (_("Item"), _("Code"), _("Rated by"), _("Submitted"), _("Contact"), _("Level"), _("Remark"))
    sheet = _sheet(_("Ratings"), heads, (24, 16, 16, 20, 22, 10, 50))
    names = {item.code: item.names.in_language(current_language()) for item in items}
    evaluation, rating = tables.evaluation.c, tables.rating.c
    joined = (
        tables.evaluation.join(tables.rating)
        .join(tables.user, evaluation.user_id == tables.user.c.id)
        .join(tables.agent, evaluation.agent_id == tables.agent.c.id)
        .join(tables.cycle, evaluation.cycle_id == tables.cycle.c.id)
        .outerjoin(tables.contact, evaluation.contact_id == tables.contact.c.id)
    )
    chosen = (
        tables.cycle.c.code == code, tables.cycle.c.office_id == office.id,
        tables.agent.c.staff_no == staff_no, evaluation.status == "submitted",
    )  # fmt: skip
    shown = select(
        rating.item,
        tables.user.c.name,
        evaluation.submitted_at,
        tables.contact.c.ref,
        rating.level,
        rating.comment,
    )
    with office.read() as connection:
        rows = connection.execute(
            shown.select_from(joined).where(*chosen).order_by(rating.item, evaluation.id)
        ).all()
    for row in rows:
        if row.item in names:
            level = Cell(_("N/A")) if row.level is None else Cell(row.level, "number")
            at = office.local(row.submitted_at).replace(tzinfo=None)
            sheet.add(
                Cell(names[row.item]),
                Cell(row.item),
                Cell(row.name),
                Cell(at, "time"),
                Cell(row.ref),
                level,
                Cell(row.comment),
            )
    return sheet


def _rating_counts(sheet: LiveSheet, items: tuple[Indicator, ...]) -> _Counts:
    coded, levels = sheet.column(1, _FIRST), sheet.column(5, _FIRST)
    counts: _Counts = []
    for item in items:
        name = item.names.in_language(current_language())
        wanted = f'"{item.code}"'
        counts += [
            (
                f"{item.code}:n",
                _("{item}: ratings").format(item=name),
                f'COUNTIFS({coded},{wanted},{levels},">0")',
            ),
            (
                f"{item.code}:sum",
                _("{item}: sum of levels").format(item=name),
                f"SUMIFS({levels},{coded},{wanted})",
            ),
        ]
    return counts


def figure_formula(indicator: Indicator, cells: Mapping[str, str]) -> str | None:
    """The value of an indicator from the counts; None for what is typed or computed from others."""
    if indicator.origin is Origin.RATED:
        return _ratio(cells[f"{indicator.code}:sum"], cells[f"{indicator.code}:n"])
    if indicator.origin is not Origin.RECORDS:
        return None
    made = _FIGURES.get(indicator.figure)
    return None if made is None else made(cells)


def _ratio(above: str, below: str) -> str:
    return f'IF({below}=0,"",{above}/{below})'


def _share(cells: Mapping[str, str], name: str, untold: str) -> str:
    """A share of the complaints whose file tells it."""
    of = f"({cells['complaints']}-{cells[untold]})"
    return _ratio(cells[name], of)


def _upheld_by(upheld: bool | None, fault: str | None) -> int | str | None:
    """1 where it was upheld against the agent, words where against somebody else, which does not count."""
    if upheld and fault not in (None, "agent"):
        return _(ANSWERS[fault]) if fault in ANSWERS else str(fault)
    return _flag(upheld)


def _upheld(cells: Mapping[str, str]) -> str:
    """Missing where of no complaint it is told whether it was upheld."""
    unknown, rate = cells["no_upheld"], _ratio(cells["upheld"], cells["contacts"])
    return f'IF(AND({unknown}>0,{unknown}={cells["complaints"]}),"",{rate})'


_Cells = Mapping[str, str]
_FIGURES: dict[str, Callable[[_Cells], str]] = {
    # one division, so that the quotient is the nearest there is
    "avg_response_seconds": lambda c: f'IF({c["responses"]}=0,"",{c["response_ms"]}/({c["responses"]}*1000))',
    "avg_talk_seconds": lambda c: f'IF({c["talks"]}=0,"",{c["talk_ms"]}/({c["talks"]}*1000))',
    "first_contact_resolution": lambda c: (
        f'IF({c["resolved"]}+{c["unresolved"]}=0,"",{c["resolved"]}/({c["resolved"]}+{c["unresolved"]}))'
    ),
    "csat": lambda c: _ratio(c["rating_sum"], c["rated"]),
    "complaint_rate": _upheld,
    "escalation_rate": lambda c: _share(c, "escalated", "no_escalated"),
    "complaint_response_24h": lambda c: _share(c, "responded_24h", "no_responded_at"),
    "complaint_closed_48h": lambda c: _share(c, "closed_48h", "no_closed_at"),
    "error_rate": lambda c: _ratio(c["errors"], c["contacts"]),
    "nps": lambda c: f'IF({c["surveys"]}=0,"",100*({c["promoters"]}-{c["detractors"]})/{c["surveys"]})',
    "praises": lambda c: c["praises"],
    "errors": lambda c: c["errors"],
    "abusive_language": lambda c: c["abuses"],
    "delivery_on_time": lambda c: _ratio(c["on_time"], c["due"]),
    "tracking_15min": lambda c: _ratio(c["scans_in_15_min"], c["scans"]),
}


def _sheet(title: str, heads: tuple[str, ...], widths: tuple[float, ...]) -> LiveSheet:
    sheet = LiveSheet(title, widths=widths, frozen=(1, 0))
    sheet.add(*(Cell(head, "head") for head in heads))
    return sheet


def _listed(office: Office, code: str, kind: str, staff_no: str) -> list[tuple[Any, Any]]:
    """Each record of a kind with its time as the office's clock had it."""
    found = record_lists.listing(office, code, kind, staff_no=staff_no, limit=_EVERYTHING).records
    return [
        (r, office.local(r.when).replace(tzinfo=None) if isinstance(r.when, datetime) else r.when)
        for r in found
    ]


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _between(start: Any, end: Any) -> int | None:
    return None if end is None else round((end - start).total_seconds() * 1000)
