"""The sheets and columns of a scorecard workbook, and the words in them; both languages are understood."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from qadesk.i18n import LANGUAGES, N_, _, translations
from qadesk.tabular import scorecard_words as words

_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "unit": words.UNITS,
    "better": words.BETTER,
    "marks": words.MARKS,
    "quota_ties": words.TIES,
    "quota_rounding": words.ROUNDINGS,
    "sign": words.SIGNS,
    "kind": words.KINDS,
    "effect": words.EFFECTS,
    "half_points": words.FLAGS,
    "on_top": words.FLAGS,
    "typed": words.FLAGS,
    "of_standard": words.FLAGS,
    "interpolated": words.FLAGS,
    "over": words.FLAGS,
    "flat": words.FLAGS,
    "pro_rata": words.FLAGS,
    "relative": words.FLAGS,
}
_PERCENT: Final = frozenset({"weight", "share", "focus_extra"})
_TEXTS: Final = frozenset(
    {"code", "name", "wording", "measure", "formula", "grade", "part_of", "standard_from", "costs", "figure"}
)


@dataclass(frozen=True)
class WorkbookColumn:
    """A column: the field it holds (`part` says of what), and of a name, in which language."""

    part: str
    field: str
    text: str  # English, to translate
    language: str = ""
    width: int = dataclasses.field(default=12, compare=False)

    @property
    def choices(self) -> Mapping[str, str]:
        """The codes it takes, with what they are called; empty where it takes anything."""
        if self.part == "rule" and self.field == "unit":
            return {}
        if self.part == "on_total" and self.field == "effect":
            return words.TOTAL_EFFECTS
        return _CHOICES.get(self.field, {})

    @property
    def is_text(self) -> bool:
        """Whether it holds free text, not a figure or one of several words."""
        return self.field in _TEXTS or self.part == "setting"

    @property
    def percent(self) -> bool:
        """Whether its figures count percent: 20, not 0.2."""
        return self.field in _PERCENT

    def heading(self) -> str:
        """In the user's language."""
        return self._heading(_)

    def names(self) -> frozenset[str]:
        """Everything it may be called in a file, as `plain` makes it."""
        now = (self._heading(partial(_in, language)) for language in LANGUAGES)
        return frozenset(plain(name) for name in (*now, *words.ONCE.get(self.text, ())))

    def _heading(self, translate: Callable[[str], str]) -> str:
        label = translate(self.text)
        if not self.language:
            return label
        form = N_("{label} (Chinese)") if self.language == "zh" else N_("{label} (English)")
        return translate(form).format(label=label)


@dataclass(frozen=True)
class SheetOf:
    """One sheet of the workbook."""

    key: str
    text: str  # English, to translate
    columns: tuple[WorkbookColumn, ...]

    def title(self) -> str:
        """In the user's language."""
        return _(self.text)

    def names(self) -> frozenset[str]:
        """Everything it may be called in a file."""
        return frozenset(_called(self.text))


def plain(text: str) -> str:
    """A heading or word without what differs between exports: case, blanks, full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=1000)
def _in(language: str, text: str) -> str:
    return translations(language).gettext(text)


def _called(word: str) -> list[str]:
    """What a word is and was called in files, in every language, as `plain` makes it."""
    now = (_in(language, word) for language in LANGUAGES)
    return [plain(name) for name in (*now, *words.ONCE.get(word, ()))]


def _columns(part: str, of: Mapping[str, str], *names: str) -> tuple[WorkbookColumn, ...]:
    made = []
    for name in names:
        if name in ("name", "wording"):
            width = 22 if name == "name" else 60
            made += [WorkbookColumn(part, name, of[name], language, width) for language in ("zh", "en")]
        else:
            width = 28 if name == "code" else 18 if name in _TEXTS else 12
            made.append(WorkbookColumn(part, name, of[name], width=width))
    return tuple(made)


_OF_RULE: Final = (
    "kind", "full", "zero", "better", "otherwise", "of_standard", "interpolated", "unit", "lose", "gain",
    "at_standard", "floor", "cap", "pro_rata", "relative", "each", "costs", "free", "earns", "effect",
    "grade", "allowed",
)  # fmt: skip
WHOSE: Final = WorkbookColumn("indicator", "code", words.INDICATOR["code"], width=28)
IN_WORDS: Final = WorkbookColumn("", "in_words", N_("Rule in words"), width=60)  # written, not read
INDICATORS: Final = SheetOf(
    "indicators",
    N_("Indicators"),
    (
        *_columns("section", words.SECTION, "code", "name", "share", "most", "least"),
        *_columns("indicator", words.INDICATOR, "code", "name", "unit", "better", "standard", "weight"),
        *_columns("indicator", words.INDICATOR, "on_top", "measure", "formula", "typed"),
        *_columns("indicator", words.INDICATOR, "least", "greatest", "part_of", "standard_from"),
        *_columns("applies_if", words.CONDITION, "figure", "sign", "limit"),
        *_columns("rule", words.RULE, *_OF_RULE),
        IN_WORDS,
    ),
)
BANDS: Final = SheetOf(
    "bands",
    N_("Bands of ladders"),
    (
        WHOSE,
        WorkbookColumn("band", "limit", N_("Limit")),
        WorkbookColumn("band", "points", N_("Points")),
        WorkbookColumn("band", "over", N_("Without the limit itself"), width=18),
        WorkbookColumn("band", "flat", N_("Same points throughout"), width=18),
    ),
)
LEVELS: Final = SheetOf(
    "levels", N_("Wording of levels"), (WHOSE, *_columns("level", words.LEVEL, "level", "name", "wording"))
)
GRADES: Final = SheetOf(
    "grades", N_("Grades"), _columns("grade", words.GRADE, "code", "name", "at_least", "quota", "least_share")
)
ON_TOTAL: Final = SheetOf(
    "on_total",
    N_("On the total"),
    _columns("on_total", words.ON_TOTAL, "figure", "sign", "limit", "effect", "value", "grade"),
)
SETTINGS_FIELDS: Final = _columns(
    "card",
    words.SCORECARD,
    "code",
    "version",
    "name",
    "cap",
    "half_points",
    "marks",
    "quota_from",
    "quota_ties",
    "quota_rounding",
    "focus_extra",
)
SETTINGS: Final = SheetOf(
    "settings",
    N_("Settings"),
    (
        WorkbookColumn("setting", "setting", N_("Setting"), width=36),
        WorkbookColumn("setting", "value", N_("Value"), width=36),
    ),
)
SHEETS: Final = (INDICATORS, BANDS, LEVELS, GRADES, ON_TOTAL, SETTINGS)


def code_of(column: WorkbookColumn, text: str) -> str:
    """What a word in a cell stands for: a code, or the text itself where it is no word of the column's."""
    wanted = plain(text)
    for code, word in column.choices.items():
        if wanted == plain(code) or wanted in _called(word):
            return code
    return text


def word_for(column: WorkbookColumn, code: str) -> str:
    """What a code is called in the user's language."""
    return _(column.choices[code]) if code in column.choices else code
