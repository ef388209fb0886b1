"""What problems of conditions, rules on the total and deductions that grow are called; to translate."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import N_

OF_THE_TOTAL: Final[dict[str, tuple[str, str]]] = {
    "too_many_rules": (N_("{n} rules on the total are too many."), N_("Keep to {most} at most.")),
    "condition_unknown": (
        N_("There is no indicator “{name}” it could go by."),
        N_("Choose an indicator of this scorecard; one that is only shown will do."),
    ),
    "condition_on_condition": (
        N_("“{name}” only applies under a condition itself, so nothing can go by it."),
        N_("Choose another indicator, or take its condition away."),
    ),
    "condition_out_of_range": (
        N_("A limit of {limit} is out of range: the values are {range}."),
        N_("Correct the limit. Rates are 0.95 in text files, 95% everywhere else."),
    ),
    "condition_never": (N_("No value is beyond {limit}, so this never holds."), N_("Correct the limit.")),
    "condition_always": (N_("Every value fulfils this limit of {limit}, so it always holds."),
                         N_("Correct the limit or the comparison.")),
    "total_rule_against": (
        N_("It would lower the total of those with the better value, or raise that of the others."),
        N_("Turn the comparison around, or correct which value of the indicator is better."),
    ),
    "total_value_missing": (N_("The highest total is not said."), N_("Enter it.")),
    "total_value_needless": (
        N_("Its effect has no use for the figure {value}."),
        N_("Remove it, or choose a factor or a highest total as the effect."),
    ),
    "total_limits_nothing": (
        N_("No total is above {cap}, so a highest total of {limit} changes nothing."),
        N_("Lower it."),
    ),
    "total_caps_nothing": (N_("It leaves the best grade, {grade}, so it changes nothing."),
                           N_("Choose a lower grade.")),
    "protects_nothing": (N_("It leaves the lowest grade, {grade}, so it changes nothing."),
                         N_("Choose a better grade.")),
    "factor_range": (N_("A factor of {factor} is out of range."),
                     N_("Enter 0 to {most}, such as 0.5 for half.")),
    "factor_of_one": (N_("A factor of 1 changes nothing."), N_("Enter another one, such as 0.5 for half.")),
    "factor_of_rate": (
        N_("The total can be multiplied by a rate, but not by what counts in {unit}."),
        N_("Enter a factor, or choose an indicator that is a rate."),
    ),
    "least_on_best": (
        N_("The best grade cannot be for a least share: nobody is moved up."),
        N_("Remove it, or lower the total the grade starts at."),
    ),
    "least_above_quota": (
        N_("At least {share}% must have it, but at most {quota}% may."),
        N_("Correct one of the two values."),
    ),
    "least_shares_sum": (N_("The least shares add up to {sum}%."), N_("Keep to 100% together.")),
    "escalation_unit": (
        N_("It counts one occurrence after the other, but the value is in {unit}."),
        N_("Choose “count” as the unit, or another rule."),
    ),
    "costs_none": (N_("No occurrence costs anything."),
                   N_("Write what the first costs, the second, and so on.")),
    "costs_falling": (
        N_("An occurrence costs {after} points, less than the {before} of the one before it."),
        N_("Let the points rise from one to the next."),
    ),
}  # fmt: skip
