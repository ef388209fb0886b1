"""Scorecards between branches: written to a file, and read back with every mistake named at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path as File
from typing import Final

from qadesk.domain.checking import check
from qadesk.domain.problems import Path, Problem, Severity
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scorecard_forms import from_dict
from qadesk.errors import UserError, joined
from qadesk.i18n import _, ngettext
from qadesk.services import rights
from qadesk.services.designing import versions
from qadesk.services.designing.drafts import add_draft
from qadesk.services.designing.formula_names import with_codes
from qadesk.services.designing.problems import WordedProblem, problems_in_words, worded
from qadesk.services.designing.version_rows import CHANGES
from qadesk.services.done import Done
from qadesk.services.explaining.rule_words import rule_on
from qadesk.storage.office import Office
from qadesk.tabular.nodes import AnyPlace, CellPlace, TextPlace
from qadesk.tabular.scorecard_reading import ReadScorecard, read_text
from qadesk.tabular.scorecard_sheet import write_sheet
from qadesk.tabular.scorecard_sheet_reading import is_workbook, read_sheet
from qadesk.tabular.scorecard_text import write_text
from qadesk.tabular.scorecard_words import label

TEXT_ENDINGS: Final = (".yaml", ".yml")
SHEET_ENDING: Final = ".xlsx"
_MOST_MESSAGES: Final = 500
_MOST_SAID: Final = 40  # of them in one refusal


@dataclass(frozen=True)
class Message:
    """Something to correct, or to check, in a file; texts in the user's language.

    `line` counts from 1, `column` is a number in a text and a heading in a workbook, `what` the thing in the
    names of the scorecard ("" where there is none), `code` stable: a problem's, or "file".
    """

    severity: Severity
    place: AnyPlace
    code: str
    what: str
    text: str
    remedy: str = ""

    @property
    def error(self) -> bool:
        """Whether it keeps the scorecard from being imported."""
        return self.severity is Severity.ERROR

    @property
    def line(self) -> int:
        """The line of the file or row of the sheet, from 1; 0 for a sheet as a whole."""
        return self.place.line

    @property
    def column(self) -> str:
        """The column as it is found in the file."""
        return str(self.place.column)

    @property
    def sheet(self) -> str:
        """The sheet of a workbook, "" in a text."""
        return self.place.sheet if isinstance(self.place, CellPlace) else ""

    @property
    def where(self) -> str:
        """ "line 12, column 5" or "sheet “Indicators”, row 7, “Weight (%)”"."""
        return self.place.words()

    def __str__(self) -> str:
        form = _("{where}: {text}")
        said = form.format(where=self.what, text=self.text) if self.what else self.text
        return joined(form.format(where=self.where, text=said), self.remedy)


def check_file(path: File) -> tuple[Message, ...]:
    """Everything that is wrong in a file, in its order; nothing for a sound one.

    Raises UserError for a file that cannot be read at all.
    """
    return _read(path)[1]


def read_file(path: File) -> Scorecard:
    """The scorecard of a file. Raises UserError naming everything that is wrong with it."""
    card, messages = _read(path)
    wrong = [message for message in messages if message.error]
    if card is None or wrong:
        raise _refusal(path, wrong)
    return card


@rights.needs("prepare")
def import_file(office: Office, path: File, code: str = "") -> Done[int]:
    """Put the scorecard of a file in as a draft, the next version of its code or of `code`; the draft's id.

    Raises UserError naming everything that is wrong with it; then nothing is stored.
    """
    card = read_file(path)
    if code.strip():
        card = replace(card, code=code.strip())
        wrong = [problem for problem in problems_in_words(card) if problem.error]
        if wrong:
            raise UserError(
                "scorecard_file.code_refused",
                str(wrong[0]),
                kept=_("Nothing was imported."),
                because=[wrong[0].code],
            )
    with office.write() as connection:
        made = add_draft(connection, office, card, file=path.name)
    return Done(made, CHANGES)


def export_file(office: Office, version_id: int, path: File) -> None:
    """Write a version to a file: a workbook for .xlsx, else a text (.yaml). An existing file is replaced.

    Raises UserError for another ending, a version that is not there, and if the file cannot be written.
    """
    card = versions.card(office, version_id)
    ending = path.suffix.lower()
    if ending not in (*TEXT_ENDINGS, SHEET_ENDING):
        raise UserError(
            "scorecard_file.wrong_ending",
            _("A scorecard cannot be written to “{file}”.").format(file=path.name),
            kept=_("Nothing was changed."),
            remedy=_("Choose a name that ends in .yaml or .xlsx."),
        )
    beyond = next((p for p in problems_in_words(card) if p.code == "figure_out_of_range"), None)
    if beyond is not None:
        raise UserError("scorecard_file.figure_out_of_range", str(beyond), kept=_("Nothing was changed."))
    if ending == SHEET_ENDING:
        write_sheet(path, card, {i.code: rule_on(card, i) for i in card.indicators()})
    else:
        write_text(path, card)


def _read(path: File) -> tuple[Scorecard | None, tuple[Message, ...]]:
    reading = read_sheet(path) if is_workbook(path) else read_text(path)
    messages = [Message(Severity.ERROR, c.place, "file", "", c.text) for c in reading.complaints]
    card = None if reading.data is None or () in reading.unsure else with_codes(from_dict(reading.data))
    if card is not None:
        messages += [*_problems(card, reading), *_ties_unsaid(card, reading)]
    messages.sort(key=lambda message: message.place)
    return card, tuple(messages[:_MOST_MESSAGES])


def _ties_unsaid(card: Scorecard, reading: ReadScorecard) -> Iterator[Message]:
    """A file that was written before quotas said what happens to ties may have meant something else."""
    if card.has_quotas and ("quota_ties",) not in reading.places:
        yield Message(
            Severity.WARNING,
            reading.place(("grades",)),
            "quota_ties_unsaid",
            label(("quota_ties",)),
            _("The file does not say what happens to ties at the edge of a quota: all have the grade."),
            _("In files from before there was a choice none had it; change it where that is meant."),
        )


def _problems(card: Scorecard, reading: ReadScorecard) -> Iterator[Message]:
    for problem in check(card):
        if not any(_follows(problem, path) for path in reading.unsure):
            said: WordedProblem = worded(card, problem)
            place = _place(card, problem, reading)
            yield Message(said.severity, place, said.code, said.where, said.text, said.remedy)


def _place(card: Scorecard, problem: Problem, reading: ReadScorecard) -> AnyPlace:
    """Where in the file; inside a formula to the character."""
    start = reading.inside.get(problem.path)
    if start is None:
        return reading.place(problem.path)
    at = 0
    if problem.code == "formula":
        at = int(problem.detail["at"])
    elif problem.code in ("formula_unknown", "earlier_unknown"):
        _s, section, _i, number, _f = problem.path
        formula = card.sections[int(section)].indicators[int(number)].formula
        at = max(formula.find(str(problem.detail["names"][0])), 0)
    return TextPlace(start.line, start.column + at)


def _follows(problem: Problem, unsure: Path) -> bool:
    """Whether a problem may only be there because something else could not be read."""
    if problem.code in (
        "formula_unknown",
        "earlier_unknown",
        "formula_circle",
        "formula_circle_periods",
    ) and unsure[:1] == ("sections",):
        return True
    if problem.code == "grade_unknown" and unsure[0] == "grades":
        return True
    if unsure[0] == "sections":
        about = unsure[:4] if unsure[2:3] == ("indicators",) else unsure[:2]
    else:
        about = unsure[:1]
    n = min(len(about), len(problem.path))
    return about[:n] == problem.path[:n]


def _refusal(path: File, wrong: list[Message]) -> UserError:
    lines = [f"\n– {message}" for message in wrong[:_MOST_SAID]]
    if len(wrong) > _MOST_SAID:
        lines.append("\n" + _("… and {n} more").format(n=len(wrong) - _MOST_SAID))
    happened = ngettext("“{file}” has {n} problem:", "“{file}” has {n} problems:", len(wrong))
    return UserError(
        "scorecard_file.has_problems",
        happened.format(file=path.name, n=len(wrong)) + "".join(lines),
        kept=_("Nothing was imported."),
        remedy=_("Correct them in the file, then try again."),
        because=[message.code for message in wrong],
    )
