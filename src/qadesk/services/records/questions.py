"""What a file leaves open, asked before anything of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.kinds.registry import KINDS
from qadesk.tabular.layout import Layout, Sheet
from qadesk.tabular.questions import COLUMNS, MARKED, TOLD, Choice, Question

MEND: Final = "mend"  # the answer that some rows do not count: the file is corrected first
_ALL_COUNT: Final = {  # the other one
    COLUMNS: N_("Leave these columns out; every row counts"),
    MARKED: N_("Yes, every row counts"),
    TOLD: N_("Yes, as the headers say"),
}


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a sheet, with what may be said on the command line to answer it."""

    sheet: str
    question: Question
    options: tuple[str, ...]


class Unanswered(UserError):
    """A file that leaves questions open; `asked` says which."""

    asked: tuple[AskedQuestion, ...] = ()


def open_questions(layout: Layout) -> tuple[AskedQuestion, ...]:
    """The questions of a sheet that nothing said answers."""
    return () if layout.answers.accept else with_options(layout, layout.questions)


def with_options(layout: Layout, questions: Sequence[Question]) -> tuple[AskedQuestion, ...]:
    """Questions of a sheet with the options of the command line that answer them."""
    return tuple(AskedQuestion(layout.source.sheet, one, options(one)) for one in questions)


def options(question: Question) -> tuple[str, ...]:
    """The options of the command line that answer a question."""
    if question.code == "kind":
        return tuple(f"--kind {choice.answer}" for choice in question.readings)
    if question.code == "column":
        return tuple(f"--map {_quoted(f'{question.field}={choice.answer}')}" for choice in question.readings)
    if question.code == "meaning":
        meanings = "|".join(choice.answer for choice in question.readings)
        return (f"--word {question.field}:WORD={meanings}", f"--map {question.field}=")
    none = (f"--map {question.field}=",)
    answers = [choice.answer for choice in question.readings]
    return (
        *(f"--read {question.key}={answer}" for answer in answers if answer != "none"),
        *(none if "none" in answers else ()),
    )


def answers(one: AskedQuestion) -> list[tuple[str, str]]:
    """The answers to choose from, codes and words; what asks about rows may be answered by MEND, too."""
    found = [(choice.answer, _answer(one.question, choice)) for choice in one.question.readings]
    mend = _("No: leave the file out, I will correct it")
    return [*found, (MEND, mend)] if one.question.code in _ALL_COUNT else found


def _answer(question: Question, choice: Choice) -> str:
    if question.code in _ALL_COUNT:
        return _(_ALL_COUNT[question.code])
    if question.code == "kind":
        return _(KINDS[choice.answer].label)
    if question.code != "column":
        return choice.text
    if choice.answer == question.header:
        return _("Yes, “{header}”").format(header=choice.answer)
    return _("No, “{header}”").format(header=choice.answer) if choice.answer else _("No, there is none")


def refuse_unanswered(path: Path, sheets: Sequence[Sheet]) -> None:
    """Raise Unanswered if a sheet leaves a question open."""
    _refuse(
        path, [one for sheet in sheets if sheet.layout is not None for one in open_questions(sheet.layout)]
    )


def refuse_open(path: Path, layout: Layout, questions: Sequence[Question]) -> None:
    """Raise Unanswered for questions that the values of the whole sheet leave open."""
    _refuse(path, with_options(layout, questions))


def _refuse(path: Path, found: Sequence[AskedQuestion]) -> None:
    if not found:
        return
    error = Unanswered(
        "import.question_open",
        _("Before “{file}” can be imported, please answer:").format(file=path.name)
        + "".join(f"\n  {_line(one)}" for one in found),
        kept=_("Nothing was imported."),
        remedy=_("Answer the questions, then import it again."),
        because=[one.question.code for one in found],
    )
    error.asked = tuple(found)
    raise error


def _line(one: AskedQuestion) -> str:
    where = _("sheet “{name}”: ").format(name=one.sheet) if one.sheet else ""
    answers = [choice.text for choice in one.question.readings if choice.example]
    return where + one.question.text + "".join(f"\n    – {answer}" for answer in answers)


def _quoted(text: str) -> str:
    return (
        f'"{text}"' if any(character.isspace() or character in "()&;|<>$'*?" for character in text) else text
    )
