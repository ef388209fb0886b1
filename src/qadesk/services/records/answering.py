"""Questions of files while they are answered: which keep their place and answer, which are open."""

from __future__ import annotations

from dataclasses import dataclass

from qadesk.services.records.imports_preview import Preview
from qadesk.services.records.questions import MEND, AskedQuestion


@dataclass
class AnsweredQuestion:
    """A question with the answer it was given; "" for none yet."""

    one: AskedQuestion
    answer: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others of its file."""
        asked = self.one.question
        return asked.code, asked.field, asked.header


class Answering:
    """What each file was asked so far, with the answers."""

    def __init__(self) -> None:
        self._files: dict[object, list[AnsweredQuestion]] = {}

    def forget(self, file: object) -> None:
        """What was answered of a file holds no longer, but for its kind: it is another kind of file now."""
        self._files[file] = [one for one in self._files.get(file, []) if one.one.question.code == "kind"]

    def of(self, file: object, preview: Preview) -> list[AnsweredQuestion]:
        """What is asked of a file now and what of it was answered, in the order it was first asked in.

        One that was answered stays for as long as its answer is of use; asked again, it is open again.
        """
        asked = {AnsweredQuestion(one).key: AnsweredQuestion(one) for one in preview.asked}
        found = [one for one in self._files.get(file, []) if one.key in asked or _holds(one, preview)]
        for line in found:
            if (again := asked.pop(line.key, None)) is not None:
                line.one, line.answer = again.one, line.answer if line.answer == MEND else ""
        self._files[file] = [*found, *asked.values()]
        return self._files[file]


def _holds(line: AnsweredQuestion, preview: Preview) -> bool:
    """Whether an answer given before is of use yet: its column may be another's by now.

    One that can be given elsewhere, too, is brought up to date.
    """
    asked = line.one.question
    if asked.code == "meaning":
        line.answer = "words"  # told one by one
        return any(word.field == asked.field for word in preview.words)
    if asked.code == "kind":
        line.answer = preview.kind or ""
        return any(choice.answer == line.answer for choice in asked.readings)
    if asked.code == "column":
        line.answer = preview.mapping.get(asked.field, "")
        return any(choice.answer == line.answer for choice in asked.readings)
    if not line.answer or line.answer == MEND:
        return False
    taken = preview.mapping.get(asked.field, "")
    return not asked.field or taken == ("" if line.answer == "none" else asked.header)
