"""A wish for an account: what somebody who joins often said to the offer of one; once a person."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_account_wish_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_wish_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_account_wish_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_wish")),
    )
    with op.batch_alter_table("account_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_wish_person_id"), ["person_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_account_wish_region_id"), ["region_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("account_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_wish_region_id"))
        batch_op.drop_index(batch_op.f("ix_account_wish_person_id"))

    op.drop_table("account_wish")
