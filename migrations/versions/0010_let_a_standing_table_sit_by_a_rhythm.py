"""Let a standing table sit by a rhythm.

When it sits, how much fits in, until when a case may come, and what differs; a conference stands
for one turn of it, and a case that came late says why.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "panel_exception",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("turn_on", sa.Date(), nullable=False),
        sa.Column("moved_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["panel.id"], name=op.f("fk_panel_exception_panel_id")
        ),
        sa.PrimaryKeyConstraint("panel_id", "turn_on", name=op.f("pk_panel_exception")),
    )
    op.create_table(
        "panel_rhythm",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("every", sa.String(32), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("most_cases", sa.Integer(), nullable=True),
        sa.Column("cutoff_days", sa.Integer(), nullable=False),
        sa.Column("cutoff_at", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_rhythm_panel_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_panel_rhythm_room_id")),
        sa.PrimaryKeyConstraint("panel_id", name=op.f("pk_panel_rhythm")),
    )
    with op.batch_alter_table("panel_rhythm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_rhythm_room_id"), ["room_id"], unique=False)

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("turn_on", sa.Date(), nullable=True))

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("late_because", sa.String(length=400), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_column("late_because")

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("turn_on")

    with op.batch_alter_table("panel_rhythm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_rhythm_room_id"))

    op.drop_table("panel_rhythm")
    op.drop_table("panel_exception")
