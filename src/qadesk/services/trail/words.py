"""Tables, columns and entries of the trail in words."""

from __future__ import annotations

from typing import Any, Final

from qadesk.i18n import N_, _
from qadesk.kinds.registry import KINDS

TABLES: Final = {
    "office": N_("Office"),
    "setting": N_("Settings"),
    "special_day": N_("Days off and worked"),
    "user": N_("Users"),
    "recovery_code": N_("Recovery codes"),
    "app_token": N_("App tokens"),
    "agent": N_("Agents"),
    "former_number": N_("Former staff numbers"),
    "scorecard": N_("Scorecards"),
    "scorecard_step": N_("Steps of scorecards"),
    "cycle": N_("Cycles"),
    "card_rule": N_("Rules whose scorecard is which"),
    "cycle_card": N_("Scorecards of agents in a cycle"),
    "target": N_("Targets"),
    "target_plan": N_("Planned targets"),
    "exemption": N_("Exemptions"),
    "typed_value": N_("Typed values"),
    "focus": N_("Focus"),
    "import_batch": N_("Imports"),
    "rejection": N_("Rows not imported"),
    "superseded": N_("Rows replaced by imports"),
    "layout": N_("Column layouts"),
    "contact": N_("Calls and chats"),
    "contact_total": N_("Totals of calls and chats"),
    "contact_choice": N_("Choice between totals and records"),
    "evaluation": N_("Rating forms"),
    "rating": N_("Ratings"),
    "assessment": N_("Results of closed cycles"),
    "assessment_step": N_("Steps of results"),
    "interview": N_("Interviews"),
    "scorecard_reader": N_("Who has read a scorecard"),
    "notice": N_("Notices of results"),
    "notice_line": N_("Lines of notices"),
    "correction": N_("Corrections after closing"),
    "sheet": N_("Sheets printed"),
    "use_rules": N_("Rules for using results"),
    "worked_days": N_("Days worked"),
    "use_export": N_("List of rewards given out"),
    "use_line": N_("Line of a list of rewards"),
    "check_form": N_("Check forms"),
    "check_sample": N_("Samples of contacts"),
    "contact_check": N_("Checks of contacts"),
    "check_answer": N_("Answers of checks"),
    "note": N_("Notes"),
    "note_file": N_("Attached files"),
    "appeal": N_("Appeals"),
    "appeal_point": N_("Points of appeals"),
    "appeal_file": N_("Evidence of appeals"),
    "scan": N_("Scans"),
    "scan_page": N_("Pages of scans"),
    "scan_file": N_("Pictures of scans"),
    "audit": N_("Trail"),
}
OWN_NAMES: Final = (
    "staff_no",
    "login",
    "ref",
    "code",
    "file_name",
    "indicator",
    "item",
    "month",
    "day",
    "name",
)


def table_name(table: str) -> str:
    """A table in words; tables of records by their kind."""
    if table in TABLES:
        return _(TABLES[table])
    kind = next((kind for kind in KINDS.values() if kind.records and kind.records.table == table), None)
    return _(kind.label) if kind is not None else table


def row_name(key: Any, values: dict[str, Any] | None = None) -> str:
    """A row: what it is known by, where it has something of the sort, or else its number."""
    known = next((str((values or {}).get(name) or "") for name in OWN_NAMES if (values or {}).get(name)), "")
    number = str(key).strip("[]").replace('"', "")
    return f"{number} ({known})" if known else number
