"""What a cell can be, and its text as a person would read it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

Cell: TypeAlias = str | float | int | bool | datetime | date | time | timedelta | None

_REMEMBERED: Final = 1 << 13  # distinct cells; some 2 MB
_INVISIBLE: Final = str.maketrans("", "", "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\x00")
# The characters of headings and words that are written otherwise in Taiwan and Hong Kong.
_SIMPLIFIED: Final = str.maketrans(
    "專業兩嚴個為與習買爭產親倉體價會傳優內冊寫況凍淨準擊劃創別務動勵勞區單賣佔參雙發臺號後聽啟啓員週"
    "響問團場處備復複獎實對屬崗帳賬應庫開歸當錄態總惡懲願戶掃揚報擇攔撥據損攬數斷無時暫條來極構標檢機"
    "沒測滿點熱狀環畢監碼種稱筆籤簽節類緊紅級線組終經結絕統繼編網職聯髒艦薦營見規覽計訂認訓議記論設訪"
    "評識訴試話詢詳語誤說請調談謝謾讚贊負責敗質費較輸轉軌辭運還進違跡適選遞郵鐘鈴鋪鏈銷錯錦鍵長門閉間"
    "隊際電靜頁項顧預頻顆題饋驛罵騎師頭壞導現異億萬歲",
    "专业两严个为与习买争产亲仓体价会传优内册写况冻净准击划创别务动励劳区单卖占参双发台号后听启启员周"
    "响问团场处备复复奖实对属岗帐账应库开归当录态总恶惩愿户扫扬报择拦拨据损揽数断无时暂条来极构标检机"
    "没测满点热状环毕监码种称笔签签节类紧红级线组终经结绝统继编网职联脏舰荐营见规览计订认训议记论设访"
    "评识诉试话询详语误说请调谈谢谩赞赞负责败质费较输转轨辞运还进违迹适选递邮钟铃铺链销错锦键长门闭间"
    "队际电静页项顾预频颗题馈驿骂骑师头坏导现异亿万岁",
)
_FORMULA_TEXT = re.compile(r'="(.*)"')  # how Excel users keep leading zeros in a CSV


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set to look in."""
    return frozenset(text.split())


NO_VALUE: Final = word_set(
    "- -- --- — —— – − ー _ / // \\ . .. ... ? n/a na n.a. null none nil nan nat undefined 无 空 "
    "暂无 未知 未填 未填写 不详 (空) (空白) (null) (none) <null> [null] (blank) 无数据 不适用 -:- "
    "--:-- -:-:- --:--:--"
)
_ERRORS: Final = word_set("#div/0! #n/a #name? #null! #num! #ref! #value! #spill! #calc! #getting_data")
# What stands in a column of times where a thing has not happened (yet): an empty time, not a fault.
NOT_YET: Final = word_set(
    "处理中 未响应 未办结 待处理 未完结 未处理 未回复 待回复 未结案 未结 待结案 未关闭 未完成 进行中 "
    "跟进中 办理中 核实中 调查中 待跟进 待核实 待办 待办理 待响应 未解决 待解决 未接 未接通 未接听 "
    "未应答 无应答 未联系 待联系 未分配 待分配 未受理 待受理 未开始 未结束 挂起 暂停 排队中 通话中 "
    "会话中 未评价 超时未处理 在途 已转派 未到期 尚未处理 尚未办结 尚未回复 尚未关闭 pending open "
    "opened inprogress ongoing new unresolved unanswered notanswered noanswer notresponded "
    "noresponse noreply notyet notclosed unclosed notresolved notsolved notcompleted incomplete "
    "notset notavailable notapplicable onhold waiting awaiting awaitingreply awaitingresponse active "
    "todo tbd tba unassigned never missed abandoned stillopen workinprogress"
)
_BRACKETED = re.compile(r"[(\[{【][^)\]}】]*[)\]}】]")
_NO_LETTERS = re.compile(r"[\s_\-/\\.,:;*#'\"?!。、，：；]+")
_BETWEEN = re.compile(r"[\s_]+|(?<=[a-z])-(?=[a-z])|[.。…]+$")


def cell_text(cell: Cell, *, wide: bool = False) -> str:
    """A cell as text, trimmed; whole numbers without ".0". With `wide`, full-width letters become plain."""
    if isinstance(cell, str):
        plain = cell.isascii()
        text = (cell if plain and "\x00" not in cell else cell.translate(_INVISIBLE)).strip().lstrip("'")
        if text.startswith("=") and (match := _FORMULA_TEXT.fullmatch(text)):
            text = match[1].strip()
        return unicodedata.normalize("NFKC", text).strip() if wide and not plain else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds")
    return str(cell)


def simplified(text: str) -> str:
    """The text with the traditional characters of headings and words in their simplified form."""
    return text if text.isascii() else text.translate(_SIMPLIFIED)


def without_nul(text: str) -> str:
    """The text without the NULs that some programs fill fields up with: nobody sees them."""
    return text.replace("\x00", "") if "\x00" in text else text


def is_error(cell: Cell) -> bool:
    """Whether a cell is what a spreadsheet wrote of an error when it was saved as text: #DIV/0!, #N/A."""
    return isinstance(cell, str) and cell.lstrip()[:1] in ("#", "＃") and _plain_text(cell) in _ERRORS


def is_blank(cell: Cell) -> bool:
    """Whether a person would see nothing in the cell."""
    if not isinstance(cell, str):
        return cell is None
    first = cell[:1]  # most cells show something at once
    return not (first.isalnum() and ord(first) not in _INVISIBLE) and not cell_text(cell)


def plain_text(cell: Cell) -> str:
    """A cell's text in lower case, full-width letters plain. Remembered: every parser asks for it."""
    return _plain_text(cell) if isinstance(cell, str) else cell_text(cell).lower()


@lru_cache(maxsize=_REMEMBERED)
def _plain_text(text: str) -> str:
    return simplified(cell_text(text, wide=True)).lower()


def plain_word(cell: Cell) -> str:
    """A cell as a word to look up: as `plain_text`, without blanks and closing points."""
    return _plain_word(cell) if isinstance(cell, str) else plain_text(cell)


@lru_cache(maxsize=_REMEMBERED)
def _plain_word(cell: str) -> str:
    text = _plain_text(cell)
    return _BETWEEN.sub("", text) or text


def is_not_yet(cell: Cell) -> bool:
    """Whether a cell of times says that there is none: empty, "–", n/a, or that something is still open."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = _plain_text(cell)
    return not text or text in NO_VALUE or _plain_word(cell).strip("()[]<>") in NOT_YET


@lru_cache(maxsize=_REMEMBERED)
def normal_header(text: str) -> str:
    """A header without what differs between exports: case, blanks, punctuation, units. Remembered."""
    plain = simplified(unicodedata.normalize("NFKC", text)).lower()
    bare = _BRACKETED.sub(" ", plain)
    kept = bare if bare.strip() else plain
    return _NO_LETTERS.sub("", kept)
