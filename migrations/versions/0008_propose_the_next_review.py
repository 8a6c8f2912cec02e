"""Propose the next review.

The day for which a sitting is prepared, and what was decided about a review that the ladder
proposes: another day, or none and why.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("skipped_because", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_review_choice_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_review_choice_case_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_review_choice_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_choice")),
        sa.UniqueConstraint(
            "conference_id", "case_id", name=op.f("uq_review_choice_conference_id_case_id")
        ),
    )
    with op.batch_alter_table("review_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_choice_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meant_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("meant_on")

    with op.batch_alter_table("review_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_choice_case_id"))

    op.drop_table("review_choice")
