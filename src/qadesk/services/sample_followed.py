"""The sample office's closed month gone on with: reviewed, talked over, handed over, appealed, posted, used.

Each part is done on a day of its own, counted back from when the office is made, as its clock (`Office.ago`).
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from qadesk.domain.appeals import AppealAbout, AppealOutcome
from qadesk.domain.stages import Stage
from qadesk.domain.uses import starter
from qadesk.i18n import current_language
from qadesk.services import cycles
from qadesk.services.after_closing import corrections, delivery, interviews, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.interviews import Talk
from qadesk.services.after_closing.notices import NoticeChoice
from qadesk.services.appeals import deciding, entering, reading
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry, PointEntry
from qadesk.services.paper import sheets
from qadesk.services.scans import filing
from qadesk.services.scoring import drafts, evaluations
from qadesk.services.uses import payroll, rules
from qadesk.storage.office import Office

BEGINS: Final = 30  # days ago: the month was closed
PARTS: Final = 8
_REVIEWED, _DELIVERED, _SCANNED, _APPEALED, _DECIDED, _FINAL, _POSTED, _LATE = 29, 28, 27, 26, 22, 4, 3, 1
_OBJECTED, _REFUSED, _SENT, _UPHELD, _MISTYPED, _LATE_APPEAL = (
    "KF1014", "KF1012", "KF1013", "KF1001", "KF1010", "KF1005",
)  # fmt: skip
_FILED: Final = ("KF1003", "KF1006", "KF1008")
_NOT_SIGNED: Final = "KF1008"
_DOTS: Final = 150  # an inch, of what was scanned
_POINTS: Final = 72


def follow(office: Office, code: str, led_by: str, told: Callable[[int], object]) -> None:
    """Go on with a month that was closed `BEGINS` days ago by the office's clock, which is left as it was.

    `told` is called before each of `PARTS` parts with its number, from 0; it may raise Cancelled.
    """
    before = office.ago
    parts: tuple[tuple[int, Callable[[Office, str, str], None]], ...] = (
        (_REVIEWED, _reviewed), (_DELIVERED, _handed_over), (_SCANNED, _scanned), (_APPEALED, _appealed),
        (_DECIDED, _decided), (_FINAL, _made_final), (_POSTED, _posted), (_LATE, _appealed_late),
    )  # fmt: skip
    try:
        for number, (days, part) in enumerate(parts):
            told(number)
            office.ago = timedelta(days=days)
            part(office, code, led_by)
    finally:
        office.ago = before


def _all(office: Office, code: str) -> tuple[str, ...]:
    return tuple(one.staff_no for one in stages.positions(office, code).positions)


def _reviewed(office: Office, code: str, _by: str) -> None:
    """One result is given back first; one was scored a line too low, which is put right."""
    review.give_back(office, code, ["KF1007"], "有一单投诉的责任认定请再核对录音。")
    review.hand_in_again(office, code, ["KF1007"], "已重听录音，责任认定无误。")
    corrections.begin(office, code, _MISTYPED, "录入评分时看错一行，服务态度应为 5。")
    _rate(office, code, _MISTYPED, "attitude", "更正录入")
    corrections.finish(office, code, _MISTYPED)
    review.approve(office, code, _all(office, code))


def _rate(office: Office, code: str, staff_no: str, item: str, why: str) -> None:
    cycle = cycles.get(office, code)
    evaluations.reopen(office, cycle, staff_no, why)
    drafts.rate(office, cycle, staff_no, item, Decimal(5))
    evaluations.submit(office, cycle, [staff_no])


def _handed_over(office: Office, code: str, by: str) -> None:
    talk = Talk(
        office.today(),
        by,
        "对老客户耐心，派送异常跟进及时。",
        "平均响应超过 30 秒，差错登记 3 次。",
        "每天最后半小时核对登记；由徐丽带教两周。",
        "高峰时段只有两个人，希望排班能调整。",
    )
    interviews.save(office, code, _REFUSED, talk)
    document = sheets.document(office, code)
    sheets.record(office, code, document.sheets, "print")
    day = office.today()
    odd = {
        _OBJECTED: Handover(Stage.OBJECTED, day, "沟通技巧 3 分偏低，九月有两次客户点名表扬。"),
        _REFUSED: Handover(Stage.REFUSED, day, "响应时间应扣除系统故障的半天。", witness="徐丽"),
        _SENT: Handover(Stage.SENT, day, carrier="邮政 EMS", tracking="EB123456785CN"),
        _NOT_SIGNED: Handover(Stage.DELIVERED, day),
    }
    signing = [staff_no for staff_no in _all(office, code) if staff_no not in odd]
    delivery.deliver(office, code, signing, Handover(Stage.SIGNED, day))
    for staff_no, how in odd.items():
        delivery.deliver(office, code, [staff_no], how)


def _scanned(office: Office, code: str, _by: str) -> None:
    """Sheets come back from the scanner, one of them without a signature; what was sent has arrived."""
    with tempfile.TemporaryDirectory(prefix="qadesk-") as name:
        for staff_no in _FILED:
            (Path(name) / f"{staff_no}.png").write_bytes(_scan(office, code, staff_no))
        filing.file_scans(office, [Path(name)])
    delivery.deliver(office, code, [_SENT], Handover(Stage.DELIVERED, office.today()))


def _scan(office: Office, code: str, staff_no: str) -> bytes:
    """A sheet as it was printed, signed with a stroke of the pen unless it was not, as PNG."""
    import pypdfium2
    from PIL import ImageDraw

    from qadesk.printing.page import AreaKind
    from qadesk.printing.sheet_layout import compose

    scale = _DOTS / _POINTS
    content = sheets.content(office, code, staff_no, current_language())
    document = sheets.document(office, code, [staff_no])
    sheets.record(office, code, document.sheets, "print")
    with pypdfium2.PdfDocument(document.pdf) as pdf:
        page = pdf[0].render(scale=scale, grayscale=True).to_pil().copy()
    pen = ImageDraw.Draw(page)
    for area in compose(content)[0].areas:
        if area.kind is AreaKind.SIGNED and staff_no != _NOT_SIGNED:
            at = [area.x + area.width * part for part in (0.2, 0.35, 0.5, 0.65, 0.8)]
            up = [area.y + area.height * part for part in (0.7, 0.3, 0.75, 0.35, 0.6)]
            pen.line([(x * scale, y * scale) for x, y in zip(at, up, strict=True)], fill=40, width=3)
    with io.BytesIO() as out:
        page.save(out, "PNG")
        return out.getvalue()


def _appealed(office: Office, code: str, _by: str) -> None:
    day = office.today()
    one = PointEntry(AppealAbout.INDICATOR, "communication", "投诉客户回访时都表示满意。")
    entry = AppealEntry("沟通技巧评分偏低，请重听录音。", day, points=(one,))
    entering.enter(office, code, _UPHELD, entry)
    two = PointEntry(AppealAbout.INDICATOR, "communication", "两次表扬没有体现在评分里。")
    entering.enter(office, code, _OBJECTED, AppealEntry("对沟通技巧 3 分有异议。", day, points=(two,)))


def _decided(office: Office, code: str, _by: str) -> None:
    """One appeal is upheld and the rating put right inside it, one is rejected."""
    deciding.start_correcting(office, code, _UPHELD)
    _rate(office, code, _UPHELD, "communication", "申诉成立")
    found = {point.id: "重听 5 通录音，沟通清楚，应为 5 分。" for point in _points(office, code, _UPHELD)}
    decision = Decision(AppealOutcome.UPHELD, "评分改为 5，总分重新计算。", found)
    deciding.decide(office, code, _UPHELD, decision)
    found = {point.id: "表扬已按加分计入，与沟通技巧分开。" for point in _points(office, code, _OBJECTED)}
    decision = Decision(AppealOutcome.REJECTED, "抽查录音与评分相符，维持原结果。", found)
    deciding.decide(office, code, _OBJECTED, decision)


def _points(office: Office, code: str, staff_no: str) -> tuple[reading.AppealPoint, ...]:
    found = reading.appeals(office, code).appeals
    return next(one.points for one in found if one.position.staff_no == staff_no)


def _made_final(office: Office, code: str, _by: str) -> None:
    delivery.make_final(office, code, _all(office, code))


def _posted(office: Office, code: str, _by: str) -> None:
    """The notice is printed and posted, rules for rewards put in force, the bonus list given to payroll."""
    choice = NoticeChoice(first_day=office.today(), last_day=office.today() + timedelta(days=2))
    uses = starter()
    assert uses.bonus is not None, "the rules that are proposed have one"
    version = rules.draft(office).value
    rules.save(office, version, replace(uses, bonus=replace(uses.bonus, base=Decimal(1500))))
    rules.put_in_force(office, version, code)
    with tempfile.TemporaryDirectory(prefix="qadesk-") as name:
        publication.notice(office, code, choice, Path(name) / f"公示_{code}.pdf")
        publication.publish(office, code)
        payroll.export(office, code, Path(name) / f"奖金名单_{code}.xlsx")


def _appealed_late(office: Office, code: str, _by: str) -> None:
    words = "休假回来才看到结果：有一单差错不是我登记的。"
    entering.enter(office, code, _LATE_APPEAL, AppealEntry(words, office.today(), on_paper=False))
