"""What a heading names: fields by their whole heading, other things by what they are, never a word within."""

from __future__ import annotations

import pytest

from qadesk.kinds.registry import KINDS
from qadesk.tabular.guess import SURE
from qadesk.tabular.header_doubts import doubtful
from qadesk.tabular.header_words import fields_named, is_known, other_than_a_field


@pytest.mark.parametrize(
    "kind, header, field",
    [
        ("calls", "坐席工号", "agent"),
        ("calls", "应答秒", "response"),
        ("calls", "响应时长(分钟)", "response"),
        ("calls", "Talk Time (sec)", "talk"),
        ("calls", "CallID", "ref"),
        ("calls", "时长(秒) / 振铃", "response"),
        ("chats", "员工 / Agent", "agent"),
        ("complaints", "办结时间", "closed_at"),
        ("complaints", "运单号", "waybill"),
        ("complaints", "责任方", "fault"),
        ("roster", "employeeId", "staff_no"),
    ],
)
def test_a_whole_heading_names_its_field_however_it_is_written(kind: str, header: str, field: str) -> None:
    named = fields_named(kind, header)[field]
    assert named.whole
    assert named.fit >= SURE


@pytest.mark.parametrize(
    "kind, header, code",
    [
        ("calls", "质检评分", "quality_check"),
        ("calls", "客户星级", "customer_tier"),
        ("calls", "企业id", "company_number"),
        ("calls", "网点编号", "branch_number"),
        ("calls", "运单号", "waybill"),
        ("calls", "主叫号码", "phone_number"),
        ("complaints", "办结时限", "deadline"),
        ("complaints", "要求完成时间", "deadline"),
        ("complaints", "Due by Time", "deadline"),
        ("complaints", "Last update time", "other_time"),
    ],
)
def test_what_is_known_to_be_something_else_names_no_field(kind: str, header: str, code: str) -> None:
    assert other_than_a_field(header) == code
    assert not any(named.whole for named in fields_named(kind, header).values())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "roster"])
def test_a_word_within_a_heading_is_never_sure(kind: str) -> None:
    for field in KINDS[kind].fields:
        for word in field.words[:6]:
            named = fields_named(kind, f"某{word}某某").get(field.name)
            assert named is None or named.whole or named.fit < SURE


def test_a_heading_without_letters_names_nothing() -> None:
    for header in ("#", "—", "[A]", ""):
        assert not any(named.whole for named in fields_named("calls", header).values())
    assert not is_known("—")


@pytest.mark.parametrize(
    "field, header, code",
    [
        ("talk", "Handle Time", "whole_handling"),
        ("talk", "处理时长", "whole_handling"),
        ("talk", "通话时长", ""),
        ("response", "First response time (bhrs)", "office_hours"),
        ("closed_after", "Resolution (business hours)", "office_hours"),
        ("responded_at", "客户回复时间", "somebody_else"),
        ("responded_at", "客服首次回复时间", ""),
        ("response", "系统首次响应时长", "somebody_else"),
        ("response", "客户等待时长", ""),
        ("closed_at", "系统关闭时间", "somebody_else"),
        ("upheld", "是否有责（快递员）", "somebody_else"),
        ("upheld", "是否有责", ""),
        ("resolved", "是否解决（机器人）", "somebody_else"),
        ("agent", "登记人", "somebody_else"),
        ("agent", "处理人", ""),
        ("rating", "系统满意度", "somebody_else"),
    ],
)
def test_what_a_header_may_mean_besides(field: str, header: str, code: str) -> None:
    assert doubtful(field, header) == code
