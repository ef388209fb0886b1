"""Everything the services write, done once at least in one office: for the test of two in one database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from qadesk.domain.working_days import AppealRule
from qadesk.progress import Progress
from qadesk.resources import resource
from qadesk.services import (
    about_person,
    card_rules,
    cycle_rules,
    cycles,
    locking,
    merging,
    opening,
    people,
    personal,
    readers,
    renumbering,
    roster,
    setup,
    signing_in,
    target_plan,
    tokens,
)
from qadesk.services.after_closing import corrections as closed
from qadesk.services.after_closing import (
    delivery,
    interviews,
    notices,
    publication,
    review,
    taking_back,
    working_days,
)
from qadesk.services.assessment import exemptions, focus, results_export
from qadesk.services.card_ways import CardWay
from qadesk.services.closing import close, pending
from qadesk.services.designing import drafts as designs
from qadesk.services.designing import exchange, notice, reading_list, trial, trial_export, versions
from qadesk.services.evidence_pack import pack
from qadesk.services.explaining import live_workbook
from qadesk.services.notes import copies, keeping
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.paper import earlier_sheets, interview_pages, sheets
from qadesk.services.records import (
    bringing,
    by_hand,
    by_hand_rows,
    corrections,
    counting,
    imports,
    imports_log,
    record_lists,
)
from qadesk.services.retention import periods, removal
from qadesk.services.roster import AgentEntry
from qadesk.services.scoring import drafts, evaluations, leftovers, saving, score_files, typed_values
from qadesk.services.trail import paper, things
from qadesk.services.trail.finding import Wanted
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.choosing import Answers
from tests.refusals import refuses
from tests.unit.services import checks_written, everything_appealed, scans_written, uses_written

CLOSED, OPEN, WHO = "2026-09", "2026-10", "KF1001"


def export(name: str) -> Path:
    return next(resource("sample_office").glob(f"{name}.*"))


def batches(office: Office) -> list[int]:
    with office.read() as connection:
        batch = tables.import_batch.c
        return list(connection.execute(select(batch.id).order_by(batch.id)).scalars())


def _by_hand(office: Office, folder: Path) -> None:
    """A record typed in, corrected, deleted, and back; one of a file put right."""
    call, *_rest = record_lists.each(office, OPEN, "calls")
    corrections.correct(office, call.id, corrections.as_entry(office, "calls", call))
    praise = {"day": date(2026, 10, 5), "kind": "praise", "note": "锦旗"}
    made = by_hand.add(office, by_hand_rows.RecordEntry("incidents", "KF1002", praise)).value
    other = by_hand_rows.RecordEntry("incidents", "KF1003", praise | {"note": "感谢信"})
    by_hand.edit(office, made.number, other)
    by_hand.export(office, OPEN, folder / "typed.xlsx")
    done = by_hand.remove(office, made.number, "重复")
    assert done.undo is not None
    done.undo()


def write_everything(office: Office, folder: Path) -> None:
    """Everything that writes, once at least, in one office."""
    september, october = cycles.get(office, CLOSED), cycles.get(office, OPEN)
    _people(office)
    _design(office, folder)
    target_plan.set_target(office, target_plan.Whose(), "csat", Decimal("4.1"))
    target_plan.set_targets(office, [])
    exemptions.exempt(office, OPEN, "KF1002", "csat", "na", "neu")
    exemptions.confirm(office, OPEN, "KF1002", "csat")
    counting.choose(office, "2026-11", "chat", "totals")
    counting.choose_each(office, {("2026-12", "call"): "totals"})
    setup.rename_office(office, "城西新")
    _sign_in(office)
    again = imports.run(office, export("话务明细_2026-10"))
    assert again.imported == 0
    for batch in batches(office)[-3:-1]:
        imports.refuse_undo(office, batch)
        imports.undo(office, batch)
    _bring(office, folder)
    left = leftovers.leftover_drafts(office, OPEN)
    assert left
    leftovers.restore(office, OPEN, leftovers.discard(office, OPEN, [one.id for one in left]).value)
    _score(office, october, folder)
    focus.withdraw(office, CLOSED, WHO)
    focus.restore(office, CLOSED, focus.settle_all(office, CLOSED).value)
    focus.settle(office, CLOSED, WHO, "csat", "neu")
    _by_hand(office, folder)
    results_export.export(office, CLOSED, folder / "r.xlsx")
    live_workbook.save(office, CLOSED, WHO, folder / "w.xlsx")
    pack.make(office, CLOSED, WHO, folder / "evidence.zip")
    sheets.save(office, september.code, folder, [WHO])
    sheets.record(office, CLOSED, sheets.document(office, CLOSED, [WHO]).sheets, "print")
    with refuses("cycle.close_blocked"):  # drafts are left; September was closed before
        close.close_cycle(office, OPEN, accepting=pending.pending(office, OPEN))
    with refuses("cycle.close_blocked"):
        close.close_after_backup(office, close.closing(office, OPEN), Progress(), backed_up=False)
    _readers(office, folder)
    _after_closing(office, folder)
    uses_written.write(office, folder)
    opening.open_month(office, "2026-12")
    opening.take_back(office, "2026-12")
    cycles.open_cycle(office, "2026-11")
    _notes(office, folder)
    assert merging.preview(office, "N2", WHO).moving
    merged = merging.merge(office, "N2", WHO, "kept")
    assert merged.undo is not None
    merged.undo()
    personal.reveal(office, "records", OPEN)
    personal.hide(office, "records")
    about_person.write(office, about_person.about_agent(office, WHO), folder / "kept.xlsx")
    paper.write_history(office, things.of_assessment(office, OPEN, WHO), folder / "history.pdf")
    paper.write_entries(office, Wanted(), folder / "trail.pdf")
    made = trial.trial(office, OPEN, versions.card(office, versions.versions(office)[-1].id))
    trial_export.export(office, made, folder / "trial.xlsx")
    _retention(office)


def _readers(office: Office, folder: Path) -> None:
    """One agent signed for the scorecard, entered by mistake."""
    number = next(one.id for one in versions.versions(office) if one.published_at is not None)
    reading_list.save_list(office, number, folder / "list.pdf")
    readers.sign(office, number, [WHO], office.today())
    readers.unsign(office, number, [WHO])


def _after_closing(office: Office, folder: Path) -> None:
    """One result from review to its signature; the days on which it can be appealed against."""
    review.give_back(office, CLOSED, [WHO], "核实投诉")
    taking_back.take_back(office, CLOSED, [WHO], "退错了")
    review.give_back(office, CLOSED, [WHO], "核实投诉")
    review.hand_in_again(office, CLOSED, [WHO], "核实无误")
    review.approve(office, CLOSED, [WHO])
    interviews.save(office, CLOSED, WHO, interviews.Talk(office.today(), "王", agreed="每天听录音"))
    interviews.remove(office, CLOSED, WHO)
    interview_pages.save_pages(office, CLOSED, [WHO], folder / "interview.pdf")
    checks_written.write(office, folder)
    scans_written.scan(office, folder / "scanner")
    with refuses("final.appeal_possible"):
        delivery.make_final(office, CLOSED, [WHO])
    with refuses("stage.not_all_final"):
        publication.publish(office, CLOSED)
    with refuses("stage.not_all_final"):
        publication.notice(office, CLOSED, notices.NoticeChoice(), Path("notice.pdf"))
    closed.begin(office, CLOSED, "KF1002", "漏录表扬")
    praise = {"day": date(2026, 9, 5), "kind": "praise"}
    by_hand.add(office, by_hand_rows.RecordEntry("incidents", "KF1002", praise))
    assert closed.preview(office, CLOSED, "KF1002").lines
    assert closed.finish(office, CLOSED, "KF1002").value.revision == 2
    assert len(earlier_sheets.revisions(office, CLOSED, "KF1002")) == 2
    assert earlier_sheets.content(office, CLOSED, "KF1002", 1).superseded
    earlier_sheets.save(office, CLOSED, "KF1002", 1, folder / "earlier.pdf")
    closed.begin(office, CLOSED, "KF1002", "再核对")
    closed.give_up(office, CLOSED, "KF1002")
    everything_appealed.appeal(office, CLOSED, WHO, folder)
    working_days.set_rule(office, AppealRule(3, working=False))
    cycle_rules.set_rule(office, [3], by_itself=True)
    card_rules.assign(office, [target_plan.Whose(post="班长")], "courier-standard")
    card_rules.set_way(office, CardWay(together=True))
    opening.open_due(office)
    opening.open_month(office, "2027-02")
    opening.take_several_back(office, ["2027-02"])
    working_days.set_days(office, [working_days.OwnDay(date(2026, 11, 6), works=False, name="盘点")])


def _retention(office: Office) -> None:
    """Years later, of whom one is a person who left."""
    roster.leave(office, "N2", date(2026, 9, 30))
    periods.set_period(office, "customers", 6)
    office.today = lambda: date(2031, 1, 1)  # type: ignore[method-assign]
    try:
        assert {one.sort for one in removal.carry_out(office).value} >= {"customers", "records", "leavers"}
    finally:
        del office.today


def _sign_in(office: Office) -> None:
    """By a code and by a token, which is revoked; the window locks after a while."""
    assert office.user is not None
    login = office.user.login
    signing_in.recover(office, login, signing_in.new_codes(office).value[0], "geheim-2")
    made = tokens.make(office, "nightly", ["import"]).value
    tokens.sign_in(office, made.text, "import")
    tokens.revoke(office, made.token.id)
    locking.set_idle_minutes(office, 5)


def _notes(office: Office, folder: Path) -> None:
    """A note with a file on an agent, looked at, deleted and back; one on a record."""
    scan = folder / "扫描.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    number = keeping.add(office, NoteSubject(WHO), "", scan).value.id
    keeping.add(office, NoteSubject(kind="calls", ref="H1"), "录音已听")
    assert copies.opened(office, number).read_bytes() == keeping.content(office, number)[1]
    copies.save(office, number, folder / "存.pdf")
    done = keeping.remove(office, NoteSubject(WHO), number, "重复")
    assert done.undo is not None
    done.undo()


def _bring(office: Office, folder: Path) -> None:
    """A file with one row that is taken and one that is not, brought in and taken back."""
    file = folder / "calls.csv"
    head = "流水号,坐席工号,呼入时间,接听状态,响应时长,通话时长,是否首次解决,满意度"
    rows = (f"NEU{n},{who},2026-10-05 09:0{n},已接,10,60,是,5" for n, who in enumerate((WHO, "nobody")))
    file.write_text("\n".join((head, *rows)), "utf-8")
    (found,) = bringing.candidates(office, file)
    done = bringing.import_all(office, [bringing.read_again(office, found, Answers())], Progress())
    (came,) = done.value
    assert came.report is not None
    assert (came.report.imported, len(came.report.rejected)) == (1, 1)
    assert came.report.batch_id is not None
    imports_log.export_rejections(office, came.report.batch_id, folder / "rejected.csv")
    bringing.take_back(office, [came.report.batch_id], Progress(), backed_up=False)


def _people(office: Office) -> None:
    signing_in.sign_in(office, office.user.login if office.user else "", "")
    signing_in.change_password(office, "", "secret0")
    people.add(office, "李", "supervisor", "li", "secret1")
    people.set_password(office, "li", "secret2")
    people.edit(office, "li", "李四", "manager")
    people.deactivate(office, "li")
    people.reactivate(office, "li")
    people.remove(office, "li")
    roster.add(office, AgentEntry("N1", "新"))
    roster.edit(office, AgentEntry("N1", "新人", team="热线二组"))
    corrected = renumbering.correct(office, "N1", "N11", "录入有误")
    assert corrected.undo is not None
    corrected.undo()
    roster.leave(office, "N1", date(2026, 10, 30))
    roster.rejoin(office, "N1")
    roster.remove(office, "N1")
    people.add(office, "赵", "supervisor", "zhao", "secret1")
    roster.add(office, AgentEntry("N2", "再"))


def _design(office: Office, folder: Path) -> None:
    newest = versions.versions(office)[0]
    made = designs.new_draft(office, newest.id).value
    designs.save_draft(office, made, versions.card(office, made))
    exchange.export_file(office, made, folder / "s.yaml")
    notice.notice(office, made, folder / "notice.pdf")
    designs.delete_draft(office, exchange.import_file(office, folder / "s.yaml", "other").value)
    for status in sorted(versions.may(office, made))[:1]:
        versions.advance(office, made, status, "neu")


def _score(office: Office, october: Any, folder: Path) -> None:
    score_files.export_template(office, OPEN, folder / "t.xlsx")
    evaluations.reopen(office, october, WHO, "neu")
    drafts.rate(office, october, WHO, "attitude", Decimal(5))
    saving.save(office, october, [saving.Change(WHO, None, "level", "attitude", Decimal(4))])
    drafts.comment(office, october, WHO, "gut")
    evaluations.submit(office, october, [WHO])
    with refuses("evaluation.no_such_item"):
        typed_values.save_value(office, october, WHO, "none", Decimal(1))
    draft = export("评分草稿_2026-10")
    score_files.take_back(office, score_files.import_scores(office, OPEN, draft).value, OPEN)
