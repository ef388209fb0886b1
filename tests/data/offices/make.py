"""Makes schema-N.qadesk, an office as this version writes it. Run once for each schema.

The self-test of the installed program opens the same: it is copied to resources/self_test, too.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, insert

from qadesk.domain.check_forms import to_dict
from qadesk.domain.periods import period
from qadesk.services import library, setup
from qadesk.storage import files, tables


def _check(connection: Connection, at: datetime) -> None:
    """A contact that was checked by a published form, with what came of it."""
    form = library.form("phone")
    own = {"form_id": 1, "user_id": 1}
    connection.execute(
        insert(tables.check_form).values(
            code=form.code, version=1, status="published", content=to_dict(form), updated_at=at,
            user_id=1, published_at=at,
        )
    )  # fmt: skip
    connection.execute(
        insert(tables.check_sample).values(cycle_id=1, seed="s", each=1, strata=[], at=at, **own)
    )
    connection.execute(
        insert(tables.contact_check).values(
            cycle_id=1, agent_id=1, sample_id=1, contact_id=1, ref="H1", channel="call", at=at,
            status="submitted", updated_at=at, submitted_at=at, batch_id=1, **own,
        )
    )  # fmt: skip
    connection.execute(insert(tables.check_answer).values(check_id=1, question="greeting", answer="yes"))
    connection.execute(
        insert(tables.check_result).values(
            part="1", ref="H1", agent_id=1, at=at, channel="call", form="phone", version=1, score=10_000,
            passed=True, found=[], batch_id=1,
        )
    )  # fmt: skip


def main() -> None:
    """One agent of each kind, one record, one rating: enough to see that an upgrade keeps them."""
    path = Path(__file__).with_name(f"schema-{files.SCHEMA}.qadesk")
    if path.exists():
        sys.exit(f"{path.name} is there: stored offices never change")
    office = setup.create_office(
        path,
        name="城东营业部",
        user_name="王主管",
        login="wang",
        password="correct horse",
        first_cycle=period("2026-09"),
    )
    at = datetime(2026, 9, 3, 1, 2, 3, tzinfo=UTC)
    stay, gone = ("active", date(2019, 1, 1), None), ("left", date(2020, 2, 8), date(2026, 9, 20))
    with office.write() as connection:
        for number, name, (status, hired, left) in (("KF1001", "龚䶮", stay), ("KF1013", "赵超", gone)):
            connection.execute(
                insert(tables.agent).values(
                    office_id=1, staff_no=number, name=name, status=status, hired_on=hired, left_on=left
                )
            )
        connection.execute(insert(tables.former_number).values(agent_id=1, staff_no="KF1010", at=at))
        scan = b"%PDF-1.4\n%%EOF\n"
        connection.execute(
            insert(tables.note).values(
                kind="calls", ref="H1", part="", text="来电录音的文字稿", at=at, user_id=1,
                file_name="文字稿.pdf", file_sort="pdf", file_size=len(scan),
                file_digest=hashlib.sha256(scan).hexdigest(),
            )
        )  # fmt: skip
        connection.execute(insert(tables.note_file).values(note_id=1, content=scan))
        connection.execute(
            insert(tables.import_batch).values(
                kind="calls",
                file_name="话务明细.csv",
                file_digest="0" * 64,
                mapping={"ref": "流水号"},
                rows=1,
                imported=1,
                first_day=date(2026, 9, 3),
                last_day=date(2026, 9, 3),
                user_id=1,
                at=at,
            )
        )
        connection.execute(
            insert(tables.contact).values(
                channel="call",
                ref="H1",
                agent_id=1,
                at=at,
                answered=True,
                response_ms=23_000,
                talk_ms=120_000,
                resolved=True,
                rating=5,
                batch_id=1,
            )
        )
        span = {"at": datetime(2026, 9, 3, 16, tzinfo=UTC), "until": datetime(2026, 9, 4, 16, tzinfo=UTC)}
        connection.execute(
            insert(tables.contact_total).values(
                **span,
                ref="1|2026-09-04|2026-09-04|chat|",
                channel="chat",
                queue="",
                agent_id=1,
                contacts=86,
                responses=86,
                response_us=1_075_000_000,
                satisfaction=Decimal("0.985"),
                batch_id=1,
            )
        )
        connection.execute(
            insert(tables.contact_choice).values(
                office_id=1, month="2026-09", channel="chat", counts="totals", user_id=1, at=at
            )
        )
        connection.execute(
            insert(tables.delivery_day).values(
                office_id=1, day=date(2026, 9, 3), courier="甲", due=100, on_time=99, batch_id=1
            )
        )
        connection.execute(
            insert(tables.evaluation).values(
                cycle_id=1,
                agent_id=1,
                user_id=1,
                status="submitted",
                comment="耐心",
                updated_at=at,
                submitted_at=at,
            )
        )
        for item, level in (("attitude", Decimal("4.5")), ("communication", None)):
            connection.execute(insert(tables.rating).values(evaluation_id=1, item=item, level=level))
        _check(connection, at)
        settled = {"cycle_id": 1, "agent_id": 1, "user_id": 1, "at": at}
        connection.execute(
            insert(tables.focus).values(
                **settled, indicator="csat", basis="chosen", step="复盘录音", extra=Decimal(0)
            )
        )
        connection.execute(
            insert(tables.typed_value).values(**settled, indicator="seniority", value=Decimal("4.50"))
        )
        connection.execute(
            insert(tables.target_plan).values(
                team="热线一组", indicator="csat", standard=Decimal("4.20"), user_id=1, at=at
            )
        )
        connection.execute(
            insert(tables.card_rule).values(post="班长", code="courier-standard", user_id=1, at=at)
        )
        connection.execute(insert(tables.cycle_card).values(**settled, scorecard_id=1, since=at.date()))
        connection.execute(
            insert(tables.scorecard_step).values(scorecard_id=1, status="published", user_id=1, at=at)
        )
        connection.execute(
            insert(tables.exemption).values(
                **settled, indicator="communication", kind="na", reason="后勤", decided_by=1, decided_at=at
            )
        )
        connection.execute(
            insert(tables.assessment_step).values(
                **settled, stage="refused", day=date(2026, 9, 30), reason="不认可", witness="孙组长"
            )
        )
        scanned = {"cycle_id": 1, "agent_id": 1, "user_id": 1, "at": at}
        connection.execute(insert(tables.scan).values(**scanned, state="filed", source="scan.pdf", place=1))
        connection.execute(
            insert(tables.scan_page).values(
                scan_id=1, page=1, source="scan.pdf", place=1, file_sort="png", file_size=3,
                file_digest=hashlib.sha256(b"PNG").hexdigest(), looks=[],
            )
        )  # fmt: skip
        connection.execute(insert(tables.scan_file).values(page_id=1, content=b"PNG"))
        connection.execute(
            insert(tables.interview).values(
                **settled, day=date(2026, 9, 29), led_by="王主管", strengths="响应快", improve="服务态度",
                agreed="每天听两通录音", statement="认可", on_sheet=True,
            )
        )  # fmt: skip
        connection.execute(
            insert(tables.scorecard_reader).values(
                scorecard_id=1, agent_id=1, day=date(2026, 9, 1), user_id=1, at=at
            )
        )
        connection.execute(
            insert(tables.notice).values(
                cycle_id=1, number=1, named="both", shown="grades", digest="2" * 64, user_id=1, at=at
            )
        )
        connection.execute(
            insert(tables.notice_line).values(
                notice_id=1, agent_id=1, staff_no="KF1001", name="龚䶮", grade="B"
            )
        )
        connection.execute(
            insert(tables.correction).values(
                **settled, reason="导错文件", computed="0" * 64, ended_by=1, ended_at=at, revision=2
            )
        )
        connection.execute(
            insert(tables.use_rules).values(
                version=1, status="in_force", content={"bonus": None, "awards": [], "lists": []},
                since="2026-09", updated_at=at, user_id=1, put_at=at,
            )
        )  # fmt: skip
        connection.execute(insert(tables.worked_days).values(**settled, days=Decimal("21.5")))
        connection.execute(
            insert(tables.use_export).values(
                cycle_id=1, rules_id=1, kind="bonus", file_name="奖金.xlsx", digest="2" * 64, user_id=1, at=at
            )
        )
        connection.execute(
            insert(tables.use_line).values(
                export_id=1, agent_id=1, what="bonus", coefficient=Decimal("1.20"), revision=1, why="等级 A"
            )
        )
        connection.execute(insert(tables.special_day).values(day=date(2026, 9, 28), works=False, name="盘点"))
        connection.execute(insert(tables.recovery_code).values(user_id=1, digest="0" * 64, made_at=at))
        connection.execute(
            insert(tables.app_token).values(
                user_id=1, name="每晚导入", digest="1" * 64, commands=["import"], made_at=at
            )
        )
        connection.execute(insert(tables.sign_in_attempt).values(user_id=1, failures=2, failed_at=at))
    office.close()
    shutil.copy(path, Path(__file__).parents[3] / "resources" / "self_test")


if __name__ == "__main__":
    main()
