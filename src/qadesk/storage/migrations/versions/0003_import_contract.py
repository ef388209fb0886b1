"""Totals of contacts, which of them count beside single contacts, deliveries by courier; a state's mark."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _contact_total()
    _contact_choice()
    _deliveries_by_courier()
    _state_mark()
    _imports()
    _contact()
    _complaint()
    _incident()
    _survey_answer()


def _contact_total() -> None:
    op.create_table(
        "contact_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=True),
        sa.Column("responses", sa.Integer(), nullable=True),
        sa.Column("response_us", sa.BigInteger(), nullable=True),
        sa.Column("talks", sa.Integer(), nullable=True),
        sa.Column("talk_us", sa.BigInteger(), nullable=True),
        sa.Column("resolved", sa.Integer(), nullable=True),
        sa.Column("unresolved", sa.Integer(), nullable=True),
        sa.Column("rated", sa.Integer(), nullable=True),
        sa.Column("rating_millionths", sa.BigInteger(), nullable=True),
        sa.Column("rating_squares", sa.Integer(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("dissatisfied", sa.Integer(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_contact_total_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_contact_total_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_total")),
        sa.UniqueConstraint("ref", name=op.f("uq_contact_total_ref")),
    )
    op.create_index("ix_contact_total_agent_id_at", "contact_total", ["agent_id", "at"])


def _contact_choice() -> None:
    op.create_table(
        "contact_choice",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("counts IN ('records', 'totals', 'both')", name=op.f("ck_contact_choice_counts")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_contact_choice_office_id_office")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_contact_choice_user_id_user")),
        sa.PrimaryKeyConstraint("office_id", "month", "channel", name=op.f("pk_contact_choice")),
    )


def _deliveries_by_courier() -> None:
    """A key cannot be altered in place: the table, to which nothing points, is made anew."""
    op.rename_table("delivery_day", "delivery_day_before")
    op.create_table(
        "delivery_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("courier", sa.String(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=True),
        sa.Column("scans_in_15_min", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_delivery_day_batch_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_delivery_day_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_day")),
        sa.UniqueConstraint(
            "office_id", "day", "courier", name=op.f("uq_delivery_day_office_id_day_courier")
        ),
    )
    op.execute(
        "INSERT INTO delivery_day"
        " (id, office_id, day, courier, due, on_time, scans, scans_in_15_min, batch_id)"
        " SELECT id, office_id, day, '', due, on_time, scans, scans_in_15_min, batch_id"
        " FROM delivery_day_before"
    )
    # What a later import replaced is kept as it was; undoing that import writes it back.
    op.execute("UPDATE superseded SET row = json_set(row, '$.courier', '') WHERE \"table\" = 'delivery_day'")
    op.drop_table("delivery_day_before")


def _state_mark() -> None:
    op.create_table(
        "state_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_mark")),
    )
    op.execute(
        "INSERT INTO state_mark (id, mark) VALUES"
        " (1, 'qadesk-mark:' || lower(hex(randomblob(16))) || ':' || lower(hex(zeroblob(16))))"
    )


def _imports() -> None:
    op.add_column("import_batch", sa.Column("sheet", sa.String(), nullable=False, server_default=""))
    op.add_column("import_batch", sa.Column("account", sa.JSON(), nullable=True))
    op.add_column("layout", sa.Column("answers", sa.JSON(), nullable=True))


def _part() -> sa.Column[str]:
    return sa.Column("part", sa.String(), nullable=False, server_default="")


def _made_anew(
    table: str, *columns: sa.Column[Any], key: tuple[str, ...], when: str, new: tuple[str, ...]
) -> None:
    """A table with another key. References to it hold: they are checked when all migrations are done.

    What a later import replaced is kept as it was. Undoing that import writes it back: it gets what is new.
    """
    op.create_table(
        f"{table}_new",
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f(f"fk_{table}_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f(f"fk_{table}_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(*key, name=op.f(f"uq_{table}_{'_'.join(key)}")),
    )
    kept = ", ".join(
        ["id", *(column.name for column in columns if column.name not in (*new, "part")), "batch_id"]
    )
    op.execute(f"INSERT INTO {table}_new ({kept}) SELECT {kept} FROM {table}")  # noqa: S608 - our own names
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)
    op.create_index(op.f(f"ix_{table}_{when}"), table, [when])
    empty = "".join(f", '$.{name}', NULL" for name in new)
    op.execute(
        f"UPDATE superseded SET row = json_set(row, '$.part', ''{empty})"  # noqa: S608 - our own names
        f" WHERE \"table\" = '{table}'"
    )


def _contact() -> None:
    _made_anew(
        "contact",
        sa.Column("channel", sa.String(), nullable=False),
        _part(),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("response_ms", sa.Integer(), nullable=True),
        sa.Column("talk_ms", sa.Integer(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        key=("ref", "channel", "part"),
        when="at",
        new=("direction",),
    )


def _complaint() -> None:
    _made_anew(
        "complaint",
        _part(),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("waybill", sa.String(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("responded_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("escalated", sa.Boolean(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("in_part", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        key=("ref", "part"),
        when="received_at",
        new=("waybill", "fault", "in_part"),
    )


def _incident() -> None:
    _made_anew(
        "incident",
        _part(),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        key=("ref", "part"),
        when="day",
        new=(),
    )


def _survey_answer() -> None:
    _made_anew(
        "survey_answer",
        _part(),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        key=("ref", "part"),
        when="at",
        new=(),
    )
