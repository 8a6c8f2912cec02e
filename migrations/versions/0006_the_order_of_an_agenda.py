"""The order of an agenda: fixed places and times, breaks, pauses, and the order before.

A coordinator pins a case or asks for a lunch; the order that is taken stands beside the one that
it replaced, so that it can be put back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTED = ("pause_minutes", "earliest_minutes", "earlier_pause_minutes")
OPTIONAL = ("pinned_place", "latest_minutes", "earlier_position")


def upgrade() -> None:
    op.create_table(
        "agenda_break",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("earliest_minutes", sa.Integer(), nullable=False),
        sa.Column("latest_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_agenda_break_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_break")),
    )
    with op.batch_alter_table("agenda_break", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agenda_break_conference_id"), ["conference_id"], unique=False
        )

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        for name in COUNTED:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in OPTIONAL:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        for name in (*OPTIONAL, *COUNTED):
            batch_op.drop_column(name)

    with op.batch_alter_table("agenda_break", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_break_conference_id"))

    op.drop_table("agenda_break")
