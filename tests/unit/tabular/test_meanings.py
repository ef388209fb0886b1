"""What words mean, field by field; what is not known is said, and what is corrected holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular.meaning_words import EXACT
from qadesk.tabular.meanings import HUNG_UP, VALUES, ComplaintFinding, Meanings, Value
from qadesk.tabular.questions import Question
from qadesk.tabular.rejections import WORDING, Bad
from qadesk.tabular.text import Cell, plain_word


@pytest.mark.parametrize(
    "cell, level",
    [
        ("5", 5), (4.0, 4), ("5分", 5), ("3星", 3), ("★★★☆☆", 3), ("⭐⭐⭐⭐⭐", 5), ("非常满意", 5),
        ("满意", 4), ("一般", 3), ("不满意", 2), ("非常不满意", 1), ("Very satisfied", 5),
        ("very-dissatisfied", 1), ("４", 4), ("4/5", 4), ("***", 3), ("5.0", 5), ("5-非常满意", 5),
        ("非常满意(5)", 5), ("4:满意", 4), ("Extremely Happy", 5), ("5 stars", 5),
        ("", None), ("未评价", None), ("-", None), (None, None), ("N/A", None), ("未参评", None),
        ("Offered", None), ("已邀请未评价", None), ("–", None), ("无评价", None),
    ],
)  # fmt: skip
def test_ratings(cell: Cell, level: int | None) -> None:
    assert Meanings("rating").of(cell) == level


@pytest.mark.parametrize(
    "cell", ["9", "0", "6", "4.5", "-1", "☆☆☆☆☆", "★★★★★★", "great!", "五五", "5-不满意", "5星好评", "95%"]
)
def test_what_is_no_rating(cell: str) -> None:
    assert Meanings("rating").of(cell) == Bad("rating")


@pytest.mark.parametrize("field", ["answered", "resolved", "escalated"])
@pytest.mark.parametrize(
    "cell, value",
    [
        ("是", 1), ("1", 1), (1.0, 1), (True, 1), ("Y", 1), ("yes", 1), ("TRUE", 1), ("√", 1), ("✓", 1),
        (" 是 ", 1), ("否", 0), ("0", 0), (0.0, 0), (False, 0), ("N", 0), ("no", 0), ("FALSE", 0),
        ("×", 0), ("", None), ("-", None), (None, None), ("待核实", None), ("处理中", None),
        ("大概", Bad("yes_no")), ("2", Bad("yes_no")),
    ],
)  # fmt: skip
def test_yes_and_no_of_every_field(field: str, cell: Cell, value: Value | Bad | None) -> None:
    assert Meanings(field).of(cell) == value


@pytest.mark.parametrize(
    "words, value",
    [
        (
            (
                "已接 接通 已接听 应答 坐席接听 双方接听 人工接听 正常 ANSWERED Answered Completed "
                "Connected 呼叫成功 "
                "已接待 转接成功 已接通(人工) 客服已接通 Booking-completed"
            ),
            1,
        ),
        (
            (
                "未接 漏接 未接通 坐席未接用户未接 坐席接通用户未接通 双方未接听 排队放弃 振铃未接 "
                "呼损 占线 空号 关机 留言 拒接 已取消 "
                "NO_ANSWER BUSY FAILED VOICEMAIL Missed abandoned CANCELED CONGESTION Call-abandoned "
                "无人接听(振铃30秒) "
                "IVR挂断 Missed-call hungupinqueue NOANSWER"
            ),
            0,
        ),
        ("客户挂断 坐席挂断 用户挂机 主叫挂断 挂断 hangup 已结束 NORMAL_CLEARING 客户主动挂断", HUNG_UP),
    ],
)
def test_states_of_calls(words: str, value: int) -> None:
    for word in words.split():
        assert Meanings("answered").of(word) == value, word


@pytest.mark.parametrize(
    "words, finding",
    [
        ("属实 有责 成立 投诉属实 upheld Justified 是 基本属实", ComplaintFinding(True)),
        (
            "不属实 无责 不成立 无效投诉 rejected 否 not-upheld 查无实据 已撤诉",
            ComplaintFinding(False, "nobody"),
        ),
        ("客服责任 客服 坐席责任 客服原因 客服服务态度责任 agent", ComplaintFinding(True, "agent")),
        (
            "快递员责任 快递员 派件员 业务员责任 courier 快递员派送不规范责任",
            ComplaintFinding(True, "courier"),
        ),
        (
            "网点责任 网点 公司责任 企业责任 站点责任 系统原因 收件网点责任 企业 branch",
            ComplaintFinding(True, "branch"),
        ),
        (
            "客户原因 客户责任 用户责任 收件人原因 消费者责任 customer 客户误解导致",
            ComplaintFinding(False, "customer"),
        ),
        ("部分属实 部分有责 双方责任 partly-upheld 部分 投诉部分属实", ComplaintFinding(True, None, True)),
        ("客服部分责任 客服负次要责任", ComplaintFinding(True, "agent", True)),
    ],
)
def test_whose_fault_it_was(words: str, finding: ComplaintFinding) -> None:
    for word in words.split():
        assert Meanings("upheld").of(word) == finding, word


def test_only_what_is_upheld_and_nobody_elses_counts_against_the_agent() -> None:
    against = {
        word: Meanings("upheld").of(word)
        for word in ["属实", "客服责任", "快递员责任", "网点责任", "客户原因", "不属实"]
    }
    assert [getattr(found, "against_agent", None) for found in against.values()] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
    assert ComplaintFinding(None).against_agent is None


@pytest.mark.parametrize(
    "words, way",
    [
        ("呼入 来电 进线 Inbound incoming in 客户呼入 普通来电", "in"),
        ("外呼 呼出 去电 Outbound outgoing OUT 预测外呼 点击外呼 主动外呼(回访)", "out"),
        ("内线 内部通话 分机互拨 internal Intercom 内部咨询", "internal"),
    ],
)
def test_directions(words: str, way: str) -> None:
    for word in words.split():
        assert Meanings("direction").of(word) == way, word


@pytest.mark.parametrize(
    "field, cell, value",
    [
        ("kind", "表扬", "praise"), ("kind", "差错", "error"), ("kind", "侮辱性言语", "abuse"),
        ("kind", "聊天", Bad("incident")), ("kind", "客户锦旗", "praise"), ("kind", "", None),
        ("status", "离职", "left"), ("status", "试用期", "probation"), ("status", "在职", "active"),
        ("status", "火星", Bad("status")), ("status", "1", Bad("status")), ("status", "A", Bad("status")),
        ("status", "已离职(2025)", "left"), ("status", "正式工在职", "active"),
        ("resolved", "已解决", 1), ("resolved", "部分解决", 0), ("resolved", "未解决", 0),
        ("resolved", "未能解决", 0), ("resolved", "当场解决", 1), ("escalated", "已升级", 1),
        ("escalated", "未升级", 0),
    ],
)  # fmt: skip
def test_other_fields(field: str, cell: str, value: Value | Bad | None) -> None:
    assert Meanings(field).of(cell) == value


def test_a_correction_stands_over_what_is_known_and_can_leave_a_word_open() -> None:
    corrected = Meanings("status", {"1": "active", "2": "left", "离职": "open"})
    assert [corrected.of(cell) for cell in (1.0, "2", "离职", "3")] == ["active", "left", None, Bad("status")]
    assert corrected.known_words["1"] == "active"


def test_the_words_of_a_column_are_shown_with_their_meaning_and_count() -> None:
    table = Meanings("answered").table(["接通", "接通", "未接", "客服已接通", "外星", None, "-"])
    assert [(entry.word, entry.meaning, entry.sure, entry.cells) for entry in table] == [
        ("接通", "yes", True, 2), ("未接", "no", True, 1), ("客服已接通", "yes", False, 1),
        ("外星", "", False, 1),
    ]  # fmt: skip


def test_words_nobody_knows_are_asked_unless_they_are_rare() -> None:
    codes = ["1"] * 20 + ["2"] * 5
    question = Meanings("status").question("状态", codes)
    assert isinstance(question, Question)
    assert "“1”" in question.text
    assert "状态" in question.text
    assert {choice.answer for choice in question.readings} == {"active", "probation", "left", "open"}
    assert Meanings("status", {"1": "active", "2": "left"}).question("状态", codes) is None
    assert Meanings("status").question("状态", ["在职"] * 40 + ["火星"]) is None
    assert Meanings("status").question("状态", ["", None]) is None


def test_every_known_word_is_written_as_it_is_looked_up_and_means_something() -> None:
    for field, words in EXACT.items():
        for word, code in words.items():
            assert plain_word(word) == word
            assert code == "open" or code in VALUES[field]
            if code != "open":
                assert Meanings(field).of(word) == VALUES[field][code], (field, word)


@given(
    st.sampled_from(sorted(VALUES)),
    st.one_of(
        st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
    ),
)
def test_no_cell_breaks_them_and_every_reason_is_worded(field: str, cell: Cell) -> None:
    found = Meanings(field).of(cell)
    assert not isinstance(found, Bad) or found.reason in WORDING


@pytest.mark.parametrize(
    "field, words",
    [
        ("answered", "不成功 未成功 没有接听 未能接通 拒绝接听 unsuccessful notcompleted"),
        ("missed", "未漏接 没有漏接"),
        (
            "resolved",
            "无法解决 未彻底解决 不能办结 待解决 解决中 已解决（客户不认可） cannotbesolved notyetresolved",
        ),
        ("upheld", "没有责任 未成立 并非属实 疑似有责 有责待定 有责（申诉成功） 属实已撤诉 无法判定是否有责"),
        ("kind", "非差错 无差错 疑似差错 差错申诉成功 表扬（已撤销） 无辱骂行为 被客户辱骂 客户辱骂坐席"),
        ("status", "未离职 待离职 不在职"),
        ("direction", "非呼入"),
    ],
)
def test_a_known_word_that_the_rest_turns_round_or_takes_back_is_not_known(field: str, words: str) -> None:
    meanings = Meanings(field)
    assert {word: meanings.meaning(word)[0] for word in words.split()} == dict.fromkeys(words.split(), "")


@pytest.mark.parametrize(
    "field, word, code",
    [
        ("answered", "坐席未接用户未接", "no"),
        ("answered", "双方已接听", "yes"),
        ("upheld", "投诉不成立", "no"),
        ("upheld", "客服无过错", "no"),
        ("kind", "辱骂客户", "abuse"),
        ("kind", "客户来电表扬", "praise"),
    ],
)
def test_other_words_around_a_known_one_change_nothing(field: str, word: str, code: str) -> None:
    assert Meanings(field).meaning(word)[0] == code


@pytest.mark.parametrize(
    "field, word",
    [
        ("answered", "机器人接听"),
        ("answered", "系统应答"),
        ("answered", "Answered elsewhere"),
        ("upheld", "前任客服责任"),
        ("upheld", "其他客服责任"),
        ("kind", "非本人差错"),
        ("kind", "系统差错"),
        ("kind", "表扬快递员"),
        ("resolved", "转其他部门解决"),
        ("resolved", "是（第二次）"),
        ("direction", "呼入（测试）"),
    ],
)
def test_a_word_that_says_more_than_its_known_part_is_not_known(field: str, word: str) -> None:
    assert Meanings(field).meaning(word)[0] == ""
