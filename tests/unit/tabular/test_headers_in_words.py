"""Headings with something before, behind or beside the word they are known by."""

from __future__ import annotations

import pytest

from qadesk.tabular.header_words import fields_named


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("chats", "对话开始时间", "at"),
        ("calls", "受理人工号", "agent"),
        ("calls", "应答坐席姓名", "agent_name"),
        ("complaints", "企业答复日期", "responded_at"),
        ("complaints", "首次响应用时(小时)", "responded_after"),
        ("surveys", "2、您有多大可能向朋友推荐我们（0-10分）", "score"),
        ("surveys", "How likely are you to recommend us?", "score"),
        ("roster", "工号 Staff No.", "staff_no"),
        ("calls", "duration (in call)", "talk"),
        ("chats", "first response time in seconds", "response"),
    ],
)
def test_a_heading_is_known_by_its_word(kind: str, header: str, field: str) -> None:
    named = fields_named(kind, header)
    assert named[field].whole
    assert max(named, key=lambda name: named[name].fit) == field


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("chats", "客户等级"),
        ("complaints", "应办结时间"),
        ("calls", "质检评分"),
        ("calls", "#"),
        ("chats", "最后接待客服"),
    ],
)
def test_a_heading_that_says_something_else_is_not(kind: str, header: str) -> None:
    assert not any(named.whole for named in fields_named(kind, header).values())
