"""Comparisons with peers as people write them: “rank in the office of CSAT”, “满意率减班组平均”."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from qadesk.domain.against_peers import AgainstPeers, How
from qadesk.domain.formula import PeerCall

_GROUPS: Final = {
    "team": r"班组|小组|团队|同组|本组|\bteam\b",
    "post": r"同?岗位|同岗|\bposts?\b",
    "office": r"网点|全员|全部|全体|\boffice\b|\ball agents\b",
}
_MEASURES: Final = {  # the longer words before those they begin with
    "rank_share": r"(?:名次|排名)(?:占比|百分比|比例)|\brank(?:ing)? (?:as a )?share\b",
    "percentile": r"百分位数?|\bpercentile\b",
    "rank": r"名次|排名|排位|\brank(?:ing)?\b",
    "median": r"中位数|中位值|\bmedian\b",
    "mean": r"平均值|平均数|平均|均值|\bmean\b|\baverage\b",
}
_MINUS: Final = r"减去|减|之差|差值|差距|相差|高于|超过|\bminus\b|\bdistance from\b|\babove\b|\s[-−–]\s"
_BY: Final = r"除以|之比|比值|÷|/|\bdivided by\b|\bshare of\b|\bratio to\b"
_OTHERS: Final = r"[（(]?(?:不含|除|不计)本人(?:外)?[)）]?|\bwithout (?:oneself|the agent)\b"
_LEAST: Final = r"[（(，, ]*(?:至少|不少于|\bat least)\s*(\d+)\s*(?:名|人|个)?(?:同事|peers?)?[)）]?"
_FILL: Final = re.compile(
    r"[\s（）()：:，,。的在与和之中内占]|\b(?:of|the|in|from|to|its|within|among|a)\b", re.IGNORECASE
)


def is_comparison(text: str) -> bool:
    """Whether words say both whom and what to compare with."""
    return _one(_GROUPS, text) is not None and _one(_MEASURES, text) is not None


def comparison(text: str, names: Mapping[str, Sequence[str]]) -> AgainstPeers | None:
    """What words mean; `names` are the codes of what can be compared by what it is called.

    None where they do not name one indicator.
    """
    left, least = _taken(_LEAST, text)
    left, others = _taken(_OTHERS, left)
    group, measure = _one(_GROUPS, left), _one(_MEASURES, left)
    if group is None or measure is None:
        return None
    bare: dict[str, set[str]] = {}
    for name, codes in names.items():
        bare.setdefault(_bare(name), set()).update(codes)
    for relation in ("minus", "by", "") if measure in ("mean", "median") else ("",):
        rest, found = _taken({"minus": _MINUS, "by": _BY}.get(relation, r"(?!)"), left)
        if relation and found is None:
            continue
        for pattern in (_GROUPS[group], _MEASURES[measure]):
            rest = _taken(pattern, rest)[0]
        known = bare.get(_bare(rest), set())
        if len(known) == 1:
            how = How(f"{relation}_{measure}" if relation else measure)
            fewest = int(least[1]) if least is not None else 1
            call = PeerCall(group, measure, next(iter(known)), least=max(fewest, 1))
            return AgainstPeers(how, call).asked(how, others=others is not None)
    return None


def _one(words: Mapping[str, str], text: str) -> str | None:
    return next((key for key, pattern in words.items() if re.search(pattern, text, re.IGNORECASE)), None)


def _taken(pattern: str, text: str) -> tuple[str, re.Match[str] | None]:
    """The text without the first that fits, and what that was."""
    found = re.search(pattern, text, re.IGNORECASE)
    return (text, None) if found is None else (f"{text[: found.start()]} {text[found.end() :]}", found)


def _bare(name: str) -> str:
    return _FILL.sub("", name).casefold()
