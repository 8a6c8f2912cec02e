"""A code for a poll.

A code of eight digits opens an invitation, or somebody's own time beside the moments of a poll.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("poll_person") as batch:
        batch.add_column(
            sa.Column("wrong_join_codes", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("poll_person") as batch:
        batch.alter_column("wrong_join_codes", server_default=None)
    with op.batch_alter_table("join_code") as batch:
        batch.alter_column("invitation_id", existing_type=sa.Uuid(), nullable=True)
        batch.add_column(sa.Column("poll_person_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_join_code_poll_person_id"), "poll_person", ["poll_person_id"], ["id"]
        )
        batch.create_index(op.f("ix_join_code_poll_person_id"), ["poll_person_id"])
        batch.create_check_constraint(
            op.f("ck_join_code_opens_one"), "(invitation_id IS NULL) <> (poll_person_id IS NULL)"
        )


def downgrade() -> None:
    op.execute("DELETE FROM join_code WHERE invitation_id IS NULL")
    with op.batch_alter_table("join_code") as batch:
        batch.drop_constraint(op.f("ck_join_code_opens_one"), type_="check")
        batch.drop_index(op.f("ix_join_code_poll_person_id"))
        batch.drop_constraint(op.f("fk_join_code_poll_person_id"), type_="foreignkey")
        batch.drop_column("poll_person_id")
        batch.alter_column("invitation_id", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("poll_person") as batch:
        batch.drop_column("wrong_join_codes")
