"""What the parts of a scorecard are called: fields of its file form, kinds of rules, units; to translate.

The keys are those of `domain.scorecard_forms`, the values English texts for `_()`.
"""

from __future__ import annotations

from qadesk.domain.problems import Path
from qadesk.i18n import N_, _
from qadesk.kinds.registry import stored_apart

SCORECARD = {
    "code": N_("Code"),
    "version": N_("Version"),
    "name": N_("Name of the scorecard"),
    "cap": N_("Maximum total"),
    "half_points": N_("Half points on the form"),
    "marks": N_("Points of rules are out of"),
    "quota_from": N_("Quotas apply from (graded agents)"),
    "quota_ties": N_("Ties at the edge of a quota"),
    "quota_rounding": N_("Shares of agents are rounded"),
    "focus_extra": N_("Maximum extra weight of a focus (percentage points)"),
    "on_total": N_("Rules on the total"),
    "grades": N_("Grades"),
    "sections": N_("Sections"),
}
GRADE = {
    "code": N_("Grade"),
    "name": N_("Grade name"),
    "at_least": N_("From (total)"),
    "quota": N_("Quota (%)"),
    "least_share": N_("At least (%)"),
}
SECTION = {
    "code": N_("Section code"),
    "name": N_("Section name"),
    "share": N_("Share of the total (%)"),
    "most": N_("Upper limit of bonus points"),
    "least": N_("Lower limit of bonus points"),
    "indicators": N_("Indicators"),
}
INDICATOR = {
    "code": N_("Indicator code"),
    "name": N_("Indicator name"),
    "unit": N_("Unit"),
    "better": N_("Better"),
    "weight": N_("Weight (%)"),
    "standard": N_("Standard"),
    "standard_from": N_("Standard from other periods"),
    "on_top": N_("Bonus points"),
    "measure": N_("Value from the records"),
    "formula": N_("Formula"),
    "typed": N_("Typed for each agent"),
    "least": N_("Minimum"),
    "greatest": N_("Maximum"),
    "part_of": N_("Part of"),
    "applies_if": N_("Applies only if"),
    "levels": N_("Levels"),
    "rule": N_("Rule"),
}
CONDITION = {
    "figure": N_("Applies only if (indicator)"),
    "sign": N_("Applies only if (comparison)"),
    "limit": N_("Applies only if (limit)"),
}
ON_TOTAL = {
    "figure": N_("If (indicator)"),
    "sign": N_("Comparison"),
    "limit": N_("Limit"),
    "effect": N_("Effect on the total"),
    "value": N_("Factor or highest total"),
    "grade": N_("Best or worst grade"),
}
LEVEL = {
    "level": N_("Level"),
    "name": N_("Level name"),
    "wording": N_("Wording"),
}
TIES = {
    "in": N_("all in"),
    "out": N_("all out"),
    "old": N_("all out, and a red line's cap takes a place"),
}
RULE = {
    "kind": N_("Kind of rule"),
    "full": N_("Full mark at"),
    "zero": N_("No points at"),
    "better": N_("Rule: better"),
    "bands": N_("Bands"),
    "otherwise": N_("Points beyond the last band"),
    "of_standard": N_("Limits as shares of the standard"),
    "interpolated": N_("Proportional between limits"),
    "unit": N_("For each"),
    "lose": N_("Points lost"),
    "gain": N_("Points gained"),
    "at_standard": N_("Points at the standard"),
    "floor": N_("Not below"),
    "cap": N_("At most (points)"),
    "pro_rata": N_("Pro rata"),
    "relative": N_("In shares of the standard"),
    "each": N_("Points for each"),
    "costs": N_("Points for the first; second; …"),
    "free": N_("Free of deduction"),
    "earns": N_("Points when met"),
    "effect": N_("Effect"),
    "grade": N_("Best grade left"),
    "allowed": N_("Allowed"),
}

_INSIDE = {
    "grades": GRADE,
    "sections": SECTION,
    "indicators": INDICATOR,
    "levels": LEVEL,
    "rule": RULE,
    "applies_if": CONDITION,
    "on_total": ON_TOTAL,
}


def measure_name(measure: str) -> str:
    """What a figure of the records is called in the user's language; its code where it is not known."""
    return _(MEASURES[measure]) if measure in MEASURES else measure


def label(path: Path) -> str:
    """What the field at the end of a path is called in the user's language; its key where it has no name."""
    fields = SCORECARD
    for key in path[:-1]:
        fields = _INSIDE.get(str(key), fields)
    key = str(path[-1])
    return _(fields[key]) if key in fields else key


KINDS = {
    "proportional": N_("proportional"),
    "ladder": N_("ladder"),
    "step": N_("steps from the standard"),
    "deduction": N_("deduction for each"),
    "escalation": N_("deduction that grows"),
    "pass_fail": N_("pass or fail"),
    "bonus": N_("bonus for each"),
    "red_line": N_("red line"),
    "unscored": N_("shown only"),
}
UNITS = {
    "seconds": N_("seconds"),
    "rate": N_("rate (%)"),
    "per_10000": N_("rate (per 10,000)"),
    "per_million": N_("rate (per million)"),
    "rating": N_("rating"),
    "count": N_("count"),
    "score": N_("score (−100 to 100)"),
    "points": N_("points (0 to 105)"),
}
BETTER = {"lower": N_("lower"), "higher": N_("higher")}
MARKS = {
    "hundred": N_("100"),
    "weight": N_("the indicator's weight"),
    "section": N_("the indicator's weight in its section"),
}
EFFECTS = {
    "zero": N_("total 0"),
    "cap_grade": N_("grade capped"),
    "mark": N_("noted only"),
}
SIGNS = {
    "at_least": N_("at least"),
    "over": N_("more than"),
    "at_most": N_("at most"),
    "under": N_("less than"),
}
TOTAL_EFFECTS = {
    "factor": N_("total × factor"),
    "most": N_("total at most"),
    "best_grade": N_("grade no better than"),
    "worst_grade": N_("grade no worse than"),
    "exclude": N_("not assessed"),
}
ROUNDINGS = {
    "down": N_("down"),
    "up": N_("up"),
    "half": N_("half up"),
}
FLAGS = {"true": N_("yes"), "false": N_("no")}
MEASURES = {  # figures of the records
    "avg_response_seconds": N_("Average response time"),
    "median_response_seconds": N_("Median response time"),
    "response_within_standard": N_("Answered contacts within the standard"),
    "answered_within_standard": N_("Offered contacts answered within the standard"),
    "answered_share": N_("Share of contacts answered"),
    "standardised_response": N_("Response time at the office's mix of channels"),
    "standardised_response_equal": N_("Response time, channels counted alike"),
    "response_same_hours": N_("Response time at the same hours and channels"),
    "csat_response_rate": N_("Share of contacts rated (CSAT)"),
    "first_contact_resolution": N_("First-contact resolution"),
    "csat": N_("Customer satisfaction (CSAT)"),
    "avg_talk_seconds": N_("Average talk time"),
    "complaint_rate": N_("Upheld-complaint rate"),
    "escalation_rate": N_("Escalation rate"),
    "complaint_response_24h": N_("Complaints answered within 24 h"),
    "complaint_closed_48h": N_("Complaints closed within 48 h"),
    "praises": N_("Customer praises"),
    "errors": N_("Service errors"),
    "error_rate": N_("Error rate"),
    "abusive_language": N_("Abusive language"),
    "nps": N_("Net promoter score (NPS)"),
    "delivery_on_time": N_("Delivery on time"),
    "tracking_15min": N_("Tracking updated within 15 min"),
    "check_mean": N_("Quality checks, mean points"),
    "check_pass_rate": N_("Quality checks, share passed"),
    "check_worst": N_("Quality checks, the lowest points"),
    "check_mean_call": N_("Quality checks of calls, mean points"),
    "check_pass_rate_call": N_("Quality checks of calls, share passed"),
    "check_worst_call": N_("Quality checks of calls, the lowest points"),
    "check_mean_chat": N_("Quality checks of chats, mean points"),
    "check_pass_rate_chat": N_("Quality checks of chats, share passed"),
    "check_worst_chat": N_("Quality checks of chats, the lowest points"),
    "months_mean": N_("Results of its months, mean"),
    "months_weighted": N_("Results of its months, weighted by contacts"),
    "months_worst": N_("Results of its months, the worst"),
    "months_last": N_("Results of its months, the last"),
}
COUNTS = {  # what formulas may name besides indicators
    name: text for kind in stored_apart().values() for name, text in kind.formula_counts.items()
}
# What headings and words were called in workbooks saved by version 0.1.0, by what they are called now.
ONCE = {
    SCORECARD["cap"]: ("Highest total",),
    SCORECARD["quota_from"]: ("Quotas hold from (graded agents)", "比例限制起算人数"),
    SCORECARD["focus_extra"]: (
        "Most extra weight of a focus (%)",
        "Maximum extra weight of a focus (%)",
        "改进重点最多加权（%）",
    ),
    GRADE["quota"]: ("人数上限（%）",),
    SECTION["most"]: ("At most on top", "总分外最多加"),
    SECTION["least"]: ("At least on top", "总分外最多扣到"),
    INDICATOR["on_top"]: ("On top of the total", "在总分之外"),
    INDICATOR["measure"]: ("Figure of the records",),
    INDICATOR["least"]: ("Least value",),
    INDICATOR["greatest"]: ("Greatest value",),
    RULE["otherwise"]: ("Points beyond the last step",),
    RULE["of_standard"]: ("Limits are shares of the standard",),
    RULE["free"]: ("First ones free", "免计次数"),
    KINDS["step"]: ("按标准增减",),
    EFFECTS["mark"]: ("marked only",),
    "Bands of ladders": ("Steps of ladders", "分档界限"),
}
