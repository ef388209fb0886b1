"""The form of a cycle, how it is filled in for one agent, and the words for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from qadesk import formats
from qadesk.domain.scorecard import Indicator, Level, Origin, Role
from qadesk.errors import UserError
from qadesk.i18n import _, current_language, ngettext
from qadesk.services import cards
from qadesk.services.cards import CycleCards, HeldCard
from qadesk.services.cycles import Cycle
from qadesk.storage.office import Office


class NotApplicable(Enum):
    """ "Does not apply": neither a level nor missing."""

    NA = "N/A"


NA: Final = NotApplicable.NA
Rated = Decimal | NotApplicable | None  # None: not rated (yet)
_HALF: Final = Decimal("0.5")
_LONGEST_NAME: Final = 16  # characters


@dataclass(frozen=True)
class RatingForm:
    """What a supervisor fills in for each agent of a cycle."""

    items: tuple[Indicator, ...]  # rated, each on its own levels
    half: frozenset[str] = frozenset()  # codes of those that take half points
    measured: tuple[Indicator, ...] = ()  # what the same scorecards take from records
    typed: tuple[Indicator, ...] = ()  # a value typed for each agent
    on_cards: Mapping[int, frozenset[str]] = field(default_factory=dict)  # the codes on each scorecard

    def not_asked(self, held: Iterable[HeldCard]) -> frozenset[str]:
        """What is not on the scorecards of an agent, and so not asked of them."""
        theirs = frozenset[str]().union(*(self.on_cards[one.key] for one in held))
        return frozenset(i.code for i in (*self.items, *self.typed)) - theirs

    @property
    def half_points(self) -> bool:
        """Whether any item takes half points."""
        return any(i.code in self.half for i in self.items)

    @property
    def wanted(self) -> tuple[Indicator, ...]:
        """What is typed and must be there before an agent can be graded."""
        return tuple(i for i in self.typed if i.role is Role.WEIGHTED)

    def item(self, code: str) -> Indicator:
        """The rated item of that code. Raises UserError if the cycle's scorecard does not rate it."""
        return _named(self.items, code)

    def value(self, code: str) -> Indicator:
        """The typed value of that code. Raises UserError if the cycle's scorecard does not type it."""
        return _named(self.typed, code)

    def is_typed(self, code: str | None) -> bool:
        """Whether a code is that of a typed value."""
        return any(i.code == code for i in self.typed)

    def levels(self, item: Indicator) -> tuple[Decimal, ...]:
        """Every level an item takes, half ones where the scorecard takes them, from the lowest."""
        if item.code in self.half:
            return tuple(Decimal(n) / 2 for n in range(2, 2 * item.top + 1))
        return tuple(Decimal(n) for n in range(1, item.top + 1))

    def allows(self, item: Indicator, level: Decimal) -> bool:
        """Whether a level may be given: 1 to the item's highest, half points only where they are taken."""
        steps = level * 2 if item.code in self.half else level
        return level.is_finite() and 1 <= level <= item.top and steps == steps.to_integral_value()

    def half_more(self, item: Indicator, level: Rated) -> Decimal | None:
        """Half a point more, or back to the whole level; None where that cannot be given."""
        if item.code not in self.half or not isinstance(level, Decimal):
            return None
        whole = level.to_integral_value(rounding="ROUND_FLOOR")
        wanted = whole if level != whole else whole + _HALF
        return wanted if self.allows(item, wanted) else None

    def must_allow(self, item: Indicator, level: Decimal) -> None:
        """Raises UserError for a level that may not be given."""
        if not self.allows(item, level):
            raise UserError(
                "rating.no_such_level",
                _("{level} is not a level of “{item}”.").format(level=level, item=item_name(item)),
                kept=_("Nothing was changed."),
                remedy=self.rule(item),
            )

    def rule(self, item: Indicator) -> str:
        """Which levels an item takes, as a sentence."""
        if item.code in self.half:
            return _("Give 1 to {top}; half points are allowed.").format(top=item.top)
        return _("Give a whole number from 1 to {top}.").format(top=item.top)


def _named(items: tuple[Indicator, ...], code: str) -> Indicator:
    for item in items:
        if item.code == code:
            return item
    raise UserError("evaluation.no_such_item", _("“{item}” is not on this cycle's form.").format(item=code))


@dataclass(frozen=True)
class ContactChoice:
    """One contact. `at` is local to the office; `status` is that of the user's evaluation of it, if any."""

    id: int
    channel: str  # call, chat
    ref: str
    at: datetime
    answered: bool
    response_ms: int | None
    talk_ms: int | None
    resolved: bool | None
    rating: int | None
    note: str
    status: str | None


@dataclass(frozen=True)
class Entered:
    """One stored value: who typed it (a name, or empty), when, and the file it came from, if any.

    The time is the office's own on a board, UTC elsewhere.
    """

    value: Decimal
    by: str
    at: datetime
    origin: str


class EvaluationState(StrEnum):
    """How far an evaluation is."""

    NONE = "none"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    EXCLUDED = "excluded"  # this agent is not assessed this cycle


@dataclass(frozen=True)
class Evaluation:
    """The signed-in user's evaluation of one agent, of the whole cycle or of one contact. Times in UTC."""

    staff_no: str
    name: str
    team: str
    contact: int | None = None
    state: EvaluationState = EvaluationState.NONE
    levels: Mapping[str, Rated] = field(default_factory=dict)  # by item code; what is not rated is absent
    remarks: Mapping[str, str] = field(default_factory=dict)  # beside single ratings, by item code
    comment: str = ""
    not_asked: frozenset[str] = frozenset()  # what is not on this agent's scorecard; part of `exempt`
    exempt: frozenset[str] = frozenset()  # items this agent need not be rated on, values that do not apply
    waived: frozenset[str] = frozenset()  # values that may be lacking; one that is typed counts
    updated_at: datetime | None = None
    submitted_at: datetime | None = None
    covered: Mapping[str, int] = field(default_factory=dict)  # answers elsewhere, by item
    about: ContactChoice | None = None  # the contact it is of
    values: Mapping[str, Decimal] = field(default_factory=dict)  # typed, by code; only of the whole cycle
    entered: Mapping[str, Entered] = field(default_factory=dict)  # who typed them and when, as stored
    unfit: Mapping[str, str] = field(default_factory=dict)  # typed for a value and none: shown, not stored
    rated_by: tuple[str, ...] = ()  # who else has rated the agent in this cycle, submitted or not
    card: str = ""  # the scorecard, where the cycle has several
    submitted_by: tuple[str, ...] = ()  # who of them has submitted it

    def missing(self, form: RatingForm) -> tuple[str, ...]:
        """The items still to be rated, by code, in the order of the form."""
        return tuple(i.code for i in form.items if i.code not in self.levels and i.code not in self.exempt)

    def lacking(self, form: RatingForm) -> tuple[str, ...]:
        """The typed values without which the agent cannot be graded, by code."""
        spared = self.values.keys() | self.exempt | self.waived
        return tuple(i.code for i in form.wanted if i.code not in spared)

    def asked(self, form: RatingForm) -> tuple[Indicator, ...]:
        """The items on the agent's scorecard."""
        return tuple(i for i in form.items if i.code not in self.not_asked)

    def complete(self, form: RatingForm) -> bool:
        """Whether it can be submitted; where nothing is rated there may still be a comment."""
        return not self.missing(form) and bool(self.levels or (self.comment and not self.asked(form)))

    def scored(self, form: RatingForm) -> bool:
        """Whether every item has a submitted answer, here or elsewhere, and no typed value is lacking."""
        mine = self.levels if self.state is EvaluationState.SUBMITTED else {}
        rated = all(i.code in mine or i.code in self.covered or i.code in self.exempt for i in form.items)
        return rated and not self.lacking(form)


_forms: WeakKeyDictionary[Engine, dict[frozenset[int], RatingForm]] = WeakKeyDictionary()


def form_of(connection: Connection, office: Office, cycle: Cycle) -> RatingForm:
    """The form of a cycle: what any of its scorecards asks, each item once.

    Read once per open office, since a published scorecard never changes.
    """
    known = _forms.setdefault(office.engine, {})
    keys = cards.keys_of(connection, cycle)
    if keys not in known:
        known[keys] = _form(cards.of_cycle(connection, cycle))
    return known[keys]


def _form(own: CycleCards) -> RatingForm:
    asked = {i.code: i for card in reversed(own.all) for i in card.indicators()}  # the first says it in words
    first = [asked[code] for code in dict.fromkeys(i.code for card in own.all for i in card.indicators())]

    def of(origin: Origin) -> tuple[Indicator, ...]:
        return tuple(one for one in first if one.origin is origin)

    half = frozenset(i.code for card in own.all if card.half_points for i in card.rated_items())
    on_cards = {held.key: frozenset(i.code for i in held.card.indicators()) for held in own.every}
    return RatingForm(of(Origin.RATED), half, of(Origin.RECORDS), of(Origin.TYPED), on_cards)


def must_be_asked(connection: Connection, form: RatingForm, cycle: Cycle, agent_id: int, code: str) -> None:
    """Raises UserError for what is not on the agent's scorecard, in a cycle that has several."""
    if len(form.on_cards) > 1 and code in form.not_asked(cards.of_cycle(connection, cycle).held(agent_id)):
        raise UserError(
            "evaluation.not_on_card",
            _("“{item}” is not on this agent's scorecard.").format(item=code),
            kept=_("Nothing was changed."),
        )


def item_name(item: Indicator) -> str:
    """An item's name in the current language."""
    return item.names.in_language(current_language())


def level_text(level: Rated) -> str:
    """How a rating is written: 4, 3.5, N/A, or nothing."""
    if level is None:
        return ""
    return f"{level.normalize():f}" if isinstance(level, Decimal) else _("N/A")


def state_text(entry: Evaluation, form: RatingForm) -> tuple[str, str]:
    """How far an entry is, and the tone of the badge that says so."""
    if entry.state is EvaluationState.EXCLUDED:
        return _("Excluded"), "muted"
    asked = len(entry.asked(form))
    wanted = sum(i.code not in entry.not_asked for i in form.wanted)
    wanted = wanted if entry.contact is None else 0  # values are those of the whole cycle
    lacking = len(entry.lacking(form)) if wanted else 0
    values = _("Values {given}/{wanted}").format(given=wanted - lacking, wanted=wanted)
    if entry.state is EvaluationState.SUBMITTED:
        return (values, "warn") if lacking else (_("Submitted"), "good")
    if entry.state is EvaluationState.NONE:
        if not asked:  # nothing to submit
            if lacking:
                return values, "warn" if entry.values else "muted"
            return (_("Complete"), "good") if wanted else (_("Nothing to score"), "muted")
        if entry.values and lacking:
            return values, "warn"
        return (_elsewhere(entry) if entry.scored(form) else _("Not started")), "muted"
    given, rated = asked - len(entry.missing(form)), asked
    if entry.complete(form) and not lacking:
        return _("Draft, complete"), "accent"
    if lacking and rated:
        words = _("Draft {given}/{rated}, values {typed}/{wanted}")
        typed = wanted - lacking
        return words.format(given=given, rated=rated, typed=typed, wanted=wanted), "warn"
    return _("Draft {given}/{wanted}").format(given=given, wanted=rated), "warn"


def _elsewhere(entry: Evaluation) -> str:
    """Who has submitted what is asked, where the user has not."""
    people = entry.submitted_by
    if len(people) == 1:
        return _("Submitted: {name}").format(name=people[0])
    if people:
        return ngettext("Submitted by {n} person", "Submitted by {n} people", len(people)).format(
            n=len(people)
        )
    return _("By single contacts")


def level_of(item: Indicator, rated: Rated) -> Level | None:
    """The wording a rating stands for; half a point above a level is worded as that level."""
    if not isinstance(rated, Decimal):
        return None
    return next((level for level in item.levels if level.level == int(rated)), None)


def rated_text(item: Indicator, rated: Rated) -> str:
    """A rating with its name: "4 Good", "N/A, does not apply", "not rated yet"."""
    if rated is None:
        return _("not rated yet")
    if rated is NA:
        return _("N/A, not applicable")
    level = level_of(item, rated)
    name = level.name.in_language(current_language()) if level else ""
    if level is not None and name == str(level.level):
        name = ""  # it has no name but its number
    return f"{level_text(rated)} {name}".strip()


def meaning(item: Indicator, rated: Rated) -> str:
    """An item with its rating and what that looks like, in one line."""
    text = _("{item}: {rating}").format(item=item_name(item), rating=rated_text(item, rated))
    level = level_of(item, rated)
    if level is None:
        scale = _scale(item) if rated is None else ""
        return _("{what} – {wording}").format(what=text, wording=scale) if scale else text
    wording = level.wording.in_language(current_language())
    return _("{what} – {wording}").format(what=text, wording=wording)


def _scale(item: Indicator) -> str:
    """The names of what can be given; nothing where they are the numbers that are typed."""
    language = current_language()
    named = {level.level: level.name.in_language(language) for level in item.levels}
    if all(name == str(level) for level, name in named.items()):
        return ""
    return _(", ").join(f"{level} {named[level]}" for level in sorted(named, reverse=True))


def evaluation_name(entry: Evaluation) -> str:
    """Whose evaluation it is, with the contact it is of, short enough for one line."""
    name = entry.name if len(entry.name) <= _LONGEST_NAME else f"{entry.name[:_LONGEST_NAME]}…"
    who = formats.agent_text(name, entry.staff_no)
    if entry.contact is None:
        return who
    return _("{name}, {contact}").format(name=who, contact=contact_text(entry.about, short=True))


def contact_text(choice: ContactChoice | None, *, short: bool = False) -> str:
    """A contact in one line."""
    if choice is None:
        return _("One contact")
    kind = _("Call") if choice.channel == "call" else _("Chat")
    if short:
        return f"{kind} {choice.at:%m-%d %H:%M}"
    parts = [f"{kind} {choice.ref}", formats.moment(choice.at)]
    if choice.talk_ms is not None:
        parts.append(_("talk time {time}").format(time=minutes(choice.talk_ms)))
    if choice.resolved is not None:
        parts.append(_("resolved") if choice.resolved else _("not resolved"))
    if choice.rating is not None:
        parts.append(_("customer's rating {n}").format(n=choice.rating))
    if choice.note:
        parts.append(choice.note)
    return "   ".join(parts)


def minutes(milliseconds: int) -> str:
    """A talk time as 4:18."""
    return f"{milliseconds // 60_000}:{milliseconds // 1000 % 60:02}"
