"""Two offices in one database: nothing of one is ever seen, counted or overwritten in the other."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, insert, select, update

from qadesk import services
from qadesk.domain.periods import period
from qadesk.domain.scorecard import Scorecard
from qadesk.progress import Progress
from qadesk.services import first_look, roster, sample, setup, today
from qadesk.services.assessment import beside, focus, results, standings
from qadesk.services.designing import advice_data, trial, versions
from qadesk.services.explaining import explanation, live_records
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.paper import sheets
from qadesk.services.records import (
    bringing,
    corrections,
    evidence,
    imports_month,
    record_lists,
)
from qadesk.services.trail import browsing, history, proof, things
from qadesk.services.trail.finding import Wanted
from qadesk.storage import scope, tables
from qadesk.storage.office import Office
from tests import on_server
from tests.unit.services import (
    after_closing_calls,
    checks_written,
    everything_appealed,
    scans_written,
    uses_written,
)
from tests.unit.services.document_words import document_said, pack_said
from tests.unit.services.everything_written import CLOSED, OPEN, WHO, batches, export, write_everything

HELD: Final = [table for table in tables.metadata.sorted_tables if "office_id" in table.c]
STRANGERS: Final = frozenset({"check.check", "trail.proof.prove"})  # name what else is in a file
SHARED: Final = {"office", "state_mark"}  # the list of offices; the state of a file
OCTOBER: Final = period(OPEN)
DAYS: Final = "派送时效_2026-10"

# What each public service is called with here after the office; "name": what makes its arguments from it.
READS: Final[Mapping[str, Callable[[Office], tuple[Any, ...]]]] = {
    "assessment.focus.board": lambda _o: (CLOSED,),
    "assessment.history.history": lambda _o: (WHO,),
    "assessment.results.results": lambda _o: (OPEN,),
    "assessment.standings.standings": lambda _o: (OPEN,),
    "check.check": lambda _o: (),
    "closing.close.closing": lambda _o: (OPEN,),
    "closing.pending.pending": lambda _o: (OPEN,),
    "cycles.all_cycles": lambda _o: (),
    "cycles.get": lambda _o: (CLOSED,),
    "cycles.newest_open": lambda _o: (),
    "designing.advice.advice": lambda _o: (),
    "designing.trial_month.months": lambda _o: (),
    "designing.notice.content": lambda o: (versions.versions(o)[-1].id,),
    "designing.versions.card": lambda o: (versions.versions(o)[0].id,),
    "designing.versions.barred": lambda o: (versions.versions(o)[0].id,),
    "designing.versions.may": lambda o: (versions.versions(o)[0].id,),
    "designing.versions.versions": lambda _o: (),
    "evidence_pack.pack.customers_in": lambda _o: (CLOSED, WHO),
    "explaining.explanation.explain": lambda _o: (OPEN, WHO),
    "explaining.live_workbook.sheets": lambda _o: (OPEN, WHO),
    "first_look.month_before": lambda _o: (OPEN,),
    "first_look.months": lambda _o: (),
    "first_look.next_scorecard": lambda _o: (),
    "first_look.overview": lambda _o: (OPEN,),
    "first_look.under_way": lambda _o: (),
    "first_look.unopened": lambda _o: (),
    "first_look.unsigned": lambda _o: (),
    "paper.sheets.content": lambda _o: (CLOSED, WHO, "zh_CN"),
    "paper.sheets.contents": lambda _o: (CLOSED,),
    "paper.sheets.overview": lambda _o: (OPEN,),
    "notes.keeping.count": lambda _o: (NoteSubject(WHO),),
    "notes.keeping.notes": lambda _o: (NoteSubject(WHO),),
    "opening.choice": lambda _o: ("courier-standard",),
    "opening.choices": lambda _o: (),
    "freezing.frozen": lambda o: (OPEN, versions.versions(o)[-1].id),
    "people.people": lambda _o: (),
    "records.by_hand.records": lambda _o: (OPEN,),
    "records.counting.met": lambda _o: (OCTOBER,),
    "records.imports.preview": lambda _o: (export("话务明细_2026-10"),),
    "records.imports.previews": lambda _o: (export("投诉工单_2026-10"),),
    "records.imports_log.history": lambda _o: (),
    "records.imports_log.rejections": lambda o: (batches(o)[0],),
    "records.record_lists.listing": lambda _o: (OPEN, "calls"),
    **dict.fromkeys(("card_rules.rules", "card_rules.offer", "card_rules.way"), lambda _o: ()),
    "cycle_rules.rule": lambda _o: (),
    "about_person.about_agent": lambda _o: (WHO,),
    "about_person.about_user": lambda o: (o.user.login if o.user else "",),
    "personal.announced": lambda _o: ("both", 3, "records"),
    "personal.is_revealed": lambda _o: ("records",),
    "retention.due.due": lambda _o: (),
    "retention.due.due_sorts": lambda _o: (),
    "retention.periods.periods": lambda _o: (),
    **dict.fromkeys(("retention.words.beforehand", "retention.words.still_in_copies"), lambda _o: ()),
    "roster.agent": lambda _o: (WHO,),
    "roster.agents": lambda _o: (),
    "scoring.boards.background": lambda _o: (OPEN,),
    "scoring.boards.board": lambda _o: (OPEN,),
    "scoring.boards.contact_entries": lambda _o: (OPEN, WHO),
    "scoring.contact_search.contacts": lambda _o: (OPEN, WHO),
    "scoring.leftovers.discarded": lambda _o: (OPEN,),
    "scoring.leftovers.leftover_drafts": lambda _o: (OPEN,),
    **dict.fromkeys(("locking.idle_minutes", "locking.locks_after"), lambda _o: ()),
    "signing_in.codes_left": lambda _o: (),
    "signing_in.logins": lambda _o: (),
    "tokens.tokens": lambda _o: (),
    "target_board.board": lambda _o: (OPEN,),
    "target_plan.plan": lambda _o: (),
    "month_steps.steps": lambda o: (first_look.overview(o, OPEN), today.outcome(o, OPEN)),
    "today.outcome": lambda _o: (OPEN,),
    **after_closing_calls.READS,
    **everything_appealed.READS,
    **uses_written.READS,
    **scans_written.READS,
    **checks_written.READS,
}
# The same where more than arguments is needed.
CALLS: Final[Mapping[str, Callable[[Office], Any]]] = {
    "assessment.focus.board_on": lambda o: focus.board_on(o, results.results(o, CLOSED)),
    "designing.advice_data.collect": lambda o: _collected(o),
    "designing.trial.trial": lambda o: trial.trial(o, OPEN, _newest_card(o)),
    "assessment.beside.times": lambda o: beside.times(o, results.results(o, OPEN)),
    "assessment.beside.own_times": lambda o: beside.own_times(o, m := results.results(o, OPEN), m.of(WHO)),
    "explaining.explanation.chain": lambda o: explanation.chain(o, standings.standings(o, OPEN), WHO, "csat"),
    "explaining.live_records.live_records": lambda o: _live_records(o),
    "evidence_pack.pack.contents": lambda o: pack_said(o, CLOSED, WHO),
    "paper.sheets.document": lambda o: document_said(sheets.document(o, CLOSED, [WHO]).pdf),
    "paper.sheets.render": lambda o: document_said(sheets.render(o, CLOSED, [WHO])),
    "records.corrections.as_entry": lambda o: corrections.as_entry(o, "calls", _first_call(o)),
    "records.bringing.candidates": lambda o: bringing.candidates(o, export(DAYS)),
    "records.bringing.candidates_of_all": lambda o: bringing.candidates_of_all(o, [export(DAYS)], Progress()),
    "records.evidence.records": lambda o: evidence.records(o, OPEN, WHO, "csat"),
    "records.imports_month.elsewhere": lambda o: imports_month.elsewhere(o, batches(o), OPEN),
    "records.imports_month.goes_on": lambda o: imports_month.goes_on(o, batches(o), OPEN),
    "trail.browsing.each": lambda o: list(browsing.each(o, Wanted(order="when"))),
    "trail.browsing.entries": lambda o: browsing.entries(o, most=50),
    "trail.browsing.entry": lambda o: browsing.entry(o, browsing.entries(o, most=1)[0].id),
    "trail.browsing.listing": lambda o: browsing.listing(o, Wanted(search=WHO)),
    "trail.history.history": lambda o: history.history(o, things.of_assessment(o, OPEN, WHO)),
    "trail.things.of_assessment": lambda o: history.history(o, things.of_assessment(o, CLOSED, WHO)),
    "trail.things.of_entry": lambda o: things.of_entry(o, browsing.entries(o, most=1)[0]),
    "trail.proof.prove": proof.prove,
    "records.record_lists.each": lambda o: list(record_lists.each(o, OPEN, "calls")),
}
WRITES: Final = (  # what `_work` does in one of the offices
    after_closing_calls.WRITES
    | everything_appealed.WRITES
    | set(
        """
card_rules.assign card_rules.assign_each card_rules.set_way
cycle_rules.set_rule opening.open_due opening.take_several_back assessment.exemptions.confirm
assessment.exemptions.exempt assessment.focus.restore assessment.focus.settle assessment.focus.settle_all
assessment.focus.withdraw assessment.results_export.export closing.close.close_after_backup
notes.copies.opened notes.copies.save notes.keeping.add notes.keeping.content notes.keeping.remove
closing.close.close_cycle cycles.open_cycle designing.drafts.delete_draft designing.drafts.new_draft
designing.drafts.save_draft designing.exchange.export_file designing.exchange.import_file
designing.notice.notice designing.versions.advance evidence_pack.pack.make explaining.live_workbook.save
opening.open_month opening.take_back paper.sheets.record paper.sheets.save people.add people.deactivate
people.edit people.reactivate people.remove people.set_password records.by_hand.add records.by_hand.edit
records.by_hand.export records.by_hand.remove records.bringing.import_all records.bringing.read_again
records.bringing.take_back records.corrections.correct records.counting.choose records.counting.choose_each
records.imports.run records.imports_log.export_rejections records.imports_undo.refuse_undo
records.imports_undo.undo merging.merge merging.preview renumbering.correct roster.add roster.edit
roster.leave roster.rejoin roster.remove scoring.drafts.comment scoring.drafts.rate
scoring.evaluations.reopen scoring.evaluations.submit scoring.leftovers.discard scoring.leftovers.restore
scoring.score_files.export_template scoring.score_files.import_scores scoring.score_files.take_back
scoring.saving.save scoring.typed_values.save_value setup.fill_office signing_in.change_password
setup.rename_office signing_in.sign_in signing_in.new_codes signing_in.recover retention.periods.set_period
retention.removal.carry_out trail.paper.write_history trail.paper.write_entries about_person.write
personal.reveal personal.hide personal.shown personal.exported designing.trial_export.export
locking.set_idle_minutes tokens.make tokens.revoke tokens.sign_in target_plan.set_target
target_plan.set_targets
""".split()  # noqa: SIM905 - a list to read
    )
)
# Not called: of files as such, of no rows, or parts of those called above.
LEFT_OUT: Final = re.compile(
    r"backups\..*|self_test\..*|drill\.drill|records\.stored\..*|records\.by_hand_rows\..*|scoring\.drafts\.signed_in|signing_in\.enter|rights\..*"
    r"|encryption\..*"
    r"|sample_followed\.follow"  # one call after the other of those called above
    r"|designing\.version_words\..*"  # they only word what they are given
    r"|explaining\.live_records\.cell"
    r"|evidence_pack\.(afterwards|lists|papers|read_me)\..*"  # parts of a pack
)


def _public() -> dict[str, Callable[..., Any]]:
    """Every public function of the services that takes an office first."""
    found = {}
    for module in pkgutil.walk_packages(services.__path__, "qadesk.services."):
        for name, made in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(made) and made.__module__ == module.name and name[0] != "_":
                first = next(iter(inspect.signature(made).parameters.values()), None)
                if first is not None and first.annotation == "Office":
                    found[f"{module.name.removeprefix('qadesk.services.')}.{name}"] = made
    return found


def _collected(office: Office) -> Any:
    found, card = advice_data.collect(office, 6, closed_only=True, progress=Progress())
    return found.months, found._cells, card


def _first_call(office: Office) -> record_lists.ListedRecord:
    first, *_rest = record_lists.each(office, OPEN, "calls")
    return first


def _newest_card(office: Office) -> Scorecard:
    return versions.card(office, versions.versions(office)[-1].id)


def _live_records(office: Office) -> Any:
    made = results.results(office, OPEN)
    items = tuple(made.cards.own.card.rated_items())
    return live_records.live_records(office, OPEN, made.of(WHO), made.office, items).sheets


# ---- the two offices


@pytest.fixture(scope="module")
def _kept(
    sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Office, dict[str, str]]]:
    """The sample office, beside it another one with the same people, references and months; what it says."""
    path = tmp_path_factory.mktemp("offices") / "two.qadesk"
    one = setup.open_office(on_server.copied(sample_file, path))
    before = _rows(one), _seen(one)
    with one.store.write(one.store.engine()) as connection:
        made = insert(tables.office).values(uid="other", name="城西", zone="Asia/Urumqi", created_at=_now())
        key = connection.execute(made.returning(tables.office.c.id)).scalar_one()
    other = Office(one.store, key, "城西", ZoneInfo("Asia/Urumqi"))
    setup.fill_office(other, user_name=sample.SUPERVISOR, first_cycle=period(CLOSED))
    sample._fill(other, sample.Progress(), followed=False)
    with other.write() as connection:  # not the same figures, by which one could be taken for the other
        for column in (tables.contact.c.response_ms, tables.contact.c.talk_ms):
            connection.execute(update(tables.contact).values({column: column * 2}))
        connection.execute(update(tables.agent).values(name=tables.agent.c.name + "西"))
        connection.execute(update(tables.survey_answer).values(score=10 - tables.survey_answer.c.score))
    assert _rows(one) == before[0], "what was done in the other office changed rows of this one"
    seen = _seen(one)
    _same(before[1], seen, but=STRANGERS if one.is_file else frozenset())
    yield one, other, seen
    one.close()


@pytest.fixture
def offices(_kept: tuple[Office, Office, dict[str, str]]) -> tuple[Office, Office]:
    return _kept[:2]


@pytest.fixture
def seen(_kept: tuple[Office, Office, dict[str, str]]) -> dict[str, str]:
    """What every reading service says of the first office; what hangs on the PC's profile is asked anew."""
    one, found = _kept[0], _public()
    return _kept[2] | {name: repr(found[name](one)) for name in STRANGERS}


def _now() -> datetime:
    return datetime(2026, 11, 1, tzinfo=UTC)


def _rows(office: Office) -> dict[str, str]:
    """A digest of each table's rows of an office, asked of the database without the help of `scope`."""
    digests = {}
    with office.store.read(office.store.engine()) as connection:
        for table in HELD:
            rows = connection.execute(select(table).where(table.c.office_id == office.id)).all()
            told = sorted(repr(tuple(row)) for row in rows)
            digests[table.name] = f"{len(told)} {hashlib.sha256(''.join(told).encode()).hexdigest()}"
    return digests


def _seen(office: Office) -> dict[str, str]:
    """What every reading service says."""
    found = _public()
    said = {name: repr(found[name](office, *given(office))) for name, given in READS.items()}
    return said | {name: repr(call(office)) for name, call in CALLS.items()}


def _same(before: Mapping[str, str], now: Mapping[str, str], but: frozenset[str] = frozenset()) -> None:
    assert {name for name in before if before[name] != now[name]} == but


def test_every_public_service_is_tried_with_two_offices() -> None:
    named = {*READS, *CALLS, *WRITES, *uses_written.WRITES, *scans_written.WRITES, *checks_written.WRITES}
    found = {name for name in _public() if not LEFT_OUT.fullmatch(name)}
    assert named == found, f"not tried: {sorted(found - named)}; not there: {sorted(named - found)}"


def test_every_table_says_whose_its_rows_are() -> None:
    assert {table.name for table in tables.metadata.sorted_tables} - {table.name for table in HELD} == SHARED
    assert all(not table.c.office_id.nullable for table in HELD)


def test_what_one_office_sees_is_its_own(offices: tuple[Office, Office], seen: dict[str, str]) -> None:
    one, other = offices
    beside = _seen(other)
    assert len(roster.agents(one)) == len(roster.agents(other))
    assert not [name for name, said in seen.items() if "西" in said and name not in STRANGERS]
    alike = {name for name in seen if seen[name] == beside[name]}
    assert "assessment.results.results" not in alike
    assert "roster.agents" not in alike


def test_whatever_one_office_does_leaves_the_other_as_it_was(
    offices: tuple[Office, Office], seen: dict[str, str], tmp_path: Path
) -> None:
    one, other = offices
    rows, own = _rows(one), _rows(other)
    told: list[str] = []
    unheld: list[str] = []

    def look(_c: Any, _cur: Any, statement: str, _p: Any, context: Any, _m: bool) -> None:
        told.append(statement)
        if not _is_held(statement) and not statement.startswith("SELECT coalesce(max("):
            unheld.append(statement)

    event.listen(other.engine, "before_cursor_execute", look)
    try:
        write_everything(other, tmp_path)
        _seen(other)
    finally:
        event.remove(other.engine, "before_cursor_execute", look)
    assert len(told) > 500
    assert unheld == []
    assert _rows(one) == rows
    _same(seen, _seen(one), but=STRANGERS if one.is_file else frozenset())
    changed = {name for name, digest in _rows(other).items() if digest != own[name]}
    written = {"agent", "audit", "contact_choice", "cycle", "evaluation", "import_batch", "scorecard", "user"}
    assert changed >= written, "the work did not write what it is said to"


_TABLES = re.compile(r"\b(?:FROM|JOIN|UPDATE)\s+\"?(" + "|".join(t.name for t in HELD) + r")\"?\b")


def _is_held(statement: str) -> bool:
    """Whether every office's table that a statement reads, changes or empties is one office's in it."""
    if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement):
        return True
    return len(_TABLES.findall(statement)) <= statement.count("office_id = ") and (
        not _TABLES.search(statement) or "office_id = " in statement
    )


def test_the_check_of_statements_finds_what_is_not_held() -> None:
    assert not _is_held("SELECT id FROM agent WHERE id = 1")
    assert not _is_held("SELECT 1 FROM agent JOIN cycle ON 1 = 1 WHERE agent.office_id = 1")
    assert not _is_held('DELETE FROM "user"')
    assert _is_held("UPDATE agent SET name = 'x' WHERE agent.office_id = 1")


def test_rows_are_not_stored_without_an_office(office: Office) -> None:
    from sqlalchemy.exc import StatementError

    engine: Engine = office.store.engine()
    with office.store.write(engine) as connection, pytest.raises(StatementError, match="of an office"):
        connection.execute(insert(tables.setting).values(key="k", value=1))


def test_an_outer_join_keeps_what_has_no_counterpart(office: Office) -> None:
    joined = select(tables.agent.c.id, tables.user.c.name).select_from(
        tables.agent.outerjoin(tables.user, tables.user.c.id == tables.agent.c.id)
    )
    with office.write() as connection:
        connection.execute(insert(tables.agent).values(staff_no="A", name="B", status="active"))
        connection.execute(insert(tables.agent).values(staff_no="C", name="D", status="active"))
        assert [name for _id, name in connection.execute(joined)] == ["Admin", None]
    assert scope._OFFICES in tables.metadata.tables


def test_services_write_sql_that_any_engine_runs() -> None:
    """Statements as text are not held to an office, and SQL of one engine belongs into `storage.dialect`."""
    folder = Path(services.__path__[0])
    files = [
        path
        for path in folder.rglob("*.py")
        if path.relative_to(folder).parts[0] not in ("backups", "support", "self_test")  # of files as such
    ]
    foreign = re.compile(r"sqlite|json_extract|PRAGMA|^from sqlalchemy import .*\btext\b", re.MULTILINE)
    assert [path.name for path in files if foreign.search(path.read_text("utf-8"))] == []
    assert len(files) > 100
