"""The rows an assessment was made of, and what the trail says of them, as data that can be checked again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from qadesk.kinds.registry import stored_apart
from qadesk.progress import Progress
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.evidence_pack.customers import RECORDS
from qadesk.services.records.stored import inside, table_of
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import extract
from qadesk.storage.trail.extract import Chain, SealedPart, SealedRow

_PROGRAM: Final = "QADesk"


def rows_behind(
    connection: Connection, office: Office, made: CycleResults, result: AgentResult
) -> list[SealedRow]:
    """Every row that an assessment was made of."""
    agent, cycle, card = result.agent.id, made.cycle.id, made.cycle.scorecard_id
    found: list[SealedRow] = []

    def take(table: str, ids: Collection[int] | None = None, **equal: Any) -> list[SealedRow]:
        some = extract.rows(connection, office.id, table, ids, **equal)
        found.extend(some)
        return some

    take("agent", [agent])
    take("cycle", [cycle])
    take("scorecard", [card])
    take("scorecard_step", scorecard_id=card)
    take("target", cycle_id=cycle, agent_id=agent)
    take("target", cycle_id=cycle, agent_id=None)
    for table in ("exemption", "typed_value", "assessment", "sheet", "focus"):
        take(table, cycle_id=cycle, agent_id=agent)
    take("contact_choice", month=made.cycle.code)
    for form in take("evaluation", cycle_id=cycle, agent_id=agent):
        take("rating", evaluation_id=int(form.key))
    batches: set[int] = set()
    for kind in stored_apart().values():
        table = table_of(kind)
        here = inside(office, kind, made.cycle.period)
        own = here if kind.of_office else here & (table.c.agent_id == agent)
        numbers = connection.execute(select(table.c.id, table.c.batch_id).where(own)).all()
        take(kind.table, [row.id for row in numbers])
        batches |= {row.batch_id for row in numbers}
    take("import_batch", batches)
    return found


def chain_of(
    connection: Connection,
    office: Office,
    made: CycleResults,
    result: AgentResult,
    rows: Collection[SealedRow],
    *,
    customers: bool,
    progress: Progress,
) -> Chain:
    """What the trail says of these rows, with its links to the head."""
    code, number = made.cycle.code, result.agent.staff_no
    about = {code, f"{code}/{number}", number, made.scorecard.code, f"{made.scorecard.code}@{made.scorecard.version}"}

    def concerns(subject: str, detail: Mapping[str, Any]) -> bool:
        others = [one for one in detail.get("agents", ()) if one != number]
        return not others and (subject in about or subject.startswith(f"{code}/{number}/"))

    hidden = () if customers else RECORDS
    return extract.chain(connection, office.id, rows, concerns, hidden, progress)


def rows_data(
    connection: Connection, office: Office, rows: Collection[SealedRow], *, customers: bool
) -> dict[str, Any]:
    """The rows and the digests kept of them; without `customers` no rows of records.

    Nor the digests of those: they have no salt, and what is left out could be found from them by trying.
    """
    shown = [row for row in rows if customers or row.table not in RECORDS]
    kept: list[SealedPart] = extract.parts(connection, office.id, shown)
    return {
        "columns": {name: extract.columns(name) for name in sorted({row.table for row in shown})},
        "rows": [{"table": row.table, "key": row.key, "row": row.text} for row in shown],
        "parts": [vars(part) for part in kept],
    }


def trail_data(connection: Connection, chain: Chain) -> dict[str, Any]:
    """The chain's links and the opened entries, with the names of who made them."""
    user = tables.user.c
    seq, digest = chain.head
    return {
        "first": chain.first,
        "before": chain.before,
        "head": {"seq": seq, "hash": digest},
        "links": [vars(link) for link in chain.links],
        "opened": [{**vars(one), "rows": [vars(row) for row in one.rows]} for one in chain.opened],
        "people": {str(row.id): row.name for row in connection.execute(select(user.id, user.name))},
    }
