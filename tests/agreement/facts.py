"""What happened in a made-up office, as plain lists: from them its file is filled and its figures reckoned.

Times are the office's own (Asia/Shanghai, without a zone), lengths of time in milliseconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

SEPTEMBER, OCTOBER = "2026-09", "2026-10"
SPANS = {SEPTEMBER: (date(2026, 9, 1), date(2026, 10, 1)), OCTOBER: (date(2026, 10, 1), date(2026, 11, 1))}
D = Decimal


@dataclass(frozen=True)
class Agent:
    no: str
    name: str
    team: str
    post: str = ""
    status: str = "active"
    hired_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True)
class Contact:
    ref: str
    channel: str
    agent: str
    at: datetime
    answered: bool
    response: int | None
    talk: int | None
    resolved: bool | None
    rating: int | None
    direction: str = ""  # in, out, internal; nothing: the file does not say


@dataclass(frozen=True)
class Total:
    """What a platform tells of one agent's contacts of a day, added up; times in microseconds."""

    agent: str
    day: date
    contacts: int
    responses: int
    response_us: int
    talks: int
    talk_us: int
    resolved: int
    unresolved: int
    rated: int
    rating_millionths: int


@dataclass(frozen=True)
class Complaint:
    ref: str
    agent: str
    received: datetime
    responded: datetime | None
    closed: datetime | None
    escalated: bool | None
    upheld: bool | None
    fault: str = ""  # whose: agent, courier; nothing: the file does not say
    untold: bool = False  # its file has no column for escalated


@dataclass(frozen=True)
class Incident:
    ref: str
    agent: str
    day: date
    kind: str


@dataclass(frozen=True)
class Survey:
    ref: str
    agent: str
    at: datetime
    score: int


@dataclass(frozen=True)
class Delivery:
    day: date
    courier: str
    due: int
    on_time: int
    scans: int | None
    in_time: int | None


@dataclass(frozen=True)
class Form:
    """One evaluation: of the whole month, or of one contact; a level None is marked N/A."""

    cycle: str
    agent: str
    contact: str
    submitted: bool
    levels: dict[str, Decimal | None]


@dataclass(frozen=True)
class Exempt:
    cycle: str
    agent: str
    indicator: str | None
    kind: str
    reason: str


@dataclass(frozen=True)
class Planned:
    """A target planned for October: for a team, a post, an agent or everybody."""

    indicator: str
    standard: Decimal
    team: str = ""
    post: str = ""
    agent: str = ""


@dataclass
class Facts:
    """All of it; `files` are kinds of record with the first and last day of the file that brought them."""

    agents: list[Agent] = field(default_factory=list)
    files: list[tuple[str, date, date]] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    typed: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)  # cycle, agent, indicator
    exempt: list[Exempt] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    focus: dict[str, tuple[str, Decimal]] = field(default_factory=dict)  # for October: indicator, extra


def facts() -> Facts:
    """Sixteen agents in two months: good and bad ones, two alike, leavers, exemptions, gaps."""
    luck, made = random.Random(20261), Facts()
    made.agents = [
        Agent(f"KF{n:02}", f"客服{n}", ("热线组", "在线组", "夜班")[n % 3], ("专员", "组长")[n % 5 == 0])
        for n in range(1, 14)
    ]
    made.agents += [
        Agent("KF14", "中途离职", "热线组", "专员", "left", None, date(2026, 10, 15)),
        Agent("KF15", "九月离职", "在线组", "专员", "left", None, date(2026, 9, 20)),
        Agent("KF16", "不知何日离职", "夜班", "专员", "left"),
        Agent("KF17", "十一月入职", "夜班", "专员", "active", date(2026, 11, 1)),
        Agent("KF18", "只有汇总", "夜班", "专员", "active", date(2026, 10, 1)),
    ]
    for kind in ("calls", "chats", "complaints", "incidents", "surveys"):
        made.files.append((kind, date(2026, 9, 1), date(2026, 11, 2)))
    made.files.append(("deliveries", date(2026, 10, 1), date(2026, 10, 31)))
    for month in (9, 10):
        for number, agent in enumerate(made.agents):
            if agent.no in ("KF17", "KF18") or (agent.no in ("KF15", "KF16") and month == 10):
                continue
            same = random.Random(5) if agent.no in ("KF05", "KF06") else luck  # two alike to the last digit
            _records(made, same, month, agent.no, number)
    _edges(made)
    _others(made)
    for day in range(1, 32):
        for courier in ("", "Q1")[: 1 + day % 2]:
            due, scans = luck.randrange(40, 90), luck.randrange(100, 200)
            half = day % 7
            made.deliveries.append(
                Delivery(date(2026, 10, day), courier, due, due - luck.randrange(4),
                         None if half == 1 else scans, None if half == 2 else scans - luck.randrange(9))
            )  # fmt: skip
    _judged(made, luck)
    _settled(made)
    return made


def _records(made: Facts, luck: random.Random, month: int, who: str, number: int) -> None:
    start = datetime.combine(date(2026, month, 1), time())
    skill = 0.2 + 0.8 * luck.random()

    def moment() -> datetime:
        return start + timedelta(milliseconds=luck.randrange(29 * 86_400_000))

    for at in range(luck.randrange(3, 30)):
        answered = luck.random() < 0.94
        made.contacts.append(
            Contact(
                f"{month}-{who}-{at}", luck.choice(("call", "chat")), who, moment(), answered,
                None if luck.random() < 0.1 else int(4_000 + luck.random() * 70_000 * (1.1 - skill)),
                None if luck.random() < 0.1 else luck.randrange(30_000, 300_000),
                luck.choice((True, True, True, None) if luck.random() < skill else (False, None)),
                None if luck.random() < 0.3 else max(1, min(5, round(2 + 3 * skill + luck.random() - 0.5))),
            )
        )  # fmt: skip
    for at in range(0 if number % 5 == 2 else luck.randrange(1, 5)):
        received = moment()
        waited = luck.choice((3_600_000, 86_400_000, 86_400_001, 172_800_000, None))
        ended = luck.choice((86_400_000, 172_800_000, 172_800_001, None))
        made.complaints.append(
            Complaint(
                f"T{month}-{who}-{at}", who, received,
                None if waited is None else received + timedelta(milliseconds=waited),
                None if ended is None else received + timedelta(milliseconds=ended),
                luck.choice((True, False, False, None)), luck.choice((True, False, None)),
            )
        )  # fmt: skip
    for at in range(luck.randrange(6)):
        kind = luck.choice(("praise", "praise", "praise", "error", "error"))
        made.incidents.append(Incident(f"J{month}-{who}-{at}", who, moment().date(), kind))
    for at in range(luck.randrange(9)):
        made.surveys.append(Survey(f"W{month}-{who}-{at}", who, moment(), luck.randrange(11)))


def _edges(made: Facts) -> None:
    """The first and last moment of October in, the ones around it out."""
    for number, moment in enumerate(
        (
            "2026-09-30T23:59:59.999", "2026-10-01T00:00:00",
            "2026-10-31T23:59:59.999", "2026-11-01T00:00:00",
        )
    ):  # fmt: skip
        at = datetime.fromisoformat(moment)
        made.contacts.append(Contact(f"E{number}", "call", "KF01", at, True, 9_000, 60_000, True, 5))
        made.complaints.append(Complaint(f"E{number}", "KF01", at, at, at, False, True))
        made.incidents.append(Incident(f"E{number}", "KF01", at.date(), "praise"))
        made.surveys.append(Survey(f"E{number}", "KF01", at, 10))
    for month, who in ((9, "KF03"), (10, "KF04"), (10, "KF07"), (10, "KF08")):
        made.incidents.append(Incident(f"A{month}{who}", who, date(2026, month, 12), "abuse"))


def _others(made: Facts) -> None:
    """What looks like a contact or an upheld complaint and is none of the agent's, and what came added up."""
    at = datetime.fromisoformat("2026-10-09T10:00:00")
    for number, direction in enumerate(("out", "internal", "in")):
        made.contacts.append(
            Contact(f"D{number}", "call", "KF04", at, True, 90_000, 600_000, False, 1, direction)
        )
    for number, fault in enumerate(("courier", "branch", "agent")):
        made.complaints.append(Complaint(f"D{number}", "KF04", at, at, at, False, True, fault))
    made.complaints.append(Complaint("U1", "KF10", at, at, None, None, True, untold=True))
    made.complaints.append(Complaint("U2", "KF03", at, None, at, None, False, untold=True))
    for day in (5, 6):
        made.totals.append(
            Total("KF18", date(2026, 10, day), 12, 11, 11 * 23_456_000 + day, 12, 12 * 98_765_000, 9, 3, 7,
                  7 * 4_285_714)
        )  # fmt: skip
    made.files.append(("totals", date(2026, 10, 5), date(2026, 10, 6)))


def _judged(made: Facts, luck: random.Random) -> None:
    for cycle in (SEPTEMBER, OCTOBER):
        for number, agent in enumerate(made.agents):
            absent = ("KF12", "KF15", "KF16") if cycle == OCTOBER else ("KF18",)
            if agent.no == "KF17" or agent.no in absent:
                continue
            good = D(4 if agent.no in ("KF05", "KF06") else luck.choice((2, 3, 4, 5)))
            levels: dict[str, Decimal | None] = {"attitude": good, "communication": D(4)}
            if number == 8:
                levels = {"attitude": None, "communication": D("3.5")}
            if (cycle, agent.no) != (SEPTEMBER, "KF11"):  # not rated, and let be
                made.forms.append(Form(cycle, agent.no, "", True, levels))
            if number % 3 == 0 and agent.no != "KF18":
                month = str(int(cycle[-2:]))
                own = [c.ref for c in made.contacts if c.agent == agent.no and c.ref.startswith(f"{month}-")]
                made.forms.append(
                    Form(cycle, agent.no, own[0], True, {"attitude": D("4.5"), "communication": None})
                )
                if cycle == OCTOBER:  # a draft counts for nothing, and would keep September open
                    made.forms.append(Form(cycle, agent.no, own[1], False, {"attitude": D(1)}))
            made.typed[cycle, agent.no, "trained"] = D(luck.randrange(60, 101)) / 100
            if agent.no != "KF13":
                much = 690 if agent.no in ("KF05", "KF06") else luck.randrange(100, 650)
                made.typed[cycle, agent.no, "typed"] = D(much) + D("0.125")


def _settled(made: Facts) -> None:
    made.exempt = [
        Exempt(SEPTEMBER, "KF02", "csat", "na", "未参加满意度评价"),
        Exempt(SEPTEMBER, "KF04", "attitude", "na", "新人"),
        Exempt(SEPTEMBER, "KF04", "communication", "na", "新人，整节不适用"),
        Exempt(SEPTEMBER, "KF03", "abusive_language", "na", "客户记错了人"),
        Exempt(SEPTEMBER, "KF10", None, "na", "长期病假"),
        Exempt(SEPTEMBER, "KF11", None, "waived", "系统故障，缺项豁免"),
        Exempt(SEPTEMBER, "KF11", "praises", "na", "表扬属于同组"),
        Exempt(OCTOBER, "KF07", "abusive_language", "na", "误登记"),
        Exempt(OCTOBER, "KF02", "typed", "na", "不适用于此人"),
        Exempt(OCTOBER, "KF03", "faster", "na", "不计加分"),
        Exempt(OCTOBER, "KF09", None, "na", "外派"),
        Exempt(OCTOBER, "KF09", "csat", "waived", "自己的豁免"),
        Exempt(OCTOBER, "KF14", "attitude", "na", "未评"),
        Exempt(OCTOBER, "KF01", "fcr", "na", "一"),
        Exempt(OCTOBER, "KF10", "escalation_rate", "waived", "无记录"),
    ]
    made.planned = [
        Planned("talk", D(140)),
        Planned("talk", D(155), team="热线组"),
        Planned("talk", D(133), post="组长"),
        Planned("fcr", D("0.8"), agent="KF06"),
        Planned("fcr", D("0.8"), agent="KF05"),
        Planned("faster", D("37.5"), agent="KF01"),
        Planned("csat", D("4.5"), team="夜班"),
    ]
    made.focus = {
        "KF01": ("csat", D(5)),
        "KF02": ("escalation_rate", D(3)),
        "KF04": ("csat", D(8)),
        "KF14": ("attitude", D(4)),
        "KF15": ("csat", D(5)),
        "KF16": ("attitude", D(2)),
    }
