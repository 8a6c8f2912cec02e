"""Ask judges in a mode.

What she opened after she said that nothing stands in the way, and what it bars her from.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seat") as seat:
        seat.add_column(sa.Column("mode", sa.String(32), nullable=False, server_default="proces"))
    with op.batch_alter_table("seat") as seat:
        seat.alter_column("mode", server_default=None)
    op.create_table(
        "judge_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_judge_opening_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_judge_opening_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_opening")),
    )
    for name in ("invitation_id", "person_id"):
        op.create_index(op.f(f"ix_judge_opening_{name}"), "judge_opening", [name])
    op.create_table(
        "judge_bar",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_judge_bar_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_judge_bar_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_bar")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_judge_bar_case_id_person_id")),
    )
    op.create_index(op.f("ix_judge_bar_person_id"), "judge_bar", ["person_id"])


def downgrade() -> None:
    op.drop_table("judge_bar")
    op.drop_table("judge_opening")
    with op.batch_alter_table("seat") as seat:
        seat.drop_column("mode")
