"""The tables of an office file. A change here goes with a migration and a line in docs/schema.md.

One file holds one office today. What hangs on a branch carries its `office_id`, what hangs on a person
carries who and when, so that several branches, supervisors and cycles of any length fit without rework.
Times are UTC milliseconds (`UtcTime`), exact figures are decimal text (`Exact`), durations milliseconds.
"""

from qadesk.storage.tables.appeals import appeal, appeal_file, appeal_point
from qadesk.storage.tables.base import Exact, UtcTime, metadata, to_millis
from qadesk.storage.tables.checks import (
    check_answer,
    check_form,
    check_result,
    check_sample,
    contact_check,
)
from qadesk.storage.tables.correcting import correction
from qadesk.storage.tables.cycles import (
    card_rule,
    cycle,
    cycle_card,
    exemption,
    focus,
    scorecard,
    scorecard_step,
    target,
    target_plan,
    typed_value,
)
from qadesk.storage.tables.office import (
    agent,
    app_token,
    former_number,
    office,
    recovery_code,
    setting,
    sign_in_attempt,
    special_day,
    state_mark,
    user,
)
from qadesk.storage.tables.records import (
    complaint,
    contact,
    contact_choice,
    contact_total,
    delivery_day,
    import_batch,
    incident,
    layout,
    rejection,
    superseded,
    survey_answer,
)
from qadesk.storage.tables.results import (
    assessment,
    assessment_step,
    evaluation,
    note,
    note_file,
    rating,
    sheet,
)
from qadesk.storage.tables.scans import scan, scan_file, scan_page
from qadesk.storage.tables.talks import interview, notice, notice_line, scorecard_reader
from qadesk.storage.tables.trail import audit, seal
from qadesk.storage.tables.uses import use_export, use_line, use_rules, worked_days

__all__ = [
    "Exact",
    "UtcTime",
    "metadata",
    "to_millis",
    "office",
    "setting",
    "special_day",
    "state_mark",
    "user",
    "sign_in_attempt",
    "recovery_code",
    "app_token",
    "agent",
    "former_number",
    "scorecard",
    "scorecard_step",
    "card_rule",
    "cycle",
    "cycle_card",
    "target",
    "exemption",
    "target_plan",
    "typed_value",
    "focus",
    "import_batch",
    "rejection",
    "superseded",
    "layout",
    "contact",
    "contact_total",
    "contact_choice",
    "complaint",
    "incident",
    "survey_answer",
    "delivery_day",
    "evaluation",
    "rating",
    "assessment",
    "assessment_step",
    "correction",
    "sheet",
    "note",
    "note_file",
    "use_rules",
    "worked_days",
    "use_export",
    "use_line",
    "check_form",
    "check_sample",
    "contact_check",
    "check_answer",
    "check_result",
    "interview",
    "scorecard_reader",
    "notice",
    "notice_line",
    "appeal",
    "appeal_point",
    "appeal_file",
    "scan",
    "scan_page",
    "scan_file",
    "audit",
    "seal",
]
