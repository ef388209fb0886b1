"""How scorecards are worded on their screen: statuses, sources, units, names."""

from __future__ import annotations

from datetime import datetime

from qadesk import formats
from qadesk.domain.scorecard import Better, Indicator, Names, Origin, Section, Unit
from qadesk.i18n import N_, _, current_language, ngettext
from qadesk.services.designing.versions import Version, VersionStatus
from qadesk.storage.office import Office
from qadesk.tabular.scorecard_words import measure_name

KINDS = {
    "proportional": N_("In proportion"),
    "ladder": N_("Ladder of bands"),
    "step": N_("Steps away from the standard"),
    "deduction": N_("Deduction for each"),
    "pass_fail": N_("Pass or fail"),
    "bonus": N_("Bonus for each"),
    "red_line": N_("Red line"),
    "unscored": N_("Shown only"),
}
UNITS = {
    Unit.SECONDS: N_("seconds"),
    Unit.RATE: N_("percentage"),
    Unit.PER_10000: N_("per 10,000"),
    Unit.PER_MILLION: N_("per million"),
    Unit.RATING: N_("rating"),
    Unit.COUNT: N_("count"),
    Unit.SCORE: N_("score (−100 to 100)"),
}
_STATUSES = {  # the word, the tone of its badge, why the version cannot be changed and what can be done
    VersionStatus.DRAFT: (N_("Draft"), "warn", ""),
    VersionStatus.SUBMITTED: (N_("Submitted"), "accent",
                       N_("Submitted for approval. To change it, send it back first.")),
    VersionStatus.APPROVED: (N_("Approved"), "accent",
                      N_("Approved: exactly this will be published. To change it, make a copy.")),
    VersionStatus.PUBLISHED: (N_("Published"), "good",
                       N_("Published; it never changes. To change it, make a new version.")),
    VersionStatus.RETIRED: (N_("Retired"), "muted",
                     N_("Retired: kept as it was for the months that used it.")),
}  # fmt: skip


def named(names: Names) -> str:
    """A name of the scorecard in the language of the window."""
    return names.in_language(current_language())


def is_chinese(own: bool) -> bool:
    """Whether names in the window's language (`own`), or in the other one, are the Chinese ones."""
    return own == (current_language() == "zh_CN")


def name_header(own: bool) -> str:
    """The header of a column of names in the window's language (`own`), or in the other one."""
    return _("Name (Chinese)") if is_chinese(own) else _("Name (English)")


def of_names(names: Names, own: bool) -> str:
    """A name in the window's language (`own`), or in the other one."""
    return names.zh if is_chinese(own) else names.en


def with_name(names: Names, own: bool, text: str) -> Names:
    """Names with another text in the window's language (`own`), or in the other one."""
    return Names(text, names.en) if is_chinese(own) else Names(names.zh, text)


def row_name(row: Indicator | Section) -> str:
    """An indicator's or a section's name; its code, or that it has neither."""
    return named(row.names) or row.code or _("unnamed")


def status_text(status: VersionStatus) -> str:
    """A status as a word."""
    return _(_STATUSES[status][0])


def status_tone(status: VersionStatus) -> str:
    """The tone of the badge that goes with it."""
    return _STATUSES[status][1]


def why_read_only(status: VersionStatus) -> str:
    """Why a version cannot be changed, and what can be done instead; nothing for a draft."""
    why = _STATUSES[status][2]
    return _(why) if why else ""


def version_title(version: Version, names: Names | None = None) -> str:
    """A version by name and number; by the names it has just been given, where it was."""
    name = named(names or version.names) or version.code
    return _("{name}, version {n}").format(name=name, n=version.version)


def waits() -> str:
    """Who approves what the person signed in may not."""
    return _("Someone else must approve it: a manager or an administrator, signed in.")


def source_text(indicator: Indicator) -> str:
    """Where an indicator's value comes from."""
    if indicator.origin is Origin.RECORDS:
        return measure_name(indicator.measure or indicator.code)
    if indicator.origin is Origin.RATED:
        n = len(indicator.levels)
        return ngettext("Rated, {n} level", "Rated, {n} levels", n).format(n=n)
    if indicator.origin is Origin.TYPED:
        return _("Typed for each agent")
    return f"= {indicator.formula}"


def unit_text(indicator: Indicator) -> str:
    """What its value counts, in a narrow column."""
    if indicator.unit.is_rate:
        return formats.unit_name(indicator.unit)
    if indicator.unit is Unit.RATING:
        return f"1–{indicator.top}"
    return {Unit.SECONDS: _("seconds"), Unit.COUNT: _("count"), Unit.SCORE: _("score")}[indicator.unit]


def better_text(better: Better) -> str:
    """Which way it improves, in a narrow column."""
    return _("↓ lower") if better is Better.LOWER else _("↑ higher")


def moment(office: Office, when: datetime | None) -> str:
    """A time in the office's zone."""
    return formats.moment(None if when is None else office.local(when))
