"""Figures for everybody: told of a quarter of a region once, and kept as they were told."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_figure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_public_figure_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_figure")),
        sa.UniqueConstraint(
            "region_id", "quarter", "name", name=op.f("uq_public_figure_region_id_quarter_name")
        ),
    )


def downgrade() -> None:
    op.drop_table("public_figure")
