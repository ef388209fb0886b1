"""How cycles and agents are named on screen, and how two texts are read aloud."""

from __future__ import annotations

from qadesk.domain.scorecard import Names
from qadesk.i18n import N_, _, current_language

_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def cycle_text(code: str) -> str:
    """A cycle's code in words: "2026-10" is October 2026; a code that is no cycle stays as it is."""
    year, dash, rest = code.partition("-")
    if not dash:
        return _("Year {year}").format(year=year) if year.isdigit() else code
    if rest.startswith("Q"):
        return _("Quarter {n} of {year}").format(n=rest[1:], year=year)
    if rest.startswith("H"):
        return _("Half-year {n} of {year}").format(n=rest[1:], year=year)
    if not rest.isdigit() or not 1 <= int(rest) <= len(_MONTHS):
        return code
    return _("{month} {year}").format(month=_(_MONTHS[int(rest) - 1]), year=year)


def agent_text(name: str, staff_no: str) -> str:
    """An agent in a list or a choice."""
    return _("{name} ({number})").format(name=name, number=staff_no)


def spoken(name: str, value: str) -> str:
    """A value behind its name, as it is read aloud; the value alone without one."""
    return _("{name}: {value}").format(name=name, value=value) if name else value


def version_text(names: Names, code: str, version: int) -> str:
    """A version of a scorecard by its name, or its code where it has none."""
    return _("{name}, version {n}").format(name=names.in_language(current_language()) or code, n=version)
