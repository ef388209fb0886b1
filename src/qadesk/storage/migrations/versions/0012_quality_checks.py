"""Quality checks of single contacts: their forms, samples, checks, answers and results."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _forms()
    _samples()
    _checks()
    _results()


def _refers(table: str, *targets: str) -> list[sa.ForeignKeyConstraint]:
    """To other tables, each by the column that is called after it but for these."""
    columns = {"contact_check": "check_id", "check_sample": "sample_id", "check_form": "form_id"}
    columns["import_batch"] = "batch_id"
    made = []
    for target in ("office", *targets):
        column = columns.get(target, f"{target}_id")
        made.append(sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}")))
    return made


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, _WORD, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _data(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _forms() -> None:
    op.create_table(
        "check_form",
        _number("id"),
        _number("office_id"),
        _text("code"),
        _number("version"),
        _text("status"),
        _data("content"),
        _time("updated_at"),
        _number("user_id", nullable=True),
        _time("published_at", nullable=True),
        sa.CheckConstraint("status IN ('draft', 'published', 'retired')", name=op.f("ck_check_form_status")),
        *_refers("check_form", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_form")),
        sa.UniqueConstraint(
            "office_id", "code", "version", name=op.f("uq_check_form_office_id_code_version")
        ),
    )


def _samples() -> None:
    op.create_table(
        "check_sample",
        _number("id"),
        _number("office_id"),
        _number("cycle_id"),
        _number("form_id"),
        _text("seed"),
        _number("each"),
        _data("strata"),
        _number("user_id", nullable=True),
        _time("at"),
        *_refers("check_sample", "cycle", "check_form", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_sample")),
    )
    op.create_index("ix_check_sample_cycle", "check_sample", ["cycle_id"])


def _checks() -> None:
    op.create_table(
        "contact_check",
        _number("id"),
        _number("office_id"),
        _number("cycle_id"),
        _number("form_id"),
        _number("agent_id"),
        _number("sample_id", nullable=True),
        _number("stratum"),
        _number("contact_id", nullable=True),
        _text("ref"),
        _text("channel"),
        _time("at"),
        _text("status"),
        _text("note"),
        _text("reason"),
        _number("user_id", nullable=True),
        _time("updated_at"),
        _time("submitted_at", nullable=True),
        _number("batch_id", nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'draft', 'submitted', 'replaced')", name=op.f("ck_contact_check_status")
        ),
        *_refers("contact_check", "cycle", "check_form", "agent", "check_sample", "user", "import_batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_check")),
    )
    op.create_index("ix_contact_check_cycle_agent", "contact_check", ["cycle_id", "agent_id"])
    op.create_table(
        "check_answer",
        _number("id"),
        _number("office_id"),
        _number("check_id"),
        _text("question"),
        _text("answer"),
        _text("comment"),
        _number("second", nullable=True),
        *_refers("check_answer", "contact_check"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_answer")),
        sa.UniqueConstraint("check_id", "question", name=op.f("uq_check_answer_check_id_question")),
    )


def _results() -> None:
    op.create_table(
        "check_result",
        _number("id"),
        _number("office_id"),
        sa.Column("part", _WORD, server_default="", nullable=False),
        _text("ref"),
        _number("agent_id"),
        _time("at"),
        _text("channel"),
        _text("form"),
        _number("version"),
        _number("score"),
        sa.Column("passed", sa.Boolean(), nullable=False),
        _data("found"),
        sa.Column("note", _WORD),
        _number("batch_id"),
        *_refers("check_result", "agent", "import_batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_result")),
        sa.UniqueConstraint("ref", "part", "office_id", name=op.f("uq_check_result_ref_part_office_id")),
    )
    op.create_index(op.f("ix_check_result_office_id_at"), "check_result", ["office_id", "at"])
