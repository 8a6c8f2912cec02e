"""Knowledge sessions: a topic instead of cases, and people who are invited by name."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "conference", sa.Column("topic", sa.String(200), nullable=False, server_default="")
    )
    with op.batch_alter_table("conference") as table:
        table.alter_column("topic", server_default=None)
    op.create_table(
        "knowledge_guest",
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_knowledge_guest_conference_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_knowledge_guest_person_id")
        ),
        sa.PrimaryKeyConstraint("conference_id", "person_id", name=op.f("pk_knowledge_guest")),
    )


def downgrade() -> None:
    op.drop_table("knowledge_guest")
    op.drop_column("conference", "topic")
