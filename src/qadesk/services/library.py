"""Ready scorecards and check forms that come with the program, each with for whom it is and why it is so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from qadesk.domain import check_forms
from qadesk.domain.check_forms import CheckForm
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scorecard_forms import from_dict
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.resources import resource

Content = TypeVar("Content", Scorecard, CheckForm)


@dataclass(frozen=True)
class ReadyMade(Generic[Content]):
    """One of them. `name` is its file's without the ending, by which it is asked for."""

    name: str
    content: Content
    audience: Names
    practice: Names


ReadyScorecard = ReadyMade[Scorecard]
ReadyForm = ReadyMade[CheckForm]


@cache
def scorecards() -> tuple[ReadyScorecard, ...]:
    """All ready scorecards, the standard one first."""
    return _all("scorecards", scorecard_file)


@cache
def forms() -> tuple[ReadyForm, ...]:
    """All ready check forms."""
    return _all("check_forms", _form_file)


def scorecard(name: str) -> Scorecard:
    """One of them by its name. Raises UserError for none."""
    return _named(scorecards(), name)


def form(name: str) -> CheckForm:
    """One of them by its name. Raises UserError for none."""
    return _named(forms(), name)


def scorecard_file(name: str) -> Scorecard:
    """A scorecard of the program's own files. Raises ValueError for one that cannot be read."""
    from qadesk.tabular.scorecard_reading import read_text

    data = read_text(resource("scorecards", f"{name}.yaml")).data
    if data is None:
        raise ValueError(f"the shipped scorecard {name} is damaged")
    return from_dict(data)


def _named(offered: tuple[ReadyMade[Content], ...], name: str) -> Content:
    for one in offered:
        if one.name == name:
            return one.content
    raise UserError(
        "library.unknown",
        _("“{name}” is none of those that come with the program.").format(name=name),
        kept=_("Nothing was changed."),
        remedy=_("Choose one of: {names}.").format(names=_(", ").join(one.name for one in offered)),
    )


def _form_file(name: str) -> CheckForm:
    from qadesk.tabular.check_form_text import read_text

    return check_forms.from_dict(read_text(resource("check_forms", f"{name}.yaml")))


def _all(part: str, read: Callable[[str], Content]) -> tuple[ReadyMade[Content], ...]:
    from yaml import safe_load

    listed: Mapping[str, Any] = safe_load(resource("library.yaml").read_text("utf-8"))
    return tuple(
        ReadyMade(one["file"], read(one["file"]), Names(**one["audience"]), Names(**one["practice"]))
        for one in listed[part]
    )
