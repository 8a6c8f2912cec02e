"""What a court agreed to.

In which modes its judges may be asked; without a row the installation's setting counts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "court_modes",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(mode, sa.Boolean(), nullable=False)
            for mode in ("kennis", "proces", "rc", "niet_zittend")
        ),
        sa.Column("first", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_court_modes_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_court_modes")),
    )


def downgrade() -> None:
    op.drop_table("court_modes")
