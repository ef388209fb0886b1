"""Durations, ratings, yes and no, counts and the other values of a cell, each told from its many spellings."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final

from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text, word_set

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_PARTS = re.compile(
    r"(?:(?P<d>\d+(?:\.\d+)?)\s*(?:天|d(?:ays?)?))?\s*"
    r"(?:(?P<h>\d+(?:\.\d+)?)\s*(?:小时|时|h(?:(?:ou)?rs?)?))?\s*"
    r"(?:(?P<m>\d+(?:\.\d+)?)\s*(?:分钟|分|min(?:ute)?s?|m|'))?\s*"
    r"(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒钟|秒|s(?:ec(?:ond)?s?)?|\"))?\s*"
    r"(?:(?P<ms>\d+(?:\.\d+)?)\s*(?:毫秒|ms))?"
)
_CLOCKED = re.compile(r"(?:(\d+)\s*:\s*)?(\d{1,4})\s*:\s*(\d{1,2})(?:[.,](\d{1,6}))?")
_FACTORS: Final = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
MAX_DURATION_MS: Final = 7 * 86_400_000  # a call or chat longer than a week is a fault of the export

_UNITS: Final = (
    (re.compile(r"毫秒|\bms\b|millisec|_ms$"), 1),
    (re.compile(r"小时|\bhours?\b|\bhrs?\b|\bh\b"), 3_600_000),
    (re.compile(r"分钟|\bmin(ute)?s?\b|[(\[/_]\s*分\s*[)\]]?$|[(\[/_]m[)\]]?$"), 60_000),
    (re.compile(r"秒|\bsec(ond)?s?\b|\bs\b"), 1000),
)

_YES: Final = word_set(
    "是 1 y yes true t √ ✓ ✔ ☑ 对 有 ok 真 是的 "
    "已接 接通 已接通 已接听 接听 已应答 应答 成功 接起 人工接听 正常 answered connected handled completed pickedup "
    "已解决 解决 首次解决 一次解决 一次性解决 已处理 已完成 完全解决 resolved solved fixed "
    "属实 有责 成立 情况属实 部分属实 投诉成立 核实属实 有效 我方责任 客服责任 upheld justified substantiated valid confirmed "
    "已升级 升级 escalated 准时 按时 在职"
)
_NO: Final = word_set(
    "否 0 n no false f × ✗ ✘ x ☐ 错 没有 不是 假 "
    "未接 未接通 未接听 未应答 漏接 放弃 已放弃 呼损 挂断 失败 无人接听 占线 排队放弃 振铃放弃 客户挂断 "
    "missed unanswered abandoned noanswer busy failed dropped lost "
    "未解决 没解决 未处理 未完成 部分解决 未首次解决 非首次解决 需跟进 unresolved unsolved open pending "
    "不属实 无责 不成立 情况不属实 投诉不成立 未属实 无效 客户责任 rejected dismissed unjustified unsubstantiated invalid "
    "未升级 不升级 离职"
)
_UNDECIDED: Final = word_set(
    "待核实 核实中 处理中 待处理 待定 调查中 未核实 跟进中 未评价 未知 unknown undecided inprogress"
)

_RATINGS: Final = {
    5: "非常满意 很满意 十分满意 完全满意 极满意 特别满意 超满意 优秀 非常好 很好 五星 verysatisfied extremelysatisfied excellent",
    4: "满意 比较满意 较满意 良好 好 四星 satisfied good happy",
    3: "一般 基本满意 普通 中立 尚可 还行 一般般 中等 三星 neutral average fair ok okay",
    2: "不满意 较不满意 不太满意 比较不满意 差 较差 二星 两星 dissatisfied unsatisfied poor bad unhappy",
    1: "非常不满意 很不满意 十分不满意 极不满意 完全不满意 特别不满意 很差 非常差 极差 一星 verydissatisfied extremelydissatisfied verypoor verybad terrible",
}
_RATING_WORDS: Final = {word: level for level, words in _RATINGS.items() for word in words.split()}
_UNRATED: Final = NO_VALUE | word_set(
    "未评价 未评 未评分 未参评 未参与 未打分 无评价 未做评价 客户未评价 未邀评 未评定 默认 超时未评 notrated unrated norating noreply"
)
_INCIDENTS: Final = {
    "praise": "表扬 客户表扬 锦旗 表扬信 感谢信 好评 感谢 奖励 嘉奖 praise praised compliment commendation thanks kudos",
    "error": "差错 服务差错 错误 失误 差错登记 工作差错 过失 违规 error mistake fault slip",
    "abuse": "辱骂 侮辱 侮辱性言语 辱骂客户 骂人 侮辱客户 脏话 谩骂 红线 abuse abusive abusivelanguage insult insulting",
}
_INCIDENT_WORDS: Final = {word: kind for kind, words in _INCIDENTS.items() for word in words.split()}
_STATUSES: Final = {
    "active": "在职 在岗 正式 正式员工 转正 已转正 在册 休假 产假 病假 在编 是 active employed working current permanent onleave regular",
    "probation": "试用 试用期 实习 实习生 见习 见习期 培训 培训期 新人 probation trial trainee intern onprobation probationary",
    "left": "离职 已离职 离岗 辞职 已辞职 退休 辞退 离开 调离 已离岗 解聘 否 left resigned gone terminated retired inactive former quit",
}
_STATUS_WORDS: Final = {word: status for status, words in _STATUSES.items() for word in words.split()}


def duration_unit(header: str) -> int:
    """Milliseconds in the unit a header names, such as 响应时长(分钟) or "Talk time (min)"; seconds if it names none."""
    text = cell_text(header, wide=True).lower()
    return next((factor for pattern, factor in _UNITS if pattern.search(text)), 1000)


def parse_duration(cell: Cell, unit_ms: int = 1000) -> int | Bad | None:
    """Milliseconds of a length of time; bare numbers count in `unit_ms`; None for an empty cell."""
    ms: float
    if isinstance(cell, timedelta):
        ms = cell / timedelta(milliseconds=1)
    elif isinstance(cell, datetime):  # a duration cell that Excel shows with its day zero
        ms = (cell.replace(tzinfo=None) - datetime(1899, 12, 31)) / timedelta(milliseconds=1)  # noqa: DTZ001 - no zone on a length of time
    elif isinstance(cell, time):
        ms = ((cell.hour * 60 + cell.minute) * 60 + cell.second) * 1000 + cell.microsecond / 1000
    elif isinstance(cell, bool):
        return Bad("duration")
    elif isinstance(cell, float | int):
        ms = float(cell) * unit_ms
    else:
        read = _duration_text(cell_text(cell, wide=True).lower(), unit_ms)
        if read is None or isinstance(read, Bad):
            return read
        ms = read
    if ms < 0:
        return Bad("negative")
    return round(ms) if ms <= MAX_DURATION_MS else Bad("duration")


def _duration_text(text: str, unit_ms: int) -> float | Bad | None:
    if not text or text in NO_VALUE:
        return None
    if text[0] == "-":
        rest = _duration_text(text[1:].strip(), unit_ms)
        return Bad("negative") if isinstance(rest, float) and rest > 0 else rest or Bad("duration")
    if match := _CLOCKED.fullmatch(text):
        first, second, third = int(match[1] or 0), int(match[2]), int(match[3])
        if match[1] is None and unit_ms == 3_600_000:  # 1:30 under "hours" is hours and minutes
            first, second, third = second, third, 0
        if third >= 60 or (match[1] is not None and second >= 60):
            return Bad("duration")
        return float(((first * 60 + second) * 60 + third) * 1000 + int((match[4] or "0")[:3].ljust(3, "0")))
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "")) * unit_ms
    match = _PARTS.fullmatch(text)
    if match is None:
        return Bad("duration")
    return sum(float(match[part]) * factor for part, factor in _FACTORS.items() if match[part])


def parse_yes_no(cell: Cell) -> int | Bad | None:
    """1 for yes, 0 for no, in any usual spelling of any of the yes/no fields; None where it is still open or empty."""
    if isinstance(cell, bool):
        return int(cell)
    word = _word(cell)
    if not word or word in NO_VALUE or word in _UNDECIDED:
        return None
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    return {"1.0": 1, "0.0": 0}.get(word, Bad("yes_no"))


def parse_rating(cell: Cell) -> int | Bad | None:
    """1 to 5 from digits, words or stars; None for unrated."""
    word = _word(cell)
    if not word or word in _UNRATED:
        return None
    if word in _RATING_WORDS:
        return _RATING_WORDS[word]
    if set(word) <= set("★☆⭐*✩✪✭🌟\ufe0f"):
        stars = sum(word.count(star) for star in "★⭐*✪✭🌟")
        return stars if 1 <= stars <= 5 else Bad("rating")
    number = _whole(re.sub(r"(?:分|星级?|颗星|stars?|points?|/5(?:\.0)?|级)$", "", word))
    return number if number is not None and 1 <= number <= 5 else Bad("rating")


def parse_score(cell: Cell) -> int | Bad | None:
    """A recommendation of 0 to 10; None for an empty cell."""
    word = _word(cell)
    if not word or word in _UNRATED:
        return None
    number = _whole(re.sub(r"(?:分|points?|/10)$", "", word))
    return number if number is not None and 0 <= number <= 10 else Bad("score")


def parse_count(cell: Cell) -> int | Bad | None:
    """A whole number from 0; None for an empty cell."""
    word = _word(cell)
    if not word or word in NO_VALUE:
        return None
    number = _whole(re.sub(r"[件票条个单次]$", "", word))
    if number is None:
        return Bad("whole_number")
    return number if 0 <= number < 10**12 else Bad("negative" if number < 0 else "whole_number")


def parse_incident(cell: Cell) -> str | Bad | None:
    """praise, error or abuse; None for an empty cell."""
    word = _word(cell)
    return _INCIDENT_WORDS.get(word, Bad("incident")) if word else None


def parse_status(cell: Cell) -> str | Bad | None:
    """active, probation or left; None for an empty cell."""
    word = _word(cell)
    return _STATUS_WORDS.get(word, Bad("status")) if word else None


def _word(cell: Cell) -> str:
    return re.sub(r"\s+|(?<=[a-z])[-_](?=[a-z])", "", cell_text(cell, wide=True).lower())


def _whole(text: str) -> int | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() else None
