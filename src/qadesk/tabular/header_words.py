"""What a header says: which field of a kind it names and how plainly, or that it names something else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from qadesk.kinds.kind import FileField, Kind
from qadesk.kinds.registry import KINDS
from qadesk.tabular.text import normal_header

# Headers that several kinds of thing share: the cells have to agree nearly all before they are believed.
_GENERIC: Final = frozenset(
    normal_header(word)
    for word in [
        "编号",
        "单号",
        "ID",
        "no",
        "时间",
        "日期",
        "状态",
        "类型",
        "类别",
        "评分",
        "得分",
        "分数",
        "打分",
        "等级",
        "级别",
        "来源",
        "名称",
        "结果",
        "处理结果",
        "角色",
        "性质",
        "种类",
        "status",
        "state",
        "score",
        "rating",
        "type",
        "kind",
        "category",
        "date",
        "day",
        "time",
        "start",
        "name",
        "level",
        "grade",
        "source",
        "result",
        "title",
        "role",
        "user",
        "user id",
        "operator",
        "extension",
        "ext",
        "dst",
        "owner",
        "staff",
        "agent extension",
        "result",
        "outcome",
        "责任",
        "length",
        "duration",
        "reason",
        "feedback",
        "id",
        "at",
        "created",
        "closed",
        "events",
        "parcels",
    ]
)
_UNIT_END: Final = re.compile(
    r"(?<=.{2})(?:in)?(?:秒数?|毫秒|分钟数?|小时数?|seconds?|secs?|millis(?:econds)?|ms|mins?|minutes?|hrs?|hours?)$"
)
EXACT: Final = 1.0
GENERIC: Final = 0.9
QUALIFIED: Final = 0.95  # a known word with something before it that does not change what it says
_PART: Final = 0.7  # at most, where a known word is only part of the header
# Headers that name no field of any kind, with the code of what they are (see services.records.left_out).
_OTHERS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (code, re.compile("".join(parts)))
    for code, parts in (
        (
            "deadline",
            (
                r"时限|期限|截止|限时|应(?:答复|办结|回复|完成|处理)|要求.*(?:时间|完成|办结)|最晚|到期|due|deadline|slatarget|target",
                r"|expir",
            ),
        ),
        (
            "quality_check",
            (
                r"质检|质量(?:评分|得分|分)|抽检|考核(?:分|得分)|qa(?:score|result|rating)?$|qualityscore|qcscore",
                r"|monitoringscore|evaluationscore",
            ),
        ),
        (
            "customer_tier",
            (
                r"(?:客户|会员|用户|买家|vip).*(?:等级|级别|星级|类型|标签)|(?:customer|client|member|vip).*(?:tier|level",
                r"|type|segment|grade)|^vip",
            ),
        ),
        (
            "branch_number",
            (
                r"(?:网点|分公司|分部|门店|机构|站点|营业部|承办单位).*|(?:branch|site|location|store|depot|station|restaurant",
                r"|office)(?:id|no|code|name|number)?$",
            ),
        ),
        (
            "company_number",
            (
                r"(?:企业|公司|租户|商户|项目|平台|店铺)(?:id|编号|代码|号|名称?)?$|(?:company|tenant|account|org",
                r"|organi[sz]ation|workspace|brand)(?:id|no|code|name)?$|accountcode",
            ),
        ),
        (
            "waybill",
            (
                r"运单|快件|面单|包裹|物流单|快递单|(?:tracking|waybill|parcel|awb|consignment|shipment)(?:no|number|id",
                r"|code)?$",
            ),
        ),
        (
            "order_number",
            (r"订单|order(?:no|number|id)?$",),
        ),
        (
            "phone_number",
            (
                r"主叫|被叫|来电号码|去电号码|手机|电话号|号码$|接入号|中继|^(?:src|did|clid|cnum|cnam|ani|dnis|from|to|trunk)$",
                r"|caller|callee|phone|msisdn|telephone|number$|dialed",
            ),
        ),
        (
            "customer_name",
            (
                r"^(?:客户|顾客|访客|来电人|投诉人|申诉人|联系人|反映人|诉求人|寄件人|收件人|买家)(?:姓名|名称|昵称|id|编号)?$|^(?:customer|client",
                r"|visitor|requester|contact|caller|guest)(?:name|id|email)?$",
            ),
        ),
        (
            "queue",
            (
                r"技能组|技能队列|队列|坐席组|客服组|座席组|(?:queue|skill|hunt|ring)(?:group|name|id)?$|^ivr|campaign",
                r"|department|^group$|servicename|^csq",
            ),
        ),
        (
            "recording",
            (r"录音(?!编号|流水号)|recording|voicefile|audiofile",),
        ),
        (
            "after_work",
            (r"话后|事后|后处理|整理时长|保持|静音|wrap|acw|aftercall|hold|mute|park",),
        ),
        (
            "contact_detail",
            (
                r"邮箱|地址|网址|链接|^url|url$|link$|e?mail|address|^ip|ipaddress|browser|useragent|country|city",
                r"|region|latitude|longitude",
            ),
        ),
        (
            "other_time",
            (
                r"结束时间|挂机时间|挂断时间|振铃时间点|end(?:ed)?(?:time|at)$|hangup|最后(?:更新|修改|回复)|最近更新|修改时间|更新时间|lastupdate|lastmodified|updatedat|modified|派单时间|转办时间|分配时间",
                r"|assigned(?:at|time)",
            ),
        ),
        (
            "no_field",
            (
                r"^(?:序号|行号|标签|tags?|subject|主题|标题|产品|product.*|amaflags|dcontext|lastapp|lastdata|peer",
                r"|codec|话机|终端|设备|device.*)$",
            ),
        ),
    )
)


_APPEALED: Final = re.compile(
    r"(?:申诉|复议|复核|复审|改判|仲裁)(?:结果|结论|状态|是否成功|是否通过)|改判|appeal(?:result|outcome|status|decision)"
)
_CALLERS: Final = re.compile(r"主叫|^(?:src|from|ani|clid|cnum)$|^caller|callingparty|^from(?:number)?$")
_BILINGUAL: Final = re.compile(
    r"([一-鿿][^A-Za-z]*[一-鿿])[\s(（/|]+([A-Za-z][a-z]{2,}[A-Za-z0-9 .,'#()_/-]+)"
)
_USED: Final = re.compile(r"(?:用时|耗时|所用时间|花费时间)$")
_BRACKET: Final = re.compile(r"[(（\[]([^)）\]]*)[)）\]]")
_NUMBERING: Final = re.compile(r"^\s*(?:[qQ]?\d{1,2}|[(（]\d{1,2}[)）])\s*[、.．:：]\s*")
# What may stand before a word without changing what it says; 首次 and 最后 do change it.
_BEFORE: Final = re.compile(
    r"^(?:(?:对话|会话|通话|呼叫|话务|来电|进线|咨询|聊天|工单|投诉|申诉|诉求|问题|案件|事件|问卷|企业|快递企业|实际|当前|本次|本单|您的?"
    r"|客户|用户|访客|消费者|系统|人工|坐席|座席|客服)+"
    r"|(?:conversation|chat|call|ticket|case|session|interaction|complaint|current|primary|actual)+)"
)
_DOES: Final = (
    "受理|处理|应答|接听|接待|接入|接单|接起|接线|服务|负责|责任|被投诉|经办|承办|跟进|登记|回访|被回访|被访|坐席|座席|客服|员工"
    "|人员|话务员|本次服务的?|为您服务的?|提供服务的?"
)
_WHO: Final = "客服|坐席|座席|人员?|员工?|客服人员|坐席人员|话务员|专员"
_NUMBER: Final = "工号|编号|号码|账号|帐号|id|号"
_PATTERNS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("agent_name", rf"(?:{_DOES})+(?:{_WHO})?(?:姓名|名称|名字|昵称)"),
        ("staff_no", rf"(?:{_DOES})+(?:{_WHO})?(?:{_NUMBER})"),
        ("agent", rf"(?:{_DOES})+(?:{_WHO})?(?:{_NUMBER})|(?:{_DOES})+(?:{_WHO})"),
        ("agent", r"agents?(?:assigned|login|names?|ids?|no)?|(?:assigned|handling|closing)agents?|users"),
        ("score", r".*(?:推荐.*(?:可能|意愿|愿意|程度|亲友|朋友|同事|他人|别人)|(?:可能|意愿|愿意).*推荐).*"),
        ("score", r".*(?:likely.*recommend|recommend.*(?:friend|colleague|us|others)).*"),
    )
)


class Named(NamedTuple):
    """How well a header names a field (0 to 1); whether one of its words, or a loose one, is all of it."""

    fit: float
    whole: bool
    loose: bool = False


@lru_cache(maxsize=4096)
def fields_named(kind: str, header: str) -> dict[str, Named]:
    """The fields of a kind that a header may name."""
    forms = _forms(header)
    loose = _LOOSE[kind]
    whole = {
        name: named for name, words in _WORDS[kind].items() if (named := _whole(forms, words, loose[name]))
    }
    if kind == "roster":  # a staff list has few columns, and these words mean one thing in it
        return {name: named._replace(fit=max(named.fit, 0.95)) for name, named in whole.items()}
    if not whole and forms and not other_than_a_field(header):
        whole = _qualified(kind, header, forms)
    if whole or other_than_a_field(header):
        return whole
    if not forms:
        return {}
    return {name: named for name, words in _WORDS[kind].items() if (named := _part(forms[0], words))}


@lru_cache(maxsize=4096)
def other_than_a_field(header: str) -> str:
    """The code of what a header names that is no field ("" if it may be one)."""
    plain = normal_header(header)
    return next((code for code, pattern in _OTHERS if pattern.search(plain)), "")


def may_overturn(header: str) -> bool:
    """Whether a column says what became of an appeal: it may change whose fault a complaint was."""
    return bool(_APPEALED.search(normal_header(header)))


def names_callers(header: str) -> bool:
    """Whether a column says who rang: a number of a customer, or of an agent who called out."""
    return bool(_CALLERS.search(normal_header(header)))


def is_known(header: str) -> bool:
    """Whether a text is the whole header of some field of some kind."""
    return any(form in _KNOWN for form in _forms(header))


def _forms(header: str) -> tuple[str, ...]:
    """A header plainly written: as it stands, its two headings either way round, and without a unit."""
    forms = [normal_header(header)]
    if bracket := _BRACKET.search(header):  # duration (in call)
        inner = normal_header(bracket[1])
        forms = [inner + forms[0], forms[0] + inner, forms[0]]
    if " / " in header:  # a heading over a heading, or one heading in two languages
        upper, lower = (normal_header(part) for part in header.rsplit(" / ", 1))
        forms += [lower, upper + lower, lower + upper, upper]
    if match := _BILINGUAL.fullmatch(header.strip()):  # 工号 Staff No.
        forms += [normal_header(part) for part in match.groups()]
    forms += [_USED.sub("时长", form) for form in forms if _USED.search(form)]
    forms += [bare for form in forms if (bare := _UNIT_END.sub("", form)) != form]
    return tuple(dict.fromkeys(form for form in forms if form))


def _whole(forms: tuple[str, ...], words: dict[str, int], loose: frozenset[str]) -> Named | None:
    for form in forms:
        if form in words:
            fit = GENERIC if form in _GENERIC else EXACT
            return Named(fit - 0.0005 * words[form], True, form in loose)
    return None


def _qualified(kind: str, header: str, forms: tuple[str, ...]) -> dict[str, Named]:
    """Fields named by a known word with only something before it (对话开始时间), or by a common question."""
    plain = normal_header(_NUMBERING.sub("", header))
    for name, pattern in _PATTERNS:
        if name in _WORDS[kind] and pattern.fullmatch(plain):
            return {name: Named(QUALIFIED, True)}
    bare = [form for one in (plain, *forms) if (form := _BEFORE.sub("", one)) != one and len(form) > 1]
    bare += [form for one in (plain, *forms, *bare) if (form := _UNIT_END.sub("", one)) != one]
    return {
        name: Named(QUALIFIED, True)
        for name, words in _WORDS[kind].items()
        if any(form in words and form not in _GENERIC for form in bare)
    }


def _part(header: str, words: dict[str, int]) -> Named | None:
    best = 0.0
    for word in words:
        if len(word) >= 2 and word in header and (len(word) > 3 or not word.isascii()):
            best = max(best, 0.4 + 0.3 * len(word) / len(header))
        elif len(header) >= 2 and header in word and not header.isascii():
            best = max(best, 0.3 + 0.3 * len(header) / len(word))
    return Named(min(best, _PART), False) if best else None


@lru_cache(maxsize=512)
def words_of(field: FileField) -> dict[str, int]:
    """The normal forms of a field's words and their rank."""
    found: dict[str, int] = {}
    for rank, word in enumerate(field.words):
        found.setdefault(normal_header(word), rank)
    return found


def _all_words(kind: Kind) -> dict[str, dict[str, int]]:
    return {field.name: words_of(field) for field in kind.fields}


_WORDS: Final = {name: _all_words(kind) for name, kind in KINDS.items()}
_LOOSE: Final = {
    name: {field.name: frozenset(map(normal_header, field.loose)) for field in kind.fields}
    for name, kind in KINDS.items()
}
# 满意 and 5星 stand above a column of counts, and in the cells of many others: they tell no heading.
_KNOWN: Final = frozenset(
    word
    for kind in _WORDS.values()
    for name, words in kind.items()
    if not name.startswith("rated_")
    for word in words
)
