"""The notice of a scorecard: everything agents are measured by is on it, in a language of its own."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from qadesk import i18n
from qadesk.domain.measures import COUNTS
from qadesk.domain.periods import period
from qadesk.domain.rules import Bonus, Effect, PassFail, RedLine
from qadesk.domain.scorecard import Grade, Marks, Names, Scorecard, Section
from qadesk.domain.working_days import AppealRule
from qadesk.printing.fonts import printable
from qadesk.printing.scorecard_notice import NoticeContent
from qadesk.printing.scorecard_notice_layout import compose, missing_characters, notice_pdf
from qadesk.services import people, roster, scorecards, setup, signing_in
from qadesk.services.designing import notice, versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.storage.office import Office
from qadesk.tabular import scorecard_words
from tests.refusals import refuses
from tests.unit.domain.cards import all_scorecards
from tests.unit.printing.kept import FORMS, complaints
from tests.unit.printing.test_sheet_layout import assert_within_margins, read

CARD = scorecards.shipped()


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = setup.create_office(
        tmp_path / "b.qadesk", name="东门营业部", user_name="Wang", first_cycle=period("2026-09")
    )
    yield office
    office.close()


def of(office: Office, card: Scorecard, language: str = "en") -> NoticeContent:
    """The notice of a draft with this content."""
    draft = versions.new_draft(office, None).value
    versions.save_draft(office, draft, card)
    return notice.content(office, draft, language)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_all_of_the_shipped_scorecard_is_on_paper(branch: Office, tmp_path: Path, language: str) -> None:
    (version,) = versions.versions(branch)
    before = i18n.current_language()
    file = tmp_path / "notice.pdf"
    assert notice.notice(branch, version.id, file, language) == ()
    assert i18n.current_language() == before
    pages = PdfReader(file).pages
    text = "".join(page.extract_text() for page in pages).replace("\u00a0", " ")
    for section in CARD.sections:
        assert section.names.in_language(language) in text
        for indicator in section.indicators:
            assert indicator.names.in_language(language) in text
            for level in indicator.levels:
                assert level.wording.in_language(language)[:20] in text
    assert "东门营业部" in text
    assert "2026-09" in text
    assert ("第 1 页，共 2 页" if language == "zh_CN" else "Page 1 of 2") in text
    assert ("≤ 30 秒 → 100" if language == "zh_CN" else "≤ 30 s → 100") in text
    other = "Response" if language == "zh_CN" else "响应速度"
    assert other not in text


def test_what_it_says(branch: Office) -> None:
    content = notice.content(branch, versions.versions(branch)[0].id, "en")
    assert content.standing == ""
    assert dict(content.facts)["Applies"] == "from the cycle 2026-09"
    lines = {line.name: line for section in content.sections for line in section.lines}
    assert (lines["Service errors"].weight, lines["Service errors"].standard) == ("5", "≤ 0")
    assert lines["First-contact resolution"].standard == "≥ 90%"
    assert lines["Attitude rating"].detail == "rated 1–5; higher is better"
    assert (lines["Customer praises"].weight, lines["Customer praises"].rule) == (
        "bonus",
        "+1 to the total for each, at most +5",
    )
    assert content.total == "100"
    assert [(g.code, g.totals) for g in content.grades] == [
        ("A", "from 90"),
        ("B", "80 to below 90"),
        ("C", "70 to below 80"),
        ("D", "below 70"),
    ]
    assert not any("Quotas" in note for note in content.notes)


def test_sections_with_shares_quotas_and_the_like(branch: Office) -> None:
    praises, errors = CARD.indicator("praises"), CARD.indicator("errors")
    computed = replace(
        errors, code="share", weight=Decimal(60), formula="contacts / errors", names=Names("比", "Share")
    )
    half = replace(errors, weight=Decimal(40), rule=PassFail("lower"))
    card = replace(
        CARD,
        sections=(
            Section("main", Names("主", "Main"), (computed, half), share=Decimal(100)),
            Section("top", Names("加", "On top"), (praises,), most=Decimal(3), least=Decimal(-2)),
        ),
        grades=(Grade("金牌", Names("金", "Gold"), Decimal(90), Decimal("0.2")), CARD.grades[3]),
        marks=Marks.WEIGHT,
        half_points=True,
        focus_extra=Decimal(10),
    )
    content = of(branch, card)
    assert content.standing == "Not published: this version is not in force."
    main, top = content.sections
    assert (main.weight, [line.weight for line in main.lines]) == ("100", ["60", "40"])
    assert main.lines[0].detail == "computed: contacts ÷ Service errors; lower is better"
    assert main.lines[1].rule == "40 points if the standard is met, otherwise 0"
    assert (top.weight, top.note) == ("", "Together at most +3 on the total, at least −2 on the total")
    assert content.grades[0].quota == "at most 20% of the agents"
    said = " ".join(content.notes)
    for part in (
        "as many points as its weight",
        "once 10 agents are graded",
        "half points",
        "up to 10 percentage points more",
    ):
        assert part in said


def test_a_note_is_not_torn_from_page_to_page_and_each_page_says_when(branch: Office) -> None:
    content = notice.content(branch, versions.versions(branch)[0].id, "en")
    long = "A note that is as long as it takes to go over two lines of the notice, and then some words more."
    when = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
    for count in range(1, 40):
        pages = compose(replace(content, notes=(*["Short."] * count, long)), when)
        on = [page for page in pages if any(text.text.startswith("A note") for text in page.texts)]
        assert any(text.text.endswith("words more.") for text in on[0].texts)
        assert all(any("made 2026-10-01 09:30" in text.text for text in page.texts) for page in pages)


def test_where_a_version_stands(branch: Office) -> None:
    (first,) = versions.versions(branch)
    draft = versions.new_draft(branch, first.id).value
    for to in (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED):
        versions.advance(branch, draft, to)
    content = notice.content(branch, draft, "en")
    assert content.standing == ""
    facts = dict(content.facts)
    assert facts["Applies"] == "from the next cycle, 2026-10"
    assert facts["Approved by"].startswith("Wang, who also submitted it, 20")
    assert "Submitted by" not in facts
    versions.advance(branch, draft, VersionStatus.RETIRED)
    assert notice.content(branch, draft, "en").standing.startswith("Retired")
    with refuses("scorecard.version_gone"):
        notice.content(branch, 99)


def test_who_submitted_it_is_told_where_another_one_approved_it(branch: Office) -> None:
    (first,) = versions.versions(branch)
    draft = versions.new_draft(branch, first.id).value
    people.add(branch, "Li", "manager", "li", "secret123")
    versions.advance(branch, draft, VersionStatus.SUBMITTED)
    signing_in.sign_in(branch, "li", "secret123")
    versions.advance(branch, draft, VersionStatus.APPROVED)
    facts = dict(notice.content(branch, draft, "en").facts)
    assert facts["Submitted by"] == "Wang"
    assert facts["Approved by"].startswith("Li, 20")


def test_every_agent_here_has_a_line_to_sign_on(branch: Office) -> None:
    roster.add(branch, roster.AgentEntry("A1", "Anna"))
    roster.add(branch, roster.AgentEntry("A2", "Ben"))
    roster.leave(branch, "A2", date(2026, 9, 1))
    content = notice.content(branch, versions.versions(branch)[0].id, "en")
    assert content.readers[-1:] == (("A1", "Anna"),)
    assert "Ben" not in dict(content.readers).values()
    pages = compose(content)
    assert_within_margins(pages, codes=0)
    assert "A1Anna" in read(pages)


def test_a_large_scorecard_takes_several_pages_with_the_head_on_each(branch: Office) -> None:
    many = tuple(
        replace(
            CARD.indicator("avg_response_seconds"), code=f"i{n}", names=Names(f"指标{n}", f"Indicator {n}")
        )
        for n in range(200)
    )
    card = replace(CARD, sections=(replace(CARD.sections[0], indicators=many),))
    pages = compose(of(branch, card))
    assert len(pages) > 8
    assert_within_margins(pages, codes=0)
    for number, page in enumerate(pages, 1):
        texts = [text.text for text in page.texts]
        assert f"Page {number} of {len(pages)}" in texts
        if any(text.startswith("Indicator 1") for text in texts):
            assert "How points are given" in texts
            assert any(text in ("Response", "Response (continued)") for text in texts)
    assert all(f"Indicator{n}" in read(pages) for n in range(200))
    pdf = notice_pdf(of(branch, card))
    assert not [complaint for form in FORMS for complaint in complaints(pdf, form)]


def test_texts_longer_than_a_page_are_cut_between_lines(branch: Office) -> None:
    long = " ".join(f"word{n}" for n in range(600))
    indicator = replace(CARD.sections[0].indicators[0], names=Names(long, long))
    attitude = CARD.indicator("attitude")
    worded = replace(attitude.levels[0], wording=Names(long, long), name=Names(long, long))
    wordy = replace(attitude, levels=(worded, *attitude.levels[1:]))
    card = replace(
        CARD,
        names=Names(long, long),
        sections=(Section("s", Names(long, long), (indicator, wordy)),),
        grades=tuple(replace(g, code=g.code * 40, names=Names(long, long)) for g in CARD.grades),
    )
    pages = compose(of(branch, card))
    assert_within_margins(pages, codes=0)
    everything = read(pages)
    assert everything.count("word599") >= 2
    assert complaints(notice_pdf(of(branch, card)), "ua1") == set()  # a cell goes over several pages


def test_a_line_end_in_a_rule_does_no_harm(branch: Office) -> None:
    rule = RedLine(Effect.CAP_GRADE, "A\nB", Decimal(1))
    line = replace(CARD.indicator("abusive_language"), rule=rule)
    card = replace(CARD, sections=(Section("s", Names("s", "s"), (line,)),))
    assert "AB" in read(compose(_invented(card, "en")))


def test_the_file_says_when_it_was_made_by_whom_and_what_it_is(branch: Office, tmp_path: Path) -> None:
    version = versions.versions(branch)[0].id
    before = branch.local(branch.now()).replace(microsecond=0)
    notice.notice(branch, version, tmp_path / "n.pdf", "en")
    pdf = (tmp_path / "n.pdf").read_bytes()
    said = PdfReader(io.BytesIO(pdf)).metadata
    assert said is not None
    assert said.creation_date is not None
    assert before <= said.creation_date <= branch.local(branch.now())
    assert (said.author, said.subject) == ("东门营业部", "Notice of the scorecard")
    assert said.title == "Notice of the scorecard: Standard courier scorecard, version 1"
    assert not [complaint for form in FORMS for complaint in complaints(pdf, form)]


@settings(max_examples=15, deadline=None)
@given(all_scorecards())
def test_nothing_leaves_the_margins(card: Scorecard) -> None:
    for language in i18n.LANGUAGES:
        assert_within_margins(compose(_invented(card, language)), codes=0)


def _invented(card: Scorecard, language: str) -> NoticeContent:
    """The notice of a scorecard that stands in no office."""
    office = SimpleNamespace(name="东门", local=lambda moment: moment)
    version = versions.Version(
        1,
        card.code,
        1,
        card.names,
        VersionStatus.PUBLISHED,
        None,
        datetime(2026, 10, 1, tzinfo=UTC),
        None,
        (),
        (),
    )
    with i18n.speaking(language):
        made = notice._Words(office, version, card, "2026-11", AppealRule()).content()  # type: ignore[arg-type]
    readers = tuple((f"KF{n}" * 9, "欧阳" * n) for n in range(1, 30))
    return replace(made, readers=readers)


def test_odd_characters_are_named(branch: Office, tmp_path: Path) -> None:
    content = of(branch, replace(CARD, names=Names("方案\U0001f600", "Card\U0001f600")))
    assert missing_characters(content) == ("\U0001f600",)
    draft = next(v for v in versions.versions(branch) if v.status is VersionStatus.DRAFT)
    assert notice.notice(branch, draft.id, tmp_path / "n.pdf", "en") == ("\U0001f600",)
    text = PdfReader(io.BytesIO(notice_pdf(content))).pages[0].extract_text()
    assert printable("Card\U0001f600") in text
    assert notice_pdf(content) == notice_pdf(content)


def test_another_language_is_spoken_in_this_thread_only() -> None:
    heard: list[str] = []
    with i18n.speaking("zh_CN"):
        thread = threading.Thread(target=lambda: heard.append(i18n._("Grade")))
        thread.start()
        thread.join()
        assert (i18n._("Grade"), i18n.current_language()) == ("等级", "zh_CN")
    assert heard == ["Grade"]
    assert i18n._("Grade") == "Grade"
    with pytest.raises(ValueError, match="unknown language"), i18n.speaking("fr"):
        pass


def test_every_count_a_formula_may_name_has_words() -> None:
    assert set(scorecard_words.COUNTS) == set(COUNTS)


def test_bonus_rules_are_words_too(branch: Office) -> None:
    praises = replace(CARD.indicator("praises"), rule=Bonus(Decimal("0.5"), Decimal(2)))
    card = replace(CARD, sections=(*CARD.sections[:1], replace(CARD.sections[7], indicators=(praises,))))
    assert of(branch, card, "zh_CN").sections[1].lines[0].rule == "每次总分加 0.5 分，最多加 2 分"
