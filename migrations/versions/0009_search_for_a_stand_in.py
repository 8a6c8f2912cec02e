"""Search for a stand-in.

A seat that lost its person is offered to others, one after the other; each search and each person
asked is a row, so that it goes on after a restart and can be read back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PEOPLE = ("lost_id", "started_by_id", "filled_by_id", "ended_by_id")


def upgrade() -> None:
    op.create_table(
        "cascade",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("domain", sa.String(32), nullable=False),
        sa.Column("lost_id", sa.Uuid(), nullable=True),
        sa.Column("keeps_holder", sa.Boolean(), nullable=False),
        sa.Column("at_once", sa.Integer(), nullable=False),
        sa.Column("patience_minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("filled_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("without_because", sa.String(400), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_cascade_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_cascade_conference_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_cascade_seat_id")),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_cascade_{name}"))
            for name in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cascade")),
    )
    with op.batch_alter_table("cascade", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cascade_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cascade_conference_id"), ["conference_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cascade_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index("ix_cascade_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "cascade_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cascade_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(32), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cascade_id"], ["cascade.id"], name=op.f("fk_cascade_ask_cascade_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_cascade_ask_case_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_cascade_ask_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cascade_ask")),
        sa.UniqueConstraint(
            "cascade_id", "person_id", name=op.f("uq_cascade_ask_cascade_id_person_id")
        ),
    )
    with op.batch_alter_table("cascade_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cascade_ask_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cascade_ask_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("patience_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("asked_at_once", sa.Integer(), nullable=False, server_default="1")
        )

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("seat_filled", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("seat_filled")

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("asked_at_once")
        batch_op.drop_column("patience_minutes")

    with op.batch_alter_table("cascade_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cascade_ask_person_id"))
        batch_op.drop_index(batch_op.f("ix_cascade_ask_case_id"))

    op.drop_table("cascade_ask")
    with op.batch_alter_table("cascade", schema=None) as batch_op:
        batch_op.drop_index("ix_cascade_state_due_at")
        batch_op.drop_index(batch_op.f("ix_cascade_seat_id"))
        batch_op.drop_index(batch_op.f("ix_cascade_conference_id"))
        batch_op.drop_index(batch_op.f("ix_cascade_case_id"))

    op.drop_table("cascade")
