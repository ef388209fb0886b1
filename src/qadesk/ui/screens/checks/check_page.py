"""One check by keyboard: its questions below each other, beside them what each answer looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.domain.check_forms import NOT_APPLICABLE, CheckForm, CheckQuestion
from qadesk.domain.check_scoring import asked
from qadesk.i18n import _, current_language
from qadesk.services.checks import checking, stored
from qadesk.services.checks.stored import SUBMITTED, CheckAnswer, ContactCheck
from qadesk.services.checks.words import answer_words, marked, score_words, wording
from qadesk.services.done import Done
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column

_KEYS: Final = 9  # answers that have a digit
_WIDE: Final = 48 * GRID


@dataclass(frozen=True)
class QuestionLine:
    """One question that is asked, and what was answered so far."""

    number: int
    group: str
    question: CheckQuestion
    answer: CheckAnswer
    failed: bool


class CheckPage(ListPage[QuestionLine]):
    """A digit answers the question the cursor is on, and the cursor goes to the next that is open.

    `back` leads to the list, `go_on` to the contact after the one submitted.
    """

    bar_stays = True

    def __init__(
        self,
        screen: Screen,
        operations: Operations,
        back: Callable[[], object],
        go_on: Callable[[int], object],
    ) -> None:
        self.check: ContactCheck | None = None
        self._back, self._go_on = back, go_on
        self.side = Aside(
            "oneCheck",
            Text("who", "heading"),
            Text("contact"),
            Text("question", "strong"),
            Text("answers", title=_("Wording of the answers")),
            Text("comment", title=_("Comment")),
            Text("record", title=_("Note of the contact")),
            Text("said", title=_("Must be said")),
            Text("note", title=_("On the whole check")),
            Text("score", title=_("Points")),
            width=_WIDE,
        )
        super().__init__(screen, self._describe(), self._page_actions(), lambda _a: self.side, operations)
        self.chosen.connect(self._spell_out)

    # ---- reading

    def show_check(self, check_id: int) -> None:
        """Show a check; the cursor goes to the first question that is open."""
        office = self._screen.office
        self.check = None
        self.show_rows(())
        self._screen.load(lambda: stored.check(office, check_id), self._begin, slot="check")

    def _begin(self, found: ContactCheck) -> None:
        self.check = found
        self._show_lines()
        self._to_open()
        self.focus_first()

    def _show_lines(self) -> None:
        if self.check is not None:
            self.show_rows(_lines(self.check))
            self._spell_out(self.current)

    def _to_open(self) -> None:
        """The cursor on the first open question after the one it is on, else the first of all."""
        if self.check is None:
            return
        left = set(self.check.score.open)
        codes = [line.question.code for line in self.rows]
        here = self.current
        at = 0 if here is None else codes.index(here.question.code)
        order = codes[at:] + codes[:at]
        following = next((code for code in order if code in left), None)
        if following is not None:
            self.select(following)
        elif here is None and codes:
            self.select(codes[0])

    def _spell_out(self, line: QuestionLine | None) -> None:
        made = self.check
        if made is None:
            self.side.say(**dict.fromkeys(("who", "contact", "record", "said", "note", "score"), ""))
        else:
            note = made.contact_note
            found = [word for word in made.form.must_words if marked(note, (word,))]
            lacks = [word for word in made.form.must_words if word not in found]
            said = [_("in the note: {words}").format(words=_(", ").join(found))] if found else []
            said += [_("not in the note: {words}").format(words=_(", ").join(lacks))] if lacks else []
            where = (formats.moment(made.at), made.ref)
            self.side.say(
                who=formats.agent_text(made.name, made.staff_no),
                contact=" · ".join(where),
                record=_marked(note, made.form.must_words),
                said=said if note else "",
                note=made.note,
                score=score_words(made.form, made.score)[-1],
            )
        if line is None:
            self.side.say(question="", answers="", comment="")
            return
        self.side.say(
            question=line.question.names.in_language(current_language()),
            answers=_answers(line.question),
            comment=_comment(line.answer),
        )

    # ---- the list

    def _describe(self) -> ListView[QuestionLine]:
        return ListView(
            "oneCheck",
            _("Questions of the check"),
            [
                Column("number", _("No."), lambda line: line.number, formats.count, "right"),
                Column("group", _("Group"), lambda line: line.group),
                Column("question", _("Question"), _name, stretch=True),
                Column("answer", _("Answer"), _said, tone=lambda line: "bad" if line.failed else None),
                Column("comment", _("Comment"), lambda line: _comment(line.answer)),
            ],
            identity=lambda line: line.question.code,
            personal=Personal("both", "records"),
            counted=lambda _rows: self._counted(),
            empty=Empty("list-checks", _("Reading…")),
            leading=("checkBack",),
            in_bar=("checkComment", "checkNote", "checkSubmit"),
            hidden_when_narrow=("group", "comment"),
        )

    def _counted(self) -> str:
        if self.check is None:
            return ""
        left = len(self.check.score.open)
        whole = len(self.rows)
        return _("{n} of {of} answered").format(n=whole - left, of=whole)

    def _page_actions(self) -> list[Action]:
        def may() -> bool:
            return self.check is not None and self.check.status != SUBMITTED

        def answers(number: int) -> Callable[[QuestionLine], bool]:
            return lambda line: may() and number <= len(line.question.choices)

        def applies(line: QuestionLine) -> bool:
            return may() and line.question.may_not_apply

        digits = [
            Action(f"checkAnswer{n}", partial(self._answer_text, n), partial(self._answer_nth, n),
                   keys=(str(n),), row=True, enabled=answers(n), right="score")
            for n in range(1, _KEYS + 1)
        ]  # fmt: skip
        return [
            Action("checkBack", _("Back"), self._back, "chevron-left", ("Alt+Left",), "quiet", in_menu=False),
            *digits,
            Action("checkNot", _("N/A"), self._not_applicable, keys=("N", "0"), row=True, enabled=applies,
                   right="score"),
            Action("checkClear", _("Take the answer back"), self._clear_answer, keys=("Del",), row=True,
                   enabled=lambda _line: may(), right="score"),
            Action("checkComment", _("Comment…"), self._ask_comment, "pencil", ("F2",), row=True,
                   enabled=lambda _line: may(), right="score"),
            Action("checkNote", _("On the whole check…"), self._ask_note, "pencil", ("Shift+F2",),
                   enabled=may, right="score"),
            Action("checkSubmit", _("Submit, next contact"), self._submit, "check", ("Ctrl+Return",),
                   "primary", enabled=may, right="score"),
        ]  # fmt: skip

    def _answer_text(self, number: int) -> str:
        line = self.current if hasattr(self, "table") else None
        if line is None or number > len(line.question.choices):
            return _("Answer {n}").format(n=number)
        return answer_words(line.question, line.question.choices[number - 1])

    # ---- answering

    def _answer_nth(self, number: int, line: QuestionLine) -> None:
        self._answer(line, line.question.choices[number - 1])

    def _not_applicable(self, line: QuestionLine) -> None:
        self._answer(line, NOT_APPLICABLE)

    def _clear_answer(self, line: QuestionLine) -> None:
        self._answer(line, "", go_on=False)

    def _answer(self, line: QuestionLine, given: str, *, go_on: bool = True) -> None:
        """Shown at once and saved behind; what is refused is read again."""
        if self.check is None:
            return
        code, number = line.question.code, self.check.id
        self._put(code, replace(line.answer, answer=given))
        self._save(partial(checking.answer, self._screen.office, number, code, given))
        if go_on:
            self._to_open()

    def _put(self, code: str, answer: CheckAnswer) -> None:
        assert self.check is not None
        self.check = replace(self.check, answers={**self.check.answers, code: answer})
        self._show_lines()

    def _save(self, work: Callable[[], Done[Any]]) -> None:
        def failed(error: BaseException) -> bool:
            if self.check is not None:
                self.show_check(self.check.id)
            return self.operations.refused(error)

        self.operations.run(work, failed=failed, refresh_self=False)

    def _ask_comment(self, line: QuestionLine) -> None:
        assert self.check is not None
        number, code, office = self.check.id, line.question.code, self._screen.office
        fields = [
            Field("text", _("Comment"), "long", line.answer.comment),
            Field("second", _("Second of the recording"), "number",
                  None if line.answer.second is None else Decimal(line.answer.second),
                  least=Decimal(0), most=Decimal(86_400), hint=_("May be left empty")),
        ]  # fmt: skip

        def write(values: dict[str, Any]) -> Done[None]:
            second = None if values["second"] is None else int(values["second"])
            return checking.remark(office, number, code, values["text"], second)

        words = _("Comment on “{question}”").format(question=_name(line)), _("Save")
        self.operations.ask_and_write(
            "checkCommentDialog", words, Form("checkComment", fields), write, lambda _none: self._read_again()
        )

    def _ask_note(self) -> None:
        assert self.check is not None
        number, office = self.check.id, self._screen.office
        field = Field("text", _("On the whole check"), "long", self.check.note)

        def write(values: dict[str, Any]) -> Done[None]:
            return checking.remark(office, number, "", values["text"])

        words = _("On the whole check"), _("Save")
        self.operations.ask_and_write(
            "checkNoteDialog", words, Form("checkNote", [field]), write, lambda _none: self._read_again()
        )

    def _read_again(self) -> None:
        """After a comment: the cursor stays."""
        assert self.check is not None
        office, number = self._screen.office, self.check.id

        def show(found: ContactCheck) -> None:
            self.check = found
            self._show_lines()
            self.focus_first()

        self._screen.load(lambda: stored.check(office, number), show, slot="check")

    def _submit(self) -> None:
        assert self.check is not None
        number = self.check.id
        said = _("{name}: {points} points").format(
            name=self.check.name, points=formats.decimal(self.check.score.score)
        )
        self.operations.run(
            partial(checking.submit, self._screen.office, number),
            lambda _score: self._go_on(number),
            said=said,
            refresh_self=False,
        )


def _lines(made: ContactCheck) -> list[QuestionLine]:
    form, answers = made.form, {code: one.answer for code, one in made.answers.items() if one.answer}
    failed = set(made.score.critical)
    groups = _groups(form)
    return [
        QuestionLine(n, groups[one.code], one, made.answers.get(one.code, CheckAnswer()), one.code in failed)
        for n, one in enumerate(asked(form, answers), 1)
    ]


def _groups(form: CheckForm) -> dict[str, str]:
    named = [(group.names.in_language(current_language()), group.questions) for group in form.groups]
    return {one.code: name for name, questions in named for one in questions}


def _name(line: QuestionLine) -> str:
    return line.question.names.in_language(current_language()) or line.question.code


def _said(line: QuestionLine) -> str:
    return answer_words(line.question, line.answer.answer) if line.answer.answer else ""


def _comment(answer: CheckAnswer) -> str:
    if answer.second is None:
        return answer.comment
    at = f"{answer.second // 60}:{answer.second % 60:02d}"
    return f"{at} {answer.comment}".strip()


def _answers(question: CheckQuestion) -> list[str]:
    """Every answer with its key, and what it looks like."""
    lines = []
    for n, answer in enumerate(question.choices[:_KEYS], 1):
        text = _("{key}: {answer}").format(key=n, answer=answer_words(question, answer))
        example = wording(question, answer)
        lines.append(_("{text} – {example}").format(text=text, example=example) if example else text)
    if question.may_not_apply:
        lines.append(_("{key}: {answer}").format(key="N", answer=_("N/A")))
    return lines


def _marked(note: str, words: tuple[str, ...]) -> str:
    """A note with the must-check words in brackets that stand out."""
    inside = {at for start, end in marked(note, words) for at in range(start, end)}
    made = ""
    for at, letter in enumerate(note):
        opens, closes = at in inside and at - 1 not in inside, at in inside and at + 1 not in inside
        made += f"{'【' * opens}{letter}{'】' * closes}"
    return made
