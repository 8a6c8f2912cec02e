"""Standing blocks of a court: time that it keeps free for conferences, and the days without."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "court_block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_court_block_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_block")),
    )
    op.create_index(
        op.f("ix_court_block_organisation_id"), "court_block", ["organisation_id"], unique=False
    )
    op.create_table(
        "court_block_exception",
        sa.Column("block_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["court_block.id"], name=op.f("fk_court_block_exception_block_id")
        ),
        sa.PrimaryKeyConstraint("block_id", "day", name=op.f("pk_court_block_exception")),
    )


def downgrade() -> None:
    op.drop_table("court_block_exception")
    op.drop_table("court_block")
