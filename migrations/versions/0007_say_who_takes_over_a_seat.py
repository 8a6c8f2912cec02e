"""Say who takes over a seat.

The organisations that take over when those of a region may not be used, or have nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_fallback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_seat_fallback_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_seat_fallback_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_fallback")),
        sa.UniqueConstraint(
            "region_id",
            "organisation_id",
            name=op.f("uq_seat_fallback_region_id_organisation_id"),
        ),
    )
    with op.batch_alter_table("seat_fallback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seat_fallback_organisation_id"), ["organisation_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("seat_fallback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_fallback_organisation_id"))

    op.drop_table("seat_fallback")
