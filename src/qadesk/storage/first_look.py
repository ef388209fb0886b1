"""Plain SQL for what the window shows first, before SQLAlchemy is imported: the same on every engine.

Moments come as UTC milliseconds, days as ISO text, stored JSON as text. Every statement names the office.
"""

from __future__ import annotations

from typing import Final

from qadesk.kinds.kind import Records
from qadesk.kinds.registry import all_records, expected_kinds, stored_apart

USERS: Final = """
SELECT id, login, name, role, password_hash FROM "user" WHERE active AND office_id = :office ORDER BY id
"""

_CYCLE: Final = """
SELECT id, code, CAST(start AS VARCHAR(10)), CAST("end" AS VARCHAR(10)), scorecard_id, status, closed_at
FROM cycle WHERE office_id = :office
"""
CYCLES: Final = _CYCLE
CYCLE: Final = f"{_CYCLE} AND code = :code"

NEWEST_PUBLISHED: Final = """
SELECT code, version, CAST(content AS TEXT) FROM scorecard WHERE status = 'published' AND office_id = :office
ORDER BY published_at DESC, version DESC
"""

UNDER_WAY: Final = """
SELECT code, version, status, CAST(content AS TEXT) FROM scorecard
WHERE status IN ('submitted', 'approved') AND office_id = :office ORDER BY code, version
"""

SCORECARD: Final = """
SELECT CAST(content AS TEXT) FROM scorecard WHERE id = :scorecard AND office_id = :office
"""

# Closed months some of whose results are not final yet, with how many: each stands where its newest step is.
UNSIGNED: Final = """
SELECT cycle.code, count(*) FROM assessment_step AS step JOIN cycle ON cycle.id = step.cycle_id
WHERE step.office_id = :office AND step.stage NOT IN ('final', 'published') AND NOT EXISTS (
    SELECT 1 FROM assessment_step AS later WHERE later.office_id = :office
    AND later.cycle_id = step.cycle_id AND later.agent_id = step.agent_id AND later.id > step.id
) GROUP BY cycle.code ORDER BY max(cycle.start) DESC
"""

SETTING: Final = """
SELECT CAST(value AS TEXT) FROM setting WHERE key = :key AND office_id = :office
"""

IMPORTED_DAYS: Final = """
SELECT DISTINCT CAST(first_day AS VARCHAR(10)), CAST(last_day AS VARCHAR(10)) FROM import_batch
WHERE undone_at IS NULL AND first_day IS NOT NULL AND office_id = :office
"""

IMPORTED: Final = """
SELECT kind, count(nullif(file_name, '')), sum(rejected), max(at) FROM import_batch
WHERE undone_at IS NULL AND first_day < :end AND last_day >= :start AND office_id = :office GROUP BY kind
"""

TOTALS: Final = """
SELECT channel, sum(contacts), max(until) - 1, max(import_batch.at)
FROM contact_total JOIN import_batch ON import_batch.id = batch_id
WHERE contact_total.office_id = :office AND contact_total.at >= :first AND contact_total.at < :after
GROUP BY channel
"""

# Who takes part is settled as in `assessment.participants`: those on the roster during the cycle, and of the
# others (for whom alone the month's records are gone through) those with something in it.
_TAKING_PART: Final = """
WITH person AS (
    SELECT id, (hired_on IS NULL OR hired_on < :end)
        AND CASE WHEN left_on IS NULL THEN status <> 'left' ELSE left_on > :start END AS there
    FROM agent WHERE office_id = :office
), other AS (SELECT id FROM person WHERE NOT there)
SELECT id FROM person WHERE there OR id IN (
    {records}
    UNION ALL SELECT agent_id FROM evaluation WHERE office_id = :office AND cycle_id = :cycle
    UNION ALL SELECT agent_id FROM typed_value WHERE office_id = :office AND cycle_id = :cycle
)
"""

# Who has another scorecard than the cycle's own, as `services.cards` has it.
CARDS: Final = """
SELECT agent_id, scorecard_id FROM cycle_card
WHERE cycle_id = :cycle AND office_id = :office AND agent_id IS NOT NULL
UNION ALL
SELECT agent.id, coalesce(of_post.scorecard_id, of_team.scorecard_id) FROM agent
LEFT JOIN cycle_card AS of_post ON of_post.post = agent.post
    AND of_post.cycle_id = :cycle AND of_post.office_id = :office
LEFT JOIN cycle_card AS of_team ON of_team.team = agent.team
    AND of_team.cycle_id = :cycle AND of_team.office_id = :office
WHERE agent.office_id = :office AND coalesce(of_post.scorecard_id, of_team.scorecard_id) IS NOT NULL
    AND agent.id NOT IN (
        SELECT agent_id FROM cycle_card
        WHERE cycle_id = :cycle AND office_id = :office AND agent_id IS NOT NULL
    )
"""

EXEMPT: Final = """
SELECT agent_id, indicator, kind FROM exemption WHERE cycle_id = :cycle AND office_id = :office
"""

EVALUATIONS: Final = """
SELECT agent_id, status, item, contact_id FROM evaluation JOIN rating ON evaluation_id = evaluation.id
WHERE cycle_id = :cycle AND evaluation.office_id = :office
"""

TYPED: Final = "SELECT agent_id, indicator FROM typed_value WHERE cycle_id = :cycle AND office_id = :office"

PRINTED: Final = "SELECT agent_id, at FROM sheet WHERE cycle_id = :cycle AND office_id = :office ORDER BY id"

UID: Final = "SELECT uid FROM office WHERE id = :office"


def month_records(*, by_day: bool) -> str:
    """The month's own records of each kind that a month expects, counted, and when the last was.

    An import may hold others, too. A table is gone through once, whatever kinds it holds. `by_day`: the kinds
    whose records have a day, else those that have a moment.
    """
    parts = []
    kinds = {name: all_records()[name] for name in expected_kinds()}
    for table in dict.fromkeys(kind.table for kind in kinds.values() if kind.by_day == by_day):
        alike = {name: kind for name, kind in kinds.items() if kind.table == table}
        own = next(iter(alike.values()))
        named, grouped = f"'{next(iter(alike))}'", ""
        if own.constants:
            (column,) = own.constants
            whens = " ".join(f"WHEN '{kind.constants[column]}' THEN '{name}'" for name, kind in alike.items())
            named, grouped = f"CASE {column} {whens} END", f" GROUP BY {column}"
        last = f"CAST(max({own.when}) AS VARCHAR(10))" if by_day else f"max({own.when})"
        parts.append(f"SELECT {named}, count(*), {last} FROM {table} WHERE {_inside(own)}{grouped}")  # noqa: S608
    return " UNION ALL ".join(parts)


def taking_part() -> str:
    """Who takes part in a cycle."""
    records = " UNION ALL ".join(
        f"SELECT agent_id FROM {kind.table}"  # noqa: S608 - our own names
        f" WHERE agent_id IN (SELECT id FROM other) AND {_inside(kind)}"
        for kind in stored_apart().values()
        if not kind.of_office
    )
    return _TAKING_PART.format(records=records)


def _inside(kind: Records) -> str:
    first, after = (":start", ":end") if kind.by_day else (":first", ":after")
    return f"office_id = :office AND {kind.when} >= {first} AND {kind.when} < {after}"
