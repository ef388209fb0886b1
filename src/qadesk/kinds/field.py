"""What a kind of file is made of: fields, each with a type and the headers it is known by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One thing a column can mean. `label` is English source text, translated where it is shown.

    `type` chooses the converter (see `tabular.columns`); `words` are the headers it is known by, best first;
    a required field must have a column, and a value in every row. `loose` words name the field only where no
    other column does: with a rival it is asked.
    """

    name: str
    type: str
    label: str
    words: tuple[str, ...]
    required: bool = False
    loose: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of file; `hints` are words of file names, titles and headers that only it uses."""

    name: str
    label: str
    fields: tuple[Field, ...]
    hints: tuple[str, ...]

    def field(self, name: str) -> Field:
        """The field called `name`. Raises KeyError for another name."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def words(text: str) -> tuple[str, ...]:
    """Words between bars; blanks inside a word are part of it."""
    return tuple(word.strip() for word in text.split("|") if word.strip())
