"""Set a canary case: nobody has a reason to open it."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canary_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warned_number", sa.Integer(), nullable=False),
        sa.Column("checked_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canary_case")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_canary_case_case_id")),
    )
    op.create_index(op.f("ix_canary_case_case_id"), "canary_case", ["case_id"], unique=True)


def downgrade() -> None:
    op.drop_table("canary_case")
