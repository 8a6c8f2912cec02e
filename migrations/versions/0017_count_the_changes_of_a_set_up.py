"""Count the changes of what several people set up: who saves second is told.

What is there already has been changed once: when it was made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTED = (
    *("region", "organisation", "room", "panel", "panel_seat", "panel_rhythm"),
    *("duty_roster", "seat"),
)


def upgrade() -> None:
    for table in COUNTED:
        _count(table, "version")
    _count("person", "week_version")


def downgrade() -> None:
    for table in COUNTED:
        _forget(table, "version")
    _forget("person", "week_version")


def _count(table: str, column: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default="1"))


def _forget(table: str, column: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_column(column)
