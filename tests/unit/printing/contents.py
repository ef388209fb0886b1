"""Sheets made up for tests and benchmarks: any number of agents and indicators, in both languages."""

from __future__ import annotations

import random
from dataclasses import replace

from qadesk.printing.sheet import ExtraLine, Identity, IndicatorLine, Remark, Result, SheetContent

_INDICATORS = (
    (
        "平均响应时间",
        "Average response time",
        "响应速度，越低越好",
        "Response, lower is better",
        "≤ 30 s",
        20,
    ),
    (
        "首次解决率",
        "First-contact resolution",
        "问题解决，越高越好",
        "Resolution, higher is better",
        "≥ 90%",
        20,
    ),
    ("客户满意度", "CSAT", "客户满意，越高越好", "Satisfaction, higher is better", "≥ 4", 15),
    ("服务态度评分", "Attitude rating", "服务态度，越高越好", "Attitude, higher is better", "≥ 4.5", 15),
    (
        "沟通技巧评分",
        "Communication rating",
        "沟通技巧，越高越好",
        "Communication, higher is better",
        "≥ 4",
        15,
    ),
    ("有责投诉率", "Upheld-complaint rate", "投诉，越低越好", "Complaints, lower is better", "≤ 1%", 10),
    ("服务差错", "Errors", "差错，越低越好", "Accuracy, lower is better", "0", 5),
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈龚"
)
_GIVEN = "芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文辉力永健世广志义兴良胜学祥䶮"
_PHRASES = (
    "本月响应速度明显改善，主动承担了晚班高峰的接线工作。",
    "首次解决率仍低于标准，主要集中在“派送异常”类来电，建议先查轨迹再答复客户。",
    "与快递员沟通及时，客户来电复核的记录完整。",
    "处理投诉时语气平稳，能先致歉、再核实、后承诺时限。",
    "下月请把 CRM 中的标签补全，尤其是改派与拒收。",
)


def one(language: str = "zh_CN", indicators: int = 7) -> SheetContent:
    """One complete sheet, always the same."""
    return many(1, language, indicators)[0]


def many(count: int, language: str = "zh_CN", indicators: int = 7) -> list[SheetContent]:
    """`count` sheets of different people with different figures, always the same ones."""
    rng = random.Random(20261101)
    return [_sheet(rng, number, language, indicators) for number in range(count)]


def _sheet(rng: random.Random, number: int, language: str, indicators: int) -> SheetContent:
    chinese = language == "zh_CN"
    staff_no = f"KF{1001 + number}"
    name = rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN)
    total = f"{rng.uniform(55, 100):.2f}"
    content = SheetContent(
        language=language,
        code=f"QA-2026-10-{staff_no}-{rng.randrange(2**32):08X}",
        identity=Identity(
            office="龙华民治营业部" if chinese else "Longhua Minzhi Branch",
            name=name,
            staff_no=staff_no,
            team="热线一组" if chinese else "Hotline 1",
            post="客服专员" if chinese else "Senior agent",
            cycle="2026-10",
            period="2026-10-01 – 2026-10-31",
            scorecard="快递客服标准考核方案" if chinese else "Standard courier scorecard",
            version="第 1 版" if chinese else "version 1",
        ),
        result=Result(
            total=total,
            grade="B",
            grade_name="良好" if chinese else "Good",
            last_total=f"{rng.uniform(55, 100):.2f}",
            last_grade="B",
            change=f"{rng.uniform(-9, 9):+.2f}",
            scale="A ≥ 90  B ≥ 80  C ≥ 70  D",
            interval="95% 区间 81.1–92.7，上限 105" if chinese else "95%: 81.1–92.7 of 105",
            chances="B 86%、A 13%、C 1%" if chinese else "B 86%, A 13%, C 1%",
        ),
        lines=tuple(_line(rng, index, chinese) for index in range(indicators)),
        bonuses=(ExtraLine("客户表扬" if chinese else "Praises", "3", "+3.00", "1"),),
        red_lines=(ExtraLine("侮辱性言语" if chinese else "Abusive language", "0", "–", "0"),),
        last_cycle="2026-09",
        remarks=(Remark("".join(rng.sample(_PHRASES, 2)), "龚䶮", "2026-11-02"),),
        weakest="首次解决率" if chinese else "First-contact resolution",
        weakest_why="84.21%，标准 ≥ 90%，少得 8.00 分。"
        if chinese
        else "84.21%, standard ≥ 90%; costs 8.00.",
        notes=(
            "“95% 区间”表示数值受偶然因素影响的大致范围。"
            if chinese
            else "The 95% interval shows how far chance may move the figure.",
        ),
        state="暂定，记录截至 2026-10-31" if chinese else "Provisional, records up to 2026-10-31",
        provisional=True,
        appeal_to="王芳（经理）" if chinese else "Wang Fang (manager)",
        appeal_time="收到后 7 个工作日" if chinese else "7 working days after receipt",
    )
    return replace(
        content, focus="上期主要失分项：首次解决率。" if chinese else "Last cycle: first-contact resolution."
    )


def _line(rng: random.Random, index: int, chinese: bool) -> IndicatorLine:
    zh, en, zh_detail, en_detail, standard, weight = _INDICATORS[index % len(_INDICATORS)]
    points = rng.uniform(40, 100)
    again = f" {index // len(_INDICATORS) + 1}" if index >= len(_INDICATORS) else ""
    low = rng.uniform(1, 90)
    return IndicatorLine(
        name=(zh if chinese else en) + again,
        detail=zh_detail if chinese else en_detail,
        rule="≤ 30 秒 → 100，≤ 45 秒 → 80，其余 → 0"
        if chinese
        else "≤ 30 s → 100, ≤ 45 s → 80, otherwise → 0",
        value=f"{rng.uniform(1, 99):.2f}%",
        n=str(rng.randrange(1, 900)),
        interval=f"{low:.2f}–{low + 7:.2f}%",
        evidence=rng.choice(("", "", "仅供参考" if chinese else "indicative only")),
        standard=standard,
        met=points > 70,
        points=f"{points:.2f}",
        weight=f"{weight:.2f}",
        contribution=f"{points * weight / 100:.2f}",
        last=f"{rng.uniform(1, 99):.2f}%",
        change=f"{rng.uniform(-9, 9):+.2f}",
        trend=rng.choice((-1, 0, 1)),
    )
