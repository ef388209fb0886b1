"""The words of `meanings`: what systems and people write, in Chinese and English, by field and meaning."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_YES = "是 1 1.0 y yes true t √ ✓ ✔ ☑ ✅ 对 有 ok 真 是的 yes,是"
_NO = "否 0 0.0 n no false f × ✗ ✘ x ☐ ❌ 错 没有 不是 假"
_OPEN = (
    "待核实 核实中 处理中 待处理 待定 调查中 未核实 跟进中 待跟进 未知 未判定 待判定 未定责 待定责 "
    "未认定 未评价 无评价 进行中 unknown undecided undetermined inprogress pending open tbd new "
    "underreview investigating notset"
)

_TABLES: Final[dict[str, dict[str, str]]] = {
    "answered": {
        "yes": f"{_YES} 已接 接通 已接通 已接听 接听 已应答 应答 成功 接起 人工接听 人工接通 正常 "
        "正常接听 正常通话 正常结束 坐席接听 坐席接通 客服接听 客服接通 双方接听 双方接通 双方已接听 "
        "双方均接听 用户接听 客户接听 用户接通 客户接通 呼叫成功 通话成功 已通话 已服务 已接待 "
        "已接入 人工服务 已转接 转接 转接成功 成功接听 已处理 有效 有效通话 有效会话 完成 已完成 "
        "answered answer ok completeagent completecaller attendedtransfer blindtransfer connected "
        "handled completed pickedup accepted success successful served "
        "talked bridged transferred resolved conversation agentanswered inboundanswered callanswered "
        "normal",
        "no": f"{_NO} 未接 未接通 未接听 未应答 无应答 漏接 漏话 放弃 已放弃 呼损 失败 无人接听 "
        "无人应答 占线 忙 用户忙 坐席忙 遇忙 忙线 排队放弃 振铃放弃 振铃未接 排队挂断 排队超时 "
        "振铃超时 排队中挂断 振铃中挂断 ivr挂断 ivr放弃 ivr中挂断 未进入人工 未转人工 坐席未接 "
        "客服未接 坐席未接听 客服未接听 用户未接 客户未接 用户未接听 客户未接听 坐席未接用户未接 "
        "坐席接通用户未接通 坐席接听用户未接听 客户接听坐席未接听 用户接听坐席未接听 双方未接听 "
        "双方未接通 坐席拒接 客服拒接 用户拒接 客户拒接 拒接 拒绝 超时 关机 停机 空号 呼叫失败 "
        "通话失败 呼叫超时 已取消 取消 主叫取消 未服务 未接待 未接入 未接起 留言 语音留言 转语音信箱 "
        "黑名单 黑名单拦截 客户速挂 用户速挂 速挂 秒挂 无效 无效会话 "
        "客户未说话 未开口 missed missedcall unanswered notanswered "
        "abandoned abandon noanswer busy failed failure dropped lost voicemail rejected declined "
        "canceled cancelled timeout timedout congestion unavailable notconnected noreply "
        "hungupinqueue abandonedinqueue overflow nouserresponding unallocatednumber userbusy "
        "originatorcancel callrejected callabandoned invalid shortabandon queuetimeout inboundmissed "
        "incomplete exitwithtimeout exitempty ringnoanswer nouserresponse subscriberabsent "
        "destinationoutoforder "
        "recoveryontimerexpire loserace noroutedestination normaltemporaryfailure invalidnumberformat ivrend "
        "ivrgiveup waitinggiveup ringinggiveup seatgiveup noseatonline notworktime blacklist blocked "
        "客服未接 "
        "访客拒接 访客未接 振铃未接听 已留言 ivr 并发限制 非工作时间 无坐席在线 系统拒接 号码错误 "
        "无法接通 暂停服务",
        "hung_up": "挂断 挂机 已挂断 已挂机 客户挂断 用户挂断 主叫挂断 被叫挂断 坐席挂断 客服挂断 "
        "座席挂断 客户挂机 用户挂机 坐席挂机 客服挂机 座席挂机 主叫挂机 被叫挂机 系统挂断 客户先挂断 "
        "坐席先挂断 对方挂断 双方挂断 主动挂断 来电者挂断 hangup hungup callerhangup callerhungup "
        "agenthangup customerhangup customerhungup normalclearing ended end callended disconnected "
        "terminated finished closed customerdisconnect agentdisconnect thirdpartydisconnect "
        "agentendedsession userendedsession 已结束 结束 已关闭",
        "open": f"{_OPEN} 通话中 会话中 排队中 振铃中 ringing active queued",
    },
    "missed": {
        "yes": f"{_YES} 未接 漏接 未接听 未接通 放弃 已放弃 呼损 missed abandoned unanswered noanswer",
        "no": f"{_NO} 已接 接听 已接听 接通 已接通 未放弃 answered connected notmissed notabandoned",
        "open": _OPEN,
    },
    "resolved": {
        "yes": f"{_YES} 已解决 解决 首次解决 一次解决 一次性解决 首解 已首解 已处理 处理完成 已完成 "
        "已办结 办结 已完结 完全解决 全部解决 当场解决 当场答复 已答复 一次性解决问题 能 可以 solved "
        "resolved fixed done completed closed firstcontact firstcall resolvedonfirstcontact",
        "no": f"{_NO} 未解决 没解决 未处理 未完成 部分解决 未首次解决 非首次解决 需跟进 需要跟进 "
        "需回访 二次解决 多次解决 非一次解决 未一次解决 转派 已转派 已派单 转后台 未办结 未完结 "
        "升级处理 unresolved unsolved notresolved notsolved partiallyresolved followup "
        "followuprequired needsfollowup escalated reopened",
        "open": "待核实 核实中 处理中 待处理 待定 调查中 未核实 跟进中 未知 未评价 无评价 进行中 "
        "客户未反馈 未反馈 未选择 unknown undecided inprogress pending open new noresponse onhold",
    },
    "escalated": {
        "yes": f"{_YES} 已升级 升级 升级投诉 已上报 上报 已升级处理 escalated",
        "no": f"{_NO} 未升级 不升级 无升级 未上报 无需升级 notescalated none 普通",
        "open": _OPEN,
    },
    "upheld": {
        "yes": f"{_YES} 属实 有责 成立 情况属实 投诉成立 投诉属实 核实属实 基本属实 全部属实 有效 "
        "有效投诉 我方责任 我方原因 责任投诉 已核实属实 有责投诉 有过错 内部责任 内部原因 upheld "
        "justified substantiated valid confirmed sustained founded fullyupheld ourfault internal",
        "no": f"{_NO} 不属实 无责 不成立 情况不属实 投诉不成立 投诉不属实 未属实 无效 无效投诉 "
        "无责投诉 非责任 非我方责任 免责 无过错 无责任 查无实据 误投诉 误投 误点 恶意投诉 撤诉 "
        "已撤诉 撤销 已撤销 不可抗力 天气原因 自然原因 第三方责任 第三方原因 外部原因 外部责任 "
        "rejected dismissed unjustified unsubstantiated invalid notupheld notjustified unfounded "
        "notsubstantiated withdrawn nofault notatfault external thirdparty",
        "in_part": "部分属实 部分有责 部分成立 部分 部分责任 次要责任 双方责任 双方有责 共同责任 "
        "双方原因 partlyupheld partiallyupheld upheldinpart partly partially partial partlyjustified "
        "partiallyjustified partiallysubstantiated shared sharedfault",
        "agent": "客服 客服责任 客服原因 客服有责 客服人员 客服人员责任 客服问题 客服过错 坐席 "
        "坐席责任 坐席原因 座席责任 座席 座席原因 话务员责任 接线员责任 客服服务态度 人员责任 "
        "本人责任 个人责任 员工责任 agent agentfault agenterror agentresponsibility customerservice "
        "csr operator representative staff service",
        "agent_in_part": "客服部分责任 坐席部分责任 客服次要责任 客服部分有责",
        "courier": "快递员 快递员责任 快递员原因 快递员有责 派件员 派件员责任 派件员原因 派送员 "
        "派送员责任 业务员 业务员责任 业务员原因 收件员 收件员责任 揽收员责任 揽件员责任 取件员责任 "
        "小哥 小哥责任 配送员 配送员责任 司机责任 骑手责任 投递员 投递员责任 courier courierfault "
        "driver driverfault deliveryman rider carrier",
        "branch": "网点 网点责任 网点原因 网点有责 公司 公司责任 公司原因 企业 企业责任 企业原因 "
        "站点 站点责任 门店责任 驿站责任 总部责任 中转责任 中转 分拨责任 分拨中心责任 仓库责任 "
        "运输责任 操作责任 系统原因 系统责任 系统问题 流程原因 流程问题 政策原因 产品原因 营业部责任 "
        "收件网点责任 派件网点责任 发件网点责任 寄件网点责任 快递公司责任 快递企业责任 企业有责 "
        "承运方责任 我司责任 branch branchfault company companyfault depot hub station warehouse "
        "system process policy",
        "customer": "客户 客户责任 客户原因 客户问题 用户 用户责任 用户原因 用户问题 消费者 "
        "消费者责任 消费者原因 收件人 收件人原因 收件人责任 寄件人 寄件人原因 寄件人责任 发件人责任 "
        "商家责任 商家原因 卖家责任 卖家原因 申诉人责任 投诉人责任 客户误解 用户自身原因 "
        "客户自身原因 customer customerfault client sender recipient consumer shipper merchant user",
        "open": _OPEN,
    },
    "rating": {
        "5": "非常满意 很满意 十分满意 完全满意 极满意 特别满意 超满意 优秀 非常好 很好 五星 非常棒 "
        "极佳 verysatisfied extremelysatisfied completelysatisfied excellent veryhappy "
        "extremelyhappy verygood outstanding amazing 🤩 😍 😄",
        "4": "满意 比较满意 较满意 良好 好 较好 比较好 四星 satisfied good happy somewhatsatisfied "
        "🙂 😊 好评 goodreview 👍 thumbsup positive like",
        "3": "一般 基本满意 普通 中立 尚可 还行 一般般 中等 三星 中评 中 neutral average fair ok "
        "okay soso 😐 neithersatisfiednordissatisfied",
        "2": "不满意 较不满意 不太满意 比较不满意 差 较差 不好 二星 两星 dissatisfied unsatisfied "
        "notsatisfied poor bad unhappy somewhatdissatisfied 🙁 😞 差评 badreview 👎 thumbsdown "
        "negative dislike",
        "1": "非常不满意 很不满意 十分不满意 极不满意 完全不满意 特别不满意 很差 非常差 极差 一星 "
        "verydissatisfied extremelydissatisfied verypoor verybad terrible awful veryunhappy "
        "extremelyunhappy verynegative 😠 😡 🤬",
        "open": "未评价 未评 未评分 未参评 未参与 未打分 无评价 未做评价 客户未评价 用户未评价 "
        "未邀评 未邀请 未邀请评价 已邀请未评价 已邀评未评价 未评定 默认 超时未评 未参加评价 未选择 "
        "待评价 挂机未评价 系统默认 notrated unrated norating noreply noresponse offered unoffered "
        "notoffered requested surveysent skipped unsurveyed",
    },
    "direction": {
        "in": "呼入 来电 进线 入呼 被叫 客户来电 呼入电话 呼入通话 接入 电话呼入 用户呼入 客户呼入 "
        "普通来电 热线 转入 转接呼入 排队呼入 in inbound incoming inboundcall incomingcall received "
        "incall fromqueue 1in inc acd queue terminating inboundqueue externalin",
        "out": "外呼 呼出 去电 主叫 拨出 出呼 外拨 外线呼出 呼出电话 呼出通话 预览外呼 预测外呼 "
        "自动外呼 人工外呼 点击外呼 手动外呼 双呼 回拨 双向外呼 回访 工号外呼 主动外呼 主动呼出 "
        "网页双呼 webcall 语音通知 群呼 out outbound outgoing outboundcall outgoingcall dialed "
        "dialled outcall dialout callback manualdial predictive preview progressive clicktocall "
        "externalout originating",
        "internal": "内线 内部 内部通话 内部呼叫 分机 分机互拨 坐席互拨 内呼 咨询 内部咨询 三方 监听 "
        "强插 站内 内线通话 内部电话 internal intercom local internalcall extension exttoext station "
        "consult",
        "open": "未知 其他 其它 unknown other undefined",
    },
    "kind": {
        "praise": "表扬 客户表扬 锦旗 表扬信 感谢信 好评 感谢 奖励 嘉奖 表扬件 客户感谢 点赞 praise "
        "praised compliment commendation thanks kudos appreciation",
        "error": "差错 服务差错 错误 失误 差错登记 工作差错 过失 违规 工作失误 操作失误 差错件 "
        "业务差错 质检差错 error mistake fault slip errors",
        "abuse": "辱骂 侮辱 侮辱性言语 辱骂客户 骂人 侮辱客户 脏话 谩骂 红线 与客户争吵辱骂 辱骂用户 "
        "abuse abusive abusivelanguage insult insulting",
    },
    "status": {
        "active": "在职 在岗 正式 正式员工 转正 已转正 在册 休假 产假 病假 事假 长假 在编 是 正常 "
        "启用 已启用 有效 已激活 激活 在用 返聘 兼职 合同工 劳务派遣 active employed working current "
        "permanent onleave regular enabled fulltime parttime",
        "probation": "试用 试用期 实习 实习生 实习期 见习 见习期 培训 培训期 新人 待转正 probation "
        "trial trainee intern onprobation probationary",
        "left": "离职 已离职 离岗 辞职 已辞职 退休 辞退 已辞退 离开 调离 已调离 已离岗 解聘 否 自离 "
        "停用 已停用 禁用 已禁用 注销 已注销 冻结 无效 left resigned gone terminated retired "
        "inactive former quit disabled deactivated suspended dismissed leaver",
        "open": "待入职 未知 unknown",
    },
}

PLAIN: Final = {word: code for code, words in (("yes", _YES), ("no", _NO)) for word in words.split()}
# Of a field of yes and no that has no words of its own below.
USUAL: Final = {**dict.fromkeys(_OPEN.split(), "open"), **PLAIN}
EXACT: Final[dict[str, dict[str, str]]] = {
    field: {word: code for code, words in table.items() for word in words.split()}
    for field, table in _TABLES.items()
}

# What a longer wording contains where its whole is not known, as regular expressions; the first found counts.
_FAULT = "(?:责|原因|过错|问题|fault|error)"
_CONTAINED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "answered": (
        (
            "no",
            (
                "未接 未应答 无应答 无人 放弃 呼损 漏接 占线 用户忙 拒接 空号 关机 停机 失败 取消 "
                "超时 留言 未转 没接 abandon noanswer not?answered missed unanswered "
                "notconnected busy fail cancel voicemail reject declin timeout dropped invalid beforeanswer"
            ),
        ),
        ("hung_up", "挂断 挂机 速挂 先挂 hangup hungup"),
        ("yes", "接通 接听 应答 成功 已完成 answered connected completed handled success served"),
    ),
    "resolved": (
        (
            "no",
            (
                "未解决 没解决 没有解决 未能解决 不能解决 未完全 部分解决 unresolved notresolved unsolved "
                "notsolved"
            ),
        ),
        ("yes", "解决 办结 resolved solved"),
    ),
    "upheld": (
        ("agent_in_part", "部分.*客服 客服.*(?:部分|次要)"),
        ("in_part", "部分 次要责任 双方 partly partial inpart"),
        (
            "no",
            "不属实 无责 不成立 不实 非.*责任 免责 无过错 notupheld unjustified unsubstantiated notatfault",
        ),
        ("agent", f"(?:客服|坐席|座席|话务员|接线员|agent).*{_FAULT}"),
        (
            "courier",
            f"(?:快递员|派件员|派送员|业务员|收件员|配送员|投递员|骑手|司机|courier|driver).*{_FAULT}",
        ),
        (
            "branch",
            (
                f"(?:网点|公司|企业|站点|分拨|中转|总部|我司|系统|流程|仓库|营业部).*{_FAULT} "
                f"(?:branch|company|depot|system).*{_FAULT}"
            ),
        ),
        (
            "customer",
            (
                f"(?:客户|用户|消费者|收件人|寄件人|发件人|商家|卖家|投诉人|申诉人).*(?:误解|{_FAULT}) "
                f"(?:customer|client|sender|recipient).*{_FAULT}"
            ),
        ),
        ("yes", "属实 有责 成立 upheld justified substantiated"),
    ),
    "direction": (
        ("internal", "内部 内线 分机 internal intercom"),
        ("out", "外呼 呼出 去电 outbound outgoing dialout"),
        ("in", "呼入 来电 进线 inbound incoming"),
    ),
    "status": (
        ("left", "离职 辞职 辞退 退休 停用 resigned terminated"),
        ("probation", "试用 实习 见习 probation"),
        ("active", "在职 在岗 休假 产假 onleave"),
    ),
    "kind": (
        ("abuse", "辱骂 侮辱 谩骂 abus insult"),
        ("praise", "表扬 锦旗 感谢信 praise compliment"),
        ("error", "差错 失误 错误 mistake"),
    ),
}
PATTERNS: Final = {
    field: tuple((re.compile("|".join(parts.split())), code) for code, parts in table)
    for field, table in _CONTAINED.items()
}

# Whose fault a complaint was, in a column of its own, is said in the same words as whether it is upheld.
EXACT["fault"] = EXACT["upheld"]
PATTERNS["fault"] = PATTERNS["upheld"]

# What turns a known word round where it stands right before it: 没有|责任, 非|差错, un|successful.
_NOT_BEFORE: Final = re.compile(
    r"(?:未|不|没|没有|非|无|并非|不是|免|拒绝?|un|in|dis|non|not|no|never|cannot(?:be)?)[-_/ ]?$"
)
# What takes a known word back, or leaves it open, wherever it stands in the rest.
_TAKEN_BACK: Final = re.compile(
    r"未|不|没|无法|免责|已免|否|难以|疑似|可能|待|需|拟|即将|撤|取消|作废|误|驳回|推翻|改判|拒|失败|已申诉|申诉中|申诉成功|申诉通过|复议"
    r"|not(?!if)|never|cannot|unable|fail|attempt|pending|suspect|withdraw|cancel|revok|void|overturn|disput"
)
_UNDER_WAY: Final = re.compile(r"中[)）]?$")
_FROM_CUSTOMER: Final = re.compile(r"被|(?:客户|用户|顾客|买家|商家|customer|client)(?!投诉|反映|反馈)")


def is_turned(field: str, code: str, word: str, known: re.Pattern[str]) -> bool:
    """Whether the rest of a word may say the contrary of its known part, or take it back.

    The code no is only turned by what stands right before it: 未漏接.
    """
    first = known.search(word)
    before = word[: first.start()] if first else ""
    if _NOT_BEFORE.search(before):
        return True
    if code in ("no", "nobody", "customer", "hung_up"):
        return False
    rest = known.sub("|", word)
    if field == "kind" and code == "abuse" and _FROM_CUSTOMER.search(before):
        return True  # the customer insulted the agent
    return bool(_TAKEN_BACK.search(rest)) or (field == "resolved" and bool(_UNDER_WAY.search(rest)))


@cache
def _words_of(field: str) -> re.Pattern[str]:
    """The known words of a field; made when the first word has to be looked at that is none of them."""
    words = (re.escape(w) for w in EXACT[field] if len(w) > 1)
    return re.compile("|".join(sorted(words, key=len, reverse=True)) or r"\b\B")


# What may stand beside a known part of a word and says nothing else.
_BESIDE: Final = re.compile(
    r"客服|坐席|座席|侧|话务员|人员|人工|客户|用户|顾客|来电|电话|通话|呼叫|会话|对话|聊天|在线|呼入|进线|投诉|申诉|工单|问题|诉求|事项|情况|各|企业|任|导致|员工|工|经?核实|调查|结果"
    r"|判定|认定|定责|结论|责任|原因|有责|服务|态度|业务|本次|本人|当场|当日|现场|首次|一次性?|已经?|经|均|系|由|为|的|了|后|并|正常|成功|完成|处理|解决|办结"
    r"|口头|书面|来电|电话|微信|锦旗|感谢信?|工作|操作|录入|登记|信息|一般|轻微|严重|重大|普通|轻|重|类|级|型|人|方|件|次|单|条|声|表扬|差错|失误|错误"
    r"|acd|missed|answered|by|the|of|was|is|call|chat|agent|operator|customer|client|complaint|case|ticket|issue|problem|fully|with|for|on|at|to|a|an|and|in"
    r"|error|mistake|praise|service|attitude|normal|successfully|found|[a-z]?\d+|\W|_"
)


# Who answers where it is no agent.
_NO_PERSON: Final = re.compile(
    r"机器人|智能|系统|自动|语音|其他|他人|bot|ivr|robot|auto|system|elsewhere|other|another"
)


def says_more(field: str, word: str, known: re.Pattern[str]) -> bool:
    """Whether a word says more than its known part and what usually stands beside it: 机器人|接听."""
    rest = known.sub("|", word)
    if field == "answered":  # a call may have any outcome
        return bool(_NO_PERSON.search(rest))
    return bool(_BESIDE.sub("", _words_of(field).sub("", rest)))


_STARS: Final = "★⭐✭🌟✪*"
_DIGITS = re.compile(r"([1-5])(?:[.,]0+)?(?:分|星级?|颗星|stars?|points?|/5(?:\.0)?|级|⭐|★)?")
_WITH_DIGIT = re.compile(
    r"([1-5])(?:分|星级?)?[-:：、.,(（\s]*(\D+?)[)）]?|(\D+?)[-:：(（\s]*([1-5])(?:分|星级?)?[)）]?"
)


def rating_of(word: str) -> str:
    """The level of a rating in digits, stars, or a digit beside a word that says the same; "" for none."""
    if word and set(word) <= set(_STARS + "☆✩\ufe0f"):
        stars = sum(word.count(star) for star in _STARS)
        return str(stars) if 1 <= stars <= 5 else ""
    if match := _DIGITS.fullmatch(word):
        return match[1]
    if match := _WITH_DIGIT.fullmatch(word):
        digit, said = (match[1], match[2]) if match[1] else (match[4], match[3])
        level = EXACT["rating"].get(said)
        return digit if level == digit or (level is None and said in ("星", "分", "stars", "star")) else ""
    return ""
