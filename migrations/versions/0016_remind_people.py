"""Keep in what rhythm people want to be reminded, and what they were reminded of.

Who chose nothing has no row. A reminder is one row for each thing, occasion and person, so that
nothing is said twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TARGETS = {
    "person_id": "person.id",
    "message_id": "outbox_message.id",
    "case_id": "case.id",
    "action_id": "safety_action.id",
    "invitation_id": "invitation.id",
}


def upgrade() -> None:
    op.create_table(
        "reminder_rhythm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_rhythm_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rhythm")),
        sa.UniqueConstraint("person_id", name=op.f("uq_reminder_rhythm_person_id")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_reminder_{column}"))
            for column, target in _TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("key", name=op.f("uq_reminder_key")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        for column in _TARGETS:
            batch_op.create_index(batch_op.f(f"ix_reminder_{column}"), [column])


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_table("reminder_rhythm")
