"""What each problem of a scorecard is called, and what to do about it; to translate."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.services.designing.total_problem_words import OF_THE_TOTAL

_Words = dict[str, tuple[str, str]]

_OF_THE_CARD: _Words = {
    "figure_out_of_range": (
        N_("“{value}” is not a number a scorecard can use."),
        N_("Use numbers up to 1,000,000,000 with at most 12 decimal places."),
    ),
    "code_invalid": (
        N_("“{given}” cannot be a code."),
        N_("Begin with a letter, followed by letters, digits, - and _; 60 characters at most."),
    ),
    "code_repeated": (N_("The code “{given}” is used more than once."), N_("Give each one its own code.")),
    "name_missing": (N_("It has no name."), N_("Name it in Chinese or English.")),
    "name_in_one_language": (
        N_("The name in {language} is missing; the name in the other language is used instead."),
        N_("Add it if sheets are printed in both languages."),
    ),
    "cap_range": (N_("A maximum total of {cap} is out of range."), N_("Enter 100 to 200.")),
    "not_positive": (N_("{value} is not above 0."), N_("Enter a number above 0.")),
    "negative": (N_("{value} is below 0."), N_("Enter 0 or more.")),
    "focus_range": (
        N_("An extra weight of {value} percentage points is out of range."),
        N_("Enter 0 to 50."),
    ),
    "too_many_sections": (N_("{n} sections are too many."), N_("Keep to {most} at most.")),
    "too_many_indicators": (N_("{n} indicators are too many."), N_("Keep to {most} at most.")),
    "nothing_weighted": (
        N_("No indicator has a weight, so there is no total."),
        N_("Add an indicator with a weight."),
    ),
    "grades_none": (N_("There are no grades."), N_("Add at least one.")),
    "grades_order": (
        N_("It starts at {at_least}, which is not below {before}, where the better grade starts."),
        N_("Put the grades in order, the best first, each starting lower than the one before."),
    ),
    "grade_unreachable": (
        N_("It starts at {at_least}, but no total is above {cap}."),
        N_("Lower its start, or raise the maximum total."),
    ),
    "quota_range": (
        N_("A quota of {quota} is out of range."),
        N_("Enter a share between 0 and 1, such as 0.2 for 20%, or leave it out."),
    ),
    "quota_on_last": (
        N_("The lowest grade cannot have a quota: there is no grade below it."),
        N_("Remove the quota."),
    ),
    "share_mixed": (
        N_("Some sections have a share of the total, others not: {sections}."),
        N_("Give every section with weights a share, or none."),
    ),
    "weights_sum": (
        N_("The weights add up to {sum}% instead of 100%."),
        N_("Give the missing {lacking}% to some of them."),
    ),
    "section_empty": (N_("There are no indicators in it."), N_("Add an indicator, or delete the section.")),
    "share_range": (
        N_("A share of {share}% needs weighted indicators and must be above 0."),
        N_("Correct the share, or add an indicator with a weight."),
    ),
    "section_weights_sum": (
        N_("The weights inside the section add up to {sum}% instead of 100%."),
        N_("Give the missing {lacking}% to some of them."),
    ),
    "floor_above_cap": (
        N_("At least {floor} and at most {cap} contradict each other."),
        N_("Raise the upper limit or lower the lower limit."),
    ),
}
_OF_THE_CARD |= {
    "given_to_all": (
        N_("Everybody gets at least {points} bonus points here, whatever happened."),
        N_("Enter 0, or a limit below 0 such as -5 for what may be deducted at most."),
    ),
    "taken_from_all": (
        N_("Everybody loses at least {points} points here, whatever happened."),
        N_("Enter 0 or more for what may be added at most."),
    ),
}
TOO_MUCH = N_("Take {lacking}% away from some of them.")  # in place of the remedy that gives
_OF_AN_INDICATOR: _Words = {
    "weight_lacking": (
        N_("Its weight is {weight}."),
        N_("Give it a weight above 0, or make it bonus points."),
    ),
    "weight_needless": (
        N_("It has a weight of {weight}%, but its rule does not use weights."),
        N_("Set the weight to 0, or choose a rule that uses weights."),
    ),
    "standard_out_of_range": (
        N_("A standard of {standard} is out of range: its values are {range}."),
        N_("Correct the standard. Rates are 0.95 in text files, 95% everywhere else."),
    ),
    "standard_missing": (N_("Its rule needs a standard, but none is set."), N_("Set the standard.")),
    "standard_not_positive": (
        N_("Its rule divides by the standard, which is {standard}."),
        N_("Set a standard above 0."),
    ),
    "origin_twice": (
        N_("More than one source is given for its value."),
        N_("Keep one of formula, levels, typed, and figure of the records."),
    ),
    "bounds_needless": (
        N_("Only a typed value has a minimum and a maximum."),
        N_("Remove them, or have the value typed."),
    ),
    "bound_out_of_range": (
        N_("{limit} is out of range: the values are {range}."),
        N_("Correct it. Rates are 0.95 in text files, 95% everywhere else."),
    ),
    "bounds_order": (
        N_("The minimum {low} is not below the maximum {high}."),
        N_("Correct one of the two values."),
    ),
    "part_needless": (
        N_("Only a typed value can be a part of another typed value."),
        N_("Leave “Part of” empty, or have the value typed."),
    ),
    "part_unknown": (
        N_("“{name}” is not another typed value of this scorecard."),
        N_("Give the code of the typed value it is a part of, or leave “Part of” empty."),
    ),
    "part_unit": (
        N_("It is a part of a value in another unit: {unit} and {needed}."),
        N_("Give both the same unit, or leave “Part of” empty."),
    ),
    "bounds_missing": (
        N_("It has no maximum: 950 typed for 95 would be accepted."),
        N_("Give it a minimum and a maximum."),
    ),
    "measure_unknown": (
        N_("The records have no figure “{measure}”."),
        N_("Choose a known figure, have it typed or rated, or write a formula."),
    ),
    "measure_direction": (
        N_("It says “{indicator}”, but this figure of the records is better the other way."),
        N_("Correct the direction, or keep it if that is really meant."),
    ),
    "measure_unit": (
        N_("The unit is {unit}, but that figure of the records is in another one: {needed}."),
        N_("Correct the unit."),
    ),
    "levels_wrong": (
        N_("The levels are {levels}; they must run from 1 to at least 2 and at most 10 without a gap."),
        N_("Add the missing levels, or delete those too many."),
    ),
    "rated_unit": (N_("A rated indicator cannot be in the unit: {unit}."), N_("Make it a rating.")),
    "wording_missing": (
        N_("Level {level} has no wording."),
        N_("A sentence describing it makes ratings comparable."),
    ),
    "formula": (N_("The formula cannot be read: {what}"), ""),
    "formula_unknown": (
        N_("The formula uses names that do not exist: {names}."),
        N_("Use codes of indicators of this scorecard, or counts of records."),
    ),
    "peers_of_count": (
        N_("Peers are compared by indicators, not by counts of records: {names}."),
        N_("Compute an indicator that is shown only from the count, and compare that."),
    ),
    "peers_direction": (
        N_("Compared with peers so, “{rule}”; the indicator says “{indicator}”."),
        N_("Turn the direction or the formula round. A rank improves as it falls, a percentile as it rises."),
    ),
    "peers_unit": (
        N_("This figure of peers has the unit: {needed}, not: {unit}."),
        N_("Choose that unit. A rank is a count; a share of a rank and a percentile are rates."),
    ),
    "formula_circle": (
        N_("These indicators are computed from each other in a circle: {codes}."),
        N_("Change one of the formulas."),
    ),
    "formula_circle_periods": (
        N_("Each of these needs its own value of another period, and there never is a first one: {codes}."),
        N_("Let the formula use an indicator that is not computed from it, such as a figure of the records."),
    ),
    "earlier_unknown": (
        N_("The formula asks another period for what is no indicator of this scorecard: {names}."),
        N_("Use the code of an indicator, or “total”; for a count of records add it as an indicator first."),
    ),
    "standard_from_now": (
        N_("A standard follows from other periods only; its formula names figures of this one: {names}."),
        N_("Write before(sat) in place of sat, or make it part of the indicator's own formula."),
    ),
    "standard_from_nothing": (
        N_("The formula of the standard takes no figure of another period."),
        N_("Write one such as before(sat), or a figure as the standard itself."),
    ),
    "standard_from_alone": (
        N_("There is no standard where the other period has no figure."),
        N_("Enter a standard, too: it counts where there is no month before."),
    ),
    "to_date_unmeasured": (
        N_("“{name}” is not measured from an agent's records, so there is no quarter to date of it."),
        N_("Use quarter_to_date for a figure of the records, and mean_of_last for others."),
    ),
}
_OF_A_RULE: _Words = {
    "rule_direction": (
        N_("The rule says “{rule}”, the indicator “{indicator}”."),
        N_("Make the two agree."),
    ),
    "rule_against": (
        N_("A rule of the kind “{kind}” contradicts “{indicator}”."),
        N_("Bonuses suit what is better when higher, deductions and red lines what is better when lower."),
    ),
    "earns_nothing": (
        N_("Meeting the standard would earn {earns} points, missing it 0: no more, or even less."),
        N_("Enter points above 0. To deduct points where it is missed, use a ladder as bonus points."),
    ),
    "each_of_share": (
        N_("A rate counts as a share of 1: at 5%, {each} for each is {points} points."),
        N_(
            "If you mean points for each percentage point, enter a hundred times as many, or use a step rule."
        ),
    ),
    "each_of_value": (
        N_("“{kind}” counts occurrences, but the values are not counted; their unit is: {unit}."),
        N_("Use a step rule or a ladder, or count what happened as a value of its own."),
    ),
    "on_top_needless": (
        N_("It is marked as bonus points, but the rule “{kind}” gives no points."),
        N_("Choose a rule that gives points, or take the mark off."),
    ),
    "caps_nothing": (
        N_("It leaves the best grade, {grade}, so crossing it changes nothing."),
        N_("Choose a lower grade, or the effect “noted only”."),
    ),
    "never_crossed": (
        N_("No value is above {limit}, so nobody ever crosses it."),
        N_("Lower what is allowed."),
    ),
    "always_crossed": (
        N_("Every value above {limit} crosses it, so nearly everybody does."),
        N_("Enter how much is allowed."),
    ),
    "band_no_share": (
        N_("A limit of {share}% of the standard is out of range: shares are between 0% and 1000%."),
        N_("Correct the limit. In text files 1 is all of the standard, 0.95 is 95% of it."),
    ),
    "step_of_share": (
        N_("One unit is {share} percentage points; anything nearer to the standard does not count."),
        N_("Correct the unit. In text files 0.01 is one percentage point."),
    ),
    "step_of_standard": (
        N_("One unit is {share}% of the standard; anything nearer to the standard does not count."),
        N_("Correct the unit. In text files 0.1 is 10% of the standard."),
    ),
    "cap_stops_all": (
        N_("It starts at {start} points and cannot go above {cap}, so nothing is ever added."),
        N_("Raise the limit, start lower at the standard, or leave out what is added."),
    ),
    "always_full": (
        N_("Everybody gets full points: even the worst value, {limit}, gives {points}."),
        N_("Raise the requirement, or everybody passes."),
    ),
    "trial_all_full": (
        N_("In {cycle} everybody ({n}) would get full points: it does not tell agents apart."),
        N_("Raise the requirement, or keep it if that is intended."),
    ),
    "trial_nobody": (
        N_("In {cycle} nobody (of {n}) would get any points."),
        N_("Check its limits and the unit; a rate is written as a percentage on screen."),
    ),
    "on_top_needs_points": (N_("A rule for bonus points must say how many points."), N_("Write the points.")),
    "grade_unknown": (N_("There is no grade “{grade}”."), N_("Choose one of {grades}.")),
    "full_not_above_zero": (
        N_("The full mark at {full} is not above {zero}, where there are no points."),
        N_("Correct one of the two values."),
    ),
    "full_mark_rewards_more": (
        N_("It would give more points for more, but less is better here."),
        N_(
            "Remove the full mark, so that the standard is divided by the value, or choose a ladder with "
            "“Proportionally between limits”."
        ),
    ),
    "full_below_zero": (
        N_("This rule counts upwards only, and the full mark {full} is below {zero}, where points end."),
        N_(
            "Choose the rule “ladder” with “Proportionally between limits”: ≤ {full} for the full mark, "
            "≤ {zero} for 0 points; in between points are in proportion."
        ),
    ),
    "proportional_on_top": (
        N_("A proportional rule cannot give bonus points."),
        N_("Choose a step rule or a ladder."),
    ),
    "bands_none": (N_("The ladder has no bands."), N_("Add at least one band.")),
    "bands_order": (
        N_("The limit {limit} overlaps the band before it, which goes to {before}; it is never reached."),
        N_("Put the bands in order, the best first, each with a limit of its own."),
    ),
    "bands_points": (
        N_("It gives {points} points, not less than the better band before it with {before}."),
        N_("Let the points fall from band to band, or merge the two."),
    ),
    "band_out_of_range": (
        N_("A limit of {limit} is never reached: the values are {range}."),
        N_("Correct the limit. Rates are 0.95 in text files, 95% everywhere else."),
    ),
    "otherwise_too_high": (
        N_("Beyond the last band there are {points} points, not less than the {before} of that band."),
        N_("Lower the points beyond the last band."),
    ),
    "floor_stops_all": (
        N_("It starts at {start} points and cannot go below {floor}, so nothing is ever deducted."),
        N_("Lower the floor; a deduction from the total needs one below 0, such as -10."),
    ),
    "step_does_nothing": (
        N_("It neither deducts nor adds points for a distance from the standard."),
        N_("Write how many points are lost or gained."),
    ),
    "cap_missing": (
        N_("There is no limit to the bonus points that can be gained."),
        N_("Enter the upper limit."),
    ),
    "no_full_marks": (
        N_("Even the best value gives only {most} of {marks} points."),
        N_("Let the rule reach full marks, or nobody can reach the maximum total."),
    ),
    "above_full_marks": (
        N_("It can give {most} points, more than {marks}."),
        N_("Keep it if that is intended."),
    ),
}
WORDS: _Words = _OF_THE_CARD | _OF_AN_INDICATOR | _OF_A_RULE | OF_THE_TOTAL

FORMULA_WORDS = {
    "empty": N_("it is empty. Write one, such as answered ÷ offered, or choose another source."),
    "too_long": N_(
        "it is longer than 500 characters. Compute a part of it as an indicator that is shown only."
    ),
    "too_deep": N_(
        "too many parentheses inside each other, at character {at}. Compute a part of it as an "
        "indicator of its own."
    ),
    "unexpected": N_(
        "“{text}” is not allowed at character {at}. Use codes, names in 「」, numbers, 60%, + - × ÷, "
        "parentheses, "
        "min(…), max(…) and if(…, …, …)."
    ),
    "unfinished": N_("it ends too early. Write what is missing: a value, a comma or a closing parenthesis."),
    "unknown_function": N_(
        "there is no function “{text}” (character {at}). There are min, max, if, and of peers team_mean, "
        "post_median, office_rank and the like; for a sum write a + "
        "b, for a "
        "mean (a + b) ÷ 2, for a difference without its sign max(a, b) - min(a, b)."
    ),
    "far": N_("its numbers are too large for any value of an office. Check them, and what is multiplied."),
    "zero": N_(
        "“{text}” at character {at} is 0, and nothing can be divided by it. Divide by another number, "
        "or by a value."
    ),
    "called": N_(
        "{text} (character {at}) is the name of no other value here, or of several. Write its code, "
        "without quotes."
    ),
    "takes_figure": N_(
        "{text}(…) at character {at} takes the code of one figure. Write {text}(sat), and calculate outside "
        "of it."
    ),
    "takes_number": N_(
        "{text}(…) at character {at} takes the code of one figure and the number of periods, 1 to 12. Write "
        "{text}(sat, 3)."
    ),
    "no_condition": N_(
        "a comparison is expected before “{text}” (character {at}). Write it so: if(volume >= 50, sat, "
        "not_applicable); several are joined by “and” or “or”."
    ),
    "peers_of": N_(
        "a figure of peers is of one indicator: its code is expected instead of “{text}” (character {at}), "
        "as in team_mean(sat). Compute what you mean as an indicator that is shown only."
    ),
    "peers_asked": N_(
        "“{text}” (character {at}) cannot stand there. After the code may stand the fewest peers, as in "
        "team_mean(sat, 5); of a mean or median “others”, without the agent; of a rank “mean_rank”, for ties."
    ),
    "compared_outside": N_(
        "“{text}” at character {at} compares outside of a condition. Write if(a {text} b, …, …)."
    ),
}
