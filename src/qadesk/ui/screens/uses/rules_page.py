"""The rules for using results, a line for each; drafts are changed, tried and put in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.domain.scorecard import Names
from qadesk.domain.uses import Award, BonusRule, GradeList, ListKind, Uses
from qadesk.domain.uses_forms import problems
from qadesk.i18n import _, ngettext
from qadesk.services.done import Done
from qadesk.services.uses import award_words, bonus_words, currency, rule_words, rules, trial
from qadesk.services.uses.rules import Rules
from qadesk.services.uses.trial import TriedMonth
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, Filter, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.uses import rule_forms
from qadesk.ui.widgets.table import Column

_TOLD: Final = 12  # agents of a month that is tried, who would have had something else


@dataclass(frozen=True)
class RuleLine:
    """One rule of a version: which part it is, in words, and what is wrong with it."""

    of: Rules
    part: str  # bonus, award, list
    number: int
    name: str
    words: str
    wrong: str

    @property
    def key(self) -> tuple[int, str, int]:
        """What tells it from the others."""
        return self.of.version, self.part, self.number


class RulesPage(ListPage[RuleLine]):
    """Enter changes the rule the cursor is on; `back` leads to what follows by them."""

    bar_stays = True

    def __init__(self, screen: Screen, operations: Operations, back: Callable[[], object]) -> None:
        self._back = back
        self._known: tuple[Rules, ...] = ()
        self._currency = currency.DEFAULT
        self.side = Aside(
            "usesRules",
            Text("standing", "heading"),
            Text("problems", "bad", title=_("Problems")),
            Text("tried", title=_("On past months")),
        )
        super().__init__(
            screen, self._describe(), self._rule_actions(), lambda _actions: self.side, operations
        )
        self.filters["Version"].currentIndexChanged.connect(self._tell_version)

    def read(self) -> None:
        """Read all versions."""
        office = self._screen.office
        self._screen.load(lambda: (rules.versions(office), currency.currency(office)), self._show_versions,
                          slot="rules")  # fmt: skip

    def _show_versions(self, read: tuple[tuple[Rules, ...], Names]) -> None:
        found, self._currency = read
        before = {one.version for one in self._known}
        self._known = found
        options = [(str(one.version), _standing(one)) for one in found] or [("", _("No rules yet"))]
        self.set_options("Version", options)
        new = [one.version for one in found if one.version not in before]
        if before and len(new) == 1:
            self.choose("Version", str(new[0]))
        self.show_rows([line for one in found for line in _lines(one)])
        self._tell_version()

    @property
    def version(self) -> Rules | None:
        """The one shown."""
        if not hasattr(self, "filters"):
            return None
        chosen = self.filters["Version"].currentData()
        return next((one for one in self._known if str(one.version) == chosen), None)

    def _tell_version(self) -> None:
        shown = self.version
        wrong = (
            [] if shown is None else [rule_words.problem_words(p, shown.uses) for p in problems(shown.uses)]
        )
        standing = "" if shown is None else _standing(shown)
        self.side.say(standing=standing, problems=wrong, tried="")
        self.actions_.update()

    # ---- the list

    def _describe(self) -> ListView[RuleLine]:
        return ListView(
            "usesRules",
            _("Rules for using results"),
            [
                Column(
                    "part",
                    _("What follows"),
                    lambda line: line.name,
                    tip=lambda line: line.wrong or line.name,
                ),
                Column("words", _("Rule in words"), lambda line: line.words, stretch=True),
                Column("wrong", _("Problems"), lambda line: line.wrong),
            ],
            identity=lambda line: line.key,
            personal=None,
            counted=lambda rows: ngettext("{n} rule", "{n} rules", len(rows)).format(n=len(rows)),
            filters=[Filter("Version", _("Version"), [("", _("No rules yet"))], _of_version)],
            no_match=_("This version says nothing yet."),
            empty=Empty(
                "award",
                _("No rules yet"),
                _("Begin with the rules the program proposes, and change what is different with you."),
                ("usesRulesBegin",),
            ),
            leading=("usesRulesBack",),
            in_bar=("usesRulesAdd", "usesRulesDraft", "usesRulesTry", "usesRulesForce"),
            opens="usesRulesEdit",
        )

    def _rule_actions(self) -> list[Action]:
        def draft() -> bool:
            return self.version is not None and self.version.draft

        def of_draft(_line: RuleLine) -> bool:
            return draft()

        return [
            Action("usesRulesBack", _("Back"), self._back, "chevron-left", ("Alt+Left",), "quiet",
                   in_menu=False),
            Action("usesRulesEdit", _("Change…"), self._ask_change, "pencil", ("Enter",), row=True,
                   enabled=of_draft, reach="widget", right="prepare"),
            Action("usesRulesRemove", _("Remove"), self._remove, "minus", ("Ctrl+Del",), row=True,
                   enabled=of_draft, right="prepare"),
            Action("usesRulesAdd", _("Add…"), None, "plus", ("Ins",), shown=draft, right="prepare",
                   menu=("usesRulesAddBonus", "usesRulesAddAward", "usesRulesAddList")),
            Action("usesRulesAddBonus", _("Bonus pay…"), partial(self._ask, "bonus", None), right="prepare",
                   enabled=lambda: draft() and self.version.uses.bonus is None),  # type: ignore[union-attr]
            Action("usesRulesAddAward", _("Award…"), partial(self._ask, "award", None), enabled=draft,
                   right="prepare"),
            Action("usesRulesAddList", _("List…"), partial(self._ask, "list", None), enabled=draft,
                   right="prepare"),
            Action("usesRulesDraft", _("New draft"), self._draft, "list-plus", ("Ctrl+N",), right="prepare",
                   shown=lambda: bool(self._known)),
            Action("usesRulesBegin", _("Begin with the proposed rules"), self._draft, "list-plus",
                   ("Ctrl+N",), in_menu=False, right="prepare", shown=lambda: not self._known),
            Action("usesRulesDelete", _("Delete the draft"), self._delete, "trash-2", shown=draft,
                   right="prepare"),
            Action("usesRulesTry", _("Try on past months"), self._try, "rotate-ccw", ("Ctrl+T",),
                   shown=lambda: self.version is not None),
            Action("usesRulesForce", _("Put in force…"), self._ask_force, "check", ("Ctrl+Shift+F",),
                   "primary", shown=draft, right="decide"),
        ]  # fmt: skip

    # ---- doing

    def _run(self, work: Callable[[], Done[Any]], said: str = "") -> None:
        self.operations.run(work, said=said)

    def _draft(self) -> None:
        shown = self.version
        office = self._screen.office
        self._run(partial(rules.draft, office, None if shown is None else shown.version), _("Draft made"))

    def _delete(self) -> None:
        assert self.version is not None
        self._run(partial(rules.throw_away, self._screen.office, self.version.version), _("Draft deleted"))

    def _remove(self, line: RuleLine) -> None:
        self._save(_without(line.of.uses, line.part, line.number), line.of.version)

    def _save(self, uses: Uses, version: int) -> None:
        self._run(partial(rules.save, self._screen.office, version, uses))

    def _ask_change(self, line: RuleLine) -> None:
        self._ask(line.part, line.number)

    def _ask(self, part: str, number: int | None) -> None:
        """Ask for one rule; `number` None: another one."""
        shown, office = self.version, self._screen.office
        assert shown is not None
        uses, version = shown.uses, shown.version
        fields, made = _form(uses, part, number, self._currency)
        form = Form(f"usesRule{part.capitalize()}", fields, 2 if part == "bonus" else 1)

        def write(values: dict[str, Any]) -> Done[None]:
            return rules.save(office, version, _with(uses, part, number, made(values)))

        words = {"bonus": _("Bonus pay"), "award": _("Award"), "list": _("List")}[part], _("Save")
        self.operations.ask_and_write(f"usesRule{part.capitalize()}Dialog", words, form, write)

    def _ask_force(self) -> None:
        shown, office = self.version, self._screen.office
        assert shown is not None
        month = self._screen.cycle
        field = Field("since", _("From month"), value=month, required=_("Enter a month."),
                      hint=_("They hold for it and all after it"))  # fmt: skip

        def write(values: dict[str, Any]) -> Done[None]:
            return rules.put_in_force(office, shown.version, values["since"])

        words = _("Put in force…").rstrip("…"), _("Put in force…").rstrip("…")
        self.operations.ask_and_write("usesForceDialog", words, Form("usesForce", [field]), write,
                                      said=_("The rules are in force"))  # fmt: skip

    def _try(self) -> None:
        assert self.version is not None
        office, version = self._screen.office, self.version.version
        self._screen.load(lambda: trial.trial(office, version), self._show_tried, slot="trial",
                          failed=self.operations.refused)  # fmt: skip

    def _show_tried(self, found: tuple[TriedMonth, ...]) -> None:
        self.side.say(tried=[line for one in found for line in _tried(one)])


def _of_version(line: RuleLine, code: str) -> bool:
    return str(line.of.version) == code


def _standing(one: Rules) -> str:
    if one.draft:
        return _("Version {n}: draft").format(n=one.version)
    text = _("Version {n}: in force from {month}")
    return text.format(n=one.version, month=formats.cycle_text(one.since or ""))


def _lines(one: Rules) -> list[RuleLine]:
    uses, wrong = one.uses, dict[tuple[str, int], str]()
    for problem in problems(uses):
        at = (problem.place, max(problem.number - 1, 0))
        wrong[at] = wrong.get(at, "") or rule_words.problem_words(problem, uses)
    said = [] if uses.bonus is None else [("bonus", 0, _("Bonus pay"), rule_words.bonus_words(uses.bonus))]
    said += [
        ("award", n, rule_words.name_of(a), rule_words.award_words(a)) for n, a in enumerate(uses.awards)
    ]
    said += [
        ("list", n, rule_words.name_of(o), rule_words.conditions_words(o)) for n, o in enumerate(uses.lists)
    ]
    return [RuleLine(one, part, n, name, text, wrong.get((part, n), "")) for part, n, name, text in said]


def _form(
    uses: Uses, part: str, number: int | None, currency: Names
) -> tuple[list[Field], Callable[[dict[str, Any]], Any]]:
    if part == "bonus":
        return rule_forms.bonus_fields(uses.bonus or BonusRule(), currency), rule_forms.bonus_of
    if part == "award":
        award = Award(Names("", "")) if number is None else uses.awards[number]
        return rule_forms.award_fields(award, currency), rule_forms.award_of
    empty = GradeList(Names("", ""), ListKind.TRAINING, ())
    return rule_forms.list_fields(empty if number is None else uses.lists[number]), rule_forms.list_of


def _with(uses: Uses, part: str, number: int | None, made: Any) -> Uses:
    if part == "bonus":
        return replace(uses, bonus=made)
    if part == "award":
        return replace(uses, awards=_put(uses.awards, number, made))
    return replace(uses, lists=_put(uses.lists, number, made))


def _without(uses: Uses, part: str, number: int) -> Uses:
    if part == "bonus":
        return replace(uses, bonus=None)
    if part == "award":
        return replace(uses, awards=tuple(a for n, a in enumerate(uses.awards) if n != number))
    return replace(uses, lists=tuple(one for n, one in enumerate(uses.lists) if n != number))


def _put(parts: Sequence[Any], number: int | None, made: Any) -> tuple[Any, ...]:
    return (*parts, made) if number is None else (*parts[:number], made, *parts[number + 1 :])


def _tried(one: TriedMonth) -> list[str]:
    text = _("{month}: together {tried}; by the rules in force {held}")
    tried, held = bonus_words.number(one.tried_sum), bonus_words.number(one.held_sum)
    lines = [text.format(month=formats.cycle_text(one.code), tried=tried, held=held)]
    other = [line for line in one.lines if line.differs]
    for line in other[:_TOLD]:
        values = (bonus_words.number(due.value if due else None) for due in (line.held, line.tried))
        who = formats.agent_text(line.agent.name, line.agent.staff_no)
        lines.append(formats.spoken(who, " → ".join(values)))
    if len(other) > _TOLD:
        n = len(other) - _TOLD
        lines.append(ngettext("and {n} more agent", "and {n} more agents", n).format(n=n))
    lines += [formats.spoken(name, award_words.names(people)) for name, people in one.tried_names if people]
    return lines
