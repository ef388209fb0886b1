"""The columns of all tables in words, as entries of the trail show what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qadesk.i18n import N_, _
from qadesk.kinds.registry import KINDS, all_records
from qadesk.services.after_closing.stage_words import STAGES
from qadesk.services.scans.scan_words import STATES as SCAN_STATES

NEVER_SHOWN: Final = frozenset(  # what tells nobody anything, or is told as who and when of the entry
    {"id", "office_id", "password_hash", "uid", "part", "mark", "signature", "account", "updated_at"}
)

COLUMNS: Final = {
    "name": N_("Name"),
    "zone": N_("Time zone"),
    "created_at": N_("Made on"),
    "key": N_("Setting"),
    "value": N_("Value"),
    "login": N_("Name to sign in with"),
    "role": N_("Role"),
    "active": N_("May sign in"),
    "user_id": N_("By"),
    "failures": N_("Wrong passwords"),
    "failed_at": N_("Last wrong password"),
    "digest": N_("Checksum"),
    "revision": N_("Revision"),
    "pages": N_("Pages"),
    "total": N_("Total"),
    "grade": N_("Grade"),
    "language": N_("Language"),
    "state": N_("State"),
    "said": N_("Code on it"),
    "source": N_("From file"),
    "place": N_("Page of the file"),
    "signed": N_("Signature"),
    "looks": N_("Pointed out"),
    "page": N_("Page"),
    "scan_id": N_("Scan"),
    "page_id": N_("Page"),
    "computed": N_("Checksum of what was calculated"),
    "ended_by": N_("Ended by"),
    "ended_at": N_("Ended"),
    "others": N_("Results of others made again"),
    "made_at": N_("Made on"),
    "used_at": N_("Used"),
    "revoked_at": N_("Revoked"),
    "commands": N_("Commands"),
    "staff_no": N_("Staff number"),
    "team": N_("Team"),
    "post": N_("Post"),
    "status": N_("Status"),
    "hired_on": N_("Hired on"),
    "left_on": N_("Left on"),
    "agent_id": N_("Agent"),
    "at": N_("When"),
    "code": N_("Code"),
    "version": N_("Version"),
    "content": N_("Content"),
    "published_at": N_("Published"),
    "based_on": N_("Based on"),
    "scorecard_id": N_("Scorecard"),
    "note": N_("Note"),
    "start": N_("First day"),
    "end": N_("First day after it"),
    "opened_at": N_("Month opened on"),
    "closed_at": N_("Closed"),
    "cycle_id": N_("Month"),
    "cycle_code": N_("Month"),
    "month": N_("Month"),
    "indicator": N_("Indicator"),
    "standard": N_("Standard"),
    "kind": N_("Kind"),
    "reason": N_("Reason"),
    "decided_by": N_("Confirmed by"),
    "decided_at": N_("Confirmed"),
    "origin": N_("From file"),
    "stage": N_("Stage"),
    "witness": N_("Witness"),
    "carrier": N_("Carrier"),
    "tracking": N_("Tracking number"),
    "works": N_("Worked"),
    "basis": N_("Why this indicator"),
    "step": N_("Agreed step"),
    "extra": N_("Extra weight (percentage points)"),
    "file_name": N_("File"),
    "sheet": N_("Worksheet"),
    "file_digest": N_("Checksum of the file"),
    "mapping": N_("Columns used"),
    "rows": N_("Rows"),
    "imported": N_("Rows imported"),
    "duplicates": N_("Already there"),
    "updated": N_("Replaced"),
    "rejected": N_("Rows left out"),
    "first_day": N_("First day"),
    "last_day": N_("Last day"),
    "undone_at": N_("Undone"),
    "batch_id": N_("Import"),
    "line": N_("Line"),
    "column": N_("Column"),
    "table": N_("Table"),
    "row": N_("Row"),
    "answers": N_("Answers"),
    "channel": N_("Channel"),
    "ref": N_("Reference"),
    "direction": N_("Direction"),
    "answered": N_("Answered"),
    "response_ms": N_("Response time"),
    "talk_ms": N_("Talk time"),
    "resolved": N_("Resolved"),
    "rating": N_("Customer's rating"),
    "waybill": N_("Waybill"),
    "received_at": N_("Received"),
    "responded_at": N_("First response"),
    "level": N_("Level"),
    "escalated": N_("Escalated"),
    "upheld": N_("Upheld"),
    "fault": N_("Whose fault"),
    "in_part": N_("Upheld in part"),
    "day": N_("Day"),
    "score": N_("Score"),
    "comment": N_("Comment"),
    "queue": N_("Group or shop"),
    "until": N_("Until before"),
    "contacts": N_("Contacts"),
    "offered": N_("Offered"),
    "responses": N_("Responses"),
    "response_us": N_("Response times added up (millionths of a second)"),
    "talks": N_("Talks"),
    "talk_us": N_("Talk times added up (millionths of a second)"),
    "unresolved": N_("Unresolved"),
    "rated": N_("Rated"),
    "rating_millionths": N_("Ratings added up (millionths)"),
    "rating_squares": N_("Squares of ratings added up"),
    "satisfied": N_("Satisfied"),
    "dissatisfied": N_("Dissatisfied"),
    "satisfaction": N_("Satisfaction rate"),
    "counts": N_("What counts"),
    "courier": N_("Courier"),
    "due": N_("To be delivered"),
    "on_time": N_("On time"),
    "scans": N_("Scans"),
    "scans_in_15_min": N_("Scans within 15 minutes"),
    "contact_id": N_("Call or chat"),
    "submitted_at": N_("Submitted"),
    "evaluation_id": N_("Rating form"),
    "item": N_("Item"),
    "text": N_("Text"),
    "file_sort": N_("Kind of file"),
    "file_size": N_("Size (bytes)"),
    "removed_at": N_("Deleted"),
    "note_id": N_("Note"),
    "trail": N_("Trail code printed on it"),
}
_IN: Final = {  # where a column is called otherwise in one table
    ("rating", "level"): N_("Level given"),
    ("cycle", "code"): N_("Month"),
    ("cycle", "closed_at"): N_("Month closed on"),
    ("office", "name"): N_("Name of the office"),
    ("complaint", "level"): N_("Severity"),
    ("note_file", "content"): N_("Checksum of the file"),
    ("scan_file", "content"): N_("Checksum of the file"),
    ("survey_answer", "score"): N_("Score (0–10)"),
    ("exemption", "user_id"): N_("Exempted by"),
    ("evaluation", "user_id"): N_("Rated by"),
    ("import_batch", "user_id"): N_("Imported by"),
    ("rejection", "reason"): N_("Why not"),
    ("app_token", "name"): N_("What it is for"),
    ("incident", "kind"): N_("What it was"),
}


def column_name(table: str, column: str) -> str:
    """A column in words; of a kind of record that is not built in, as its file's fields are called."""
    known = _IN.get((table, column)) or COLUMNS.get(column)
    return _(known) if known is not None else _(_field(table, column))


def _field(table: str, column: str) -> str:
    for name, records in all_records().items():
        for field in KINDS[name].fields:
            if records.table == table and field.name == column:
                return field.label
    return column


def words_of_codes(table: str, column: str) -> Mapping[str, str]:
    """What the codes in a column mean, English source text; nothing where they are no codes."""
    known = CODES.get((table, column)) or CODES.get(("", column))
    if known is not None:
        return known
    if column == "kind":  # of an import, a layout, a note
        return {name: kind.label for name, kind in KINDS.items()}
    return next((one.coded[column] for one in all_records().values()
                 if one.table == table and column in one.coded), {})  # fmt: skip


_OF_SCORECARDS: Final = {
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "approved": N_("Approved"),
    "published": N_("Published"),
    "retired": N_("Retired"),
}
CODES: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("agent", "status"): {"active": N_("Employed"), "probation": N_("On probation"), "left": N_("Left")},
    ("user", "role"): {
        "viewer": N_("Viewer"),
        "supervisor": N_("Supervisor"),
        "manager": N_("Manager"),
        "administrator": N_("Administrator"),
    },
    ("cycle", "status"): {"open": N_("Open month"), "closed": N_("Closed month")},
    ("evaluation", "status"): {"draft": N_("Draft"), "submitted": N_("Submitted")},
    ("scan", "state"): {state.value: words for state, words in SCAN_STATES.items()},
    ("scan", "signed"): {
        "signed": N_("looks signed"),
        "empty": N_("signature box empty"),
        "unsure": N_("signature unclear"),
    },
    ("assessment_step", "stage"): {stage.value: words for stage, words in STAGES.items()},
    ("scorecard", "status"): _OF_SCORECARDS,
    ("scorecard_step", "status"): _OF_SCORECARDS,
    ("exemption", "kind"): {"na": N_("Not applicable"), "waived": N_("Missing, and excused")},
    ("focus", "basis"): {
        "lost": N_("Most points lost"),
        "behind": N_("Largest gap to the standard"),
        "chosen": N_("Chosen by the supervisor"),
    },
    ("contact_choice", "counts"): {
        "records": N_("Single records"),
        "totals": N_("Totals"),
        "both": N_("Both"),
    },
    ("incident", "kind"): {"praise": N_("Praise"), "error": N_("Error"), "abuse": N_("Abuse")},
    ("", "channel"): {"call": N_("Call"), "chat": N_("Chat")},
    ("", "direction"): {"in": N_("inbound"), "out": N_("outbound"), "internal": N_("internal")},
}
