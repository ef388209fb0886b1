"""What is asked before a month is opened: with which scorecard, beside what will be frozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.ui.kit import fields
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.theme import ROW
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.wording import agent_text, version_text

if TYPE_CHECKING:
    from qadesk.services.freezing import Frozen, FrozenLine
    from qadesk.services.opening import OfferedScorecard


def opening_form(found: Sequence[tuple[OfferedScorecard, Frozen]]) -> Form:
    """A choice of the published scorecards; `found` are they, the usual one first, with what each freezes."""
    options = [(one.scorecard_id, version_text(one.names, one.code, one.version)) for one, _frozen in found]
    frozen = {choice.scorecard_id: said for choice, said in found}
    form = Form("opening", [Field("scorecard", _("Scorecard"), "choice", options[0][0], options=options)], 2)
    approved = label("", wrap=True, name="openingApproved")
    form.add_row(_("Approved by"), approved)
    model = RecordTableModel(_columns())
    table = TableView(model, "openingFrozen", _("What will be frozen"))
    table.setSortingEnabled(False)
    table.setMinimumHeight(10 * ROW)
    people = fields.make(Field("agents", _("Agents"), "long", fixed=True), "openingAgents")
    assert isinstance(people, QPlainTextEdit)
    note = label("", "small", wrap=True, name="openingNote")
    for widget in (table, people, note):
        form.add_wide(widget)

    def tell() -> None:
        said = frozen[fields.read(form.fields["scorecard"], form.widgets["scorecard"])]
        approved.setText(said.approved or _("Nobody is recorded"))
        model.set_rows(said.lines)
        people.setPlainText(_people(said))
        note.setText(_note(said, only=len(found) == 1))

    fields.watch(form.widgets["scorecard"], tell)
    tell()
    return form


def _columns() -> list[Column[FrozenLine]]:
    return [
        Column("section", _("Section"), lambda line: line.section, stretch=True),
        Column("name", _("Indicator"), lambda line: line.name, stretch=True),
        Column("weight", _("Weight"), lambda line: line.weight, align="right"),
        Column("required", _("Standard"), lambda line: line.required or formats.DASH),
        Column("note", _("Set otherwise"), lambda line: line.note, stretch=True, tip=lambda line: line.note),
    ]


def _people(frozen: Frozen) -> str:
    """Who takes part, whatever the roster says later."""
    n = len(frozen.agents)
    if not n:
        return _("Nobody is on the roster yet; who joins takes part.")
    text = ngettext("{n} agent takes part: {who}", "{n} agents take part: {who}", n)
    return text.format(n=n, who=_(", ").join(agent_text(name, number) for number, name in frozen.agents))


def _note(frozen: Frozen, *, only: bool) -> str:
    nothing = [line.name for line in frozen.lines if not line.required]
    said = []
    if nothing:
        said.append(_("Nothing is required of: {names}.").format(names=_(", ").join(nothing)))
    said.append(_("As long as nobody has worked on the month, opening it can be taken back."))
    if only:
        said.append(_("To assess by a scorecard of your own, publish it first on the page Scorecards."))
    return "\n".join(said)
