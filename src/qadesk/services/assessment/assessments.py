"""Assessments as they are stored: exact text for every figure, so that a closed cycle never drifts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, exists, insert, select

from qadesk.domain import formula
from qadesk.domain.earlier_figures import EarlierFigure, NoEarlier, OfPeriod
from qadesk.domain.formula import PeerCall
from qadesk.domain.peers import PeerFigure
from qadesk.domain.raters import DEFAULT, EARLIER, Raters
from qadesk.domain.scorecard import Role
from qadesk.domain.scoring import Assessment, Line, State, Status
from qadesk.domain.statistics import Evidence, Interval
from qadesk.domain.total_rules import TotalStep
from qadesk.services.assessment import sureness
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.sureness import StoredUncertainty
from qadesk.storage import tables
from qadesk.storage.failures import UnreadableRecord
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Told:
    """How a closed month says what changed: as it was said when it was closed, so that its sheets stay.

    `by_width`: before `differences.expected_again` went by chance itself. `one_by_one`: before all changes
    of a sheet were looked at together (`differences.changed`).
    """

    by_width: bool = False
    one_by_one: bool = False


TOGETHER: Final = Told()


@dataclass(frozen=True)
class Kept:
    """What a cycle says of one agent: who it was, as the roster named them, the result and the comment."""

    agent: Participant
    assessment: Assessment
    comment: str
    sure: StoredUncertainty | None = None  # only of a cycle that is closed, and none without a total
    raters: Raters = DEFAULT  # whose spread its whole-cycle ratings have
    revision: int = 1
    rank: int | None = None  # of a later revision: the rank it came to; the first ones are ranked together
    digest: str = ""  # as it is stored, and when (UTC)
    at: datetime | None = None
    told: Told = TOGETHER
    anonymous: str = ""  # of who may no longer be named: the digest of what it says since
    card: tuple[str, int] | None = None  # code and version, where the cycle has several


def store(connection: Connection, office: Office, cycle_id: int, made: Kept, digest: str) -> None:
    """Keep it for good; the highest revision of an agent's is the one that counts."""
    content = to_dict(made.assessment) | {"agent": asdict(made.agent), "comment": made.comment}
    content |= {"expected": "chance", "changes": "together", "raters": asdict(made.raters)}
    if made.sure is not None:
        content["sure"] = sureness.to_dict(made.sure)
    if made.card is not None:
        content["card"] = list(made.card)
    if made.revision > 1:
        content["rank"] = made.rank
    connection.execute(
        insert(tables.assessment).values(
            cycle_id=cycle_id,
            agent_id=made.agent.id,
            content=content,
            digest=digest,
            at=office.now(),
            revision=made.revision,
        )
    )


def stored(connection: Connection, cycle_id: int, only: Collection[int] | None = None) -> list[Kept]:
    """What was kept of a closed cycle: numbers and names as they were then, row ids as they are now.

    `only` of these agents.
    """
    if only is None:
        return list(each_stored(connection, cycle_id))
    own = tables.assessment.c
    return list(_kept(connection, own.cycle_id == cycle_id, own.agent_id.in_(only), newest()))


def each_stored(connection: Connection, cycle_id: int) -> Iterator[Kept]:
    """The same one by one, for who does not need all of them at once."""
    return _kept(connection, tables.assessment.c.cycle_id == cycle_id, newest())


def revisions(connection: Connection, cycle_id: int, agent_id: int | None = None) -> list[Kept]:
    """All that was kept of a closed cycle, or of one agent in it, superseded ones too: the oldest first."""
    own = tables.assessment.c
    whose = () if agent_id is None else (own.agent_id == agent_id,)
    return list(_kept(connection, own.cycle_id == cycle_id, *whose))


def _kept(connection: Connection, *which: ColumnElement[bool]) -> Iterator[Kept]:
    own = tables.assessment.c
    rows = connection.execute(
        select(own.id, own.agent_id, own.content, own.revision, own.digest, own.at)
        .where(*which)
        .order_by(own.id)
    )
    for row in rows:
        kept = row.content
        try:
            who = Participant(**kept["agent"] | {"id": row.agent_id})
            sure = sureness.from_dict(kept["sure"]) if "sure" in kept else None
            raters = Raters(**kept["raters"]) if "raters" in kept else EARLIER
            made = Kept(
                who, from_dict(kept), kept["comment"], sure, raters,
                row.revision, kept.get("rank"), row.digest, row.at,
                told_in(kept), kept.get("anonymous", {}).get("digest", ""),
            )  # fmt: skip
        except (LookupError, ValueError, TypeError, ArithmeticError) as error:  # other than was stored
            raise UnreadableRecord("assessment", row.id, "content") from error
        yield made


def told_in(content: Mapping[str, Any]) -> Told:
    """How a stored result says what changed."""
    return Told("expected" not in content, "changes" not in content)


def told_of(month: Iterable[Kept]) -> Told:
    """How a month does: as the oldest of its results."""
    ways = [one.told for one in month]
    return Told(any(one.by_width for one in ways), any(one.one_by_one for one in ways))


def newest() -> ColumnElement[bool]:
    """Of `tables.assessment`: the revision that counts, without those it supersedes."""
    own, later = tables.assessment.c, tables.assessment.alias("later").c
    return ~exists().where(
        later.cycle_id == own.cycle_id, later.agent_id == own.agent_id, later.revision > own.revision
    )


def to_dict(made: Assessment) -> dict[str, Any]:
    """Plain dicts, lists and text; `from_dict` gives an equal assessment back."""
    return {
        "status": made.status.value,
        "bonus": str(made.bonus),
        "computed": _text(made.computed),
        "total": _text(made.total),
        "grade": made.grade,
        "red_lines": list(made.red_lines),
        "missing": list(made.missing),
        "weakest": made.weakest,
        "lines": [_line_to_dict(line) for line in made.lines],
    } | _later_parts(made)


def _later_parts(made: Assessment) -> dict[str, Any]:
    """What only some have, so that digests of older offices stay."""
    parts: dict[str, Any] = {} if made.by_total is None else {"by_total": made.by_total}
    if made.moved_from is not None:
        parts["moved_from"] = made.moved_from
    if made.steps:
        parts["steps"] = [[step.rule, _text(step.total)] for step in made.steps]
    if made.earlier:
        parts["earlier"] = [_earlier_to_dict(one) for one in made.earlier]
    return parts


def _earlier_to_dict(one: EarlierFigure) -> dict[str, Any]:
    of = [[p.code, _text(p.value), p.n, p.revision, p.why and p.why.value] for p in one.of]
    return {"key": one.key, "value": _text(one.value), "n": one.n, "of": of}


def _earlier_from_dict(data: dict[str, Any]) -> EarlierFigure:
    of = tuple(
        OfPeriod(code, _exact(value), n, revision, None if why is None else NoEarlier(why))
        for code, value, n, revision, why in data["of"]
    )
    return EarlierFigure(data["key"], _exact(data["value"]), data["n"], of)


def from_dict(data: dict[str, Any]) -> Assessment:
    """The assessment that was stored."""
    return Assessment(
        status=Status(data["status"]),
        lines=tuple(_line_from_dict(line) for line in data["lines"]),
        bonus=Decimal(data["bonus"]),
        computed=_exact(data["computed"]),
        total=_exact(data["total"]),
        grade=data["grade"],
        red_lines=tuple(data["red_lines"]),
        missing=tuple(data["missing"]),
        weakest=data["weakest"],
        by_total=data.get("by_total"),
        steps=tuple(TotalStep(rule, _exact(total)) for rule, total in data.get("steps", ())),
        moved_from=data.get("moved_from"),
        earlier=tuple(map(_earlier_from_dict, data.get("earlier", ()))),
    )


def _line_to_dict(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "section": line.section,
        "role": line.role.value,
        "state": line.state.value,
        "value": _text(line.value),
        "n": line.n,
        "interval": line.interval and [str(line.interval.low), str(line.interval.high)],
        "evidence": line.evidence and line.evidence.value,
        "standard": _text(line.standard),
        "met": line.met,
        "points": _text(line.points),
        "weight": str(line.weight),
        "effective_weight": str(line.effective_weight),
        "reason": line.reason,
    } | _more(line)


def _more(line: Line) -> dict[str, Any]:
    """What only some lines have: digests of older offices know nothing of it."""
    extra = {"extra_weight": str(line.extra_weight)} if line.extra_weight else {}
    return extra | ({"peers": [_peers_to_dict(one) for one in line.peers]} if line.peers else {})


def _peers_to_dict(one: PeerFigure) -> dict[str, Any]:
    return {
        "call": one.call.key,
        "value": _text(one.value),
        "own": _text(one.own),
        "n": one.n,
        "better": one.better,
        "equal": one.equal,
        "figures": [str(figure) for figure in one.figures],
    } | ({} if one.summed is None else {"summed": str(one.summed)})


@lru_cache(maxsize=256)
def _call(text: str) -> PeerCall:
    call = formula.parse(text)
    if not isinstance(call, PeerCall):
        raise ValueError(text)
    return call


def _peers_from_dict(data: dict[str, Any]) -> PeerFigure:
    own, value = _exact(data["own"]), _exact(data["value"])
    return PeerFigure(
        _call(data["call"]), value, own, data["n"], data["better"], data["equal"],
        tuple(map(Decimal, data["figures"])), _exact(data.get("summed")),
    )  # fmt: skip


def _line_from_dict(data: dict[str, Any]) -> Line:
    interval = data["interval"]
    return Line(
        code=data["code"],
        section=data["section"],
        role=Role(data["role"]),
        state=State(data["state"]),
        value=_exact(data["value"]),
        n=data["n"],
        interval=interval and Interval(Decimal(interval[0]), Decimal(interval[1])),
        evidence=data["evidence"] and Evidence(data["evidence"]),
        standard=_exact(data["standard"]),
        met=data["met"],
        points=_exact(data["points"]),
        weight=Decimal(data["weight"]),
        effective_weight=Decimal(data["effective_weight"]),
        reason=data["reason"],
        extra_weight=Decimal(data.get("extra_weight", 0)),
        peers=tuple(map(_peers_from_dict, data.get("peers", ()))),
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _exact(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
