"""What is asked before a month is opened: with which scorecard, beside what will be frozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qadesk.errors import joined
from qadesk.i18n import _, current_language, ngettext
from qadesk.ui.kit import fields
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.widgets.basics import label

if TYPE_CHECKING:
    from qadesk.services.opening import Frozen, OfferedScorecard


def opening_form(found: Sequence[tuple[OfferedScorecard, Frozen]]) -> Form:
    """A choice of the published scorecards; `found` are they, the usual one first, with what each freezes."""
    options = [(choice.scorecard_id, _title(choice)) for choice, _frozen in found]
    frozen = {choice.scorecard_id: said for choice, said in found}
    form = Form("opening", [Field("scorecard", _("Scorecard"), "choice", options[0][0], options=options)])
    text = label("", "small", wrap=True, name="openingFrozen")
    form.add_row(_("Frozen"), text)
    box = form.widgets["scorecard"]

    own = _("To assess by a scorecard of your own, publish it first on the page Scorecards.")

    def tell() -> None:
        said = frozen_text(frozen[fields.read(form.fields["scorecard"], box)])
        text.setText(said if len(found) > 1 else f"{said}\n{own}")

    fields.watch(box, tell)
    tell()
    return form


def frozen_text(frozen: Frozen) -> str:
    """What opening a month writes down."""
    n = frozen.indicators
    many = ngettext("{n} indicator with its standard", "{n} indicators with their standards", n)
    whom = ngettext("{n} agent", "{n} agents", frozen.agents).format(n=frozen.agents)
    if not frozen.agents:
        whom = _("everybody who takes part")
    text = _("{what}, for {whom}.").format(what=many.format(n=n), whom=whom)
    own = ""
    if frozen.own:
        names = _(", ").join(one.names.in_language(current_language()) or one.code for one in frozen.own)
        own = _("Another standard than the scorecard's is set for: {names}.").format(names=names)
    back = _("As long as nobody has worked on the month, opening it can be taken back.")
    return joined(text, own, back)


def _title(choice: OfferedScorecard) -> str:
    name = choice.names.in_language(current_language()) or choice.code
    return _("{name}, version {n}").format(name=name, n=choice.version)
