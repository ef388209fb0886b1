"""Whose scorecard is which: the rules for agents, posts and teams, as the next cycle takes them."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from qadesk.errors import joined
from qadesk.formats import agent_text, version_text
from qadesk.i18n import _, ngettext
from qadesk.services import card_rules, card_ways
from qadesk.services.card_rules import CardRule, RulesOffer
from qadesk.services.card_ways import CardWay
from qadesk.services.done import Done
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column

_SIZE: Final = (100 * GRID, 60 * GRID)


class RulesWindow(Window):
    """All rules of the office."""

    def __init__(self, screen: Screen, operations: Operations) -> None:
        super().__init__(screen, "cardRulesWindow", _("Whose scorecard"), *_SIZE)
        self.list = RulesList(screen, operations)
        self.list.changed.connect(lambda changes, _own: screen.announce(changes))
        close = Button(_("Close"), "cardRulesClose", clicked=self.accept)
        vbox((self.list, 1), hbox(FREE, close), on=self, margins=WINDOW)
        self.list.refresh(frozenset())
        self.list.focus_first()


class RulesList(Screen):
    """The closest rule counts; every change can be undone."""

    key = "cardRules"
    concerns = frozenset({"scorecard", "agents", "settings"})

    def __init__(self, screen: Screen, operations: Operations) -> None:
        super().__init__(screen.office, screen.tasks)
        self._of = operations
        self.offer: RulesOffer | None = None
        self.page = ListPage(self, _view(), self._actions())
        self.way = label("", wrap=True, name="cardRulesWay")
        self.changed.connect(lambda changes, itself: self.refresh(changes) if itself else None)
        vbox((self.page, 1), self.way, on=self, gap=GRID)

    def _actions(self) -> list[Action]:
        return [
            Action("cardRulesDelete", _("Delete the rule"), self._delete, "trash-2", ("Del",), row=True,
                   right="prepare"),
            Action("cardRulesWays", _("Ranks and quotas…"), self._ask_way, "settings", right="prepare"),
            Action("cardRulesChange", _("Other scorecard…"), self._ask_card, "pencil", row=True,
                   right="prepare"),
            Action("cardRulesAdd", _("New rule…"), self._ask_new, "plus", ("Ctrl+N",), "primary",
                   right="prepare"),
        ]  # fmt: skip

    def refresh(self, changes: frozenset[str]) -> None:
        def take(found: RulesOffer) -> None:
            self.offer = found
            self.page.show_rows(found.rules)
            order = _("The closest rule counts: for an agent, then the post, then the team.")
            self.way.setText(joined(order, card_ways.way_text(found.way)))

        self.load(partial(card_rules.offer, self.office), take)

    def operations(self, notice: Notice, of: Operations | None = None) -> Operations:
        """What is done here can be undone on the page below, too, once this window is closed."""
        return super().operations(notice, of or self._of)

    # ---- doing

    def _cards(self) -> list[tuple[str, str]]:
        found = self.offer.cards if self.offer is not None else ()
        return [(one.code, version_text(one.names, one.code, one.version)) for one in found]

    def _ask_new(self) -> None:
        office, cards = self.office, self._cards()
        whom = () if self.offer is None else self.offer.whom
        if not (cards and whom):
            return
        fields = [
            Field("whose", _("For"), "choice", 0, options=[(n, text) for n, (_one, text) in enumerate(whom)]),
            Field("code", _("Scorecard"), "choice", cards[0][0], options=cards),
        ]

        def write(values: dict[str, Any]) -> Done[Any]:
            return card_rules.assign(office, [whom[values["whose"]][0]], values["code"])

        words = _("New rule"), _("Save")
        self.page.operations.ask_and_write("cardRuleNew", words, Form("cardRule", fields), write)

    def _ask_card(self, rule: CardRule) -> None:
        office, cards = self.office, self._cards()
        codes = [code for code, _text in cards]
        value = rule.code if rule.code in codes else (codes or [""])[0]
        fields = [Field("code", _("Scorecard"), "choice", value, options=cards)]

        def write(values: dict[str, Any]) -> Done[Any]:
            return card_rules.assign(office, [rule.whose], values["code"])

        words = rule.text, _("Save")
        self.page.operations.ask_and_write("cardRuleChange", words, Form("cardRule", fields), write)

    def _delete(self, rule: CardRule) -> None:
        self.page.operations.run(partial(card_rules.assign, self.office, [rule.whose], None))

    def _ask_way(self) -> None:
        office, now = self.office, CardWay() if self.offer is None else self.offer.way
        fields = [
            Field("together", _("Ranks and quotas"), "choice", now.together, options=[
                (False, _("Of each scorecard by itself")), (True, _("Of all agents together"))]),
        ]  # fmt: skip

        def write(values: dict[str, Any]) -> Done[CardWay]:
            return card_rules.set_way(office, CardWay(values["together"]))

        words = _("Ranks and quotas"), _("Save")
        self.page.operations.ask_and_write("cardRulesWay", words, Form("cardWay", fields), write)


def _view() -> ListView[CardRule]:
    return ListView(
        "cardRules",
        _("Whose scorecard"),
        [
            Column("whose", _("For"), lambda one: one.text, stretch=True),
            Column("code", _("Scorecard"), lambda one: one.card_text, stretch=True,
                   tone=lambda one: None if one.published else "bad"),
            Column("agents", _("Agents in the next cycle"), lambda one: len(one.agents), align="right",
                   tip=lambda one: _(", ").join(agent_text(name, number) for number, name in one.agents)),
        ],
        identity=lambda one: one.whose,
        personal=Personal("agents"),
        counted=lambda rows: ngettext("{n} rule", "{n} rules", len(rows)).format(n=len(rows)),
        empty=Empty(
            "users",
            _("Everybody has the scorecard a cycle is opened with"),
            _("Add a rule where a post, a team or single agents have another one."),
            ("cardRulesAdd",),
        ),
        in_bar=("cardRulesDelete", "cardRulesWays", "cardRulesChange", "cardRulesAdd"),
        opens="cardRulesChange",
        narrow_below=1,
        margins=False,
    )  # fmt: skip
