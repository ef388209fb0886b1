"""The second half of a month: results have revisions and are corrected, sheets come back as scans."""

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
    _scans()


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
