"""The second half of a month: revisions, corrections, scans, interviews, readers, notices and more."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _revisions()
    _corrections()
    _talks()
    _notices()
    _scans()
    _appeals()
    _uses()


def _revisions() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _assessments_anew()
        return
    op.add_column("assessment", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("assessment", "revision", server_default=None)
    op.drop_constraint("uq_assessment_cycle_id_agent_id", "assessment")
    op.create_unique_constraint(
        "uq_assessment_cycle_id_agent_id_revision", "assessment", ["cycle_id", "agent_id", "revision"]
    )


def _scans() -> None:
    """What a sheet's codes say is kept with its printing; signed sheets come back as scans."""
    for name in ("revision", "pages"):
        op.add_column("sheet", sa.Column(name, sa.Integer()))
    for name in ("total", "grade", "language"):
        op.add_column("sheet", sa.Column(name, _WORD))
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer()),
        sa.Column("agent_id", sa.Integer()),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("said", _WORD, nullable=False),
        sa.Column("source", _WORD, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("signed", _WORD, nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_scan_agent_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_scan_cycle_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_scan_office_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_scan_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    op.create_index("ix_scan_cycle_agent", "scan", ["cycle_id", "agent_id"])
    op.create_table(
        "scan_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("source", _WORD, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("file_sort", _WORD, nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("file_digest", _WORD, nullable=False),
        sa.Column("looks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_scan_page_office_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_scan_page_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_page")),
        sa.UniqueConstraint("scan_id", "page", name=op.f("uq_scan_page_scan_id_page")),
    )
    op.create_index(op.f("ix_scan_page_file_digest"), "scan_page", ["file_digest"])
    op.create_table(
        "scan_file",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_scan_file_office_id")),
        sa.ForeignKeyConstraint(["page_id"], ["scan_page.id"], name=op.f("fk_scan_file_page_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_scan_file")),
    )


def _assessments_anew() -> None:
    """SQLite cannot drop what must be unique: the table is made anew."""
    op.execute(
        """
        CREATE TABLE assessment_new (
            id INTEGER NOT NULL,
            office_id INTEGER NOT NULL,
            cycle_id INTEGER NOT NULL,
            agent_id INTEGER NOT NULL,
            content JSON NOT NULL,
            digest VARCHAR NOT NULL,
            at BIGINT NOT NULL,
            revision INTEGER NOT NULL,
            CONSTRAINT pk_assessment PRIMARY KEY (id),
            CONSTRAINT uq_assessment_cycle_id_agent_id_revision UNIQUE (cycle_id, agent_id, revision),
            CONSTRAINT fk_assessment_office_id FOREIGN KEY(office_id) REFERENCES office (id),
            CONSTRAINT fk_assessment_cycle_id FOREIGN KEY(cycle_id) REFERENCES cycle (id),
            CONSTRAINT fk_assessment_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id)
        )
        """
    )
    op.execute(
        "INSERT INTO assessment_new (id, office_id, cycle_id, agent_id, content, digest, at, revision)"
        " SELECT id, office_id, cycle_id, agent_id, content, digest, at, 1 FROM assessment"
    )
    op.drop_table("assessment")
    op.rename_table("assessment_new", "assessment")


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("reason", _WORD, nullable=False),
        sa.Column("computed", _WORD, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("others", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_correction_office_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_correction_cycle_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_correction_agent_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_correction_user_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_correction_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    in_hand = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_correction_in_hand", "correction", ["cycle_id", "agent_id"],
        unique=True, sqlite_where=in_hand, postgresql_where=in_hand,
    )  # fmt: skip


def _of(table: str, name: str) -> sa.ForeignKeyConstraint:
    """What a column of a new table refers to."""
    return sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id"))


def _talks() -> None:
    op.create_table(
        "interview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("led_by", _WORD, nullable=False),
        sa.Column("strengths", _WORD, nullable=False),
        sa.Column("improve", _WORD, nullable=False),
        sa.Column("agreed", _WORD, nullable=False),
        sa.Column("statement", _WORD, nullable=False),
        sa.Column("on_sheet", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(_of("interview", name) for name in ("office", "cycle", "agent", "user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("cycle_id", "agent_id", name=op.f("uq_interview_cycle_id_agent_id")),
    )
    op.create_table(
        "scorecard_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(_of("scorecard_reader", name) for name in ("office", "scorecard", "agent", "user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_reader")),
        sa.UniqueConstraint(
            "scorecard_id", "agent_id", name=op.f("uq_scorecard_reader_scorecard_id_agent_id")
        ),
    )


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("named", _WORD, nullable=False),
        sa.Column("shown", _WORD, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("objections_to", _WORD, nullable=False),
        sa.Column("digest", _WORD, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(_of("notice", name) for name in ("office", "cycle", "user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("cycle_id", "number", name=op.f("uq_notice_cycle_id_number")),
    )
    op.create_table(
        "notice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("staff_no", _WORD, nullable=False),
        sa.Column("name", _WORD, nullable=False),
        sa.Column("total", sa.Text(), nullable=True),
        sa.Column("grade", _WORD, nullable=True),
        *(_of("notice_line", name) for name in ("office", "notice", "agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_line")),
    )
    op.create_index("ix_notice_line_notice_id", "notice_line", ["notice_id"])


def _appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("words_from", _WORD, nullable=False),
        sa.Column("words", _WORD, nullable=False),
        sa.Column("interview_on", sa.Date(), nullable=True),
        sa.Column("answer_due", sa.Date(), nullable=False),
        sa.Column("judged", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=True),
        sa.Column("outcome", _WORD, nullable=True),
        sa.Column("reasons", _WORD, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_appeal_office_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_appeal_cycle_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_appeal_agent_id")),
        sa.ForeignKeyConstraint(["earlier_id"], ["appeal.id"], name=op.f("fk_appeal_earlier_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appeal_user_id")),
        sa.ForeignKeyConstraint(["correction_id"], ["correction.id"], name=op.f("fk_appeal_correction_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_appeal_decided_by")),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_appeal_decided")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    op.create_index("ix_appeal_cycle_agent", "appeal", ["cycle_id", "agent_id"])
    op.create_table(
        "appeal_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("about", _WORD, nullable=False),
        sa.Column("ref", _WORD, nullable=False),
        sa.Column("words", _WORD, nullable=False),
        sa.Column("found", _WORD, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_appeal_point_office_id")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_point_appeal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_point")),
    )
    op.create_index(op.f("ix_appeal_point_appeal_id"), "appeal_point", ["appeal_id"])
    op.create_table(
        "appeal_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("file_name", _WORD, nullable=False),
        sa.Column("file_sort", _WORD, nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("file_digest", _WORD, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_appeal_file_office_id")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_file_appeal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appeal_file_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_file")),
    )
    op.create_index(op.f("ix_appeal_file_appeal_id"), "appeal_file", ["appeal_id"])


def _uses() -> None:
    """The rules for using results, days worked, what was told of both."""
    op.create_table(
        "use_rules",
        *_own(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", _WORD, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("since", _WORD, nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        *_ref("use_rules", "user_id", "user", nullable=True),
        sa.Column("put_at", sa.BigInteger(), nullable=True),
        *_ends("use_rules"),
        sa.UniqueConstraint("office_id", "version", name=op.f("uq_use_rules_office_id_version")),
    )
    op.create_table(
        "worked_days",
        sa.Column("office_id", sa.Integer(), nullable=False),
        *_ref("worked_days", "cycle_id", "cycle"),
        *_ref("worked_days", "agent_id", "agent"),
        sa.Column("days", sa.Text(), nullable=False),
        *_ref("worked_days", "user_id", "user", nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_ends("worked_days", "cycle_id", "agent_id"),
    )
    op.create_table(
        "use_export",
        *_own(),
        *_ref("use_export", "cycle_id", "cycle"),
        *_ref("use_export", "rules_id", "use_rules"),
        *(sa.Column(name, _WORD, nullable=False) for name in ("kind", "file_name", "digest")),
        *_ref("use_export", "user_id", "user", nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_ends("use_export"),
    )
    op.create_index("ix_use_export_cycle", "use_export", ["cycle_id"])
    op.create_table(
        "use_line",
        *_own(),
        *_ref("use_line", "export_id", "use_export"),
        *_ref("use_line", "agent_id", "agent"),
        sa.Column("what", _WORD, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("coefficient", "amount", "total")),
        sa.Column("grade", _WORD, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("why", _WORD, nullable=False),
        *_ends("use_line"),
    )
    op.create_index(op.f("ix_use_line_export_id"), "use_line", ["export_id"])


def _own() -> list[sa.Column[int]]:
    """The key of a table, and whose its rows are."""
    return [sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "office_id")]


def _ref(
    table: str, column: str, to: str, *, nullable: bool = False
) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    """A column that names a row of another table."""
    held = sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))
    return [sa.Column(column, sa.Integer(), nullable=nullable), held]


def _ends(table: str, *key: str) -> list[sa.ForeignKeyConstraint | sa.PrimaryKeyConstraint]:
    """What every table ends with."""
    return [
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f(f"fk_{table}_office_id")),
        sa.PrimaryKeyConstraint(*(key or ("id",)), name=op.f(f"pk_{table}")),
    ]
