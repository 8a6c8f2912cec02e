"""When a region has lunch, and how long people travel between its rooms.

Both bear on which moments a table is offered; a region that says nothing keeps what it has.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "travel_time",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["room.id"], name=op.f("fk_travel_time_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["room.id"], name=op.f("fk_travel_time_other_id")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_travel_time")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lunch_starts", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("lunch_ends", sa.Time(), nullable=True))
        batch_op.add_column(
            sa.Column("travel_minutes", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    with op.batch_alter_table("region", schema=None) as batch_op:
        for name in ("travel_minutes", "lunch_ends", "lunch_starts"):
            batch_op.drop_column(name)
    op.drop_table("travel_time")
