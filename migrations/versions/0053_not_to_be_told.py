"""A measure that is not to be told to whom it binds: why, who said so and when."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("measure") as table:
        table.add_column(
            sa.Column("untold_because", sa.String(400), nullable=False, server_default="")
        )
        table.add_column(sa.Column("untold_by_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("untold_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_measure_untold_by_id"), "person", ["untold_by_id"], ["id"]
        )
    with op.batch_alter_table("measure") as table:
        table.alter_column("untold_because", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("measure") as table:
        table.drop_constraint(op.f("fk_measure_untold_by_id"), type_="foreignkey")
        table.drop_column("untold_at")
        table.drop_column("untold_by_id")
        table.drop_column("untold_because")
