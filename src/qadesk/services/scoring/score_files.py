"""Scores typed in a spreadsheet: the template written for a cycle, and the filled-in sheet read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.errors import joined
from qadesk.i18n import _, current_language
from qadesk.progress import Progress
from qadesk.services import audit, cycles, locked, personal, rights
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done, Undo
from qadesk.services.scoring import boards, drafts, evaluations, figures, typed_values
from qadesk.services.scoring.boards import ScoreBoard
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, Rated, RatingForm, level_text
from qadesk.services.scoring.score_columns import template_headings
from qadesk.services.scoring.score_cycle import refuse_other_cycle
from qadesk.services.scoring.score_rows import RejectedScore, RowChanges, RowRejected, ScoreRows, find_table
from qadesk.storage.office import Office
from qadesk.tabular.export import write_table
from qadesk.tabular.score_sheet import (
    ScoreSheet,
    SheetItem,
    SheetRow,
    SheetValue,
    write_score_sheet,
)
from qadesk.tabular.sources import open_sources


@dataclass(frozen=True)
class ChangedEvaluation:
    """What a sheet changed of one agent's evaluation, and what that said before."""

    before: Evaluation
    said: RowChanges


@dataclass(frozen=True)
class ScoreReport:
    """What came of a filled-in sheet."""

    rows: int
    unchanged: int  # rows that said what was stored already, or nothing
    changes: tuple[ChangedEvaluation, ...]
    rejected: tuple[RejectedScore, ...]
    submitted: tuple[str, ...]  # staff numbers
    incomplete: tuple[str, ...]  # left as drafts although they were to be submitted
    unused: tuple[str, ...] = ()  # headings of columns of which nothing was read
    unread: tuple[str, ...] = ()  # other sheets of scores, of which one is read at a time

    @property
    def agents(self) -> int:
        """Agents of whom anything was stored."""
        return len(self.changes)

    @property
    def ratings(self) -> int:
        """Levels stored."""
        return sum(len(change.said.levels) for change in self.changes)

    @property
    def values(self) -> int:
        """Typed values stored."""
        return sum(len(change.said.values) for change in self.changes)


@rights.needs("print")
def export_template(office: Office, code: str, path: Path) -> None:
    """Write the cycle's score sheet (xlsx) with what has been scored so far filled in.

    An existing file is replaced whole. Raises UserError for a cycle that was never opened, or if the file
    cannot be written (it may be open in Excel); then it is left as it was.
    """
    board = boards.board(office, code)
    write_score_sheet(path, _sheet(board))
    personal.exported(office, code, "agents", len(board.entries), path)


@rights.needs("score")
def import_scores(
    office: Office, code: str, path: Path, progress: Progress | None = None, *, submit: bool = False
) -> Done[ScoreReport]:
    """Store the levels and comments of a filled-in sheet as drafts of the signed-in user, or submit them.

    Values that are typed for each agent are stored, too; a table may hold nothing else. The staff number
    says who is meant; a blank cell leaves what there is; a row with a bad cell is not taken at all and is
    reported. Raises UserError for a file that is no score sheet, one of another cycle, or a closed cycle; on
    that, on any failure and on cancel nothing is stored.
    """
    progress = progress or Progress()
    sources = open_sources(path)
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        locked.must_take_some(connection, cycle)
        board = boards.board_in(connection, office, cycle)
        table = find_table(sources, board.form, path)
        refuse_other_cycle(cycle, cycles.all_in(connection, office), table.source, table.header.line, path)
        rows = ScoreRows(board, table)
        report = _store(connection, office, cycle, rows, progress, submit=submit, origin=path.name)
        audit.note(
            connection,
            office,
            "evaluation.import",
            cycle.code,
            file=path.name,
            agents=report.agents,
            ratings=report.ratings,
            values=report.values,
            rejected=len(report.rejected),
            submitted=len(report.submitted),
        )
    undo = Undo(_("import scores"), partial(take_back, office, report, code))
    return Done(report, drafts.CHANGES, undo if report.changes and not report.submitted else None)


@rights.needs("score")
def take_back(office: Office, report: ScoreReport, code: str, progress: Progress | None = None) -> Done[int]:
    """Put the drafts an import changed back to what they said before; what was changed since stays.

    The value is the number of places that stay. Raises UserError as `rate` does; then nothing is put back.
    """
    kept = 0
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        now = {e.staff_no: e for e in boards.board_in(connection, office, cycle).entries}
        for at, change in enumerate(report.changes):
            (progress or Progress()).report(at, len(report.changes))
            old, said = change.before, change.said
            new = now[old.staff_no]
            for item, level in said.levels.items():
                if new.levels.get(item) == level and new.remarks.get(item) == old.remarks.get(item):
                    args = (old.staff_no, item, old.levels.get(item))
                    drafts.rate_in(connection, office, cycle, *args)
                else:
                    kept += 1
            if said.comment and new.comment == said.comment:
                drafts.comment_in(connection, office, cycle, old.staff_no, old.comment)
            elif said.comment:
                kept += 1
            audit.leave_to_last(connection)
            kept += _values_back(connection, office, cycle, change, new)
        audit.note(connection, office, "evaluation.import.undo", cycle.code, agents=len(report.changes))
    return Done(kept, drafts.CHANGES)


def export_rejected(rejected: Sequence[RejectedScore], path: Path) -> None:
    """Write the rows that were not taken to a .csv or .xlsx file.

    Raises UserError if the file cannot be written.
    """
    headings = (_("Line"), _("Staff number"), _("Column"), _("Value"), _("Reason"))
    rows = [(r.line, r.staff_no, r.column, r.value, r.wording) for r in rejected]
    write_table(path, headings, rows, plain={_("Staff number")})


# ---- inside


def _store(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    reader: ScoreRows,
    progress: Progress,
    *,
    submit: bool,
    origin: str,
) -> ScoreReport:
    rows = unchanged = 0
    rejected: list[RejectedScore] = []
    changes: list[ChangedEvaluation] = []
    named: list[str] = []
    for line in reader.read():
        progress.report(line.done, line.total)
        rows += 1
        try:
            entry, said = reader.understand(line)
        except RowRejected as unfit:
            rejected.append(unfit.rejected)
            continue
        named.append(entry.staff_no)
        if not said.anything:
            unchanged += 1
            continue
        changes.append(ChangedEvaluation(entry, said))
        for item, level in said.levels.items():
            drafts.rate_in(connection, office, cycle, entry.staff_no, item, level)
        if said.comment:
            drafts.comment_in(connection, office, cycle, entry.staff_no, said.comment)
        audit.leave_to_last(connection)  # typed values have a line each, the ratings one for the file
        for code, value in said.values.items():
            typed_values.save_value_in(connection, office, cycle, entry.staff_no, code, value, origin=origin)
        if said.values:
            typed_values.must_agree(connection, office, cycle, entry.staff_no)
    submitted: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    if submit and reader.table.scores:
        ready = evaluations.submit_in(connection, office, cycle, named, lenient=True)
        submitted = ready.submitted
        incomplete = tuple(i.staff_no for i in ready.incomplete if reader.form.items)
    return ScoreReport(
        rows,
        unchanged,
        tuple(changes),
        tuple(rejected),
        submitted,
        incomplete,
        reader.unused,
        reader.table.unread,
    )


def _values_back(
    connection: Connection, office: Office, cycle: Cycle, change: ChangedEvaluation, new: Evaluation
) -> int:
    """Put typed values back that are still as the import left them; how many are not."""
    old, kept = change.before, 0
    for code, value in change.said.values.items():
        if new.values.get(code) != value:
            kept += 1
            continue
        origin = old.entered[code].origin if code in old.entered else ""
        before = old.values.get(code)
        typed_values.save_value_in(connection, office, cycle, old.staff_no, code, before, origin=origin)
    return kept


def _sheet(board: ScoreBoard) -> ScoreSheet:
    form, heads = board.form, template_headings(board.form)
    notes = [_("Grey ratings are submitted; reopen them in QADesk to change them.")] if form.items else []
    return ScoreSheet(
        scores_title=_("Scores {code}").format(code=board.cycle.code),
        levels_title=_("Levels"),
        heads=(_("Staff number"), _("Name"), _("Team"), _("Comment")),
        level_heads=(_("Item"), _("Level"), _("Name"), _("What this level looks like")),
        notes=(
            *sorted({form.rule(item) for item in form.items}),
            _(
                "N/A means that the item is not applicable to this agent. A blank cell leaves the stored "
                "rating as it is."
            ),
            *notes,
        ),
        items=[_item(form, item, heads[item.code]) for item in form.items],
        values=[_value(item, heads[item.code]) for item in form.typed],
        rows=[_row(entry, form) for entry in board.entries if entry.state is not EvaluationState.EXCLUDED],
    )


def _item(form: RatingForm, item: Indicator, head: str) -> SheetItem:
    language = current_language()
    levels = [
        (Decimal(n.level), n.name.in_language(language), n.wording.in_language(language)) for n in item.levels
    ]
    choices = [*map(level_text, form.levels(item)), level_text(NA)]
    return SheetItem(head, levels, choices, form.rule(item))


def _value(item: Indicator, head: str) -> SheetValue:
    look = "0.00########%" if item.unit is Unit.RATE else "General"
    least, most = (_in_cell(item, limit) for limit in figures.limits(item))
    return SheetValue(head, look, least, most, figures.rule(item))


def _in_cell(item: Indicator, value: Decimal) -> Decimal:
    """A value as a cell holds it: percent is the look of the cell, a finer unit is in its number."""
    return value if item.unit is Unit.RATE else value * formats.scale(item.unit)


def _row(entry: Evaluation, form: RatingForm) -> SheetRow:
    given = dict.fromkeys(entry.exempt, NA) | dict(entry.levels)
    return SheetRow(
        staff_no=entry.staff_no,
        name=entry.name,
        team=entry.team,
        levels=[_cell(given.get(item.code)) for item in form.items],
        values=[_value_cell(entry, item) for item in form.typed],
        comment=mask(entry.comment),
        locked=entry.state is EvaluationState.SUBMITTED,
    )


def _value_cell(entry: Evaluation, item: Indicator) -> Decimal | str | None:
    value = entry.values.get(item.code)
    if item.code in entry.exempt:
        return level_text(NA)
    return None if value is None else _in_cell(item, value)


def _cell(given: Rated) -> Decimal | str | None:
    return given if isinstance(given, Decimal) or given is None else level_text(given)


def what_came(report: ScoreReport, path: Path) -> str:
    """What was stored of a filled-in sheet, and what of the file was not read."""
    left_out = []
    if report.unused:
        left_out.append(_("Columns not used: {columns}").format(columns=_(", ").join(report.unused)))
    if report.unread:
        left_out.append(_("Sheets not read: {sheets}").format(sheets=_(", ").join(report.unread)))
    if not report.changes:
        said = _("{file} contained nothing new.")
    elif not report.values:
        said = _("{file}: saved as drafts; ratings: {ratings}, agents: {agents}.")
    elif not report.ratings:
        said = _("{file}: saved; typed values: {values}, agents: {agents}.")
    else:
        said = _("{file}: saved; ratings (drafts): {ratings}, typed values: {values}, agents: {agents}.")
    counts = {"ratings": report.ratings, "values": report.values, "agents": report.agents}
    return joined(said.format(file=path.name, **counts), _("; ").join(left_out))


def tone(report: ScoreReport) -> str:
    """How it ended: "good" where all of a file was taken, else "warn"."""
    whole = report.changes and not (report.rejected or report.unused or report.unread)
    return "good" if whole else "warn"
