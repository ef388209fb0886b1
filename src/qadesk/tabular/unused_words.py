"""The words of `unused_columns`: what marks a row that may not count, and what certainly changes nothing."""

from __future__ import annotations

import re
from typing import Final

from qadesk.tabular.text import NOT_YET, word_set


def _any_of(*parts: str) -> re.Pattern[str]:
    """One of several expressions, each a list of words without blanks."""
    return re.compile("|".join(word for part in parts for word in part.split()))


# ---- headers and words that say of a row that it may not count

YES_IS_VOID: Final = re.compile(
    r"^(?:是否|已)?(?:删除|作废|测试|垃圾|撤诉|撤销|内部|剔除|排除|豁免考核|不计考核|免考核)(?:会话|通话|工单|标记|标识)?$"
    r"|^(?:is|was)?excluded?|^ignore"
    r"|^(?:is|was|marked(?:as)?)?(?:spam|deleted|test|internal|duplicate|void|junk|ignored)(?:flag)?$"
)
NO_IS_VOID: Final = re.compile(
    r"^(?:是否)?(?:计入|纳入|参与)(?:考核|统计|绩效|评价)*$|^(?:is)?(?:counted|included)"
    r"|有效性?(?:对话|会话|通话|评价|工单)?$|^(?:is)?valid$"
)
OF_RATINGS: Final = _any_of("评价 评分 满意 参评 回访 问卷 rating csat survey satisf")
STATES: Final = _any_of(
    "状态 方式 评价人 ratedby 来源 类型 类别 结果 审核 标签 status state type category source review"
)
VOID: Final = re.compile(
    r"^已?(?:被)?(?:合并|作废|删除|撤销|取消|驳回)(?:至.*|单|关闭)?$"
    r"|^(?:重复|作废|测试|垃圾|骚扰|无效)(?:工单|单|会话|对话|电话|来电|通话|评价)?$"
    r"|^(?:待|未)审核$|^审核(?:中|不通过|未通过)$|^未通过$"
    r"|^(?:duplicated?|merged|cancell?ed|spam|junk|deleted|voided?|test|invalid|rejected|not ?approved)$"
    r"|duplicate ?of|merged ?into|markedas ?spam"
)
NOT_COMPLAINTS: Final = re.compile(
    r"^(?:业务)?(?:咨询|查询|查件|催件|催单|建议|表扬|求助)(?:类|工单|单)?$"
    r"|^(?:questions?|enquiry|inquiry|praise|compliment|suggestion|feature ?request|service ?request)$"
)
COMPLAINT: Final = _any_of("投诉 申诉 complain")
NOT_RATED: Final = _any_of(
    "默认 未评 未参评 没有评 超时 自动 系统 无效 未接通 未回访 拒访 拒绝 失败",
    "default not[ ]?rated automatic expired no[ ]?answer refused",
)
VOICEMAIL: Final = _any_of("voice[ ]?mail 留言 语音信箱")
PART_OF: Final = re.compile(r"^(?:[(（]?其中|of ?which)")
NOTES: Final = _any_of("备注 说明 附注 批注 remark ^notes?$ comment")
NOTED: Final = _any_of(
    "不计(?!时) 不算 误录 录错 录入错误 测试数据 作废 不纳入 免责 不予考核",
    "do[ ]?not[ ]?count not[ ]?to[ ]?count exclude entered[ ]?by[ ]?mistake",
)
SEVERAL: Final = re.compile(r"^(?:投诉|申诉|工单)?(?:件|票|单)数$")
RESPONSES: Final = _any_of(
    "(?:首响|首次响应|响应|首次回复)(?:会话|对话|人)?[数量]$ responses$ respondedchats"
)
ANSWERS_COUNTED: Final = re.compile(
    r"(?:客服|坐席|座席|人工|agent|operator|staff)(?:发送|发出)?的?"
    r"(?:消息|回复|发言|messages?|repl(?:y|ies)|responses?)(?:条?数|量|次数|count)?"
)
# Headers that say why something stands in some rows only.
WHY: Final = _any_of(
    "合并 重复 删除 作废 撤 取消 代 转 申诉 免 剔除",
    "merge duplicate delete void cancel spam transfer withdraw exclude",
)

# Words of no customer's contact with a person, whatever stands above them.
NOBODY: Final = re.compile(
    r"^(?:智能|ai)?机器人|内部测试|^测试$|演练|^(?:chat)?bots?$|^test(?: call| data)?$", re.IGNORECASE
)

# ---- what changes nothing

# What header_words.other_than_a_field knows, and what no word below it could change.
SAID_ELSEWHERE: Final = (
    "branch_number", "company_number", "waybill", "order_number", "phone_number", "customer_name", "queue",
    "recording", "after_work", "contact_detail", "other_time", "deadline", "quality_check",
)  # fmt: skip
RECORDED_BY: Final = _any_of(
    "(?:登记|录入|创建|建单|审核|检查|填报|制表|提交|操作|质检|抽检)(?:人|员)",
    "(?:created|submitted|entered|reviewed|recorded)by reviewer",
)
HARMLESS: Final = _any_of(
    "^(?:序号|行号|no|id|seq|page|ip)$ 主题 标题 其[他它] 补充 备注 说明 附注 批注 内容 描述 摘要 详情",
    "小结 意见 建议 原因 来源 来自 渠道 入口 途径 平台 页面 店铺 商家 品牌 产品 商品 品类 业务线? 问题",
    "话题 分类 [一二三]级 (?:投诉|申诉|诉求|业务|服务|问题|故障|事件)类型 超时 逾期 时效",
    "重复(?:投诉|来电) 结束方式 关闭方式 挂断方 挂机 评价标签",
    "^event$ 部门 班组 组别 小组 团队 岗位 职务 班次 省 市 区域? 县",
    "地区 归属地 城市 语言 优先级 紧急 等级 级别 星级 快递公司 承运 快递员 派件员 揽收 收件 寄件",
    "星期 周几 时段 型号 系统版本 浏览器 设备",
    "时区 分机 手机 电话 姓名 昵称 工号 [数量件]$ 次数 subject title summary source channel platform",
    "store shop brand product item sku topic category reason team group shift department division region",
    "state province zip city country language locale priority severity urgency carrier note comment",
    "remark description message text content feedback verbatim weekday device browser ^os$ version",
    "timezone currency extension name$ url link sla overdue breach hang[ ]?up disconnect replies",
    "interactions counts?$ else$",
)
# States that every record goes through: with nothing else in it, a column of them says nothing more.
PASSING: Final = NOT_YET | word_set(
    "已办结 已完结 已结案 已关闭 已解决 已处理 已完成 已回复 已签收 待签收 待回访 已回访 已受理 办结 "
    "完结 结案 关闭 完成 解决 正常 正常结束 已结束 结束 closed solved resolved done completed complete "
    "finished ended answered replied normal withinsla outsidesla slaviolated breached met notmet within"
)
NUMBER: Final = re.compile(
    r"[-+]?(?:[\d,.:]+(?:e[-+]?\d+)? ?"
    r"(?:days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|[dhms]|小?时|分钟?|秒|天|%|元)?,? ?)+",
    re.IGNORECASE,
)
REFERENCE: Final = re.compile(r"[a-z]{0,8}[-_#.]?\d[\da-z_.#/-]*|[\da-f]{6,}(?:-[\da-f]+)*", re.IGNORECASE)
CODES: Final = frozenset(("0", "1", "2", "0%", "50%", "100%", "0.0", "1.0", "0.5"))
