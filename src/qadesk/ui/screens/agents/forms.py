"""What is asked of agents: their entries, numbers and last days; and which of two entries stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.i18n import _
from qadesk.services import merge_words, merging
from qadesk.services.done import Done
from qadesk.services.merge_words import Compared
from qadesk.services.merging import MergePreview
from qadesk.services.roster import STATUS_TEXTS, Agent
from qadesk.ui.kit import fields as kinds
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_TONES: Final = {"probation": "accent", "left": "muted"}  # the usual needs no mark


def columns() -> list[Column[Agent]]:
    """The columns of the roster, in the current language."""
    return [
        Column("staff_no", _("Staff no."), lambda a: a.staff_no),
        Column("name", _("Name"), lambda a: a.name, stretch=True),
        Column("team", _("Team"), lambda a: a.team),
        Column("post", _("Post"), lambda a: a.post, least=8 * GRID),
        Column("hired_on", _("Hired on"), lambda a: a.hired_on, formats.day),
        Column(
            "status",
            _("Status"),
            lambda a: a.status,
            status_text,
            sort=lambda a: list(STATUS_TEXTS).index(a.status),
            tone=lambda a: _TONES.get(a.status),
        ),
    ]


def status_text(status: str) -> str:
    """A status in words."""
    return _(STATUS_TEXTS[status])


def agent_form(everybody: Sequence[Agent], agent: Agent | None = None) -> Form:
    """The entry of a new person, or of `agent`; the number, the identity, is fixed then."""
    a, statuses = agent, ["active", "probation"]
    if a is not None and not a.here:
        statuses.append("left")
    teams, posts = _known(one.team for one in everybody), _known(one.post for one in everybody)
    hint = "" if a is None else _("Mistyped? Close this and choose “Correct staff number”.")
    offered = [(status, status_text(status)) for status in statuses]
    return Form(
        "agent",
        [
            Field("number", _("Staff number"), value=a.staff_no if a else "", fixed=a is not None, hint=hint),
            Field("name", _("Name"), value=a.name if a else ""),
            Field("team", _("Team"), "suggest", a.team if a else "", options=teams),
            Field("post", _("Post"), "suggest", a.post if a else "", options=posts),
            Field("status", _("Status"), "choice", a.status if a else "active", options=offered),
            Field("hired", _("Hired on"), "date", a.hired_on if a else None, placeholder="2024-03-01"),
        ],
    )


def number_form(agent: Agent) -> Form:
    """The number an agent should have, and why it is corrected."""
    stays = _(
        "Records, ratings, targets and results stay with {name}. Results of closed months keep the number "
        "{number}; files that still have it are recognised."
    ).format(name=agent.name, number=agent.staff_no)
    return Form(
        "number",
        [
            Field("old", _("Staff number now"), value=agent.staff_no, fixed=True),
            Field("new", _("Correct number"), required=_("Enter the correct staff number.")),
            Field("reason", _("Reason"), required=_("Give a reason."), hint=stays),
        ],
    )


def leave_form(today: date) -> Form:
    """Somebody's last day; empty means that it is not known."""
    hint = _(
        "Leave it empty if it is not known. Records and results are kept; the agent can be re-employed later."
    )
    return Form("leave", [Field("day", _("Last day at work"), "date", today, hint=hint)])


def _known(values: Iterable[str]) -> list[tuple[str, str]]:
    """The teams or posts on the roster, the most frequent first."""
    counts = Counter(filter(None, values))
    return [(value, value) for value in sorted(counts, key=lambda value: (-counts[value], value))]


# ---- two entries of the same person made one

_ROWS_SHOWN: Final = 13  # of both entries, before the table scrolls


class Merging:
    """The way from an agent to a merged one. `then` gets who is left."""

    def __init__(self, screen: Screen, operations: Operations, then: Callable[[Agent], object]) -> None:
        self._screen, self._office, self._operations, self._then = screen, screen.office, operations, then

    def choose(self, kept: Agent, everybody: Sequence[Agent]) -> None:
        """Ask which entry goes into this one."""
        others = [agent for agent in everybody if agent.id != kept.id]
        others.sort(key=lambda agent: (agent.name != kept.name, agent.staff_no))
        offered = [("", _("Choose…")), *((one.staff_no, _person(one)) for one in others)]
        hint = _("Everything in it goes to {name}, and its number is remembered. Next you see what moves.")
        form = Form(
            "mergeChoice",
            [
                Field("kept", _("Entry that stays"), value=_person(kept), fixed=True),
                Field(
                    "other", _("Entry that goes"), "choice", "", options=offered,
                    required=_("Choose the entry that goes."), hint=hint.format(name=kept.name),
                ),
            ],
        )  # fmt: skip

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            self.look(kept.staff_no, values["other"], dialog)

        parent = self._operations.notice.window()
        FormDialog(parent, "mergeChoiceDialog", _("Merge entries"), _("Next"), form, send).open()

    def look(self, keep: str, other: str, asked: FormDialog | None = None) -> None:
        """Find out what would move, then ask; `asked` is the window that stays where it cannot be."""

        def show(found: MergePreview) -> None:
            if asked is not None:
                asked.accept()
            self._ask(found)

        refuse = self._operations.refused if asked is None else asked.refuse
        self._screen.load(partial(merging.preview, self._office, keep, other), show, refuse, slot="merging")

    def _ask(self, found: MergePreview) -> None:
        kept, other = found.kept, found.other
        words = _("Merge {other} into {kept}").format(other=_person(other), kept=_person(kept)), _("Merge")
        said = _("{other} was merged into {kept}.").format(other=_person(other), kept=_person(kept))

        def write(values: dict[str, Any]) -> Done[Agent]:
            theirs = [name for name in found.differing if values[name] == "other"]
            return merging.merge(
                self._office, kept.staff_no, other.staff_no, values.get("prefer", ""), theirs
            )

        beside = _beside(found)
        self._operations.ask_and_write(
            "mergeDialog", words, _form(found, beside), write, self._then, said=said
        )
        beside.setFocus()  # where a stray Enter merges nothing


def _beside(found: MergePreview) -> TableView:
    """Both entries in two columns, and what there is afterwards."""
    columns = [
        Column[Compared]("month", _("Cycle"), lambda one: one.month),
        Column[Compared]("what", _("What"), lambda one: one.what),
        Column[Compared]("kept", _("{agent} (stays)").format(agent=_person(found.kept)), lambda one: one.kept,
                         stretch=True),
        Column[Compared]("other", _("{agent} (goes)").format(agent=_person(found.other)),
                         lambda one: one.other, stretch=True),
        Column[Compared]("after", _("Afterwards"), lambda one: one.after or _("as chosen below"),
                         stretch=True),
    ]  # fmt: skip
    rows = merge_words.compared(found)
    table = TableView(RecordTableModel(columns, rows), "mergeTable", _("Both entries side by side"))
    table.setSortingEnabled(False)
    table.setMinimumHeight(min(len(rows) + 1, _ROWS_SHOWN) * ROW + 2)
    table.select_row(0)
    return table


def _form(found: MergePreview, beside: TableView) -> Form:
    """What both entries are and have, and the choices where they differ."""
    kept, other = found.kept, found.other
    goes = _("{other} leaves the roster; files with that number are those of {kept} from then on.")
    told = [goes.format(other=_person(other), kept=_person(kept)), merge_words.meeting(found)]
    if kept.name != other.name:
        told.insert(0, _("The two have different names: make sure that they are one person."))
    text = label("\n".join(filter(None, told)), "small", wrap=True, name="mergeTold")
    fields = [
        Field(name, _(merge_words.ENTRY[name]), "choice", "kept",
              options=[("kept", merge_words.said(kept, name)), ("other", merge_words.said(other, name))])
        for name in found.differing
    ]  # fmt: skip
    if found.clashes:
        stands = [("", _("Choose…")), ("kept", _person(kept)), ("other", _person(other))]
        hint = _(
            "{what}. The others are recorded in the trail. In a closed month those of its result are kept."
        )
        both = _("; ").join(merge_words.clashes(found))
        fields.append(
            Field("prefer", _("Both have; keep those of"), "choice", "", options=stands,
                  required=_("Choose whose to keep."), hint=hint.format(what=both))
        )  # fmt: skip
    form = Form("merge", fields, 2, above=[("", beside), ("", text)])
    compared = merge_words.compared(found)

    def show_chosen() -> None:
        """What is chosen below is what there is afterwards."""
        stays = {
            name: kinds.read(form.fields[name], form.widgets[name]) == "kept" for name in found.differing
        }
        rows = [
            replace(one, after=one.kept if stays[one.field] else one.other) if one.field in stays else one
            for one in compared
        ]
        beside.show_rows(rows, lambda one: (one.month, one.what))

    for name in found.differing:
        kinds.watch(form.widgets[name], show_chosen)
    show_chosen()
    return form


def _person(agent: Agent) -> str:
    return formats.agent_text(agent.name, agent.staff_no)
