"""In Appeals: what is handed in is entered, corrected, given evidence, withdrawn, taken to the next level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from qadesk import formats
from qadesk.domain.appeals import AppealAbout
from qadesk.domain.stages import Stage, may_follow
from qadesk.i18n import _
from qadesk.services.after_closing import interviews, stages
from qadesk.services.after_closing.stages import Position
from qadesk.services.appeals import entering, evidence, storing, subjects
from qadesk.services.appeals.reading import Appeal, AppealFile
from qadesk.services.appeals.storing import AppealEntry, PointEntry
from qadesk.services.appeals.subjects import PointOffer
from qadesk.services.done import Done
from qadesk.services.notes import files as attachable
from qadesk.ui.kit import files, shown
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.screens.appeals.desk import AppealsDesk

_POINTS: Final = 3  # at least, to choose
_NONE: Final = ""  # of a choice, whose data are written about/reference


class Entering:
    """What the screen does about the entries of appeals."""

    def __init__(self, screen: AppealsDesk) -> None:
        self._screen = screen

    def actions(self) -> list[Action]:
        """Enter, and what is done to one that is not decided yet."""

        def there() -> bool:
            return self._screen.month is not None

        return [
            Action("appealsEnter", _("Enter an appeal…"), self.ask_new, "plus", ("Ctrl+N",), shown=there,
                   right="prepare"),
            Action("appealsEdit", _("Correct the entry…"), self._ask_edit, "pencil", ("F2",),
                   row=True, enabled=_waits, right="prepare"),
            Action("appealsAttach", _("Attach evidence…"), self._ask_file, "paperclip", row=True,
                   enabled=_waits, right="prepare"),
            Action("appealsOpenFile", _("Open evidence…"), self._open_file, "folder-open", row=True,
                   enabled=lambda row: bool(row.files)),
            Action("appealsDetach", _("Take evidence off…"), self._detach, "trash-2", row=True,
                   enabled=lambda row: row.open and bool(row.files), right="prepare"),
            Action("appealsWithdraw", _("Withdrawn by the agent…"), self._ask_withdrawn, "undo-2", row=True,
                   enabled=lambda row: row.open and not row.correcting, right="prepare"),
            Action("appealsNext", _("To the next level…"), self._ask_next, "arrow-up", row=True,
                   shown=self._next_there, enabled=self._may_continue, right="prepare"),
        ]  # fmt: skip

    # ---- entering

    def ask_new(self, staff_no: str = "") -> None:
        """Read who can appeal, then ask; `staff_no` is who is proposed."""
        office, code = self._screen.office, self._screen.cycle

        def read() -> tuple[list[Position], Mapping[str, Any], tuple[PointOffer, ...]]:
            month = stages.positions(office, code)
            found = [one for one in month.positions if may_follow(one.stage, Stage.APPEALED) and one.received]
            talks = {no: one.talk.day for no, one in interviews.interviews(office, code).items()}
            who = next((one.staff_no for one in found if one.staff_no == staff_no), "")
            first = who or (found[0].staff_no if found else "")
            return found, talks, subjects.offers(office, code, first) if first else ()

        self._screen.load(read, lambda found: self._ask_who(staff_no, *found), slot="offers")

    def _ask_who(
        self,
        staff_no: str,
        found: list[Position],
        talks: Mapping[str, Any],
        offered: tuple[PointOffer, ...],
    ) -> None:
        if not found:
            text = _("Nobody can appeal now: no sheet of this cycle was received, or all have appealed.")
            self._screen.page.notice.say(text, "info", code="nobody")
            return
        options = [(one.staff_no, formats.agent_text(one.name, one.staff_no)) for one in found]
        who = staff_no if staff_no in dict(options) else options[0][0]
        agent = Field("staff_no", _("Agent"), "choice", who, options=options)
        offers = [one for one in offered if one.about is AppealAbout.INDICATOR]
        fields = [agent, *self._fields(None, offers, talks.get(who))]
        code = self._screen.cycle

        def write(values: dict[str, Any]) -> Done[Appeal]:
            number = values.pop("staff_no")
            return entering.enter(self._screen.office, code, number, _entry(values))

        words = _("Appeal"), _("Save")
        said = _("The appeal of {person} was entered.")
        dialog = self._ask("appealsEnterDialog", words, fields, write, said)
        if staff_no:  # who was chosen already
            dialog.form.focus("words")

    def _ask_edit(self, row: Appeal) -> None:
        office, code, who = self._screen.office, self._screen.cycle, row.position.staff_no

        def ask(found: tuple[AppealEntry, tuple[PointOffer, ...]]) -> None:
            def write(values: dict[str, Any]) -> Done[Appeal]:
                return entering.edit(office, code, who, _entry(values))

            words = formats.spoken(_("Correct the entry"), self._name(row)), _("Save")
            fields = self._fields(found[0], found[1], None)
            self._ask("appealsEditDialog", words, fields, write, _("The appeal of {person} was corrected."))

        self._screen.load(
            lambda: (storing.entry_of(office, row.id), subjects.offers(office, code, who)), ask, slot="offers"
        )

    def _ask_next(self, row: Appeal) -> None:
        office, code, who = self._screen.office, self._screen.cycle, row.position.staff_no
        level = self._screen.month.next_level if self._screen.month else ""
        today = office.today()
        fields = [
            Field("received", _("Received on"), "date", today, required=_("Enter the day."), latest=today),
            Field("on_paper", _("Whose words"), "choice", True, options=_sources()),
            Field("words", _("The agent's words"), "long", required=_("Enter what the agent says."),
                  most_letters=storing.MOST_LETTERS),
        ]  # fmt: skip

        def write(values: dict[str, Any]) -> Done[Appeal]:
            return entering.take_further(office, code, who, AppealEntry(**values))

        words = formats.spoken(level or _("Next level"), self._name(row)), _("Save")
        said = _("The appeal of {person} was taken to the next level.")
        self._ask("appealsNextDialog", words, fields, write, said)

    def _fields(self, stood: AppealEntry | None, offered: Any, talked: Any) -> list[Field]:
        """What is asked of an appeal, as it stands; `offered` can be pointed at."""
        today = self._screen.office.today()
        points = [] if stood is None else [one for one in stood.points if one.about is not AppealAbout.RECORD]
        options = [(_NONE, _("(none)")), *((f"{one.about.value}/{one.ref}", one.text) for one in offered)]
        records = [] if stood is None else [one for one in stood.points if one.about is AppealAbout.RECORD]
        fields = [
            Field("words", _("The agent's words"), "long", stood.words if stood else "",
                  required=_("Enter what the agent says."), most_letters=storing.MOST_LETTERS),
            Field("received", _("Received on"), "date", stood.received if stood else today,
                  required=_("Enter the day."), latest=today),
            Field("on_paper", _("Whose words"), "choice", stood.on_paper if stood else True,
                  options=_sources()),
            Field("interview", _("Interview on"), "date", stood.interview if stood else talked,
                  latest=today),
        ]  # fmt: skip
        for at in range(max(_POINTS, len(points) + 1)):
            one = points[at] if at < len(points) else None
            about = _NONE if one is None else f"{one.about.value}/{one.ref}"
            heading = "" if at else _("Leave this out if all of the result is meant.")
            fields.append(Field(f"about{at}", _("Indicator or exemption"), "choice", about, options=options,
                                heading=heading))  # fmt: skip
            fields.append(Field(f"wrong{at}", _("What is wrong with it"), value=one.words if one else "",
                                enabled=partial(_chosen, f"about{at}")))  # fmt: skip
        listed = "\n".join(" ".join(part for part in (one.ref, one.words) if part) for one in records)
        hint = _("One record a line: its reference, then what is wrong with it.")
        fields.append(Field("records", _("Records"), "long", listed, hint=hint))
        return fields

    # ---- evidence, and the end of it

    def _ask_file(self, row: Appeal) -> None:
        office, code, who = self._screen.office, self._screen.cycle, row.position.staff_no

        def attach(paths: list[Path]) -> None:
            work = partial(evidence.attach, office, code, who, paths[0])
            said = _("Attached: {file}").format(file=paths[0].name)
            self._screen.page.operations.run(work, said=said, title=_("Attach evidence"), progress=True)

        kinds = [FileKind(_("PDF files and pictures"), tuple(attachable.SUFFIXES))]
        files.ask_open(self._screen, "appealsFileDialog", _("Attach evidence"), kinds, attach)

    def _open_file(self, row: Appeal) -> None:
        def show(file: AppealFile) -> None:
            self._screen.load(
                lambda: evidence.opened(self._screen.office, file.id),
                lambda path: shown.show(path, self._screen.page.notice),
                slot="file",
            )

        self._choose_file(row, _("Open"), show)

    def _detach(self, row: Appeal) -> None:
        def remove(file: AppealFile) -> None:
            work = partial(evidence.remove, self._screen.office, self._screen.cycle, file.id)
            self._screen.page.operations.run(work, said=_("Taken off: {file}").format(file=file.name))

        self._choose_file(row, _("Take off"), remove)

    def _choose_file(self, row: Appeal, button: str, then: Callable[[AppealFile], object]) -> None:
        """Of several files ask which one."""
        if len(row.files) == 1:
            then(row.files[0])
            return
        known = {one.id: one for one in row.files}
        field = Field("file", _("File"), "choice", row.files[0].id,
                      options=[(one.id, one.name) for one in row.files])  # fmt: skip

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            dialog.accept()
            then(known[values["file"]])

        words = formats.spoken(_("Evidence"), self._name(row)), button
        FormDialog(self._screen, "appealsFilesDialog", *words, Form("appealsFiles", [field]), send).open()

    def _ask_withdrawn(self, row: Appeal) -> None:
        office, code, who = self._screen.office, self._screen.cycle, row.position.staff_no
        today = office.today()
        field = Field("day", _("Day"), "date", today, required=_("Enter the day."), latest=today)

        def write(values: dict[str, Any]) -> Done[Appeal]:
            return entering.withdraw(office, code, who, values["day"])

        words = formats.spoken(_("Withdrawn by the agent"), self._name(row)), _("Save")
        self._ask("appealsWithdrawDialog", words, [field], write, _("The appeal of {person} was withdrawn."))

    def _ask(
        self,
        name: str,
        words: tuple[str, str],
        fields: list[Field],
        write: Callable[[dict[str, Any]], Done[Appeal]],
        said: str,
    ) -> FormDialog:
        def told(made: Appeal) -> str:
            return said.format(person=self._name(made))

        form = Form("appeals", fields, side_by_side=2 if len(fields) > 4 else 1)
        return self._screen.page.operations.ask_and_write(
            name, words, form, write, then=lambda made: self._screen.page.go_to(made.id), said=told
        )

    def _name(self, row: Appeal) -> str:
        return formats.agent_text(row.position.name, row.position.staff_no)

    def _next_there(self) -> bool:
        return self._screen.month is not None and bool(self._screen.month.next_level)

    def _may_continue(self, row: Appeal) -> bool:
        return self._screen.month is not None and self._screen.month.may_continue(row)


def _waits(row: Appeal) -> bool:
    return row.open and not row.correcting


def _chosen(key: str, values: Mapping[str, Any]) -> bool:
    return values[key] not in (None, _NONE)


def _sources() -> list[tuple[bool, str]]:
    return [(True, _("the agent's, in writing")), (False, _("taken down for the agent"))]


def _entry(values: dict[str, Any]) -> AppealEntry:
    """What a form says as an entry."""
    points = []
    for at in range(len(values)):
        about, _slash, ref = (values.get(f"about{at}") or _NONE).partition("/")
        if about:
            points.append(PointEntry(AppealAbout(about), ref, values[f"wrong{at}"]))
    for line in values["records"].splitlines():
        if line.strip():
            ref, _space, words = line.strip().partition(" ")
            points.append(PointEntry(AppealAbout.RECORD, ref, words.strip()))
    plain = {name: values[name] for name in ("words", "received", "on_paper", "interview")}
    return AppealEntry(**plain, points=tuple(points))
