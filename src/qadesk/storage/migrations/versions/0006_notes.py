"""Notes on agents and records, and the files attached to them in a table of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("kind", _WORD, nullable=True),
        sa.Column("ref", _WORD, nullable=True),
        sa.Column("part", _WORD, nullable=True),
        sa.Column("text", _WORD, nullable=False),
        sa.Column("file_name", _WORD, nullable=True),
        sa.Column("file_sort", _WORD, nullable=True),
        sa.Column("file_size", sa.Integer(), nullable=True),
        sa.Column("file_digest", _WORD, nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(agent_id IS NULL) <> (ref IS NULL)", name=op.f("ck_note_about")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_note_office_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_note_agent_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_note_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_agent_id"), "note", ["agent_id"])
    op.create_index(op.f("ix_note_ref_kind_office_id"), "note", ["ref", "kind", "office_id"])
    op.create_table(
        "note_file",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_note_file_office_id")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_file_note_id")),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_note_file")),
    )
