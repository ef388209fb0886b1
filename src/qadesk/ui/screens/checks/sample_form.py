"""What is asked before a sample is drawn, above what the number typed in would tell of these agents."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from qadesk.domain.check_sampling import MOST_EACH, SampleStratum
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.checks.sampling import SamplePlan
from qadesk.services.checks.words import plan_words
from qadesk.ui.kit import fields
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.widgets.basics import label

_TOLD_LINES: Final = 3  # of how precise a sample would be


def sample_form(which: Field, plans: Mapping[int, SamplePlan]) -> Form:
    """By `which` form, how many of each agent, of which groups first; `plans` by the forms' row ids."""
    number = partial(Field, kind="number", most=Decimal(MOST_EACH))
    asked = [
        which,
        number("each", _("Contacts of each agent"), value=Decimal(5), least=Decimal(1),
               required=_("Enter how many.")),
        number("bad", _("Rated 2 or worse"), value=Decimal(1), least=Decimal(0),
               heading=_("Of these at least")),
        number("long", _("5 min or longer"), value=Decimal(0), least=Decimal(0)),
        number("complaint", _("With a complaint"), value=Decimal(0), least=Decimal(0)),
        Field("word", _("With this word in the note"), hint=_("One of each agent, if there is one")),
        Field("seed", _("Seed"), hint=_("Only to draw the same again; empty: by chance")),
    ]  # fmt: skip
    form = Form("checksSample", asked, 2)
    _tell_precision(form, plans)
    return form


def _tell_precision(form: Form, plans: Mapping[int, SamplePlan]) -> None:
    """Below the form what the number typed in it would tell of these agents."""
    line = label("", "small", wrap=True, name="checksSamplePrecision")
    line.setMinimumHeight(_TOLD_LINES * line.fontMetrics().lineSpacing())
    form.add_wide(line)

    def tell() -> None:
        try:
            chosen, each = (fields.read(form.fields[key], form.widgets[key]) for key in ("form", "each"))
        except NotTaken:
            line.setText("")
        else:
            line.setText("\n".join(plan_words(plans[chosen], int(each))))

    for key in ("form", "each"):
        fields.watch(form.widgets[key], tell)
    tell()


def strata_of(values: dict[str, Any]) -> list[SampleStratum]:
    """The groups that are to be drawn first, as they were asked for."""
    least = {name: int(values[name] or 0) for name in ("bad", "long", "complaint")}
    made = [
        SampleStratum(least["bad"], rating_to=2),
        SampleStratum(least["long"], minutes_from=Decimal(5)),
        SampleStratum(least["complaint"], complaint=True),
    ]
    if values["word"]:
        made.append(SampleStratum(1, word=values["word"]))
    return [one for one in made if one.least]
