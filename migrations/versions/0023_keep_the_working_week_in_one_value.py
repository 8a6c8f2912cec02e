"""Keep the working week in one value.

A search for a moment reads the weeks of everybody who may sit. Beside the stretches, that people
change and see, a person has them once more as one value, written with them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("week", sa.String(8000), nullable=False, server_default=""))
    op.execute(person.update().values(week=sa.func.coalesce(_week, "")))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("week")


person = sa.table("person", sa.column("id"), sa.column("week"))
pattern = sa.table(
    "working_pattern",
    sa.column("person_id"),
    sa.column("weekday"),
    sa.column("starts"),
    sa.column("ends"),
)
_stretch = (
    sa.cast(pattern.c.weekday, sa.String)
    + " "
    + sa.func.substr(sa.cast(pattern.c.starts, sa.String), 1, 5)
    + " "
    + sa.func.substr(sa.cast(pattern.c.ends, sa.String), 1, 5)
)
_week = (
    sa.select(sa.func.aggregate_strings(_stretch, ","))
    .where(pattern.c.person_id == person.c.id)
    .scalar_subquery()
)
