"""Who a cell means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular.directory import Directory
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell

PEOPLE = Directory(
    [
        (1, "KF1001", "龚䶮"), (2, "KF1002", "赵超"), (3, "KF1003", "赵超"), (4, "007", "Anna Schmidt"),
        (5, "70", "阿依古丽·买买提"), (6, "0008", "甲"), (7, "8", "乙"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "cell, agent",
    [
        ("KF1001", 1), ("kf1001", 1), (" KF1001 ", 1), ("ＫＦ１００１", 1), ("龚䶮(KF1001)", 1),
        ("龚䶮（KF1001）", 1),
        ("KF1001 龚䶮", 1), ("KF1001-龚䶮", 1), ("龚䶮/KF1001", 1), ("KF1001龚䶮", 1),
        ("[KF1002]赵超", 2), ("赵超(KF1003)", 3),
        ("007", 4), ("7", 4), (7.0, 4), ("Anna Schmidt", 4), ("anna schmidt", 4), ("Anna Schmidt(007)", 4),
        ("007 Anna Schmidt", 4), ("阿依古丽·买买提", 5), ("阿依古丽•买买提", 5), ("70", 5), (70.0, 5),
        ("龚䶮", 1), ('="007"', 4),
        ("0008", 6), ("8", 7),
    ],
)  # fmt: skip
def test_found(cell: Cell, agent: int) -> None:
    assert PEOPLE.find(cell) == agent
    assert PEOPLE.knows(cell)


@pytest.mark.parametrize(
    "cell, reason",
    [
        ("KF9999", "unknown_agent"), ("查无此人", "unknown_agent"), ("龚䶮(KF9999)", "unknown_agent"),
        ("赵超", "ambiguous_agent"),
        ("KF1001 KF1002", "two_people"), ("008", "ambiguous_number"), ("()", "unknown_agent"),
    ],
)  # fmt: skip
def test_a_number_nobody_has_and_a_name_of_two_are_bad(cell: str, reason: str) -> None:
    assert PEOPLE.find(cell) == Bad(reason)


OFFICE = Directory(
    [(1, "1001", "张三"), (2, "1002", "李四"), (3, "1003", "王五"), (4, "1004", "赵敏"),
     (5, "1005", "赵敏"), (6, "1", "丙三")]
)  # fmt: skip


@pytest.mark.parametrize(
    "cell, agent",
    [
        ("1001.0", 1), ("张三（已离职）", 1), ("客服001001", 1), ("1002号", 2), ("张三(离职)", 1),
        ("张三-客服部", 1),
        ("1001,张三", 1), ("张三/1001", 1), ("SIP/1001", 1), ("SIP/1001-0000a1b2", 1),
        ("Local/1001@from-queue/n", 1),
        ("工号:1001", 1), ("1001号张三", 1), ("坐席1001(张三)", 1), ("张三（1001）（离职）", 1),
        ("Agent 1002", 2),
        ("张三 一组", 1), ("1003 夜班", 3), ("张三(夜班)", 1), ("[1001]张三(一组)", 1), ("1001-Zhang San", 1),
        ("张三，", 1), ("赵敏(1005)", 5), ("1001 / 张三 / 客服一组", 1), ("张三、", 1), ("001", 6),
        ("１００１", 1),
        ("1001@pbx.cn", 1), ("客服张三", None), ("1001_张三", 1), ("张三|1001", 1), ("0001001", 1),
    ],
)  # fmt: skip
def test_with_something_beside(cell: Cell, agent: int | None) -> None:
    assert OFFICE.find(cell) == (Bad("unknown_agent") if agent is None else agent)


@pytest.mark.parametrize(
    "cell, reason",
    [
        ("张三→李四", "two_people"), ("张三-王麻子", "two_people"), ("李四,王五", "two_people"),
        ("张三/李四", "two_people"),
        ("张三 李四", "two_people"), ("张三、李四、王五", "two_people"), ("1001→1002", "two_people"),
        ("1001,9999", "two_people"), ("张三(1001), 李四(1002)", "two_people"), ("张三->李四", "two_people"),
        ("张三 & 王五", "two_people"), ("张三(李四)", "two_people"), ("1001/1002", "two_people"),
        ("张三=>王麻子", "two_people"), ("张三;李四", "two_people"), ("1001-李四", "name_disagrees"),
        ("李四(1001)", "name_disagrees"), ("1001李四", "name_disagrees"), ("赵敏(1001)", "name_disagrees"),
        ("机器人", "unknown_agent"), ("zhangsan@x.cn", "unknown_agent"), ("王麻子-赵六", "unknown_agent"),
        ("张三(9999)", "unknown_agent"), ("赵敏", "ambiguous_agent"), ("赵敏(离职)", "ambiguous_agent"),
        ("系统", "unknown_agent"), ("9999", "unknown_agent"), ("1001.5", "unknown_agent"),
        ("2026-10-01", "unknown_agent"), ("09:00:01", "unknown_agent"), ("01:00", "unknown_agent"),
        ("1001转1002", "two_people"), ("1001组", "unknown_agent"), ("组1001", "unknown_agent"),
        ("队列1001", "unknown_agent"), ("技能组1001", "unknown_agent"), ("热线1001", "unknown_agent"),
        ("机器人(1001)", "unknown_agent"), ("Team 1001", "unknown_agent"),
    ],
)  # fmt: skip
def test_two_people_and_numbers_and_names_that_disagree(cell: Cell, reason: str) -> None:
    assert OFFICE.find(cell) == Bad(reason)
    assert not OFFICE.knows(cell)


def test_a_name_with_the_family_name_first() -> None:
    assert PEOPLE.find("Schmidt, Anna") == 4


@given(
    st.sampled_from([1, 2, 3]),
    st.sampled_from([1, 2, 3]),
    st.sampled_from(["→", ",", "、", "/", "-", ";", "&", "+", "|", "_", "(", "（"]),
)
def test_two_agents_in_one_cell_are_never_one_of_them(first: int, second: int, mark: str) -> None:
    names = {1: "张三", 2: "李四", 3: "王五"}
    found = OFFICE.find(f"{names[first]}{mark}{names[second]}")
    assert found == (first if first == second else Bad("two_people"))
    found = OFFICE.find(f"100{first}{mark}{names[second]}")
    assert found == (first if first == second else Bad("name_disagrees"))


@pytest.mark.parametrize("cell", ["", None, "-", "无"])
def test_empty(cell: Cell) -> None:
    assert PEOPLE.find(cell) is None


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(PEOPLE.find(text), int | Bad | None)
