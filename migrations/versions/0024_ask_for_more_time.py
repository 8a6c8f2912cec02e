"""Ask for more time.

The owner of an action proposes a later date, with a reason; nothing changes until it is granted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

REFERS = {
    "case_id": "case.id",
    "action_id": "safety_action.id",
    "asked_by_id": "person.id",
    "answered_by_id": "person.id",
}


def upgrade() -> None:
    op.create_table(
        "more_time",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("open_key", sa.Uuid(), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(600), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("due_before", sa.String(40), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_more_time_{name}"))
            for name, target in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_more_time")),
        sa.UniqueConstraint("open_key", name=op.f("uq_more_time_open_key")),
    )
    for name in ("case_id", "action_id"):
        op.create_index(op.f(f"ix_more_time_{name}"), "more_time", [name])


def downgrade() -> None:
    op.drop_table("more_time")
